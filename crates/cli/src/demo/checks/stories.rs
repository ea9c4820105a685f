//! What must hold of each story and of each of its movements.

use std::collections::BTreeMap;

use kernel::Amount;
use serde_json::Value;

use super::expected::{Expected, expected};
use super::noted;
use super::{Check, check};
use crate::demo::stories::{Moved, OF_THE_SYSTEM, Told};
use crate::show::movement::declared;
use crate::speech::say;

/// How many movements of a story are named.
const NUMBERS_MAX: usize = 5;

/// Everything that must hold of a story.
pub(super) fn about(told: &Told) -> Vec<Check> {
    let detail = told.fault.clone().unwrap_or_else(|| numbers(told));
    let mut checks = vec![check(&format!("{}:told", told.name), told.fault.is_none(), detail)];
    for found in told.movements.iter().flat_map(|moved| of_movement(told, moved)) {
        // Journeys made again and again are judged together: the first that fails speaks for all.
        match checks.iter_mut().find(|check| check.name == found.name) {
            Some(check) if check.ok => *check = found,
            Some(_) => {}
            None => checks.push(found),
        }
    }
    checks.extend(noted::about(told));
    checks
}

fn numbers(told: &Told) -> String {
    if told.movements.len() > NUMBERS_MAX {
        return told.movements.len().to_string();
    }
    told.movements.iter().map(|moved| moved.mrn.as_str()).collect::<Vec<_>>().join(" ")
}

fn of_movement(told: &Told, moved: &Moved) -> Vec<Check> {
    let about = |what: &str, found: Result<String, String>| {
        let part = if moved.what.is_empty() { String::new() } else { format!("/{}", moved.what) };
        let ok = found.is_ok();
        let detail = found.unwrap_or_else(|wrong| wrong);
        check(&format!("{}{part}:{what}", told.name), ok, detail)
    };
    let Some(wanted) = expected(told.story, moved.what) else {
        return vec![about("outcome", Err(say("demo-no-such-movement")))];
    };
    vec![
        about("outcome", outcome(moved, &wanted)),
        about("agreed", agreed(moved)),
        about("confined", confined(moved)),
        about("steps", steps(moved, &wanted)),
        about("answered", answered(told, moved, &wanted)),
    ]
}

/// The administrations that know of it see it in the phase the story ends with, and nothing else that
/// is not as it should be.
fn outcome(moved: &Moved, wanted: &Expected) -> Result<String, String> {
    let stands = |code: &&&str| {
        let standing = seen(moved, code).and_then(|view| view.get("standing"));
        let phase = standing.and_then(|standing| standing.get("phase")?.as_str());
        let concerns = standing.and_then(|standing| standing.get("concerns")?.as_array());
        let concerns = concerns.map(|concerns| concerns.iter().map(Value::as_str));
        let same = |found: Vec<Option<&str>>| {
            found == wanted.concerns.iter().copied().map(Some).collect::<Vec<_>>()
        };
        phase == Some(wanted.phase) && concerns.map(Iterator::collect).is_some_and(same)
    };
    let others: Vec<_> = moved.known_to.iter().filter(|code| !stands(code)).copied().collect();
    if others.is_empty() && !moved.known_to.is_empty() {
        Ok(format!("{} {}", moved.mrn, wanted.phase))
    } else {
        Err(others.join(" "))
    }
}

fn seen<'a>(moved: &'a Moved, code: &str) -> Option<&'a Value> {
    moved.seen.get(code)?.as_ref()
}

/// What departure sees.
fn at_departure(moved: &Moved) -> Option<&Value> {
    seen(moved, moved.known_to.first()?)
}

/// All of them see the same standing, number, cover and time limit, and the same of who must act.
fn agreed(moved: &Moved) -> Result<String, String> {
    let facts = |code: &&str| {
        let view = seen(moved, code)?;
        Some(
            ["standing", "mrn", "covers", "limit_date", "open"].map(|name| view.get(name).cloned()),
        )
    };
    let mut views = moved.known_to.iter().map(facts);
    let first = views.next().flatten();
    let same = first.is_some() && views.all(|view| view == first);
    if same { Ok(moved.known_to.join(" ")) } else { Err(moved.known_to.join(" / ")) }
}

