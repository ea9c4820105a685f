//! The node itself: what it is made of, how it starts, and how a batch begins and ends.
//!
//! Time and randomness come from outside, the network is bytes in and bytes out, and nothing here
//! waits. The same inputs give the same journal, byte for byte.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use exchange::Link;
use journal::{
    Alarm, AlarmKind, Checkpoint, Cites, HeadBook, Header, LogId, Opened, Subject, VERSION,
    seal_leaf,
};
use kernel::{DossierId, Epoch, NodeId, Note, Seen, SigningKey, Timestamp};
use serde::Serialize;
use serde_json::Value;
use store::{AlarmRow, EntryRow, KeyId, Keys, OutStream, Place, RowKey, Source, Store};

use crate::adopt::Taken;
use crate::ahead::{Ahead, AsOf};
use crate::asking::Asks;
use crate::cache::Cache;
use crate::dispatching::Numbering;
use crate::entropy::Entropy;
use crate::erasing::QUOTED;
use crate::fault::Fault;
use crate::history::{BOOKS, CORE, OpenEntry, Side, body, open_entry};
use crate::logs::{Log, commitments};
use crate::outgoing::Reached;
use crate::program::Program;
use crate::receive::Steps;
use crate::recovering::Gathering;
use crate::settings::{NodeKeys, PARTITIONS_MAX, Settings};
use crate::sharing::Duty;
use crate::vault::Vault;
use crate::watching::Watch;
use crate::world::World;

/// Everything a node is given.
pub struct Parts {
    /// What its administration sets.
    pub settings: Settings,
    /// Its private keys.
    pub keys: NodeKeys,
    /// What it takes for true about others.
    pub world: World,
    /// Where it keeps what it must not lose.
    pub store: Box<dyn Store>,
    /// Where it keeps the keys of what it keeps.
    pub keystore: Box<dyn Keys>,
    /// Its randomness.
    pub entropy: Box<dyn Entropy>,
    /// Which program it is.
    pub program: Program,
}

/// Whether a node writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It reads and writes.
    Ready,
    /// Its store is older than what it has told others: it only reads until it is recovered.
    Recovering,
}

/// A node.
pub struct Node {
    pub(crate) settings: Settings,
    pub(crate) keys: NodeKeys,
    /// Signs the checkpoints of the epoch in force.
    pub(crate) signer: SigningKey,
    pub(crate) world: World,
    pub(crate) store: Box<dyn Store>,
    pub(crate) vault: Vault,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) program: Program,
    pub(crate) epoch: Epoch,
    pub(crate) logs: Vec<Log>,
    pub(crate) cache: Cache,
    pub(crate) numbering: Numbering,
    pub(crate) links: BTreeMap<NodeId, Link>,
    /// Since when a peer that has told us something is owed a sign, in milliseconds; from the start
    /// of the process at the earliest.
    pub(crate) owed_since: BTreeMap<NodeId, i64>,
    pub(crate) asks: Asks,
    pub(crate) heads: HeadBook,
    pub(crate) watch: Watch,
    /// How often heads were passed on to a peer, so that each is some time.
    pub(crate) turns: BTreeMap<NodeId, usize>,
    /// Where each peer was thought to be when it was last sent something.
    pub(crate) begun_at: BTreeMap<NodeId, Reached>,
    /// What had been written when a peer was last sent something; where it will be, if more waits for it
    /// then; and what was put together for it.
    pub(crate) told_as_of: BTreeMap<NodeId, AsOf>,
    pub(crate) followed: BTreeMap<NodeId, OutStream>,
    pub(crate) ahead: BTreeMap<NodeId, Ahead>,
    /// The last checkpoints each peer was shown over the network, whether or not it saw them.
    pub(crate) shown: BTreeMap<NodeId, VecDeque<(LogId, u64)>>,
    pub(crate) now: Timestamp,
    pub(crate) mode: Mode,
    /// What is gathered, or still owed, after the store turned out to be old.
    pub(crate) gathering: Option<Gathering>,
    /// Documents that were taken while nothing could be written.
    pub(crate) unwritten: Vec<(Taken, Note)>,
    pub(crate) leased: BTreeMap<String, (u64, u64)>,
    /// The number of the last notice.
    pub(crate) noticed: i64,
    pub(crate) duty: Duty,
    pub(crate) steps: Steps,
    /// Whether the task under way was refused.
    pub(crate) task_refused: bool,
    /// Whether it cannot be done yet.
    pub(crate) task_waits: bool,
    /// Whether a dossier was ever erased here.
    pub(crate) has_erased: bool,
    /// Whether tasks that were refused are to be tried again.
    pub(crate) retries: bool,
    /// The day on which it was last looked whether they are.
    pub(crate) retried: Option<kernel::Date>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parts({})", self.settings.node)
    }
}

