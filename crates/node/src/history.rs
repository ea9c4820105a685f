//! From stored rows back to events, parts and dossiers. Used by the node and by whoever only reads.

use std::collections::BTreeMap;

use identity::Directory;
use journal::{Group, Header};
use kernel::{Administration, Decider, Digest, Dossier, DossierId, NodeId, Seen, Timestamp, Told};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use store::{EntryRow, ForeignRow, KeyId, Place, Read, RowKey, Source, ToldRow};

use crate::fault::Fault;
use crate::vault::open_groups;

/// The group that says who asked; it never leaves the administration.
pub(crate) const ACTOR: &str = "actor";
/// The group rules read.
pub(crate) const CORE: &str = "core";
/// The retention class of the node's own book-keeping.
pub(crate) const BOOKS: &str = "books";

/// Finds keys.
pub(crate) type FindKey<'a> = &'a dyn Fn(&KeyId) -> Result<Option<RowKey>, Fault>;

/// An entry taken apart.
#[derive(Debug, Clone)]
pub(crate) struct OpenEntry {
    /// The header.
    pub(crate) header: Header,
    /// The groups, open or withheld.
    pub(crate) groups: Vec<Group>,
    /// When it was recorded here, for a foreign one.
    pub(crate) received: Option<Timestamp>,
}

/// Which key opens the bodies of an entry.
pub(crate) fn key_of(header: &Header) -> KeyId {
    let dossier = match &header.subject {
        journal::Subject::Event { dossier, .. } | journal::Subject::Quoted { dossier } => {
            Some(dossier.clone())
        }
        journal::Subject::Opened
        | journal::Subject::Dispatch
        | journal::Subject::Receipt
        | journal::Subject::Adopted
        | journal::Subject::Alarm
        | journal::Subject::Erased
        | journal::Subject::Preserved => None,
    };
    KeyId { dossier, author: header.log.node.clone(), class: header.class.clone() }
}

pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, Fault> {
    serde_json::from_slice(bytes).map_err(|source| Fault::Kept { what: "a header", source })
}

/// An entry as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The header, its writer's bytes.
    pub(crate) header: Vec<u8>,
    /// The commitments.
    pub(crate) commitments: Vec<Digest>,
    /// Salts and bodies, encrypted.
    pub(crate) sealed: Vec<u8>,
    /// When it was recorded here, for a foreign one.
    pub(crate) received: Option<Timestamp>,
}

/// Finds an entry wherever it is.
pub(crate) fn kept_entry(read: &dyn Read, source: Source) -> Result<Kept, Fault> {
    let missing = Fault::Damaged { what: "an entry a dossier refers to" };
    match source {
        Source::Own(place) => {
            let EntryRow { header, commitments, sealed, .. } = read.entry(place)?.ok_or(missing)?;
            Ok(Kept { header, commitments, sealed, received: None })
        }
        Source::Foreign(id) => {
            let row = read.foreign(id)?.ok_or(missing)?;
            let received = Timestamp::from_microsecond(row.received).ok();
            let ForeignRow { header, commitments, sealed, .. } = row;
            Ok(Kept { header, commitments, sealed, received })
        }
    }
}

/// Reads an entry wherever it is. One that is damaged is named.
pub(crate) fn open_entry(
    read: &dyn Read,
    find_key: FindKey<'_>,
    source: Source,
) -> Result<OpenEntry, Fault> {
    opened_entry(read, find_key, source).map_err(|fault| {
        fault.of(|| match source {
            Source::Own(place) => own_entry(place),
            Source::Foreign(id) => format!("the foreign entry kept as row {id}"),
        })
    })
}

/// An own entry, as a fault names it.
pub(crate) fn own_entry(Place { epoch, partition, index }: Place) -> String {
    format!("entry {index} of epoch {epoch}, partition {partition}")
}

fn opened_entry(
    read: &dyn Read,
    find_key: FindKey<'_>,
    source: Source,
) -> Result<OpenEntry, Fault> {
    open_kept(find_key, &kept_entry(read, source)?)
}

/// Opens an entry that is at hand as it is kept.
pub(crate) fn open_kept(find_key: FindKey<'_>, kept: &Kept) -> Result<OpenEntry, Fault> {
    let header = read_header(&kept.header)?;
    let key = find_key(&key_of(&header))?;
    let groups = open_groups(key, &kept.header, &kept.commitments, &kept.sealed)?;
    Ok(OpenEntry { header, groups, received: kept.received })
}

/// The body of a group, read.
pub(crate) fn body<T: DeserializeOwned>(groups: &[Group], wanted: &str) -> Option<T> {
    groups.iter().find_map(|group| match group {
        Group::Open { name, body, .. } if name == wanted => serde_json::from_str(body).ok(),
        Group::Open { .. } | Group::Withheld(_) => None,
    })
}

/// The groups that may be withheld, as the domain's type; what cannot be read is left out.
pub(crate) fn details<D: Decider>(groups: &[Group]) -> D::Details {
    let mut open = Map::new();
    for group in groups {
        if let Group::Open { name, body, .. } = group
            && name != CORE
            && name != ACTOR
            && let Ok(value) = serde_json::from_str::<Value>(body)
        {
            open.insert(name.clone(), value);
        }
    }
    serde_json::from_value(Value::Object(open)).unwrap_or_default()
}

