//! Native messages: read with all their faults, answered in kind.

use kernel::{CommandId, Decides};
use node::{Answering, Intake, declare, read_message, refusal_findings, rejected};
use wire::MessageCode;

use crate::acts::TO_BOBO;
use crate::region::*;

fn answering(region: &Region) -> Answering {
    Answering {
        sender: "NTA.CI".to_owned(),
        recipient: "CI100".to_owned(),
        now: region.now,
        identification: "A-1".to_owned(),
    }
}

/// The sample of the wire crate, as from Abidjan to Bobo-Dioulasso.
fn sample() -> String {
    include_str!("../../../wire/testdata/CC015C.xml").to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_message_with_five_planted_errors_is_answered_with_five() {
    let region = Region::new(70, Decides::Node);
    let wrong = sample()
        .replace("<security>0</security>", "<security>x</security>")
        .replace("<limitDate>2026-12-03</limitDate>", "<limitDate>3 December</limitDate>")
        .replace("    <declarationType>T1</declarationType>\n", "")
        .replace("<guaranteeType>1</guaranteeType>", "<guaranteeType>11</guaranteeType>")
        .replace(
            "<containerIndicator>1</containerIndicator>",
            "<containerIndicator>2</containerIndicator>",
        );
    let reference = &region.homes["CI"].reference();
    let refused = read_message(wrong.as_bytes(), reference, &answering(&region)).unwrap_err();
    let (code, answer) = refused.answer.clone().unwrap();
    assert_eq!(code, MessageCode::Cc917c);
    assert_eq!(text(&answer).matches("<XMLError>").count(), 5);
    assert_eq!(refused.findings.len(), 5, "{:?}", refused.findings);
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
        let refused = read_message(wrong.as_bytes(), reference, &answering(&region)).unwrap_err();
        assert!(!format!("{refused:?}").contains("ZQ9Z"), "{refused:?}");
        assert!(!text(&refused.answer.unwrap().1).contains("ZQ9Z"));
    }
}

#[test]
fn a_declaration_is_taken_and_answered_in_kind() {
    let mut region = Region::new(72, Decides::Node);
    let reference = region.homes["CI"].reference();
    let read = read_message(sample().as_bytes(), &reference, &answering(&region));
    let Intake::Declaration { message, presenting } = read.unwrap() else { panic!() };
    let id = CommandId::parse("m-1").unwrap();
    let actor = identity::Actor::Officer("awa".parse().unwrap());
    let submission = declare(id, actor, sample().into_bytes(), *presenting);
    let reply = region.submit("CI", submission);
    match reply.outcome {
        Ok(done) => {
            let messages = region.reader("CI").messages(&done.dossier).unwrap();
            assert_eq!(messages[0].code, MessageCode::Cc928c);
            let answer = text(&messages[0].bytes);
            assert!(answer.contains(message.text("TransitOperation/LRN").unwrap()));
        }
        Err(refusals) => {
            let findings = refusal_findings(&message, &refusals);
            let refused = rejected(MessageCode::Cc015c, &message, &answering(&region), findings);
            panic!("{refusals:?} {}", text(&refused.answer.unwrap().1));
        }
    }
}

#[test]
fn what_the_rules_refuse_is_answered_as_a_rejection_with_every_code() {
    let mut region = Region::new(73, Decides::Node);
    let reference = region.homes["CI"].reference();
    let read = read_message(sample().as_bytes(), &reference, &answering(&region));
    let Intake::Declaration { message, mut presenting } = read.unwrap() else { panic!() };
    presenting.declaration.destination = office("SNXYZ000");
    presenting.declaration.limit_date = Some("2020-01-01".parse().unwrap());
    let id = CommandId::parse("m-2").unwrap();
    let actor = identity::Actor::Officer("awa".parse().unwrap());
    let reply = region.submit("CI", declare(id, actor, b"raw".to_vec(), *presenting));
    let refusals = reply.outcome.unwrap_err();
    let findings = refusal_findings(&message, &refusals);
    let refused = rejected(MessageCode::Cc015c, &message, &answering(&region), findings);
    let answer = text(&refused.answer.unwrap().1);
    for code in ["TRA-005", "TRA-010", "TRA-011"] {
        assert!(answer.contains(code), "{code} {answer}");
    }
}

#[test]
fn a_message_that_cannot_be_written_is_counted_and_hides_no_other() {
    let mut region = Region::new(74, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    let reader = region.reader("CI");
    // The release repeats what was declared of the goods, and that was no message of the catalogue.
    let codes: Vec<_> =
        reader.messages(&movement).unwrap().into_iter().map(|message| message.code).collect();
    assert_eq!(codes, [MessageCode::Cc928c, MessageCode::Cc028c]);
    reader.messages(&movement).unwrap();
    assert_eq!(reader.journal().unwrap().unwritable_count, 1);
}