impl Node {
    /// How much is done at a time from now on.
    pub fn go_in(&mut self, steps: Steps) {
        self.steps = steps;
    }

    /// Takes up what an earlier run kept: documents and heads. Gives back the names of agreements that
    /// are no longer what was adopted; they are not in force.
    pub(crate) fn recall(&mut self) -> Result<Vec<String>, Fault> {
        let mut documents = self.store.documents()?;
        documents.retain(|(what, version, _)| !self.world.knows(what, *version));
        self.retries |= !documents.is_empty();
        let directory = |(what, _, _): &&(String, u64, String)| what == agreement::DIRECTORY;
        for (_, _, note) in documents.iter().filter(directory) {
            self.world.adopt_directory(&Note::parse(note)?, self.settings.training)?;
        }
        let mut unread = Vec::new();
        for (what, version, note) in documents.iter().filter(|document| !directory(document)) {
            if !Note::parse(note).is_ok_and(|note| self.world.recall_agreement(&note)) {
                unread.push(format!("{what} {version}"));
            }
        }
        self.recall_heads()?;
        Ok(unread)
    }

    pub(crate) fn alarm_unread(&mut self, now: Timestamp, unread: &[String]) -> Result<(), Fault> {
        if unread.is_empty() {
            return Ok(());
        }
        self.begin(now)?;
        for name in unread {
            let detail = "the agreement kept is not what its parties signed; it is not in force";
            self.alarm(AlarmKind::Unreadable, name, detail)?;
        }
        self.finish()
    }

    /// Which log a dossier belongs to depends on how many there are, so their number never changes.
    /// Nor does it whether the node is there for training: what it has written stays what it was.
    pub(crate) fn same_as_begun(&self) -> Result<Option<Opened>, Fault> {
        let set = self.settings.partitions.max(1);
        let first = Place { epoch: self.epoch, partition: 0, index: 0 };
        let began = match self.store.size(self.epoch, 0)? {
            0 => None,
            _ => {
                let find_key = self.find_key();
                let entry = open_entry(self.store.as_ref(), &find_key, Source::Own(first))?;
                body::<Opened>(&entry.groups, CORE)
            }
        };
        let training = self.settings.training;
        if began.as_ref().is_some_and(|opened| opened.training != training) {
            return Err(Fault::Training { set: training });
        }
        let kept = began.as_ref().map(|opened| opened.partitions.max(1));
        if set > PARTITIONS_MAX || kept.is_some_and(|kept| kept != set) {
            return Err(Fault::Partitions { kept: kept.unwrap_or_default(), set });
        }
        Ok(began)
    }

    /// Notes how long the logs are: a process that ended between its last commit and noting it may have
    /// written more than is noted, and what is told from now on rests on all of it.
    pub(crate) fn note_heads(&mut self) -> Result<(), Fault> {
        for log in &self.logs {
            let last = self.store.last_checkpoint(log.id.epoch, log.id.partition)?;
            let note = last.and_then(|(_, text)| Note::parse(&text).ok());
            if let Some(checkpoint) = note.and_then(|note| Checkpoint::of(&note).ok()) {
                self.vault.keys().note_head(&checkpoint)?;
            }
        }
        Ok(())
    }

