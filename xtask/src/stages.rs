//! Stages one after another: each is timed, none stops the next, and all stand in one table.

use std::time::{Duration, Instant};

/// What has been run.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    done: Vec<Done>,
}

#[derive(Debug)]
struct Done {
    name: &'static str,
    took: Duration,
    good: bool,
}

impl Stages {
    /// Runs one stage; true where it goes well. What keeps it from running counts as its failure.
    pub(crate) fn run(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<bool>,
    ) -> bool {
        println!("== {name}");
        let start = now();
        let good = work().unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            false
        });
        let took = start.elapsed();
        println!("== {name}: {} in {}", word(good), duration(took));
        self.done.push(Done { name, took, good });
        good
    }

    /// Whether all went well.
    pub(crate) fn good(&self) -> bool {
        self.done.iter().all(|stage| stage.good)
    }

    /// All of them as lines of a table.
    pub(crate) fn table(&self) -> String {
        let line = |name: &str, took: Duration, good| {
            format!("{name:<12}{:>9}   {}\n", duration(took), word(good))
        };
        let mut table: String =
            self.done.iter().map(|stage| line(stage.name, stage.took, stage.good)).collect();
        table.push_str(&line("all", self.done.iter().map(|stage| stage.took).sum(), self.good()));
        table
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "stages are timed for people; nothing follows from it"
)]
fn now() -> Instant {
    Instant::now()
}

fn word(good: bool) -> &'static str {
    if good { "ok" } else { "FAILED" }
}

/// A duration as people say it: `3m 12s`.
pub(crate) fn duration(took: Duration) -> String {
    match (took.as_secs() / 60, took.as_secs() % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m {seconds:02}s"),
    }
}
