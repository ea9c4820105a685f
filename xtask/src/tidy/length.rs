//! No file and no function is longer than one reads at a time.

use std::collections::BTreeSet;

use super::Violation;
use super::token::{Kind, Token, find, inside};
use super::tree::{File, Tree};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// Pages whose length is promised.
const PAGES: &[(&str, usize)] = &[("ARCHITECTURE.md", 250), ("STYLE.md", 300)];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.files().iter().flat_map(|file| files(file).into_iter().chain(functions(file))).collect()
}

fn files(file: &File) -> Option<Violation> {
    let page = PAGES.iter().find(|(path, _)| *path == file.path).map(|(_, lines_max)| *lines_max);
    let source = file.path.ends_with(".rs") || file.text.starts_with("#!/");
    let lines_max = page.or(source.then_some(FILE_LINES_MAX))?;
    let line_count = file.text.lines().count();
    let remedy =
        format!("{line_count} lines, {lines_max} are allowed: split it by what it is about");
    (line_count > lines_max).then(|| Violation::new(&file.path, lines_max + 1, "length", remedy))
}

/// Counted as clippy does: lines of the body that hold more than a comment.
fn functions(file: &File) -> Vec<Violation> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let code = file.code();
    let mut violations = Vec::new();
    for at in find(&code, &["fn"]) {
        let Some(name) = code.get(at + 1).filter(|name| name.kind == Kind::Word) else { continue };
        let line_count =
            body(&code, at).iter().flat_map(Token::lines).collect::<BTreeSet<_>>().len();
        if line_count > FUNCTION_LINES_MAX {
            let remedy = format!(
                "`{}` has {line_count} lines, {FUNCTION_LINES_MAX} are allowed: give a part a name",
                name.text
            );
            violations.push(Violation::new(&file.path, name.line, "length", remedy));
        }
    }
    violations
}

/// The body of the function whose `fn` stands here; empty where it has none.
fn body<'t, 'a>(code: &'t [Token<'a>], at: usize) -> &'t [Token<'a>] {
    let mut next = at;
    while let Some(token) = code.get(next) {
        if token.is("{") {
            return inside(code, next);
        }
        if token.is(";") {
            break;
        }
        let bracket = token.is("(") || token.is("[");
        next += if bracket { inside(code, next).len() + 2 } else { 1 };
    }
    &[]
}
