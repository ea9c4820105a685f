//! What a recovery has gathered: kept in the store until it is over.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Checkpoint, LogId};
use kernel::{NodeId, Note, Timestamp};
use serde::{Deserialize, Serialize};
use store::Store;

use super::{Behind, GATHERING};
use crate::disowning::Disowned;
use crate::fault::Fault;
use crate::gap::Acceptance;

/// What a peer has given back of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stand {
    /// From where to ask on; none where it holds no more.
    pub(super) next: Option<u64>,
    /// Up to which number it has recorded the log's stream.
    pub(crate) through: u64,
}

/// A log as far as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Torn {
    /// The log.
    pub(crate) log: LogId,
    /// How many of its entries the store holds.
    pub(crate) held: u64,
}

/// What a recovery has gathered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gathering {
    pub(super) why: Behind,
    pub(super) since: Timestamp,
    /// The longest own checkpoint that anybody knows, by log.
    pub(crate) learned: BTreeMap<LogId, String>,
    /// How many entries from the first on are known to others as they stand here, by log.
    pub(super) common: BTreeMap<LogId, u64>,
    /// The first entry that others know otherwise, by log.
    pub(super) forked: BTreeMap<LogId, u64>,
    /// What the store holds and a later epoch goes on without.
    #[serde(default)]
    pub(crate) disowned: Disowned,
    /// What each peer has given back, by log.
    pub(crate) peers: BTreeMap<NodeId, BTreeMap<LogId, Stand>>,
    pub(crate) accepted: Vec<Acceptance>,
    /// The logs that were closed, once the next epoch is open.
    pub(crate) closed: Vec<Torn>,
    /// Peers whose answer was not waited for.
    pub(crate) unanswered: BTreeSet<NodeId>,
    /// Peers that are asked once more, and whether they are asked now: what was on its way may have reached
    /// them after they had answered, until they recorded that its log is closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) late: BTreeMap<NodeId, bool>,
    /// Up to which number this node had receipted the logs of each peer: before that is recorded again,
    /// it knows of less than it has answered.
    pub(crate) owed: BTreeMap<LogId, u64>,
    /// Logs of peers, some of them closed by now, of which it may have lost what it had recorded.
    #[serde(default)]
    pub(crate) doubtful: BTreeSet<LogId>,
    /// Those of them that were told again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) again: BTreeSet<LogId>,
    /// Whether it was looked anew who may know of what came back: before peers have told again what
    /// they had told, whom a dossier concerns may not be known.
    #[serde(default)]
    pub(crate) shared: bool,
    /// Up to which number events were listed when the next epoch was opened.
    #[serde(default)]
    pub(crate) told: i64,
    /// The last version of the directory by which a peer goes, or that an own entry cites which came back:
    /// who is in it may have been told more, and is asked as well.
    #[serde(default)]
    pub(crate) directory: u64,
    /// Documents that were taken meanwhile; the next epoch writes them down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) documents: Vec<String>,
    /// The time of the last own entry that was given back: own time never runs backwards.
    pub(crate) last_at: Option<Timestamp>,
}

impl Gathering {
    pub(crate) fn begun(why: Behind, since: Timestamp) -> Self {
        Self {
            why,
            since,
            learned: BTreeMap::new(),
            common: BTreeMap::new(),
            forked: BTreeMap::new(),
            disowned: Disowned::default(),
            peers: BTreeMap::new(),
            accepted: Vec::new(),
            closed: Vec::new(),
            unanswered: BTreeSet::new(),
            late: BTreeMap::new(),
            owed: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            again: BTreeSet::new(),
            shared: false,
            told: 0,
            directory: 0,
            documents: Vec::new(),
            last_at: None,
        }
    }

    pub(super) fn keep(&self, store: &mut dyn Store) -> Result<(), Fault> {
        let text = serde_json::to_string(self)
            .map_err(|source| Fault::Kept { what: "a recovery", source })?;
        Ok(store.put_text(GATHERING, &text)?)
    }

    /// The longest own checkpoint of a log that anybody knows.
    pub(crate) fn learned(&self, log: &LogId) -> Option<Checkpoint> {
        let note = Note::parse(self.learned.get(log)?).ok()?;
        Checkpoint::of(&note).ok()
    }

    /// An entry of a log is known to others otherwise than it stands here.
    pub(super) fn fork(&mut self, log: &LogId, index: u64) {
        let first = self.forked.entry(log.clone()).or_insert(index);
        *first = (*first).min(index);
    }

    /// How many entries of a log in the store are of the history that others know: all, unless there
    /// is another history. Then it is what they are known to share.
    pub(crate) fn kept_of(&self, torn: &Torn) -> u64 {
        let Some(forked) = self.forked.get(&torn.log) else { return torn.held };
        let common = self.common.get(&torn.log).copied().unwrap_or_default();
        common.min(*forked)
    }

    pub(crate) fn learn(&mut self, checkpoint: &Checkpoint, note: &str) {
        let known = self.learned(&checkpoint.log).map_or(0, |known| known.size);
        if checkpoint.size > known {
            self.learned.insert(checkpoint.log.clone(), note.to_owned());
        }
    }
}
