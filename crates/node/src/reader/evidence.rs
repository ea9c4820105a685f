//! Making an evidence bundle of a movement, from what this node has committed.

mod witnesses;

use std::collections::{BTreeMap, BTreeSet};

use agreement::DIRECTORY;
use guarantee::account::cover_name;
use guarantee::hold::Conversation;
use journal::{Group, LogId, consistency_proof};
use kernel::{CoverNumber, Decider, Digest, DossierId};
use store::{EntryRow, ForeignRow, Place, Source, ToldRow};

use self::witnesses::Wanted;
use super::Reader;
use crate::evidence::{Bundle, Entry, Excerpts, FORM, Piece, Sealed, groups};
use crate::fault::Fault;
use crate::history::{CORE, key_of, read_header};
use crate::logs::{node, proof};
use crate::rekeying::last_that_stands;
use crate::vault::open_groups;

/// What is to be proven of the logs, as it is found.
#[derive(Debug, Default)]
struct Found {
    /// Own entries by their place.
    own: BTreeMap<Place, Entry>,
    /// The sizes of own logs that somebody has cosigned.
    sizes: BTreeMap<(kernel::Epoch, u16), BTreeSet<u64>>,
    /// Entries of others, by log and index.
    foreign: BTreeMap<LogId, BTreeMap<u64, Entry>>,
    /// What the events cite.
    cited: BTreeSet<String>,
}

impl Reader {
    /// The evidence bundle of a movement, without some groups: every event of it that this node holds,
    /// of the conversations about its cover too, each with its proof, and who has cosigned what. Nothing
    /// where this node has no such movement. Who asked stays here, and so do sealed access codes.
    pub fn evidence(
        &self,
        movement: &DossierId,
        withheld: &BTreeSet<String>,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let Some(viewed) = self.movement(movement)? else { return Ok(None) };
        let mut rows = self.read.told_of(movement)?;
        for hold in self.holds_of(&viewed.view)? {
            rows.extend(self.read.told_of(&hold)?);
        }
        let open: BTreeSet<_> =
            groups().into_iter().filter(|group| !withheld.contains(*group)).collect();
        let mut found = Found::default();
        let (mut own, mut others) = (Vec::new(), BTreeMap::new());
        // What a node has given up after it lost its store is of another history than others know.
        let given_up =
            |row: &&ToldRow| matches!(row.source, Source::Own(_)) && !row.verdict.is_empty();
        rows.retain(|row| !given_up(&row));
        if rows.iter().all(|row| row.dossier != *movement) {
            return Ok(None);
        }
        for row in &rows {
            self.take_in(row, &open, &mut found, (&mut own, &mut others))?;
        }
        for wanted in own {
            self.witnessed(&wanted, &mut found)?;
        }
        for ((log, size), received) in others {
            self.witness(&log, size, received, &mut found)?;
        }
        Ok(Some(self.bundle(movement, found)?))
    }

    /// The conversations about the cover of a movement, which its home has begun.
    fn holds_of(&self, view: &transit::View) -> Result<BTreeSet<DossierId>, Fault> {
        let declared = view.declaration.iter().flat_map(|declaration| &declaration.guarantees);
        let numbers = (1..).zip(declared);
        let numbers =
            numbers.map(|(place, declared)| declared.number.unwrap_or(CoverNumber(place)));
        let known = view.covers.iter().map(|cover| cover.cover);
        let numbers: BTreeSet<_> = numbers.chain(known).collect();
        let mut holds: BTreeSet<_> =
            view.covers.iter().filter_map(|cover| cover.hold.clone()).collect();
        for number in numbers {
            let name = cover_name(&view.dossier, number);
            holds.extend(self.find(Conversation::KIND, &name)?);
        }
        holds.retain(|hold| hold.home() == view.dossier.home());
        Ok(holds)
    }

    /// An event as it goes into the bundle, and what is still to be found for it.
    fn take_in(
        &self,
        row: &ToldRow,
        open: &BTreeSet<&str>,
        found: &mut Found,
        (own, others): (&mut Vec<Wanted>, &mut BTreeMap<(LogId, u64), i64>),
    ) -> Result<(), Fault> {
        let missing = Fault::Damaged { what: "an entry a dossier refers to" };
        match row.source {
            Source::Own(place) => {
                let kept = self.read.entry(place)?.ok_or(missing)?;
                let header = read_header(&kept.header)?;
                found.cited.extend(header.cites.agreements.into_keys());
                own.push(Wanted { place, at: header.at });
                self.add_own(&kept, open, found)
            }
            Source::Foreign(id) => {
                let kept = self.read.foreign(id)?.ok_or(missing)?;
                found.cited.extend(read_header(&kept.header)?.cites.agreements.into_keys());
                others.insert((kept.log.clone(), kept.size), kept.received);
                self.add_foreign(&kept, open, found)
            }
        }
    }

    fn add_own(
        &self,
        row: &EntryRow,
        open: &BTreeSet<&str>,
        found: &mut Found,
    ) -> Result<(), Fault> {
        let entry = self.entry_of((&row.header, &row.commitments, &row.sealed), open)?;
        found.own.insert(row.place, entry);
        Ok(())
    }

    fn add_foreign(
        &self,
        row: &ForeignRow,
        open: &BTreeSet<&str>,
        found: &mut Found,
    ) -> Result<(), Fault> {
        let mut entry = self.entry_of((&row.header, &row.commitments, &row.sealed), open)?;
        (entry.proof, entry.size) = (row.proof.clone(), row.size);
        found.foreign.entry(row.log.clone()).or_default().insert(row.index, entry);
        Ok(())
    }

