//! The public samples of messages, judged as libxml2 with the official schemas has judged them, and
//! those that break a rule no schema knows, refused for that rule.

use std::collections::BTreeSet;
use std::path::PathBuf;

use kernel::{Date, Finding, Severity};
use reference::Reference;
use wire::{Form, Layer, MessageCode, Reading};

use crate::structure;

const FOLDER: &str = "transit/ncts5-hmrc-validator";
const SAMPLES: &str = "samples/test/uk/gov/hmrc/transitmovementsvalidator/versioned/v2_1/data";

/// JSON samples that hold placeholders which the official schema refuses, whatever they are named:
/// `string` for an address of electronic mail, and in the last three `ABC` for a GRN as well. Beside
/// these samples lies no schema of JSON; the one of XML judges both forms, and
/// `src/tests.rs` asks libxml2 about these very messages.
const PLACEHOLDERS: &[&str] = &[
    "cc014c-valid",
    "cc013c-invalid-both-mrn-and-lrn",
    "cc013c-invalid-no-mrn-lrn",
    "cc013c-valid-mrn",
];

/// Samples that are right by the schema and break a rule: the rule, and where.
const RULES: &[(&str, &str, &str)] = &[
    ("cc007c-invalid-recipient", "address", "/CC007C/messageRecipient"),
    (
        "cc007c-invalid-ref-office",
        "address",
        "/CC007C/CustomsOfficeOfDestinationActual/referenceNumber",
    ),
    ("cc013c-invalid-both-mrn-and-lrn", "C0467", "/CC013C/TransitOperation/LRN"),
    ("cc013c-invalid-no-mrn-lrn", "C0467", "/CC013C/TransitOperation/MRN"),
    ("cc015c-invalid-lrn", "LRN", "/CC015C/TransitOperation/LRN"),
    (
        "cc015c-invalid-reference-departure",
        "address",
        "/CC015C/CustomsOfficeOfDeparture/referenceNumber",
    ),
];

fn samples() -> Option<PathBuf> {
    testkit::data(FOLDER).map(|folder| folder.join(SAMPLES))
}

/// The name of each XML sample, without its ending, and whether libxml2 found it valid.
fn verdicts() -> Option<Vec<(String, bool)>> {
    let folder = testkit::data(FOLDER)?;
    let table = std::fs::read_to_string(folder.join("xsd-verdicts.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|row| {
        let mut columns = row.split('\t');
        let (name, verdict) = (columns.next().unwrap(), columns.next().unwrap());
        (name.strip_suffix(".xml").unwrap().to_owned(), verdict == "VALID")
    });
    Some(rows.collect())
}

fn sample(name: &str) -> Reading {
    structure(&std::fs::read(samples().unwrap().join(name)).unwrap())
}

fn well_built(reading: &Reading) -> bool {
    reading.errors(Layer::Structure).count() == 0
}

/// Where the structure is wrong, and by which rule.
fn places(reading: &Reading) -> BTreeSet<(String, String)> {
    let errors = reading.errors(Layer::Structure).map(|located| &located.finding);
    errors.map(|finding| (finding.path.clone(), finding.rule.clone())).collect()
}

/// What the rules say of a sample, without warnings.
fn refused(reading: &Reading) -> Vec<Finding> {
    let mut findings = wire::check(reading.message.unwrap(), reading.tree.as_ref().unwrap());
    findings.retain(|finding| finding.severity == Severity::Error);
    findings
}

#[test]
fn public_samples_are_judged_as_the_official_schemas_judge_them() {
    let Some(verdicts) = verdicts() else { return };
    assert_eq!(verdicts.len(), 25);
    for (name, valid) in &verdicts {
        let reading = sample(&format!("{name}.xml"));
        assert_eq!(well_built(&reading), *valid, "{name}: {:?}", reading.findings);
        assert!(reading.message.is_some(), "{name}");
    }
}

