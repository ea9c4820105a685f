//! What a run under kills comes to, for people and as one object.

use serde_json::json;

use super::judged::{Check, counts};
use super::killing::Kills;
use super::load::Tally;
use crate::speech::{say, tell};
use crate::table::Table;

/// What a run comes to.
#[derive(Debug)]
pub(super) struct Report {
    /// What everything was drawn from.
    pub(super) seed: u64,
    /// For how long nodes were killed.
    pub(super) seconds: f64,
    /// What was done to them.
    pub(super) kills: Kills,
    /// What was acknowledged.
    pub(super) submitted: Tally,
    /// What must hold.
    pub(super) checks: Vec<Check>,
}

/// The value below which a share of sorted values lies.
fn share(sorted: &[f64], of_hundred: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let value = sorted.get(last * of_hundred / 100).copied().unwrap_or_default();
    (value * 10.0).round() / 10.0
}

impl Report {
    /// Whether everything held.
    pub(super) fn ok(&self) -> bool {
        self.checks.iter().all(|check| check.ok)
    }

    /// Prints it.
    pub(super) fn print(&self, json: bool) -> anyhow::Result<()> {
        if json {
            println!("{}", serde_json::to_string(&self.as_json())?);
        } else {
            self.speak();
        }
        Ok(())
    }

    fn back(&self) -> [f64; 3] {
        let mut sorted = self.kills.back_ms.clone();
        sorted.sort_by(f64::total_cmp);
        [50, 99, 100].map(|of_hundred| share(&sorted, of_hundred))
    }

    fn as_json(&self) -> serde_json::Value {
        let (lost, twice) = counts(&self.checks);
        let [median, worst_of_hundred, worst] = self.back();
        let Kills { of, starting, .. } = &self.kills;
        json!({
            "ok": self.ok(), "seed": self.seed, "seconds": (self.seconds * 10.0).round() / 10.0,
            "kills": self.kills.count(), "kills_of": of, "kills_while_starting": starting,
            "acknowledged": self.submitted.acknowledged, "posted_again": self.submitted.again,
            "lost": lost, "twice": twice,
            "back_ms": {"median": median, "p99": worst_of_hundred, "worst": worst},
            "checks": self.checks,
        })
    }

    fn speak(&self) {
        let (lost, twice) = counts(&self.checks);
        let [median, worst_of_hundred, worst] = self.back();
        let of = self.kills.of.iter().map(|(node, count)| format!("{node} {count}"));
        let of = of.collect::<Vec<_>>().join(", ");
        let mut table = Table::bare();
        let mut row = |key: &str, value: String| table.row([say(key), value]);
        row("crash-seed", self.seed.to_string());
        row("crash-seconds", format!("{:.1}", self.seconds));
        row("crash-kills", format!("{} ({of})", self.kills.count()));
        row("crash-starting", self.kills.starting.to_string());
        row("crash-acknowledged", self.submitted.acknowledged.to_string());
        row("crash-again", self.submitted.again.to_string());
        row("crash-lost", lost.to_string());
        row("crash-twice", twice.to_string());
        row("crash-back", format!("{median} / {worst_of_hundred} / {worst}"));
        table.print("");
        for check in self.checks.iter().filter(|check| !check.ok) {
            let (count, first) = (check.wrong.to_string(), check.first.join("; "));
            let said = [("name", check.name), ("count", &count), ("first", &first)];
            println!("{}", tell("crash-wrong", &said));
        }
        println!("{}", say(if self.ok() { "crash-held" } else { "crash-not-held" }));
    }
}
