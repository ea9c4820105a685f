//! Builds and runs tests, by `cargo nextest` where it is there, and counts what ran.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::Context;

use crate::database::Database;
use crate::needs;
use crate::repository::{cargo, root, succeeds};

/// The whole workspace.
pub(crate) const ALL: &[&str] = &["--workspace"];

/// Rules, pure crates and the store: what stands below the node.
pub(crate) const RULES: &[&str] =
    &["--workspace", "--exclude=node", "--exclude=api", "--exclude=cli"];

/// What a run of the tests came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Whether all passed.
    pub(crate) good: bool,
    /// How many ran.
    pub(crate) ran: usize,
}

/// Builds the tests and runs none.
pub(crate) fn build(scope: &[&str]) -> anyhow::Result<bool> {
    let mut command = if needs::nextest() {
        cargo(&["nextest", "run", "--no-run", "--cargo-quiet"])
    } else {
        cargo(&["test", "--no-run", "--quiet"])
    };
    succeeds(command.args(scope))
}

/// The command that runs tests and does not stop at the first that fails.
pub(crate) fn command(scope: &[&str]) -> Command {
    let mut command = if needs::nextest() {
        cargo(&["nextest", "run", "--no-fail-fast", "--status-level=slow", "--cargo-quiet"])
    } else {
        cargo(&["test", "--no-fail-fast"])
    };
    command.args(scope);
    command
}

/// Runs tests; shows what they print and counts them.
pub(crate) fn run(scope: &[&str]) -> anyhow::Result<Outcome> {
    let mut command = command(scope);
    let database = Database::start()?;
    command.envs(database.as_ref().map(|database| (Database::NAMED_BY, database.named())));
    // Colours would stand between the digits that are counted.
    command.env("CARGO_TERM_COLOR", "never").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{command:?} does not start"))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let ran = thread::scope(|scope| {
        let errors =
            scope.spawn(|| stderr.map_or(0, |lines| pass_on(lines, |line| eprintln!("{line}"))));
        let ran = stdout.map_or(0, |lines| pass_on(lines, |line| println!("{line}")));
        ran + errors.join().unwrap_or_default()
    });
    let good = child.wait().with_context(|| format!("{command:?} does not end"))?.success();
    Ok(Outcome { good, ran })
}

/// Hands every line on, and adds up the tests that the lines report.
fn pass_on(lines: impl Read, hand_on: impl Fn(&str)) -> usize {
    let mut ran = 0;
    for line in BufReader::new(lines).split(b'\n') {
        let Ok(line) = line else { break };
        let line = String::from_utf8_lossy(&line);
        hand_on(&line);
        ran += reported(&line);
    }
    ran
}

/// How many tests a line reports as run: the summary of nextest, or the result of one test binary.
pub(crate) fn reported(line: &str) -> usize {
    let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    let before = |what: &str| {
        let counts = words.windows(2).filter_map(|pair| match pair {
            [count, word] if *word == what => count.split('/').next()?.parse::<usize>().ok(),
            _ => None,
        });
        counts.sum::<usize>()
    };
    if line.contains("Summary [") {
        before("tests") + before("test")
    } else if line.starts_with("test result:") {
        before("passed") + before("failed")
    } else {
        0
    }
}

/// Forgets what earlier runs could not do. Tests append to the lists and do not make the folder.
pub(crate) fn forget_skips() -> anyhow::Result<()> {
    let folder = root().join("target");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for list in ["no-data", "no-tool"] {
        let file = skip_file(list);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", file.display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// The tests that could not do their work for want of `no-data` or a `no-tool`.
pub(crate) fn skips(list: &str) -> anyhow::Result<BTreeSet<String>> {
    let file = skip_file(list);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
    }
}

/// `testkit::need` writes it here, wherever cargo builds.
fn skip_file(list: &str) -> PathBuf {
    root().join("target").join(format!("{list}.txt"))
}
