//! What must hold when the stories have been told. Pure: from what was observed to a verdict each.

mod expected;
mod noted;
mod stories;

use std::collections::BTreeMap;

use kernel::{Amount, Signed};
use serde::Serialize;
use serde_json::Value;

use super::observe::{Cuts, NodeSeen, Observed, RegionSeen};
use crate::speech::say;

/// A check and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    /// In which region; in all of them where it says none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) region: String,
    /// What is checked.
    pub(crate) name: String,
    /// Whether it holds.
    pub(crate) ok: bool,
    /// What was found.
    pub(crate) detail: String,
}

/// All checks.
pub(crate) fn checks(observed: &Observed) -> Vec<Check> {
    let mut checks: Vec<Check> = observed.regions.iter().flat_map(of_region).collect();
    checks.extend(observed.cuts.as_ref().map(power_cuts));
    checks
}

fn of_region(region: &RegionSeen) -> Vec<Check> {
    let nodes = &region.nodes;
    let mut checks = vec![time_zero(nodes)];
    checks.extend(region.stories.iter().flat_map(stories::about));
    checks.push(movement_count(region));
    checks.push(guarantees_free(region));
    checks.push(ledger_zero(nodes));
    checks.push(of_all("nothing-pending", nodes, |node| {
        (node.state.pending == 0 && node.state.sent == node.state.receipted)
            .then_some(())
            .ok_or(format!("{} of {}", node.state.pending, node.state.sent))
    }));
    checks.push(of_all("cosigned", nodes, |node| {
        (!node.state.journal.cosigned_by.is_empty()).then_some(()).ok_or_else(|| say("demo-nobody"))
    }));
    checks.push(of_all("verified", nodes, |node| match &node.verified.first_bad {
        None if node.verified_whole() => Ok(()),
        None => Err(format!("{} / {}", node.verified.entries, node.state.journal.entries)),
        Some(bad) => Err(format!("{} {} {}: {}", bad.what, bad.log, bad.index, bad.why)),
    }));
    checks.push(no_alarm(region));
    checks.iter_mut().for_each(|check| check.region.clone_from(&region.name));
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
    Check { region: String::new(), name: name.to_owned(), ok, detail }
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

/// Each node holds as many movements as stories let its administration know of, and no more.
fn movement_count(region: &RegionSeen) -> Check {
    of_all("movement-count", &region.nodes, |node| {
        let country = node.state.id.split('-').next().unwrap_or_default();
        let movements = region.stories.iter().flat_map(|told| &told.movements);
        let wanted = movements.filter(|moved| moved.known_to.contains(&country)).count();
        let held = node.state.movements.values().sum::<u64>();
        if u64::try_from(wanted) == Ok(held) { Ok(()) } else { Err(format!("{held} / {wanted}")) }
    })
}

/// What is held is held for a movement that is still open, and everything else is free again.
fn guarantees_free(region: &RegionSeen) -> Check {
    let bound: Vec<_> = region.stories.iter().flat_map(stories::still_bound).collect();
    let held_for = |grn: &str| {
        let mut amounts = bound.iter().filter(|(named, _)| named == grn);
        amounts.try_fold(Amount::ZERO, |sum, (_, amount)| sum.plus(*amount))
    };
    let wrong = region.guarantees.iter().filter(|guarantee| {
        let amount = |text: &str| Amount::parse(text).ok();
        let held = amount(&guarantee.held);
        let sum = held.zip(amount(&guarantee.free)).and_then(|(held, free)| held.plus(free));
        held.is_none() || held != held_for(&guarantee.grn) || sum != amount(&guarantee.limit)
    });
    let wrong = wrong
        .map(|guarantee| format!("{}: {} / {}", guarantee.grn, guarantee.free, guarantee.limit));
    let wrong: Vec<_> = wrong.collect();
    let numbers = region.guarantees.iter().map(|guarantee| guarantee.grn.clone());
    let numbers = numbers.collect::<Vec<_>>().join(" ");
    let free = wrong.is_empty() && !region.guarantees.is_empty();
    check("guarantees-free", free, if wrong.is_empty() { numbers } else { wrong.join("; ") })
}

/// The sum over all accounts of all nodes, by currency.
pub(crate) fn ledger_sum<'a>(
    nodes: impl IntoIterator<Item = &'a NodeSeen>,
) -> BTreeMap<String, Signed> {
    let mut sums: BTreeMap<String, Signed> = BTreeMap::new();
    for (currency, sum) in nodes.into_iter().flat_map(|node| &node.ledger) {
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

/// Nobody was alarmed of anything but what a story lets go wrong.
fn no_alarm(region: &RegionSeen) -> Check {
    of_all("no-alarm", &region.nodes, |node| {
        let mut alarms = node.alarms.iter();
        let first = alarms.find(|alarm| !region.stories.iter().any(|told| told.expects(alarm)));
        first.map(Value::to_string).map_or(Ok(()), Err)
    })
}
