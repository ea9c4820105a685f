//! What goes over the wire, byte for byte. A new version of the form is a new number here; golden
//! files hold each.

use journal::{Excerpt, LogId};
use kernel::{Digest, DossierId, Mrn, NodeId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The version of the form.
pub const VERSION: u32 = 1;

/// Bytes that are not what they should be.
#[derive(Debug, Error)]
#[error("the body cannot be read as {what}")]
pub struct WireError {
    what: &'static str,
    #[source]
    source: serde_json::Error,
}

/// Reads a body.
pub fn read<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, WireError> {
    serde_json::from_slice(bytes).map_err(|source| WireError { what, source })
}

/// Writes a body.
pub fn write<T: Serialize>(what: &'static str, value: &T) -> Result<Vec<u8>, WireError> {
    serde_json::to_vec(value).map_err(|source| WireError { what, source })
}

/// An excerpt of one of the author's logs for one recipient.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// The version of this form.
    pub v: u32,
    /// The author.
    pub from: NodeId,
    /// The recipient.
    pub to: NodeId,
    /// The author's signed checkpoint; it names the log.
    pub checkpoint: String,
    /// That the log has only grown since the recipient last saw it.
    pub consistency: Consistency,
    /// The dispatches that number the entries, in order.
    pub dispatches: Vec<Excerpt>,
    /// The entries, in the order of their numbers.
    pub entries: Vec<Excerpt>,
    /// The author's latest receipts for the recipient's logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Excerpt>,
    /// How far the author has verified each of the recipient's logs, so that an answer can prove
    /// growth from there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified: Vec<Position>,
    /// Signed checkpoints of third logs, passed on so that two histories come to light.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<String>,
    /// The author's signed checkpoints of epochs it has closed, where entries of those are among what
    /// is numbered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
}

/// A size of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The log.
    pub log: LogId,
    /// How many entries of it.
    pub size: u64,
}

/// The proof that a log of one size is the beginning of the same log at the checkpoint's size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// The earlier size; 0 needs no proof.
    pub from: u64,
    /// The path.
    pub path: Vec<Digest>,
}

/// What the recipient says to an envelope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The version of this form.
    pub v: u32,
    /// The recipient, who answers.
    pub from: NodeId,
    /// The author.
    pub to: NodeId,
    /// What became of it.
    pub outcome: Outcome,
    /// The signed checkpoint of the answering node's first log.
    pub checkpoint: String,
    /// That it has only grown.
    pub consistency: Consistency,
    /// Receipts for the author's logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Excerpt>,
    /// Signed checkpoints of third logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<String>,
}

/// What became of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is recorded, or was already.
    Recorded,
    /// It does not follow what is recorded: send from here on.
    Behind {
        /// The author's log.
        log: LogId,
        /// The last number recorded without a gap.
        through: u64,
        /// Where the last recorded dispatch stands.
        dispatch: Option<u64>,
        /// The size of the log last verified.
        size: u64,
    },
    /// It is not taken, and will not be however often it is sent.
    Refused {
        /// Why.
        reason: String,
    },
}

/// A dossier, by its identifier or by the number people know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// By its identifier.
    Dossier(DossierId),
    /// A movement by its number.
    Mrn(Mrn),
}

/// What one node asks of another: the pull to every push.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// The next of your log for me, from here on.
    Stream {
        /// The last number recorded without a gap.
        through: u64,
        /// Where the last recorded dispatch stands.
        dispatch: Option<u64>,
        /// What is verified of the log, by size.
        verified: Position,
    },
    /// A dossier I am concerned with and do not have, or not wholly.
    Dossier {
        /// Which one.
        wanted: Wanted,
    },
    /// That two sizes of your log are one history.
    Consistency {
        /// The log.
        log: LogId,
        /// The earlier size.
        from: u64,
        /// The later size.
        to: u64,
    },
    /// What you hold of my own log from a place in it on: I may have lost the end of it.
    Return {
        /// The log of whoever asks.
        log: LogId,
        /// The first place.
        from: u64,
    },
    /// Number for me again what you have told me in a log you have closed: I may have lost it. The
    /// answer says up to which number of which log it then reaches.
    Again {
        /// The log that was closed.
        log: LogId,
        /// The last number recorded without a gap.
        through: u64,
    },
}

/// Entries of a node's own log, given back to it by one that was told them. Each field is there, also
/// where it is empty: of an answer of which a part was lost on its way, that part is not taken for nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Returned {
    /// The version of this form.
    pub v: u32,
    /// The log that was asked for.
    pub of: LogId,
    /// From which place on it was asked for. An answer says what it answers: one to a question that was
    /// changed on its way is none.
    pub from: u64,
    /// Up to which number whoever answers has recorded the stream of the log.
    pub through: u64,
    /// Up to which number the node has receipted each log of whoever answers: what it has heard
    /// before, and may have lost.
    pub receipted: Vec<Position>,
    /// The version of the directory by which whoever answers goes: a node that has an older one does not
    /// know of everybody it may have told something.
    #[serde(deserialize_with = "Option::deserialize")]
    pub directory: Option<u64>,
    /// The entries, in the order of their places.
    pub entries: Vec<Returning>,
    /// The node's own signed checkpoints: those under which the entries are proven, and the longest
    /// that whoever answers has heard of each of its logs.
    pub checkpoints: Vec<String>,
    /// From where to ask on; none where there is no more.
    #[serde(deserialize_with = "Option::deserialize")]
    pub next: Option<u64>,
}

/// How far what was told in a log that was closed is told again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToldAgain {
    /// The log that was asked for.
    pub of: LogId,
    /// From which number on it was asked for.
    pub through: u64,
    /// The log it is told again in, and up to which number; none where nothing was told.
    #[serde(deserialize_with = "Option::deserialize")]
    pub reached: Option<Position>,
}

/// One entry that is given back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Returning {
    /// The size of the log under which it is proven.
    pub size: u64,
    /// The entry, with the groups that were told.
    pub entry: Excerpt,
}
