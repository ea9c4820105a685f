//! Rules about what is written in files: calls, codes and words.

use super::{NOTHING, places, printed};
use crate::tidy::tree::Tree;
use crate::tidy::{forbidden, pages, words};

#[test]
fn what_panics_stands_in_tests_alone() {
    let source = "\
//! unwrap() in a comment is a word.
#[expect(clippy::panic, reason = \"a fixture\")]
fn f() {
    a.unwrap();
    b.map(Option::unwrap);
    c.expect(\"d\");
    panic!(\"e.unwrap()\");
    unreachable!();
    g.unwrap_or_default();
}
";
    let tree = Tree::of(&[
        ("crates/a/src/lib.rs", source),
        ("crates/a/src/tests.rs", source),
        ("crates/a/tests/it/main.rs", source),
        ("proof/testkit/src/lib.rs", source),
    ]);
    let expected = [4, 5, 6, 7, 8].map(|line| format!("crates/a/src/lib.rs:{line}: forbidden"));
    assert_eq!(places(forbidden::check(&tree)), expected);
}

#[test]
fn what_is_unfinished_or_unsure_stands_nowhere() {
    let source = "\
//! x
#[ignore]
#[should_panic]
fn f() -> Result<(), Box<dyn Error>> {
    todo!();
    unimplemented!();
    dbg!(a);
    std::thread::sleep(b); // TODO: c
    /* d
    FIXME */
    Box<dyn std::error::Error + Send>; anyhow::bail!(\"TODO\")
}
// todo lists and a TODOS are words
";
    let tree = Tree::of(&[("crates/a/src/tests.rs", source), ("crates/b/src/lib.rs", "//! b\n")]);
    let lines = [2, 3, 4, 5, 6, 7, 8, 8, 10, 11, 11];
    let expected = lines.map(|line| format!("crates/a/src/tests.rs:{line}: forbidden"));
    assert_eq!(places(forbidden::check(&tree)), expected);
}

#[test]
fn anyhow_is_for_the_entries_and_fractions_are_for_nobody_in_a_domain() {
    let source = "//! x\nuse anyhow::Context;\nfn f(a: f64) {}\nuse std::fs;\nasync fn g() {}\n";
    let tree = Tree::of(&[
        ("crates/cli/src/main.rs", source),
        ("xtask/src/main.rs", source),
        ("domain/a/src/lib.rs", source),
    ]);
    let expected = [2, 3, 4, 5].map(|line| format!("domain/a/src/lib.rs:{line}: forbidden"));
    assert_eq!(places(forbidden::check(&tree)), expected);
}

const REFUSALS: &str = "\
//! x
refusals! {
    /// Not a code: = \"ABC-009\".
    pub enum Refusal {
        /// One.
        One = \"ABC-001\",
        /// Two.
        Two { code: String } = \"ABC-002\",
    }
}
const OTHER: &str = \"ABC-003\";
";

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let tree = Tree::of(&[
        ("domain/a/src/refusal.rs", REFUSALS),
        (
            "crates/kernel/src/cover.rs",
            "pub enum NoCover {\n    #[serde(rename = \"G01\")]\n    Unknown,\n}\n",
        ),
        ("docs/errors/ABC-001.md", ""),
        ("docs/errors/ABC-003.md", ""),
        ("docs/errors/G01.md", ""),
    ]);
    let expected = [
        "docs/errors/ABC-003.md:1: error-page: no refusal has this code: delete the page",
        "domain/a/src/refusal.rs:8: error-page: write docs/errors/ABC-002.md",
    ];
    assert_eq!(printed(pages::check(&tree)), expected);
}

#[test]
fn a_code_means_one_thing() {
    let tree = Tree::of(&[
        ("domain/a/src/refusal.rs", REFUSALS),
        (
            "domain/b/src/refusal.rs",
            "//! x\nrefusals! { pub enum Refusal { Other = \"ABC-002\" } }\n",
        ),
        ("docs/errors/ABC-001.md", ""),
        ("docs/errors/ABC-002.md", ""),
    ]);
    let expected = ["domain/b/src/refusal.rs:2: error-page: \
         ABC-002 is taken by domain/a/src/refusal.rs: take another"];
    assert_eq!(printed(pages::check(&tree)), expected);
}

const GLOSSARY: &str = "\
# Glossary

| word | meaning |
|---|---|
| zebra | an animal with stripes |

## Not these words

| banned | say instead | why |
|---|---|---|
| `quagga` | zebra | it is extinct |
| striped horse, *horse with stripes* | zebra | it is none |

## Sources

| gnu | other | table |
";

#[test]
fn synonyms_are_refused_in_names_comments_strings_and_pages() {
    let source = "\
//! A quagga.
fn quagga_count(first: QuaggaId) -> &'static str {
    \"a StripedHorse\"
}
fn quaggas(subquagga: Gnu) {}
fn zebra(striped: Zebra, horse: Horse) {}
";
    let tree = Tree::of(&[
        ("docs/glossary.md", GLOSSARY),
        ("crates/a/src/lib.rs", source),
        ("docs/a.md", "The QUAGGA, or horse with\nstripes: a *horse* with `stripes`.\n"),
        ("testdata/a.xml", "<quagga/>"),
    ]);
    let expected = [
        "crates/a/src/lib.rs:1: word: not `quagga`: say zebra",
        "crates/a/src/lib.rs:2: word: not `quagga`: say zebra",
        "crates/a/src/lib.rs:2: word: not `quagga`: say zebra",
        "crates/a/src/lib.rs:3: word: not `striped horse`: say zebra",
        "docs/a.md:1: word: not `quagga`: say zebra",
        "docs/a.md:2: word: not `horse with stripes`: say zebra",
    ];
    assert_eq!(printed(words::check(&tree)), expected);
}

#[test]
fn a_glossary_is_there_and_refuses_something() {
    let absent = words::check(&Tree::of(&[]));
    assert_eq!(places(absent), ["docs/glossary.md:1: word"]);
    let silent = words::check(&Tree::of(&[("docs/glossary.md", "# Glossary\n")]));
    assert_eq!(places(silent), ["docs/glossary.md:1: word"]);
    let speaking = words::check(&Tree::of(&[("docs/glossary.md", GLOSSARY)]));
    assert_eq!(printed(speaking), NOTHING);
}
