//! What `passavant bench` prints, whatever it measures.

use serde_json::Value;

use crate::commands::json;

#[test]
fn a_measurement_names_its_conditions_and_holds_each_figure_to_its_budget() {
    for (name, count) in [("footprint", "10"), ("journeys", "10"), ("submit", "40")] {
        let (code, bench) = json(&["bench", name, "--count", count, "--json"]);
        assert_eq!((code, &bench["name"]), (Some(0), &Value::from(name)), "{bench}");
        for condition in ["cores", "load", "fsync_p50_ms", "commit"] {
            assert!(!bench["conditions"][condition].is_null(), "{bench}");
        }
        let rows = bench["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 3, "{bench}");
        for row in rows {
            assert!(row["value"].as_f64() > Some(0.0), "{row}");
            assert_eq!(row["budget"].is_null(), row["met"].is_null(), "{row}");
            assert_eq!(row["peer"].is_null(), row["ratio"].is_null(), "{row}");
        }
    }
}
