//! `passavant bench`: figures beside a peer's from the same run, and the conditions they hold under.

mod archive;
mod backlog;
mod conditions;
mod day;
mod footprint;
mod growth;
mod homes;
mod journeys;
mod load;
mod nats;
mod peers;
mod station;
mod store;
mod submit;
mod verify;

use serde::Serialize;

use crate::args::{BenchName, BenchOptions};
use crate::outcome::Outcome;
use crate::speech::tell;
use conditions::Conditions;

/// A measurement, in the form every bench prints.
#[derive(Debug, Clone, Serialize)]
struct Bench {
    name: &'static str,
    conditions: Conditions,
    rows: Vec<Row>,
}

/// A figure.
#[derive(Debug, Clone, Default, Serialize)]
struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    /// Who did something comparable in the same run; nobody where there is no peer here.
    peers: Vec<Peer>,
    /// What `DESIGN.md` asks for, in the same unit.
    budget: Option<f64>,
    met: Option<bool>,
}

/// Somebody beside, in the same unit.
#[derive(Debug, Clone, Serialize)]
struct Peer {
    peer: String,
    value: f64,
    /// The row's figure through this one.
    ratio: Option<f64>,
}

impl Row {
    fn new(what: String, value: f64, unit: &'static str) -> Self {
        Self { what, value: rounded(value), unit, ..Self::default() }
    }

    fn beside(mut self, peers: impl IntoIterator<Item = (String, f64)>) -> Self {
        for (peer, value) in peers {
            let ratio = (value > 0.0).then(|| rounded(self.value / value));
            self.peers.push(Peer { peer, value: rounded(value), ratio });
        }
        self
    }

    fn at_least(mut self, budget: f64) -> Self {
        (self.budget, self.met) = (Some(budget), Some(self.value >= budget));
        self
    }

    fn at_most(mut self, budget: f64) -> Self {
        (self.budget, self.met) = (Some(budget), Some(self.value <= budget));
        self
    }

    fn print(&self) {
        let value = self.value.to_string();
        let said = [("what", self.what.as_str()), ("value", &value), ("unit", self.unit)];
        println!("{}", tell("bench-row", &said));
        for Peer { peer, value, ratio } in &self.peers {
            let ratio = ratio.map_or_else(|| "-".to_owned(), |ratio| ratio.to_string());
            let (value, unit) = (value.to_string(), self.unit);
            let said =
                [("peer", peer.as_str()), ("value", &value), ("unit", unit), ("ratio", &ratio)];
            println!("  {}", tell("bench-peer", &said));
        }
        if let (Some(budget), Some(met)) = (self.budget, self.met) {
            let key = if met { "bench-budget-met" } else { "bench-budget-missed" };
            println!("  {}", tell(key, &[("budget", &budget.to_string()), ("unit", self.unit)]));
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A share of sorted values: 0.99 for the 99th percentile.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let wanted = (0..=last).find(|at| (f64_of(*at) + 1.0) >= share * f64_of(sorted.len()));
    wanted.and_then(|at| sorted.get(at)).copied().unwrap_or_default()
}

fn f64_of(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Measures.
pub(crate) fn run(options: &BenchOptions) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let conditions = Conditions::here(folder.path())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (name, rows) = match options.name {
        BenchName::Submit => ("submit", runtime.block_on(submit::measure(folder.path(), options))?),
        BenchName::Journeys => {
            ("journeys", runtime.block_on(journeys::measure(folder.path(), options))?)
        }
        BenchName::Store => ("store", store::measure(folder.path(), options, &runtime)?),
        BenchName::Verify => ("verify", verify::measure(folder.path(), options)?),
        BenchName::Growth => ("growth", growth::measure(folder.path(), options)?),
        BenchName::Load => ("load", load::measure(folder.path(), options, &runtime)?),
        BenchName::Day => ("day", day::measure(folder.path(), options)?),
        BenchName::Backlog => ("backlog", backlog::measure(folder.path(), options)?),
        BenchName::Footprint => ("footprint", runtime.block_on(footprint::measure(folder.path()))?),
    };
    let bench = Bench { name, conditions, rows };
    if options.json {
        println!("{}", serde_json::to_string(&bench)?);
    } else {
        bench.conditions.print(name);
        bench.rows.iter().for_each(Row::print);
    }
    Ok(Outcome::Good)
}
