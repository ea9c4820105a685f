//! Power cuts: every node is killed twenty times at seeded points of a story, and nothing is lost
//! or done twice.

use serde_json::Value;

use crate::commands::json;

#[test]
fn stories_complete_however_their_nodes_are_killed() {
    let arguments = ["demo", "--once", "--json", "--power-cuts", "20", "--seed", "11"];
    let (code, report) = json(&arguments);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    // Each node had its cuts while stories were told; every story was told whole, once, and alike
    // everywhere.
    let cuts = report["power_cuts"].as_object().unwrap();
    assert_eq!(cuts.len(), 5);
    assert!(cuts.values().all(|count| count.as_u64() >= Some(20)), "{cuts:?}");
    assert!(report["stories"].as_array().unwrap().len() >= 3 * 21);
}
