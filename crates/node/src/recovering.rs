//! Recovery: a store that is older than what the node has told others is only read, until every peer
//! has given back what it holds of the node's own logs, or two officers accept the gap. Then the node
//! goes on in a new epoch, whose first entry says what is left of the one before.
//!
//! What is gathered stands in the store: a recovery goes on where it was when the process ended.

mod gathering;

use std::collections::BTreeSet;

use exchange::{Ask, Position, Proven, Returned};
use journal::{AlarmKind, Checkpoint, Header, LogId, Recovery};
use kernel::{Epoch, NodeId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Place, Store};

use crate::asking::Asking;
use crate::fault::Fault;
use crate::gap::{Acceptance, Gap};
use crate::logs::{commitments, log_id};
use crate::node::{Mode, Node};
pub(crate) use crate::recovering::gathering::{Gathering, Stand, Torn};
use crate::taking::News;

/// Under which name the store keeps what is gathered.
const GATHERING: &str = "recovery";

/// Why a node recovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Behind {
    /// The head noted beside the store is of a longer log.
    Noted,
    /// A peer has handed back a checkpoint of its own that the store knows nothing of.
    Told,
    /// The store was restored from a backup.
    Restored,
}

/// In a transaction: a store that was put in the place of another is older than what the node has told
/// others. The node that is opened on it recovers.
pub fn mark_restored(store: &mut dyn Store, now: Timestamp) -> Result<(), Fault> {
    Gathering::begun(Behind::Restored, now).keep(store)
}

/// How a recovery stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Recovering {
    /// Whether the node still only reads.
    pub reads_only: bool,
    /// Why it recovers.
    pub why: Behind,
    /// Since when.
    #[schemars(with = "kernel::schema::Instant")]
    pub since: Timestamp,
    /// The peers that have given back all they hold.
    pub answered: Vec<NodeId>,
    /// The peers that have not.
    pub unanswered: Vec<NodeId>,
    /// The peers who have told this node more before than it has recorded again. As long as there are
    /// any, it places no hold it has not answered before.
    pub catching_up: Vec<NodeId>,
    /// The version of the directory that is waited for: others go by it, and it may list somebody who is to
    /// be asked as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<u64>,
    /// The officers who have accepted the gap; two are needed.
    pub accepted: Vec<Acceptance>,
    /// What is left of each log, as far as is known now.
    pub logs: Vec<Recovery>,
}

impl Node {
    /// Takes up a recovery as the store keeps it; says whether one goes on.
    pub(crate) fn recall_gathering(&mut self) -> Result<bool, Fault> {
        let kept = self.store.text(GATHERING)?;
        let kept = kept.map(|text| serde_json::from_str::<Gathering>(&text)).transpose();
        self.gathering = kept.map_err(|source| Fault::Kept { what: "a recovery", source })?;
        self.take_up_documents();
        Ok(self.gathering.as_ref().is_some_and(|gathering| gathering.closed.is_empty()))
    }

    /// Whether the keystore has noted a longer log than the store holds, or one of a later epoch: an
    /// old backup.
    pub(crate) fn behind(&mut self) -> Result<bool, Fault> {
        let noted = self.vault.keys().noted_heads()?;
        let held = |noted: &Checkpoint| {
            self.logs.iter().any(|log| log.id == noted.log && noted.size <= log.next().index)
        };
        let ours = noted.iter().filter(|noted| noted.log.epoch >= self.epoch);
        Ok(ours.into_iter().any(|noted| noted.size > 0 && !held(noted)))
    }

    /// Begins to recover, or goes on with it where it had begun before.
    pub(crate) fn recover_from(
        &mut self,
        now: Timestamp,
        why: Option<Behind>,
    ) -> Result<(), Fault> {
        self.mode = Mode::Recovering;
        self.begin(now)?;
        self.clear_again()?;
        if let Some(why) = why {
            self.fall_back(why, None)?;
        } else if let Some(mut gathering) = self.gathering.clone() {
            // What noted that the store was restored knew nothing of its streams.
            self.note_common(&mut gathering)?;
            self.keep_gathering(gathering)?;
        }
        Ok(self.store.commit()?)
    }

