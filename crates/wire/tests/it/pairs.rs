//! The public pairs of the converter: one message in XML and in JSON, read as one and the same.
//!
//! Their values are placeholders, so that nearly all of them are refused for their formats; what is
//! compared is that both forms are refused for the same reasons in the same places. Those of phase 6
//! are read with the structures of phase 5: what phase 6 took away is told as missing, what it added
//! as unknown, and where it changed neither the message is taken. Their XML writes numbers with zeros
//! behind the point that their JSON leaves out, and the zone of an instant in another way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kernel::{Content, Element};
use wire::{Layer, Reading};

use crate::structure;

const FOLDER: &str = "transit/ncts-converter-pairs";

/// Messages of phase 6 that are not built as in phase 5: what is told of it.
const OF_PHASE_6: &[(&str, &str)] =
    &[("CC007C1", "/CC007C/TransitOperation/incidentFlag: missing")];

/// A slip of the pair itself: a letter between two elements of its XML.
const SLIP: (&str, &str) =
    ("CC029C1", "/CC029C/Consignment/HouseConsignment/ConsignmentItem structure \\");

/// The readings of each pair of a phase, by message and number: XML and JSON.
fn pairs(folder: &Path) -> BTreeMap<String, (Option<Reading>, Option<Reading>)> {
    let mut pairs: BTreeMap<String, (Option<Reading>, Option<Reading>)> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let (stem, form) = path.file_name().unwrap().to_str().unwrap().rsplit_once('.').unwrap();
        let (message, number) = stem.split_once('-').unwrap();
        let name = format!("{message}{}", number.strip_prefix(form).unwrap());
        let reading = structure(&std::fs::read(&path).unwrap());
        assert!(reading.message.is_some_and(|code| code.as_str() == message), "{path:?}");
        let pair = pairs.entry(name).or_default();
        match form {
            "xml" => pair.0 = Some(reading),
            _ => pair.1 = Some(reading),
        }
    }
    pairs
}

/// What is told, without where in the text it stands.
fn told(reading: &Reading) -> BTreeSet<String> {
    let findings = reading.findings.iter().map(|located| &located.finding);
    findings.map(|found| format!("{} {} {}", found.path, found.rule, plain(&found.found))).collect()
}

/// A value as both forms write it.
fn plain(text: &str) -> String {
    let instant = text.strip_suffix("+00:00").map(|instant| format!("{instant}Z"));
    let number = text.split_once('.').filter(|(whole, part)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        digits(whole) && digits(part)
    });
    match number {
        Some((whole, part)) if part.trim_end_matches('0').is_empty() => whole.to_owned(),
        Some((whole, part)) => format!("{whole}.{}", part.trim_end_matches('0')),
        None => instant.unwrap_or_else(|| text.to_owned()),
    }
}

/// A tree whose values are written as both forms write them.
fn plain_tree(reading: &Reading) -> Element {
    fn plainly(mut tree: Element) -> Element {
        match &mut tree.content {
            Content::Text(text) => *text = plain(text),
            Content::Children(children) => {
                *children = std::mem::take(children).into_iter().map(plainly).collect();
            }
        }
        tree
    }
    plainly(reading.tree.clone().unwrap())
}

/// What is told that is no format of a placeholder.
fn built_otherwise(reading: &Reading) -> Vec<String> {
    let structural = reading.errors(Layer::Structure).filter(|at| at.finding.rule == "structure");
    let structural = structural.map(|located| {
        let found = &located.finding.found;
        let found = if found.is_empty() { "missing" } else { found };
        format!("{}: {found}", located.finding.path)
    });
    structural.collect()
}

#[test]
fn both_forms_of_a_pair_of_phase_5_give_one_tree_and_the_same_findings() {
    let Some(folder) = testkit::data(FOLDER) else { return };
    let pairs = pairs(&folder.join("samples/p5"));
    assert_eq!(pairs.len(), 18);
    for (name, pair) in pairs {
        match pair {
            (Some(xml), Some(json)) => {
                assert_eq!(told(&xml), told(&json), "{name}");
                assert_eq!(xml.findings.len(), json.findings.len(), "{name}");
                assert_eq!(plain_tree(&xml), plain_tree(&json), "{name}");
                assert_eq!(built_otherwise(&xml), Vec::<String>::new(), "{name}");
            }
            // The declaration has no JSON beside it, and nothing to be refused for.
            (Some(xml), None) => {
                assert_eq!(name, "CC015C1");
                assert!(xml.accepted().is_some());
            }
            _ => panic!("{name} has no XML"),
        }
    }
}

#[test]
fn a_pair_of_phase_6_is_read_as_far_as_phase_5_knows_it_and_the_rest_is_told() {
    let Some(folder) = testkit::data(FOLDER) else { return };
    let pairs = pairs(&folder.join("samples/p6"));
    assert_eq!(pairs.len(), 18);
    for (name, (xml, json)) in pairs {
        let (xml, json) = (xml.unwrap(), json.unwrap());
        assert_eq!(plain_tree(&xml), plain_tree(&json), "{name}");
        let only_xml: Vec<_> = told(&xml).difference(&told(&json)).cloned().collect();
        let slip = (name == SLIP.0).then(|| SLIP.1.to_owned());
        assert_eq!(only_xml, Vec::from_iter(slip), "{name}");
        assert_eq!(told(&json).difference(&told(&xml)).next(), None, "{name}");
        let otherwise: Vec<_> = OF_PHASE_6.iter().filter(|(of, _)| *of == name).collect();
        let otherwise: Vec<_> = otherwise.iter().map(|(_, told)| (*told).to_owned()).collect();
        assert_eq!(built_otherwise(&json), otherwise, "{name}");
        assert_eq!(json.accepted().is_some(), name == "CC015C1", "{name}");
    }
}
