//! What becomes of what others told under a key that somebody else may have had.
//!
//! The directory says since when. What was recorded before then stands: that it was recorded is what
//! nobody can make afterwards. What was recorded since does not count until its writer has signed it
//! with another key: it is asked to tell that again, in the epoch it goes on in.

use std::collections::{BTreeMap, BTreeSet};

use exchange::Ask;
use journal::{AlarmKind, Checkpoint, HeadBook, LogId, Opened, Subject, Verdict};
use kernel::{DossierId, Epoch, Inadmissible, NodeId, Note, Timestamp, VerifyingKey};
use store::{ForeignRow, InStream, Source, ToldRow};

use crate::fault::Fault;
use crate::history::{CORE, body, open_entry, read_header};
use crate::judging::write_verdict;
use crate::logs::log_id;
use crate::node::Node;

/// Under which name the store keeps the logs that are in doubt.
const DOUBTED: &str = "doubted";
/// How many rows are read at a time.
const PAGE: usize = 256;

/// The logs in doubt, each with the number up to which its stream is not.
type Doubted = BTreeMap<LogId, u64>;

/// What was found in a log.
#[derive(Debug, Default)]
struct Doubt {
    /// How many events do not count now.
    count: u64,
    /// Up to which number its stream was recorded before.
    through: u64,
    /// Whether anything of it was recorded since.
    since_then: bool,
}

impl Node {
    /// The keys of a node that somebody else may have had, by any directory that is known.
    pub(crate) fn compromised(&self, node: &NodeId) -> Vec<(VerifyingKey, Timestamp)> {
        identity::compromised_ever(self.world.directories(), node)
    }

    /// The keys under which a node's checkpoints are taken, the one it signs with first; none where the
    /// directory in force does not list it.
    pub(crate) fn log_keys(&self, node: &NodeId) -> Result<Vec<VerifyingKey>, Fault> {
        let listed = self.world.directory()?.node(node);
        let mut keys = listed.map(|(_, entry)| entry.log_keys()).unwrap_or_default();
        let compromised = self.compromised(node);
        keys.retain(|key| !compromised.iter().any(|(known, _)| known == key));
        Ok(keys)
    }

    /// Those under which a log is taken. One that is heard of for the first time is signed with the key
    /// of today, and one that says with which key it was opened never with an earlier one.
    pub(crate) fn keys_for(&self, log: &LogId) -> Result<Vec<VerifyingKey>, Fault> {
        let mut keys = self.log_keys(&log.node)?;
        if keys.len() < 2 {
            return Ok(keys);
        }
        if self.true_stream(log)?.is_none() && self.heads.head(log).is_none() {
            keys.truncate(1);
            return Ok(keys);
        }
        let Some(row) = self.store.foreign_at(log, 0)? else { return Ok(keys) };
        let entry = open_entry(self.store.as_ref(), &self.find_key(), Source::Foreign(row.id))?;
        let opened = body::<Opened>(&entry.groups, CORE);
        let opened = opened.filter(|_| entry.header.subject == Subject::Opened);
        let at = opened.and_then(|opened| keys.iter().position(|key| *key == opened.key));
        keys.truncate(at.map_or(keys.len(), |at| at + 1));
        Ok(keys)
    }

    /// What is recorded of a log, unless somebody else made it up.
    pub(crate) fn true_stream(&self, log: &LogId) -> Result<Option<InStream>, Fault> {
        let Some(stream) = self.store.in_stream(log)? else { return Ok(None) };
        Ok(if self.is_made_up(&stream)? { None } else { Some(stream) })
    }

    /// Whether a log was begun by somebody who had a key of its node: nothing of it was recorded before
    /// he may have had it, and no other key has signed it.
    pub(crate) fn is_made_up(&self, stream: &InStream) -> Result<bool, Fault> {
        let log = &stream.log;
        let since = self.compromised(&log.node).into_iter().map(|(_, since)| since).min();
        let Some(since) = since else { return Ok(false) };
        let first = self.store.foreigns_of(log, 0, 1)?;
        if first.first().is_some_and(|row| row.received < since.as_microsecond()) {
            return Ok(false);
        }
        let keys = self.log_keys(&log.node)?;
        Ok(!self.is_signed_by(log, stream.size, &keys)?)
    }

