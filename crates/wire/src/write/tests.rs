//! What the writer puts right, and what it refuses.

use kernel::Element;

use crate::tests::{structure, told};
use crate::{MessageCode, write};

fn acknowledgement() -> Element {
    Element::group("CC928C")
        .with("messageSender", "NTA.CI")
        .with("messageRecipient", "CI0000001")
        .with("preparationDateAndTime", "2026-11-23T08:15:00")
        .with("messageIdentification", "1")
        .with("messageType", "CC928C")
        .with("correlationIdentifier", "CI-2026-000001")
        .and(Element::group("TransitOperation").with("LRN", "ABJ-2026-0001"))
        .and(Element::group("CustomsOfficeOfDeparture").with("referenceNumber", "CIABJ000"))
        .and(Element::group("HolderOfTheTransitProcedure").with("name", "Diallo & <Fils>"))
}

fn refused(tree: &Element) -> Vec<String> {
    let findings = write(MessageCode::Cc928c, tree).unwrap_err();
    findings
        .into_iter()
        .map(|found| {
            format!("{} {}: {:?}, {:?}", found.path, found.rule, found.found, found.expected)
        })
        .collect()
}

#[test]
fn a_message_is_written_with_its_namespace_its_phase_and_escapes() {
    let bytes = write(MessageCode::Cc928c, &acknowledgement()).unwrap();
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:CC928C xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>NTA.CI</messageSender>
  <messageRecipient>CI0000001</messageRecipient>
  <preparationDateAndTime>2026-11-23T08:15:00</preparationDateAndTime>
  <messageIdentification>1</messageIdentification>
  <messageType>CC928C</messageType>
  <correlationIdentifier>CI-2026-000001</correlationIdentifier>
  <TransitOperation>
    <LRN>ABJ-2026-0001</LRN>
  </TransitOperation>
  <CustomsOfficeOfDeparture>
    <referenceNumber>CIABJ000</referenceNumber>
  </CustomsOfficeOfDeparture>
  <HolderOfTheTransitProcedure>
    <name>Diallo &amp; &lt;Fils&gt;</name>
  </HolderOfTheTransitProcedure>
</ncts:CC928C>
"#;
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn elements_are_put_in_order_and_white_space_is_settled() {
    let mut tree = acknowledgement().without("messageSender").without("messageIdentification");
    tree = tree.with("messageIdentification", " 1\n").with("messageSender", "NTA.CI");
    let bytes = write(MessageCode::Cc928c, &tree).unwrap();
    assert_eq!(structure(&bytes).tree, Some(acknowledgement()));
}

#[test]
fn what_the_catalogue_does_not_have_is_refused_and_never_written() {
    let tree = acknowledgement().with("a><b", "x").and(Element::group("Guarantee"));
    let names = "messageSender | messageRecipient | preparationDateAndTime | messageIdentification \
                 | messageType | correlationIdentifier | TransitOperation | \
                 CustomsOfficeOfDeparture | HolderOfTheTransitProcedure";
    assert_eq!(
        refused(&tree),
        [
            format!("/CC928C/a><b structure: \"a><b\", {names:?}"),
            format!("/CC928C/Guarantee structure: \"Guarantee\", {names:?}"),
        ]
    );
}

#[test]
fn what_the_reader_would_refuse_is_refused() {
    let tree = acknowledgement().without("messageType").without("CustomsOfficeOfDeparture");
    let tree = tree
        .with("messageType", "CC999C")
        .and(Element::group("CustomsOfficeOfDeparture").with("referenceNumber", "ci1"))
        .and(Element::group("TransitOperation").with("LRN", "again"))
        .without("messageRecipient");
    assert_eq!(
        refused(&tree),
        [
            "/CC928C/messageRecipient structure: \"\", \"messageRecipient 1 an..35\"".to_owned(),
            "/CC928C/messageType format: \"CC999C\", \"message-type\"".to_owned(),
            "/CC928C/TransitOperation[2] structure: \"2\", \"1\"".to_owned(),
            "/CC928C/CustomsOfficeOfDeparture/referenceNumber format: \"ci1\", \
             \"office: /[A-Z]{2}[A-Z0-9]{6}/\""
                .to_owned(),
        ]
    );
}

#[test]
fn a_value_where_elements_stand_and_elements_where_a_value_stands_are_refused() {
    let tree = acknowledgement().without("TransitOperation").without("messageSender");
    let tree = tree
        .with("TransitOperation", "ABJ-2026-0001")
        .and(Element::group("messageSender").with("name", "x"));
    assert_eq!(
        refused(&tree),
        [
            "/CC928C/messageSender structure: \"elements\", \"an..35\"",
            "/CC928C/TransitOperation structure: \"ABJ-2026-0001\", \"elements\"",
        ]
    );
}

#[test]
fn characters_that_xml_cannot_carry_are_refused() {
    let tree = acknowledgement().without("messageSender").with("messageSender", "a\u{1}b");
    assert_eq!(
        refused(&tree),
        ["/CC928C/messageSender structure: \"a\\\\u{1}b\", \"characters of XML 1.0\""]
    );
}

#[test]
fn another_message_is_refused() {
    let found = write(MessageCode::Cc028c, &acknowledgement()).unwrap_err();
    assert_eq!((found[0].found.as_str(), found[0].expected.as_str()), ("CC928C", "CC028C"));
}

#[test]
fn a_single_administrative_document_says_null_where_it_says_nothing() {
    let tree = Element::group("ASYCUDA")
        .and(Element::group("Transit").and(Element::group("Seals").with("Number", "2")));
    let bytes = write(MessageCode::Sad, &tree).unwrap();
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<ASYCUDA>
  <Transit>
    <Seals>
      <Number>2</Number>
      <Identity><null/></Identity>
    </Seals>
    <Result_of_control><null/></Result_of_control>
    <Time_limit><null/></Time_limit>
    <Officer_name><null/></Officer_name>
  </Transit>
</ASYCUDA>
"#;
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
    let reading = structure(&bytes);
    assert_eq!(told(&reading), Vec::<String>::new());
    assert_eq!(reading.tree, Some(tree));
}
