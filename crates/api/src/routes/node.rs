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
pub(crate) async fn health(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.handle.recovering() {
        (StatusCode::SERVICE_UNAVAILABLE, "recovering\n")
    } else if app.readers.directory().is_none() {
        (StatusCode::SERVICE_UNAVAILABLE, "no directory yet\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

/// How a node is.
#[derive(Debug, Serialize)]
pub(crate) struct NodeState {
    id: NodeId,
    administration: Administration,
    region: String,
    program: &'static str,
    /// Whether it is there for training.
    training: bool,
    mode: &'static str,
    decides: BTreeMap<String, Decides>,
    movements: BTreeMap<String, u64>,
    guarantees: BTreeMap<String, u64>,
    sent: u64,
    received: u64,
    receipted: u64,
    pending: u64,
    task_count: u64,
    lists_behind: bool,
    peers: Vec<PeerState>,
    journal: JournalState,
}

/// `GET /node`: how it is, what it holds, how far its peers are.
pub(crate) async fn state(State(app): State<App>, _: Staff) -> Result<Json<NodeState>, Problem> {
    let settings = app.settings.clone();
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
            decides: settings.decides,
            movements: reader.phases("movement")?.into_iter().collect(),
            guarantees: reader.phases("guarantee")?.into_iter().collect(),
            sent: sum(|peer| peer.sent),
            received: sum(|peer| peer.received),
            receipted: sum(|peer| peer.receipted),
            pending: sum(|peer| peer.pending),
            task_count: reader.task_count(clock::now())?,
            lists_behind: reader.lists_behind()?,
            journal: reader.journal()?,
            peers,
        })
    };
    Ok(Json(app.readers.read(read).await?))
}

/// `GET /alarms`: what an operator must look at, the latest first.
pub(crate) async fn alarms(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<Vec<serde_json::Value>>, Problem> {
    let rows = app.readers.read(|reader| reader.alarms(ALARMS_MAX)).await?;
    let alarms = rows.into_iter().map(|row| {
        let alarm = serde_json::from_str(&row.body).unwrap_or(serde_json::Value::String(row.body));
        serde_json::json!({"entry": row.place.index, "alarm": alarm})
    });
    Ok(Json(alarms.collect()))
}
