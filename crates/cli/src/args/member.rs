//! How a node is made, signs, and lets somebody in.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::{
    Administration, Decides, GuarantorId, NodeId, OfficerId, PostId, Timestamp, TraderId,
};

use crate::speech::say;

/// A node.
#[derive(Debug, Subcommand)]
pub(crate) enum NodeCommand {
    /// Makes keys and configuration.
    #[command(about = say("cli-node-init"))]
    Init(Box<NodeInitOptions>),
    /// Signs a directory or an agreement as the member.
    #[command(about = say("cli-node-sign"))]
    Sign(SignOptions),
    /// Makes the next key it signs with, or says that one was compromised.
    #[command(about = say("cli-node-rekey"))]
    Rekey(RekeyOptions),
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
    /// Whether it is there for training.
    #[arg(long, help = say("cli-training-option"))]
    pub(crate) training: bool,
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
    /// The database of its store; a file where none is named.
    #[arg(long, value_name = "NAMED", help = say("cli-store-database"))]
    pub(crate) store_database: Option<String>,
    /// The database of its keystore.
    #[arg(long, value_name = "NAMED", requires = "store_database", help = say("cli-keystore-database"))]
    pub(crate) keystore_database: Option<String>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
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
    /// That it is an agreement of others, who go on without this member.
    #[arg(long, help = say("cli-leaving"))]
    pub(crate) leaving: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// Which key is replaced, or not trusted any more.
#[derive(Debug, Clone, Args)]
pub(crate) struct RekeyOptions {
    /// The node's folder.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// Since when somebody else may have had the key.
    #[arg(long, value_name = "TIME", help = say("cli-rekey-compromised"))]
    pub(crate) compromised: Option<Timestamp>,
    /// A key the node signed with before: it alone is concerned, and no other is made.
    #[arg(long, requires = "compromised", help = say("cli-rekey-key"))]
    pub(crate) key: Option<String>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
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
        required_unless_present_any = ["trader", "guarantor", "system"],
        conflicts_with_all = ["trader", "guarantor", "system"],
        help = say("cli-token-officer")
    )]
    pub(crate) officer: Option<OfficerId>,
    /// A trader, by number.
    #[arg(
        long,
        conflicts_with_all = ["guarantor", "system"],
        help = say("cli-token-trader")
    )]
    pub(crate) trader: Option<TraderId>,
    /// A guarantor, by number.
    #[arg(long, conflicts_with = "system", help = say("cli-token-guarantor"))]
    pub(crate) guarantor: Option<GuarantorId>,
    /// The national system, by name.
    #[arg(long, help = say("cli-token-system"))]
    pub(crate) system: Option<String>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// A post of an office.
#[derive(Debug, Subcommand)]
pub(crate) enum PostCommand {
    /// Gives it to another officer.
    #[command(about = say("cli-post-hand-over"))]
    HandOver(PostHandOverOptions),
}

/// Who follows in a post.
#[derive(Debug, Clone, Args)]
pub(crate) struct PostHandOverOptions {
    /// The node's folder.
    #[arg(value_name = "DIR", help = say("cli-node-dir"))]
    pub(crate) dir: PathBuf,
    /// The post.
    #[arg(value_name = "POST", help = say("cli-post-id"))]
    pub(crate) post: PostId,
    /// The officer who follows, by service number.
    #[arg(long, value_name = "OFFICER", help = say("cli-post-to"))]
    pub(crate) to: OfficerId,
    /// From when; from now on unless said.
    #[arg(long, value_name = "INSTANT", help = say("cli-post-at"))]
    pub(crate) at: Option<Timestamp>,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
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
