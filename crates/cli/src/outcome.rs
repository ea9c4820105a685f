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

/// What was to be read as evidence is damaged, in words.
#[derive(Debug)]
pub(crate) struct DamagedEvidence(pub(crate) String);

impl std::fmt::Display for DamagedEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DamagedEvidence {}

impl Outcome {
    /// How a command ended that an error kept from its work.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let is_store = |cause: &(dyn std::error::Error + 'static)| {
            let node = cause.downcast_ref::<node::Fault>().is_some_and(node::Fault::is_damage);
            node || matches!(cause.downcast_ref(), Some(store::Fault::Damaged { .. }))
        };
        let damaged = error.is::<DamagedEvidence>() || error.chain().any(is_store);
        if damaged { Self::Damaged } else { Self::Failed }
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

/// The status of a program whose reader has gone away, as shells know it: 128 and SIGPIPE.
const READER_GONE: i32 = 141;

/// Whoever reads what is printed may stop, as `head` does: then nothing is left to be done, and there
/// is nothing to complain about.
pub(crate) fn end_with_the_reader() {
    let complain = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to std") && said.contains("Broken pipe") {
            std::process::exit(READER_GONE);
        }
        complain(panic);
    }));
}
