//! Why a movement is open: who must act, since when, by when, and what happens then.

use serde_json::Value;

use super::seen::{list, text};
use crate::speech::say;

/// The lines people read of `GET /why` and `GET /movements/{movement}/why`.
pub(super) fn lines(answer: &Value) -> Vec<String> {
    let (one, items) = (std::slice::from_ref(answer), answer.get("items"));
    let listed = items.unwrap_or(answer).as_array().map(Vec::as_slice);
    let lines: Vec<_> = listed.unwrap_or(one).iter().flat_map(dossier).collect();
    if lines.is_empty() { vec![say("show-nothing-open")] } else { lines }
}

fn dossier(item: &Value) -> Vec<String> {
    let open = list(item, "/open");
    if open.is_empty() {
        return Vec::new();
    }
    let (name, dossier) = (text(item, "/name"), text(item, "/dossier"));
    let head = if name.is_empty() { dossier } else { format!("{name}  {dossier}") };
    let mut lines = vec![head];
    for reason in open {
        lines.push(format!("  {}", text(reason, "/sentence")));
    }
    lines
}
