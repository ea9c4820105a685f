//! Verifying what a node keeps: its journal, its checkpoints and what peers proved to it.
//!
//! Nothing is taken on trust but the root of the directory. Every byte of an entry, of a checkpoint
//! and of a proof stands under a hash or a signature that is checked here.

use std::collections::BTreeMap;

use agreement::Agreements;
use identity::{Directory, Root};
use journal::{
    Checkpoint, Edge, Frontier, Header, LogId, Opened, Receipt, Recovery, Subject, Tile, TileId,
    leaf_hash,
};
use kernel::{Digest, Epoch, Note, VerifyingKey};
use serde::Serialize;
use store::{EntryRow, Keys, Place, Read};

use crate::fault::Fault;
use crate::history::{CORE, body};
use crate::settings::PARTITIONS_MAX;
use crate::world::borne_out;

/// How many rows are read at a time.
const PAGE: usize = 256;
/// What is wrong with a row the store itself does not understand.
const UNREADABLE: &str = "the row cannot be read";

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verification {
    /// Whether everything holds.
    pub ok: bool,
    /// How many own entries were checked.
    pub entries: u64,
    /// How many own checkpoints were checked.
    pub checkpoints: u64,
    /// How many entries of peers were checked.
    pub foreign_entries: u64,
    /// How many receipts of peers cosign an own checkpoint.
    pub cosignatures: u64,
    /// How many own entries were lost with the end of an epoch, as the next one says.
    #[serde(skip_serializing_if = "is_zero")]
    pub lost: u64,
    /// How many entries were erased: of them headers and commitments are left.
    #[serde(skip_serializing_if = "is_zero")]
    pub erased: u64,
    /// The first thing that does not hold.
    pub first_bad: Option<Bad>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bad {
    /// `entry`, `checkpoint`, `tile`, `foreign-entry`, `foreign-checkpoint`, `document`, `head`, or
    /// `store` where the file as a whole cannot be read.
    pub what: &'static str,
    /// In which log.
    pub log: String,
    /// At which index or size.
    pub index: u64,
    /// What is wrong with it.
    pub why: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

type Checked<T> = Result<T, Bad>;

fn bad<T>(what: &'static str, log: &LogId, index: u64, why: impl Into<String>) -> Checked<T> {
    Err(Bad { what, log: log.to_string(), index, why: why.into() })
}

impl Verification {
    /// Of a store that is damaged so that nothing in it can be read.
    pub fn unreadable(region: &str, node: &kernel::NodeId, why: &str) -> Self {
        let log = crate::logs::log_id(region, node, Epoch::FIRST, 0);
        let first_bad = bad::<()>("store", &log, 0, why).err();
        Self { first_bad, ..Self::default() }
    }
}

/// Checks everything a node keeps against the root of its directory. What is damaged is a finding; a
/// fault is a store that cannot be reached, or one in which no directory has arrived yet.
pub fn verify(
    read: &dyn Read,
    keys: &dyn Keys,
    anchor: &Root,
    node: &kernel::NodeId,
    region: &str,
) -> Result<Verification, Fault> {
    // Read before the first row of the store: a node at work notes a head after it has committed, so
    // that heads read later could be ahead of rows read earlier.
    let noted = keys.noted_heads().map_err(Fault::Store);
    let (mut found, unexplained) = verify_as_of(read, (keys, noted), anchor, node, region)?;
    // What says why a key was destroyed may be among what was lost, or be written since this began.
    if found.ok && found.lost == 0 && unexplained.is_some() && !has_grown(read, keys)? {
        (found.ok, found.first_bad) = (false, unexplained);
    }
    Ok(found)
}

/// Whether more is noted by now than what is read holds.
fn has_grown(read: &dyn Read, keys: &dyn Keys) -> Result<bool, Fault> {
    for noted in keys.noted_heads()? {
        if noted.size > read.size(noted.log.epoch, noted.log.partition)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The same for a copy that may be older than what was noted since, and than what was erased.
pub fn verify_copy(
    read: &dyn Read,
    keys: &dyn Keys,
    anchor: &Root,
    node: &kernel::NodeId,
    region: &str,
) -> Result<Verification, Fault> {
    Ok(verify_as_of(read, (keys, Ok(Vec::new())), anchor, node, region)?.0)
}

fn verify_as_of(
    read: &dyn Read,
    (keys, noted): (&dyn Keys, Result<Vec<Checkpoint>, Fault>),
    anchor: &Root,
    node: &kernel::NodeId,
    region: &str,
) -> Result<(Verification, Option<Bad>), Fault> {
    let mut verifier = Verifier {
        read,
        keys,
        directories: BTreeMap::new(),
        roots: BTreeMap::new(),
        promised: BTreeMap::new(),
        recovered: BTreeMap::new(),
        cosigned: BTreeMap::new(),
        unexplained: None,
        looked_up: LookedUp::default(),
        found: Verification::default(),
    };
    let outcome =
        noted.and_then(|noted| verifier.all(anchor, node, region, noted)).or_else(|fault| {
            match fault {
                Fault::Store(store::Fault::Damaged { doing }) => {
                    let log = crate::logs::log_id(region, node, Epoch::FIRST, 0);
                    Ok(bad("store", &log, 0, format!("it could not {doing}")))
                }
                fault => Err(fault),
            }
        })?;
    verifier.found.ok = outcome.is_ok();
    verifier.found.first_bad = outcome.err();
    Ok((verifier.found, verifier.unexplained))
}

struct Verifier<'a> {
    read: &'a dyn Read,
    keys: &'a dyn Keys,
    directories: BTreeMap<u64, Directory>,
    /// Own roots at the sizes of own checkpoints.
    roots: BTreeMap<(LogId, u64), Digest>,
    /// What our last receipt for each log of a peer says we recorded.
    promised: BTreeMap<LogId, Receipt>,
    /// What later epochs say is left of those before.
    recovered: BTreeMap<LogId, Recovery>,
    /// Every checkpoint of a peer that a receipt of ours cosigns.
    cosigned: BTreeMap<(LogId, u64), Digest>,
    /// The first entry whose key was destroyed where no entry says that it was erased.
    unexplained: Option<Bad>,
    looked_up: LookedUp,
    found: Verification,
}

/// A row that the store cannot even read is damaged, which is a finding; anything else is a fault.
fn damaged<T>(
    result: Result<T, store::Fault>,
    finding: impl FnOnce() -> Bad,
) -> Result<Checked<T>, Fault> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(store::Fault::Damaged { .. }) => Ok(Err(finding())),
        Err(fault) => Err(fault.into()),
    }
}

macro_rules! held {
    ($checked:expr) => {
        match $checked {
            Ok(value) => value,
            Err(found) => return Ok(Err(found)),
        }
    };
}

mod bodies;
mod foreign;
mod lookups;

use foreign::unread;
use lookups::LookedUp;

impl Verifier<'_> {
    fn all(
        &mut self,
        anchor: &Root,
        node: &kernel::NodeId,
        region: &str,
        noted: Vec<Checkpoint>,
    ) -> Result<Checked<()>, Fault> {
        held!(self.documents(anchor)?);
        held!(self.agreements()?);
        let keys = self.keys_of_node(node);
        if keys.is_empty() {
            let log = crate::logs::log_id(region, node, Epoch::FIRST, 0);
            if self.directories.is_empty() && !self.cites_a_directory(&log)? {
                return Err(Fault::NoDirectory);
            }
            return Ok(bad("document", &log, 0, "no directory lists this node"));
        }
        // What says how long logs are may be the very thing that is damaged: then they are read as far as
        // they go, so that the entry is named.
        let last = damaged(self.read.last_epoch(), unread)?.unwrap_or_default();
        let last = last.unwrap_or(Epoch::FIRST);
        for epoch in 1..=last.0 {
            for partition in 0..PARTITIONS_MAX {
                if let Ok(0) = damaged(self.read.size(Epoch(epoch), partition), unread)? {
                    break;
                }
                let log = crate::logs::log_id(region, node, Epoch(epoch), partition);
                held!(self.log(&log, &keys)?);
            }
        }
        held!(self.all_visited(&crate::logs::log_id(region, node, last, 0))?);
        held!(self.foreign_entries(node)?);
        held!(self.heads(noted)?);
        // Last, so that what can be named by its row has been.
        match self.read.broken()? {
            Some(why) => Ok(bad("store", &crate::logs::log_id(region, node, last, 0), 0, why)),
            None => Ok(Ok(())),
        }
    }

    fn documents(&mut self, anchor: &Root) -> Result<Checked<()>, Fault> {
        let nowhere = |version: u64, why: String| Bad {
            what: "document",
            log: "directory".to_owned(),
            index: version,
            why,
        };
        let rows = damaged(self.read.documents(), || nowhere(0, UNREADABLE.to_owned()))?;
        for (what, version, text) in held!(rows) {
            if what != "directory" {
                continue;
            }
            let previous = self.directories.values().next_back();
            let note = Note::parse(&text).map_err(|error| error.to_string());
            let directory = note.and_then(|note| {
                Directory::verify(&note, previous, anchor).map_err(|error| error.to_string())
            });
            match directory {
                Ok(directory) => self.directories.insert(version, directory),
                Err(why) => return Ok(Err(nowhere(version, why))),
            };
        }
        Ok(Ok(()))
    }

    /// Every agreement was signed by its parties and by those of the version before it, as some
    /// version of the directory knows them.
    fn agreements(&self) -> Result<Checked<()>, Fault> {
        let mut known = Agreements::default();
        let documents = self.read.documents()?.into_iter();
        for (what, index, text) in documents.filter(|(what, _, _)| what != "directory") {
            let signed = Note::parse(&text).ok();
            let signed = signed.and_then(|note| borne_out(&note, &self.directories, &known));
            match signed.filter(|signed| signed.id == what && signed.version == index) {
                Some(signed) => known.adopt(signed),
                None => {
                    let why = "it is not what its parties signed".to_owned();
                    return Ok(Err(Bad { what: "document", log: what, index, why }));
                }
            }
        }
        Ok(Ok(()))
    }

    /// No entry or checkpoint lies where no log leads.
    fn all_visited(&self, log: &LogId) -> Result<Checked<()>, Fault> {
        let (entries, checkpoints) = self.read.journal_counts()?;
        for (what, there, visited) in [
            ("entry", entries, self.found.entries),
            ("checkpoint", checkpoints, self.found.checkpoints),
        ] {
            if there != visited {
                let why =
                    format!("{} rows lie outside of every log", there.saturating_sub(visited));
                return Ok(bad(what, log, visited, why));
            }
        }
        Ok(Ok(()))
    }

    /// Whether any entry of a log was written under a directory: then there was one.
    fn cites_a_directory(&self, log: &LogId) -> Result<bool, Fault> {
        let mut place = Place { epoch: log.epoch, partition: log.partition, index: 0 };
        loop {
            let rows = self.read.entries(place, PAGE)?;
            let Some(last) = rows.last() else { return Ok(false) };
            place.index = last.place.index + 1;
            let cites = |row: &EntryRow| {
                let header = serde_json::from_slice::<Header>(&row.header);
                header.is_ok_and(|header| header.cites.directory > 0)
            };
            if rows.iter().any(cites) {
                return Ok(true);
            }
        }
    }

    /// Every key under which a node may have sealed a log, by whatever directory.
    fn keys_of_node(&self, node: &kernel::NodeId) -> Vec<VerifyingKey> {
        identity::keys_ever(self.directories.values(), node)
    }

    /// One own log: every entry, every tile, every checkpoint.
    fn log(&mut self, log: &LogId, keys: &[VerifyingKey]) -> Result<Checked<()>, Fault> {
        let notes = self.read.checkpoints(log.epoch, log.partition, 0, usize::MAX >> 1);
        let finding = || Bad {
            what: "checkpoint",
            log: log.to_string(),
            index: 0,
            why: UNREADABLE.to_owned(),
        };
        let mut notes = held!(damaged(notes, finding)?).into_iter().peekable();
        let (mut frontier, mut edge) = (Frontier::default(), Edge::default());
        let mut tiles: BTreeMap<TileId, Tile> = BTreeMap::new();
        let mut place = Place { epoch: log.epoch, partition: log.partition, index: 0 };
        loop {
            self.looked_up = LookedUp::default();
            let rows = held!(self.page(log, place)?);
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let leaf = held!(self.entry(log, place.index, &row)?);
                frontier.push(leaf);
                edge.push(leaf);
                place.index += 1;
                self.found.entries += 1;
                while let Some((_, note)) = notes.next_if(|(size, _)| *size == place.index) {
                    held!(self.checkpoint(log, keys, &note, &frontier));
                }
            }
            tiles.extend(edge.drain());
        }
        if let Some((size, _)) = notes.next() {
            return Ok(bad("checkpoint", log, size, "no entry ends here"));
        }
        if !self.roots.contains_key(&(log.clone(), place.index)) {
            return Ok(bad("checkpoint", log, place.index, "the last entries are not signed"));
        }
        self.tiles(log, &tiles)
    }

    /// The next entries of a log; where one cannot even be read, those before it, then that one.
    fn page(&self, log: &LogId, place: Place) -> Result<Checked<Vec<EntryRow>>, Fault> {
        match self.read.entries(place, PAGE) {
            Ok(rows) => return Ok(Ok(rows)),
            Err(store::Fault::Damaged { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
        let mut rows = Vec::new();
        let mut next = place;
        loop {
            match self.read.entry(next) {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => return Ok(Ok(rows)),
                Err(store::Fault::Damaged { .. }) if rows.is_empty() => {
                    return Ok(bad("entry", log, next.index, UNREADABLE));
                }
                Err(store::Fault::Damaged { .. }) => return Ok(Ok(rows)),
                Err(fault) => return Err(fault.into()),
            }
            next.index += 1;
        }
    }

    fn checkpoint(
        &mut self,
        log: &LogId,
        keys: &[VerifyingKey],
        text: &str,
        frontier: &Frontier,
    ) -> Checked<()> {
        let size = frontier.size();
        let note = Note::parse(text)
            .map_err(|error| error.to_string())
            .and_then(|note| Checkpoint::verify(&note, keys).map_err(|error| error.to_string()));
        match note {
            Err(why) => bad("checkpoint", log, size, why),
            Ok(checkpoint) if checkpoint.log != *log || checkpoint.size != size => {
                bad("checkpoint", log, size, "it is of another log or size")
            }
            Ok(checkpoint) if checkpoint.root != frontier.root() => {
                bad("checkpoint", log, size, "its root is not the root of the entries")
            }
            Ok(checkpoint) => {
                self.roots.insert((checkpoint.log, size), checkpoint.root);
                self.found.checkpoints += 1;
                Ok(())
            }
        }
    }

    fn tiles(&self, log: &LogId, tiles: &BTreeMap<TileId, Tile>) -> Result<Checked<()>, Fault> {
        for (id, right) in tiles {
            let kept = self.read.tile(log.epoch, log.partition, *id);
            let finding = || Bad {
                what: "tile",
                log: log.to_string(),
                index: id.index,
                why: format!("level {} differs from the entries", id.level),
            };
            let kept = held!(damaged(kept, finding)?);
            if kept.as_ref() != Some(right) {
                return Ok(Err(finding()));
            }
        }
        Ok(Ok(()))
    }

    /// An own entry: header, place, commitments, and bodies where their key is still there.
    fn entry(&mut self, log: &LogId, index: u64, row: &EntryRow) -> Result<Checked<Digest>, Fault> {
        if row.place.index != index {
            return Ok(bad("entry", log, index, "it is missing"));
        }
        let header: Header = match serde_json::from_slice(&row.header) {
            Ok(header) => header,
            Err(error) => return Ok(bad("entry", log, index, format!("header: {error}"))),
        };
        if header.log != *log || header.index != index {
            return Ok(bad("entry", log, index, "its header belongs elsewhere"));
        }
        let leaf = leaf_hash(&row.header, &row.commitments);
        if self.kept_leaf(log, index).is_some_and(|known| known != leaf) {
            return Ok(bad("entry", log, index, "it is not what its leaf hash says"));
        }
        let bodies = self.bodies(&header, &row.header, &row.commitments, &row.sealed)?;
        let groups = match bodies {
            Ok(groups) => groups,
            Err(why) => return Ok(bad("entry", log, index, why)),
        };
        if header.subject == Subject::Opened
            && let Some(opened) = body::<Opened>(&groups, CORE)
        {
            for left in opened.recovered {
                self.found.lost += left.lost.iter().map(|(from, to)| to - from + 1).sum::<u64>();
                let closed = LogId { epoch: left.closed, ..log.clone() };
                self.recovered.insert(closed, left);
            }
        }
        if header.subject == Subject::Receipt
            && let Some(receipt) = body::<Receipt>(&groups, CORE)
        {
            self.cosigned.insert((receipt.of.clone(), receipt.size), receipt.root);
            self.promised.insert(receipt.of.clone(), receipt);
        }
        Ok(Ok(leaf))
    }

    /// What was noted outside the store is no longer than the store.
    fn heads(&self, noted: Vec<Checkpoint>) -> Result<Checked<()>, Fault> {
        for noted in noted {
            let size = self.read.size(noted.log.epoch, noted.log.partition)?;
            let left = self.recovered.get(&noted.log);
            if size < noted.size && left.is_none_or(|left| left.written < noted.size) {
                let why = format!("the store ends at {size}: it is older than what was published");
                return Ok(bad("head", &noted.log, noted.size, why));
            }
            let root = self.roots.get(&(noted.log.clone(), noted.size));
            if root.is_some_and(|root| *root != noted.root) {
                return Ok(bad("head", &noted.log, noted.size, "another root was published"));
            }
        }
        Ok(Ok(()))
    }
}
