//! Power cuts: every node is killed twenty times at seeded points of a story, and nothing is lost
//! or done twice.

use serde_json::Value;

use crate::commands::json;

#[test]
fn a_story_completes_however_its_nodes_are_killed() {
    let arguments =
        ["demo", "--once", "--json", "--story", "one-border", "--power-cuts", "20", "--seed", "11"];
    let (code, report) = json(&arguments);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    // The undisturbed story and twenty disturbed ones, each seen whole, once and alike everywhere.
    assert_eq!(report["stories"].as_array().unwrap().len(), 21);
}
