//! What entries say that are not events of a dossier: the node's own book-keeping, kept for ever.

use kernel::{Digest, Epoch, Inadmissible, NodeId, Refused, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, LogId};

/// The first entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The program that opened it.
    pub program: String,
    /// The key its checkpoints are signed with.
    pub key: VerifyingKey,
    /// How many logs the node keeps.
    pub partitions: u16,
    /// For a later epoch: the last witnessed checkpoint of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Checkpoint>,
    /// For a later epoch: what is left of those that were closed for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovered: Vec<Recovery>,
    /// Whether the node is there for training.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub training: bool,
    /// Whether the epoch before was closed for no more than another key: nothing of it is lost, and its
    /// last checkpoint is signed by this key too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rekeyed: bool,
}

/// What is left of a log that was closed: all of it, or what its node knows where it lost the end of it,
/// since the store it went on with was older than what it had told others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Recovery {
    /// Which epoch was closed.
    pub closed: Epoch,
    /// How many entries of its log the store still held that others know as well.
    pub held: u64,
    /// Entries the store held from there on, from and to, both included: written after its end was lost
    /// and before that was known, they are another history than others were told, and are given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_up: Option<(u64, u64)>,
    /// How many entries the log is known to have had: by the last checkpoint witnessed, or by the one
    /// noted beside the store, whichever is longer. What was written beyond that is not known.
    pub written: u64,
    /// Entries between the two that somebody gave back, from and to, both included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<(u64, u64)>,
    /// Entries between the two that nobody gave back, from and to, both included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<(u64, u64)>,
    /// The nodes that had not answered when the officers accepted the gap. What they hold may still
    /// come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<NodeId>,
}

impl Recovery {
    /// What is left of a log that was closed with nothing lost.
    pub fn whole(closed: Epoch, held: u64) -> Self {
        let (given_up, returned, lost, unanswered) = (None, Vec::new(), Vec::new(), Vec::new());
        Self { closed, held, given_up, written: held, returned, lost, unanswered }
    }
}

/// Numbers entries for one recipient. Shown only to that recipient.
///
/// The numbers of a stream run from 1 without a gap, and each dispatch names the one before, so
/// that leaving something out can be proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// Who is told.
    pub to: NodeId,
    /// Where the dispatch before this one stands in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The number of the first item; where there is none, the number the next one will have.
    pub first: u64,
    /// What is numbered.
    pub items: Vec<Item>,
}

impl Dispatch {
    /// The number of the last item, or of the last one before where there is none.
    pub fn last(&self) -> u64 {
        let count = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        self.first.saturating_sub(1).saturating_add(count)
    }

    /// The items with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &Item)> {
        (0..).zip(&self.items).map(|(after, item)| (self.first.saturating_add(after), item))
    }
}

/// One numbered entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its place in the log.
    pub index: u64,
    /// In what form it is told.
    #[serde(rename = "as")]
    pub told_as: ItemAs,
    /// The epoch of the log it stands in, where that is one before the log that numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
}

impl Item {
    /// An entry of the log that numbers it.
    pub fn here(index: u64, told_as: ItemAs) -> Self {
        Self { index, told_as, epoch: None }
    }

    /// The same entry, where the log that numbers it may be of a later epoch.
    pub fn of(epoch: Epoch, index: u64, numbered_in: Epoch) -> Self {
        let epoch = (epoch != numbered_in).then_some(epoch);
        Self { index, told_as: ItemAs::Backfill, epoch }
    }
}

/// In what form an entry is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemAs {
    /// With its core and the groups the recipient may have.
    Leaf,
    /// The same, for an entry older than the recipient's interest in the dossier.
    Backfill,
    /// Header and commitments only, because its bodies were erased.
    Stub,
}

/// A peer's stream up to a number is recorded. It says recorded, not acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The author's log.
    pub of: LogId,
    /// The node that recorded it.
    pub to: NodeId,
    /// Every number up to here is recorded.
    pub through: u64,
    /// Where the last recorded dispatch stands in the author's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch: Option<u64>,
    /// Numbers that are recorded and do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// The size of the author's log under which they were proven.
    pub size: u64,
    /// The root of the author's log at that size: this makes a receipt a cosignature.
    pub root: Digest,
}

/// A recorded entry that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its number in the stream.
    pub number: u64,
    /// Why it does not count.
    pub verdict: Verdict,
}

/// What a recipient makes of a foreign entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It counts.
    Admitted,
    /// Its writer may not say this; the dossier is contested.
    Contested(Inadmissible),
    /// This program does not understand it; the dossier is unreadable until it does.
    Unreadable,
    /// It cites a directory or agreement this node does not have yet.
    Waiting,
    /// No agreement it cites lets this node have it.
    NoAgreement,
}

/// A directory or agreement that is in force for this node from here on, with its signed bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// `directory`, or the agreement's identifier.
    pub what: String,
    /// Its version.
    pub version: u64,
    /// The signed note.
    pub note: String,
}

/// Something an operator must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What sort of thing.
    pub kind: AlarmKind,
    /// Which dossier, log or file it is about.
    pub about: String,
    /// What was seen.
    pub detail: String,
    /// What was said that contradicts the record. It stands in the journal alone, encrypted: the list
    /// of alarms is kept in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Why it was not taken, where rules refused it. It stands in the journal alone too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// A part whose history cannot have happened.
    Quarantined,
    /// A foreign entry that does not count.
    Contested,
    /// A foreign entry this program does not understand.
    Unreadable,
    /// A release without the cover it needs.
    Uncovered,
    /// A task whose command was refused.
    TaskRefused,
    /// Two histories of one log.
    TwoHistories,
    /// A national system contradicts what is recorded.
    NationalContradicts,
    /// A clock further from ours than the permitted skew.
    ClockSkewed,
    /// A checkpoint that too few peers have cosigned for too long.
    Uncosigned,
    /// The directory in force has expired, and no other has been adopted.
    DirectoryExpired,
    /// Somebody who asked to be told is told no longer.
    Undelivered,
    /// Something this node is set to use cannot be used.
    Misconfigured,
    /// Entries sealed by a key that others may have had.
    KeyCompromised,
    /// A node goes on in a new epoch, because its store was older than what it had told others.
    Recovered,
}

/// How far a stream has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StreamHead {
    /// The epoch of the author.
    pub epoch: Epoch,
    /// The last number.
    pub number: u64,
    /// Where the last dispatch stands in the author's log.
    pub dispatch: Option<u64>,
}