    /// In a transaction: from its end on the store is only read. What proves it is kept.
    pub(crate) fn fall_back(
        &mut self,
        why: Behind,
        proof: Option<(Checkpoint, &str)>,
    ) -> Result<(), Fault> {
        let since = self.now;
        let before = self.gathering.take().filter(|before| before.closed.is_empty());
        let mut gathering = match before {
            Some(before) => before,
            None => self.begun(why, since)?,
        };
        if let Some((checkpoint, note)) = proof {
            self.learn(&mut gathering, &checkpoint, note)?;
        }
        self.mode = Mode::Recovering;
        self.keep_gathering(gathering)
    }

    fn begun(&self, why: Behind, since: Timestamp) -> Result<Gathering, Fault> {
        let mut gathering = Gathering::begun(why, since);
        self.note_common(&mut gathering)?;
        Ok(gathering)
    }

    /// Nobody is asked for what he has cosigned: that much he knows as it stands here.
    fn note_common(&self, gathering: &mut Gathering) -> Result<(), Fault> {
        let (region, node) = (&self.settings.region, &self.settings.node);
        for stream in self.store.out_streams()? {
            let log = log_id(region, node, stream.epoch, stream.partition);
            let common = gathering.common.entry(log).or_default();
            *common = (*common).max(stream.cosigned);
        }
        Ok(())
    }

    pub(crate) fn keep_gathering(&mut self, gathering: Gathering) -> Result<(), Fault> {
        gathering.keep(self.store.as_mut())?;
        self.gathering = Some(gathering);
        Ok(())
    }

    /// The logs that are asked for: those of every epoch from the one the store holds to the last one
    /// anybody knows.
    pub(crate) fn torn(&mut self) -> Result<Vec<Torn>, Fault> {
        let Some(gathering) = &self.gathering else { return Ok(Vec::new()) };
        if !gathering.closed.is_empty() {
            return Ok(gathering.closed.clone());
        }
        let learned = gathering.learned.keys().map(|log| log.epoch).max();
        let noted = self.vault.keys().noted_heads()?;
        let noted = noted.iter().map(|noted| noted.log.epoch).max();
        let last = [Some(self.epoch), learned, noted].into_iter().flatten().max();
        let mut torn = Vec::new();
        for epoch in self.epoch.0..=last.unwrap_or(self.epoch).0 {
            for partition in 0..self.settings.partitions.max(1) {
                let (region, node) = (&self.settings.region, &self.settings.node);
                let log = log_id(region, node, Epoch(epoch), partition);
                let held = self.store.size(Epoch(epoch), partition)?;
                torn.push(Torn { log, held });
            }
        }
        Ok(torn)
    }

    /// What is asked back now; with nobody left to ask, the next epoch is opened.
    pub(crate) fn asking_back(&mut self, now: Timestamp) -> Result<Vec<Asking>, Fault> {
        let Ok(directory) = self.world.directory() else { return Ok(Vec::new()) };
        let own = &self.settings.node;
        let peers = directory.nodes().filter(|(_, entry)| entry.node != *own);
        let peers: Vec<_> =
            peers.map(|(_, entry)| (entry.node.clone(), entry.endpoint.clone())).collect();
        let torn = self.torn()?;
        let mut asking = Vec::new();
        let mut waiting = BTreeSet::new();
        for (to, endpoint) in peers {
            let Some(ask) = self.ask_back(&to, &torn)? else { continue };
            waiting.insert(to.clone());
            if self.asks.may_ask(&to, now, &self.settings.pace) {
                let body = exchange::write("a question", &ask)?;
                asking.push(Asking { to, endpoint, ask, body });
            }
        }
        let accepted = self.gathering.as_ref().is_some_and(|it| it.accepts(Gap::Returned));
        let all = waiting.is_empty() && self.directory_awaited().is_none();
        if all || accepted {
            self.open_epoch(now, waiting)?;
            asking.clear();
        }
        Ok(asking)
    }

    /// A later version of the directory than is known here, by which peers go or own entries were written
    /// that came back: it may list others who were told something.
    pub(crate) fn directory_awaited(&self) -> Option<u64> {
        let cited = self.gathering.as_ref().map(|gathering| gathering.directory);
        cited.filter(|cited| *cited > self.world.directory_version())
    }

