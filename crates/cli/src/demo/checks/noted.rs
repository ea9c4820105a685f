//! What must hold of that which was seen on the way: how precisely something was refused, what was held
//! meanwhile, who was to act.

use kernel::Element;
use serde_json::{Value, json};

use super::{Check, check};
use crate::args::StoryName;
use crate::demo::stories::Told;
use crate::demo::stories::cut::nothing_waits;
use crate::demo::stories::refusals::nothing_held;

/// Something that was noted, and whether it is as it should be.
type Rule = (&'static str, fn(&Told, &Value) -> bool);

/// What each story notes. Something that is to be noted and was not is judged as `null`.
fn rules(story: StoryName) -> &'static [Rule] {
    match story {
        StoryName::OneBorder | StoryName::TwoBorders | StoryName::DakarBamako => &[],
        StoryName::UnloadingRemarks => &[
            ("unknown-authorisation", |_, noted| refused(noted, &["TRA-028"])),
            ("consignee", |_, noted| *noted == json!(["CC043C", "CC043C", "CC025C"])),
        ],
        StoryName::Discrepancy => &[
            ("found", |_, noted| {
                waits(noted, &[("control-not-satisfactory", "departure", "guarantee-bound")])
            }),
            ("notified", |_, noted| {
                let answer = ("discrepancies-unanswered", "holder", "recovery");
                waits(
                    noted,
                    &[answer, ("control-not-satisfactory", "departure", "guarantee-bound")],
                )
            }),
            ("after-answer", |_, noted| {
                let solve = ("discrepancies-unsolved", "departure", "recovery");
                waits(noted, &[solve, ("control-not-satisfactory", "departure", "guarantee-bound")])
            }),
            ("solved", |_, noted| waits(noted, &[("end", "destination", "enquiry")])),
            ("held-before", |_, noted| holds(noted, &["bamako"])),
            ("held-after", |_, noted| nothing_held(noted)),
        ],
        StoryName::Invalidation => &[
            ("held-before-release", |_, noted| holds(noted, &["abidjan"])),
            ("held-before-release-after", |_, noted| nothing_held(noted)),
            ("held-after-release", |_, noted| holds(noted, &["bamako"])),
            ("held-after-release-after", |_, noted| nothing_held(noted)),
        ],
        StoryName::Amendment => &[
            ("another-kind", |_, noted| refused(noted, &["TRA-048"])),
            ("too-late", |_, noted| refused(noted, &["TRA-023"])),
        ],
        StoryName::Refusals => &[
            ("amount", |_, noted| *noted == json!(["G09"])),
            ("access-code", |_, noted| *noted == json!(["G03"])),
            ("agreement", |_, noted| refused(noted, &["TRA-018"])),
            ("office", |_, noted| refused(noted, &["TRA-005"])),
            ("office-in-kind", |_, noted| {
                noted
                    .as_str()
                    .is_some_and(|text| text.contains("<ncts:CC056C") && text.contains("MLXXX999"))
            }),
            ("held-after", |_, noted| nothing_held(noted)),
        ],
        StoryName::TwoGuarantees => &[
            ("held-released", |_, noted| holds(noted, &["bamako", "dakar"])),
            ("held-after", |_, noted| nothing_held(noted)),
        ],
        StoryName::CutAndHealed => &[
            ("backlog-before", |_, noted| waiting(noted, "CI-1", "BF-1") > 0),
            ("backlog-after", |_, noted| nothing_waits(noted)),
        ],
        StoryName::PublicSample => &[
            ("health", |_, noted| {
                noted.as_str().is_some_and(|said| said.starts_with("ready, clock shifted by -"))
            }),
            // The region is made at that instant, and a moment passes until its nodes are up.
            ("posted", |_, noted| {
                noted.as_str().is_some_and(|at| at.starts_with("2023-04-03T10:"))
            }),
        ],
        StoryName::TwoTrucks => &[
            ("guarantors", |_, noted| *noted == json!(["CI-CHAMBER", "CI-CHAMBER"])),
            ("sad", nothing_retyped),
            ("limit", one_case),
        ],
    }
}

