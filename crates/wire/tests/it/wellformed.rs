//! The W3C suite: what is not well-formed is refused, what is well-formed is not.

use std::path::{Path, PathBuf};

use crate::structure;

/// A case of the suite.
struct Case {
    id: String,
    kind: String,
    file: PathBuf,
    /// XML 1.1, and namespaces, are other recommendations.
    other: bool,
}

fn cases() -> Option<Vec<Case>> {
    let folder = testkit::data("badinput/xmlconf")?;
    let mut catalogues = Vec::new();
    gather(&folder, &mut catalogues);
    let mut cases = Vec::new();
    for catalogue in catalogues {
        let text = std::fs::read(&catalogue).unwrap();
        let text = String::from_utf8_lossy(&text);
        for entry in text.split("<TEST ").skip(1) {
            let attribute = |name: &str| {
                let value = entry.split_once(&format!("{name}=")).map(|(_, after)| after)?;
                let quote = value.chars().next()?;
                value[1..].split(quote).next().map(str::to_owned)
            };
            let (Some(id), Some(kind), Some(uri)) =
                (attribute("ID"), attribute("TYPE"), attribute("URI"))
            else {
                continue;
            };
            let file = catalogue.parent().unwrap().join(uri);
            let recommendation = attribute("RECOMMENDATION").unwrap_or_default();
            let other = recommendation.contains("1.1") || recommendation.starts_with("NS")
                || attribute("VERSION").is_some_and(|version| version == "1.1")
                // What the fifth edition allows, the earlier ones refuse.
                || attribute("EDITION").is_some_and(|edition| !edition.contains('5'));
            if file.is_file() {
                cases.push(Case { id, kind, file, other });
            }
        }
    }
    Some(cases)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if !name.chars().next().unwrap().is_ascii_digit() {
                files.push(path);
            }
        }
    }
}

#[test]
fn no_document_of_the_w3c_suite_that_is_not_well_formed_gets_by() {
    let Some(cases) = cases() else { return };
    let wrong: Vec<_> = cases.iter().filter(|case| case.kind == "not-wf" && !case.other).collect();
    assert!(wrong.len() > 100, "{}", wrong.len());
    let mut passed = Vec::new();
    for case in &wrong {
        let reading = structure(&std::fs::read(&case.file).unwrap());
        let rules: Vec<_> = reading.findings.iter().map(|found| &found.finding.rule).collect();
        if !matches!(rules.as_slice(), [rule] if matches!(rule.as_str(), "xml" | "dtd" | "limit")) {
            passed.push(format!("{} {:?} {rules:?}", case.id, case.file));
        }
    }
    assert!(passed.is_empty(), "{} of {}:\n{}", passed.len(), wrong.len(), passed.join("\n"));
}

#[test]
fn well_formed_documents_of_the_w3c_suite_are_only_refused_for_their_dtd_or_encoding() {
    let Some(cases) = cases() else { return };
    let right = cases.iter().filter(|case| case.kind == "valid" || case.kind == "invalid");
    let mut checked = 0;
    for case in right.filter(|case| !case.other) {
        let bytes = std::fs::read(&case.file).unwrap();
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let named = text.lines().next().is_some_and(|line| line.contains("encoding"));
        if named || text.contains('\0') {
            continue;
        }
        let expected = if text.contains("<!DOCTYPE") { "dtd" } else { "structure" };
        let reading = structure(text.as_bytes());
        let rules: Vec<_> = reading.findings.iter().map(|found| &found.finding.rule).collect();
        assert_eq!(rules, [expected], "{} {:?}", case.id, case.file);
        checked += 1;
    }
    assert!(checked > 100, "{checked}");
}