/// One event of a dossier; none where it was erased or this program cannot read it.
pub(crate) fn told<D: Decider>(
    read: &dyn Read,
    find_key: FindKey<'_>,
    row: &ToldRow,
) -> Result<Option<Told<D>>, Fault> {
    Ok(told_in::<D>(&open_entry(read, find_key, row.source)?, row))
}

/// One event of a dossier, where its entry is open already.
pub(crate) fn told_in<D: Decider>(entry: &OpenEntry, row: &ToldRow) -> Option<Told<D>> {
    let event = body::<D::Event>(&entry.groups, CORE)?;
    Some(Told {
        writer: row.writer.clone(),
        at: entry.header.at,
        received: entry.received,
        event,
        details: details::<D>(&entry.groups),
    })
}

/// A dossier with everything told of it.
#[derive(Debug)]
pub(crate) struct History<D: Decider> {
    /// The parts, folded.
    pub(crate) dossier: Dossier<D::Part>,
    /// The events that count, in the order they were told.
    pub(crate) told: Vec<Told<D>>,
    /// Their rows.
    pub(crate) rows: Vec<ToldRow>,
    /// The last entry of each writer that this node holds.
    pub(crate) seen: Seen,
    /// The number of the last event told; 0 for a dossier nobody has told of.
    pub(crate) version: i64,
    /// The place in the own part of the last own event.
    pub(crate) own_part: u64,
    /// How many events are told of it that do not count, or not yet.
    pub(crate) uncounted_count: usize,
    /// A part whose history cannot have happened.
    pub(crate) broken: Option<NodeId>,
}

/// Who reads: the administration and node from whose side the dossier is seen.
#[derive(Debug, Clone)]
pub(crate) struct Side<'a> {
    pub(crate) administration: &'a Administration,
    pub(crate) node: &'a NodeId,
    pub(crate) directory: Option<&'a Directory>,
}

impl Side<'_> {
    /// Under which administration a writer stands.
    pub(crate) fn administration_of(&self, writer: &NodeId) -> Option<Administration> {
        if writer == self.node {
            return Some(self.administration.clone());
        }
        let (member, _) = self.directory?.node(writer)?;
        Some(member.administration.clone())
    }
}

/// Reads and folds a dossier, up to a version of it.
pub(crate) fn history<D: Decider>(
    read: &dyn Read,
    find_key: FindKey<'_>,
    side: &Side<'_>,
    (id, through): (&DossierId, i64),
) -> Result<History<D>, Fault> {
    let own = side.administration.clone();
    let mut history = History {
        dossier: Dossier::new(id.clone(), own, side.node.clone()),
        told: Vec::new(),
        rows: Vec::new(),
        seen: Seen(BTreeMap::new()),
        version: 0,
        own_part: 0,
        uncounted_count: 0,
        broken: None,
    };
    for row in read.told_of(id)?.into_iter().take_while(|row| row.seq <= through) {
        history.version = row.seq;
        // What is told late, by backfill, was written before what has been seen already.
        let seen = history.seen.0.entry(row.writer.clone()).or_insert((row.epoch, row.index));
        *seen = (*seen).max((row.epoch, row.index));
        if !row.verdict.is_empty() {
            history.uncounted_count += 1;
            continue;
        }
        if row.writer == *side.node {
            history.own_part = history.own_part.max(row.part);
        }
        match told::<D>(read, find_key, &row)? {
            Some(told) => {
                history.told.push(told);
                history.rows.push(row);
            }
            // It counts, so it was read once.
            None => drop(history.dossier.erased.insert(row.writer)),
        }
    }
    history.fold(side);
    Ok(history)
}

impl<D: Decider> History<D> {
    /// Folds each part in its own order, whatever the order it was told in.
    fn fold(&mut self, side: &Side<'_>) {
        let mut order: Vec<_> = self.rows.iter().zip(&self.told).collect();
        order.sort_by_key(|(row, _)| (row.epoch, row.part));
        let parts = whole::<D>(&order).unwrap_or_else(|| {
            let (parts, broken) = as_far_as_it_goes::<D>(&order);
            self.broken = broken;
            parts
        });
        for writer in parts.keys() {
            if let Some(administration) = side.administration_of(writer) {
                self.dossier.administrations.insert(writer.clone(), administration);
            }
        }
        self.dossier.parts = parts;
    }
}

type Parts<D> = BTreeMap<NodeId, <D as Decider>::Part>;

/// The parts of a history that can have happened. No part is copied, which for a guarantee with forty
/// thousand holds would be forty thousand copies of ever more of them.
fn whole<D: Decider>(order: &[(&ToldRow, &Told<D>)]) -> Option<Parts<D>> {
    let mut parts = Parts::<D>::new();
    for (_, told) in order {
        let part = parts.remove(&told.writer).unwrap_or_default();
        parts.insert(told.writer.clone(), D::evolve(part, &told.event).ok()?);
    }
    Some(parts)
}

/// The parts of one that cannot, without what does not follow, and whose the last of that is.
fn as_far_as_it_goes<D: Decider>(order: &[(&ToldRow, &Told<D>)]) -> (Parts<D>, Option<NodeId>) {
    let (mut parts, mut broken) = (Parts::<D>::new(), None);
    for (_, told) in order {
        let part = parts.remove(&told.writer).unwrap_or_default();
        let folded = D::evolve(part.clone(), &told.event).unwrap_or_else(|_| {
            broken = Some(told.writer.clone());
            part
        });
        parts.insert(told.writer.clone(), folded);
    }
    (parts, broken)
}