/// Everything that must hold of what a story noted; nothing where it did not come to its end.
pub(super) fn about(told: &Told) -> Vec<Check> {
    if told.fault.is_some() {
        return Vec::new();
    }
    let judged = |(what, holds): &Rule| {
        let noted = told.noted.get(what).unwrap_or(&Value::Null);
        check(&format!("{}:{what}", told.name), holds(told, noted), noted.to_string())
    };
    rules(told.story).iter().map(judged).collect()
}

/// Somebody was refused by the rules, for just these reasons.
fn refused(noted: &Value, codes: &[&str]) -> bool {
    *noted == json!({"status": 422, "codes": codes})
}

/// Just so much holds a movement open: what, who must act, and what happens otherwise.
fn waits(noted: &Value, wanted: &[(&str, &str, &str)]) -> bool {
    let open = noted.as_array().into_iter().flatten().map(|open| {
        ["concern", "resolver", "then"].map(|name| open.get(name).and_then(Value::as_str))
    });
    let wanted = wanted
        .iter()
        .map(|(concern, resolver, then)| [Some(*concern), Some(*resolver), Some(*then)]);
    open.collect::<Vec<_>>() == wanted.collect::<Vec<_>>()
}

/// These guarantees hold something, and no other does.
fn holds(noted: &Value, names: &[&str]) -> bool {
    let held = noted.as_object().into_iter().flatten();
    let held = held.filter(|(_, amount)| *amount != "0").map(|(name, _)| name.as_str());
    held.collect::<Vec<_>>() == names
}

/// How many entries a node has told a peer that has not receipted them.
fn waiting(noted: &Value, node: &str, peer: &str) -> u64 {
    let pending = noted.get(node).and_then(|peers| peers.get(peer));
    pending.and_then(Value::as_u64).unwrap_or_default()
}

/// Whatever the SAD of the first truck said of the load, its destination sees in the element it is at
/// home in.
fn nothing_retyped(told: &Told, noted: &Value) -> bool {
    let first = told.movements.iter().find(|moved| moved.what == "first");
    let view = first.and_then(|moved| moved.seen.get("ML")?.as_ref());
    let said = noted.as_array().map(Vec::as_slice).unwrap_or_default();
    let reads = |said: &Value| {
        let (path, wanted) = (said.get(0)?.as_str()?, said.get(1)?.as_str()?);
        let (group, path) = path.split_once('/')?;
        let group = view?.get(group)?.clone();
        let group: Element = serde_json::from_value(group).ok()?;
        Some(group.text(path) == Some(wanted))
    };
    !said.is_empty() && said.iter().all(|said| reads(said) == Some(true))
}

/// Of the second truck all countries of the route see one case: that it is overdue since the limit, and
/// that departure must act.
fn one_case(told: &Told, limit: &Value) -> bool {
    let second = told.movements.iter().find(|moved| moved.what == "second");
    let open = |code: &&str| {
        let view = second?.seen.get(*code)?.as_ref()?;
        let same_limit = view.get("limit_date") == Some(limit);
        same_limit.then(|| view.get("open").cloned().unwrap_or_default())
    };
    let cases: Vec<Option<Value>> = ["CI", "BF", "ML"].iter().map(open).collect();
    let overdue = |case: &Option<Value>| {
        let first = case.as_ref().and_then(|open| open.get(0));
        let word = |name: &str| first.and_then(|open| open.get(name)).and_then(Value::as_str);
        (word("concern"), word("resolver")) == (Some("overdue"), Some("departure"))
    };
    cases.iter().all(overdue) && cases.windows(2).all(|pair| pair.first() == pair.last())
}

#[cfg(test)]
mod tests;
