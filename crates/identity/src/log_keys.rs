//! The keys of a writer: the one it signs with, those it signed with before, and what becomes of what
//! was signed with one that others may have had.

use std::collections::BTreeMap;

use kernel::{NodeId, Timestamp, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::directory::{Directory, DirectoryError, Member, NodeEntry};

/// A key that signs no more, or should not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerKey {
    /// The key.
    pub key: VerifyingKey,
    /// Since when somebody else may have signed with it. What it seals counts where a checkpoint
    /// covers it that was cosigned before then, or that another key of the writer has signed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compromised: Option<Timestamp>,
}

impl NodeEntry {
    /// The keys under which its checkpoints are taken, the one it signs with first. One that was
    /// compromised is none of them.
    pub fn log_keys(&self) -> Vec<VerifyingKey> {
        let former = self.former_log_keys.iter().filter(|former| former.compromised.is_none());
        [&self.log_key].into_iter().chain(former.map(|former| &former.key)).cloned().collect()
    }

    /// The keys of which others may have made use, and since when.
    pub fn compromised(&self) -> impl Iterator<Item = (&VerifyingKey, Timestamp)> {
        self.former_log_keys.iter().filter_map(|former| Some((&former.key, former.compromised?)))
    }
}

/// Every key that any of these directories gives a node, whatever has become of it since.
pub fn keys_ever<'a>(
    directories: impl Iterator<Item = &'a Directory>,
    node: &NodeId,
) -> Vec<VerifyingKey> {
    let mut keys: Vec<VerifyingKey> = Vec::new();
    for (_, entry) in directories.filter_map(|directory| directory.node(node)) {
        let former = entry.former_log_keys.iter().map(|former| &former.key);
        for key in [&entry.log_key].into_iter().chain(former) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
    }
    keys
}

/// The keys of a node that somebody else may have had, and since when: whatever any of these directories
/// says, the earliest time of each.
pub fn compromised_ever<'a>(
    directories: impl Iterator<Item = &'a Directory>,
    node: &NodeId,
) -> Vec<(VerifyingKey, Timestamp)> {
    let mut compromised: Vec<(VerifyingKey, Timestamp)> = Vec::new();
    for (_, entry) in directories.filter_map(|directory| directory.node(node)) {
        for (key, since) in entry.compromised() {
            match compromised.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => *known = since.min(*known),
                None => compromised.push((key.clone(), since)),
            }
        }
    }
    compromised
}

/// Whether no log key is that of two nodes, nor one that a node has both in use and behind it.
pub(crate) fn of_one_writer(members: &[Member]) -> Result<(), DirectoryError> {
    let mut writers = BTreeMap::new();
    for Member { administration, nodes, .. } in members {
        for entry in nodes {
            let former = entry.former_log_keys.iter().map(|former| &former.key);
            for key in former.chain([&entry.log_key]) {
                if let Some(other) = writers.insert(key.bytes(), &entry.node) {
                    let what = format!("a log key of {other}");
                    return Err(DirectoryError::not_theirs(administration, what));
                }
            }
        }
    }
    Ok(())
}

/// Whether every key a node had is still listed, and what was once said to be compromised still is.
/// What a key sealed could be verified by nobody who reads the last directory alone.
pub(crate) fn keeps_keys(previous: &Directory, members: &[Member]) -> Result<(), DirectoryError> {
    for Member { administration, nodes, .. } in members {
        for entry in nodes {
            let Some((_, before)) = previous.node(&entry.node) else { continue };
            let listed = |key: &VerifyingKey| {
                entry.log_key == *key || entry.former_log_keys.iter().any(|it| it.key == *key)
            };
            let compromised = |(key, at): (&VerifyingKey, Timestamp)| {
                entry.compromised().any(|(it, since)| it == key && since <= at)
            };
            let former = before.former_log_keys.iter().map(|former| &former.key);
            let kept = former.chain([&before.log_key]).all(listed);
            if !kept || !before.compromised().all(compromised) {
                let what = format!("{} without its former log keys", entry.node);
                return Err(DirectoryError::not_theirs(administration, what));
            }
        }
    }
    Ok(())
}
