//! Peers: what each was told and has not receipted, and when it was heard last.

use kernel::Timestamp;
use serde_json::Value;

use super::seen::{list, second, text};
use crate::speech::say;
use crate::table::Table;

/// The lines people read of the peers of `GET /node`.
pub(crate) fn lines(node: &Value) -> Vec<String> {
    let head = [
        "show-peer",
        "show-sent",
        "show-receipted",
        "show-backlog",
        "show-received",
        "show-cosigned",
        "show-heard",
    ];
    let mut table = Table::headed(head.map(say)).counting(&[1, 2, 3, 4, 5]);
    for peer in list(node, "/peers") {
        table.row([
            text(peer, "/node"),
            text(peer, "/sent"),
            text(peer, "/receipted"),
            text(peer, "/pending"),
            text(peer, "/received"),
            text(peer, "/cosigned"),
            heard(peer),
        ]);
    }
    let lines = table.lines();
    if lines.is_empty() { vec![say("show-no-peers")] } else { lines }
}

/// How far its last dispatch reaches; 0 is never.
fn heard(peer: &Value) -> String {
    let reaches = peer.get("dispatched_ms").and_then(Value::as_i64).filter(|at| *at > 0);
    let at = reaches.and_then(|at| Timestamp::from_millisecond(at).ok());
    at.map_or_else(|| say("show-never"), second)
}
