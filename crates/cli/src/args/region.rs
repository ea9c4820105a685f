//! What may be asked of a region.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::Administration;

use crate::speech::say;

/// A region.
#[derive(Debug, Subcommand)]
pub(crate) enum RegionCommand {
    /// Makes everything in one go, for demonstration.
    #[command(about = say("cli-region-init"))]
    Init(RegionInitOptions),
    /// Takes the public parts of members and drafts the next directory.
    #[command(about = say("cli-region-admit"))]
    Admit(AdmitOptions),
    /// Writes an agreement for its parties to sign.
    #[command(about = say("cli-region-propose"))]
    Propose(ProposeOptions),
    /// Puts a document among those in force, once enough members signed.
    #[command(about = say("cli-region-publish"))]
    Publish(PublishOptions),
    /// Copies the root and the documents in force into the folders of nodes.
    #[command(about = say("cli-region-hand-over"))]
    HandOver(HandOverOptions),
}

/// What a demonstration region is made of.
#[derive(Debug, Clone, Args)]
pub(crate) struct RegionInitOptions {
    /// Where it will live.
    #[arg(value_name = "DIR", help = say("cli-region-dir"))]
    pub(crate) dir: PathBuf,
    /// The members.
    #[arg(long, value_delimiter = ',', required = true, help = say("cli-members"))]
    pub(crate) members: Vec<Administration>,
    /// The hub.
    #[arg(long, help = say("cli-hub"))]
    pub(crate) hub: Administration,
    /// The first of the ports on the loopback address; free ones where nothing is said.
    #[arg(long, help = say("cli-ports"))]
    pub(crate) ports_from: Option<u16>,
    /// Whether it is there for training.
    #[arg(long, help = say("cli-training-option"))]
    pub(crate) training: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// Whom to admit.
#[derive(Debug, Clone, Args)]
pub(crate) struct AdmitOptions {
    /// The region's folder.
    #[arg(value_name = "DIR", help = say("cli-region-dir"))]
    pub(crate) dir: PathBuf,
    /// Public parts of members.
    #[arg(value_name = "FILE", required = true, help = say("cli-public"))]
    pub(crate) public: Vec<PathBuf>,
    /// How many members must sign; more than half where nothing is said.
    #[arg(long, help = say("cli-threshold"))]
    pub(crate) threshold: Option<usize>,
    /// How many witnesses make a checkpoint cosigned.
    #[arg(long, default_value_t = 1, help = say("cli-quorum"))]
    pub(crate) quorum: usize,
    /// For how many days the directory is good.
    #[arg(long, default_value_t = 365, help = say("cli-valid-days"))]
    pub(crate) valid_days: i64,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is proposed.
#[derive(Debug, Clone, Args)]
pub(crate) struct ProposeOptions {
    /// The agreement, as JSON.
    #[arg(value_name = "FILE", help = say("cli-agreement"))]
    pub(crate) agreement: PathBuf,
    /// Where the document to sign is written.
    #[arg(value_name = "NOTE", help = say("cli-note-out"))]
    pub(crate) note: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is published.
#[derive(Debug, Clone, Args)]
pub(crate) struct PublishOptions {
    /// The region's folder.
    #[arg(value_name = "DIR", help = say("cli-region-dir"))]
    pub(crate) dir: PathBuf,
    /// The signed document.
    #[arg(value_name = "NOTE", help = say("cli-note-signed"))]
    pub(crate) note: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// To which nodes documents are handed over.
#[derive(Debug, Clone, Args)]
pub(crate) struct HandOverOptions {
    /// The region's folder.
    #[arg(value_name = "DIR", help = say("cli-region-dir"))]
    pub(crate) dir: PathBuf,
    /// Folders of nodes.
    #[arg(value_name = "NODE", required = true, help = say("cli-node-dir"))]
    pub(crate) nodes: Vec<PathBuf>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}
