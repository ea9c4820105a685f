//! Erasing what is kept of a dossier: its keys are destroyed, its ciphertext is emptied, and what stood
//! in clear beside the journal goes. Headers, commitments and proofs stay, so that everything verifies.

use std::collections::BTreeSet;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::{Erased, Erasure, Ground, Subject};
use kernel::{Date, Decider, DossierId, Name, NodeId, utc_day};
use store::{DossierRow, ErasureRow, KeyId, Place, Source};
use transit::Part;

use crate::fault::Fault;
use crate::history::{CORE, body, open_entry, read_header};
use crate::kind::Kind;
use crate::node::Node;
use crate::refusal::Refusal;

/// The flag of a dossier of which nothing is shown any more.
pub(crate) const ERASED: &str = "erased";
/// The retention class of what an alarm quotes.
pub(crate) const QUOTED: &str = "quoted";
/// How what stands in the place of a name, or of a command's identifier, begins.
const REPLACED: &str = "erased:";
/// How many keys, or erasures, are looked at at once.
const PAGE: usize = 1_024;
/// How much of a log before what was last noted is gone over again: another process of the node may have
/// noted more while one ended that had not yet destroyed what it had erased.
const AGAIN: u64 = 65_536;

/// How much of a dossier is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What other administrations have told.
    Copies,
    /// All of it.
    Whole,
}

/// The key of a text, as far as it is one of a dossier.
fn parsed(id: &str) -> Option<(DossierId, Erased)> {
    let mut parts = id.splitn(3, '|');
    let dossier = DossierId::parse(parts.next()?).ok()?;
    let author = NodeId::parse(parts.next()?).ok()?;
    Some((dossier, Erased { author, class: parts.next()?.to_owned() }))
}

fn key(dossier: &DossierId, erased: &Erased) -> KeyId {
    let Erased { author, class } = erased.clone();
    KeyId { dossier: Some(dossier.clone()), author, class }
}

impl Node {
    /// Why a dossier is not to be erased now.
    pub(crate) fn not_erasable(&mut self, dossier: &DossierId) -> Result<Option<Refusal>, Fault> {
        let Some(kept) = self.store.dossier(dossier)? else {
            return Ok(Some(Refusal::DossierUnknown { name: dossier.to_string() }));
        };
        if kept.flag == ERASED && self.kept_keys(dossier, Scope::Whole)?.is_empty() {
            return Ok(Some(Refusal::Erased { dossier: dossier.clone() }));
        }
        if self.is_preserved(dossier)? {
            return Ok(Some(Refusal::Preserved { dossier: dossier.clone() }));
        }
        let today = utc_day(self.now);
        // Where the words of the home are gone nobody can say any more, and they went when it was.
        if kept.flag != ERASED && !self.is_settled(&kept, today)? {
            return Ok(Some(Refusal::NotSettled { dossier: dossier.clone() }));
        }
        let untold = self.untold_to(dossier)?;
        Ok(untold.map(|node| Refusal::Untold { dossier: dossier.clone(), node }))
    }

    /// Whether on a day nothing more can come of a dossier.
    pub(crate) fn is_settled(&mut self, row: &DossierRow, day: Date) -> Result<bool, Fault> {
        match row.kind.as_str() {
            Account::KIND => self.settled_on::<Account>(&row.dossier, day),
            Conversation::KIND => self.settled_on::<Conversation>(&row.dossier, day),
            Part::KIND => self.settled_on::<Part>(&row.dossier, day),
            _ => Ok(false),
        }
    }

    fn settled_on<D: Kind>(&mut self, dossier: &DossierId, day: Date) -> Result<bool, Fault> {
        let loaded = self.load::<D>(dossier)?;
        // What others had told was erased once it was.
        let settled = !loaded.dossier.erased.is_empty() || D::settled(&loaded.dossier, day);
        self.put_back(loaded);
        Ok(settled)
    }

