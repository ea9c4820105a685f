//! What came of a simulation.

use std::collections::BTreeMap;
use std::fmt;

use kernel::Timestamp;

use crate::checks::Violation;
use crate::plan::{Plan, Trouble};

/// What came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was simulated.
    pub plan: Plan,
    /// How many steps it took.
    pub step_count: u64,
    /// What happened, so that nobody takes for tested what never was.
    pub tally: Tally,
    /// What must never be so, and was.
    pub broken: Option<Broken>,
}

/// What must never be so, and was.
#[derive(Debug, Clone)]
pub struct Broken {
    /// At which step.
    pub step: u64,
    /// When, by the true time.
    pub at: Timestamp,
    /// What.
    pub violation: Violation,
}

/// What happened, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often each fault struck.
    pub troubles: BTreeMap<Trouble, u64>,
    /// Letters that arrived.
    pub letters: u64,
    /// Commands that were answered.
    pub commands: u64,
    /// Refusals, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Movements at the end, by how far they came.
    pub movements: BTreeMap<&'static str, u64>,
    /// Entries of all journals together.
    pub entries: u64,
    /// How often a machine has recovered from an old copy of its store.
    pub recoveries: u64,
}

/// One line: what was broken and how to see it again.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, step_count, broken, .. } = self;
        match broken {
            None => write!(f, "seed {}: {step_count} steps, every promise held", plan.seed),
            Some(Broken { step, at, violation }) => write!(
                f,
                "seed {}: at step {step}, {at}, broken: {violation}; again: {plan} --trace",
                plan.seed
            ),
        }
    }
}