    /// In a transaction: looks through what others told under keys that a directory says were compromised,
    /// once for each key and time.
    pub(crate) fn doubt(&mut self) -> Result<(), Fault> {
        let own = &self.settings.node;
        let nodes = self.world.directories().flat_map(|directory| directory.nodes());
        let nodes: BTreeSet<NodeId> = nodes.map(|(_, entry)| entry.node.clone()).collect();
        let mut compromised = Vec::new();
        for node in nodes.into_iter().filter(|node| node != own) {
            let keys = self.compromised(&node).into_iter();
            compromised.extend(keys.map(|(key, since)| (node.clone(), key, since)));
        }
        for (node, key, since) in compromised {
            let name = format!("compromised {key}");
            let done = self.store.text(&name)?.and_then(|text| text.parse::<Timestamp>().ok());
            if done.is_none_or(|done| since < done) {
                self.doubt_since(&node, since)?;
                self.store.put_text(&name, &since.to_string())?;
                self.forget_heads()?;
            }
        }
        Ok(())
    }

    /// What was heard of logs under keys that are taken no more is as if it had not been heard.
    fn forget_heads(&mut self) -> Result<(), Fault> {
        self.heads = HeadBook::default();
        self.recall_heads()
    }

    /// Takes up what was heard of logs.
    pub(crate) fn recall_heads(&mut self) -> Result<(), Fault> {
        for heard in self.store.heard()? {
            let Ok(note) = Note::parse(&heard.note) else { continue };
            let stolen = !self.compromised(&heard.log.node).is_empty();
            if stolen && Checkpoint::verify(&note, &self.log_keys(&heard.log.node)?).is_err() {
                continue;
            }
            if let Ok(checkpoint) = Checkpoint::of(&note) {
                self.heads.hear(checkpoint, note);
            }
        }
        Ok(())
    }

    fn doubt_since(&mut self, node: &NodeId, since: Timestamp) -> Result<(), Fault> {
        let keys = self.log_keys(node)?;
        let streams = self.store.in_streams()?.into_iter().map(|stream| stream.log);
        let last = streams.filter(|log| log.node == *node).map(|log| log.epoch).max();
        let listed = self.world.directories().filter_map(|directory| directory.node(node));
        let partitions = listed.map(|(_, entry)| entry.partitions.max(1)).max().unwrap_or(1);
        let (mut doubted, mut touched, mut any) = (self.doubted()?, Vec::new(), false);
        for epoch in (1..=last.unwrap_or(Epoch::FIRST).0).map(Epoch) {
            for partition in 0..partitions {
                let log = log_id(&self.settings.region, node, epoch, partition);
                let Doubt { count, through, since_then } = self.doubt_log(&log, &keys, since)?;
                any |= count > 0;
                touched.extend(since_then.then_some((log.clone(), through)));
                if count > 0 {
                    let detail = format!(
                        "{count} events recorded since {since} were sealed by a key that others \
                         may have had; they do not count before {node} has signed them with another"
                    );
                    self.alarm(AlarmKind::KeyCompromised, &log.to_string(), &detail)?;
                }
            }
        }
        // What one log numbers may stand in another.
        for (log, through) in touched.into_iter().filter(|_| any) {
            let known = doubted.entry(log).or_insert(through);
            *known = through.min(*known);
        }
        self.keep_doubted(&doubted)
    }

    /// What of a log does not count now.
    fn doubt_log(
        &mut self,
        log: &LogId,
        keys: &[VerifyingKey],
        since: Timestamp,
    ) -> Result<Doubt, Fault> {
        let (mut doubt, mut next) = (Doubt::default(), 0);
        let mut signed = BTreeMap::new();
        loop {
            let rows = self.store.foreigns_of(log, next, PAGE)?;
            let Some(last) = rows.last() else { return Ok(doubt) };
            next = last.index + 1;
            for row in &rows {
                if row.received < since.as_microsecond() {
                    let dispatch = self.dispatch_of(row.id)?;
                    let last = dispatch.map_or(0, |dispatch| dispatch.last());
                    doubt.through = doubt.through.max(last);
                    continue;
                }
                doubt.since_then = true;
                let stands = match signed.get(&row.size) {
                    Some(stands) => *stands,
                    None => self.is_signed_by(log, row.size, keys)?,
                };
                signed.insert(row.size, stands);
                if let (false, Subject::Event { dossier, .. }) =
                    (stands, read_header(&row.header)?.subject)
                {
                    doubt.count += u64::from(self.contest(&dossier, row.id)?);
                }
            }
        }
    }

