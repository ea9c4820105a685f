//! How nodes are killed.

use std::path::PathBuf;

use clap::Args;

use crate::speech::say;

/// How nodes are killed.
#[derive(Debug, Clone, Args)]
pub(crate) struct CrashOptions {
    /// How often altogether.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..),
        help = say("cli-crash-kills"))]
    pub(crate) kills: u32,
    /// From which number nodes and moments are drawn; a fresh one where nothing is said.
    #[arg(long, value_name = "N", help = say("cli-crash-seed"))]
    pub(crate) seed: Option<u64>,
    /// How many submitters there are.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..),
        help = say("cli-crash-submitters"))]
    pub(crate) submitters: u16,
    /// Where the nodes live; a folder that is removed afterwards, if nothing is said.
    #[arg(long, value_name = "DIR", help = say("cli-demo-dir"))]
    pub(crate) dir: Option<PathBuf>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}
