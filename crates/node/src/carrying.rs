//! Where no network is: envelopes packed into a pouch for a peer, and those of a pouch taken.
//!
//! They are the envelopes and receipts that go over the network, with two differences. Nobody
//! carries them whose key could be checked, so each is sealed to its recipient. And nobody answers,
//! so each proves growth from every size that was packed before and may have arrived or not;
//! receipts come with what the peer packs next.

use std::collections::BTreeSet;

use exchange::{Carried, Head, Outcome};
use journal::{Checkpoint, LogId};
use kernel::{NodeId, Note, SealedText, Timestamp};
use serde::{Deserialize, Serialize};
use store::OutStream;

use crate::dispatching::fresh_stream;
use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::outgoing::DISPATCHES_MAX;
use crate::refusal::Refusal;

/// How many sizes that were packed are remembered for a peer: more pouches than anybody carries
/// without one coming back. What stands at an older size still heals, by what the peer packs next.
const SIZES_MAX: usize = 64;
/// How many checkpoints shown over the network are remembered for a peer. One envelope is under way at
/// a time, and answers to its own come between.
const SHOWN_MAX: usize = 16;

/// Where the packing of a pouch stands: the next envelope begins behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Packed {
    partition: u16,
    through: u64,
    dispatch: Option<u64>,
    size: u64,
    /// The last dispatch of the partition that goes into this pouch, so that packing ends although
    /// the node goes on writing.
    until: Option<u64>,
}

/// One envelope of a pouch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The head of its pouch.
    pub head: Head,
    /// The envelope, sealed to the peer.
    pub sealed: SealedText,
    /// How many entries it has.
    pub entries: usize,
    /// Where the next envelope begins; none where this is the last.
    pub next: Option<Packed>,
}

/// What became of an envelope out of a pouch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Unpacked {
    /// It is recorded, or was already.
    Recorded {
        /// How many entries of it were new.
        entries: u64,
    },
    /// What is recorded already reaches further than it does.
    Older,
    /// It does not follow what is recorded. The next pouch its author packs does, once it has had
    /// one from here.
    Gap,
    /// It is not taken, and never will be.
    Refused {
        /// Why.
        reason: String,
    },
}

