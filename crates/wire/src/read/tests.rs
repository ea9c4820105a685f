//! Each mistake once, where it is.

mod many;
mod refusals;

use kernel::{CodeLists, Date, Listed, Severity};

use crate::tests::{structure, told};
use crate::{Layer, MessageCode, Reading, XmlError, read};

const DECLARATION: &str = include_str!("../../testdata/CC015C.xml");
const SAD: &str = include_str!("../../testdata/SAD.xml");

/// The example after some replacements, each of which must hit something.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(DECLARATION.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

fn findings(changes: &[(&str, &str)]) -> Vec<String> {
    told(&structure(changed(changes).as_bytes()))
}

#[test]
fn a_right_declaration_gives_its_tree_and_no_findings() {
    let reading = structure(DECLARATION.as_bytes());
    assert_eq!(told(&reading), Vec::<String>::new());
    let (message, tree) = reading.accepted().unwrap();
    assert_eq!(message, MessageCode::Cc015c);
    assert_eq!(tree.text("HolderOfTheTransitProcedure/name"), Some("Société de transit & fils"));
    assert_eq!(tree.all("CustomsOfficeOfTransitDeclared").len(), 2);
}

#[test]
fn five_mistakes_give_five_findings() {
    let changes = [
        ("<security>0", "<security>none"),
        ("    <bindingItinerary>0</bindingItinerary>\n", ""),
        ("<referenceNumber>MLBKO000</referenceNumber>", "<reference>MLBKO000</reference>"),
        ("<currency>XOF</currency>", "<currency>XOF</currency><currency>XOF</currency>"),
        (
            "<city>Bamako</city>\n        <country>ML</country>",
            "<country>ML</country>\n        <city>Bamako</city>",
        ),
    ];
    let reading = structure(changed(&changes).as_bytes());
    assert_eq!(
        told(&reading),
        [
            "12:5 /CC015C/TransitOperation/security format: found \"none\", expected \"n1\"",
            "14:5 /CC015C/TransitOperation/bindingItinerary structure: found \"\", expected \"bindingItinerary 1 flag: one of 0 1\"",
            "25:5 /CC015C/CustomsOfficeOfDestinationDeclared/reference structure: found \"reference\", expected \"referenceNumber 1 office: /[A-Z]{2}[A-Z0-9]{6}/ CL172\"",
            "52:31 /CC015C/Guarantee/GuaranteeReference/currency[2] structure: found \"2\", expected \"0..1\"",
            "73:9 /CC015C/Consignment/Consignee/Address/country structure: found \"country\", expected \"after city\"",
        ]
    );
    let errors: Vec<XmlError> = reading.findings.iter().map(|located| located.error).collect();
    assert_eq!(
        errors,
        [
            XmlError::TooLong,
            XmlError::Missing,
            XmlError::Misplaced,
            XmlError::TooMany,
            XmlError::Misplaced
        ]
    );
    assert_eq!(errors[1].code(), "13");
    assert_eq!(reading.errors(Layer::Structure).count(), 5);
    assert_eq!(reading.accepted(), None);
    // The broken message still serves to name what is refused.
    assert_eq!(reading.tree.unwrap().text("TransitOperation/LRN"), Some("ABJ-2026-0001"));
}

#[test]
fn an_unknown_element_is_one_finding_whatever_it_holds() {
    let unknown = "<Surprise><LRN/><a>1</a><b><c>text</c></b></Surprise><security>0";
    assert_eq!(
        findings(&[("<security>0", unknown)]),
        [
            "12:5 /CC015C/TransitOperation/Surprise structure: found \"Surprise\", expected \"additionalDeclarationType | TIRCarnetNumber | presentationOfTheGoodsDateAndTime | security\""
        ]
    );
}

#[test]
fn elements_of_the_same_unknown_name_are_told_apart() {
    let twice = "<x/><security>0</security><x/>";
    let paths: Vec<String> = findings(&[("<security>0</security>", twice)])
        .iter()
        .map(|line| line.split(' ').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["/CC015C/TransitOperation/x", "/CC015C/TransitOperation/x[2]"]);
}

#[test]
fn a_missing_group_is_one_finding_and_an_empty_one_tells_what_it_lacks() {
    let office = "<CustomsOfficeOfDeparture>
    <referenceNumber>CIABJ000</referenceNumber>
  </CustomsOfficeOfDeparture>";
    assert_eq!(
        findings(&[(office, "")]),
        [
            "23:3 /CC015C/CustomsOfficeOfDeparture structure: found \"\", expected \"CustomsOfficeOfDeparture 1\""
        ]
    );
    assert_eq!(
        findings(&[(office, "<CustomsOfficeOfDeparture/>")]),
        [
            "22:3 /CC015C/CustomsOfficeOfDeparture/referenceNumber structure: found \"\", expected \"referenceNumber 1 office: /[A-Z]{2}[A-Z0-9]{6}/ CL171\""
        ]
    );
}

