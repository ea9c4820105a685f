//! The words in the tables the command line prints.

use std::collections::{BTreeMap, BTreeSet};

use guarantee::account::{Account, UsageState};
use guarantee::hold::Conversation;
use kernel::Decider;
use node::TaskState;
use serde::Serialize;
use transit::{Event, Part};

use crate::source;

/// What an entry of a journal may be about.
const ENTRIES: [&str; 6] = ["event", "dispatch", "receipt", "opened", "adopted", "alarm"];

/// Every such word; none of them has arguments.
pub(crate) fn words() -> BTreeMap<String, BTreeSet<String>> {
    let named = |prefix: &str, words: Vec<String>| {
        words.into_iter().map(|word| format!("{prefix}-{word}")).collect::<Vec<_>>()
    };
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let kinds = [Part::KIND, Account::KIND, Conversation::KIND];
    let usage =
        [UsageState::Held, UsageState::Credited, UsageState::Withdrawn, UsageState::NotHeld];
    let tasks = [TaskState::Due, TaskState::Later, TaskState::Awaiting, TaskState::Parked];
    let all = [
        named("step", steps()),
        named("kind", owned(&kinds)),
        named("entry", owned(&ENTRIES)),
        named("cover", usage.iter().map(word).collect()),
        named("task", tasks.iter().map(word).collect()),
    ];
    all.into_iter().flatten().map(|key| (key, BTreeSet::new())).collect()
}

/// What each event of a movement is called as a step; the golden file has one of each.
fn steps() -> Vec<String> {
    let golden = source("domain/transit/testdata/events.jsonl");
    let step = |line: &str| {
        let told: serde_json::Value = serde_json::from_str(line).unwrap();
        let event: Event = serde_json::from_value(told.get(0).cloned().unwrap()).unwrap();
        event.told().0.to_owned()
    };
    golden.lines().map(step).collect()
}

fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