impl Node {
    /// Packs the next envelope of a pouch for a peer: the first one where `after` is none. There is
    /// always one, because it carries receipts even where nothing is to be told.
    pub fn pack(
        &mut self,
        now: Timestamp,
        peer: &NodeId,
        after: Option<Packed>,
    ) -> Result<Result<Pack, Refusal>, Fault> {
        let done = self.try_pack(now, peer, after);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_pack(
        &mut self,
        now: Timestamp,
        peer: &NodeId,
        after: Option<Packed>,
    ) -> Result<Result<Pack, Refusal>, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(Err(Refusal::Recovering));
        }
        let listed = self.world.directory().ok().and_then(|directory| directory.node(peer));
        let key = listed.map(|(_, entry)| entry.seal_key.clone());
        let Some(key) = key.filter(|_| *peer != self.settings.node) else {
            return Ok(Err(Refusal::PeerUnknown { node: peer.clone() }));
        };
        let after = match after {
            Some(after) if self.is_ours(&after)? => after,
            Some(_) | None => self.start_of(peer, 0)?,
        };
        let log = self.logs.get(usize::from(after.partition));
        let log = log.ok_or(Fault::Damaged { what: "a partition" })?.id.clone();
        let stream = self.stream_behind(peer, &log, &after)?;
        let envelope = self.envelope(peer, &log, Some(&stream), DISPATCHES_MAX)?;
        let size = Note::parse(&envelope.checkpoint)
            .ok()
            .and_then(|note| Checkpoint::of(&note).ok())
            .map(|checkpoint| checkpoint.size)
            .ok_or(Fault::Damaged { what: "the last checkpoint" })?;
        let growth = self.growth(peer, &log, stream.verified, size)?;
        let last = envelope.dispatches.last().and_then(|dispatch| dispatch.header().ok());
        let reached = Packed {
            through: stream.receipted + u64::try_from(envelope.entries.len()).unwrap_or_default(),
            dispatch: last.map_or(stream.receipted_dispatch, |header| Some(header.index)),
            size,
            ..after
        };
        let entries = envelope.entries.len();
        let bytes = exchange::write("an envelope", &Carried { envelope, growth })?;
        let head = Head {
            training: self.settings.training,
            ..Head::new(&self.settings.region, &self.settings.node, peer, self.now.max(now))
        };
        let sealed = key.seal(&head.bound_to(), &bytes, &mut self.entropy);
        let sealed = sealed.map_err(|_| Fault::Vault)?;
        self.begin(now)?;
        self.remember_size(peer, &log, size)?;
        self.finish()?;
        self.turn(peer);
        Ok(Ok(Pack { head, sealed, entries, next: self.following(peer, reached)? }))
    }

    /// Whether a place to go on from is one that this node can have named.
    fn is_ours(&self, after: &Packed) -> Result<bool, Fault> {
        let Some(log) = self.logs.get(usize::from(after.partition)) else { return Ok(false) };
        let last = self.store.last_checkpoint(log.id.epoch, log.id.partition)?;
        Ok(last.is_some_and(|(size, _)| after.size <= size))
    }

    fn start_of(&self, peer: &NodeId, partition: u16) -> Result<Packed, Fault> {
        let stream = self.store.out_stream(peer, self.epoch, partition)?;
        let stream = stream.unwrap_or_else(|| fresh_stream(peer, self.epoch, partition));
        Ok(Packed {
            partition,
            through: stream.receipted,
            dispatch: stream.receipted_dispatch,
            size: stream.verified,
            until: stream.head.dispatch,
        })
    }

    /// The stream as it would be if the peer had recorded everything up to a place.
    fn stream_behind(
        &self,
        peer: &NodeId,
        log: &LogId,
        after: &Packed,
    ) -> Result<OutStream, Fault> {
        let stream = self.store.out_stream(peer, log.epoch, log.partition)?;
        let mut stream = stream.unwrap_or_else(|| fresh_stream(peer, log.epoch, log.partition));
        stream.receipted = after.through;
        stream.receipted_dispatch = after.dispatch;
        stream.verified = after.size;
        Ok(stream)
    }

    /// The place behind an envelope, if there is more to pack.
    fn following(&self, peer: &NodeId, reached: Packed) -> Result<Option<Packed>, Fault> {
        if reached.dispatch < reached.until {
            return Ok(Some(reached));
        }
        let next = reached.partition.saturating_add(1);
        let more = self.logs.len() > usize::from(next);
        more.then(|| self.start_of(peer, next)).transpose()
    }

    /// Notes which of our checkpoints a peer is shown over the network: it may go by it from now on,
    /// although nobody here ever hears that it does.
    pub(crate) fn show(&mut self, peer: &NodeId, note: &str) {
        let checkpoint = Note::parse(note).ok().and_then(|note| Checkpoint::of(&note).ok());
        let Some(Checkpoint { log, size, .. }) = checkpoint else { return };
        let shown = self.shown.entry(peer.clone()).or_default();
        shown.push_back((log, size));
        if shown.len() > SHOWN_MAX {
            shown.pop_front();
        }
    }

    /// Proofs of growth to a size from every other size the peer may go by: what was packed for it,
    /// what it was shown, and, since that is forgotten with the process, the first there were after
    /// what it is known to have verified.
    fn growth(
        &self,
        peer: &NodeId,
        log: &LogId,
        proven: u64,
        size: u64,
    ) -> Result<Vec<exchange::Consistency>, Fault> {
        let mut sizes: BTreeSet<u64> = self.packed_sizes(peer, log)?.into_iter().collect();
        let shown = self.shown.get(peer).into_iter().flatten();
        sizes.extend(shown.filter(|(of, _)| of == log).map(|(_, shown)| *shown));
        let later = self.store.checkpoints(
            log.epoch,
            log.partition,
            proven.saturating_add(1),
            SIZES_MAX,
        )?;
        sizes.extend(later.into_iter().map(|(later, _)| later));
        let others = sizes.into_iter().filter(|other| *other != proven && *other < size);
        others.map(|other| self.consistency(log, other, size)).collect()
    }

    fn packed_sizes(&self, peer: &NodeId, log: &LogId) -> Result<Vec<u64>, Fault> {
        let Some(text) = self.store.text(&packed_name(peer, log))? else { return Ok(Vec::new()) };
        serde_json::from_str(&text).map_err(|source| Fault::Kept { what: "packed sizes", source })
    }

    fn remember_size(&mut self, peer: &NodeId, log: &LogId, size: u64) -> Result<(), Fault> {
        let mut sizes = self.packed_sizes(peer, log)?;
        if sizes.contains(&size) {
            return Ok(());
        }
        sizes.push(size);
        let surplus = sizes.len().saturating_sub(SIZES_MAX);
        sizes.drain(..surplus);
        let text = serde_json::to_string(&sizes)
            .map_err(|source| Fault::Kept { what: "packed sizes", source })?;
        Ok(self.store.put_text(&packed_name(peer, log), &text)?)
    }

    /// Opens an envelope out of a pouch and takes it as if its author had brought it.
    pub fn unpack(
        &mut self,
        now: Timestamp,
        head: &Head,
        sealed: &SealedText,
    ) -> Result<Result<Unpacked, Refusal>, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(Err(Refusal::Recovering));
        }
        let directory = self.world.directory().ok();
        if directory.and_then(|directory| directory.node(&head.from)).is_none() {
            return Ok(Err(Refusal::PeerUnknown { node: head.from.clone() }));
        }
        let expected = Head {
            pouch: self.settings.region.clone(),
            to: self.settings.node.clone(),
            training: self.settings.training,
            ..head.clone()
        };
        let opened = self.keys.open(&expected.bound_to(), sealed);
        let carried = opened
            .and_then(|bytes| exchange::read::<Carried>("an envelope", &bytes).ok())
            .filter(|carried| carried.envelope.from == head.from);
        let Some(carried) = carried else {
            let (from, to) = (head.from.clone(), head.to.clone());
            return Ok(Err(Refusal::PouchClosed { from, to }));
        };
        let checkpoint = Note::parse(&carried.envelope.checkpoint).ok();
        let checkpoint = checkpoint.and_then(|note| Checkpoint::of(&note).ok());
        let log = checkpoint.as_ref().map(|checkpoint| checkpoint.log.clone());
        let known = log.as_ref().map(|log| self.known(log)).transpose()?.unwrap_or_default();
        let envelope = carried.seen_from(known.size);
        let answer = self.receive(now, None, &envelope)?;
        Ok(Ok(match answer.outcome {
            Outcome::Recorded => {
                let now_known = log.as_ref().map(|log| self.known(log)).transpose()?;
                let through = now_known.map_or(known.through, |known| known.through);
                Unpacked::Recorded { entries: through.saturating_sub(known.through) }
            }
            Outcome::Behind { size, .. } => {
                let older = checkpoint.is_some_and(|checkpoint| checkpoint.size < size);
                if older { Unpacked::Older } else { Unpacked::Gap }
            }
            Outcome::Refused { reason } => Unpacked::Refused { reason },
        }))
    }
}

/// Under which name the sizes packed for a peer are kept.
fn packed_name(peer: &NodeId, log: &LogId) -> String {
    format!("packed {peer} {log}")
}
