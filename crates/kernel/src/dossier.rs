//! A dossier as one node sees it: the parts of all its writers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{DossierId, Epoch, NodeId};
use crate::place::Administration;

/// The parts of a dossier, one a writer, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier<P> {
    /// Which dossier.
    pub id: DossierId,
    /// The administration for which the reader of this value acts.
    pub own: Administration,
    /// The node for which the reader of this value acts.
    pub writer: NodeId,
    /// What each writer has written, folded.
    pub parts: BTreeMap<NodeId, P>,
    /// Under which administration the directory lists each writer.
    pub administrations: BTreeMap<NodeId, Administration>,
    /// Writers whose words were erased here, once nothing more was owed. What is missing of a dossier
    /// with any of them says nothing.
    pub erased: BTreeSet<NodeId>,
}

impl<P> Dossier<P> {
    /// A dossier of which nothing is known yet.
    pub fn new(id: DossierId, own: Administration, writer: NodeId) -> Self {
        let administrations = BTreeMap::from([(writer.clone(), own.clone())]);
        Self { id, own, writer, parts: BTreeMap::new(), administrations, erased: BTreeSet::new() }
    }

    /// The part the acting node writes.
    pub fn own_part(&self) -> Option<&P> {
        self.parts.get(&self.writer)
    }

    /// The part of the node that created the dossier.
    pub fn home_part(&self) -> Option<&P> {
        self.parts.get(&self.id.writer())
    }

    /// Whether the acting node created the dossier.
    pub fn at_home(&self) -> bool {
        self.id.writer() == self.writer
    }

    /// Every part with the administration of its writer.
    pub fn by_administration(&self) -> impl Iterator<Item = (&Administration, &P)> {
        self.parts.iter().filter_map(|(node, part)| Some((self.administrations.get(node)?, part)))
    }
}

/// For each part of the dossier, the last entry its writer had recorded when an event was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seen(pub BTreeMap<NodeId, (Epoch, u64)>);

impl Seen {
    /// Whether the writer had seen the entry at this place of this author's log, or a later one.
    pub fn covers(&self, author: &NodeId, epoch: Epoch, index: u64) -> bool {
        self.0.get(author).is_some_and(|seen| *seen >= (epoch, index))
    }
}
