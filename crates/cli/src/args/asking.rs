//! What may be asked of a node by those who use it, and what may be checked without one.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use kernel::{Date, Digest};

use crate::speech::say;

/// By what a node is known.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("known").args(["node", "ca", "pin"]).required(true)))]
pub(crate) struct TrustOptions {
    /// Its folder, which says where it is and which key it shows.
    #[arg(long, value_name = "DIR", help = say("cli-reach-node"))]
    pub(crate) node: Option<PathBuf>,
    /// Its certificate, or that of an authority, in PEM.
    #[arg(long, value_name = "FILE", help = say("cli-reach-ca"))]
    pub(crate) ca: Option<PathBuf>,
    /// The SHA-256 of its TLS key, as the directory has it.
    #[arg(long, value_name = "SHA256", value_parser = digest, help = say("cli-reach-pin"))]
    pub(crate) pin: Option<Digest>,
}

/// Where a node is that is asked something.
#[derive(Debug, Clone, Args)]
pub(crate) struct AtOptions {
    /// Where it is.
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "node",
        help = say("cli-reach-url")
    )]
    pub(crate) at: Option<String>,
    /// By what it is known.
    #[command(flatten)]
    pub(crate) trust: TrustOptions,
    /// What makes whoever asks known.
    #[arg(long, value_name = "FILE", help = say("cli-reach-token"))]
    pub(crate) token: PathBuf,
    /// Print what the node answers.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is submitted, and where.
#[derive(Debug, Clone, Args)]
pub(crate) struct SubmitOptions {
    /// Messages; `-` is standard input.
    #[arg(value_name = "FILE", required = true, help = say("cli-submit-file"))]
    pub(crate) files: Vec<PathBuf>,
    /// Where the node is.
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "node",
        help = say("cli-reach-url")
    )]
    pub(crate) to: Option<String>,
    /// By what it is known.
    #[command(flatten)]
    pub(crate) trust: TrustOptions,
    /// What makes the sender known.
    #[arg(long, value_name = "FILE", help = say("cli-reach-token"))]
    pub(crate) token: PathBuf,
    /// What the sender calls the message.
    #[arg(long, value_name = "KEY", help = say("cli-submit-key"))]
    pub(crate) key: Option<String>,
    /// How long to try again while the node is away.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, help = say("cli-submit-wait"))]
    pub(crate) wait: u64,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is checked.
#[derive(Debug, Clone, Args)]
pub(crate) struct CheckOptions {
    /// Messages; `-` is standard input.
    #[arg(value_name = "FILE", required = true, help = say("cli-check-file"))]
    pub(crate) files: Vec<PathBuf>,
    /// Reference data over what is built in.
    #[arg(long, value_name = "FILE", help = say("cli-check-reference"))]
    pub(crate) reference: Option<PathBuf>,
    /// As of which day; today where nothing is said.
    #[arg(long, value_name = "DATE", value_parser = day, help = say("cli-check-day"))]
    pub(crate) day: Option<Date>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is shown.
#[derive(Debug, Subcommand)]
pub(crate) enum ShowCommand {
    /// A movement.
    #[command(about = say("cli-show-movement"))]
    Movement(ShowMovementOptions),
    /// A guarantee.
    #[command(about = say("cli-show-guarantee"))]
    Guarantee(ShowOneOptions),
    /// How far peers are.
    #[command(about = say("cli-show-peers"))]
    Peers(AtOptions),
    /// How a recovery stands.
    #[command(about = say("cli-show-recovery"))]
    Recovery(AtOptions),
    /// What was erased.
    #[command(about = say("cli-show-erasures"))]
    Erasures(ErasuresOptions),
    /// What was written last.
    #[command(about = say("cli-show-journal"))]
    Journal(JournalOptions),
    /// What waits.
    #[command(about = say("cli-show-queue"))]
    Queue(QueueOptions),
    /// Why something is open.
    #[command(about = say("cli-show-why"))]
    Why(WhyOptions),
}

/// Which erasures.
#[derive(Debug, Clone, Args)]
pub(crate) struct ErasuresOptions {
    /// Of which dossier; the first of all where none is given.
    #[arg(value_name = "NUMBER", help = say("cli-show-erasures-number"))]
    pub(crate) number: Option<String>,
    /// Where they are.
    #[command(flatten)]
    pub(crate) at: AtOptions,
}

/// What is ordered about what is kept of a dossier.
#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// That all of it is erased.
    #[command(about = say("cli-retention-erase"))]
    Erase(RetentionOptions),
    /// That it is preserved, whatever its days.
    #[command(about = say("cli-retention-preserve"))]
    Preserve(RetentionOptions),
    /// That it is preserved no longer.
    #[command(about = say("cli-retention-end"))]
    End(RetentionOptions),
}

