//! The code lists messages name, beside the decision about lists whose values are not public.

use std::collections::BTreeSet;
use std::path::Path;

use reference::{Reference, Standing};

/// The lists a text names, such as `CL010`.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let lists = words.filter(|word| {
        let digits = word.strip_prefix("CL").unwrap_or_default();
        digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    lists.map(ToOwned::to_owned).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What messages name: the lines of the catalogue without its comments.
fn of_messages() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/ncts5");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|file| std::fs::read_to_string(file).unwrap());
    let lines = texts.flat_map(|text| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>());
    lines.filter(|line| !line.trim_start().starts_with('#')).flat_map(|line| named(&line)).collect()
}

#[test]
fn every_list_a_message_names_is_public_assumed_answered_otherwise_or_said_not_to_be_kept() {
    let page = read("../../docs/decisions/0008-assumed-code-lists.md");
    let section = |title: &str| {
        let (_, after) = page.split_once(&format!("### {title}\n")).unwrap();
        named(after.split("\n##").next().unwrap())
    };
    let (public, assumed) = (section("Public"), section("Assumed"));
    let (otherwise, not_kept) = (section("Answered from other data"), section("Not kept"));
    let lists = Reference::new().lists;
    for list in of_messages() {
        match lists.list(&list).map(|list| list.standing) {
            Some(Standing::Public) => assert!(public.contains(&list), "{list} is public"),
            Some(Standing::Assumed) => assert!(assumed.contains(&list), "{list} is assumed"),
            None => assert!(otherwise.contains(&list) || not_kept.contains(&list), "{list}"),
        }
    }
    for list in &assumed {
        let standing = lists.list(list).map(|list| list.standing);
        assert_eq!(standing, Some(Standing::Assumed), "{list} is said to be assumed");
    }
}
