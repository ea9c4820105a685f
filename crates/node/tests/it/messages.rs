//! Native messages: read with all their faults, answered in kind.

use kernel::{CodeLists, Decides, Timestamp};
use node::{Intake, Rejected, Rejection, read_message};
use wire::MessageCode;

use crate::acts::{TO_BAMAKO, TO_BOBO};
use crate::post::{GRN, HOLDER, answering, sample};
use crate::region::*;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What is said of a message that is not taken, where the rules of the domain are not asked.
fn rejected(message: &[u8], codes: &dyn CodeLists, now: Timestamp) -> Rejected {
    let answering = answering(now, "CI");
    read_message(message, codes, &answering).unwrap_err().rejected(&answering, &[])
}

#[test]
fn a_message_with_five_planted_errors_of_every_sort_is_answered_with_five() {
    let region = Region::new(70, Decides::Node);
    let wrong = sample()
        .replace("    <declarationType>T1</declarationType>\n", "")
        .replace("<security>0</security>", "<security>7</security>")
        .replace("<limitDate>2026-12-03</limitDate>", "<limitDate>3 December</limitDate>")
        .replace("      <accessCode>AC01</accessCode>\n", "")
        .replace(
            "<HouseConsignment>\n      <sequenceNumber>1<",
            "<HouseConsignment>\n      <sequenceNumber>2<",
        );
    let reference = &region.homes["CI"].reference();
    let refused = rejected(wrong.as_bytes(), reference, region.now);
    let found: Vec<_> =
        refused.findings.iter().map(|finding| (&*finding.rule, &*finding.path)).collect();
    assert_eq!(
        found,
        [
            ("structure", "/CC015C/TransitOperation/declarationType"),
            ("CL217", "/CC015C/TransitOperation/security"),
            ("format", "/CC015C/TransitOperation/limitDate"),
            ("C0086", "/CC015C/Guarantee/GuaranteeReference/accessCode"),
            ("R0987", "/CC015C/Consignment/HouseConsignment/sequenceNumber"),
        ]
    );
    let Rejection { code, bytes: answer, .. } = refused.answer.unwrap();
    assert_eq!(code, MessageCode::Cc917c);
    let answer = text(&answer);
    assert_eq!(answer.matches("<XMLError>").count(), 5);
    let codes: Vec<_> = answer.split("<errorCode>").skip(1).map(|rest| &rest[..2]).collect();
    assert_eq!(codes, ["13", "12", "50", "13", "18"]);
}

#[test]
fn a_message_that_breaks_off_is_not_said_to_lack_what_was_not_read() {
    let region = Region::new(74, Decides::Node);
    let whole = sample();
    let (before, _) = whole.split_once("<accessCode>").unwrap();
    let reference = &region.homes["CI"].reference();
    let refused = rejected(before.as_bytes(), reference, region.now);
    let rules: Vec<_> = refused.findings.iter().map(|finding| &*finding.rule).collect();
    assert_eq!(rules, ["xml"]);
}

/// The steps of the SAD of the wire crate, which is from Abidjan to Bamako.
fn steps(holder: &str, lrn: &str) -> Vec<(&'static str, kernel::Digest)> {
    let sad = include_str!("../../../wire/testdata/SAD.xml")
        .replace("CIABJ<", "CIABJ000<")
        .replace("MLBKO<", "MLBKO000<")
        .replace("CI0000001", holder)
        .replace("ABJ-2026-0001", lrn);
    let region = Region::new(75, Decides::National);
    let reference = &region.homes["CI"].reference();
    let read = read_message(sad.as_bytes(), reference, &answering(region.now, "CI"));
    let Ok((Intake::Sad { message }, _)) = read else { panic!("{read:?}") };
    let completion = transit::messages::Completion {
        transits: vec![office("BFX01000"), office("MLX01000")],
        guarantee: Some(TO_BAMAKO.presenting().declaration.guarantees.remove(0)),
        access_code: None,
        currency: xof(1).currency,
        representation: None,
    };
    let acts = serde_json::from_str(
        r#"{"system":"ASYCUDA","acceptance":"A/P4/5/82","release":"A/P4/5/82","exit":"A/P4/5/82"}"#,
    );
    let steps = node::sad_steps(&message, &completion, &acts.unwrap(), &|_, _| None).unwrap();
    steps.into_iter().map(|step| (step.what, step.digest)).collect()
}

#[test]
fn the_steps_of_two_sads_are_never_taken_for_each_other() {
    let first = steps("CI100", "LRN 1");
    assert_eq!(first.iter().map(|(what, _)| *what).collect::<Vec<_>>(), ["present", "accept"]);
    assert_eq!(steps("CI100", "LRN 1"), first);
    let others = [steps("CI200", "LRN 1"), steps("CI100", "LRN1"), steps("CI100", "LRN 11")];
    let all: std::collections::BTreeSet<_> =
        others.iter().flatten().chain(&first).map(|(_, digest)| digest).collect();
    assert_eq!(all.len(), 8);
}

