//! The suite of JSON documents, at the reader of every body.

use serde_json::Value;
use serde_json::value::RawValue;

use super::*;

/// The cases whose names begin so.
fn cases(begin: &str) -> Option<Vec<(String, Body)>> {
    let folder = testkit::data("badinput/JSONTestSuite/test_parsing")?;
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(begin) {
            cases.push((name, Body(std::fs::read(&path).unwrap().into())));
        }
    }
    Some(cases)
}

#[test]
fn what_is_no_json_is_refused_whatever_is_looked_for_in_it() {
    let Some(cases) = cases("n_") else { return };
    assert!(cases.len() > 100, "{}", cases.len());
    for (name, body) in cases {
        assert!(body.json::<Value>().is_err(), "{name}");
        assert!(body.json::<Box<RawValue>>().is_err(), "{name}");
        assert!(body.json::<serde::de::IgnoredAny>().is_err(), "{name}");
        assert!(body.json::<transit::Command>().is_err(), "{name}");
    }
}

#[test]
fn what_is_json_is_taken_before_its_shape_is_judged() {
    let Some(cases) = cases("y_") else { return };
    assert!(cases.len() > 60, "{}", cases.len());
    for (name, body) in cases {
        assert!(body.json::<Value>().is_ok(), "{name}");
        assert!(body.json::<transit::Command>().is_err(), "{name}");
    }
}

#[test]
fn what_the_suite_leaves_open_is_taken_or_refused() {
    let Some(cases) = cases("i_") else { return };
    let taken: Vec<_> = cases.iter().map(|(_, body)| body.json::<Value>().is_ok()).collect();
    // Numbers out of range are refused, others are rounded; letters that are none are refused.
    assert!(taken.contains(&true) && taken.contains(&false), "{}", taken.len());
}

#[test]
fn json_that_is_deeper_than_any_body_is_refused_however_it_is_read() {
    for depth in [128, 10_000, 1_000_000] {
        let arrays = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", "{\"Present\":".repeat(depth), "}".repeat(depth));
        let element = format!("{}\"text\"{}", "[\"name\",[".repeat(depth), "]]".repeat(depth));
        for text in [arrays, objects, element] {
            let body = Body(text.into_bytes().into());
            assert!(body.json::<Value>().is_err(), "{depth}");
            assert!(body.json::<kernel::Element>().is_err(), "{depth}");
            assert!(body.json::<transit::Command>().is_err(), "{depth}");
            assert!(exchange::read::<exchange::Envelope>("it", &body.0).is_err(), "{depth}");
        }
    }
}
