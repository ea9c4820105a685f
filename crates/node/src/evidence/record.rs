//! What an evidence bundle proves, record by record.

use std::collections::{BTreeMap, BTreeSet};

use journal::{LogId, Verdict};
use kernel::{Administration, Decision, Digest, DossierId, NodeId, OfficeCode, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::judged::Happening;
use crate::verify::Bad;

/// What checking a bundle found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Evidence {
    /// Whether everything in it holds.
    pub ok: bool,
    /// The movement it is about.
    pub movement: Option<DossierId>,
    /// What the file says is its digest: what it is called by.
    pub digest: Option<Digest>,
    /// The region, by the name in its directory.
    pub region: String,
    /// Whether the region is there for training.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub training: bool,
    /// How many versions of the directory follow from the root.
    pub directories: u64,
    /// How many versions of agreements their parties signed.
    pub agreements: u64,
    /// How many checkpoints are signed by the key of their log.
    pub checkpoints: u64,
    /// How many receipts are in it, each a cosignature.
    pub receipts: u64,
    /// Its records, in the order of the times their writers state.
    pub records: Vec<Record>,
    /// How many of them stand under a checkpoint that as many have cosigned as their directory asks for.
    pub cosigned: u64,
    /// What others name, or what must have been written before, and is not in it.
    pub missing: Vec<Missing>,
    /// The first thing that does not hold.
    pub first_bad: Option<Bad>,
    /// The movement as its records that count make it.
    #[serde(skip)]
    pub view: Option<Box<transit::View>>,
}

/// An event, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// The dossier: the movement, or a conversation about its cover.
    pub dossier: DossierId,
    /// The kind of the dossier: `movement` or `hold`.
    pub kind: String,
    /// The name of the event; empty where it is withheld, was erased, or cannot be read.
    pub event: String,
    /// What the event says, as its writer wrote it; absent where the name is empty.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub said: Value,
    /// Who wrote it.
    pub writer: NodeId,
    /// For which administration, by the directory it cites; absent where that lists no such writer.
    pub administration: Option<Administration>,
    /// Its place in the writer's part, from 1.
    pub part: u64,
    /// When it was written: a claim of its writer.
    pub at: Timestamp,
    /// The office it happened at, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// Who decided, in which post and on what provision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The groups that are open.
    pub open: Vec<String>,
    /// How many groups are withheld, or were erased.
    pub withheld: usize,
    /// The version of the directory it was written under.
    pub directory: u64,
    /// The agreements under which others are told of it, each with its version.
    pub agreements: BTreeMap<String, u64>,
    /// Whether it counts, by its writer's competence and its place in the writer's part.
    pub verdict: Verdict,
    /// The log it stands in.
    pub log: LogId,
    /// Its place there, from 0.
    pub entry: u64,
    /// The hash of its leaf there.
    pub leaf: Digest,
    /// The size of the checkpoint it is proven under.
    pub size: u64,
    /// The root of that checkpoint.
    pub root: Digest,
    /// Who has cosigned a checkpoint that covers it, the earliest first.
    pub cosigned_by: Vec<Cosignature>,
    /// How many the directory it cites asks for; absent where that is not in the bundle.
    pub quorum: Option<usize>,
    /// Whether there are that many.
    pub cosigned: bool,
}

/// A peer's receipt, under its own checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cosignature {
    /// Who cosigned.
    pub node: NodeId,
    /// When, as it states itself.
    pub at: Timestamp,
    /// The size of the checkpoint it cosigned.
    pub size: u64,
    /// The log in which its receipt stands.
    pub log: LogId,
    /// The place of the receipt there.
    pub entry: u64,
}

/// An entry of a dossier that is known to be there and is not in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// The dossier.
    pub dossier: DossierId,
    /// Who wrote it.
    pub writer: NodeId,
    /// Its place in the writer's part, where a later one is in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
    /// Its place in the writer's log, where another writer had seen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// What is not there: earlier places of a part of which a later one is, and entries that a writer says to
/// have seen.
pub(super) fn missing<'a>(events: impl Iterator<Item = &'a Happening> + Clone) -> Vec<Missing> {
    let mut parts: BTreeMap<(&DossierId, &NodeId), BTreeSet<u64>> = BTreeMap::new();
    let mut places = BTreeSet::new();
    for event in events.clone() {
        let log = &event.header.log;
        parts.entry((&event.dossier, &log.node)).or_default().insert(event.part);
        places.insert((&event.dossier, &log.node, log.epoch, event.header.index));
    }
    let none = |dossier: &DossierId, writer: &NodeId| Missing {
        dossier: dossier.clone(),
        writer: writer.clone(),
        part: None,
        entry: None,
    };
    let mut missing = BTreeSet::new();
    for ((dossier, writer), there) in parts {
        let mut next = 1;
        for part in there {
            // The first of a gap stands for all of it: a place may claim to be any number.
            if part > next {
                missing.insert(Missing { part: Some(next), ..none(dossier, writer) });
            }
            next = part.saturating_add(1);
        }
    }
    for event in events {
        for (writer, (epoch, index)) in &event.seen.0 {
            if !places.contains(&(&event.dossier, writer, *epoch, *index)) {
                missing.insert(Missing { entry: Some(*index), ..none(&event.dossier, writer) });
            }
        }
    }
    missing.into_iter().collect()
}
