//! What a demonstration prints: one object, or the same in words.

use std::collections::BTreeMap;

use kernel::Signed;
use serde::Serialize;

use super::checks::{Check, checks, ledger_sum};
use super::observe::{NodeSeen, Observed};
use crate::speech::{say, tell};

/// The object.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Report {
    /// Whether every check holds.
    pub(crate) ok: bool,
    seed: u64,
    seconds: f64,
    pub(crate) checks: Vec<Check>,
    nodes: Vec<NodeLine>,
    guarantees: Vec<GuaranteeLine>,
    ledger_sum: BTreeMap<String, Signed>,
    stories: Vec<StoryLine>,
    /// How often each node was killed, where power cuts were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    power_cuts: Option<BTreeMap<String, u32>>,
}

#[derive(Debug, Clone, Serialize)]
struct NodeLine {
    id: String,
    decides: &'static str,
    movements: BTreeMap<String, u64>,
    sent: u64,
    received: u64,
    receipted: u64,
    pending: u64,
    journal: JournalLine,
}

#[derive(Debug, Clone, Serialize)]
struct JournalLine {
    entries: u64,
    verified: bool,
    cosigned_by: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct GuaranteeLine {
    grn: String,
    home: String,
    currency: String,
    limit: String,
    held: String,
    free: String,
}

#[derive(Debug, Clone, Serialize)]
struct StoryLine {
    name: String,
    ok: bool,
    mrn: String,
}

impl Report {
    /// The report on what was observed.
    pub(crate) fn of(observed: &Observed, seed: u64, took: std::time::Duration) -> Self {
        let checks = checks(observed);
        let good = |told: &str| {
            let about = format!("{told}:");
            checks.iter().filter(|check| check.name.starts_with(&about)).all(|check| check.ok)
        };
        let stories = observed.stories.iter().map(|told| StoryLine {
            name: told.name.clone(),
            ok: good(&told.name),
            mrn: told.mrn.clone(),
        });
        let guarantees = observed.guarantees.iter().map(|guarantee| GuaranteeLine {
            grn: guarantee.grn.clone(),
            home: guarantee.home.clone(),
            currency: guarantee.currency.clone(),
            limit: guarantee.limit.clone(),
            held: guarantee.held.clone(),
            free: guarantee.free.clone(),
        });
        Self {
            ok: checks.iter().all(|check| check.ok),
            seed,
            seconds: (took.as_secs_f64() * 1000.0).round() / 1000.0,
            nodes: observed.nodes.iter().map(NodeLine::of).collect(),
            guarantees: guarantees.collect(),
            ledger_sum: ledger_sum(&observed.nodes),
            stories: stories.collect(),
            power_cuts: observed.cuts.as_ref().map(|cuts| cuts.made.clone()),
            checks,
        }
    }

    /// Prints it for people.
    pub(crate) fn print(&self) {
        println!();
        for check in &self.checks {
            let verdict = say(if check.ok { "cli-holds" } else { "cli-fails" });
            println!("{verdict:<10} {:<28} {}", check.name, check.detail);
        }
        println!();
        for node in &self.nodes {
            let (entries, sent) = (node.journal.entries.to_string(), node.sent.to_string());
            let received = node.received.to_string();
            let said = [
                ("node", node.id.as_str()),
                ("decides", &decides_in_words(node.decides)),
                ("entries", &entries),
                ("sent", &sent),
                ("received", &received),
                ("witnesses", &node.journal.cosigned_by.join(", ")),
            ];
            println!("{}", tell("demo-node-line", &said));
        }
        for guarantee in &self.guarantees {
            let limit = format!("{} {}", guarantee.limit, guarantee.currency);
            let said = [
                ("grn", guarantee.grn.as_str()),
                ("limit", &limit),
                ("held", &guarantee.held),
                ("free", &guarantee.free),
            ];
            println!("{}", tell("demo-guarantee-line", &said));
        }
        println!("{}", say(if self.ok { "demo-good" } else { "demo-bad" }));
    }
}

/// Who decides, in words.
fn decides_in_words(decides: &str) -> String {
    match decides {
        "national" => say("demo-national"),
        "node" => say("demo-node"),
        _ => say("demo-nobody"),
    }
}

impl NodeLine {
    fn of(node: &NodeSeen) -> Self {
        let journal = &node.state.journal;
        Self {
            id: node.state.id.clone(),
            decides: node.decides,
            movements: node.state.movements.clone(),
            sent: node.state.sent,
            received: node.state.received,
            receipted: node.state.receipted,
            pending: node.state.pending,
            journal: JournalLine {
                entries: journal.entries,
                verified: node.verified_whole(),
                cosigned_by: journal.cosigned_by.clone(),
            },
        }
    }
}
