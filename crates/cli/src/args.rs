//! What may be asked on the command line; the options of each group of commands are in its own file.

mod asking;
mod crashing;
mod demo;
mod member;
mod moving;
mod region;
mod running;
mod simulating;

use clap::{ArgAction, Parser, Subcommand};

pub(crate) use asking::{
    AtOptions, CheckOptions, CompletionsOptions, JournalOptions, ManOptions, QueueOptions,
    RetentionCommand, RetentionOptions, Shell, ShowCommand, ShowMovementOptions, SubmitOptions,
    TrustOptions, WhyOptions,
};
pub(crate) use crashing::CrashOptions;
pub(crate) use demo::{DemoOptions, StoryName};
pub(crate) use member::{
    NodeCommand, NodeInitOptions, PostCommand, PostHandOverOptions, RekeyOptions, SignOptions,
    TokenOptions, first_node,
};
pub(crate) use moving::{
    ConfigCommand, ConfigShowOptions, DoorOptions, ExchangeCommand, ExportOptions, ImportOptions,
    PackOptions, UnpackOptions,
};
pub use moving::{Format, Table};
pub(crate) use region::{
    AdmitOptions, HandOverOptions, ProposeOptions, PublishOptions, RegionCommand, RegionInitOptions,
};
pub(crate) use running::{
    BackupOptions, BenchName, BenchOptions, MigrateOptions, RestoreOptions, ServeOptions,
    VerifyOptions,
};
pub(crate) use simulating::{Seeds, SimulateOptions};

use crate::speech::say;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "passavant", version, about = say("cli-about"), subcommand_required = true)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// In which language to speak.
    #[arg(long, global = true, value_parser = ["en", "fr", "pt"], help = say("cli-lang"))]
    pub(crate) lang: Option<String>,
    /// Tell what can be asked.
    #[arg(short, long, global = true, action = ArgAction::Help, help = say("cli-help"))]
    pub(crate) help: Option<bool>,
    /// Tell which version this is.
    #[arg(short = 'V', long, action = ArgAction::Version, help = say("cli-version"))]
    pub(crate) version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A region on this machine, and trucks across its borders.
    #[command(about = say("cli-demo"))]
    Demo(DemoOptions),
    /// A node: made on site.
    #[command(subcommand, about = say("cli-node"))]
    Node(NodeCommand),
    /// A region: who belongs to it.
    #[command(subcommand, about = say("cli-region"))]
    Region(RegionCommand),
    /// Lets somebody in.
    #[command(about = say("cli-token"))]
    Token(TokenOptions),
    /// A post: who holds it.
    #[command(subcommand, about = say("cli-post"))]
    Post(PostCommand),
    /// Runs a node.
    #[command(about = say("cli-serve"))]
    Serve(ServeOptions),
    /// Checks what a node keeps.
    #[command(about = say("cli-verify"))]
    Verify(VerifyOptions),
    /// Moves what a node keeps.
    #[command(about = say("cli-migrate"))]
    MigrateStore(MigrateOptions),
    /// Posts messages to a node.
    #[command(about = say("cli-submit"))]
    Submit(SubmitOptions),
    /// Checks messages without a node.
    #[command(about = say("cli-check"))]
    Check(CheckOptions),
    /// Shows what a node has.
    #[command(subcommand, about = say("cli-show"))]
    Show(ShowCommand),
    /// Saves the store of a node.
    #[command(about = say("cli-backup"))]
    Backup(BackupOptions),
    /// Puts a backup in the place of a store.
    #[command(about = say("cli-restore"))]
    Restore(RestoreOptions),
    /// Lets a node that recovers go on without an answer of every peer.
    #[command(about = say("cli-accept-gap"))]
    AcceptGap(AtOptions),
    /// Orders what is kept of a dossier.
    #[command(subcommand, about = say("cli-retention"))]
    Retention(RetentionCommand),
    /// Writes completions for a shell.
    #[command(about = say("cli-completions"))]
    Completions(CompletionsOptions),
    /// Writes manual pages.
    #[command(about = say("cli-man"))]
    Man(ManOptions),
    /// Says with what a node would run.
    #[command(subcommand, about = say("cli-config-command"))]
    Config(ConfigCommand),
    /// Takes tables in.
    #[command(about = say("cli-import"))]
    Import(ImportOptions),
    /// Gives tables out.
    #[command(about = say("cli-export"))]
    Export(ExportOptions),
    /// Carries by hand what no network carries.
    #[command(subcommand, about = say("cli-exchange"))]
    Exchange(ExchangeCommand),
    /// Measures.
    #[command(about = say("cli-bench"))]
    Bench(BenchOptions),
    /// Runs whole regions from seeds.
    #[command(about = say("cli-simulate"))]
    Simulate(SimulateOptions),
    /// Kills nodes at work.
    #[command(about = say("cli-crash"))]
    Crash(CrashOptions),
}
