//! What must hold when the stories have been told. Pure: from what was observed to a verdict each.

use std::collections::BTreeMap;

use kernel::Signed;
use serde::Serialize;
use serde_json::Value;

use super::acts::is_closed;
use super::observe::{Cuts, NodeSeen, Observed};
use super::stories::Told;
use crate::speech::say;

/// A check and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    /// What is checked.
    pub(crate) name: String,
    /// Whether it holds.
    pub(crate) ok: bool,
    /// What was found.
    pub(crate) detail: String,
}

/// The messages a trader gets on a clean journey where the node decides.
const MESSAGES: [&str; 4] = ["CC928C", "CC028C", "CC029C", "CC045C"];

/// All checks.
pub(crate) fn checks(observed: &Observed) -> Vec<Check> {
    let mut checks = vec![time_zero(&observed.nodes)];
    for told in &observed.stories {
        checks.push(about(told, "told", told.fault.is_none(), told.fault.clone()));
        checks.push(closed(told));
        checks.push(agreed(told));
        checks.push(confined(told));
        checks.push(once(told));
        checks.push(answered(told));
    }
    checks.push(movement_count(observed));
    checks.push(guarantees_free(observed));
    checks.push(ledger_zero(&observed.nodes));
    checks.push(of_all("nothing-pending", &observed.nodes, |node| {
        (node.state.pending == 0 && node.state.sent == node.state.receipted)
            .then_some(())
            .ok_or(format!("{} of {}", node.state.pending, node.state.sent))
    }));
    checks.push(of_all("cosigned", &observed.nodes, |node| {
        (!node.state.journal.cosigned_by.is_empty()).then_some(()).ok_or_else(|| say("demo-nobody"))
    }));
    checks.push(of_all("verified", &observed.nodes, |node| match &node.verified.first_bad {
        None if node.verified_whole() => Ok(()),
        None => Err(format!("{} / {}", node.verified.entries, node.state.journal.entries)),
        Some(bad) => Err(format!("{} {} {}: {}", bad.what, bad.log, bad.index, bad.why)),
    }));
    checks.push(of_all("no-alarm", &observed.nodes, |node| {
        let first = node.alarms.first().map(Value::to_string);
        first.map_or(Ok(()), Err)
    }));
    checks.extend(observed.cuts.as_ref().map(power_cuts));
    checks
}

/// Every node was killed as often as was asked, while stories were told.
fn power_cuts(cuts: &Cuts) -> Check {
    let few = cuts.made.values().any(|made| *made < cuts.wanted);
    let detail = cuts.made.iter().map(|(node, made)| format!("{node} {made}"));
    let detail = detail.collect::<Vec<_>>().join(", ");
    check("power-cuts", !few && !cuts.made.is_empty(), detail)
}

fn check(name: &str, ok: bool, detail: String) -> Check {
    Check { name: name.to_owned(), ok, detail }
}

fn about(told: &Told, what: &str, ok: bool, detail: Option<String>) -> Check {
    check(&format!("{}:{what}", told.name), ok, detail.unwrap_or_else(|| told.mrn.clone()))
}

/// Something that must hold of every node; what is wrong with those of which it does not.
fn of_all(
    name: &str,
    nodes: &[NodeSeen],
    holds: impl Fn(&NodeSeen) -> Result<(), String>,
) -> Check {
    let wrong = nodes
        .iter()
        .filter_map(|node| holds(node).err().map(|why| format!("{}: {why}", node.state.id)));
    let wrong: Vec<_> = wrong.collect();
    let detail = if wrong.is_empty() {
        nodes.iter().map(|node| node.state.id.clone()).collect::<Vec<_>>().join(" ")
    } else {
        wrong.join("; ")
    };
    check(name, wrong.is_empty() && !nodes.is_empty(), detail)
}

/// Before the first story a node holds no movement and no guarantee of anybody else.
fn time_zero(nodes: &[NodeSeen]) -> Check {
    of_all("time-zero-empty", nodes, |node| match &node.at_zero {
        Some(held) if held.movement_count + held.other_guarantee_count == 0 => Ok(()),
        Some(held) => Err(format!("{} + {}", held.movement_count, held.other_guarantee_count)),
        // The hub is no writer and holds none.
        None if node.decides == "none" => Ok(()),
        None => Err("?".to_owned()),
    })
}

/// On every administration of the route the movement is discharged and nothing is left to do.
fn closed(told: &Told) -> Check {
    let open: Vec<_> = told
        .route
        .iter()
        .filter(|code| !told.seen.get(**code).and_then(Option::as_ref).is_some_and(is_closed))
        .copied()
        .collect();
    let detail = (!open.is_empty()).then(|| open.join(" "));
    about(told, "discharged", open.is_empty() && !told.route.is_empty(), detail)
}

