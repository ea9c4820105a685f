//! Calls and marks that have no place in what is committed.

use super::Violation;
use super::token::{Kind, find, tokens};
use super::tree::{File, Tree};

const RULE: &str = "forbidden";

/// Words and marks that must not follow one another in some files.
struct Forbidden {
    pattern: &'static [&'static str],
    within: fn(&File) -> bool,
    instead: &'static str,
}

const PANIC: &str = "a panic is an office that stands still: `let … else`, or a fault";
const PURE: &str = "rules are pure and count exactly: let the node fetch it, or use whole numbers";

const FORBIDDEN: &[Forbidden] = &[
    Forbidden { pattern: &[".", "unwrap", "("], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &[":", ":", "unwrap"], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &[".", "expect", "("], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &[":", ":", "expect"], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &["panic", "!"], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &["unreachable", "!"], within: outside_tests, instead: PANIC },
    Forbidden { pattern: &["todo", "!"], within: everywhere, instead: "write it, or leave it out" },
    Forbidden {
        pattern: &["unimplemented", "!"],
        within: everywhere,
        instead: "write it, or leave it out",
    },
    Forbidden { pattern: &["dbg", "!"], within: everywhere, instead: "take it out again" },
    Forbidden {
        pattern: &["#", "[", "ignore"],
        within: everywhere,
        instead: "a test runs, or asks `testkit` for what it needs and is counted",
    },
    Forbidden {
        pattern: &["should_panic"],
        within: everywhere,
        instead: "compare the refusal or the fault",
    },
    Forbidden {
        pattern: &["thread", ":", ":", "sleep"],
        within: everywhere,
        instead: "wait for the event itself",
    },
    Forbidden {
        pattern: &["Box", "<", "dyn", "Error"],
        within: everywhere,
        instead: "name what can go wrong in a `thiserror` enum",
    },
    Forbidden {
        pattern: &["Box", "<", "dyn", "std", ":", ":", "error", ":", ":", "Error"],
        within: everywhere,
        instead: "name what can go wrong in a `thiserror` enum",
    },
    Forbidden {
        pattern: &["anyhow"],
        within: below_entry,
        instead: "`anyhow` is for `cli` and `xtask`: name what can go wrong",
    },
    Forbidden { pattern: &["async"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["f32"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["f64"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "fs"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "env"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "net"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "process"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "thread"], within: in_domain, instead: PURE },
    Forbidden { pattern: &["std", ":", ":", "time"], within: in_domain, instead: PURE },
];

/// Marks of what is not finished.
const UNFINISHED: &[&str] = &["FIXME", "TODO"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.rust().flat_map(|file| code(file).into_iter().chain(comments(file))).collect()
}

fn code(file: &File) -> Vec<Violation> {
    let code = file.code();
    let mut violations = Vec::new();
    for forbidden in FORBIDDEN.iter().filter(|forbidden| (forbidden.within)(file)) {
        for at in find(&code, forbidden.pattern) {
            let line = code.get(at).map_or(1, |token| token.line);
            let remedy = format!("no `{}`: {}", forbidden.pattern.concat(), forbidden.instead);
            violations.push(Violation::new(&file.path, line, RULE, remedy));
        }
    }
    violations
}

fn comments(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    for comment in file.tokens().iter().filter(|token| token.kind == Kind::Comment) {
        for (line, text) in comment.lines().zip(comment.text.lines()) {
            let words = tokens(text.trim_start_matches('/'));
            if words.iter().any(|word| UNFINISHED.contains(&word.text)) {
                let remedy = "finish it, or write the issue that says why not".to_owned();
                violations.push(Violation::new(&file.path, line, RULE, remedy));
            }
        }
    }
    violations
}

fn everywhere(_: &File) -> bool {
    true
}

fn outside_tests(file: &File) -> bool {
    !file.is_test()
}

fn in_domain(file: &File) -> bool {
    file.path.starts_with("domain/") && !file.is_test()
}

fn below_entry(file: &File) -> bool {
    !file.path.starts_with("crates/cli/") && !file.path.starts_with("xtask/")
}
