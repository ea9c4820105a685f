//! `cargo xtask tidy`: every promise of STYLE.md that files can be held to, all breaches at once.

mod documents;
mod dossiers;
mod edges;
mod forbidden;
mod golden;
mod heads;
mod length;
mod manifests;
mod names;
mod pages;
mod policies;
mod shape;
mod stored;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod words;

use std::fmt;

use crate::{mutants, repository};
use tree::Tree;

/// The rules that need the files alone. Each is a function, so that each is tested by itself.
const RULES: &[fn(&Tree) -> Vec<Violation>] = &[
    documents::check,
    forbidden::check,
    golden::check,
    heads::check,
    length::check,
    manifests::check,
    names::check,
    pages::check,
    policies::check,
    shape::check,
    stored::check,
    words::check,
];

/// A breach of a rule, and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    path: String,
    line: usize,
    rule: &'static str,
    remedy: String,
}

impl Violation {
    pub(crate) fn new(path: &str, line: usize, rule: &'static str, remedy: String) -> Self {
        Self { path: path.to_owned(), line, rule, remedy }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, rule, remedy } = self;
        write!(f, "{path}:{line}: {rule}: {remedy}")
    }
}

/// Prints all violations; true where there are none. `fast` does not ask cargo.
pub(crate) fn run(fast: bool) -> anyhow::Result<bool> {
    let tree = Tree::load()?;
    let mut violations: Vec<Violation> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    if !fast {
        let metadata = ["metadata", "--no-deps", "--format-version=1"];
        let metadata = repository::output(&mut repository::cargo(&metadata))?;
        violations.extend(edges::check(&tree, &edges::packages(&metadata)?));
        violations.extend(
            mutants::unfit()?
                .into_iter()
                .map(|patch| Violation::new(&patch, 1, "mutant", mutants::UNFIT.to_owned())),
        );
    }
    violations.sort();
    violations.dedup();
    for violation in &violations {
        println!("{violation}");
    }
    if !violations.is_empty() {
        println!("tidy: {} violations in {} files", violations.len(), tree.files().len());
    }
    Ok(violations.is_empty())
}
