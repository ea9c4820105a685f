//! How a node is run, verified and measured.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::speech::say;

/// How a node is run.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeOptions {
    /// Its configuration.
    #[arg(long, value_name = "FILE", help = say("cli-config"))]
    pub(crate) config: PathBuf,
    /// End when standard input closes.
    #[arg(long, help = say("cli-stop-with-stdin"))]
    pub(crate) stop_with_stdin: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is moved.
#[derive(Debug, Clone, Args)]
pub(crate) struct MigrateOptions {
    /// The configuration the node has run with.
    #[arg(long, value_name = "FILE", help = say("cli-migrate-from"))]
    pub(crate) from: PathBuf,
    /// The one it is to run with.
    #[arg(long, value_name = "FILE", help = say("cli-migrate-to"))]
    pub(crate) to: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is saved.
#[derive(Debug, Clone, Args)]
pub(crate) struct BackupOptions {
    /// The node's folder, in which `node.toml` is.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// The file it is written to; it must not be there.
    #[arg(long, value_name = "FILE", help = say("cli-backup-to"))]
    pub(crate) to: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is restored.
#[derive(Debug, Clone, Args)]
pub(crate) struct RestoreOptions {
    /// The node's folder, in which `node.toml` is.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// The backup.
    #[arg(long, value_name = "FILE", required_unless_present = "from_peers", help = say("cli-restore-from"))]
    pub(crate) from: Option<PathBuf>,
    /// There is none: the node begins with nothing, and its peers give back what they hold.
    #[arg(long, conflicts_with = "from", help = say("cli-restore-from-peers"))]
    pub(crate) from_peers: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is verified.
#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyOptions {
    /// The node's folder, in which `node.toml` is; or an evidence bundle.
    #[arg(value_name = "DIR|FILE", help = say("cli-verify-what"))]
    pub(crate) what: PathBuf,
    /// The root of the directory, for a bundle.
    #[arg(long, value_name = "FILE", help = say("cli-verify-root"))]
    pub(crate) root: Option<PathBuf>,
    /// Where the certified extract of a bundle goes.
    #[arg(long, value_name = "FILE", requires = "root", help = say("cli-verify-extract"))]
    pub(crate) extract: Option<PathBuf>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What is measured.
#[derive(Debug, Clone, Args)]
pub(crate) struct BenchOptions {
    /// What to measure.
    #[arg(value_enum, help = say("cli-bench-name"))]
    pub(crate) name: BenchName,
    /// How many of it; of a day they are movements, of a backlog dossiers, and may be called so.
    #[arg(long, aliases = ["movements", "dossiers"], value_parser = clap::value_parser!(u32).range(10..), help = say("cli-bench-count"))]
    pub(crate) count: Option<u32>,
    /// At how many a second the time of one is measured; half the rate reached where nothing is said.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..), help = say("cli-bench-rate"))]
    pub(crate) rate: Option<u32>,
    /// Measure others on this machine too.
    #[arg(long, help = say("cli-bench-peers"))]
    pub(crate) peers: bool,
    /// Which NATS server is started to be measured too.
    #[arg(long, value_name = "PROGRAM", default_value = "nats-server", help = say("cli-bench-nats-server"))]
    pub(crate) nats_server: PathBuf,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchName {
    /// XML in to synced answer.
    Submit,
    /// Commands made durable by a node with nothing around it.
    Store,
    /// Whole journeys over four countries.
    Journeys,
    /// A journal, verified.
    Verify,
    /// Start and reading of a node that grows.
    Growth,
    /// What a quiet trader gets beside those who take all they can.
    Load,
    /// A business day of a whole region.
    Day,
    /// What waits for a node that was cut off, told once it is there again.
    Backlog,
    /// Size, memory and start of a node.
    Footprint,
}
