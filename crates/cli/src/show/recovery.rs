//! A recovery: who has given back what he holds, who has not, and what is left of each log.

use serde_json::Value;

use super::seen::{list, text};
use crate::speech::{say, tell};

/// The lines people read of `GET /recovery`.
pub(crate) fn lines(recovery: &Value) -> Vec<String> {
    if recovery.is_null() {
        return vec![say("show-recovery-none")];
    }
    let reads_only = recovery.get("reads_only").and_then(Value::as_bool).unwrap_or_default();
    let state = if reads_only { "show-recovery-reads" } else { "show-recovery-goes-on" };
    let why = match text(recovery, "/why").as_str() {
        "told" => "recovery-told",
        "restored" => "recovery-restored",
        _ => "recovery-noted",
    };
    let since = text(recovery, "/since");
    let mut lines = vec![tell(state, &[("since", &since), ("why", &say(why))])];
    for (key, field) in [
        ("show-recovery-answered", "/answered"),
        ("show-recovery-unanswered", "/unanswered"),
        ("show-recovery-catching-up", "/catching_up"),
    ] {
        let nodes: Vec<_> = list(recovery, field).iter().filter_map(Value::as_str).collect();
        if !nodes.is_empty() {
            lines.push(tell(key, &[("nodes", &nodes.join(", "))]));
        }
    }
    let directory = text(recovery, "/directory");
    if !directory.is_empty() {
        lines.push(tell("show-recovery-directory", &[("version", &directory)]));
    }
    for accepted in list(recovery, "/accepted") {
        let (officer, at) = (text(accepted, "/officer"), text(accepted, "/at"));
        lines.push(tell("show-recovery-accepted", &[("officer", &officer), ("at", &at)]));
    }
    lines.extend(list(recovery, "/logs").iter().map(left));
    lines
}

fn left(log: &Value) -> String {
    let (epoch, held, written) = (text(log, "/closed"), text(log, "/held"), text(log, "/written"));
    let ranges = |field: &str| {
        let ranges = list(log, field).iter().filter_map(range).collect::<Vec<_>>();
        if ranges.is_empty() { say("show-recovery-nothing") } else { ranges.join(", ") }
    };
    let (returned, lost) = (ranges("/returned"), ranges("/lost"));
    let said = [
        ("epoch", epoch.as_str()),
        ("held", &held),
        ("written", &written),
        ("returned", &returned),
        ("lost", &lost),
    ];
    tell("show-recovery-log", &said)
}

/// Entries from and to, by number.
fn range(range: &Value) -> Option<String> {
    let (from, to) = (range.get(0)?.as_u64()?, range.get(1)?.as_u64()?);
    Some(if from == to { from.to_string() } else { format!("{from}–{to}") })
}