    pub(crate) fn begin_logs(&mut self, now: Timestamp) -> Result<(), Fault> {
        self.begin(now)?;
        // Another process that was started at the same time may have begun them meanwhile.
        if self.logs.iter().any(|log| log.next().index > 0) {
            return self.finish();
        }
        for partition in 0..self.settings.partitions.max(1) {
            let opened = Opened {
                program: self.program.name.clone(),
                key: self.signer.verifying(),
                partitions: self.settings.partitions,
                after: None,
                recovered: Vec::new(),
                training: self.settings.training,
                rekeyed: false,
            };
            self.book(partition, Subject::Opened, &opened)?;
        }
        self.finish()
    }

    /// Whether it writes.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What its administration set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it takes for true about others.
    pub fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn side(&self) -> Side<'_> {
        Side {
            administration: &self.settings.administration,
            node: &self.settings.node,
            directory: self.world.directory().ok(),
        }
    }

    /// Begins a batch. Local time never runs backwards.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Result<(), Fault> {
        self.now = self.now.max(now);
        self.store.begin()?;
        self.cache.begin();
        self.vault.begin();
        self.catch_up()
    }

    /// Ends a batch: dispatches, tiles, checkpoints, keys, one sync. When this returns, everything
    /// the batch did is on the disk.
    pub(crate) fn finish(&mut self) -> Result<(), Fault> {
        self.write_dispatches()?;
        let mut grown = Vec::new();
        for log in &mut self.logs {
            if let Some((tiles, checkpoint)) = log.seal() {
                self.store.put_tiles(log.id.epoch, log.id.partition, &tiles)?;
                let note = checkpoint.sign(&self.signer).to_string();
                let (epoch, partition) = (log.id.epoch, log.id.partition);
                self.store.put_checkpoint(epoch, partition, checkpoint.size, &note)?;
                grown.push(checkpoint);
            }
        }
        self.vault.sync()?;
        self.store.commit()?;
        // Before the heads are noted: what is behind them is destroyed again at the next start.
        self.vault.destroy_doomed()?;
        for checkpoint in &grown {
            self.vault.keys().note_head(checkpoint)?;
        }
        self.cache.settle();
        Ok(())
    }

    /// Takes a batch back after a fault, as far as memory goes; the process ends anyway.
    pub(crate) fn abandon(&mut self) {
        self.logs.iter_mut().for_each(|log| log.undo());
        self.numbering.clear();
        self.vault.forget();
        self.cache.clear();
        // The store is in doubt already; a failing roll-back adds nothing.
        if self.store.roll_back().is_err() {
            self.mode = Mode::Recovering;
        }
    }

    /// The partition of a dossier: fixed, so that its events stay in one order.
    pub(crate) fn partition(&self, dossier: &DossierId) -> u16 {
        let partitions = u128::from(self.settings.partitions.max(1));
        u16::try_from(dossier.random() % partitions).unwrap_or_default()
    }

    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill_bytes(&mut bytes);
        bytes
    }

    /// Appends an entry that is not an event: the node's own book-keeping.
    pub(crate) fn book<T: Serialize>(
        &mut self,
        partition: u16,
        subject: Subject,
        body: &T,
    ) -> Result<Place, Fault> {
        self.book_as(partition, (subject, BOOKS), body)
    }

    fn book_as<T: Serialize>(
        &mut self,
        partition: u16,
        (subject, class): (Subject, &str),
        body: &T,
    ) -> Result<Place, Fault> {
        let body = serde_json::to_value(body)
            .map_err(|source| Fault::Kept { what: "an entry", source })?;
        let groups = vec![(CORE.to_owned(), body)];
        self.append(partition, subject, class, self.cites(BTreeMap::new()), groups)
    }

    /// What an entry written now cites.
    pub(crate) fn cites(&self, agreements: BTreeMap<String, u64>) -> Cites {
        Cites { directory: self.world.directory_version(), agreements }
    }

    /// Appends an entry to one of the node's logs.
    pub(crate) fn append(
        &mut self,
        partition: u16,
        subject: Subject,
        class: &str,
        cites: Cites,
        groups: Vec<(String, Value)>,
    ) -> Result<Place, Fault> {
        let missing = Fault::Damaged { what: "a partition" };
        let log = self.logs.get(usize::from(partition)).ok_or(missing)?;
        let (place, id) = (log.next(), log.id.clone());
        let receipt = subject == Subject::Receipt;
        let header = Header {
            v: VERSION,
            log: id,
            index: place.index,
            at: self.now,
            class: class.to_owned(),
            cites,
            subject,
        };
        let entropy = &mut self.entropy;
        let salt = || {
            let mut salt = [0; 32];
            entropy.fill_bytes(&mut salt);
            salt
        };
        let (bytes, groups) = seal_leaf(&header, groups, salt)?;
        let key = crate::history::key_of(&header);
        let sealed = self.vault.seal(&key, &bytes, &groups, self.entropy.as_mut())?;
        let row = EntryRow { place, header: bytes, commitments: commitments(&groups), sealed };
        self.store.append(&row)?;
        let opened = OpenEntry { header, groups, received: None };
        self.cache.entries.insert(Source::Own(place), Arc::new(opened));
        if let Some(log) = self.logs.get_mut(usize::from(partition)) {
            log.stage(&row, receipt);
        }
        Ok(place)
    }

    /// Raises an alarm: in the journal, and in the list an operator sees.
    pub(crate) fn alarm(
        &mut self,
        kind: AlarmKind,
        about: &str,
        detail: &str,
    ) -> Result<(), Fault> {
        let (about, detail) = (about.to_owned(), detail.to_owned());
        self.raise(Alarm { kind, about, detail, said: None, refused: Vec::new() })
    }

    /// The same for an alarm that quotes somebody: the list has it without the words, and where they are
    /// of a dossier they are erased with it.
    pub(crate) fn raise(&mut self, alarm: Alarm) -> Result<(), Fault> {
        let quotes = alarm.said.is_some() || !alarm.refused.is_empty();
        let dossier = DossierId::parse(&alarm.about).ok().filter(|_| quotes);
        let (subject, class) = match dossier {
            Some(dossier) => (Subject::Quoted { dossier }, QUOTED),
            None => (Subject::Alarm, BOOKS),
        };
        let place = self.book_as(0, (subject, class), &alarm)?;
        let body = serde_json::to_string(&Alarm { said: None, refused: Vec::new(), ..alarm })
            .map_err(|source| Fault::Kept { what: "an alarm", source })?;
        Ok(self.store.put_alarm(&AlarmRow { place, body })?)
    }

    /// The next number of a series, from a block leased in the store. What is left of a block when
    /// the process ends is burned.
    pub(crate) fn next_number(&mut self, series: &str) -> Result<u64, Fault> {
        const BLOCK: u64 = 256;
        let (next, end) = match self.leased.get(series) {
            Some((next, end)) if next < end => (*next, *end),
            _ => {
                let first = self.store.lease(series, BLOCK)?;
                (first, first + BLOCK)
            }
        };
        self.leased.insert(series.to_owned(), (next + 1, end));
        Ok(next)
    }

    /// An entry wherever it is, read; of the batch under way it is there as it was before it was sealed.
    pub(crate) fn entry(&self, source: Source) -> Result<Arc<OpenEntry>, Fault> {
        match self.cache.entries.get(&source) {
            Some(entry) => Ok(entry.clone()),
            None => open_entry(self.store.as_ref(), &self.find_key(), source).map(Arc::new),
        }
    }

    /// A key of the vault, for reading rows.
    pub(crate) fn find_key(&self) -> impl Fn(&KeyId) -> Result<Option<RowKey>, Fault> + '_ {
        |id| self.vault.key(id)
    }

    /// What this node had seen of other parts, for an event of a dossier: its own last entry is no
    /// news to anybody.
    pub(crate) fn seen_by_us(&self, mut seen: Seen) -> Seen {
        seen.0.remove(&self.settings.node);
        seen
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({})", self.settings.node)
    }
}