#[test]
fn the_access_code_is_in_no_answer() {
    let region = Region::new(71, Decides::Node);
    let reference = &region.homes["CI"].reference();
    // Once it is malformed; once it stands where a rule allows none.
    let malformed = sample().replace("<accessCode>AC01", "<accessCode>ZQ9Z9");
    let surplus = sample()
        .replace("<guaranteeType>1</guaranteeType>", "<guaranteeType>8</guaranteeType>")
        .replace("<accessCode>AC01", "<accessCode>ZQ9Z");
    for wrong in [malformed, surplus] {
        let refused = rejected(wrong.as_bytes(), reference, region.now);
        assert!(!format!("{refused:?}").contains("ZQ9Z"), "{refused:?}");
        assert!(!text(&refused.answer.unwrap().bytes).contains("ZQ9Z"));
    }
}

#[test]
fn a_message_that_cannot_be_written_is_shown_as_such_and_hides_no_other() {
    let mut region = Region::new(74, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    let reader = region.reader("CI");
    // The release repeats what was declared of the goods, and that was no message of the catalogue.
    let written = |message: node::Message| (message.code, message.bytes.is_some());
    let written: Vec<_> = reader.messages(&movement).unwrap().into_iter().map(written).collect();
    let wanted =
        [(MessageCode::Cc928c, true), (MessageCode::Cc028c, true), (MessageCode::Cc029c, false)];
    assert_eq!(written, wanted);
}

/// Samples of messages that are right by the schema and break a rule: the rule, and which answer says
/// so.
const RULES: [(&str, &str, MessageCode); 6] = [
    ("cc007c-invalid-recipient", "address", MessageCode::Cc057c),
    ("cc007c-invalid-ref-office", "address", MessageCode::Cc057c),
    ("cc013c-invalid-both-mrn-and-lrn", "C0467", MessageCode::Cc056c),
    ("cc013c-invalid-no-mrn-lrn", "C0467", MessageCode::Cc056c),
    ("cc015c-invalid-lrn", "LRN", MessageCode::Cc056c),
    ("cc015c-invalid-reference-departure", "address", MessageCode::Cc056c),
];

#[test]
fn the_public_samples_that_break_a_rule_are_answered_in_kind_for_that_rule() {
    let folder = "transit/ncts5-hmrc-validator";
    let Some(folder) = testkit::data(folder) else { return };
    let folder =
        folder.join("samples/test/uk/gov/hmrc/transitmovementsvalidator/versioned/v2_1/data");
    let region = Region::new(76, Decides::Node);
    let reference = &region.homes["CI"].reference();
    for (name, rule, expected) in RULES {
        let bytes = std::fs::read(folder.join(format!("{name}.xml"))).unwrap();
        let refused = rejected(&bytes, reference, region.now);
        assert!(refused.findings.iter().any(|finding| finding.rule == rule), "{name}");
        let Rejection { code, bytes: answer, .. } = refused.answer.unwrap();
        assert_eq!(code, expected, "{name}");
        let place = &refused.findings.iter().find(|finding| finding.rule == rule).unwrap().path;
        let element = place.rsplit('/').next().unwrap();
        assert!(text(&answer).contains(element), "{name}: {}", text(&answer));
    }
}

#[test]
fn a_declaration_of_1999_house_consignments_is_released_and_every_one_is_told() {
    let mut region = Region::new(77, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, 5_000_000);
    let whole = sample();
    let (before, rest) = whole.split_once("<HouseConsignment>").unwrap();
    let (_, behind) = rest.rsplit_once("</HouseConsignment>").unwrap();
    let (house, _) = rest.split_once("</HouseConsignment>").unwrap();
    let (head, items) = house.split_once("<ConsignmentItem>").unwrap();
    let (item, _) = items.split_once("</ConsignmentItem>").unwrap();
    let number = |text: &str, name: &str, number: usize| {
        let (before, rest) = text.split_once(&format!("<{name}>")).unwrap();
        let (_, behind) = rest.split_once(&format!("</{name}>")).unwrap();
        format!("{before}<{name}>{number}</{name}>{behind}")
    };
    let mut houses = String::new();
    for count in 1..=1999 {
        let head = number(head, "sequenceNumber", count);
        let item = number(&number(item, "goodsItemNumber", 1), "declarationGoodsItemNumber", count);
        houses += &format!(
            "<HouseConsignment>{head}<ConsignmentItem>{item}</ConsignmentItem></HouseConsignment>"
        );
    }
    let many = format!("{before}{houses}{behind}");
    let taken = region.post("CI", HOLDER, &many);
    let movement = taken.done().dossier;
    region.settle();
    let messages = region.reader("CI").messages(&movement).unwrap();
    let release = messages.iter().find(|message| message.code == MessageCode::Cc029c).unwrap();
    let release = text(&release.bytes.clone().unwrap());
    assert_eq!(release.matches("<HouseConsignment>").count(), 1999);
    assert!(release.contains("<declarationGoodsItemNumber>1999<"));
}