/// All administrations of the route see the same standing, number, cover and steps.
fn agreed(told: &Told) -> Check {
    let facts = |code: &&str| {
        let view = told.seen.get(*code)?.as_ref()?;
        Some(["standing", "mrn", "covers", "limit_date"].map(|name| view.get(name).cloned()))
    };
    let mut views = told.route.iter().map(facts);
    let first = views.next().flatten();
    let same = first.is_some() && views.all(|view| view == first);
    about(told, "agreed", same, None)
}

/// Whoever is not on the route knows nothing of it.
fn confined(told: &Told) -> Check {
    let outside = told.seen.iter().filter(|(code, _)| !told.route.contains(&code.as_str()));
    let knows: Vec<_> =
        outside.filter(|(_, seen)| seen.is_some()).map(|(code, _)| code.clone()).collect();
    let detail = (!knows.is_empty()).then(|| knows.join(" "));
    about(told, "confined", knows.is_empty() && !told.seen.is_empty(), detail)
}

/// No step was taken twice, however often it was asked for.
fn once(told: &Told) -> Check {
    let mut seen = std::collections::BTreeSet::new();
    let mut twice = Vec::new();
    for (code, view) in &told.seen {
        let steps = view.as_ref().and_then(|view| view.get("steps")).and_then(Value::as_array);
        for step in steps.into_iter().flatten() {
            let part = |name: &str| step.get(name).map(Value::to_string).unwrap_or_default();
            let key = (code.clone(), part("what"), part("writer"), part("office"));
            if !seen.insert(key) {
                twice.push(format!("{code} {}", part("what")));
            }
        }
    }
    let detail = (!twice.is_empty()).then(|| twice.join(" "));
    about(told, "once", twice.is_empty() && !seen.is_empty(), detail)
}

/// Each node holds as many movements as stories pass through its country, and no more.
fn movement_count(observed: &Observed) -> Check {
    of_all("movement-count", &observed.nodes, |node| {
        let country = node.state.id.split('-').next().unwrap_or_default();
        let through = observed.stories.iter().filter(|told| told.route.contains(&country));
        let (wanted, held) = (through.count(), node.state.movements.values().sum::<u64>());
        if u64::try_from(wanted) == Ok(held) { Ok(()) } else { Err(format!("{held} / {wanted}")) }
    })
}

/// The national system was told every step, or the trader got every message; the access code is in
/// none of them.
fn answered(told: &Told) -> Check {
    let names: Vec<_> = told.messages.iter().map(|(name, _)| name.as_str()).collect();
    let whole = if told.messages.is_empty() {
        ["accepted", "covered", "entered", "arrived", "ended", "discharged"]
            .iter()
            .all(|what| told.written_back.iter().any(|(written, _)| written == what))
    } else {
        names == MESSAGES
    };
    let told_code = |(_, text): &(String, String)| {
        !told.access_code.is_empty() && text.contains(&told.access_code)
    };
    let leaked = told.messages.iter().chain(&told.written_back).any(told_code);
    let written = told.written_back.iter().map(|(what, _)| what.as_str());
    let all = names.iter().copied().chain(written);
    let all = all.collect::<Vec<_>>().join(" ");
    let detail = if leaked { say("demo-leaked") } else { all };
    about(told, "answered", whole && !leaked, Some(detail))
}

/// Every franc that was held is free again.
fn guarantees_free(observed: &Observed) -> Check {
    let bound: Vec<_> = observed
        .guarantees
        .iter()
        .filter(|guarantee| guarantee.held != "0" || guarantee.free != guarantee.limit)
        .map(|guarantee| format!("{}: {} / {}", guarantee.grn, guarantee.free, guarantee.limit))
        .collect();
    let numbers = observed.guarantees.iter().map(|guarantee| guarantee.grn.clone());
    let numbers = numbers.collect::<Vec<_>>().join(" ");
    let free = bound.is_empty() && !observed.guarantees.is_empty();
    check("guarantees-free", free, if bound.is_empty() { numbers } else { bound.join("; ") })
}

/// The sum over all accounts of all nodes, by currency.
pub(crate) fn ledger_sum(nodes: &[NodeSeen]) -> BTreeMap<String, Signed> {
    let mut sums: BTreeMap<String, Signed> = BTreeMap::new();
    for (currency, sum) in nodes.iter().flat_map(|node| &node.ledger) {
        let total = sums.entry(currency.clone()).or_default();
        *total = total.plus(*sum);
    }
    sums
}

fn ledger_zero(nodes: &[NodeSeen]) -> Check {
    let sums = ledger_sum(nodes);
    let each = nodes.iter().flat_map(|node| node.ledger.values());
    let zero = each.into_iter().all(|sum| sum.is_zero()) && !sums.is_empty();
    let said = sums.iter().map(|(currency, sum)| format!("{currency} {sum}"));
    check("ledger-zero", zero, said.collect::<Vec<_>>().join(" "))
}
