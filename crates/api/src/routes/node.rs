//! How the node is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{Administration, Decides, NodeId};
use node::{JournalState, PeerState, Reader};
use serde::Serialize;

use crate::app::App;
use crate::auth::Staff;
use crate::clock;
use crate::problem::Problem;

/// How many alarms are shown.
const ALARMS_MAX: usize = 100;

/// Why a node does not take commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unwell {
    /// Its store is not what its peers have seen of it: it only reads.
    Recovering,
    /// Nobody has said who is in the region.
    NoDirectory,
    /// Too much waits for its thread, or its thread does not come to it.
    NotAnswering,
    /// What it keeps cannot be read.
    NotReading,
}

impl Unwell {
    fn word(self) -> &'static str {
        match self {
            Self::Recovering => "recovering",
            Self::NoDirectory => "no directory yet",
            Self::NotAnswering => "not answering",
            Self::NotReading => "not reading",
        }
    }
}

/// Whether the node takes commands, tried out on its thread and on its store.
pub(crate) async fn condition(app: &App) -> Result<(), Unwell> {
    if app.handle.recovering() {
        return Err(Unwell::Recovering);
    }
    if app.readers.directory().is_none() {
        return Err(Unwell::NoDirectory);
    }
    if !app.handle.answers().await {
        return Err(Unwell::NotAnswering);
    }
    let reads = app.readers.read(|reader| reader.task_count(clock::now())).await;
    reads.map(|_| ()).map_err(|_| Unwell::NotReading)
}

/// `GET /health`: whether the node takes commands, and what else should be known.
pub(crate) async fn health(State(app): State<App>) -> (StatusCode, String) {
    let (status, word) = match condition(&app).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(unwell) => (StatusCode::SERVICE_UNAVAILABLE, unwell.word()),
    };
    let shift = clock::shift_seconds().map(|seconds| format!(", clock shifted by {seconds} s"));
    let expires = app.readers.directory().map(|directory| directory.expires());
    let expired = expires.filter(|expires| *expires <= clock::now());
    let expired = expired.map(|expired| format!(", directory expired at {expired}"));
    (status, format!("{word}{}{}\n", expired.unwrap_or_default(), shift.unwrap_or_default()))
}

/// How a node is.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct NodeState {
    pub(super) id: NodeId,
    administration: Administration,
    pub(super) region: String,
    pub(super) program: &'static str,
    /// Whether it is there for training.
    pub(super) training: bool,
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_shift_seconds: Option<i64>,
    decides: BTreeMap<String, Decides>,
    pub(super) movements: BTreeMap<String, u64>,
    pub(super) guarantees: BTreeMap<String, u64>,
    sent: u64,
    received: u64,
    receipted: u64,
    pending: u64,
    pub(super) task_count: u64,
    /// How many alarms there are.
    pub(super) alarm_count: u64,
    pub(super) lists_behind: bool,
    /// How many connections listen to what happens.
    pub(super) listeners: usize,
    pub(super) peers: Vec<PeerState>,
    pub(super) journal: JournalState,
}

/// `GET /node`: how it is, what it holds, how far its peers are.
pub(crate) async fn state(State(app): State<App>, _: Staff) -> Result<Json<NodeState>, Problem> {
    Ok(Json(state_of(&app).await?))
}

/// How a node is now.
pub(super) async fn state_of(app: &App) -> Result<NodeState, Problem> {
    let settings = app.settings.clone();
    let listeners = app.listeners.count();
    let mode = if app.handle.recovering() { "recovering" } else { "ready" };
    let read = move |reader: &Reader| {
        let peers = reader.peers()?;
        let sum = |count: fn(&PeerState) -> u64| peers.iter().map(count).sum();
        Ok(NodeState {
            id: settings.node,
            administration: settings.administration,
            region: settings.region,
            program: concat!("passavant ", env!("CARGO_PKG_VERSION")),
            training: settings.training,
            mode,
            clock_shift_seconds: clock::shift_seconds(),
            decides: settings.decides,
            movements: reader.phases("movement")?.into_iter().collect(),
            guarantees: reader.phases("guarantee")?.into_iter().collect(),
            sent: sum(|peer| peer.sent),
            received: sum(|peer| peer.received),
            receipted: sum(|peer| peer.receipted),
            pending: sum(|peer| peer.pending),
            task_count: reader.task_count(clock::now())?,
            alarm_count: reader.alarm_count()?,
            lists_behind: reader.lists_behind()?,
            listeners,
            journal: reader.journal()?,
            peers,
        })
    };
    Ok(app.readers.read(read).await?)
}

/// An alarm.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct AlarmLine {
    /// Where it stands in the node's first log.
    entry: u64,
    /// What sort, about what, and what was seen.
    alarm: serde_json::Value,
}

/// `GET /alarms`: what an operator must look at, the latest first.
pub(crate) async fn alarms(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<Vec<AlarmLine>>, Problem> {
    let rows = app.readers.read(|reader| reader.alarms(ALARMS_MAX)).await?;
    let alarms = rows.into_iter().map(|row| AlarmLine {
        entry: row.place.index,
        alarm: serde_json::from_str(&row.body).unwrap_or(serde_json::Value::String(row.body)),
    });
    Ok(Json(alarms.collect()))
}
