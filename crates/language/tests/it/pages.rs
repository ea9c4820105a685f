//! Each code has a page under `docs/errors/`, of one shape, whose example is a true one.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Refused;
use language::Language;

use crate::codes::{reasons, refusals};
use crate::files_below;

const SECTIONS: [&str; 4] = ["## What it means", "## Why it is so", "## What to do", "## Example"];

fn pages() -> BTreeMap<String, String> {
    let pages = files_below("docs/errors", &[".md"]).into_iter();
    pages.map(|(path, text)| (path.file_stem().unwrap().to_string_lossy().into(), text)).collect()
}

/// The fragment at the end of a page, and its language.
fn example(page: &str) -> (&str, &str) {
    let fenced = page.split("```").nth(1).unwrap_or_else(|| panic!("no example in {page}"));
    fenced.split_once('\n').map(|(language, text)| (language, text.trim_end())).unwrap()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let mut codes: BTreeSet<String> = refusals().into_keys().collect();
    codes.extend(reasons().into_iter().map(ToOwned::to_owned));
    assert_eq!(pages().into_keys().collect::<BTreeSet<_>>(), codes);
}

#[test]
fn every_page_has_the_same_shape() {
    for (code, page) in pages() {
        let lines: Vec<_> = page.lines().collect();
        assert!(lines[0].starts_with(&format!("# {code}: ")), "{code}");
        assert!((12..=25).contains(&lines.len()), "{code} has {} lines", lines.len());
        let sections: Vec<_> = lines.iter().filter(|line| line.starts_with("##")).collect();
        assert_eq!(sections, SECTIONS.iter().collect::<Vec<_>>(), "{code}");
        let prose = lines[1..].iter().take_while(|line| !line.starts_with("```"));
        for line in prose.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.ends_with('.'), "{code}: {line}");
        }
        assert!(page.ends_with("```\n"), "{code} does not end with its example");
    }
}

#[test]
fn the_example_of_a_refusal_has_its_fields_and_can_be_said() {
    let pages = pages();
    for (code, fields) in refusals() {
        let (format, text) = example(&pages[&code]);
        let refused: Refused = serde_json::from_str(text).unwrap();
        assert_eq!((format, refused.code.as_str()), ("json", code.as_str()));
        assert_eq!(refused.arguments.keys().cloned().collect::<BTreeSet<_>>(), fields, "{code}");
        for language in Language::ALL {
            let told = language::refusal(language, &refused);
            for said in [told.title, told.next] {
                assert!(!said.contains(['<', '{']), "{language}: {said}");
            }
        }
    }
}

#[test]
fn the_example_of_a_reason_names_it() {
    let pages = pages();
    for code in reasons() {
        let (format, text) = example(&pages[code]);
        let named = match format {
            "xml" => text.contains(&format!("<code>{code}</code>")),
            _ => {
                serde_json::from_str::<guarantee::hold::Event>(text).is_ok() && text.contains(code)
            }
        };
        assert!(named, "{code}: {text}");
    }
}
