//! How a command ended, as the exit code says it.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// What was asked is done and everything holds.
    Good,
    /// A check failed, or a fault kept the command from its work.
    Failed,
    /// What was asked for makes no sense together.
    Misused,
    /// Evidence is damaged.
    Damaged,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Good => Self::SUCCESS,
            Outcome::Failed => Self::from(1),
            Outcome::Misused => Self::from(2),
            Outcome::Damaged => Self::from(70),
        }
    }
}

/// Prints what was done: one object, or the same for people.
pub(crate) fn print(json: bool, object: &serde_json::Value, said: &str) {
    if json {
        println!("{object}");
    } else {
        println!("{said}");
    }
}