#[test]
fn of_elements_in_disorder_only_those_that_must_move_are_told() {
    let sender = "  <messageSender>CI0000001</messageSender>\n";
    let type_of = "  <messageType>CC015C</messageType>\n";
    let moved = type_of.to_owned() + sender;
    assert_eq!(
        findings(&[(sender, ""), (type_of, &moved)]),
        [
            "7:3 /CC015C/messageSender structure: found \"messageSender\", expected \"before messageRecipient\""
        ]
    );
    let early = type_of.to_owned() + sender;
    assert_eq!(
        findings(&[(type_of, ""), (sender, &early)]),
        [
            "3:3 /CC015C/messageType structure: found \"messageType\", expected \"after messageIdentification\""
        ]
    );
}

#[test]
fn too_many_of_one_name_are_one_finding_that_says_how_many() {
    let office = "<CustomsOfficeOfTransitDeclared>
    <sequenceNumber>2</sequenceNumber>
    <referenceNumber>MLX01000</referenceNumber>
  </CustomsOfficeOfTransitDeclared>";
    let eleven = office.repeat(11).replacen("MLX01000", "wrong", 1);
    assert_eq!(
        findings(&[(office, &eleven)]),
        [
            "34:5 /CC015C/CustomsOfficeOfTransitDeclared[2]/referenceNumber format: found \"wrong\", expected \"office: /[A-Z]{2}[A-Z0-9]{6}/\"",
            "56:36 /CC015C/CustomsOfficeOfTransitDeclared[10] structure: found \"12\", expected \"0..9\"",
        ]
    );
}

#[test]
fn text_between_elements_and_elements_in_a_value_are_told_once() {
    assert_eq!(
        findings(&[("<TransitOperation>", "<TransitOperation>one &amp; two")]),
        ["8:21 /CC015C/TransitOperation structure: found \"one\", expected \"no text\""]
    );
    assert_eq!(
        findings(&[("ABJ-2026-0001", "ABJ<b/>-2026<b/>-0001-and-much-too-long")]),
        ["9:13 /CC015C/TransitOperation/LRN/b structure: found \"b\", expected \"an..22 tight\""]
    );
}

#[test]
fn comments_sections_and_references_are_part_of_the_text_around_them() {
    let odd = "A<!-- no -->B<![CDATA[J-<2026>]]>&#45;&#x30;<?note?>&amp;1";
    let reading = structure(changed(&[("ABJ-2026-0001", odd)]).as_bytes());
    assert_eq!(told(&reading), Vec::<String>::new());
    assert_eq!(reading.tree.unwrap().text("TransitOperation/LRN"), Some("ABJ-<2026>-0&1"));
}

#[test]
fn white_space_is_settled_as_the_format_says() {
    let reading = structure(
        changed(&[("CI-2026-000001", "\r\n CI \t 1 "), ("CA/BKO", "CA\r\nBKO")]).as_bytes(),
    );
    assert_eq!(told(&reading), Vec::<String>::new());
    let tree = reading.tree.unwrap();
    assert_eq!(tree.text("messageIdentification"), Some("CI 1"));
    let marks = "Consignment/HouseConsignment/ConsignmentItem/Packaging/shippingMarks";
    assert_eq!(tree.text(marks), Some("CA BKO"));
}

#[test]
fn the_root_is_in_the_namespace_of_its_standard_and_nothing_below_it() {
    let namespace = "http://ncts.dgtaxud.ec";
    assert_eq!(
        findings(&[(namespace, "urn:other")]),
        [
            "2:1 /CC015C structure: found \"urn:other\", expected \"namespace http://ncts.dgtaxud.ec\""
        ]
    );
    let any_prefix = DECLARATION.replace("ncts:", "x:").replace(":ncts", ":x");
    assert_eq!(told(&structure(any_prefix.as_bytes())), Vec::<String>::new());
    // One declaration spoils every element below; it is told once.
    let default = DECLARATION.replace("ncts:", "").replace("xmlns:ncts", "xmlns");
    assert_eq!(
        told(&structure(default.as_bytes())),
        [
            "3:3 /CC015C/messageSender structure: found \"http://ncts.dgtaxud.ec\", expected \"no namespace below the root\""
        ]
    );
    let undone = default.replace("<messageSender>", "<messageSender xmlns=\"\">");
    let undone = structure(undone.as_bytes());
    assert_eq!(undone.findings[0].finding.path, "/CC015C/messageRecipient");
    assert_eq!(undone.findings.len(), 1);
    assert_eq!(
        findings(&[("<LRN>ABJ-2026-0001</LRN>", "<ncts:LRN>ABJ-2026-0001</ncts:LRN>")]),
        [
            "9:5 /CC015C/TransitOperation/LRN structure: found \"http://ncts.dgtaxud.ec\", expected \"no namespace below the root\""
        ]
    );
}

