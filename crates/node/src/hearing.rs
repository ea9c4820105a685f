//! What is heard of other logs, and what others have recorded of ours: witnessing, both ways.

use exchange::{Envelope, Proven};
use journal::{AlarmKind, Checkpoint, Frontier, Heard, LogId, Receipt};
use kernel::{Digest, NodeId, Note, VerifyingKey};
use store::{HeardRow, Place};

use crate::dispatching::fresh_stream;
use crate::fault::Fault;
use crate::logs::node;
use crate::node::{Mode, Node};
use crate::recovering::Behind;

/// How many checkpoints of third logs are read of an exchange.
const HEADS_MAX: usize = 64;
/// The last epoch of a third log that is heard of: a node that has lost its store more often is heard
/// of from itself alone.
const EPOCHS_MAX: u32 = 64;

impl Node {
    /// Remembers a checkpoint somebody signed; two histories of one log are kept as proof, and that
    /// log is no longer taken. One proof is enough, and one alarm.
    pub(crate) fn hear(&mut self, checkpoint: Checkpoint, note: Note) -> Result<(), Fault> {
        let log = checkpoint.log.clone();
        let size = checkpoint.size;
        match self.heads.hear(checkpoint, note.clone()) {
            Heard::Longer => {
                let note = note.to_string();
                Ok(self.store.put_heard(&HeardRow { log, size, note })?)
            }
            Heard::Same | Heard::Older => Ok(()),
            Heard::TwoHistories(proof) => {
                if self.is_distrusted(&log)? {
                    return Ok(());
                }
                let (one, other) = *proof;
                self.store.put_text(&distrusted(&log), &format!("{one}\n{other}"))?;
                let detail = format!("two roots of size {size}; both notes are kept");
                self.alarm(AlarmKind::TwoHistories, &log.to_string(), &detail)
            }
        }
    }

    /// Hears what a peer passes on of third logs.
    pub(crate) fn hear_all(&mut self, notes: &[String]) -> Result<(), Fault> {
        for text in notes.iter().take(HEADS_MAX) {
            let Ok(note) = Note::parse(text) else { continue };
            let Ok(claimed) = Checkpoint::of(&note) else { continue };
            let keys = self.keys_for(&claimed.log)?;
            if !self.may_be(&claimed.log)? {
                continue;
            }
            if claimed.log.node != self.settings.node
                && let Ok(checkpoint) = Checkpoint::verify(&note, &keys)
            {
                self.hear(checkpoint, note)?;
            }
        }
        Ok(())
    }

    /// Whether the directory gives a log of this name, so that nobody fills the store with names of
    /// his own. Each recovery opens the next epoch.
    pub(crate) fn may_be(&self, log: &LogId) -> Result<bool, Fault> {
        let listed = self.world.directory()?.node(&log.node);
        let partitions = listed.map_or(0, |(_, entry)| entry.partitions.max(1));
        let region = log.region == self.settings.region;
        Ok(region && log.partition < partitions && log.epoch.0 <= EPOCHS_MAX)
    }

    /// Takes the receipts an envelope carries for our logs.
    pub(crate) fn take_receipts(
        &mut self,
        from: &NodeId,
        keys: &[VerifyingKey],
        envelope: &Envelope,
    ) -> Result<(), Fault> {
        if envelope.receipts.is_empty() {
            return Ok(());
        }
        let proof = (envelope.checkpoint.as_str(), &envelope.consistency);
        // The envelope's checkpoint has been verified and recorded already.
        let opened = exchange::open_receipts(proof, &envelope.receipts, (from, keys), None);
        match opened {
            Ok(opened) => self.note_receipts(from, &opened.checkpoint, &opened.receipts),
            Err(_) => Ok(()),
        }
    }

    /// Notes what a peer has recorded of our logs, and keeps its receipts with their proofs: they
    /// are the cosignatures of our checkpoints.
    pub(crate) fn note_receipts(
        &mut self,
        from: &NodeId,
        under: &Checkpoint,
        receipts: &[(Receipt, Proven)],
    ) -> Result<(), Fault> {
        for (receipt, proven) in receipts {
            if receipt.of.node != self.settings.node || receipt.to != *from {
                continue;
            }
            let (epoch, partition) = (receipt.of.epoch, receipt.of.partition);
            let stream = self.store.out_stream(from, epoch, partition)?;
            let mut stream = stream.unwrap_or_else(|| fresh_stream(from, epoch, partition));
            if receipt.through < stream.receipted || receipt.size < stream.cosigned {
                continue;
            }
            if receipt.through > stream.head.number || receipt.dispatch > stream.head.dispatch {
                continue;
            }
            if !self.is_our_checkpoint(receipt)? {
                continue;
            }
            let news = receipt.through > stream.receipted || receipt.size > stream.cosigned;
            stream.receipted = receipt.through;
            stream.receipted_dispatch = receipt.dispatch;
            stream.verified = stream.verified.max(receipt.size);
            stream.cosigned = receipt.size;
            self.store.put_out_stream(&stream)?;
            if news {
                self.keep(under, proven)?;
                let last = receipt.size.checked_sub(1);
                let last = last.map(|index| Place { epoch, partition, index });
                let seen = last.map(|place| self.written_at(place)).transpose()?;
                self.check_clock(&proven.header, seen)?;
            }
        }
        Ok(())
    }

