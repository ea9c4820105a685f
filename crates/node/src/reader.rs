//! Reading beside the node: views, lists, messages and counts, from what has been committed.

mod erasures;
mod evidence;
mod guarantees;
mod mailbox;
mod notices;
mod recorded;
mod subscriptions;
mod told;

use std::sync::Arc;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use identity::{Directory, NodeSecret};
use journal::{LogId, StreamHead, Verdict};
use kernel::{Decider, DossierId, Name, NodeId, Timestamp, Told, TraderId};
use serde::Serialize;
use store::{AlarmRow, DossierRow, KeyId, Keys, Read, RowKey, Search, ToldRow, ViewRow};
use transit::Part;

use crate::erasing::ERASED;
use crate::fault::Fault;
use crate::gap::Acceptance;
use crate::history::{ACTOR, CORE, History, Side, body, history, open_entry};
use crate::judging::read_verdict;
use crate::policies::PARKED;
use crate::settings::Settings;
use crate::submit::meant;

pub use erasures::ErasureLine;
pub use mailbox::{Letter, Letters, Mail};
pub use notices::Notice;
pub use recorded::Recorded;
pub use told::Message;

/// Reads what a node keeps, over connections of its own.
pub struct Reader {
    read: Box<dyn Read>,
    keys: Box<dyn Keys>,
    settings: Settings,
    directory: Option<Arc<Directory>>,
    /// By which names of dossiers that were erased are recognised.
    secret: Option<NodeSecret>,
}

/// A view with its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewed<V> {
    /// The version: what an ETag says.
    pub version: i64,
    /// Why the dossier is set apart, or empty.
    pub flag: String,
    /// How many events are told of it that do not count, or not yet.
    pub uncounted_count: usize,
    /// What may be seen.
    pub view: V,
}

/// How a peer stands with this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PeerState {
    /// The peer.
    pub node: NodeId,
    /// How many entries were numbered for it.
    pub sent: u64,
    /// How many of them it has receipted.
    pub receipted: u64,
    /// How many it has not.
    pub pending: u64,
    /// How many it has told us.
    pub received: u64,
    /// How many entries of our logs it has cosigned: their sizes in its last receipts, together.
    pub cosigned: u64,
    /// How far its last dispatch reaches, in milliseconds since 1970.
    pub dispatched_ms: i64,
}

/// How the journal of a node stands: the logs it writes now, one for each partition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct JournalState {
    /// How many entries its logs have together.
    pub entries: u64,
    /// The peers whose receipts cover every log.
    pub cosigned_by: Vec<NodeId>,
    /// How many peers the directory asks for; none without a directory.
    pub quorum: Option<usize>,
    /// Whether receipts of that many cover each log.
    pub cosigned: bool,
    /// Each log, the first one first.
    pub logs: Vec<LogState>,
}

/// How a log of a node stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LogState {
    /// The log.
    pub log: LogId,
    /// How many entries it has.
    pub entries: u64,
    /// The peers whose receipts cover all of it but receipts.
    pub cosigned_by: Vec<NodeId>,
}

impl Reader {
    /// A reader over connections of its own.
    pub fn new(
        read: Box<dyn Read>,
        keys: Box<dyn Keys>,
        settings: Settings,
        directory: Option<Arc<Directory>>,
    ) -> Self {
        Self { read, keys, settings, directory, secret: None }
    }

    /// Recognises the names of dossiers that were erased by the secret of the node.
    #[must_use]
    pub fn recognising(self, secret: NodeSecret) -> Self {
        Self { secret: Some(secret), ..self }
    }

    /// Uses another directory from now on.
    pub fn set_directory(&mut self, directory: Arc<Directory>) {
        self.directory = Some(directory);
    }

