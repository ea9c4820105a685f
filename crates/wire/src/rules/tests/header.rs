//! Rules about to whom a message goes, by which number a movement is named, and what letters stand
//! in it.

use kernel::Element;

use super::{checked, told};
use crate::{Layer, MessageCode, check, functional_error};

const RECIPIENT: &str = "<messageRecipient>NTA.CI<";
const DEPARTURE: &str = "<referenceNumber>CIABJ000<";

#[test]
fn a_message_goes_to_the_administration_of_the_office_that_is_to_answer_it() {
    for wrong in ["CIABJ000", "NTA.", "NTA.ci", "NTA.CIV", "nta.CI", "CI"] {
        assert_eq!(
            checked(&[(RECIPIENT, &format!("<messageRecipient>{wrong}<"))]),
            [format!("/CC015C/messageRecipient address: {wrong:?}, \"NTA.CI\"")]
        );
    }
    assert_eq!(
        checked(&[(RECIPIENT, "<messageRecipient>NTA.ML<")]),
        [
            "/CC015C/CustomsOfficeOfDeparture/referenceNumber address: \"CIABJ000\", \"an office of ML, to which the message is addressed\""
        ]
    );
    assert_eq!(
        checked(&[
            (RECIPIENT, "<messageRecipient>NTA.ML<"),
            (DEPARTURE, "<referenceNumber>MLBKO000<")
        ]),
        Vec::<String>::new()
    );
}

#[test]
fn each_message_of_a_trader_has_an_office_that_answers_it_and_no_other_message_has() {
    let groups = [
        "CustomsOfficeOfDeparture",
        "CustomsOfficeOfDestinationActual",
        "CustomsOfficeOfGuarantee",
        "CustomsOfficeOfEnquiryAtDeparture",
    ];
    for message in MessageCode::ALL {
        let office = |name: &str| Element::group(name).with("referenceNumber", "CIABJ000");
        let tree = Element::group(message.as_str()).with("messageRecipient", "NTA.ML");
        let findings = check(*message, &tree.and_all(groups.map(office)));
        let told = findings.iter().find(|found| found.rule == "address");
        let told = told.map(|found| found.path.split('/').nth(2).unwrap().to_owned());
        let expected = match message.as_str() {
            "CC013C" | "CC014C" | "CC015C" | "CC054C" | "CC170C" => {
                Some("CustomsOfficeOfDeparture")
            }
            "CC007C" | "CC044C" => Some("CustomsOfficeOfDestinationActual"),
            "CC026C" => Some("CustomsOfficeOfGuarantee"),
            "CC141C" => Some("CustomsOfficeOfEnquiryAtDeparture"),
            _ => None,
        };
        assert_eq!(told.as_deref(), expected, "{message}");
    }
}

fn named(message: MessageCode, numbers: &[&str]) -> Vec<String> {
    let operation = numbers.iter().fold(Element::group("TransitOperation"), |group, name| {
        let number = if *name == "MRN" { "26CI0000010000J003" } else { "ABJ-2026-0001" };
        group.with(*name, number)
    });
    let tree = Element::group(message.as_str()).and(operation);
    let findings = check(message, &tree);
    let conditions = findings.into_iter().filter(|found| found.rule.starts_with('C'));
    told(&conditions.collect::<Vec<_>>())
}

#[test]
fn a_movement_is_named_by_its_mrn_or_its_lrn_and_never_by_both_or_neither() {
    let conditions = [
        (MessageCode::Cc004c, "C0467"),
        (MessageCode::Cc009c, "C0467"),
        (MessageCode::Cc013c, "C0467"),
        (MessageCode::Cc014c, "C0467"),
        (MessageCode::Cc056c, "C0467"),
        (MessageCode::Cc060c, "C0685"),
    ];
    for (message, condition) in conditions {
        assert_eq!(named(message, &["MRN"]), Vec::<String>::new(), "{message}");
        assert_eq!(named(message, &["LRN"]), Vec::<String>::new(), "{message}");
        assert_eq!(
            named(message, &["LRN", "MRN"]),
            [format!(
                "/{message}/TransitOperation/LRN {condition}: \"ABJ-2026-0001\", \"no LRN beside the MRN\""
            )]
        );
        assert_eq!(
            named(message, &[]),
            [format!("/{message}/TransitOperation/MRN {condition}: \"\", \"LRN or MRN\"")]
        );
    }
    // A release names both, and an acceptance one by another condition.
    assert_eq!(named(MessageCode::Cc029c, &["LRN", "MRN"]), Vec::<String>::new());
    assert_eq!(named(MessageCode::Cc170c, &[]), Vec::<String>::new());
}

#[test]
fn a_local_reference_is_made_of_letters_that_can_be_read_out_and_typed() {
    let with = |lrn: &str| checked(&[("ABJ-2026-0001", lrn)]);
    for right in ["A", "ABJ 2026/0001_b.c", "0"] {
        assert_eq!(with(right), Vec::<String>::new(), "{right}");
    }
    for wrong in ["{{LRN}}", "${lrn}", "réf-1", "1;2", "a\\b", "水", "<![CDATA[<x>]]>"] {
        let shown = wrong.replace("<![CDATA[", "").replace("]]>", "");
        assert_eq!(
            with(wrong),
            [format!(
                "/CC015C/TransitOperation/LRN LRN: {shown:?}, \"letters, digits, spaces and - _ . /\""
            )]
        );
    }
}

#[test]
fn letters_that_turn_the_direction_of_writing_or_are_not_seen_are_refused_where_they_stand() {
    for letter in ['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{e0001}', '\u{e0041}'] {
        let name = format!("Société{letter} fils");
        assert_eq!(
            checked(&[("Société de transit &amp; fils", &name)]),
            [format!(
                "/CC015C/HolderOfTheTransitProcedure/name unseen: \"U+{:04X}\", \"letters that can be seen\"",
                u32::from(letter)
            )]
        );
    }
    // Accents, other scripts, and the marks that Arabic and Indic writing needs are seen.
    for right in ["Société", "سفيان\u{200f}", "क\u{94d}\u{200d}ष", "水"] {
        let name = ("Société de transit &amp; fils", right);
        assert_eq!(checked(&[name]), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn these_rules_are_answered_as_rules_and_conditions_are() {
    let finding = |rule: &str, found: &str| kernel::Finding::error("/", rule, found, "");
    for rule in ["address", "LRN", "unseen"] {
        assert_eq!(Layer::of(rule), Layer::Rules);
        assert_eq!(functional_error(&finding(rule, "x")), Some("14"));
    }
    assert_eq!(functional_error(&finding("C0467", "")), Some("13"));
    assert_eq!(functional_error(&finding("C0467", "x")), Some("15"));
    assert_eq!(Layer::of("json"), Layer::Structure);
}