/// An order.
#[derive(Debug, Clone, Args)]
pub(crate) struct RetentionOptions {
    /// Of which dossier, and where.
    #[command(flatten)]
    pub(crate) one: ShowOneOptions,
    /// The rule it rests on.
    #[arg(long, value_name = "PROVISION", help = say("cli-retention-provision"))]
    pub(crate) provision: String,
    /// The file that holds it.
    #[arg(long, value_name = "REFERENCE", help = say("cli-retention-reference"))]
    pub(crate) reference: String,
}

/// Which dossier is shown.
#[derive(Debug, Clone, Args)]
pub(crate) struct ShowOneOptions {
    /// Its number, or its identifier.
    #[arg(value_name = "NUMBER", help = say("cli-show-number"))]
    pub(crate) number: String,
    /// Where it is.
    #[command(flatten)]
    pub(crate) at: AtOptions,
}

/// Which movement is shown, or proven.
#[derive(Debug, Clone, Args)]
pub(crate) struct ShowMovementOptions {
    /// Which one, and where.
    #[command(flatten)]
    pub(crate) one: ShowOneOptions,
    /// Where its evidence bundle goes.
    #[arg(long, value_name = "FILE", help = say("cli-show-evidence"))]
    pub(crate) evidence: Option<PathBuf>,
    /// Which groups are left out of it.
    #[arg(
        long,
        value_name = "GROUPS",
        value_delimiter = ',',
        requires = "evidence",
        value_parser = group,
        help = say("cli-show-redact")
    )]
    pub(crate) redact: Vec<String>,
}

/// Why a movement is open, or every one that is.
#[derive(Debug, Clone, Args)]
pub(crate) struct WhyOptions {
    /// Its number; all that are open where none is given.
    #[arg(value_name = "NUMBER", help = say("cli-show-why-number"))]
    pub(crate) number: Option<String>,
    /// Conversations about cover in place of movements.
    #[arg(long, help = say("cli-show-why-holds"))]
    pub(crate) holds: bool,
    /// Where it is.
    #[command(flatten)]
    pub(crate) at: AtOptions,
}

/// Which part of a journal.
#[derive(Debug, Clone, Args)]
pub(crate) struct JournalOptions {
    /// The node's folder.
    #[arg(long, value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) node: PathBuf,
    /// How many entries.
    #[arg(long, value_name = "N", default_value_t = 20, help = say("cli-show-count"))]
    pub(crate) count: usize,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// Whose queue.
#[derive(Debug, Clone, Args)]
pub(crate) struct QueueOptions {
    /// The node's folder.
    #[arg(long, value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) node: PathBuf,
    /// How many tasks and alarms.
    #[arg(long, value_name = "N", default_value_t = 20, help = say("cli-show-count"))]
    pub(crate) count: usize,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// For which shell.
#[derive(Debug, Clone, Args)]
pub(crate) struct CompletionsOptions {
    /// The shell.
    #[arg(value_enum, help = say("cli-completions-shell"))]
    pub(crate) shell: Shell,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// The shells that are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// fish.
    Fish,
}

/// Where manual pages go.
#[derive(Debug, Clone, Args)]
pub(crate) struct ManOptions {
    /// The folder.
    #[arg(long, value_name = "DIR", help = say("cli-man-to"))]
    pub(crate) to: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

fn group(text: &str) -> Result<String, String> {
    let known = node::evidence::groups();
    let known = || Vec::from_iter(known.clone()).join(", ");
    node::evidence::groups().contains(text).then(|| text.to_owned()).ok_or_else(known)
}

fn digest(text: &str) -> Result<Digest, String> {
    Digest::parse(text).map_err(|error| error.to_string())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "2026-11-24".to_owned())
}
