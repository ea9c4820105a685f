//! Notices as they are told: what happened in which dossier, by what names it is known, and how far
//! it was then.

use std::collections::BTreeMap;

use journal::Verdict;
use kernel::{Administration, DossierId, NameKind, NodeId, Timestamp, TraderId};
use serde::Serialize;
use store::{NoticeRow, ToldRow};

use super::Reader;
use crate::fault::Fault;
use crate::history::{CORE, body, open_entry};
use crate::judging::read_verdict;
use crate::submit::event_name;

/// A notice. It says no more than whoever it is told may read of the dossier.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Notice {
    /// Its number in the order events came to count here.
    #[serde(skip)]
    pub id: i64,
    /// The traders who are told beside the administration.
    #[serde(skip)]
    pub traders: Vec<String>,
    /// The kind of dossier.
    pub kind: String,
    /// The event's name; none where the event cannot be read or was erased.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub event: String,
    /// The dossier.
    pub dossier: DossierId,
    /// The names people know it by now, by their sort.
    pub names: BTreeMap<&'static str, Vec<String>>,
    /// How far it was with this event; absent where that is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phase: String,
    /// When the event was written: a claim of its writer.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Who wrote it.
    pub writer: NodeId,
    /// For which administration; absent where the directory lists the writer no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administration: Option<Administration>,
    /// The place of the event in its writer's part, from 1.
    pub part: u64,
    /// The number of the event in the order this node learnt of it: the version of its dossier.
    pub version: i64,
    /// What this node makes of the event; absent where it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

impl Notice {
    /// What it is of, such as `movement.Released`.
    pub fn name(&self) -> String {
        match self.event.as_str() {
            "" => self.kind.clone(),
            event => format!("{}.{event}", self.kind),
        }
    }

    /// Whether a trader is told; whoever works for the administration is told all of them.
    pub fn is_for(&self, trader: &TraderId) -> bool {
        self.traders.iter().any(|told| told == trader.as_str())
    }
}

/// The sorts of names by which people know a dossier; the others are there to find it.
const NAMES: [NameKind; 6] = [
    NameKind::Mrn,
    NameKind::Lrn,
    NameKind::Grn,
    NameKind::Cash,
    NameKind::Cover,
    NameKind::National,
];

/// The names of the dossiers of a page, each looked up once.
type Known = BTreeMap<DossierId, BTreeMap<&'static str, Vec<String>>>;

impl Reader {
    /// Notices after a number, at most so many: all of them, or those for a trader.
    pub fn notices(
        &self,
        trader: Option<&TraderId>,
        after: i64,
        count: usize,
    ) -> Result<Vec<Notice>, Fault> {
        let rows = self.read.notices(trader.map(TraderId::as_str), after, count)?;
        let mut known = Known::new();
        rows.into_iter().map(|(row, told)| self.noticed(row, &told, &mut known)).collect()
    }

    /// The number of the last notice.
    pub fn last_notice(&self) -> Result<i64, Fault> {
        Ok(self.read.last_notice()?)
    }

    fn noticed(&self, row: NoticeRow, told: &ToldRow, known: &mut Known) -> Result<Notice, Fault> {
        let (event, at) = match Timestamp::from_microsecond(row.at) {
            Ok(at) if row.at != 0 => (row.event, at),
            // It was told before notices were kept.
            Ok(_) | Err(_) => {
                let entry = open_entry(self.read.as_ref(), &|key| self.key(key), told.source)?;
                let core = body::<serde_json::Value>(&entry.groups, CORE).unwrap_or_default();
                (event_name(&core), entry.header.at)
            }
        };
        if !known.contains_key(&told.dossier) {
            known.insert(told.dossier.clone(), self.names(&told.dossier)?);
        }
        let verdict = read_verdict(&row.verdict)?;
        Ok(Notice {
            id: row.id,
            traders: row.addressees,
            kind: told.kind.clone(),
            event,
            dossier: told.dossier.clone(),
            names: known.get(&told.dossier).cloned().unwrap_or_default(),
            phase: row.phase,
            at,
            writer: told.writer.clone(),
            administration: self.side().administration_of(&told.writer),
            part: told.part,
            version: told.seq,
            verdict: Some(verdict).filter(|verdict| *verdict != Verdict::Admitted),
        })
    }

    fn names(&self, dossier: &DossierId) -> Result<BTreeMap<&'static str, Vec<String>>, Fault> {
        let mut names: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (kind, name) in self.read.names_of(dossier)? {
            if NAMES.contains(&kind) {
                names.entry(kind.as_str()).or_default().push(name);
            }
        }
        Ok(names)
    }
}
