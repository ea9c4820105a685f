//! Each rule on a tree that breaks it and on one that does not.

mod domain;
mod edges;
mod files;
mod text;
mod tokens;

use super::Violation;

/// Violations as they are printed.
fn printed(mut violations: Vec<Violation>) -> Vec<String> {
    violations.sort();
    violations.iter().map(Violation::to_string).collect()
}

/// Violations without what is to be done about them.
fn places(violations: Vec<Violation>) -> Vec<String> {
    let place = |line: String| line.splitn(4, ':').take(3).collect::<Vec<_>>().join(":");
    printed(violations).into_iter().map(place).collect()
}

/// That nothing is wrong.
const NOTHING: [&str; 0] = [];
