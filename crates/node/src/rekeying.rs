//! A node that changes the key it signs with. Each epoch has one key: when the directory names another,
//! the node closes the epoch, signs all it has written with the next key as well, and goes on in a new
//! epoch under that key.
//!
//! So a log whose key came into other hands can be told from what its node wrote: what the node stands
//! by bears the next key too.

use std::collections::BTreeSet;

use journal::{AlarmKind, Checkpoint, LogId, Opened, Recovery};
use kernel::{Epoch, Note, SigningKey, Timestamp, VerifyingKey};
use store::{Place, Read, Source};

use crate::fault::Fault;
use crate::history::{CORE, FindKey, body, open_entry};
use crate::logs::log_id;
use crate::node::{Mode, Node};
use crate::recovering::{Behind, Gathering, Torn};

/// How many rows are read at a time.
const PAGE: usize = 256;

impl Node {
    /// The keys this node signs with or did.
    pub(crate) fn own_log_keys(&self) -> Vec<VerifyingKey> {
        self.keys.logs().map(SigningKey::verifying).collect()
    }

    /// The same without those that somebody else may have.
    pub(crate) fn sound_log_keys(&self) -> Vec<VerifyingKey> {
        let stolen = self.compromised(&self.settings.node);
        let mut keys = self.own_log_keys();
        keys.retain(|key| !stolen.iter().any(|(stolen, _)| stolen == key));
        keys
    }

    /// Takes up the key that signs the epoch in force: the one it was opened with, or, where nothing is
    /// written yet, the one the directory names.
    pub(crate) fn take_up_key(&mut self, began: Option<&Opened>) -> Result<(), Fault> {
        let wanted = match began {
            Some(opened) => opened.key.clone(),
            None => match self.listed_key() {
                Some(key) if self.key_held(&key).is_some() => key,
                Some(_) | None => return Ok(()),
            },
        };
        let held = self.key_held(&wanted).cloned();
        self.signer =
            held.ok_or_else(|| Fault::NoKey { epoch: self.epoch, key: Box::new(wanted) })?;
        Ok(())
    }

    fn key_held(&self, key: &VerifyingKey) -> Option<&SigningKey> {
        self.keys.logs().find(|held| held.verifying() == *key)
    }

    /// The key the directory names for this node.
    fn listed_key(&self) -> Option<VerifyingKey> {
        let directory = self.world.directory().ok()?;
        Some(directory.node(&self.settings.node)?.1.log_key.clone())
    }

    /// The key the directory names, where it is here and another signs now.
    pub(crate) fn due_key(&self) -> Option<SigningKey> {
        let wanted = self.listed_key().filter(|wanted| *wanted != self.signer.verifying())?;
        self.key_held(&wanted).cloned()
    }

    /// Goes on with the key the directory names, where that is another than signs now.
    pub(crate) fn change_key(&mut self, now: Timestamp) -> Result<(), Fault> {
        let Some(wanted) = self.listed_key() else { return Ok(()) };
        if self.mode == Mode::Recovering || wanted == self.signer.verifying() {
            return Ok(());
        }
        self.begin(now)?;
        match self.key_held(&wanted).cloned() {
            Some(key) => self.sign_with(key)?,
            None => {
                let own = self.settings.node.to_string();
                self.alarm_seldom(AlarmKind::Misconfigured, "log-key", &own, || {
                    format!("the directory names {wanted}, which is not among the node's keys")
                })?;
            }
        }
        self.finish()
    }

    /// In a transaction: closes the epoch and opens the next one under another key.
    fn sign_with(&mut self, key: SigningKey) -> Result<(), Fault> {
        self.attest(&key)?;
        let mut closing = Gathering::begun(Behind::Noted, self.now);
        let mut left = Vec::new();
        for log in &self.logs {
            let held = log.next().index;
            let (closed, partition) = (log.id.epoch, log.id.partition);
            left.push((partition, Recovery::whole(closed, held)));
            closing.closed.push(Torn { log: log.id.clone(), held });
            if let Some((_, note)) = self.store.last_checkpoint(closed, partition)? {
                closing.learn(&log.checkpoint(), &note);
            }
        }
        self.signer = key;
        self.enter(Epoch(self.epoch.0 + 1))?;
        for partition in 0..self.settings.partitions.max(1) {
            self.book_opened(partition, &closing, &left, true)?;
        }
        self.tell_all()?;
        self.tell_unsent(&closing)
    }