    /// A node that may know a dossier and has not receipted all this one has written of it: what it was
    /// not told would be lost to it. One that the directory lists no more is told nothing.
    pub(crate) fn untold_to(&self, dossier: &DossierId) -> Result<Option<NodeId>, Fault> {
        let own = self.own_places(dossier)?;
        let Some((epoch, index)) = own.into_iter().max() else { return Ok(None) };
        let partition = self.partition(dossier);
        for reader in self.store.readers(dossier)? {
            for node in self.recipients(&reader.administration)? {
                let stream = self.store.out_stream(&node, self.epoch, partition)?;
                let told = stream.is_some_and(|stream| {
                    let behind = epoch == self.epoch
                        && stream.receipted_dispatch.is_none_or(|through| through < index);
                    stream.receipted == stream.head.number || !behind
                });
                if !told {
                    return Ok(Some(node));
                }
            }
        }
        Ok(None)
    }

    /// Erases, and writes an entry that says so. Keys are destroyed once it is on the disk.
    pub(crate) fn erase(
        &mut self,
        dossier: &DossierId,
        scope: Scope,
        ground: Ground,
    ) -> Result<(), Fault> {
        let kept = self.store.dossier(dossier)?.ok_or(Fault::Damaged { what: "a dossier" })?;
        let erased = self.kept_keys(dossier, scope)?;
        let erasure = Erasure { dossier: dossier.clone(), kind: kept.kind, erased, ground };
        let place = self.book(self.partition(dossier), Subject::Erased, &erasure)?;
        self.store.put_erasure(&ErasureRow { place, dossier: dossier.clone() })?;
        self.clear(dossier, &erasure.erased, scope == Scope::Whole)?;
        let doomed = erasure.erased.iter().map(|erased| key(dossier, erased).to_string());
        self.vault.doom(doomed);
        Ok(())
    }

    /// The keys of what is kept of a dossier, as far as they are there.
    pub(crate) fn kept_keys(
        &mut self,
        dossier: &DossierId,
        scope: Scope,
    ) -> Result<Vec<Erased>, Fault> {
        let prefix = format!("{dossier}|");
        let mut keys = Vec::new();
        for (id, _) in self.vault.keys().named_after(&prefix, PAGE)? {
            let Some((_, erased)) = parsed(&id).filter(|(of, _)| of == dossier) else { break };
            if scope == Scope::Whole || self.is_copy(&erased.author) {
                keys.push(erased);
            }
        }
        Ok(keys)
    }

    /// Whether what a writer wrote is another administration's.
    pub(crate) fn is_copy(&self, writer: &NodeId) -> bool {
        let own = &self.settings.administration;
        self.side().administration_of(writer).as_ref() != Some(own)
    }

    /// Empties what keys opened. Where that is all, or the words of the home are among it, nothing of the
    /// dossier is shown any more, and what stands of it in clear goes.
    fn clear(&mut self, dossier: &DossierId, erased: &[Erased], whole: bool) -> Result<(), Fault> {
        self.has_erased = true;
        let authors: BTreeSet<_> = erased.iter().map(|erased| &erased.author).collect();
        for author in &authors {
            self.store.empty_told(dossier, author)?;
        }
        if erased.iter().any(|erased| erased.class == QUOTED) {
            self.empty_quoted(dossier)?;
        }
        self.cache.drop(dossier);
        self.cache.entries.clear();
        if !whole && !authors.contains(&dossier.writer()) {
            return Ok(());
        }
        self.store.unlist(dossier)?;
        self.store.hush(dossier)?;
        let names = self.store.names_of(dossier)?.into_iter();
        for (kind, value) in names.filter(|(_, value)| !value.starts_with(REPLACED)) {
            let name = Name { kind, value };
            let to = self.erased_name(&name).value;
            self.store.rename(&name, &to, dossier)?;
        }
        let commands = self.store.commands_of(dossier)?.into_iter();
        for id in commands.filter(|id| !id.starts_with(REPLACED)) {
            let to = self.erased_command(&id);
            self.store.rename_command(&id, &to)?;
        }
        self.flag(dossier, ERASED)
    }

    fn empty_quoted(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        for alarm in self.store.alarms_about(dossier.as_str())? {
            let missing = Fault::Damaged { what: "the entry of an alarm" };
            let entry = self.store.entry(alarm.place)?.ok_or(missing)?;
            if matches!(read_header(&entry.header)?.subject, Subject::Quoted { .. }) {
                self.store.empty_entry(alarm.place)?;
            }
        }
        Ok(())
    }

    /// Whether nothing of a dossier is shown any more.
    pub(crate) fn is_gone(&self, dossier: &DossierId) -> Result<bool, Fault> {
        Ok(self.store.dossier(dossier)?.is_some_and(|kept| kept.flag == ERASED))
    }

