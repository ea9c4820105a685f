//! The command line: one file a command, data to standard output, talk to standard error.
//!
//! Invariants: every sentence a person reads comes from `language`; `--json` prints one object and
//! nothing else; exit codes are 0 (done), 1 (a check failed or a fault), 2 (wrong usage) and
//! 70 (damaged evidence).

mod args;
mod backup;
mod bench;
mod check;
mod client;
mod config;
mod crash;
mod demo;
mod door;
mod export;
mod extract;
mod files;
mod gap;
mod manual;
mod import;
mod member;
mod migrate;
mod outcome;
mod reach;
mod post;
mod pouch;
mod region;
mod rekey;
mod retention;
mod said;
mod serve;
mod show;
mod simulate;
mod speech;
mod submit;
mod table;
pub mod sheet;
mod training;
mod usage;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use crate::args::{Format, Table};

use crate::args::{Arguments, Command, NodeCommand, PostCommand, RegionCommand};
use crate::outcome::Outcome;
use crate::speech::{speak, tell};

/// Does what the arguments ask.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    outcome::end_with_the_reader();
    speak(speech::wanted(&arguments));
    let json = arguments.iter().any(|argument| argument == "--json");
    let read = usage::spoken(Arguments::command()).try_get_matches_from(arguments);
    let arguments = match read.and_then(|read| Arguments::from_arg_matches(&read)) {
        Ok(arguments) => arguments,
        Err(error) => return usage::ended(&error),
    };
    let done = match arguments.command {
        Command::Demo(options) => demo::run(&options),
        Command::Node(NodeCommand::Init(options)) => member::init(&options),
        Command::Node(NodeCommand::Sign(options)) => member::sign(&options),
        Command::Node(NodeCommand::Rekey(options)) => rekey::rekey(&options),
        Command::Region(RegionCommand::Init(options)) => region::init(&options),
        Command::Region(RegionCommand::Admit(options)) => region::admit(&options),
        Command::Region(RegionCommand::Propose(options)) => region::propose(&options),
        Command::Region(RegionCommand::Publish(options)) => region::publish(&options),
        Command::Region(RegionCommand::HandOver(options)) => region::hand_over(&options),
        Command::Token(options) => member::token(&options),
        Command::Post(PostCommand::HandOver(options)) => post::hand_over(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Verify(options) => verify::run(&options),
        Command::MigrateStore(options) => migrate::run(&options),
        Command::Submit(options) => submit::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Show(command) => show::run(&command),
        Command::Completions(options) => manual::completions(&options),
        Command::Man(options) => manual::pages(&options),
        Command::Config(command) => config::run(&command),
        Command::Import(options) => import::run(&options),
        Command::Export(options) => export::run(&options),
        Command::Exchange(command) => pouch::run(&command),
        Command::Backup(options) => backup::back_up(&options),
        Command::Restore(options) => backup::restore(&options),
        Command::AcceptGap(at) => gap::run(&at),
        Command::Retention(command) => retention::run(&command),
        Command::Bench(options) => bench::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Crash(options) => crash::run(&options),
    };
    match done {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            // A sentence put into a sentence leaves its full stop behind.
            let why = format!("{error:#}");
            let why = tell("cli-failed", &[("why", why.trim_end_matches('.'))]);
            if json {
                println!("{}", serde_json::json!({ "failed": why }));
            }
            eprintln!("{why}");
            Outcome::of(&error).into()
        }
    }
}