    /// An event that counted, or waited, does not count, and what its writer said after it waits for it.
    fn contest(&mut self, dossier: &DossierId, id: i64) -> Result<bool, Fault> {
        let verdict = write_verdict(&Verdict::Contested(Inadmissible::KeyCompromised))?;
        let waiting = write_verdict(&Verdict::Waiting)?;
        let told = self.store.told_of(dossier)?;
        let Some(row) = told.iter().find(|row| row.source == Source::Foreign(id)) else {
            return Ok(false);
        };
        if !row.verdict.is_empty() && row.verdict != waiting {
            return Ok(false);
        }
        self.store.judge(row.seq, &verdict)?;
        self.notice_aside(row, &verdict)?;
        let after = |other: &&ToldRow| {
            other.writer == row.writer && other.part > row.part && other.verdict.is_empty()
        };
        for later in told.iter().filter(after) {
            self.store.judge(later.seq, &waiting)?;
        }
        self.flag_again(dossier)?;
        self.cache.drop(dossier);
        let viewed = self.store.viewed()?;
        self.store.put_viewed(viewed.min(row.seq - 1))?;
        Ok(true)
    }

    /// Whether an entry was recorded since somebody else may have had a key of its writer, and no other
    /// key has signed it.
    pub(crate) fn is_doubtful(&self, row: &ForeignRow) -> Result<bool, Fault> {
        let compromised = self.compromised(&row.log.node).into_iter();
        let since = compromised.map(|(_, since)| since.as_microsecond()).min();
        if since.is_none_or(|since| row.received < since) {
            return Ok(false);
        }
        let keys = self.log_keys(&row.log.node)?;
        Ok(!self.is_signed_by(&row.log, row.size, &keys)?)
    }

    /// Whether one of these keys has signed a checkpoint of another log that is kept.
    fn is_signed_by(&self, log: &LogId, size: u64, keys: &[VerifyingKey]) -> Result<bool, Fault> {
        let note = self.store.foreign_checkpoint(log, size)?;
        let note = note.and_then(|text| Note::parse(&text).ok());
        Ok(note.is_some_and(|note| Checkpoint::verify(&note, keys).is_ok()))
    }

    /// What a peer is asked to sign with another key: what it told in a log that is in doubt, once it
    /// goes on in another.
    pub(crate) fn to_vouch_for(&self, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        for (log, through) in self.doubted()?.into_iter().filter(|(log, _)| log.node == *peer) {
            if self.is_superseded(&log)? {
                return Ok(Some(Ask::Again { log, through }));
            }
        }
        Ok(None)
    }

    /// A peer has numbered again what it told in a log.
    pub(crate) fn no_longer_doubted(
        &mut self,
        now: Timestamp,
        log: &LogId,
        through: u64,
    ) -> Result<(), Fault> {
        let mut doubted = self.doubted()?;
        // One that was asked to begin later leaves what is doubted before.
        if doubted.get(log).is_none_or(|from| through > *from) {
            return Ok(());
        }
        doubted.remove(log);
        self.begin(now)?;
        self.keep_doubted(&doubted)?;
        self.finish()
    }

    fn doubted(&self) -> Result<Doubted, Fault> {
        let kept = |source| Fault::Kept { what: "the logs in doubt", source };
        let text = self.store.text(DOUBTED)?;
        Ok(text
            .map(|text| serde_json::from_str(&text).map_err(kept))
            .transpose()?
            .unwrap_or_default())
    }

    fn keep_doubted(&mut self, doubted: &Doubted) -> Result<(), Fault> {
        let kept = |source| Fault::Kept { what: "the logs in doubt", source };
        let text = serde_json::to_string(doubted).map_err(kept)?;
        Ok(self.store.put_text(DOUBTED, &text)?)
    }
}
