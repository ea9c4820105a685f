//! `passavant simulate`: seeds, what they broke, and what was misunderstood.

use crate::commands::{good, json, passavant};

#[test]
fn seeds_are_simulated_and_what_happened_is_told() {
    let arguments = ["simulate", "--seeds", "1..2", "--nodes", "2", "--faults", "drop,crash"];
    let said = good(&arguments);
    assert!(said.contains("2 seeds"), "{said}");
    assert!(said.ends_with("every promise held\n"), "{said}");
    let (code, object) = json(&[&arguments[..], &["--json"]].concat());
    assert_eq!((code, &object["ok"], &object["seeds"]), (Some(0), &true.into(), &2.into()));
    assert_eq!(object["broken"], serde_json::json!([]));
    let faults: Vec<_> = object["faults"].as_object().unwrap().keys().collect();
    assert_eq!(faults, ["crash", "drop"]);
}

#[test]
fn a_trace_tells_every_step_and_how_to_see_it_again() {
    let said = good(&["simulate", "--seed", "3", "--nodes", "2", "--faults", "none", "--trace"]);
    assert!(said.lines().any(|line| line.contains("[Presented]")));
    assert!(said.contains("passavant simulate --seed 3 --nodes 2 --days 1 --faults none"));
}

#[test]
fn what_cannot_be_simulated_is_refused_in_the_language_asked_for() {
    for (option, value, french) in [
        ("--faults", "rain", "n’est pas une panne"),
        ("--nodes", "40", "n’est pas un nombre de 2 à 12"),
        ("--seeds", "9..3", "ne dit pas de quelle graine"),
    ] {
        let output = passavant(&["simulate", option, value, "--lang", "fr"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(french), "{said}");
    }
}
