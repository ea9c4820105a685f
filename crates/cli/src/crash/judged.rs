//! What must hold when nodes were killed. Pure: from what was acknowledged and what is seen to a
//! verdict each.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Amount;
use serde::Serialize;

use super::MEMBERS;
use super::killing::Kills;
use super::load::Submitted;
use super::seen::{Movement, Seen};

/// How many things that are wrong a check names.
const NAMED: usize = 5;

/// A check and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What is checked.
    pub(super) name: &'static str,
    /// Whether it holds.
    pub(super) ok: bool,
    /// Of how many things it does not.
    pub(super) wrong: usize,
    /// The first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) first: Vec<String>,
}

fn check(name: &'static str, wrong: impl IntoIterator<Item = String>) -> Check {
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    let count = wrong.len();
    wrong.truncate(NAMED);
    Check { name, ok: count == 0, wrong: count, first: wrong }
}

/// All checks.
pub(super) fn judge(
    submitted: &[Submitted],
    contradicted: &[String],
    kills: &Kills,
    seen: &Seen,
) -> Vec<Check> {
    vec![
        nothing_submitted(submitted),
        lost(submitted, seen),
        twice(submitted, seen),
        check("answers-given-once", contradicted.to_vec()),
        held_once(submitted, seen),
        amounts(submitted, seen),
        agree(submitted, seen),
        verified(seen),
        check("no-operator", unattended(kills, seen)),
    ]
}

/// A run in which nothing was acknowledged, or nothing was interrupted, shows nothing.
fn nothing_submitted(submitted: &[Submitted]) -> Check {
    let empty = submitted.is_empty().then(|| "nothing was acknowledged".to_owned());
    check("something-acknowledged", empty)
}

/// The dossier of a movement, as the answer named its place.
fn dossier(one: &Submitted) -> &str {
    one.place.strip_prefix("/movements/").unwrap_or(&one.place)
}

fn movement<'a>(seen: &'a Seen, administration: &str, one: &Submitted) -> Option<&'a Movement> {
    seen.movements.get(administration)?.get(dossier(one))
}

/// What was acknowledged is where it began and where it goes, under the name it was given.
fn lost(submitted: &[Submitted], seen: &Seen) -> Check {
    let lost = |administration: &'static str| {
        submitted.iter().filter_map(move |one| {
            let found = movement(seen, administration, one);
            match found {
                Some(found) if found.lrn == one.lrn && found.phase == "released" => None,
                _ => Some(format!("{administration} {}: {found:?}", one.lrn)),
            }
        })
    };
    check("nothing-acknowledged-lost", MEMBERS.into_iter().flat_map(lost))
}

/// There is no movement but those acknowledged, and no name is used twice.
fn twice(submitted: &[Submitted], seen: &Seen) -> Check {
    let known: BTreeSet<_> = submitted.iter().map(dossier).collect();
    let mut wrong = Vec::new();
    for (administration, movements) in &seen.movements {
        let mut names = BTreeSet::new();
        for (dossier, movement) in movements {
            let is_new = names.insert(&movement.lrn);
            if !known.contains(dossier.as_str()) || !is_new {
                wrong.push(format!("{administration} {dossier} {}", movement.lrn));
            }
        }
    }
    if known.len() != submitted.len() {
        wrong.push(format!("{} messages made {} movements", submitted.len(), known.len()));
    }
    check("nothing-twice", wrong)
}

/// The home of the guarantee holds once for each movement what its declaration says.
fn held_once(submitted: &[Submitted], seen: &Seen) -> Check {
    let wrong = submitted.iter().filter_map(|one| {
        let mrn = movement(seen, MEMBERS[0], one).map(|found| found.mrn.as_str());
        let cover = seen.guarantees.get(&one.grn);
        let uses = mrn.and_then(|mrn| cover?.uses.get(mrn));
        match uses.map(Vec::as_slice) {
            Some([amount]) if *amount == one.amount => None,
            _ => Some(format!("{} {mrn:?}: {uses:?} for {}", one.lrn, one.amount)),
        }
    });
    check("held-once", wrong)
}

/// What a guarantee holds is the sum of what was acknowledged under it.
fn amounts(submitted: &[Submitted], seen: &Seen) -> Check {
    let mut sums: BTreeMap<&str, Option<Amount>> = BTreeMap::new();
    for one in submitted {
        let sum = sums.entry(one.grn.as_str()).or_insert(Some(Amount::ZERO));
        *sum = sum.and_then(|sum| sum.plus(one.amount));
    }
    let wrong = seen.guarantees.iter().filter_map(|(grn, cover)| {
        let owed = sums.get(grn.as_str()).copied().unwrap_or(Some(Amount::ZERO));
        let mut uses = cover.uses.values().flatten();
        let used = uses.try_fold(Amount::ZERO, |sum, amount| sum.plus(*amount));
        let right = owed == Some(cover.held) && owed == used;
        (!right).then(|| format!("{grn}: {} held, {used:?} used, {owed:?} owed", cover.held))
    });
    check("amounts-add-up", wrong)
}

/// Departure sees what the home of the guarantee holds; both ends have one number.
fn agree(submitted: &[Submitted], seen: &Seen) -> Check {
    let wrong = submitted.iter().filter_map(|one| {
        let [here, there] = MEMBERS.map(|member| movement(seen, member, one));
        let same_number = here.map(|it| &it.mrn) == there.map(|it| &it.mrn);
        let same_amount = here.is_some_and(|it| it.held == [one.amount]);
        (!same_number || !same_amount).then(|| format!("{}: {here:?} {there:?}", one.lrn))
    });
    check("both-sides-agree", wrong)
}

fn verified(seen: &Seen) -> Check {
    let wrong = seen.nodes.iter().filter_map(|(node, condition)| {
        let found = &condition.verified;
        (!found.ok).then(|| format!("{node}: {:?}", found.first_bad))
    });
    check("verified", wrong)
}

/// Whatever an operator would have had to do something about.
fn unattended(kills: &Kills, seen: &Seen) -> Vec<String> {
    let mut wrong = kills.ended.clone();
    for (node, condition) in &seen.nodes {
        wrong.extend(condition.recovers.then(|| format!("{node} recovers")));
        wrong.extend(condition.alarms.iter().map(|alarm| format!("{node}: {alarm}")));
    }
    wrong
}

/// How many of what was acknowledged are lost, and how many things happened twice.
pub(super) fn counts(checks: &[Check]) -> (usize, usize) {
    let wrong = |names: &[&str]| {
        let named = checks.iter().filter(|check| names.contains(&check.name));
        named.map(|check| check.wrong).sum()
    };
    (
        wrong(&["nothing-acknowledged-lost"]),
        wrong(&["nothing-twice", "answers-given-once", "held-once"]),
    )
}
