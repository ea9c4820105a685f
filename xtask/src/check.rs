//! `cargo xtask check`: what one runs before every commit.

use anyhow::ensure;

use crate::repository::{answers, cargo, succeeds};
use crate::stages::Stages;
use crate::{suite, tidy};

/// Runs it; `full` adds the tests above the store, and the licences.
pub(crate) fn run(full: bool) -> anyhow::Result<bool> {
    let mut stages = Stages::default();
    stages.run("fmt", fmt);
    stages.run("clippy", clippy);
    stages.run("tidy", || tidy::run(false));
    let scope = if full { suite::ALL } else { suite::RULES };
    stages.run("tests", || Ok(suite::run(scope)?.good));
    if full {
        stages.run("deny", deny);
    }
    print!("\n{}", stages.table());
    Ok(stages.good())
}

/// The layout of the source.
pub(crate) fn fmt() -> anyhow::Result<bool> {
    succeeds(&mut cargo(&["fmt", "--all", "--check"]))
}

/// All lints, as errors; not by `RUSTFLAGS`, which would build every dependency anew.
pub(crate) fn clippy() -> anyhow::Result<bool> {
    let lint = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny=warnings"];
    succeeds(&mut cargo(&lint))
}

/// Licences, bans and sources. Not the advisories: they are a download, and change by the day.
fn deny() -> anyhow::Result<bool> {
    if !answers(&mut cargo(&["deny", "--version"])) {
        println!("cargo-deny is not installed: installing it, once");
        let installed = succeeds(&mut cargo(&["install", "--locked", "cargo-deny"]))?;
        ensure!(installed, "cargo-deny cannot be installed");
    }
    let judge = ["deny", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    succeeds(&mut cargo(&judge))
}
