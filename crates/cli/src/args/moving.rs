//! How data comes into a node and goes out of it by files, and what a configuration says.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::NodeId;

use crate::speech::say;

/// What is carried by hand where no network is.
#[derive(Debug, Subcommand)]
pub(crate) enum ExchangeCommand {
    /// Packs what a peer has not confirmed.
    #[command(about = say("cli-exchange-export"))]
    Export(PackOptions),
    /// Takes what a peer packed.
    #[command(about = say("cli-exchange-import"))]
    Import(UnpackOptions),
}

/// For whom a pouch is packed.
#[derive(Debug, Clone, Args)]
pub(crate) struct PackOptions {
    /// The node that packs.
    #[command(flatten)]
    pub(crate) door: DoorOptions,
    /// The peer.
    #[arg(long, value_name = "PEER", help = say("cli-exchange-to"))]
    pub(crate) to: NodeId,
    /// The pouch.
    #[arg(value_name = "FILE", help = say("cli-pouch-out"))]
    pub(crate) file: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// Which pouch is taken.
#[derive(Debug, Clone, Args)]
pub(crate) struct UnpackOptions {
    /// The node that takes it.
    #[command(flatten)]
    pub(crate) door: DoorOptions,
    /// The pouch.
    #[arg(value_name = "FILE", help = say("cli-pouch-in"))]
    pub(crate) file: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// A node on this machine, at work or not.
#[derive(Debug, Clone, Args)]
pub(crate) struct DoorOptions {
    /// Its folder.
    #[arg(long, value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) node: PathBuf,
    /// What makes whoever asks known; needed while the node is at work.
    #[arg(long, value_name = "FILE", help = say("cli-door-token"))]
    pub(crate) token: Option<PathBuf>,
}
