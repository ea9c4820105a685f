//! How data comes into a node and goes out of it by files, and what a configuration says.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kernel::{NodeId, Provision};

use crate::speech::say;

/// What a configuration says.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Shows each value.
    #[command(about = say("cli-config-show"))]
    Show(ConfigShowOptions),
}

/// Which configuration is shown.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConfigShowOptions {
    /// The file.
    #[arg(long, value_name = "FILE", help = say("cli-config"))]
    pub(crate) config: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

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

/// What is imported or exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// Economic operators.
    Traders,
    /// Guarantees.
    Guarantees,
    /// Customs offices.
    Offices,
    /// Days of rest.
    Calendars,
    /// Rates of exchange.
    Rates,
}

impl Table {
    /// Its name in reference data and on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Traders => "traders",
            Self::Guarantees => "guarantees",
            Self::Offices => "offices",
            Self::Calendars => "calendars",
            Self::Rates => "rates",
        }
    }
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines with commas or semicolons.
    Csv,
    /// An array of objects.
    Json,
}

/// What is imported, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct ImportOptions {
    /// What the file holds.
    #[arg(value_enum, help = say("cli-import-table"))]
    pub(crate) table: Table,
    /// The file.
    #[arg(value_name = "FILE", help = say("cli-import-file"))]
    pub(crate) file: PathBuf,
    /// The node.
    #[command(flatten)]
    pub(crate) door: DoorOptions,
    /// Its form, where its name does not say.
    #[arg(long, value_enum, help = say("cli-format"))]
    pub(crate) format: Option<Format>,
    /// Look and change nothing.
    #[arg(long, help = say("cli-import-check"))]
    pub(crate) check: bool,
    /// Take what is good, and leave out what is not.
    #[arg(long, help = say("cli-import-only-good"))]
    pub(crate) only_good: bool,
    /// On what guarantees rest whose rows do not say.
    #[arg(long, value_name = "TEXT", help = say("cli-import-provision"))]
    pub(crate) provision: Option<Provision>,
    /// Which try it is for what was refused before.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u8).range(1..=99),
        help = say("cli-import-attempt")
    )]
    pub(crate) attempt: u8,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is exported, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExportOptions {
    /// What of.
    #[arg(value_enum, help = say("cli-export-table"))]
    pub(crate) table: Table,
    /// The file.
    #[arg(value_name = "FILE", help = say("cli-export-file"))]
    pub(crate) file: PathBuf,
    /// The node.
    #[command(flatten)]
    pub(crate) door: DoorOptions,
    /// Its form, where its name does not say.
    #[arg(long, value_enum, help = say("cli-format"))]
    pub(crate) format: Option<Format>,
    /// As spreadsheets take it without asking.
    #[arg(long, help = say("cli-export-spreadsheet"))]
    pub(crate) spreadsheet: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}
