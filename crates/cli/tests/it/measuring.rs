//! What `passavant bench` prints, whatever it measures.

use serde_json::Value;

use crate::commands::json;

/// The value of the row that says this.
fn value(bench: &Value, what: &str) -> f64 {
    let rows = bench["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["what"] == what);
    row.unwrap_or_else(|| panic!("no {what} in {bench}"))["value"].as_f64().unwrap()
}

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
            let peers = row["peers"].as_array().unwrap();
            assert!(peers.iter().all(|peer| peer["ratio"].as_f64() > Some(0.0)), "{row}");
        }
    }
}

/// The measurement itself ends with all that must hold after a day: chains verify, all copies agree,
/// everything is discharged, no amount is held, and accounts add up.
#[test]
fn a_small_day_ends_with_every_movement_discharged_and_every_copy_the_same() {
    let (code, bench) = json(&["bench", "day", "--movements", "30", "--json"]);
    assert_eq!((code, &bench["name"]), (Some(0), &Value::from("day")), "{bench}");
    let whole =
        "a business day of transit: 30 movements over four nodes, from declaration to credit";
    assert!(value(&bench, whole) > 0.0, "{bench}");
    // Ten go over three nodes, and twenty over two.
    assert_eq!(value(&bench, "copies of movements, compared"), 70.0);
    assert!(value(&bench, "entries of all journals, verified") > 30.0 * 7.0, "{bench}");
    // A budget for another number of movements says nothing of these.
    let rows = bench["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["budget"].is_null()), "{bench}");
}

#[test]
fn a_small_backlog_is_told_to_its_end_and_then_nothing_is_new() {
    let (code, bench) = json(&["bench", "backlog", "--dossiers", "20", "--json"]);
    assert_eq!((code, &bench["name"]), (Some(0), &Value::from("backlog")), "{bench}");
    let rows = bench["rows"].as_array().unwrap();
    let budgets = rows.iter().filter_map(|row| row["budget"].as_f64()).collect::<Vec<_>>();
    assert_eq!(budgets, [5000.0, 1000.0, 1000.0], "{bench}");
    assert!(value(&bench, "20 dossiers told to a new node") > 0.0, "{bench}");
    assert!(value(&bench, "two nodes find that nothing is new, the slowest of 21") > 0.0);
}
