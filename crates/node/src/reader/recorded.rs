//! The history of a dossier: every event as it is recorded, with where it stands in its writer's
//! journal, so that what is shown can be held against what is verified.

use std::collections::BTreeMap;

use identity::Actor;
use journal::{Header, LogId, Verdict, leaf_hash};
use kernel::Decider as _;
use kernel::{Administration, Decision, Digest, DossierId, NodeId, OfficeCode, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::ToldRow;

use super::Reader;
use crate::fault::Fault;
use crate::history::{ACTOR, CORE, body, kept_entry, key_of, read_header};
use crate::judging::read_verdict;
use crate::submit::event_name;
use crate::vault::open_groups;

/// One event of a dossier as it is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Recorded {
    /// Its number in the order this node learnt of it.
    pub version: i64,
    /// Its name; absent where it cannot be read or was erased.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub event: String,
    /// Who wrote it.
    pub writer: NodeId,
    /// For which administration; absent where the directory lists the writer no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administration: Option<Administration>,
    /// Its place in the writer's part, from 1.
    pub part: u64,
    /// When it was written: a claim of its writer.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// When this node recorded it, if it did not write it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Instant>")]
    pub received: Option<Timestamp>,
    /// The office it happened at, where the event names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// Who decided, in which post and on what provision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What a step of a movement says beside that it was taken.
    #[serde(flatten)]
    pub results: transit::Results,
    /// Who asked for it at this node. It never leaves the administration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The version of the directory it was written under.
    pub directory: u64,
    /// The agreements under which anybody else is told of it, each with its version.
    pub agreements: BTreeMap<String, u64>,
    /// What this node makes of it.
    pub verdict: Verdict,
    /// The journal it stands in.
    pub log: LogId,
    /// Its place there, from 0.
    pub entry: u64,
    /// The hash of its leaf there.
    pub leaf: Digest,
}

impl Recorded {
    /// The same for somebody outside of the administration: who asked is not for him.
    pub fn for_traders(self) -> Self {
        Self { actor: None, ..self }
    }

    /// The same for a trader who only notified the arrival: who decided and what was found is not
    /// for him either.
    pub fn for_notifiers(self) -> Self {
        Self { decision: None, results: transit::Results::default(), ..self.for_traders() }
    }

    /// Whether the event counts.
    pub fn counts(&self) -> bool {
        self.verdict == Verdict::Admitted
    }
}

impl Reader {
    /// The events of a dossier after a version, at most so many, in the order this node learnt of
    /// them: those that do not count too.
    pub fn recorded(
        &self,
        dossier: &DossierId,
        after: i64,
        count: usize,
    ) -> Result<Vec<Recorded>, Fault> {
        let rows = self.read.told_of_after(dossier, after, count)?;
        rows.iter().map(|row| self.one_recorded(row)).collect()
    }

    fn one_recorded(&self, row: &ToldRow) -> Result<Recorded, Fault> {
        let kept = kept_entry(self.read.as_ref(), row.source)?;
        let header: Header = read_header(&kept.header)?;
        let key = self.key(&key_of(&header))?;
        let groups = open_groups(key, &kept.header, &kept.commitments, &kept.sealed)?;
        let core = body::<Value>(&groups, CORE).unwrap_or_default();
        let results =
            body::<transit::Event>(&groups, CORE).filter(|_| row.kind == transit::Part::KIND);
        let event = event_name(&core);
        let said = core.get(&event);
        let decision: Option<Decision> = field(said, "decision");
        let office = field(said, "office");
        Ok(Recorded {
            version: row.seq,
            event,
            writer: row.writer.clone(),
            administration: self.side().administration_of(&row.writer),
            part: row.part,
            at: header.at,
            received: kept.received,
            office: office.or_else(|| decision.as_ref().map(|decision| decision.office.clone())),
            decision,
            results: results.as_ref().map(transit::Results::of).unwrap_or_default(),
            actor: body(&groups, ACTOR),
            directory: header.cites.directory,
            agreements: header.cites.agreements,
            verdict: read_verdict(&row.verdict)?,
            log: header.log,
            entry: header.index,
            leaf: leaf_hash(&kept.header, &kept.commitments),
        })
    }
}

/// A field every kind of event calls by the same name.
fn field<T: DeserializeOwned>(said: Option<&Value>, name: &str) -> Option<T> {
    T::deserialize(said?.get(name)?).ok()
}
