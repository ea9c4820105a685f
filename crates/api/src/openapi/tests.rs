//! The document is what the program does, and every route is in it.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::Value;

use super::*;

#[test]
fn the_document_committed_is_the_one_served() {
    expect_file!["../../../../docs/openapi.json"].assert_eq(&text());
}

/// Every route, as `routes.rs` and the files beside it name them.
fn routes() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    for line in include_str!("../routes.rs").split(".route(").skip(1) {
        let place = line.split('"').nth(1).unwrap();
        let (handlers, _) = line.split_once('\n').unwrap();
        for method in ["get", "post", "put", "delete", "patch"] {
            if handlers.contains(&format!("{method}(")) {
                routes.insert((method.to_owned(), place.to_owned()));
            }
        }
    }
    routes
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