    /// Reads several things as they were at one moment, whatever is written meanwhile.
    pub fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let moment = Moment::hold(self)?;
        let done = read(self);
        moment.let_go()?;
        done
    }

    fn side(&self) -> Side<'_> {
        Side {
            administration: &self.settings.administration,
            node: &self.settings.node,
            directory: self.directory.as_deref(),
        }
    }

    pub(crate) fn key(&self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        Ok(self.keys.get(id)?)
    }

    fn history<D: Decider>(&self, id: &DossierId) -> Result<History<D>, Fault> {
        self.history_through(id, i64::MAX)
    }

    /// The same as it was at a version.
    fn history_through<D: Decider>(
        &self,
        id: &DossierId,
        through: i64,
    ) -> Result<History<D>, Fault> {
        history::<D>(self.read.as_ref(), &|key| self.key(key), &self.side(), (id, through))
    }

    /// The dossiers of a kind that carry a name.
    pub fn find(&self, kind: &str, name: &Name) -> Result<Vec<DossierId>, Fault> {
        let mut found = Vec::new();
        let mut named = self.read.named(name)?;
        if named.is_empty()
            && let Some(name) = self.erased_name(name)
        {
            named = self.read.named(&name)?;
        }
        for dossier in named {
            if self.read.dossier(&dossier)?.is_some_and(|row| row.kind == kind) {
                found.push(dossier);
            }
        }
        Ok(found)
    }

    /// The one dossier of a kind that a name means at this node, as a command by that name does.
    pub fn meant(&self, kind: &str, name: &Name) -> Result<Option<DossierId>, Fault> {
        Ok(meant(&self.find(kind, name)?, &self.settings).cloned())
    }

    fn view<D: Decider>(&self, id: &DossierId) -> Result<Option<Viewed<D::View>>, Fault> {
        let shown = |row: &DossierRow| row.kind == D::KIND && row.flag != ERASED;
        let Some(row) = self.read.dossier(id)?.filter(shown) else { return Ok(None) };
        let history = self.history::<D>(id)?;
        let view = D::view(&history.dossier, &history.told);
        let (version, uncounted_count) = (history.version, history.uncounted_count);
        Ok(Some(Viewed { version, flag: row.flag, uncounted_count, view }))
    }

    /// The version of a dossier; 0 for one nobody has told of.
    pub fn version(&self, id: &DossierId) -> Result<i64, Fault> {
        Ok(self.read.version(id)?)
    }

    /// A movement.
    pub fn movement(&self, id: &DossierId) -> Result<Option<Viewed<transit::View>>, Fault> {
        self.view::<Part>(id)
    }

    /// A guarantee.
    pub fn guarantee(
        &self,
        id: &DossierId,
    ) -> Result<Option<Viewed<guarantee::account::View>>, Fault> {
        self.view::<Account>(id)
    }

    /// A conversation about cover.
    pub fn hold(&self, id: &DossierId) -> Result<Option<Viewed<guarantee::hold::View>>, Fault> {
        self.view::<Conversation>(id)
    }

    /// Dossiers that fit, from the latest to the earliest: those that began before a number, at most
    /// so many.
    pub fn list(
        &self,
        search: &Search,
        before: Option<i64>,
        count: usize,
    ) -> Result<Vec<ViewRow>, Fault> {
        Ok(self.read.views(search, before, count)?)
    }

    /// A dossier as lists show it.
    pub fn listed(&self, dossier: &DossierId) -> Result<Option<ViewRow>, Fault> {
        Ok(self.read.view(dossier)?)
    }

    /// How many dossiers of a kind are in each phase.
    pub fn phases(&self, kind: &str) -> Result<Vec<(String, u64)>, Fault> {
        Ok(self.read.phases(kind)?)
    }

    /// How many events the lists have not followed yet.
    pub fn lists_behind(&self) -> Result<bool, Fault> {
        Ok(!self.read.told_after(self.read.viewed()?, 1)?.is_empty())
    }

    /// How much the node must still do.
    pub fn task_count(&self, now: Timestamp) -> Result<u64, Fault> {
        // A time limit that has not passed is no work; what was refused is set to the end of time.
        let refused = self.read.task_count(PARKED)? - self.read.task_count(PARKED - 1)?;
        Ok(self.read.task_count(now.as_microsecond())? + refused)
    }

    /// The latest alarms.
    pub fn alarms(&self, count: usize) -> Result<Vec<AlarmRow>, Fault> {
        Ok(self.read.alarms(count)?)
    }

    /// Every alarm about something, the earliest first.
    pub(crate) fn alarms_about(&self, about: &str) -> Result<Vec<AlarmRow>, Fault> {
        Ok(self.read.alarms_about(about)?)
    }

    pub(crate) fn read_only(&self) -> &dyn Read {
        self.read.as_ref()
    }

    /// How many alarms there are.
    pub fn alarm_count(&self) -> Result<u64, Fault> {
        Ok(self.read.alarm_count()?)
    }

    /// The trader who notified this administration of the arrival of a movement.
    pub fn notified_by(&self, id: &DossierId) -> Result<Option<TraderId>, Fault> {
        let history = self.history::<Part>(id)?;
        let destination = history.dossier.own_part().and_then(|part| part.destination.as_ref());
        Ok(destination.map(|destination| destination.trader.clone()))
    }

    /// Whether an event counts; none while that cannot be said yet.
    pub fn counts(row: &ToldRow) -> Result<Option<bool>, Fault> {
        Ok(match read_verdict(&row.verdict)? {
            Verdict::Admitted => Some(true),
            Verdict::Waiting => None,
            Verdict::Contested(_) | Verdict::Unreadable | Verdict::NoAgreement => Some(false),
        })
    }

    /// How each peer stands with this node, also one that nothing was told yet.
    pub fn peers(&self) -> Result<Vec<PeerState>, Fault> {
        let mut peers = std::collections::BTreeMap::new();
        let fresh = |node: &NodeId| PeerState {
            node: node.clone(),
            sent: 0,
            receipted: 0,
            pending: 0,
            received: 0,
            cosigned: 0,
            dispatched_ms: 0,
        };
        let listed = self.directory.iter().flat_map(|directory| directory.nodes());
        for (_, entry) in listed.filter(|(_, entry)| entry.node != self.settings.node) {
            peers.insert(entry.node.clone(), fresh(&entry.node));
        }
        // What was left in the streams of a closed epoch is numbered anew in those of the next.
        let epoch = self.read.last_epoch()?.unwrap_or(kernel::Epoch::FIRST);
        let streams = self.read.out_streams()?.into_iter();
        for stream in streams.filter(|stream| stream.epoch == epoch) {
            let state =
                peers.entry(stream.recipient.clone()).or_insert_with(|| fresh(&stream.recipient));
            let StreamHead { number, .. } = stream.head;
            state.sent += number;
            state.receipted += stream.receipted;
            state.pending += number.saturating_sub(stream.receipted);
            state.cosigned += stream.cosigned;
        }
        for stream in self.read.in_streams()? {
            let node = &stream.log.node;
            let state = peers.entry(node.clone()).or_insert_with(|| fresh(node));
            state.received += stream.through;
            state.dispatched_ms = state.dispatched_ms.max(stream.dispatched / 1000);
        }
        Ok(peers.into_values().collect())
    }

    /// How the node's journal stands.
    pub fn journal(&self) -> Result<JournalState, Fault> {
        let epoch = self.read.last_epoch()?.unwrap_or(kernel::Epoch::FIRST);
        let partitions = 0..self.settings.partitions.max(1);
        let logs = partitions.map(|partition| self.log_state(epoch, partition));
        let logs = logs.collect::<Result<Vec<_>, _>>()?;
        let quorum = self.directory.as_deref().map(Directory::quorum);
        // Of a log in which nothing stands yet there is nothing to cosign.
        let written: Vec<_> = logs.iter().filter(|log| log.entries > 0).collect();
        let witnesses = written.first().map(|log| log.cosigned_by.clone()).unwrap_or_default();
        let by_all = |node: &NodeId| written.iter().all(|log| log.cosigned_by.contains(node));
        let enough = |quorum: usize| written.iter().all(|log| log.cosigned_by.len() >= quorum);
        Ok(JournalState {
            entries: logs.iter().map(|log| log.entries).sum(),
            cosigned_by: witnesses.into_iter().filter(by_all).collect(),
            quorum,
            cosigned: !written.is_empty() && quorum.is_some_and(enough),
            logs,
        })
    }

    /// How one of its logs stands. Receipts need no cosignature: they are cosignatures.
    fn log_state(&self, epoch: kernel::Epoch, partition: u16) -> Result<LogState, Fault> {
        let log = crate::logs::log_id(&self.settings.region, &self.settings.node, epoch, partition);
        let entries = self.read.size(epoch, partition)?;
        let mut substantive = entries;
        while substantive > 0 {
            let place = store::Place { epoch, partition, index: substantive - 1 };
            let row = self.read.entry(place)?.ok_or(Fault::Damaged { what: "an entry" })?;
            if crate::history::read_header(&row.header)?.subject != journal::Subject::Receipt {
                break;
            }
            substantive -= 1;
        }
        let streams = self.read.out_streams()?.into_iter();
        let of_it = streams.filter(|stream| (stream.epoch, stream.partition) == (epoch, partition));
        let witnesses = of_it.filter(|stream| stream.cosigned >= substantive.max(1));
        let cosigned_by = witnesses.map(|stream| stream.recipient).collect();
        Ok(LogState { log, entries, cosigned_by })
    }

    /// The first entry of one of the node's own logs, with the officers who let it be opened without
    /// everybody's answer; none where there is no such log.
    pub fn opened(
        &self,
        epoch: kernel::Epoch,
        partition: u16,
    ) -> Result<Option<(journal::Opened, Vec<Acceptance>)>, Fault> {
        let place = store::Place { epoch, partition, index: 0 };
        if self.read.entry(place)?.is_none() {
            return Ok(None);
        }
        let source = store::Source::Own(place);
        let entry = open_entry(self.read.as_ref(), &|key| self.key(key), source)?;
        let (opened, accepted) = (body(&entry.groups, CORE), body(&entry.groups, ACTOR));
        Ok(opened.map(|opened| (opened, accepted.unwrap_or_default())))
    }

    /// Events after a number, for whoever follows them: number, kind, dossier, writer.
    pub fn told_after(&self, seq: i64, count: usize) -> Result<Vec<ToldRow>, Fault> {
        Ok(self.read.told_after(seq, count)?)
    }

    /// One event of a movement as the node has it.
    pub fn movement_event(&self, row: &ToldRow) -> Result<Option<Told<Part>>, Fault> {
        crate::history::told::<Part>(self.read.as_ref(), &|key| self.key(key), row)
    }

    /// The signed documents in force, every version.
    pub fn documents(&self) -> Result<Vec<(String, u64, String)>, Fault> {
        Ok(self.read.documents()?)
    }
}

/// A reader while it holds still. It is let go also where whoever reads stumbles. Keys are not held: one
/// never changes, and one that is destroyed must not be kept on the disk by whoever reads.
struct Moment<'a>(Option<&'a Reader>);

impl<'a> Moment<'a> {
    fn hold(reader: &'a Reader) -> Result<Self, Fault> {
        reader.read.hold_still()?;
        Ok(Self(Some(reader)))
    }

    fn let_go(mut self) -> Result<(), Fault> {
        Ok(self.0.take().map_or(Ok(()), |reader| reader.read.let_go())?)
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        if let Some(reader) = self.0.take() {
            // Where this fails, the next reading says so.
            reader.read.let_go().ok();
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({})", self.settings.node)
    }
}