#[test]
fn public_samples_in_json_have_the_verdict_of_the_same_sample_in_xml() {
    let Some(verdicts) = verdicts() else { return };
    let mut judged = 0;
    for name in json_samples() {
        let reading = sample(&format!("{name}.json"));
        let told = places(&reading);
        let xml = verdicts.iter().find(|(stem, _)| *stem == name);
        match (xml, name.as_str()) {
            (Some((_, valid)), _) => {
                let expected = *valid && !PLACEHOLDERS.contains(&name.as_str());
                assert_eq!(well_built(&reading), expected, "{name}: {told:?}");
                // What is wrong in XML is wrong in JSON, and what is more are placeholders.
                let xml = places(&sample(&format!("{name}.xml")));
                let more: Vec<_> = told.difference(&xml).collect();
                let placeholder = |path: &str| {
                    ["eMailAddress", "GRN", "countryOfDispatch", "security"]
                        .iter()
                        .any(|end| path.ends_with(end))
                };
                assert!(xml.is_subset(&told), "{name}: {told:?} {xml:?}");
                assert!(more.iter().all(|(path, _)| placeholder(path)), "{name}: {more:?}");
            }
            (None, "cc014c-invalid-date-time") => {
                let place = |path: &str| (path.to_owned(), "format".to_owned());
                let person =
                    place("/CC014C/HolderOfTheTransitProcedure/ContactPerson/eMailAddress");
                let date = place("/CC014C/preparationDateAndTime");
                assert_eq!(told, BTreeSet::from([date, person]));
            }
            (None, "invalid-with-extra-braces") => {
                assert_eq!(told, BTreeSet::from([("/".to_owned(), "json".to_owned())]));
            }
            (None, other) => panic!("{other} has no verdict"),
        }
        judged += 1;
    }
    assert_eq!(judged, 25);
}

fn json_samples() -> Vec<String> {
    let names = std::fs::read_dir(samples().unwrap()).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".json").map(ToOwned::to_owned)
    });
    let mut names: Vec<String> = names.flatten().collect();
    names.sort();
    names
}

#[test]
fn samples_that_break_a_rule_of_no_schema_are_refused_for_that_rule() {
    if samples().is_none() {
        return;
    }
    for (name, rule, path) in RULES {
        for form in ["xml", "json"] {
            let reading = sample(&format!("{name}.{form}"));
            let expected = form == "xml" || !PLACEHOLDERS.contains(name);
            assert_eq!(well_built(&reading), expected, "{name}.{form}");
            // The samples are made of placeholders, which break other rules too.
            let ours = ["address", "C0467", "LRN"];
            let findings = refused(&reading);
            let told = findings.iter().filter(|finding| ours.contains(&finding.rule.as_str()));
            let told: Vec<_> =
                told.map(|finding| (finding.rule.as_str(), finding.path.as_str())).collect();
            assert_eq!(told, [(*rule, *path)], "{name}.{form}");
            let others = findings.iter().filter(|finding| !ours.contains(&finding.rule.as_str()));
            let known = ["R0987", "C0085", "C0130"];
            assert!(others.into_iter().all(|finding| known.contains(&finding.rule.as_str())));
        }
    }
}

#[test]
fn samples_that_break_none_of_these_rules_are_not_refused_for_one() {
    if samples().is_none() {
        return;
    }
    let right =
        ["cc007c-valid.xml", "cc007c-valid.json", "cc007c-valid-xi.xml", "cc007c-valid-xi.json"];
    for name in right.into_iter().chain(["cc013c-valid-mrn.xml", "cc013c-valid-mrn.json"]) {
        let rules: BTreeSet<String> =
            refused(&sample(name)).into_iter().map(|finding| finding.rule).collect();
        for rule in ["address", "C0467", "LRN"] {
            assert!(!rules.contains(rule), "{name}: {rules:?}");
        }
    }
}

#[test]
fn the_real_declaration_keeps_structure_codes_and_rules_with_one_warning() {
    let Some(samples) = samples() else { return };
    let bytes = std::fs::read(samples.join("cc015c-valid-2.xml")).unwrap();
    let reading = wire::read(&bytes, &Reference::new(), Date::constant(2023, 4, 3));
    let told: Vec<_> = reading
        .findings
        .iter()
        .map(|located| (located.finding.path.as_str(), located.finding.rule.as_str()))
        .collect();
    assert_eq!(told, [("/CC015C/TransitOperation/communicationLanguageAtDeparture", "CL192")]);
    let (message, tree) = reading.accepted().unwrap();
    assert_eq!(message, MessageCode::Cc015c);
    assert_eq!(wire::check(message, tree), Vec::new());
    // And in JSON nothing else is read.
    let json = wire::write_as(Form::Json, message, tree).unwrap();
    let again = wire::read(&json, &Reference::new(), Date::constant(2023, 4, 3));
    assert_eq!(again.accepted(), Some((message, tree)));
}
