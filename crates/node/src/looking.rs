//! What an operator looks at beside a node that may be at work: what it wrote last, and what it must
//! still do. Read as it stands at one moment; no key is needed.

use journal::{LogId, Subject};
use kernel::{DossierId, Epoch, Timestamp};
use serde::Serialize;
use store::{Place, Read};

use crate::fault::Fault;
use crate::history::read_header;
use crate::logs::log_id;
use crate::policies::{AWAITS, PARKED};
use crate::settings::Settings;

/// An entry of a journal, by its header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// The log it stands in.
    pub log: LogId,
    /// Its place there, from 0.
    pub index: u64,
    /// When it was written.
    pub at: Timestamp,
    /// What it is about: `event`, `dispatch`, `receipt`, `opened`, `adopted` or `alarm`.
    pub about: &'static str,
    /// For an event: the dossier it happened in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    /// For an event: the kind of the dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// For an event: its place in the part of this node, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// It is done as soon as the node comes to it.
    Due,
    /// Its time has not come.
    Later,
    /// It waits until peers have told again what this node has lost.
    Awaiting,
    /// It was refused, and rests until what it may rest on has changed.
    Parked,
}

/// Something a node must still do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskLine {
    /// Which policy.
    pub policy: String,
    /// How it stands.
    pub state: TaskState,
    /// When it is due; nothing where no time makes it so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// The dossier of the event it follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    /// The kind of that dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// The latest entries of the logs a node writes now, the latest first, at most so many.
pub fn latest(
    read: &dyn Read,
    settings: &Settings,
    count: usize,
) -> Result<Vec<JournalLine>, Fault> {
    let epoch = read.last_epoch()?.unwrap_or(Epoch::FIRST);
    let wanted = u64::try_from(count).unwrap_or(u64::MAX);
    let mut lines = Vec::new();
    for partition in 0..=u16::MAX {
        let size = read.size(epoch, partition)?;
        if size == 0 {
            break;
        }
        let from = Place { epoch, partition, index: size.saturating_sub(wanted) };
        let log = log_id(&settings.region, &settings.node, epoch, partition);
        for row in read.entries(from, count)? {
            let header = read_header(&row.header)?;
            lines.push(line(&log, row.place.index, header.at, header.subject));
        }
    }
    lines.sort_by(|a, b| (b.at, &a.log, b.index).cmp(&(a.at, &b.log, a.index)));
    lines.truncate(count);
    Ok(lines)
}

fn line(log: &LogId, index: u64, at: Timestamp, subject: Subject) -> JournalLine {
    let plain = |about: &'static str| JournalLine {
        log: log.clone(),
        index,
        at,
        about,
        dossier: None,
        kind: None,
        part: None,
    };
    match subject {
        Subject::Opened => plain("opened"),
        Subject::Dispatch => plain("dispatch"),
        Subject::Receipt => plain("receipt"),
        Subject::Adopted => plain("adopted"),
        Subject::Alarm => plain("alarm"),
        Subject::Quoted { dossier } => JournalLine { dossier: Some(dossier), ..plain("alarm") },
        Subject::Erased => plain("erased"),
        Subject::Preserved => plain("preserved"),
        Subject::Event { dossier, kind, part, .. } => JournalLine {
            dossier: Some(dossier),
            kind: Some(kind),
            part: Some(part),
            ..plain("event")
        },
    }
}

/// What is still to be done, in the order in which it is due, at most so many.
pub fn tasks(read: &dyn Read, now: Timestamp, count: usize) -> Result<Vec<TaskLine>, Fault> {
    let mut lines = Vec::new();
    for row in read.due(PARKED, count)? {
        let told = read.told(row.seq)?;
        let (dossier, kind) = told.map(|told| (told.dossier, told.kind)).unzip();
        let state = match row.due {
            PARKED => TaskState::Parked,
            AWAITS => TaskState::Awaiting,
            due if due > now.as_microsecond() => TaskState::Later,
            _ => TaskState::Due,
        };
        let due = Timestamp::from_microsecond(row.due).ok().filter(|_| row.due < AWAITS);
        lines.push(TaskLine { policy: row.policy, state, due, dossier, kind });
    }
    Ok(lines)
}
