//! The kinds of dossier in the domain crates, by where their files are.

use std::collections::BTreeSet;

use super::token::{Kind, Token, find, inside, items};
use super::tree::{File, Tree};

/// What every kind of dossier has.
pub(crate) const FILES: &[&str] = &[
    "admit", "command", "decide", "event", "evolve", "facts", "refusal", "standing", "state",
    "tests", "views",
];

/// What it has where standard messages exist.
pub(crate) const MESSAGES: &str = "messages";

/// One kind of dossier.
#[derive(Debug)]
pub(crate) struct Dossier {
    /// The file that declares the others: `src/lib.rs`, or `src/<kind>.rs` where there are several.
    pub(crate) head: String,
    /// Where the others are.
    pub(crate) folder: String,
    /// Where its golden files are.
    pub(crate) testdata: String,
}

/// The domain crates, by their folders.
pub(crate) fn crates(tree: &Tree) -> BTreeSet<String> {
    let names = tree.inside("domain").filter_map(|path| Some(path.split_once('/')?.0));
    names.map(|name| format!("domain/{name}")).collect()
}

/// All kinds of dossier of one crate.
pub(crate) fn of(tree: &Tree, krate: &str) -> Vec<Dossier> {
    let source = format!("{krate}/src");
    let files: Vec<&str> =
        tree.inside(&source).filter_map(|path| path.strip_suffix(".rs")).collect();
    if FILES.iter().any(|name| files.contains(name)) {
        let testdata = format!("{krate}/testdata");
        return vec![Dossier { head: format!("{source}/lib.rs"), folder: source, testdata }];
    }
    let kinds = files.iter().filter(|name| !name.contains('/') && **name != "lib");
    let dossier = |kind: &&str| Dossier {
        head: format!("{source}/{kind}.rs"),
        folder: format!("{source}/{kind}"),
        testdata: format!("{krate}/testdata/{kind}"),
    };
    kinds.map(dossier).collect()
}

/// All of them.
pub(crate) fn all(tree: &Tree) -> Vec<Dossier> {
    crates(tree).iter().flat_map(|krate| of(tree, krate)).collect()
}

impl Dossier {
    /// The file of its events.
    pub(crate) fn events<'a>(&self, tree: &'a Tree) -> Option<&'a File> {
        tree.file(&format!("{}/event.rs", self.folder))
    }

    /// Its name in events and policies: `const KIND`.
    pub(crate) fn kind<'a>(&self, tree: &'a Tree) -> Option<&'a str> {
        let code = tree.file(&self.head)?.code();
        let at = *find(&code, &["const", "KIND"]).first()?;
        code.get(at..)?.iter().find_map(Token::string)
    }
}

/// The variants of `pub enum Event`, and the lines they stand on.
pub(crate) fn variants(file: &File) -> Vec<(&str, usize)> {
    let code = file.code();
    let Some(at) = find(&code, &["pub", "enum", "Event", "{"]).first().copied() else {
        return Vec::new();
    };
    items(inside(&code, at + 3)).into_iter().filter_map(variant).collect()
}

/// The name of a variant, behind its attributes.
fn variant<'a>(item: &[Token<'a>]) -> Option<(&'a str, usize)> {
    let mut at = 0;
    while item.get(at)?.is("#") {
        at += inside(item, at + 1).len() + 3;
    }
    let name = item.get(at).filter(|name| name.kind == Kind::Word)?;
    Some((name.text, name.line))
}
