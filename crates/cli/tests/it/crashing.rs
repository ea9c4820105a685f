//! Nodes that are killed at any moment, and everything that must hold all the same.

use serde_json::Value;

use crate::commands::{good, json};

#[test]
fn nothing_acknowledged_is_lost_or_done_twice_when_nodes_are_killed_at_random_moments() {
    let (code, report) = json(&["crash", "--kills", "15", "--seed", "11", "--json"]);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    assert!(report["kills"].as_u64() >= Some(15), "{report}");
    // There was something to lose.
    assert!(report["acknowledged"].as_u64() > Some(0), "{report}");
    assert_eq!((&report["lost"], &report["twice"]), (&Value::from(0), &Value::from(0)));
    let checks = report["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 9);
    assert!(checks.iter().all(|check| check["ok"] == true), "{report}");
}

#[test]
fn what_nodes_went_through_is_told_to_people() {
    let told = good(&["crash", "--kills", "1", "--seed", "3", "--submitters", "1"]);
    for said in ["declarations acknowledged", "back after ms", "no operator was needed"] {
        assert!(told.contains(said), "{said}: {told}");
    }
}