    /// Whether what a key opens was erased, or is of a dossier of which nothing is shown any more.
    pub(crate) fn was_erased(&mut self, id: &KeyId) -> Result<bool, Fault> {
        if self.vault.keys().destroyed(id)? {
            return Ok(true);
        }
        let Some(dossier) = id.dossier.as_ref().filter(|_| self.has_erased) else {
            return Ok(false);
        };
        Ok(self.is_gone(dossier)? && self.vault.key(id)?.is_none())
    }

    /// Whether anything was ever erased here, by what the keystore and the store have of it.
    pub(crate) fn recall_erased(&mut self) -> Result<(), Fault> {
        let first = self.vault.keys().destroyed_after("", 1)?;
        let destroyed = first.first().is_some_and(|id| parsed(id).is_some());
        self.has_erased = destroyed || !self.store.erasures(None, 1)?.is_empty();
        Ok(())
    }

    /// What stands in the place of a name once its dossier is erased: nobody else takes the name, and
    /// whoever has it finds that the dossier was erased.
    pub(crate) fn erased_name(&self, name: &Name) -> Name {
        name_of_erased(&self.keys.secret, name)
    }

    pub(crate) fn erased_command(&self, id: &str) -> String {
        format!("{REPLACED}{}", self.keys.secret.of_erased_command(id).digest())
    }

    /// Destroys again what entries say was erased: a process may have ended before it did, and a keystore
    /// may have been put back from a copy, which has keys that were destroyed since.
    pub(crate) fn destroy_again(&mut self) -> Result<(), Fault> {
        let noted = self.vault.keys().noted_heads()?;
        let last = self.epoch.0;
        for epoch in 1..=last {
            for partition in 0..self.settings.partitions.max(1) {
                let epoch = kernel::Epoch(epoch);
                let of = |head: &&journal::Checkpoint| {
                    head.log.epoch == epoch
                        && head.log.partition == partition
                        && head.log.node == self.settings.node
                };
                let noted = noted.iter().find(of).map_or(0, |head| head.size);
                let from = Place { epoch, partition, index: noted.saturating_sub(AGAIN) };
                self.destroy_from(from)?;
            }
        }
        self.vault.destroy_doomed()
    }

    fn destroy_from(&mut self, from: Place) -> Result<(), Fault> {
        // No log begins with an erasure.
        let mut after = Place { index: from.index.saturating_sub(1), ..from };
        loop {
            let rows = self.store.erasures(Some(after), PAGE)?;
            let same = |row: &&ErasureRow| {
                row.place.epoch == from.epoch && row.place.partition == from.partition
            };
            for ErasureRow { place, dossier } in rows.iter().take_while(same) {
                let entry = {
                    let find_key = self.find_key();
                    open_entry(self.store.as_ref(), &find_key, Source::Own(*place))?
                };
                let erasure: Option<Erasure> = body(&entry.groups, CORE);
                let erased = erasure.map(|erasure| erasure.erased).unwrap_or_default();
                self.vault.doom(erased.iter().map(|erased| key(dossier, erased).to_string()));
            }
            match rows.last().filter(|last| same(last) && rows.len() == PAGE) {
                Some(last) => after = last.place,
                None => return Ok(()),
            }
        }
    }

    /// Clears again what the keystore says was erased: a store that was put back from a backup has it in
    /// clear, and one that is filled anew by peers would have it once more.
    pub(crate) fn clear_again(&mut self) -> Result<(), Fault> {
        let mut after = String::new();
        loop {
            let ids = self.vault.keys().destroyed_after(&after, PAGE)?;
            let Some(last) = ids.last() else { return Ok(()) };
            after.clone_from(last);
            for (dossier, erased) in ids.iter().filter_map(|id| parsed(id)) {
                if self.store.dossier(&dossier)?.is_some() {
                    self.clear(&dossier, &[erased], false)?;
                }
            }
        }
    }
}

/// What stands in the place of a name once its dossier is erased.
pub(crate) fn name_of_erased(secret: &identity::NodeSecret, name: &Name) -> Name {
    let mac = secret.of_erased_name(name.kind.as_str(), &name.value).digest();
    Name { kind: name.kind, value: format!("{REPLACED}{mac}") }
}
