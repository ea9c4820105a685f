//! What the commands count and print.

use std::time::Duration;

use crate::stages::{Stages, duration};
use crate::suite::reported;

#[test]
fn durations_read_as_people_say_them() {
    let said = [0, 12, 60, 192, 3600].map(|seconds| duration(Duration::from_secs(seconds)));
    assert_eq!(said, ["0s", "12s", "1m 00s", "3m 12s", "60m 00s"]);
}

#[test]
fn tests_are_counted_from_what_either_runner_prints() {
    let lines = [
        "     Summary [   5.123s] 312 tests run: 311 passed (1 slow), 1 failed, 0 skipped",
        "     Summary [   0.001s] 1 test run: 1 passed, 4 skipped",
        "     Summary [   5.123s] 300/312 tests run: 299 passed, 1 failed, 0 skipped",
        "test result: FAILED. 11 passed; 1 failed; 0 ignored; 0 measured; 7 filtered out; 0.01s",
        "test the_same_hold_twice_counts_once ... ok",
        "running 12 tests",
    ];
    assert_eq!(lines.map(reported), [312, 1, 300, 12, 0, 0]);
}

#[test]
fn a_stage_that_fails_or_cannot_run_stops_no_other() {
    let mut stages = Stages::default();
    stages.run("first", || anyhow::bail!("no such program"));
    stages.run("second", || Ok(false));
    stages.run("third", || Ok(true));
    let table = stages.table();
    let results: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    let expected = [
        ["first", "0s", "FAILED"],
        ["second", "0s", "FAILED"],
        ["third", "0s", "ok"],
        ["all", "0s", "FAILED"],
    ];
    assert_eq!(results, expected);
    assert!(!stages.good());
}
