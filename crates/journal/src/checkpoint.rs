//! The checkpoint: how long a log is and what its root is, signed. C2SP `tlog-checkpoint`.

use std::fmt;

use kernel::{Digest, Epoch, Malformed, NodeId, Note, NoteError, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Names a log for ever: region, node, epoch and partition.
///
/// Its text is the origin line of the log's checkpoints and the name its key signs under.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct LogId {
    /// The region, by the name in its directory.
    pub region: String,
    /// The node that writes.
    pub node: NodeId,
    /// The life of the log between two recoveries.
    pub epoch: Epoch,
    /// Which of the node's logs.
    pub partition: u16,
}

impl LogId {
    /// Reads the origin line.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("log", text, "passavant/region/node/epoch/partition");
        let mut fields = text.strip_prefix("passavant/").unwrap_or_default().split('/');
        let mut next = || fields.next().ok_or_else(malformed);
        let (region, node, epoch, partition) = (next()?, next()?, next()?, next()?);
        let log = Self {
            region: region.to_owned(),
            node: NodeId::parse(node)?,
            epoch: Epoch(epoch.parse().map_err(|_| malformed())?),
            partition: partition.parse().map_err(|_| malformed())?,
        };
        // A key signs under the name of its log, so what no key may be called no log is called either.
        let named = !region.is_empty() && VerifyingKey::may_be_called(text);
        if log.to_string() == text && named { Ok(log) } else { Err(malformed()) }
    }

    /// The node's key under the name of this log.
    pub fn key(&self, key: &VerifyingKey) -> Result<VerifyingKey, CheckpointError> {
        key.named(&self.to_string()).map_err(|_| CheckpointError::Form)
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { region, node, epoch, partition } = self;
        write!(f, "passavant/{region}/{node}/{epoch}/{partition}")
    }
}

impl TryFrom<String> for LogId {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<LogId> for String {
    fn from(log: LogId) -> Self {
        log.to_string()
    }
}

/// Why a checkpoint is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// Not the three lines of a checkpoint.
    #[error("the note is not a checkpoint")]
    Form,
    /// The note itself is not right.
    #[error("the checkpoint's signature is not taken")]
    Note(#[source] NoteError),
    /// It speaks of another log.
    #[error("the checkpoint is of another log")]
    OtherLog,
}

/// The size and root of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which log.
    pub log: LogId,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

impl Checkpoint {
    /// Signs it: the one signature on everything the log holds.
    pub fn sign(&self, key: &SigningKey) -> Note {
        Note::unsigned(&self.text()).signed_by(&key.named(&self.log.to_string()))
    }

    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.log, self.size, self.root)
    }

    /// Reads a checkpoint without asking who signed it.
    pub fn of(note: &Note) -> Result<Self, CheckpointError> {
        let mut lines = note.text().lines();
        let mut next = || lines.next().ok_or(CheckpointError::Form);
        let (origin, size, root) = (next()?, next()?, next()?);
        let checkpoint = Self {
            log: LogId::parse(origin).map_err(|_| CheckpointError::Form)?,
            size: size.parse().map_err(|_| CheckpointError::Form)?,
            root: Digest::parse(root).map_err(|_| CheckpointError::Form)?,
        };
        if checkpoint.text() == note.text() { Ok(checkpoint) } else { Err(CheckpointError::Form) }
    }

    /// Reads a checkpoint and checks that one of these keys signed it for its log. Where none did, the
    /// first of them says why.
    pub fn verify(note: &Note, keys: &[VerifyingKey]) -> Result<Self, CheckpointError> {
        let checkpoint = Self::of(note)?;
        let mut why = None;
        for key in keys {
            match note.verify(&checkpoint.log.key(key)?) {
                Ok(()) => return Ok(checkpoint),
                Err(error) => why = why.or(Some(error)),
            }
        }
        let nobody = || NoteError::Unsigned(checkpoint.log.to_string());
        Err(CheckpointError::Note(why.unwrap_or_else(nobody)))
    }

    /// Adds the signature of another key of the same writer: what the first key sealed stands under
    /// this one too.
    #[must_use]
    pub fn attested(&self, note: Note, key: &SigningKey) -> Note {
        note.signed_by(&key.named(&self.log.to_string()))
    }
}