    /// Signs the last checkpoint of every log of every epoch with another key too, and those of own
    /// entries that came back from peers.
    fn attest(&mut self, key: &SigningKey) -> Result<(), Fault> {
        for epoch in (1..=self.epoch.0).map(Epoch) {
            for partition in 0..self.settings.partitions.max(1) {
                let (region, node) = (&self.settings.region, &self.settings.node);
                let log = log_id(region, node, epoch, partition);
                let last = last_that_stands(self.store.as_ref(), &self.find_key(), &log)?;
                if let Some((size, note)) = last {
                    let note = attested(&note, key)?;
                    self.store.put_checkpoint(epoch, partition, size, &note)?;
                }
                for size in self.sizes_brought_back(&log)? {
                    self.attest_brought_back(&log, size, key)?;
                }
            }
        }
        Ok(())
    }

    /// What came back under a key that somebody else may have had too is not signed: he may have made it.
    pub(crate) fn attest_brought_back(
        &mut self,
        log: &LogId,
        size: u64,
        key: &SigningKey,
    ) -> Result<(), Fault> {
        let Some(text) = self.store.foreign_checkpoint(log, size)? else { return Ok(()) };
        let sound = self.sound_log_keys();
        if Note::parse(&text).is_ok_and(|note| Checkpoint::verify(&note, &sound).is_ok()) {
            self.store.put_foreign_checkpoint(log, size, &attested(&text, key)?)?;
        }
        Ok(())
    }

    /// Under which sizes own entries of a log came back from peers.
    fn sizes_brought_back(&self, log: &LogId) -> Result<BTreeSet<u64>, Fault> {
        let (mut sizes, mut next) = (BTreeSet::new(), 0);
        loop {
            let rows = self.store.foreigns_of(log, next, PAGE)?;
            let Some(last) = rows.last() else { return Ok(sizes) };
            next = last.index + 1;
            sizes.extend(rows.iter().map(|row| row.size));
        }
    }
}

/// The same checkpoint, signed by another key of its writer too.
fn attested(note: &str, key: &SigningKey) -> Result<String, Fault> {
    let note = Note::parse(note)?;
    let damaged = |_| Fault::Damaged { what: "a checkpoint" };
    let checkpoint = Checkpoint::of(&note).map_err(damaged)?;
    Ok(checkpoint.attested(note, key).to_string())
}

/// The last checkpoint of an own log: where the end of it was given up, the last before that end.
pub(crate) fn last_that_stands(
    read: &dyn Read,
    find_key: FindKey<'_>,
    log: &LogId,
) -> Result<Option<(u64, String)>, Fault> {
    let (epoch, partition) = (log.epoch, log.partition);
    let last = read.last_checkpoint(epoch, partition)?;
    let Some(held) = held_of(read, find_key, log)? else { return Ok(last) };
    if last.as_ref().is_none_or(|(size, _)| *size <= held) {
        return Ok(last);
    }
    let (mut stands, mut from) = (None, 0);
    loop {
        let notes = read.checkpoints(epoch, partition, from, PAGE)?;
        let Some((size, _)) = notes.last() else { return Ok(stands) };
        from = size + 1;
        let within = notes.into_iter().take_while(|(size, _)| *size <= held).last();
        let Some(within) = within else { return Ok(stands) };
        stands = Some(within);
    }
}

/// How many entries of a closed log stand, where a later epoch says that its end was given up.
fn held_of(read: &dyn Read, find_key: FindKey<'_>, log: &LogId) -> Result<Option<u64>, Fault> {
    let last = read.last_epoch()?.unwrap_or(log.epoch);
    let later = log.epoch.0 + 1..=last.0;
    for epoch in later.map(Epoch) {
        let place = Place { epoch, partition: log.partition, index: 0 };
        if read.entry(place)?.is_none() {
            continue;
        }
        let entry = open_entry(read, find_key, Source::Own(place))?;
        let opened = body::<Opened>(&entry.groups, CORE);
        let recovered = opened.map(|opened| opened.recovered).unwrap_or_default();
        let left = recovered.into_iter().find(|left| left.closed == log.epoch);
        if let Some(left) = left {
            return Ok(left.given_up.map(|(from, _)| from));
        }
    }
    Ok(None)
}