    /// What is still to be asked of a peer: of each log, what it holds from where it was known to stand
    /// when the store ended. What the store holds as well shows whether both are one history.
    pub(crate) fn ask_back(&self, peer: &NodeId, torn: &[Torn]) -> Result<Option<Ask>, Fault> {
        let Some(gathering) = &self.gathering else { return Ok(None) };
        let stands = gathering.peers.get(peer);
        // The last epoch first: it says what is lost of those before it.
        for Torn { log, .. } in torn.iter().rev() {
            let from = match stands.and_then(|stands| stands.get(log)) {
                Some(stand) => stand.next,
                None => {
                    let stream = self.store.out_stream(peer, log.epoch, log.partition)?;
                    let cosigned = stream.map_or(0, |stream| stream.cosigned);
                    let first = gathering.disowned.first(log).unwrap_or(cosigned);
                    Some(cosigned.min(first))
                }
            };
            if let Some(from) = from {
                return Ok(Some(Ask::Return { log: log.clone(), from }));
            }
        }
        Ok(None)
    }

    /// The same in a node that has gone on, of a peer whose answer was not waited for.
    pub(crate) fn still_to_return(&self, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        match self.gathering.as_ref().filter(|gathering| gathering.unanswered.contains(peer)) {
            Some(gathering) => self.ask_back(peer, &gathering.closed),
            None => Ok(None),
        }
    }

    /// The same once more, of any peer that has recorded by now that the logs are closed.
    pub(crate) fn once_more_of(&mut self, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        let Some(gathering) = &self.gathering else { return Ok(None) };
        let Some(is_begun) = gathering.late.get(peer).copied() else { return Ok(None) };
        if !is_begun {
            let stream = self.store.out_stream(peer, self.epoch, 0)?;
            if stream.is_none_or(|stream| stream.receipted == 0) {
                return Ok(None);
            }
        }
        let Some(gathering) = self.gathering.as_mut() else { return Ok(None) };
        if !is_begun {
            gathering.late.insert(peer.clone(), true);
            let of_closed = |log: &LogId| gathering.closed.iter().any(|it| it.log == *log);
            if let Some(stands) = gathering.peers.get_mut(peer) {
                stands.retain(|log, _| !of_closed(log));
            }
        }
        let gathering = self.gathering.as_ref();
        gathering.map_or(Ok(None), |gathering| self.ask_back(peer, &gathering.closed))
    }

    /// Takes what a peer gives back. What does not prove to be our own is as if it had not answered.
    pub(crate) fn take_returned(
        &mut self,
        now: Timestamp,
        peer: &NodeId,
        (log, from): (&LogId, u64),
        answer: &[u8],
    ) -> Result<bool, Fault> {
        let read = exchange::read::<Option<Returned>>("what is returned", answer).ok().flatten();
        let keys = self.own_log_keys();
        let brought = read.and_then(|read| exchange::open_returned(&read, (log, from), &keys).ok());
        let (Some(brought), Some(mut gathering)) = (brought, self.gathering.clone()) else {
            return Ok(false);
        };
        self.begin(now)?;
        let sound = self.sound_log_keys();
        for (checkpoint, note) in &brought.checkpoints {
            // How long a log was is learned from nobody else's signature.
            if self.may_be(&checkpoint.log)? && Checkpoint::verify(note, &sound).is_ok() {
                self.learn(&mut gathering, checkpoint, &note.to_string())?;
            }
        }
        let mut fresh = Vec::new();
        for (under, note, proven) in &brought.entries {
            self.now = self.now.max(proven.header.at);
            gathering.last_at = gathering.last_at.max(Some(proven.header.at));
            if Checkpoint::verify(note, &sound).is_ok() {
                self.hear_of_lost(&mut gathering, proven)?;
                let cited = proven.header.cites.directory;
                gathering.directory = gathering.directory.max(cited);
            }
            if self.is_held(&mut gathering, proven)? {
                continue;
            }
            let known = self.store.foreign_at(log, proven.header.index)?.is_some();
            let (id, news) = self.keep(under, proven)?;
            fresh.extend((!known).then_some(id));
            if news == News::Other {
                self.told_otherwise(log, proven.header.index)?;
                continue;
            }
            self.keep_note(under, note)?;
            if !gathering.closed.is_empty() {
                self.attest_brought_back(log, under.size, &self.signer.clone())?;
            }
        }
        gathering.directory = gathering.directory.max(brought.directory);
        for Position { log, size } in brought.receipted {
            if log.node == *peer && self.may_be(&log)? {
                // An answer that comes late was given before the peer began to tell it again.
                let owed = gathering.owed.entry(log).or_default();
                *owed = (*owed).max(size);
            }
        }
        let stand = Stand { next: brought.next, through: brought.through };
        gathering.peers.entry(peer.clone()).or_default().insert(log.clone(), stand);
        let late = !gathering.closed.is_empty();
        self.keep_gathering(gathering)?;
        if late {
            self.take_late(peer, log, &fresh)?;
            self.run_tasks()?;
        }
        self.finish()?;
        Ok(true)
    }

