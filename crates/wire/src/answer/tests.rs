//! Whatever is found can be told to whoever sent it.

use kernel::{Element, Finding};

use crate::tests::oracle::Oracle;
use crate::tests::structure;
use crate::{MessageCode, Reading, functional_error_group, write};

fn header(message: MessageCode) -> Element {
    Element::group(message.as_str())
        .with("messageSender", "NTA.CI")
        .with("messageRecipient", "CI0000001")
        .with("preparationDateAndTime", "2026-11-23T08:15:00")
        .with("messageIdentification", "1")
        .with("messageType", message)
}

fn refusal(reading: &Reading) -> Element {
    let errors = reading.findings.iter().map(crate::Located::xml_error);
    header(MessageCode::Cc917c).and_all(errors)
}

#[test]
fn a_finding_of_structure_becomes_an_xml_error() {
    let reading = structure(b"<CC928C>\n  <messageSender>a\r\nb</messageSender></CC928C>");
    assert_eq!(
        reading.findings[0].xml_error(),
        Element::group("XMLError")
            .with("errorLineNumber", 1)
            .with("errorColumnNumber", 1)
            .with("errorPointer", "/CC928C")
            .with("errorCode", "18")
            .with("errorText", "structure: expected namespace http://ncts.dgtaxud.ec")
    );
    assert!(write(MessageCode::Cc917c, &refusal(&reading)).is_ok());
}

#[test]
fn a_finding_of_a_rule_becomes_a_functional_error() {
    let finding = Finding::error("/CC015C/Guarantee/GuaranteeReference", "C0085", "", "one");
    assert_eq!(
        functional_error_group(&finding),
        Some(
            Element::group("FunctionalError")
                .with("errorPointer", "/CC015C/Guarantee/GuaranteeReference")
                .with("errorCode", "13")
                .with("errorReason", "C0085")
        )
    );
    let code = Finding::error("/x", "CL171", "CIABJ000", "a code of CL171");
    let group = functional_error_group(&code).unwrap();
    assert_eq!(group.text("errorCode"), Some("12"));
    assert_eq!(group.text("originalAttributeValue"), Some("CIABJ000"));
    let structure = Finding::error("/x", "format", "1", "n1");
    assert_eq!(functional_error_group(&structure), None);
}

#[test]
fn what_refuses_is_valid_by_the_official_schema_whatever_was_found() {
    let Some(mut oracle) = Oracle::new("answers") else { return };
    let declaration = include_str!("../../testdata/CC015C.xml");
    for document in [
        String::new(),
        "\0".to_owned(),
        "<!DOCTYPE x>".to_owned(),
        "<CC999C/>".to_owned(),
        "<a &#0;>".to_owned(),
        declaration.replace("CI", "\u{a0}é\n").replace("<security>", "<\u{e9}\u{300}>"),
        declaration.replace("sequenceNumber", "sequenceNumbers"),
    ] {
        let reading = structure(document.as_bytes());
        assert!(!reading.findings.is_empty(), "{document}");
        let bytes = write(MessageCode::Cc917c, &refusal(&reading));
        oracle.add(MessageCode::Cc917c, bytes.unwrap());
    }
    for judged in oracle.judge() {
        assert!(judged.valid, "{}\n{}", judged.reasons, String::from_utf8_lossy(&judged.bytes));
    }
}
