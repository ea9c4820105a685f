//! The W3C suite: what is not well-formed is refused, what is well-formed is not, by XML 1.0 in its
//! fifth edition and by Namespaces in XML 1.0.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::Severity;

use crate::structure;

/// A case of the suite.
struct Case {
    id: String,
    kind: String,
    file: PathBuf,
    /// An edition before the fifth says so, which took it back.
    taken_back: bool,
    /// It is of XML 1.1, which is not read.
    later: bool,
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
            let later = recommendation.contains("1.1")
                || attribute("VERSION").is_some_and(|version| version == "1.1");
            let taken_back = attribute("EDITION").is_some_and(|edition| !edition.contains('5'));
            if file.is_file() {
                cases.push(Case { id, kind, file, taken_back, later });
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
    let wrong: Vec<_> =
        cases.iter().filter(|case| case.kind == "not-wf" && !case.taken_back).collect();
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
    for case in right.filter(|case| !case.taken_back && !case.later) {
        let bytes = std::fs::read(&case.file).unwrap();
        let Ok(text) = String::from_utf8(bytes) else { continue };
        // One of another version is refused before its document type is.
        let named = text.lines().next().is_some_and(|line| {
            line.contains("encoding") || line.contains("version") && !line.contains("1.0")
        });
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

/// What stands before the root element: the declaration, and the document type with all it declares.
fn without_prolog(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}');
    if rest.starts_with("<?xml ") {
        rest = rest.split_once("?>")?.1;
    }
    let Some((before, doctype)) = rest.split_once("<!DOCTYPE") else { return Some(rest) };
    if before.contains('<') {
        return None;
    }
    let end = doctype.find('>')?;
    match doctype.find('[').filter(|start| *start < end) {
        None => doctype.get(end + 1..),
        Some(_) => doctype.rsplit_once(']')?.1.split_once('>').map(|(_, rest)| rest),
    }
}

/// What is inside a message that is known: there, unlike behind a root nobody knows, the reader goes
/// by its catalogue and meets every way it has of passing over what it does not know.
const AROUND: [(&str, &str); 3] = [
    // Where elements stand.
    (
        "<ncts:CC015C xmlns:ncts=\"http://ncts.dgtaxud.ec\" PhaseID=\"NCTS5.0\">\
         <messageSender>CI0000001</messageSender>",
        "</ncts:CC015C>",
    ),
    // Where a text stands.
    (
        "<ncts:CC015C xmlns:ncts=\"http://ncts.dgtaxud.ec\" PhaseID=\"NCTS5.0\">\
         <messageSender>CI0000001</messageSender><messageRecipient>",
        "</messageRecipient></ncts:CC015C>",
    ),
    // In a document of ASYCUDA World, of which most is passed over.
    (
        "<ASYCUDA><Identification><Manifest_reference_number>",
        "</Manifest_reference_number></Identification></ASYCUDA>",
    ),
];

/// The verdicts of libxml2 on documents: those it finds not well-formed, by their place.
fn refused_by_libxml2(documents: &[String]) -> BTreeSet<usize> {
    let folder = std::env::temp_dir().join(format!("wellformed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let name = |place: usize| format!("d{place}.xml");
    for (place, text) in documents.iter().enumerate() {
        std::fs::write(folder.join(name(place)), text).unwrap();
    }
    let output = Command::new("xmllint")
        .current_dir(&folder)
        .args(["--noout", "--nonet"])
        .args((0..documents.len()).map(name))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    let mut refused = BTreeSet::new();
    for line in said.lines() {
        let Some((file, rest)) = line.split_once(".xml:") else { continue };
        let wrong = rest.contains(" parser error ") || rest.contains(" namespace error ");
        if let Some(place) = file.strip_prefix('d').filter(|_| wrong) {
            refused.insert(place.parse().unwrap());
        }
    }
    refused
}

#[test]
fn what_the_w3c_suite_has_is_judged_inside_a_message_as_libxml2_judges_it() {
    let Some(cases) = cases() else { return };
    if !testkit::tool("xmllint") {
        return;
    }
    let mut documents = Vec::new();
    for case in cases.iter().filter(|case| !case.taken_back && !case.later) {
        let Ok(text) = String::from_utf8(std::fs::read(&case.file).unwrap()) else { continue };
        let Some(inside) = without_prolog(&text) else { continue };
        for (before, after) in AROUND {
            documents.push(format!("{before}{inside}{after}"));
        }
    }
    let refused = refused_by_libxml2(&documents);
    let (wrong, right) = (refused.len(), documents.len() - refused.len());
    assert!(wrong > 500 && right > 1000, "{wrong} {right}");
    let mut differing = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        let reading = structure(document.as_bytes());
        let errors = reading.findings.iter().map(|found| &found.finding);
        let mut errors = errors.filter(|finding| finding.severity == Severity::Error);
        let malformed = errors.any(|found| matches!(found.rule.as_str(), "xml" | "dtd" | "limit"));
        let limit = reading.findings.iter().any(|found| found.finding.rule == "limit");
        if malformed != refused.contains(&place) && !limit {
            differing.push(format!("we refuse it: {malformed}\n{document}\n"));
        }
    }
    assert!(differing.is_empty(), "{}:\n{}", differing.len(), differing.join("\n"));
}
