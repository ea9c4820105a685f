//! `cargo xtask test`: what continuous integration runs, from a clean clone to one table.

use crate::stages::Stages;
use crate::suite::{self, Outcome};
use crate::{check, needs, tidy};

/// Runs every stage, also after one that failed.
pub(crate) fn run() -> anyhow::Result<bool> {
    let mut stages = Stages::default();
    let mut outcome = Outcome::default();
    suite::forget_skips()?;
    stages.run("needs", needs::run);
    stages.run("fmt", check::fmt);
    stages.run("tidy", || tidy::run(false));
    stages.run("clippy", check::clippy);
    // Tests that do not build cannot run, and need not say it twice.
    if stages.run("build", || suite::build(suite::ALL)) {
        stages.run("tests", || {
            outcome = suite::run(suite::ALL)?;
            Ok(outcome.good)
        });
    }
    let no_data = suite::skips("no-data")?;
    let no_tool = suite::skips("no-tool")?;

    print!("\n{}\ntests run: {}\n", stages.table(), outcome.ran);
    for (name, list) in [("no data", &no_data), ("no tool", &no_tool)] {
        println!("{name}: {}", list.len());
        for line in list {
            println!("  {line}");
        }
    }
    // A build machine was given every tool; public data it need not have.
    let skipped = needs::in_ci() && !no_tool.is_empty();
    Ok(stages.good() && !skipped)
}
