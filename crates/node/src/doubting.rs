//! What becomes of what others told under a key that somebody else may have had.
//!
//! The directory says since when. What was recorded before then stands: that it was recorded is what
//! nobody can make afterwards. What was recorded since does not count until its writer has signed it
//! with another key: it is asked to tell that again, in the epoch it goes on in.

use std::collections::BTreeMap;

use exchange::Ask;
use journal::{AlarmKind, Checkpoint, LogId, Subject, Verdict};
use kernel::{Inadmissible, NodeId, Note, Timestamp, VerifyingKey};
use store::{ForeignRow, Source};

use crate::fault::Fault;
use crate::history::read_header;
use crate::judging::write_verdict;
use crate::node::Node;

/// Under which name the store keeps the logs that are in doubt.
const DOUBTED: &str = "doubted";
/// How many rows are read at a time.
const PAGE: usize = 256;

/// The logs in doubt, each with the number up to which its stream is not.
type Doubted = BTreeMap<LogId, u64>;

impl Node {
    /// In a transaction: looks through what others told under keys that the directory in force says
    /// were compromised, once for each key and time.
    pub(crate) fn doubt(&mut self) -> Result<(), Fault> {
        let own = &self.settings.node;
        let mut compromised = Vec::new();
        for (_, entry) in self.world.directory()?.nodes().filter(|(_, entry)| entry.node != *own) {
            let keys = entry.compromised().map(|(key, since)| (key.to_string(), since));
            compromised.extend(keys.map(|(key, since)| (entry.node.clone(), key, since)));
        }
        for (node, key, since) in compromised {
            let name = format!("compromised {key}");
            let done = self.store.text(&name)?.and_then(|text| text.parse::<Timestamp>().ok());
            if done.is_none_or(|done| since < done) {
                self.doubt_since(&node, since)?;
                self.store.put_text(&name, &since.to_string())?;
            }
        }
        Ok(())
    }

    fn doubt_since(&mut self, node: &NodeId, since: Timestamp) -> Result<(), Fault> {
        let keys = self.log_keys(node)?;
        let logs = self.store.in_streams()?.into_iter().map(|stream| stream.log);
        let mut doubted = self.doubted()?;
        for log in logs.filter(|log| log.node == *node) {
            let (count, through) = self.doubt_log(&log, &keys, since)?;
            if count > 0 {
                doubted.insert(log.clone(), through);
                let detail = format!(
                    "{count} events recorded since {since} were sealed by a key that others may have \
                     had; they do not count before {node} has signed them with another"
                );
                self.alarm(AlarmKind::KeyCompromised, &log.to_string(), &detail)?;
            }
        }
        self.keep_doubted(&doubted)
    }

    /// How many events of a log do not count now, and up to which number its stream does.
    fn doubt_log(
        &mut self,
        log: &LogId,
        keys: &[VerifyingKey],
        since: Timestamp,
    ) -> Result<(u64, u64), Fault> {
        let verdict = write_verdict(&Verdict::Contested(Inadmissible::KeyCompromised))?;
        let (mut count, mut through, mut next) = (0, 0, 0);
        let mut vouched = BTreeMap::new();
        loop {
            let rows = self.store.foreigns_of(log, next, PAGE)?;
            let Some(last) = rows.last() else { return Ok((count, through)) };
            next = last.index + 1;
            for row in &rows {
                if row.received < since.as_microsecond() {
                    let dispatch = self.dispatch_of(row.id)?;
                    through = through.max(dispatch.map_or(0, |dispatch| dispatch.last()));
                    continue;
                }
                let stands = match vouched.get(&row.size) {
                    Some(stands) => *stands,
                    None => self.is_vouched_for(row, keys)?,
                };
                vouched.insert(row.size, stands);
                let Subject::Event { dossier, .. } = read_header(&row.header)?.subject else {
                    continue;
                };
                let told = self.store.told_of(&dossier)?.into_iter();
                let told = told.filter(|told| told.source == Source::Foreign(row.id));
                for told in told.filter(|_| !stands) {
                    self.store.judge(told.seq, &verdict)?;
                    self.flag_again(&dossier)?;
                    count += 1;
                }
            }
        }
    }

    /// Whether one of these keys has signed what an entry of another log is proven under.
    fn is_vouched_for(&self, row: &ForeignRow, keys: &[VerifyingKey]) -> Result<bool, Fault> {
        let note = self.store.foreign_checkpoint(&row.log, row.size)?;
        let note = note.and_then(|text| Note::parse(&text).ok());
        Ok(note.is_some_and(|note| Checkpoint::verify(&note, keys).is_ok()))
    }

    /// In a transaction: an entry that is told again, under a checkpoint that is taken today, stands
    /// under that one where the one it came with is not taken any more.
    pub(crate) fn vouch_for(
        &mut self,
        row: &ForeignRow,
        under: &Checkpoint,
        proven: &exchange::Proven,
    ) -> Result<(), Fault> {
        let listed = self.world.directory()?.node(&row.log.node);
        if listed.is_none_or(|(_, entry)| entry.compromised().next().is_none()) {
            return Ok(());
        }
        let keys = self.log_keys(&row.log.node)?;
        if self.is_vouched_for(row, &keys)? {
            return Ok(());
        }
        Ok(self.store.reprove(row.id, under.size, proven.excerpt.proof())?)
    }

    /// Whether an entry stands under a key that is taken today.
    pub(crate) fn stands_again(&self, id: i64) -> Result<bool, Fault> {
        let Some(row) = self.store.foreign(id)? else { return Ok(false) };
        let keys = self.log_keys(&row.log.node)?;
        self.is_vouched_for(&row, &keys)
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
    pub(crate) fn no_longer_doubted(&mut self, now: Timestamp, log: &LogId) -> Result<(), Fault> {
        let mut doubted = self.doubted()?;
        if doubted.remove(log).is_none() {
            return Ok(());
        }
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
