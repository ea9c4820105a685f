//! How a demonstration is asked for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::speech::say;

/// How a demonstration runs.
#[derive(Debug, Clone, Args)]
pub(crate) struct DemoOptions {
    /// End when the stories have been told.
    #[arg(long, help = say("cli-demo-once"))]
    pub(crate) once: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
    /// From which number papers, plates and codes are drawn.
    #[arg(long, default_value_t = 2026, help = say("cli-demo-seed"))]
    pub(crate) seed: u64,
    /// Only these stories.
    #[arg(long, value_enum, help = say("cli-demo-story"))]
    pub(crate) story: Vec<StoryName>,
    /// Tell which stories there are.
    #[arg(long, help = say("cli-demo-list"))]
    pub(crate) list: bool,
    /// How many clean journeys are made, instead of stories or after them.
    #[arg(long, default_value_t = 0, value_name = "N", conflicts_with = "power_cuts",
        help = say("cli-demo-scale"))]
    pub(crate) scale: u32,
    /// The declaration of the public sample, in its place.
    #[arg(long, value_name = "FILE", help = say("cli-demo-sample"))]
    pub(crate) sample: Option<PathBuf>,
    /// How often each node is killed while the stories are told again.
    #[arg(long, default_value_t = 0, value_name = "N", help = say("cli-demo-power-cuts"))]
    pub(crate) power_cuts: u32,
    /// Where the nodes live; a folder that is removed afterwards, if nothing is said.
    #[arg(long, value_name = "DIR", help = say("cli-demo-dir"))]
    pub(crate) dir: Option<PathBuf>,
}

/// The stories there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum StoryName {
    /// Abidjan to Bobo-Dioulasso.
    OneBorder,
    /// Abidjan to Bamako.
    TwoBorders,
    /// Dakar to Bamako.
    DakarBamako,
    /// An authorised consignee unloads.
    UnloadingRemarks,
    /// Discrepancies at destination.
    Discrepancy,
    /// Declarations that come to nothing.
    Invalidation,
    /// A declaration that is amended.
    Amendment,
    /// What is not done, and why.
    Refusals,
    /// Two guarantees of two countries.
    TwoGuarantees,
    /// A node that is away for a while.
    CutAndHealed,
    /// A declaration in the shape of a public sample.
    PublicSample,
    /// Two trucks, one of which vanishes.
    TwoTrucks,
}
