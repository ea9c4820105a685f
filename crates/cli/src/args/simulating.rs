//! What is simulated.

use std::collections::BTreeSet;

use clap::Args;
use sim::{DAYS_MAX, NODES_MAX, NODES_MIN, Trouble};

use crate::speech::{say, tell};
use crate::usage::Unfit;

/// What is simulated.
#[derive(Debug, Clone, Args)]
pub(crate) struct SimulateOptions {
    /// From which seed; a fresh one where nothing is said.
    #[arg(long, conflicts_with = "seeds", value_name = "N", help = say("cli-simulate-seed"))]
    pub(crate) seed: Option<u64>,
    /// From every seed between two, both of them too.
    #[arg(long, value_name = "A..B", value_parser = seeds, help = say("cli-simulate-seeds"))]
    pub(crate) seeds: Option<Seeds>,
    /// How many administrations.
    #[arg(long, value_name = "K", default_value_t = 4, value_parser = nodes, help = say("cli-simulate-nodes"))]
    pub(crate) nodes: usize,
    /// For how many days.
    #[arg(long, value_name = "D", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(DAYS_MAX)), help = say("cli-simulate-days"))]
    pub(crate) days: u32,
    /// Which faults; all where nothing is said.
    #[arg(long, value_name = "LIST", value_parser = faults, help = say("cli-simulate-faults"))]
    pub(crate) faults: Option<Faults>,
    /// Print every step.
    #[arg(long, conflicts_with_all = ["seeds", "json"], help = say("cli-simulate-trace"))]
    pub(crate) trace: bool,
    /// Print one object.
    #[arg(long, help = say("cli-json"))]
    pub(crate) json: bool,
}

/// The first seed and the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds(pub(crate) u64, pub(crate) u64);

/// Faults, each once.
#[derive(Debug, Clone)]
pub(crate) struct Faults(pub(crate) BTreeSet<Trouble>);

fn seeds(text: &str) -> Result<Seeds, Unfit> {
    let ends = text.split_once("..").and_then(|(first, last)| {
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        (first <= last).then_some(Seeds(first, last))
    });
    ends.ok_or_else(|| Unfit(tell("cli-simulate-seeds-form", &[("text", text)])))
}

fn nodes(text: &str) -> Result<usize, Unfit> {
    let count = text.parse().ok().filter(|count| (NODES_MIN..=NODES_MAX).contains(count));
    let (least, most) = (NODES_MIN.to_string(), NODES_MAX.to_string());
    count.ok_or_else(|| {
        let said = [("text", text), ("least", &*least), ("most", &*most)];
        Unfit(tell("cli-simulate-nodes-range", &said))
    })
}

/// Words with commas between them, or `none`.
fn faults(text: &str) -> Result<Faults, Unfit> {
    if text == "none" {
        return Ok(Faults(BTreeSet::new()));
    }
    let words = text.split(',').map(|word| {
        let known = Trouble::ALL.map(Trouble::word).join(", ");
        let said = [("word", word), ("known", &*known)];
        let unknown = |_| Unfit(tell("cli-simulate-faults-word", &said));
        word.trim().parse().map_err(unknown)
    });
    words.collect::<Result<_, _>>().map(Faults)
}