    /// Whether a receipt is for a checkpoint that we signed: any other size was never published, and
    /// whoever names it has it from nowhere, even if its root is right.
    fn is_our_checkpoint(&self, receipt: &Receipt) -> Result<bool, Fault> {
        let Receipt { of, size, root, .. } = receipt;
        let next = self.store.checkpoints(of.epoch, of.partition, *size, 1)?;
        let signed = next.first().is_some_and(|(signed, _)| signed == size);
        Ok(signed && self.is_our_history(of, *size, root)?)
    }

    /// How long one of our logs is, of this epoch or of one that was closed; none for any other log.
    pub(crate) fn own_size(&self, log: &LogId) -> Result<Option<u64>, Fault> {
        if let Some(own) = self.logs.iter().find(|own| own.id == *log) {
            return Ok(Some(own.next().index));
        }
        let own = log.region == self.settings.region && log.node == self.settings.node;
        let size = if own { self.store.size(log.epoch, log.partition)? } else { 0 };
        Ok((size > 0).then_some(size))
    }

    /// Whether a size and a root of one of our logs are what we have written. A receipt over another
    /// history cosigns nothing.
    pub(crate) fn is_our_history(
        &self,
        log: &LogId,
        size: u64,
        root: &Digest,
    ) -> Result<bool, Fault> {
        if self.own_size(log)?.is_none_or(|own| own < size) {
            return Ok(false);
        }
        let mut read = |level, index| node(self.store.as_ref(), log, level, index);
        Ok(Frontier::load(size, &mut read)?.root() == *root)
    }

    /// Whether a checkpoint of ours is of the history in the store, as far as the store is trusted.
    fn knows_own(&self, checkpoint: &Checkpoint) -> Result<bool, Fault> {
        let Checkpoint { log, size, root } = checkpoint;
        match self.mode {
            Mode::Ready => self.is_our_history(log, *size, root),
            Mode::Recovering => {
                let gathering = self.gathering.as_ref();
                let learned = gathering.and_then(|gathering| gathering.learned(log));
                Ok(learned.is_some_and(|learned| *size <= learned.size))
            }
        }
    }

    /// Checkpoints that we signed ourselves and somebody hands back. One over more than the store
    /// holds, or over another history, proves that the store is old: from now on it is only read.
    /// Asked before anything is written.
    pub(crate) fn hear_own(&mut self, notes: &[String]) -> Result<(), Fault> {
        let (keys, signer) = (self.sound_log_keys(), [self.signer.verifying()]);
        for text in notes.iter().take(HEADS_MAX) {
            let Ok(note) = Note::parse(text) else { continue };
            // The epoch in force has one key, and whoever has another does not speak in it.
            let today = Checkpoint::of(&note).is_ok_and(|it| it.log.epoch == self.epoch);
            let keys = if today { &signer[..] } else { &keys };
            let Ok(checkpoint) = Checkpoint::verify(&note, keys) else { continue };
            let log = &checkpoint.log;
            let ours = log.node == self.settings.node && self.may_be(log)?;
            // What is known of an epoch that was closed is known from its recovery.
            if !ours || log.epoch < self.epoch || self.knows_own(&checkpoint)? {
                continue;
            }
            // Another process of this node may have signed it.
            self.begin(self.now)?;
            if self.knows_own(&checkpoint)? {
                self.store.roll_back()?;
                continue;
            }
            self.fall_back(Behind::Told, Some((checkpoint, text)))?;
            self.store.commit()?;
        }
        Ok(())
    }
}

impl Node {
    /// Keeps a checkpoint of another log, or one of an own log that came back: with what stands under it
    /// here already, and without lines that no key of its writer has made.
    pub(crate) fn keep_note(&mut self, checkpoint: &Checkpoint, note: &Note) -> Result<(), Fault> {
        let (log, size) = (&checkpoint.log, checkpoint.size);
        let mut keys = identity::keys_ever(self.world.directories(), &log.node);
        if log.node == self.settings.node {
            keys.extend(self.own_log_keys());
        }
        let keys: Vec<_> = keys.iter().filter_map(|key| log.key(key).ok()).collect();
        let known = self.store.foreign_checkpoint(log, size)?;
        let known = known.and_then(|text| Note::parse(&text).ok());
        let known = known.filter(|known| known.text() == note.text());
        let kept = note.only_by(&keys);
        let kept = known.map_or(kept.clone(), |known| known.only_by(&keys).joined(&kept));
        Ok(self.store.put_foreign_checkpoint(log, size, &kept.to_string())?)
    }

    /// Whether a log is not taken any more: there are two notes that prove two histories of it, and both
    /// are by keys of which only its writer had the use.
    pub(crate) fn is_distrusted(&self, log: &LogId) -> Result<bool, Fault> {
        let Some(proof) = self.store.text(&distrusted(log))? else { return Ok(false) };
        if self.compromised(&log.node).is_empty() {
            return Ok(true);
        }
        let keys = self.log_keys(&log.node)?;
        let origin = format!("{log}\n");
        let notes = proof.split(&origin).skip(1).map(|note| format!("{origin}{note}"));
        let mut notes = notes.map(|note| Note::parse(&format!("{}\n", note.trim_end())));
        Ok(notes.all(|note| note.is_ok_and(|note| Checkpoint::verify(&note, &keys).is_ok())))
    }
}

/// Under which name the proof of two histories is kept.
pub(crate) fn distrusted(log: &LogId) -> String {
    format!("two-histories {log}")
}