#[test]
fn attributes_are_refused_but_for_the_phase_and_hints_of_schemas() {
    let phase = "PhaseID=\"NCTS5.0\"";
    let hint = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                xsi:schemaLocation=\"http://ncts.dgtaxud.ec cc015c.xsd\" PhaseID=' NCTS5.1 '";
    assert_eq!(findings(&[(phase, hint)]), Vec::<String>::new());
    assert_eq!(findings(&[(phase, "")]), Vec::<String>::new());
    assert_eq!(
        findings(&[(phase, "PhaseID=\"NCTS6\" lang=\"en\"")]),
        [
            "2:1 /CC015C/@PhaseID structure: found \"NCTS6\", expected \"one of NCTS5.0 NCTS5.1\"",
            "2:1 /CC015C/@lang structure: found \"lang\", expected \"no such attribute\"",
        ]
    );
    assert_eq!(
        findings(&[("<LRN>", "<LRN a=\"1\" b=\"2\">")]),
        ["9:5 /CC015C/TransitOperation/LRN/@a structure: found \"a\", expected \"no attribute\""]
    );
    let nil = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"";
    assert_eq!(findings(&[("<LRN>", &format!("<LRN {nil}>"))]).len(), 1);
}

#[test]
fn an_unknown_message_is_one_finding() {
    let reading = structure(b"<a:CC999C xmlns:a='urn:x'><b>1</b></a:CC999C>");
    let names = MessageCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(" | ");
    assert!(names.starts_with("CC004C | CC007C |") && names.ends_with(" | CC928C | ASYCUDA"));
    assert_eq!(
        told(&reading),
        [format!("1:1 /CC999C structure: found \"CC999C\", expected {names:?}")]
    );
    assert_eq!((reading.message, reading.tree), (None, None));
}

/// Lists of which one is complete, one assumed, and one of languages.
struct Lists;

impl CodeLists for Lists {
    fn listed(&self, list: &str, code: &str, day: Date) -> Listed {
        match (list, code) {
            ("CL171", "CIABJ000") if day >= Date::constant(2026, 1, 1) => Listed::Valid,
            ("CL171" | "CL192", _) => Listed::Absent,
            ("CL231", _) => Listed::AbsentFromAssumed,
            _ => Listed::NoSuchList,
        }
    }
}

fn with_lists(text: &str, day: &str) -> Reading {
    read(text.as_bytes(), &Lists, day.parse().unwrap())
}

#[test]
fn a_code_is_judged_as_of_the_day_and_an_assumed_list_only_warns() {
    let warning = "10:5 /CC015C/TransitOperation/declarationType CL231: found \"T1\", expected \"a code of CL231\" (warning)";
    let today = with_lists(DECLARATION, "2026-11-23");
    assert_eq!(told(&today), [warning]);
    assert!(today.accepted().is_some());
    let before = with_lists(DECLARATION, "2025-11-23");
    let absent = "23:5 /CC015C/CustomsOfficeOfDeparture/referenceNumber CL171: found \"CIABJ000\", expected \"a code of CL171\"";
    assert_eq!(told(&before), [warning, absent]);
    assert_eq!(before.errors(Layer::Codes).count(), 1);
    assert_eq!(before.accepted(), None);
}

#[test]
fn a_language_that_is_not_listed_only_warns() {
    let language = "<communicationLanguageAtDeparture>AT</communicationLanguageAtDeparture>
    <bindingItinerary>";
    let text = changed(&[("<bindingItinerary>", language)]);
    let reading = with_lists(&text, "2026-11-23");
    assert_eq!(reading.findings[1].finding.rule, "CL192");
    assert_eq!(reading.findings[1].finding.severity, Severity::Warning);
    assert!(reading.accepted().is_some());
}

#[test]
fn a_value_of_the_wrong_format_is_not_looked_up() {
    let text = changed(&[("<referenceNumber>CIABJ000", "<referenceNumber>abidjan")]);
    let rules: Vec<String> = with_lists(&text, "2026-11-23")
        .findings
        .into_iter()
        .map(|found| found.finding.rule)
        .collect();
    assert_eq!(rules, ["CL231", "format"]);
}

#[test]
fn a_single_administrative_document_is_read_with_tolerance() {
    let reading = structure(SAD.as_bytes());
    assert_eq!(
        told(&reading),
        [
            "100:5 /ASYCUDA/Valuation/National_addition structure: found \"National_addition\", expected \"an element of the catalogue; this and other unknown ones are passed over\" (warning)"
        ]
    );
    let (message, tree) = reading.accepted().unwrap();
    assert_eq!(message, MessageCode::Sad);
    assert_eq!(tree.text("Transit/Destination/Office"), Some("MLBKO"));
    assert_eq!(tree.text("Item/Tarification/HScode/Commodity_code"), Some("10063090"));
    assert_eq!(
        tree.text("Traders/Exporter/Exporter_name"),
        Some("Comptoir d'Abidjan Port autonome Abidjan")
    );
    // What says nothing is not there.
    assert_eq!(tree.first("Identification/Manifest_reference_number"), None);
    assert_eq!(tree.first("Identification/Assessment"), None);
    assert_eq!(tree.first("Item/Taxation"), None);
    let wrong = SAD.replace("23500.5</Gross_weight>", "heavy</Gross_weight>");
    let wrong = structure(wrong.as_bytes());
    assert_eq!(wrong.findings[0].finding.path, "/ASYCUDA/Valuation/Weight/Gross_weight");
    assert_eq!(wrong.accepted(), None);
}