/// Nobody else knows of it.
fn confined(moved: &Moved) -> Result<String, String> {
    let outside = moved.seen.iter().filter(|(code, _)| !moved.known_to.contains(&code.as_str()));
    let knows: Vec<_> =
        outside.filter(|(_, seen)| seen.is_some()).map(|(code, _)| code.clone()).collect();
    if knows.is_empty() && !moved.seen.is_empty() {
        Ok(moved.known_to.join(" "))
    } else {
        Err(knows.join(" "))
    }
}

/// Departure sees every step as often as the story takes it, and nobody sees one more often.
fn steps(moved: &Moved, wanted: &Expected) -> Result<String, String> {
    let wanted = counted(wanted.steps.iter().copied());
    let of = |view: &Value| {
        let steps = view.get("steps").and_then(Value::as_array);
        counted(steps.into_iter().flatten().filter_map(|step| step.get("what")?.as_str()))
    };
    let home = at_departure(moved).map(of).unwrap_or_default();
    let mut wrong: Vec<String> = Vec::new();
    let words: std::collections::BTreeSet<_> = home.keys().chain(wanted.keys()).collect();
    for word in words {
        let (found, expected) = (home.get(word), wanted.get(word));
        if found != expected {
            let count = |count: Option<&usize>| count.copied().unwrap_or_default();
            wrong.push(format!("{word} {} / {}", count(found), count(expected)));
        }
    }
    for (code, view) in &moved.seen {
        let seen = view.as_ref().map(of).unwrap_or_default();
        let more = seen.into_iter().filter(|(word, count)| home.get(word) < Some(count));
        wrong.extend(more.map(|(word, count)| format!("{code} {word} {count}")));
    }
    if wrong.is_empty() { Ok(home.len().to_string()) } else { Err(wrong.join(", ")) }
}

fn counted<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// The national system was told every step, or the declarant got every message; no access code is in
/// any of them.
fn answered(told: &Told, moved: &Moved, wanted: &Expected) -> Result<String, String> {
    let names: Vec<_> = moved.messages.iter().map(|(name, _)| name.as_str()).collect();
    let written: Vec<_> = moved.written_back.iter().map(|(what, _)| what.as_str()).collect();
    let whole = if moved.messages.is_empty() {
        // What different writers did may be told in any order, and each of it once.
        let steps = wanted.steps.iter().copied().filter(|step| !OF_THE_SYSTEM.contains(step));
        counted(written.iter().copied()) == counted(steps)
    } else {
        names == wanted.messages
    };
    let told_code = |(_, text): &(String, String)| {
        told.access_codes.iter().any(|code| text.contains(code.as_str()))
    };
    let leaked = moved.messages.iter().chain(&moved.written_back).any(told_code);
    let all = [names, written].concat().join(" ");
    if leaked {
        Err(say("demo-leaked"))
    } else if whole {
        Ok(all)
    } else {
        Err(all)
    }
}

/// What is still held for the movements of a story: the guarantee's number, and how much.
pub(super) fn still_bound(told: &Told) -> Vec<(String, Amount)> {
    told.movements.iter().filter_map(at_departure).flat_map(bound_by).collect()
}

fn bound_by(view: &Value) -> Vec<(String, Amount)> {
    let covers = view.get("covers").and_then(Value::as_array);
    let held = covers
        .into_iter()
        .flatten()
        .filter(|cover| cover.get("state").and_then(Value::as_str) == Some("held"));
    let bound = |cover: &Value| {
        let declared = declared(view, cover.get("cover")?.as_u64()?)?;
        let grn = declared.pointer("/reference/grn")?.as_str()?.to_owned();
        Some((grn, Amount::parse(cover.pointer("/amount/amount")?.as_str()?).ok()?))
    };
    held.filter_map(bound).collect()
}
