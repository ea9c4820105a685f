//! What goes out: envelopes to peers, answers to theirs, and what their answers mean.

use std::collections::BTreeSet;

use exchange::{
    Answer, Consistency, Envelope, Known, Outcome, Position, Reject, VERSION, WireError,
};
use identity::NodeRole;
use journal::{Excerpt, LogId, consistency_proof};
use kernel::{NodeId, Note, Timestamp};
use store::OutStream;

use crate::dispatching::fresh_stream;
use crate::fault::Fault;
use crate::history::CORE;
use crate::logs::{Tree, node};
use crate::node::{Mode, Node};
use crate::refusal::Refusal;

/// How many dispatches one envelope holds at most, and how many entries they number together: putting
/// them together keeps the node's thread busy, and whoever is at work there waits. A node that is at work
/// alone writes a dispatch for nearly every command, and what waits for a peer that was away is many small
/// ones.
pub(crate) const DISPATCHES_MAX: usize = 256;
const ENTRIES_MAX: usize = 512;
/// How many entries wait where nothing is gained by waiting for more to go with them.
const ENVELOPE_FULL: u64 = 256;
/// At how many bytes no further dispatch is added to an envelope.
const ENVELOPE_BYTES_ENOUGH: usize = 4 << 20;
/// How many checkpoints of the peer's logs, and how many of third logs, go with an exchange.
const HEADS_MAX: usize = 16;

/// Where a peer is in a log of ours: how much it has receipted, up to which dispatch, and which size of
/// the log it has verified.
pub(crate) type Reached = (LogId, (u64, Option<u64>, u64));

/// An envelope of a log for a peer.
pub(crate) struct Next {
    pub(crate) log: LogId,
    /// Where it begins: the last number, dispatch and size that the peer has.
    pub(crate) begins: (u64, Option<u64>, u64),
    pub(crate) envelope: Envelope,
    /// How the stream stands that it is of, if anything of it was ever numbered.
    pub(crate) stream: Option<OutStream>,
}

/// Bytes for a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The peer.
    pub to: NodeId,
    /// Where the directory says it is.
    pub endpoint: String,
    /// An envelope.
    pub body: Vec<u8>,
}