    /// Whether the store holds an own entry as a peer knows it. One that it holds otherwise is of a
    /// second history: the store wrote on after its end was lost.
    fn is_held(&self, gathering: &mut Gathering, proven: &Proven) -> Result<bool, Fault> {
        let Header { log, index, .. } = &proven.header;
        let place = Place { epoch: log.epoch, partition: log.partition, index: *index };
        let Some(row) = self.store.entry(place)? else { return Ok(false) };
        let same = row.header == proven.excerpt.header_bytes()
            && row.commitments == commitments(&proven.groups);
        // Where it comes too late to have counted from the beginning, it comes back as from anybody.
        if same && !gathering.closed.is_empty() && self.is_given_up(place)? {
            return Ok(false);
        }
        if same {
            gathering.disowned.is_held_by_somebody(log, *index);
            let common = gathering.common.entry(log.clone()).or_default();
            *common = (*common).max(index + 1);
        } else {
            gathering.fork(log, *index);
        }
        Ok(same)
    }

    /// Remembers an own checkpoint, where it is longer than the one known. One over no more than the
    /// store holds, and over another history, says that there are two.
    fn learn(
        &self,
        gathering: &mut Gathering,
        checkpoint: &Checkpoint,
        note: &str,
    ) -> Result<(), Fault> {
        let (log, size) = (&checkpoint.log, checkpoint.size);
        let within = size > 0 && self.own_size(log)?.is_some_and(|own| size <= own);
        if within && !self.is_our_history(log, size, &checkpoint.root)? {
            gathering.fork(log, size - 1);
        }
        gathering.learn(checkpoint, note);
        Ok(())
    }

    /// What comes back after the next epoch was opened.
    fn take_late(&mut self, peer: &NodeId, log: &LogId, fresh: &[i64]) -> Result<(), Fault> {
        let events = self.bring_back(fresh, false)?;
        if events > 0 {
            let detail = format!("{events} events of it that had been given up came from {peer}");
            self.alarm(AlarmKind::Recovered, &log.to_string(), &detail)?;
        }
        let closed = self.gathering.as_ref().map(|gathering| gathering.closed.clone());
        if self.ask_back(peer, &closed.unwrap_or_default())?.is_none()
            && let Some(mut gathering) = self.gathering.clone()
        {
            gathering.unanswered.remove(peer);
            gathering.late.retain(|late, asked| !*asked || late != peer);
            let all = gathering.unanswered.is_empty();
            self.keep_gathering(gathering)?;
            if all {
                self.take_orphans_back()?;
            }
        }
        Ok(())
    }

    /// How the recovery stands: one that goes on, or one after which peers still owe an answer.
    pub fn recovery(&mut self) -> Result<Option<Recovering>, Fault> {
        let torn = self.torn()?;
        let Some(gathering) = self.gathering.clone() else { return Ok(None) };
        let reads_only = self.mode == Mode::Recovering;
        let behind = self.catching_up()?;
        let catching_up: BTreeSet<_> = behind.into_iter().map(|log| log.node).collect();
        let catching_up: Vec<_> = catching_up.into_iter().collect();
        if !reads_only && gathering.unanswered.is_empty() && catching_up.is_empty() {
            return Ok(None);
        }
        let directory = self.world.directory().ok();
        let peers = directory.iter().flat_map(|directory| directory.nodes());
        let peers = peers.map(|(_, entry)| entry.node.clone());
        let peers: Vec<_> = peers.filter(|node| *node != self.settings.node).collect();
        let (mut unanswered, mut answered) = (Vec::new(), Vec::new());
        for peer in peers {
            let waits = self.ask_back(&peer, &torn)?.is_some();
            let owes = if reads_only { waits } else { gathering.unanswered.contains(&peer) };
            if owes { unanswered.push(peer) } else { answered.push(peer) }
        }
        let mut logs = Vec::new();
        for torn in &torn {
            logs.push(self.left_of(torn, &gathering)?);
        }
        let Gathering { why, since, accepted, .. } = gathering;
        Ok(Some(Recovering {
            reads_only,
            why,
            since,
            answered,
            unanswered,
            catching_up,
            directory: self.directory_awaited().filter(|_| reads_only),
            accepted,
            logs,
        }))
    }
}
