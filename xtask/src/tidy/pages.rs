//! Every code that somebody is refused with has a page, and every page a code.

use std::collections::BTreeMap;

use super::Violation;
use super::token::{Token, find, inside};
use super::tree::{File, Tree};

const RULE: &str = "error-page";
const FOLDER: &str = "docs/errors";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for file in tree.rust().filter(|file| !file.is_test()) {
        for (code, line) in codes(file) {
            if let Some(first) = known.insert(code.clone(), &file.path) {
                let remedy = format!("{code} is taken by {first}: take another");
                violations.push(Violation::new(&file.path, line, RULE, remedy));
            }
            let page = format!("{FOLDER}/{code}.md");
            if !tree.has(&page) {
                let remedy = format!("write {page}");
                violations.push(Violation::new(&file.path, line, RULE, remedy));
            }
        }
    }
    for page in tree.inside(FOLDER) {
        if !page.strip_suffix(".md").is_some_and(|code| known.contains_key(code)) {
            let remedy = "no refusal has this code: delete the page".to_owned();
            violations.push(Violation::new(&format!("{FOLDER}/{page}"), 1, RULE, remedy));
        }
    }
    violations
}

/// The codes of `refusals!`, and those of `NoCover`, which are in the standard and have no macro.
fn codes(file: &File) -> Vec<(String, usize)> {
    let code = file.code();
    let blocks = [&["refusals", "!", "{"][..], &["enum", "NoCover", "{"]];
    let mut codes = Vec::new();
    for pattern in blocks {
        for at in find(&code, pattern) {
            codes.extend(given(inside(&code, at + pattern.len() - 1)));
        }
    }
    codes
}

/// The strings behind an equals sign.
fn given(block: &[Token<'_>]) -> Vec<(String, usize)> {
    let given = |pair: &[Token<'_>]| {
        let [equals, code] = pair else { return None };
        let string = code.string().filter(|_| equals.is("="))?;
        Some((string.to_owned(), code.line))
    };
    block.windows(2).filter_map(given).collect()
}