impl Node {
    /// What can be sent now. Each peer has at most one envelope under way, so that a slow one holds
    /// up nobody else.
    pub fn outgoing(&mut self, now: Timestamp) -> Result<Vec<Outgoing>, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(Vec::new());
        }
        // Without a directory nobody is known yet.
        let Ok(directory) = self.world.directory() else { return Ok(Vec::new()) };
        let peers: Vec<_> = directory
            .nodes()
            .filter(|(_, entry)| entry.node != self.settings.node)
            .map(|(_, entry)| (entry.node.clone(), entry.role, entry.endpoint.clone()))
            .collect();
        // A hub witnesses everybody, and everybody witnesses the hub.
        let own = directory.node(&self.settings.node).map(|(_, entry)| entry.role);
        let of_a_hub = |role| role == NodeRole::Hub || own == Some(NodeRole::Hub);
        let mut outgoing = Vec::new();
        for (peer, role, endpoint) in peers {
            let link = self.links.entry(peer.clone()).or_default();
            let pace = &self.settings.pace;
            if !link.ready(now, pace) {
                continue;
            }
            let rests = link.rests(now, pace);
            let answered = |last| exchange::within(last, now, self.settings.witness_ms);
            let probe = link.wants_probe();
            let rested = !link.last_answer().is_some_and(answered);
            let witnesses = of_a_hub(role) && rested;
            let least = if rests { ENVELOPE_FULL } else { 0 };
            let next = match self.prepared(&peer)?.filter(|_| !probe) {
                Some(prepared) => Some(prepared),
                None => self.next_envelope(&peer, witnesses, probe, least)?,
            };
            if let Some(next) = next {
                let body = exchange::write("an envelope", &next.envelope)?;
                self.links.entry(peer.clone()).or_default().sent(now);
                self.turn(&peer);
                self.show(&peer, &next.envelope.checkpoint);
                self.note_followed(&peer, &next)?;
                self.begun_at.insert(peer.clone(), (next.log, next.begins));
                outgoing.push(Outgoing { to: peer, endpoint, body });
            }
        }
        Ok(outgoing)
    }

    /// Of the first partition that has something for the peer, so many entries at least, or that it is to
    /// witness: where the peer is thought to be in it, and what comes there.
    fn next_envelope(
        &self,
        peer: &NodeId,
        witnesses: bool,
        probe: bool,
        least: u64,
    ) -> Result<Option<Next>, Fault> {
        for log in &self.logs {
            let stream = self.store.out_stream(peer, log.id.epoch, log.id.partition)?;
            let witness = witnesses && {
                let witnessed = stream.as_ref().map_or(0, |stream| stream.cosigned);
                witnessed < log.substantive
            };
            let pending = stream.as_ref().is_some_and(|stream| {
                let waiting = stream.head.number.saturating_sub(stream.receipted);
                stream.head.dispatch > stream.receipted_dispatch && waiting >= least
            });
            if pending || witness {
                let dispatches_max = if probe { 0 } else { DISPATCHES_MAX };
                let envelope = self.envelope(peer, &log.id, stream.as_ref(), dispatches_max)?;
                let begins = stream.as_ref().map_or((0, None, 0), |stream| {
                    (stream.receipted, stream.receipted_dispatch, stream.verified)
                });
                return Ok(Some(Next { log: log.id.clone(), begins, envelope, stream }));
            }
        }
        Ok(None)
    }

    /// The next of a log for a peer: what has not been receipted yet, so many dispatches at most. All
    /// that it reads is read under one lock of the file.
    pub(crate) fn envelope(
        &self,
        peer: &NodeId,
        log: &LogId,
        stream: Option<&OutStream>,
        dispatches_max: usize,
    ) -> Result<Envelope, Fault> {
        self.store.hold_still()?;
        let envelope = self.put_together(peer, log, stream, dispatches_max);
        self.store.let_go()?;
        envelope
    }

    fn put_together(
        &self,
        peer: &NodeId,
        log: &LogId,
        stream: Option<&OutStream>,
        dispatches_max: usize,
    ) -> Result<Envelope, Fault> {
        let after = stream.and_then(|stream| stream.receipted_dispatch);
        let from = stream.map_or(0, |stream| stream.verified);
        let (size, checkpoint) = self
            .store
            .last_checkpoint(log.epoch, log.partition)?
            .ok_or(Fault::Damaged { what: "the last checkpoint" })?;
        let places =
            self.store.dispatches(peer, log.epoch, log.partition, after, dispatches_max)?;
        let number = stream.map_or(1, |stream| stream.receipted + 1);
        let items_max = if dispatches_max == 0 { 0 } else { ENTRIES_MAX };
        let mut numbered = self
            .store
            .items(peer, log.epoch, log.partition, number, items_max)?
            .into_iter()
            .map(|(_, item)| item);
        let (mut dispatches, mut entries, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut earlier = BTreeSet::new();
        let mut tree = Tree::of(self.store.as_ref(), log);
        for place in places {
            if bytes >= ENVELOPE_BYTES_ENOUGH {
                break;
            }
            let dispatch = self.excerpt(peer, &mut tree, place, size)?;
            let count = item_count(&dispatch);
            // What a dispatch numbers goes with it, or later.
            if entries.len() + count > ENTRIES_MAX {
                break;
            }
            for item in numbered.by_ref().take(count) {
                let entry = match item.epoch {
                    None => self.excerpt(peer, &mut tree, item.index, size)?,
                    Some(epoch) => {
                        let log = LogId { epoch, ..log.clone() };
                        let (entry, under) = self.earlier_excerpt(peer, &log, item.index)?;
                        bytes += if earlier.contains(&under) { 0 } else { under.len() };
                        earlier.insert(under);
                        entry
                    }
                };
                bytes += entry.bytes();
                entries.push(entry);
            }
            bytes += dispatch.bytes();
            dispatches.push(dispatch);
        }
        let receipts =
            if log.partition == 0 { self.receipts_for(peer, log, size)? } else { Vec::new() };
        Ok(Envelope {
            v: VERSION,
            from: self.settings.node.clone(),
            to: peer.clone(),
            checkpoint,
            consistency: self.consistency(log, from, size)?,
            dispatches,
            entries,
            receipts,
            verified: self.verified(peer)?,
            heads: self.heads_for(peer),
            earlier: earlier.into_iter().collect(),
        })
    }

    pub(crate) fn consistency(
        &self,
        log: &LogId,
        from: u64,
        to: u64,
    ) -> Result<Consistency, Fault> {
        let mut root = |level, index| node(self.store.as_ref(), log, level, index);
        Ok(Consistency { from, path: consistency_proof(from, to, &mut root)? })
    }

    /// The latest receipts for a peer's logs, proven under our checkpoint.
    fn receipts_for(&self, peer: &NodeId, log: &LogId, size: u64) -> Result<Vec<Excerpt>, Fault> {
        let mut receipts = Vec::new();
        let mut tree = Tree::of(self.store.as_ref(), log);
        for stream in self.store.in_streams()? {
            if let Some(place) = stream.receipt.filter(|_| stream.log.node == *peer)
                && place.epoch == log.epoch
            {
                receipts.push(self.excerpt(peer, &mut tree, place.index, size)?);
            }
        }
        Ok(receipts)
    }

    /// How far we have verified a peer's logs.
    pub(crate) fn verified(&self, peer: &NodeId) -> Result<Vec<Position>, Fault> {
        let streams = self.store.in_streams()?.into_iter();
        let theirs = streams.filter(|stream| stream.log.node == *peer);
        Ok(theirs.map(|stream| Position { log: stream.log, size: stream.size }).collect())
    }

    /// The latest checkpoints of other logs, the peer's own first: should its store be older than
    /// what it has signed, it learns so here. Where there are more than go into one exchange, each
    /// has its turn.
    pub(crate) fn heads_for(&self, peer: &NodeId) -> Vec<String> {
        let of = |own: bool| {
            let mine = &self.settings.node;
            let wanted = move |log: &LogId| log.node != *mine && (log.node == *peer) == own;
            let notes = self.heads.notes().filter(move |(log, _)| wanted(log));
            notes.map(|(_, note)| note).collect::<Vec<_>>()
        };
        let turn = self.turns.get(peer).copied().unwrap_or_default();
        let in_turn = |notes: Vec<&Note>| {
            let (count, skipped) = (notes.len(), turn.wrapping_mul(HEADS_MAX));
            let start = skipped.checked_rem(count).unwrap_or_default();
            let turned = notes.iter().cycle().skip(start).take(count.min(HEADS_MAX));
            turned.map(ToString::to_string).collect::<Vec<_>>()
        };
        in_turn(of(true)).into_iter().chain(in_turn(of(false))).collect()
    }

    /// Heads were passed on to a peer; the next go with the next exchange.
    pub(crate) fn turn(&mut self, peer: &NodeId) {
        let turn = self.turns.entry(peer.clone()).or_default();
        *turn = turn.wrapping_add(1);
    }

    /// The answer to an envelope, with receipts for its author's logs.
    pub(crate) fn answer(
        &self,
        (peer, verified): (&NodeId, &[Position]),
        outcome: Outcome,
    ) -> Result<Answer, Fault> {
        let log = self.logs.first().ok_or(Fault::Damaged { what: "the first log" })?;
        let last = self.store.last_checkpoint(log.id.epoch, 0)?;
        // A log that is lost has nothing to be proven under.
        let is_lost = self.mode == Mode::Recovering && log.next().index == 0;
        let Some((size, checkpoint)) = last.or(is_lost.then_some((0, String::new()))) else {
            return Err(Fault::Damaged { what: "the last checkpoint" });
        };
        let verified = verified.iter().find(|position| position.log == log.id);
        let from = verified.map_or(0, |position| position.size).min(size);
        let listed = self.world.directory()?.node(peer).is_some();
        let receipts =
            if listed && size > 0 { self.receipts_for(peer, &log.id, size)? } else { Vec::new() };
        Ok(Answer {
            v: VERSION,
            from: self.settings.node.clone(),
            to: peer.clone(),
            outcome,
            checkpoint,
            consistency: self.consistency(&log.id, from, size)?,
            receipts,
            heads: self.heads_for(peer),
        })
    }

    /// Takes a peer's answer to what was sent to it.
    pub fn answered(&mut self, now: Timestamp, peer: &NodeId, answer: &[u8]) -> Result<(), Fault> {
        let done = self.try_answered(now, peer, answer);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_answered(&mut self, now: Timestamp, peer: &NodeId, answer: &[u8]) -> Result<(), Fault> {
        let read: Result<Answer, WireError> = exchange::read("an answer", answer);
        let Ok(answer) = read else {
            self.unanswered(now, peer);
            return Ok(());
        };
        if self.log_keys(peer)?.is_empty() {
            return Ok(());
        }
        self.hear_own(&answer.heads)?;
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        let log = Note::parse(&answer.checkpoint)
            .ok()
            .and_then(|note| journal::Checkpoint::of(&note).ok())
            .map(|checkpoint| checkpoint.log);
        let (known, keys) = match &log {
            Some(log) if self.may_be(log)? => (self.known(log)?, self.keys_for(log)?),
            Some(_) | None => (Known::default(), Vec::new()),
        };
        let proof = (answer.checkpoint.as_str(), &answer.consistency);
        let opened = exchange::open_receipts(proof, &answer.receipts, (peer, &keys), Some(&known));
        self.begin(now)?;
        // Whoever signs with a key that is not known here is told again, and not at once.
        let unsigned = matches!(opened, Err(Reject::Checkpoint(_)));
        if let Ok(opened) = opened {
            self.note_growth(&opened.checkpoint, &opened.note)?;
            self.note_receipts(peer, &opened.checkpoint, &opened.receipts)?;
            self.hear(opened.checkpoint, opened.note)?;
        }
        self.hear_all(&answer.heads)?;
        let moved = match &answer.outcome {
            Outcome::Recorded if unsigned => Some(false),
            Outcome::Recorded => None,
            // It is told from there on, at once: between two nodes that both have much to tell, each
            // answer moves what the other can prove growth from. Where it is there where what was
            // sent begins, sending the same again can only fail again, and waits.
            Outcome::Behind { log, through, dispatch, size } => {
                let stands = (*through, *dispatch, *size);
                let follows = self.rewind(peer, log, stands)?;
                Some(follows && self.begun_at.get(peer) != Some(&(log.clone(), stands)))
            }
            Outcome::Refused { .. } => Some(false),
        };
        self.finish()?;
        let jitter = u32::from_be_bytes(self.random());
        let pace = self.settings.pace;
        let link = self.links.entry(peer.clone()).or_default();
        match moved {
            None => link.answered(now),
            Some(true) => link.behind(now, &pace, jitter),
            Some(false) => link.failed(now, &pace, jitter),
        }
        Ok(())
    }

    /// The peer's log has grown since we last saw it, and that was proven.
    fn note_growth(&mut self, checkpoint: &journal::Checkpoint, note: &Note) -> Result<(), Fault> {
        let (log, size, root) = (checkpoint.log.clone(), checkpoint.size, checkpoint.root);
        let stream = self.true_stream(&log)?;
        let mut stream = stream.unwrap_or_else(|| crate::receive::fresh_stream(checkpoint));
        if stream.size < size {
            self.store.put_foreign_checkpoint(&log, size, &note.to_string())?;
            (stream.size, stream.root) = (size, root);
            self.store.put_in_stream(&stream)?;
        }
        Ok(())
    }

    /// A peer has recorded less than we thought, or saw another size: send from there on. What it
    /// claims beyond what we wrote is no proof of anything; our own checkpoint would be. Says
    /// whether it can be told from there on.
    pub(crate) fn rewind(
        &mut self,
        peer: &NodeId,
        log: &LogId,
        (through, dispatch, size): (u64, Option<u64>, u64),
    ) -> Result<bool, Fault> {
        let Some(own) = self.own_size(log)? else { return Ok(false) };
        let stream = self.store.out_stream(peer, log.epoch, log.partition)?;
        let mut stream = stream.unwrap_or_else(|| fresh_stream(peer, log.epoch, log.partition));
        let beyond = through > stream.head.number || dispatch > stream.head.dispatch;
        if size > own || beyond {
            return Ok(false);
        }
        stream.receipted = through;
        stream.receipted_dispatch = dispatch;
        stream.verified = size;
        self.store.put_out_stream(&stream)?;
        Ok(true)
    }

    /// Takes a peer's word for how much of our logs it has verified, where that is more than we
    /// knew: from there our proofs of growth begin. A false word only fails to be followed.
    pub(crate) fn note_verified(
        &mut self,
        peer: &NodeId,
        positions: &[Position],
    ) -> Result<(), Fault> {
        for Position { log, size } in positions {
            if self.own_size(log)?.is_none_or(|own| own < *size) {
                continue;
            }
            let stream = self.store.out_stream(peer, log.epoch, log.partition)?;
            let mut stream = stream.unwrap_or_else(|| fresh_stream(peer, log.epoch, log.partition));
            if stream.verified < *size {
                stream.verified = *size;
                self.store.put_out_stream(&stream)?;
            }
        }
        Ok(())
    }

    /// Tries a peer that did not answer at once, and not after its pause.
    pub fn retry(&mut self, peer: &NodeId) -> Result<(), Refusal> {
        if self.mode == Mode::Recovering {
            return Err(Refusal::Recovering);
        }
        let listed = self.world.directory().ok().and_then(|directory| directory.node(peer));
        if listed.is_none() || *peer == self.settings.node {
            return Err(Refusal::PeerUnknown { node: peer.clone() });
        }
        self.links.entry(peer.clone()).or_default().retry();
        Ok(())
    }

    /// A peer did not answer, or not as it should: try again later.
    pub fn unanswered(&mut self, now: Timestamp, peer: &NodeId) {
        let jitter = u32::from_be_bytes(self.random());
        let pace = self.settings.pace;
        self.links.entry(peer.clone()).or_default().failed(now, &pace, jitter);
    }
}

/// How many entries a dispatch numbers.
fn item_count(dispatch: &Excerpt) -> usize {
    let groups = dispatch.groups().unwrap_or_default();
    let dispatch: Option<journal::Dispatch> = crate::history::body(&groups, CORE);
    dispatch.map_or(0, |dispatch| dispatch.items.len())
}
