//! The document is what the program does, and every route is in it.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use serde_json::Value;
use wire::MessageCode;

use super::*;
use crate::problem::status_of;

#[test]
fn the_document_committed_is_the_one_served() {
    expect_file!["../../../../docs/openapi.json"].assert_eq(&text());
}

#[test]
fn every_part_of_a_path_that_varies_is_told_and_has_a_form() {
    let document: Value = serde_json::from_str(&text()).unwrap();
    let mut untold = Vec::new();
    for (place, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let bare = parameters.filter(|told| told["in"] == "path" && told["description"] == "");
            untold.extend(bare.map(|told| format!("{method} {place} {}", told["name"])));
        }
    }
    assert_eq!(untold, Vec::<String>::new());
}

/// Every route, as `routes.rs` and the files beside it name them.
fn routes() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    for line in include_str!("../routes.rs").split(".route(").skip(1) {
        let place = line.split('"').nth(1).unwrap();
        // A call may go over several lines; the next begins no further in than this one.
        let handlers = line.split("\n        .").next().unwrap();
        let before = routes.len();
        for method in ["get", "post", "put", "delete", "patch"] {
            if handlers.contains(&format!("{method}(")) {
                routes.insert((method.to_owned(), place.to_owned()));
            }
        }
        assert!(routes.len() > before, "{place} is answered by nobody");
    }
    routes
}

const PAGE: &str = include_str!("../../../../docs/API-DESIGN.md");

/// The rows of a table of the page, cell by cell, by the head of it.
fn rows(head: &str) -> Vec<Vec<&'static str>> {
    let (_, table) = PAGE.split_once(&format!("\n| {head} |")).unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What stands in a text as code.
fn coded(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_page_of_the_design_names_every_route() {
    let named = rows("route | who | what").into_iter().flat_map(|row| coded(row[0]));
    let named = named.map(|route| {
        let (method, place) = route.split_once(' ').unwrap();
        (method.to_lowercase(), place.to_owned())
    });
    assert_eq!(named.collect::<BTreeSet<_>>(), routes());
}

#[test]
fn the_page_of_the_design_says_under_which_status_each_refusal_of_the_node_is_answered() {
    let mut said = BTreeMap::new();
    for row in rows("status | when") {
        let codes = coded(row[1]).filter(|code| code.starts_with("NOD-"));
        said.extend(codes.map(|code| (code, row[0].parse::<u16>().unwrap())));
    }
    for code in ::node::Refusal::CODES {
        let status = said.remove(code).unwrap_or(422);
        assert_eq!(status, status_of(code).as_u16(), "{code}");
    }
    assert_eq!(said, BTreeMap::new());
}

#[test]
fn the_page_of_the_design_and_the_document_name_every_message_that_is_taken() {
    let codes = MessageCode::ALL.iter().copied().filter(|code| ::node::takes(*code));
    let taken: BTreeSet<_> = codes.map(|code| code.as_str()).collect();
    let named = |text: &str| -> BTreeSet<String> {
        let words = text.split([' ', ',', ';', ':']);
        words.filter(|word| word.starts_with("CC")).map(ToOwned::to_owned).collect()
    };
    let row = rows("route | who | what").into_iter().find(|row| row[0] == "`POST /messages`");
    let taken: BTreeSet<String> = taken.into_iter().map(ToOwned::to_owned).collect();
    assert_eq!(named(row.unwrap()[2]), taken);
    let document = document();
    let summary = document["paths"]["/messages"]["post"]["summary"].as_str().unwrap();
    assert_eq!(named(summary), taken);
}

#[test]
fn every_route_has_an_operation_and_every_operation_a_route() {
    let document = document();
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            operations.insert((method.clone(), path.clone()));
        }
    }
    assert_eq!(operations, routes());
}

/// Calls something for every object in a value.
fn each(value: &Value, visit: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            visit(fields);
            fields.values().for_each(|field| each(field, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    each(&document, &mut |fields| {
        if let Some(Value::String(reference)) = fields.get("$ref") {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
            used.insert(reference.clone());
        }
    });
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let named = |name: &String| format!("#/components/schemas/{name}");
    let unused: Vec<_> = schemas.keys().filter(|name| !used.contains(&named(name))).collect();
    assert_eq!(unused, Vec::<&String>::new());
}

#[test]
fn no_two_shapes_share_a_name() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let numbered = |name: &&String| name.ends_with(|last: char| last.is_ascii_digit());
    assert_eq!(schemas.keys().filter(numbered).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_operation_says_what_it_does_and_bears_a_name_of_its_own() {
    let document = document();
    let mut names = BTreeSet::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(operation["summary"].as_str().is_some_and(|says| !says.is_empty()), "{name}");
        }
    }
}
