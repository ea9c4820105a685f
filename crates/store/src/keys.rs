//! The keystore: one key a dossier, author and retention class, outside the store and its backups.

use journal::Checkpoint;
use kernel::{DossierId, NodeId};

use crate::fault::Fault;

/// A key of 32 bytes.
pub type RowKey = [u8; 32];

/// Which key: what it opens, and what is erased with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId {
    /// The dossier; none for the node's own book-keeping.
    pub dossier: Option<DossierId>,
    /// Who wrote what it opens.
    pub author: NodeId,
    /// The retention class.
    pub class: String,
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let dossier = self.dossier.as_ref().map_or("", DossierId::as_str);
        write!(f, "{dossier}|{}|{}", self.author, self.class)
    }
}

/// Keeps keys. What is put is synced when `put` returns: a body must never be on disk before the
/// key that opens it.
pub trait Keys: Send {
    /// Makes sure of what an earlier process has written, as a store does.
    fn make_sure(&mut self) -> Result<(), Fault>;
    /// A key, unless there is none or it was destroyed.
    fn get(&self, id: &KeyId) -> Result<Option<RowKey>, Fault>;
    /// Keeps keys. One that was destroyed does not come back.
    fn put(&mut self, keys: &[(KeyId, RowKey)]) -> Result<(), Fault> {
        let keys: Vec<_> = keys.iter().map(|(id, key)| (id.to_string(), *key)).collect();
        self.put_named(&keys)
    }
    /// Destroys a key and remembers that it did.
    fn destroy(&mut self, id: &KeyId) -> Result<(), Fault> {
        self.destroy_named(&[id.to_string()])
    }
    /// Keeps keys by the text of their identifiers.
    fn put_named(&mut self, keys: &[(String, RowKey)]) -> Result<(), Fault>;
    /// Destroys keys by the text of their identifiers, and remembers that it did.
    fn destroy_named(&mut self, ids: &[String]) -> Result<(), Fault>;
    /// Keys after an identifier, in the order of its bytes, at most so many; from the first one on after
    /// an empty one.
    fn named_after(&self, after: &str, count: usize) -> Result<Vec<(String, RowKey)>, Fault>;
    /// The same of the identifiers of keys that were destroyed.
    fn destroyed_after(&self, after: &str, count: usize) -> Result<Vec<String>, Fault>;
    /// Whether a key was destroyed.
    fn destroyed(&self, id: &KeyId) -> Result<bool, Fault>;
    /// Notes how long a log is, outside the store, so that an old backup is recognised.
    fn note_head(&mut self, checkpoint: &Checkpoint) -> Result<(), Fault>;
    /// The lengths noted.
    fn noted_heads(&self) -> Result<Vec<Checkpoint>, Fault>;
}
