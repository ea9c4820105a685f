//! How the node is, in numbers, for Prometheus.

use std::sync::atomic::AtomicU64;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::node::{NodeState, Unwell, condition, state_of};
use crate::app::App;
use crate::auth::Staff;
use crate::fault::Fault;
use crate::problem::Problem;

/// What the exposition format is called.
const FORM: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Number = Gauge<u64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Phase {
    phase: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Peer {
    peer: String,
}

/// `GET /metrics`: how the node is now, and what it has answered since it was started.
pub(crate) async fn metrics(State(app): State<App>, _: Staff) -> Result<Response, Problem> {
    let well = condition(&app).await;
    let state = state_of(&app).await?;
    let mut registry = Registry::with_prefix("passavant");
    node(&mut registry, &state, well);
    dossiers(&mut registry, &state);
    peers(&mut registry, &state);
    let connections = u64::try_from(app.connections.count()).unwrap_or(u64::MAX);
    number(&mut registry, "connections", "Connections there are", connections);
    app.numbers.join(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| Fault::Metrics)?;
    Ok(([(CONTENT_TYPE, FORM)], text).into_response())
}

fn number(registry: &mut Registry, name: &str, help: &str, value: u64) {
    let gauge = Number::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

fn node(registry: &mut Registry, state: &NodeState, well: Result<(), Unwell>) {
    let labels = vec![
        ("node", state.id.to_string()),
        ("region", state.region.clone()),
        ("program", state.program.to_owned()),
        ("training", state.training.to_string()),
    ];
    registry.register("node", "Which node this is", Info::new(labels));
    number(registry, "ready", "1 where commands are taken", u64::from(well.is_ok()));
    let (entries, cosigned) = (state.journal.entries, state.journal.cosigned);
    number(registry, "journal_entries", "Entries of the logs that are written now", entries);
    let help = "1 where as many peers have cosigned each log as must";
    number(registry, "journal_cosigned", help, u64::from(cosigned));
    number(registry, "tasks", "What the node must still do", state.task_count);
    number(registry, "alarms", "Alarms since the journal began", state.alarm_count);
    let behind = u64::from(state.lists_behind);
    number(registry, "lists_behind", "1 where lists do not follow yet", behind);
    let listeners = u64::try_from(state.listeners).unwrap_or(u64::MAX);
    number(registry, "listeners", "Connections that listen to what happens", listeners);
}

fn dossiers(registry: &mut Registry, state: &NodeState) {
    for (name, help, phases) in [
        ("movements", "Movements, by phase", &state.movements),
        ("guarantees", "Guarantees, by standing", &state.guarantees),
    ] {
        let family = Family::<Phase, Number>::default();
        for (phase, count) in phases {
            family.get_or_create(&Phase { phase: phase.clone() }).set(*count);
        }
        registry.register(name, help, family);
    }
}

fn peers(registry: &mut Registry, state: &NodeState) {
    let of = |value: fn(&node::PeerState) -> u64| {
        let family = Family::<Peer, Number>::default();
        for peer in &state.peers {
            family.get_or_create(&Peer { peer: peer.node.to_string() }).set(value(peer));
        }
        family
    };
    let pending = "Entries a peer has not receipted";
    registry.register("peer_pending", pending, of(|peer| peer.pending));
    registry.register("peer_sent", "Entries numbered for a peer", of(|peer| peer.sent));
    registry.register("peer_received", "Entries a peer has told", of(|peer| peer.received));
    let cosigned = "How many entries of our logs a peer has cosigned";
    registry.register("peer_cosigned", cosigned, of(|peer| peer.cosigned));
}