    /// A kept entry with the groups that may be shown; its proof comes later.
    fn entry_of(
        &self,
        (header, commitments, sealed): (&[u8], &[Digest], &[u8]),
        open: &BTreeSet<&str>,
    ) -> Result<Entry, Fault> {
        let key = self.key(&key_of(&read_header(header)?))?;
        let groups = open_groups(key, header, commitments, sealed)?.into_iter();
        let groups = groups.map(|group| match group.name() {
            Some(name) if name == CORE || open.contains(name) => Piece::of(group),
            _ => Piece::of(Group::Withheld(group.commitment())),
        });
        let header = String::from_utf8(header.to_vec());
        let header = header.map_err(|_| Fault::Damaged { what: "a header" })?;
        Ok(Entry { header, groups: groups.collect(), proof: Vec::new(), size: 0 })
    }

    fn bundle(&self, movement: &DossierId, mut found: Found) -> Result<Vec<u8>, Fault> {
        let mut logs = Vec::new();
        for (epoch, partition) in
            found.own.keys().map(|place| (place.epoch, place.partition)).collect::<BTreeSet<_>>()
        {
            let entries: Vec<_> = found
                .own
                .iter()
                .filter(|(place, _)| (place.epoch, place.partition) == (epoch, partition))
                .map(|(place, entry)| (place.index, entry.clone()))
                .collect();
            let sizes = found.sizes.remove(&(epoch, partition)).unwrap_or_default();
            let settings = &self.settings;
            let log = crate::logs::log_id(&settings.region, &settings.node, epoch, partition);
            let back = found.foreign.remove(&log);
            let mut excerpts = self.own_log(log.clone(), entries, sizes)?;
            if let Some(back) = back {
                // What the node lost and peers gave back stands behind what it kept.
                let back = self.foreign_log(log, back)?;
                excerpts.checkpoints.extend(back.checkpoints);
                excerpts.entries.extend(back.entries);
            }
            logs.push(excerpts);
        }
        for (log, entries) in found.foreign {
            logs.push(self.foreign_log(log, entries)?);
        }
        logs.sort_by(|one, other| one.log.cmp(&other.log));
        let mut documents = self.read.documents()?;
        // Whatever order an engine has for texts.
        documents.sort();
        let notes = |wanted: &dyn Fn(&str) -> bool| {
            let wanted = documents.iter().filter(|(what, _, _)| wanted(what));
            wanted.map(|(_, _, note)| note.clone()).collect()
        };
        let bundle = Bundle {
            form: FORM.to_owned(),
            digest: None,
            movement: movement.clone(),
            directories: notes(&|what| what == DIRECTORY),
            agreements: notes(&|what| what != DIRECTORY && found.cited.contains(what)),
            logs,
        };
        bundle.write().map_err(|_| Fault::Damaged { what: "an evidence bundle" })
    }

    /// An own log: each entry under the shortest of the checkpoints that are there for it, and all of them
    /// proven to be one history.
    fn own_log(
        &self,
        log: LogId,
        entries: Vec<(u64, Entry)>,
        mut sizes: BTreeSet<u64>,
    ) -> Result<Excerpts, Fault> {
        // What a closed log bears of later keys counts where the first came into other hands.
        let own = self.directory.as_ref().and_then(|directory| directory.node(&log.node));
        if own.is_some_and(|(_, entry)| !entry.former_log_keys.is_empty()) {
            let attested = last_that_stands(self.read.as_ref(), &|id| self.key(id), &log)?;
            sizes.extend(attested.map(|(size, _)| size));
        }
        let last = entries.last().map(|(index, _)| *index).unwrap_or_default();
        if sizes.last().is_none_or(|size| *size <= last) {
            let newest = self.read.last_checkpoint(log.epoch, log.partition)?;
            sizes.extend(newest.map(|(size, _)| size));
        }
        let mut proven = Vec::new();
        for (index, mut entry) in entries {
            let size = sizes.range(index + 1..).next().copied();
            entry.size = size.ok_or(Fault::Damaged { what: "the last checkpoint" })?;
            entry.proof = proof(self.read.as_ref(), &log, index, entry.size)?;
            proven.push(entry);
        }
        let (mut checkpoints, mut before) = (Vec::new(), None);
        for size in sizes {
            let note = self.read.checkpoints(log.epoch, log.partition, size, 1)?;
            let note = note.into_iter().find(|(known, _)| *known == size);
            let (_, note) = note.ok_or(Fault::Damaged { what: "a checkpoint" })?;
            let mut root = |level, index| node(self.read.as_ref(), &log, level, index);
            let growth = before.map(|before| consistency_proof(before, size, &mut root));
            checkpoints.push(Sealed { note, growth: growth.transpose()? });
            before = Some(size);
        }
        Ok(Excerpts { log, checkpoints, entries: proven })
    }

    /// A log of another node: each entry under the checkpoint it came with.
    fn foreign_log(&self, log: LogId, entries: BTreeMap<u64, Entry>) -> Result<Excerpts, Fault> {
        let sizes: BTreeSet<_> = entries.values().map(|entry| entry.size).collect();
        let mut checkpoints = Vec::new();
        for size in sizes {
            let note = self.read.foreign_checkpoint(&log, size)?;
            let note = note.ok_or(Fault::Damaged { what: "the checkpoint of a peer" })?;
            checkpoints.push(Sealed { note, growth: None });
        }
        Ok(Excerpts { log, checkpoints, entries: entries.into_values().collect() })
    }
}
