//! What may be asked on the command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use kernel::{Administration, Decides, NodeId, OfficerId, TraderId};

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
    /// Runs a node.
    #[command(about = say("cli-serve"))]
    Serve(ServeOptions),
    /// Checks what a node keeps.
    #[command(about = say("cli-verify"))]
    Verify(VerifyOptions),
    /// Measures.
    #[command(about = say("cli-bench"))]
    Bench(BenchOptions),
}

/// A node.
#[derive(Debug, Subcommand)]
pub(crate) enum NodeCommand {
    /// Makes keys and configuration.
    #[command(about = say("cli-node-init"))]
    Init(NodeInitOptions),
    /// Signs a directory or an agreement as the member.
    #[command(about = say("cli-node-sign"))]
    Sign(SignOptions),
}

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
}

/// How a node is made.
#[derive(Debug, Clone, Args)]
pub(crate) struct NodeInitOptions {
    /// Where it will live.
    #[arg(value_name = "DIR", help = say("cli-node-init-dir"))]
    pub(crate) dir: PathBuf,
    /// The region's name.
    #[arg(long, help = say("cli-region-name"))]
    pub(crate) region: String,
    /// The administration.
    #[arg(long, help = say("cli-administration"))]
    pub(crate) administration: Administration,
    /// Which of the administration's nodes it is.
    #[arg(long, default_value_t = 1, help = say("cli-ordinal"))]
    pub(crate) ordinal: u8,
    /// Whether it is the hub.
    #[arg(long, help = say("cli-hub-role"))]
    pub(crate) hub: bool,
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:7443", help = say("cli-listen"))]
    pub(crate) listen: String,
    /// Where peers reach it.
    #[arg(long, value_name = "URL", help = say("cli-endpoint"))]
    pub(crate) endpoint: Option<String>,
    /// The currency of amounts that name none.
    #[arg(long, default_value = "XOF", help = say("cli-currency"))]
    pub(crate) currency: String,
    /// Who decides about a kind of dossier: `movement=national`.
    #[arg(long, value_name = "KIND=WHO", value_parser = decides, help = say("cli-decides"))]
    pub(crate) decides: Vec<(String, Decides)>,
    /// The offices of the administration, as JSON.
    #[arg(long, value_name = "FILE", help = say("cli-offices"))]
    pub(crate) offices: Option<PathBuf>,
    /// The public part of the hub, so that the node asks it for the directory.
    #[arg(long, value_name = "FILE", help = say("cli-hub-file"))]
    pub(crate) hub_file: Option<PathBuf>,
}

/// What is signed.
#[derive(Debug, Clone, Args)]
pub(crate) struct SignOptions {
    /// The node's folder, in which the member's key is.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// The document; the signature is added to it.
    #[arg(value_name = "NOTE", help = say("cli-note"))]
    pub(crate) note: PathBuf,
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
}

/// Who is let in.
#[derive(Debug, Clone, Args)]
pub(crate) struct TokenOptions {
    /// The node's folder.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// An officer, by service number.
    #[arg(
        long,
        required_unless_present_any = ["trader", "system"],
        conflicts_with_all = ["trader", "system"],
        help = say("cli-token-officer")
    )]
    pub(crate) officer: Option<OfficerId>,
    /// A trader, by number.
    #[arg(long, conflicts_with = "system", help = say("cli-token-trader"))]
    pub(crate) trader: Option<TraderId>,
    /// The national system, by name.
    #[arg(long, help = say("cli-token-system"))]
    pub(crate) system: Option<String>,
}

/// How a node is run.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeOptions {
    /// Its configuration.
    #[arg(long, value_name = "FILE", help = say("cli-config"))]
    pub(crate) config: PathBuf,
    /// End when standard input closes.
    #[arg(long, help = say("cli-stop-with-stdin"))]
    pub(crate) stop_with_stdin: bool,
}

/// What is verified.
#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyOptions {
    /// The node's folder, in which `node.toml` is.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
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
    /// How many of it.
    #[arg(long, value_parser = clap::value_parser!(u32).range(10..), help = say("cli-bench-count"))]
    pub(crate) count: Option<u32>,
    /// Measure others on this machine too.
    #[arg(long, help = say("cli-bench-peers"))]
    pub(crate) peers: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchName {
    /// XML in to synced answer.
    Submit,
    /// Whole journeys over four countries.
    Journeys,
    /// Size, memory and start of a node.
    Footprint,
}

/// A kind of dossier and who decides about it.
fn decides(text: &str) -> Result<(String, Decides), String> {
    let (kind, who) = text.split_once('=').unwrap_or((text, ""));
    let decides = match who {
        "national" => Some(Decides::National),
        "node" => Some(Decides::Node),
        _ => None,
    };
    let known = ["movement", "guarantee"].contains(&kind);
    let expected = || "movement|guarantee=national|node".to_owned();
    decides.filter(|_| known).map(|decides| (kind.to_owned(), decides)).ok_or_else(expected)
}

/// The node an administration starts with.
pub(crate) fn first_node(administration: &Administration) -> anyhow::Result<NodeId> {
    Ok(NodeId::of(administration, 1)?)
}
