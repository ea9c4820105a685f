//! What a demonstration prints: one object, or the same in words.

use std::collections::BTreeMap;

use kernel::Signed;
use serde::Serialize;

use super::checks::{Check, checks, ledger_sum};
use super::observe::{GuaranteeSeen, NodeSeen, Observed, Rate};
use super::stories::Told;
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
    /// How fast many journeys were, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<Rate>,
    /// How often each node was killed, where power cuts were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    power_cuts: Option<BTreeMap<String, u32>>,
}

#[derive(Debug, Clone, Serialize)]
struct NodeLine {
    region: String,
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
    region: String,
    grn: String,
    home: String,
    currency: String,
    limit: String,
    held: String,
    free: String,
}

#[derive(Debug, Clone, Serialize)]
struct StoryLine {
    region: String,
    name: String,
    ok: bool,
    /// The numbers of its movements; a dossier where one has none.
    movements: Vec<String>,
}

impl Report {
    /// The report on what was observed.
    pub(crate) fn of(observed: &Observed, seed: u64, took: std::time::Duration) -> Self {
        let checks = checks(observed);
        let regions = &observed.regions;
        let nodes = regions
            .iter()
            .flat_map(|region| region.nodes.iter().map(|node| NodeLine::of(&region.name, node)));
        let guarantees = regions.iter().flat_map(|region| {
            region.guarantees.iter().map(|guarantee| GuaranteeLine::of(&region.name, guarantee))
        });
        let stories = regions.iter().flat_map(|region| {
            region.stories.iter().map(|told| StoryLine::of(&region.name, told, &checks))
        });
        Self {
            // Of nothing that was told nothing holds.
            ok: !checks.is_empty() && checks.iter().all(|check| check.ok),
            seed,
            seconds: (took.as_secs_f64() * 1000.0).round() / 1000.0,
            nodes: nodes.collect(),
            guarantees: guarantees.collect(),
            ledger_sum: ledger_sum(regions.iter().flat_map(|region| &region.nodes)),
            stories: stories.collect(),
            scale: observed.scale.clone(),
            power_cuts: observed.cuts.as_ref().map(|cuts| cuts.made.clone()),
            checks,
        }
    }

    /// Prints it for people.
    pub(crate) fn print(&self) {
        println!();
        for check in &self.checks {
            let verdict = say(if check.ok { "cli-holds" } else { "cli-fails" });
            let Check { region, name, detail, .. } = check;
            println!("{verdict:<10} {region:<12} {name:<44} {detail}");
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
    fn of(region: &str, node: &NodeSeen) -> Self {
        let journal = &node.state.journal;
        Self {
            region: region.to_owned(),
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

impl GuaranteeLine {
    fn of(region: &str, guarantee: &GuaranteeSeen) -> Self {
        Self {
            region: region.to_owned(),
            grn: guarantee.grn.clone(),
            home: guarantee.home.clone(),
            currency: guarantee.currency.clone(),
            limit: guarantee.limit.clone(),
            held: guarantee.held.clone(),
            free: guarantee.free.clone(),
        }
    }
}

impl StoryLine {
    fn of(region: &str, told: &Told, checks: &[Check]) -> Self {
        let about = |check: &&Check| {
            let rest = check.name.strip_prefix(told.name.as_str());
            check.region == region && rest.is_some_and(|rest| rest.starts_with([':', '/']))
        };
        Self {
            region: region.to_owned(),
            name: told.name.clone(),
            ok: checks.iter().filter(about).all(|check| check.ok),
            movements: told.movements.iter().map(|moved| moved.mrn.clone()).collect(),
        }
    }
}
