//! Policies never chase one another in a circle, unless one of them says what ends it.

use std::collections::BTreeSet;

use super::Violation;
use super::dossiers;
use super::token::{Token, find, inside, items};
use super::tree::{File, Tree};

const RULE: &str = "policy";
const FILE: &str = "crates/node/src/policies.rs";

/// One line of the table, as its text says.
#[derive(Debug, Default)]
struct Policy<'a> {
    name: &'a str,
    line: usize,
    on: Vec<&'a str>,
    yields: Vec<&'a str>,
    /// Names what keeps it from running for ever.
    bounded: bool,
}

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(file) = tree.file(FILE) else {
        let moved = tree.has("crates/node");
        let remedy = "the table of policies is not here: tell `xtask/src/tidy/policies.rs` where";
        let violation = || Violation::new(FILE, 1, RULE, remedy.to_owned());
        return moved.then(violation).into_iter().collect();
    };
    let policies = table(file);
    if policies.is_empty() {
        let remedy = "no table `POLICIES` that tidy can read".to_owned();
        return vec![Violation::new(FILE, 1, RULE, remedy)];
    }
    let mut violations = unknown(tree, &policies);
    violations.extend(circles(&policies));
    violations
}

/// Reads the table.
fn table(file: &File) -> Vec<Policy<'_>> {
    let code = file.code();
    let Some(at) = find(&code, &["const", "POLICIES"]).first().copied() else { return Vec::new() };
    let value = code.get(at..).unwrap_or_default();
    let Some(open) = find(value, &["=", "&", "["]).first().copied() else { return Vec::new() };
    let rows = items(inside(value, open + 2)).into_iter();
    rows.filter_map(|row| policy(inside(row, row.iter().position(|token| token.is("{"))?)))
        .collect()
}

fn policy<'a>(row: &[Token<'a>]) -> Option<Policy<'a>> {
    let mut policy = Policy { line: row.first()?.line, ..Policy::default() };
    for field in items(row) {
        let strings: Vec<&str> = field.iter().filter_map(Token::string).collect();
        match field.first()?.text {
            "name" => policy.name = strings.first()?,
            "on" => policy.on = strings,
            "yields" => policy.yields = strings,
            "bounded_by" => policy.bounded = strings.iter().any(|bound| !bound.is_empty()),
            _ => {}
        }
    }
    Some(policy)
}

/// Events that no domain has.
fn unknown(tree: &Tree, policies: &[Policy<'_>]) -> Vec<Violation> {
    let mut known = BTreeSet::new();
    for dossier in dossiers::all(tree) {
        let (Some(kind), Some(events)) = (dossier.kind(tree), dossier.events(tree)) else {
            continue;
        };
        known.extend(dossiers::variants(events).iter().map(|(event, _)| format!("{kind}.{event}")));
    }
    let mut violations = Vec::new();
    for policy in policies {
        for event in policy.on.iter().chain(&policy.yields) {
            if !known.contains(*event) {
                let remedy = format!("`{}` names {event}, which no domain has", policy.name);
                violations.push(Violation::new(FILE, policy.line, RULE, remedy));
            }
        }
    }
    violations
}

/// Every circle of events none of whose policies is bounded, once.
fn circles(policies: &[Policy<'_>]) -> Vec<Violation> {
    let mut walk = Walk { policies, done: BTreeSet::new(), path: Vec::new(), found: Vec::new() };
    let events: BTreeSet<&str> = policies.iter().flat_map(|policy| policy.on.clone()).collect();
    for event in events {
        walk.from(event);
    }
    walk.found
}

struct Walk<'a> {
    policies: &'a [Policy<'a>],
    /// Events from which everything has been followed.
    done: BTreeSet<&'a str>,
    /// The events that led to where the walk is, each with the policy that followed it.
    path: Vec<(&'a str, &'a str)>,
    found: Vec<Violation>,
}

impl<'a> Walk<'a> {
    fn from(&mut self, event: &'a str) {
        if self.done.contains(event) {
            return;
        }
        let policies = self.policies;
        for policy in policies.iter().filter(|policy| !policy.bounded && policy.on.contains(&event))
        {
            self.path.push((event, policy.name));
            for next in &policy.yields {
                match self.path.iter().position(|(before, _)| before == next) {
                    Some(start) => self.found(policy, start, next),
                    None => self.from(next),
                }
            }
            self.path.pop();
        }
        self.done.insert(event);
    }

    fn found(&mut self, policy: &Policy<'_>, start: usize, event: &str) {
        let circle = self.path.get(start..).unwrap_or_default();
        let steps: String =
            circle.iter().map(|(event, by)| format!("{event} -({by})-> ")).collect();
        let remedy =
            format!("{steps}{event}: break the circle, or name in `bounded_by` what ends it");
        self.found.push(Violation::new(FILE, policy.line, RULE, remedy));
    }
}
