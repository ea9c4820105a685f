//! `passavant completions SHELL` and `passavant man --to DIR`: what shells and `man` need to know,
//! made from the command line itself and in the language spoken.

use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;
use serde_json::json;

use crate::args::{Arguments, CompletionsOptions, ManOptions, Shell};
use crate::files;
use crate::outcome::{Outcome, print};
use crate::speech::{say, spoken, tell};
use crate::usage;

/// What a page says of where it comes from.
const VERSION: &str = concat!("passavant ", env!("CARGO_PKG_VERSION"));
/// The section of commands.
const SECTION: &str = "1";

/// Writes completions to standard output.
pub(crate) fn completions(options: &CompletionsOptions) -> anyhow::Result<Outcome> {
    let shell = match options.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut command = plain(usage::spoken(Arguments::command()));
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let object = json!({"shell": shell.to_string(), "script": script});
    print(options.json, &object, script.trim_end_matches('\n'));
    Ok(Outcome::Good)
}

/// The same command line, whose values are their names alone: what else the library knows of them is
/// told in English.
fn plain(command: Command) -> Command {
    let names = |arg: &Arg| {
        let values = arg.get_possible_values();
        values.iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>()
    };
    let command = command.mut_args(|arg| match names(&arg) {
        names if names.is_empty() || !arg.get_action().takes_values() => arg,
        names => arg.value_parser(PossibleValuesParser::new(names)),
    });
    let below: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    below.iter().fold(command, |command, name| command.mut_subcommand(name, plain))
}

/// Writes a page for each command where `man` looks for pages of the language spoken.
pub(crate) fn pages(options: &ManOptions) -> anyhow::Result<Outcome> {
    let language = spoken();
    // English pages have no folder of a language: they are what `man` shows where none fits.
    let folder = match language {
        language::Language::English => options.to.clone(),
        other => options.to.join(other.code()),
    };
    let folder = folder.join(format!("man{SECTION}"));
    let mut command = usage::spoken(Arguments::command());
    command.build();
    let count = write(&command, &folder)?;
    let object = json!({"count": count, "dir": folder});
    let said = [("count", &*count.to_string()), ("dir", &folder.display().to_string())];
    print(options.json, &object, &tell("cli-man-written", &said));
    Ok(Outcome::Good)
}

/// Writes the page of a command and of those below it; gives back how many.
fn write(command: &Command, folder: &Path) -> anyhow::Result<usize> {
    let man = Man::new(command.clone()).section(SECTION).manual("Passavant").source(VERSION);
    let mut page = Vec::new();
    man.render(&mut page)?;
    let mut page = headed(&String::from_utf8_lossy(&page));
    page.push_str(&exit_codes());
    files::write(&folder.join(man.get_filename()), page)?;
    let mut count = 1;
    for below in command.get_subcommands() {
        count += write(below, folder)?;
    }
    Ok(count)
}

/// A page with its heads in the language spoken; those of ours are already, and only want capitals.
fn headed(page: &str) -> String {
    let head = |line: &str| {
        let Some(head) = line.strip_prefix(".SH ") else { return line.to_owned() };
        let said = match head {
            "NAME" => say("man-name"),
            "SYNOPSIS" => say("man-synopsis"),
            "DESCRIPTION" => say("man-description"),
            "VERSION" => say("man-version"),
            other => other.to_owned(),
        };
        format!(".SH {}", said.to_uppercase())
    };
    page.lines().map(|line| head(line) + "\n").collect()
}

/// What the exit codes mean, which no library knows.
fn exit_codes() -> String {
    let codes = ["0", "1", "2", "70"].into_iter();
    let texts = ["exit-0", "exit-1", "exit-2", "exit-70"].map(say);
    let listed: String =
        codes.zip(texts).map(|(code, text)| format!(".TP\n{code}\n{text}\n")).collect();
    format!(".SH \"{}\"\n{listed}", say("man-exit").to_uppercase())
}
