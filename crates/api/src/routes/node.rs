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

/// `GET /health`: whether the node takes commands.
pub(crate) async fn health(State(app): State<App>) -> (StatusCode, String) {
    let (status, word) = if app.handle.recovering() {
        (StatusCode::SERVICE_UNAVAILABLE, "recovering")
    } else if app.readers.directory().is_none() {
        (StatusCode::SERVICE_UNAVAILABLE, "no directory yet")
    } else {
        (StatusCode::OK, "ready")
    };
    let shift = clock::shift_seconds().map(|seconds| format!(", clock shifted by {seconds} s"));
    (status, format!("{word}{}\n", shift.unwrap_or_default()))
}

/// How a node is.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct NodeState {
    id: NodeId,
    administration: Administration,
    region: String,
    program: &'static str,
    /// Whether it is there for training.
    training: bool,
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_shift_seconds: Option<i64>,
    decides: BTreeMap<String, Decides>,
    movements: BTreeMap<String, u64>,
    guarantees: BTreeMap<String, u64>,
    sent: u64,
    received: u64,
    receipted: u64,
    pending: u64,
    task_count: u64,
    lists_behind: bool,
    /// How many connections listen to what happens.
    listeners: usize,
    peers: Vec<PeerState>,
    journal: JournalState,
}

/// `GET /node`: how it is, what it holds, how far its peers are.
pub(crate) async fn state(State(app): State<App>, _: Staff) -> Result<Json<NodeState>, Problem> {
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
            lists_behind: reader.lists_behind()?,
            listeners,
            journal: reader.journal()?,
            peers,
        })
    };
    Ok(Json(app.readers.read(read).await?))
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
