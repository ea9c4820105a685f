//! The same message in JSON as in XML, and what is no message in JSON.

mod refusals;

use kernel::{Content, Element};

use crate::tests::mutants::{mutated, spell};
use crate::tests::specimen::specimen;
use crate::tests::{Chance, structure, told};
use crate::{Form, Layer, MessageCode, Reading, write_as};

const DECLARATION: &str = include_str!("../../testdata/CC015C.xml");

/// The example.
fn declaration() -> Element {
    structure(DECLARATION.as_bytes()).tree.unwrap()
}

/// The example in JSON after some replacements, each of which must hit something.
fn changed(changes: &[(&str, &str)]) -> String {
    let bytes = write_as(Form::Json, MessageCode::Cc015c, &declaration()).unwrap();
    changes.iter().fold(String::from_utf8(bytes).unwrap(), |text, (from, to)| {
        assert!(text.contains(from), "{from} in {text}");
        text.replacen(from, to, 1)
    })
}

fn findings(changes: &[(&str, &str)]) -> Vec<String> {
    told(&structure(changed(changes).as_bytes()))
}

/// A tree as JSON, whatever it holds: elements of one name become one list where the first stands.
fn spelt(element: &Element) -> String {
    let children = match &element.content {
        Content::Text(text) => return serde_json::Value::from(text.as_str()).to_string(),
        Content::Children(children) => children,
    };
    let mut members: Vec<(&str, Vec<String>)> = Vec::new();
    for child in children {
        let inside = spelt(child);
        match members.iter_mut().find(|(name, _)| *name == child.name.as_ref()) {
            Some((_, values)) => values.push(inside),
            None => members.push((&child.name, vec![inside])),
        }
    }
    let members = members.iter().map(|(name, values)| match values.as_slice() {
        [one] => format!("{name:?}: {one}"),
        several => format!("{name:?}: [{}]", several.join(", ")),
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(",\n"))
}

fn spelt_message(message: MessageCode, tree: &Element) -> String {
    format!("{{\"n1:{message}\": {}}}", spelt(tree))
}

/// A tree whose ends of lines are those of XML.
fn settled(mut tree: Element) -> Element {
    match &mut tree.content {
        Content::Text(text) => *text = text.replace("\r\n", "\n"),
        Content::Children(children) => {
            *children = std::mem::take(children).into_iter().map(settled).collect();
        }
    }
    tree
}

/// What was found without where in the text it stands, in an order of its own.
fn placeless(reading: &Reading) -> Vec<String> {
    let mut told = told(reading);
    for line in &mut told {
        *line = line.split_once(' ').unwrap().1.to_owned();
        // Text between elements comes in pieces in XML, and the first is told.
        if let Some((before, _)) = line.split_once(": found ")
            && line.ends_with("\"no text\"")
        {
            *line = before.to_owned();
        }
    }
    told.sort();
    told
}

#[test]
fn the_example_in_json_gives_the_same_tree_and_no_findings() {
    let reading = structure(changed(&[]).as_bytes());
    assert_eq!(told(&reading), Vec::<String>::new());
    assert_eq!(reading.accepted(), Some((MessageCode::Cc015c, &declaration())));
}

#[test]
fn members_may_come_in_any_order_and_a_lone_element_with_or_without_its_list() {
    let tree = declaration();
    let Content::Children(mut children) = tree.content.clone() else { unreachable!() };
    children.reverse();
    let reversed = Element { content: Content::Children(children), ..tree.clone() };
    // Elements of one name were turned round as well.
    let offices = |tree: &Element| tree.all("CustomsOfficeOfTransitDeclared").len();
    assert_eq!(offices(&reversed), 2);
    let reading = structure(spelt_message(MessageCode::Cc015c, &reversed).as_bytes());
    assert_eq!(told(&reading), Vec::<String>::new());
    let put = |tree: &Element| tree.clone().without("CustomsOfficeOfTransitDeclared");
    assert_eq!(put(&reading.tree.unwrap()), put(&tree));
    let listed = changed(&[
        ("\"TransitOperation\":{", "\"TransitOperation\":[{"),
        ("},\"Authorisation\"", "}],\"Authorisation\""),
    ]);
    assert_eq!(structure(listed.as_bytes()).accepted(), Some((MessageCode::Cc015c, &tree)));
    let lone = spelt_message(MessageCode::Cc015c, &tree);
    assert!(lone.contains("\"Guarantee\": {"));
    assert_eq!(structure(lone.as_bytes()).accepted(), Some((MessageCode::Cc015c, &tree)));
}

#[test]
fn an_empty_list_says_nothing_and_numbers_are_taken_as_they_are_written() {
    let reading = structure(
        changed(&[
            ("\"Guarantee\":", "\"CustomsOfficeOfExitForTransitDeclared\":[],\"Guarantee\":"),
            ("\"grossMass\":\"", "\"grossMass\": 23500.50, \"referenceNumberUCR\":\""),
        ])
        .as_bytes(),
    );
    assert_eq!(told(&reading), Vec::<String>::new());
    assert_eq!(reading.tree.unwrap().text("Consignment/grossMass"), Some("23500.50"));
    let text = changed(&[("\"sequenceNumber\":1,", "\"sequenceNumber\":\"1\",")]);
    assert_eq!(structure(text.as_bytes()).tree, Some(declaration()));
    for number in ["1e3", "-1", "1.0"] {
        let told = findings(&[("\"sequenceNumber\":1,", &format!("\"sequenceNumber\":{number},"))]);
        assert!(told.len() == 1 && told[0].contains(&format!("found {number:?}")), "{told:?}");
    }
}

#[test]
fn the_type_of_a_document_may_be_called_its_type_value() {
    let text = changed(&[("\"type\":", "\"typeValue\":")]);
    assert_eq!(structure(text.as_bytes()).accepted(), Some((MessageCode::Cc015c, &declaration())));
    let told = findings(&[("\"type\":\"", "\"typeValue\":\"C521\",\"type\":\"")]);
    assert!(told.len() == 1 && told[0].contains("type[2] structure: found \"2\""), "{told:?}");
}

#[test]
fn escapes_in_values_are_the_letters_they_stand_for() {
    let text = changed(&[("\"ABJ-2026-0001\"", "\"\\u0041BJ-\\u00e9\\ud83d\\ude9a\\/\\\"\"")]);
    let reading = structure(text.as_bytes());
    let tree = reading.tree.unwrap();
    assert_eq!(tree.text("TransitOperation/LRN"), Some("ABJ-é🚚/\""));
    let text = changed(&[("\"ABJ-2026-0001\"", "\"ABJ\\r\\n\\t2026\"")]);
    let tree = structure(text.as_bytes()).tree.unwrap();
    assert_eq!(tree.text("TransitOperation/LRN"), Some("ABJ  2026"));
}

#[test]
fn the_mistakes_of_a_message_are_the_same_in_both_forms() {
    let mut compared = 0;
    for message in MessageCode::ALL.iter().filter(|message| **message != MessageCode::Sad) {
        for seed in 0..60 {
            let mut chance = Chance(seed * 17 + 3);
            let tree = settled(mutated(specimen(*message, &mut chance), &mut chance));
            let xml = structure(&spell(*message, &tree));
            let json = structure(spelt_message(*message, &tree).as_bytes());
            // Order and neighbours mean nothing in JSON, where XML tells of them.
            let told = placeless(&xml);
            let of_order = ["expected \"before", "expected \"after", " | "];
            if told.iter().any(|line| of_order.iter().any(|words| line.contains(words))) {
                continue;
            }
            compared += 1;
            assert_eq!(placeless(&json), told, "{message} {seed}");
            assert_eq!(json.tree, xml.tree, "{message} {seed}");
        }
    }
    assert!(compared > 1500, "{compared}");
}

#[test]
fn what_is_written_in_json_is_read_back_the_same() {
    for message in MessageCode::ALL {
        for seed in 0..20 {
            let tree = specimen(*message, &mut Chance(seed));
            let bytes = write_as(Form::Json, *message, &tree).unwrap();
            let reading = structure(&bytes);
            assert_eq!(told(&reading), Vec::<String>::new(), "{message} {seed}");
            assert_eq!(reading.accepted(), Some((*message, &tree)), "{message} {seed}");
        }
    }
}

#[test]
fn a_wrong_value_is_told_where_it_stands_in_the_text() {
    let text =
        changed(&[("{\"n1:", "{\n  \"n1:"), ("\"security\":\"0\"", "\n  \"security\": \"none\"")]);
    let reading = structure(text.as_bytes());
    assert_eq!(
        told(&reading),
        ["3:15 /CC015C/TransitOperation/security format: found \"none\", expected \"n1\""]
    );
    let binding = "\"bindingItinerary\":\"0\"";
    let missing = findings(&[(binding, "\"specificCircumstanceIndicator\":\"XXX\"")]);
    // What is missing is told at what comes after it in the catalogue.
    let text = changed(&[(binding, "\"specificCircumstanceIndicator\":\"XXX\"")]);
    let place = text.find("\"limitDate\":").unwrap() + "\"limitDate\":".len() + 1;
    assert_eq!(
        missing,
        [format!(
            "1:{place} /CC015C/TransitOperation/bindingItinerary structure: found \"\", expected \"bindingItinerary 1 flag: one of 0 1\""
        )]
    );
}

#[test]
fn what_is_neither_text_nor_elements_is_told_where_it_stands() {
    for (odd, found) in [("null", "null"), ("true", "true"), ("[[1]]", "a list in a list")] {
        let of_value = findings(&[("\"security\":\"0\"", &format!("\"security\":{odd}"))]);
        assert_eq!(of_value.len(), 1, "{of_value:?}");
        assert!(of_value[0].ends_with(&format!(
            "/CC015C/TransitOperation/security structure: found {found:?}, expected \"n1\""
        )));
        let office = "\"CustomsOfficeOfDeparture\":{\"referenceNumber\":\"CIABJ000\"}";
        let of_group = findings(&[(office, &format!("\"CustomsOfficeOfDeparture\":{odd}"))]);
        assert_eq!(of_group.len(), 2, "{of_group:?}");
        assert!(of_group[0].ends_with(&format!(
            "/CC015C/CustomsOfficeOfDeparture structure: found {found:?}, expected \"no text\""
        )));
    }
    let inside = findings(&[("\"security\":\"0\"", "\"security\":{\"code\":\"0\"}")]);
    assert!(inside[0].contains("/CC015C/TransitOperation/security/code structure"), "{inside:?}");
    // A single administrative document has a word for nothing.
    let sad = r#"{"ASYCUDA": {"Identification": {"Manifest_reference_number": null}}}"#;
    let tree = structure(sad.as_bytes()).tree.unwrap();
    assert_eq!(tree.first("Identification/Manifest_reference_number"), None);
}

#[test]
fn namespace_and_attributes_may_be_left_out_and_must_be_right_where_they_stand() {
    let root = "{\"n1:CC015C\":{\"@PhaseID\":\"NCTS5.0\",";
    for right in [
        "{\"CC015C\":{",
        "{\"ncts:CC015C\":{\"@PhaseID\":\"NCTS5.1\",",
        "{\"ncts:CC015C\":{\"@xmlns:ncts\":\"http://ncts.dgtaxud.ec\",",
    ] {
        assert_eq!(findings(&[(root, right)]), Vec::<String>::new(), "{right}");
    }
    for (wrong, told) in [
        (
            "{\"n1:CC015C\":{\"@xmlns:n1\":\"urn:x\",",
            "/CC015C structure: found \"urn:x\", expected \"namespace http://ncts.dgtaxud.ec\"",
        ),
        (
            "{\"n1:CC015C\":{\"@PhaseID\":\"NCTS6\",",
            "/CC015C/@PhaseID structure: found \"NCTS6\", expected \"one of NCTS5.0 NCTS5.1\"",
        ),
        (
            "{\"n1:CC015C\":{\"@lang\":[\"en\"],",
            "/CC015C/@lang structure: found \"lang\", expected \"no such attribute\"",
        ),
    ] {
        let findings = findings(&[(root, wrong)]);
        assert!(findings.len() == 1 && findings[0].ends_with(told), "{findings:?}");
    }
    let below = findings(&[("\"LRN\":", "\"n1:LRN\":")]);
    assert!(below.len() == 1 && below[0].contains("\"no namespace below the root\""), "{below:?}");
    let of_group = findings(&[("\"LRN\":", "\"@id\":\"1\",\"LRN\":")]);
    assert!(of_group.len() == 1 && of_group[0].contains("/TransitOperation/@id"), "{of_group:?}");
}

#[test]
fn a_message_nobody_knows_is_one_finding() {
    let reading = structure(b"{\"n1:CC999C\": {\"a\": [1, {\"b\": null}]}}");
    assert_eq!((reading.message, reading.findings.len()), (None, 1));
    assert_eq!(reading.findings[0].finding.path, "/CC999C");
    assert_eq!(reading.errors(Layer::Structure).count(), 1);
}
