//! Dossiers kept folded between commands. A cache and nothing more: it is rebuilt from the journal
//! whenever it is missing or in doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::LogId;
use kernel::{Decider, Dossier, DossierId, Seen};
use store::{Source, ToldRow};
use transit::Part;

use crate::cited::Cited;
use crate::history::OpenEntry;

/// How many dossiers of a kind stay folded.
const KEPT_MAX: usize = 20_000;

/// A dossier, folded.
#[derive(Debug)]
pub(crate) struct Loaded<D: Decider> {
    pub(crate) dossier: Dossier<D::Part>,
    /// The last entry of each writer that this node holds.
    pub(crate) seen: Seen,
    /// The number of the last event told.
    pub(crate) version: i64,
    /// The place of the last own event in the own part.
    pub(crate) own_part: u64,
    /// Whether a part's history is broken.
    pub(crate) quarantined: bool,
}

impl<D: Decider> Loaded<D> {
    /// An event of another writer counts.
    pub(crate) fn note(&mut self, row: &ToldRow) {
        let place = (row.epoch, row.index);
        let seen = self.seen.0.entry(row.writer.clone()).or_insert(place);
        *seen = place.max(*seen);
        self.version = self.version.max(row.seq);
    }
}

/// Dossiers of one kind, with when each was last used.
#[derive(Debug)]
pub(crate) struct Slot<D: Decider> {
    kept: BTreeMap<DossierId, (u64, Loaded<D>)>,
    uses: u64,
}

impl<D: Decider> Default for Slot<D> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), uses: 0 }
    }
}

impl<D: Decider> Slot<D> {
    /// Takes a dossier out; whoever takes it puts it back, or it is folded anew.
    pub(crate) fn take(&mut self, id: &DossierId) -> Option<Loaded<D>> {
        self.kept.remove(id).map(|(_, loaded)| loaded)
    }

    /// Puts a dossier in.
    pub(crate) fn put(&mut self, loaded: Loaded<D>) {
        self.uses += 1;
        self.kept.insert(loaded.dossier.id.clone(), (self.uses, loaded));
    }

    /// Drops a dossier that somebody else changed.
    pub(crate) fn drop(&mut self, id: &DossierId) {
        self.kept.remove(id);
    }

    /// Lets go of the half that was not used for longest.
    fn settle(&mut self) {
        if self.kept.len() > KEPT_MAX {
            let mut uses: Vec<_> = self.kept.values().map(|(used, _)| *used).collect();
            let (_, median, _) = uses.select_nth_unstable(KEPT_MAX / 2);
            let median = *median;
            self.kept.retain(|_, (used, _)| *used > median);
        }
    }
}

/// All kinds.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    pub(crate) guarantees: Slot<Account>,
    pub(crate) holds: Slot<Conversation>,
    pub(crate) movements: Slot<Part>,
    /// The dossiers of which a task rests that was refused; none where that was not looked at yet.
    pub(crate) parked: Option<BTreeSet<DossierId>>,
    /// Entries of the batch under way, as they were before they were sealed.
    pub(crate) entries: BTreeMap<Source, Arc<OpenEntry>>,
    /// What each log has cited, as the batch under way has read it.
    pub(crate) cited: BTreeMap<LogId, Cited>,
}

impl Cache {
    pub(crate) fn settle(&mut self) {
        self.guarantees.settle();
        self.holds.settle();
        self.movements.settle();
    }

    /// Another batch begins: what others wrote meanwhile is read.
    pub(crate) fn begin(&mut self) {
        self.entries.clear();
        self.cited.clear();
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Drops a dossier of whatever kind.
    pub(crate) fn drop(&mut self, id: &DossierId) {
        self.guarantees.drop(id);
        self.holds.drop(id);
        self.movements.drop(id);
    }
}
