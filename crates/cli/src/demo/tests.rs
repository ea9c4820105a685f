//! What a demonstration judges: each check is broken once and must be seen to fail, alone.

use std::collections::BTreeMap;

use kernel::{Amount, Signed};
use node::{Bad, Verification};
use serde_json::{Value, json};

use super::checks::checks;
use super::observe::{Cuts, GuaranteeSeen, JournalSeen, NodeSeen, NodeState, Observed, RegionSeen};
use super::report::Report;
use super::scene::AtZero;
use super::stories::{Moved, Told};
use crate::args::StoryName;

fn node(id: &str) -> NodeSeen {
    NodeSeen {
        state: NodeState {
            id: id.to_owned(),
            movements: [("discharged".to_owned(), 1)].into(),
            sent: 7,
            received: 5,
            receipted: 7,
            pending: 0,
            task_count: 0,
            lists_behind: false,
            journal: JournalSeen { entries: 9, cosigned_by: vec!["CORRIDOR-1".to_owned()] },
        },
        decides: "node",
        at_zero: Some(AtZero {
            movement_count: 0,
            own_guarantee_count: 1,
            other_guarantee_count: 0,
        }),
        ledger: [("XOF".to_owned(), Signed::ZERO)].into(),
        alarms: Vec::new(),
        verified: Verification {
            ok: true,
            entries: 9,
            checkpoints: 3,
            foreign_entries: 5,
            cosignatures: 2,
            lost: 0,
            erased: 0,
            first_bad: None,
        },
    }
}

fn view() -> Value {
    let steps = [
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "entered",
        "arrived",
        "controlled",
        "ended",
        "discharged",
        "cover-credited",
    ];
    json!({
        "mrn": "26SN010100000000J3", "limit_date": "2026-12-04", "covers": [{"state": "credited"}],
        "standing": {"phase": "discharged", "concerns": []},
        "steps": steps.map(|what| json!({ "what": what })),
    })
}

fn moved() -> Moved {
    let seen: BTreeMap<String, Option<Value>> =
        [("SN".to_owned(), Some(view())), ("ML".to_owned(), Some(view())), ("CI".to_owned(), None)]
            .into();
    let messages = ["CC928C", "CC028C", "CC029C", "CC045C"];
    Moved {
        mrn: "26SN010100000000J3".to_owned(),
        known_to: vec!["SN", "ML"],
        seen,
        messages: messages.map(|name| (name.to_owned(), format!("<{name}/>"))).to_vec(),
        ..Moved::default()
    }
}

fn told() -> Told {
    Told {
        story: StoryName::DakarBamako,
        name: "dakar-bamako".to_owned(),
        movements: vec![moved()],
        noted: BTreeMap::new(),
        access_codes: vec!["Q7ZK".to_owned()],
        fault: None,
    }
}

fn good() -> Observed {
    let region = RegionSeen {
        name: "corridor".to_owned(),
        nodes: vec![node("SN-1"), node("ML-1")],
        guarantees: vec![GuaranteeSeen {
            grn: "26ML0101000000003".to_owned(),
            home: "ML".to_owned(),
            currency: "XOF".to_owned(),
            limit: "100".to_owned(),
            held: "0".to_owned(),
            free: "100".to_owned(),
        }],
        stories: vec![told()],
    };
    let cuts = Cuts { wanted: 2, made: [("SN-1".to_owned(), 2)].into() };
    Observed { regions: vec![region], cuts: Some(cuts), scale: None }
}

/// The names of the checks that fail once something is broken; the report must say so as a whole.
fn broken(breaking: impl Fn(&mut Observed)) -> Vec<String> {
    let mut observed = good();
    breaking(&mut observed);
    let failed = checks(&observed).into_iter().filter(|check| !check.ok);
    let failed: Vec<String> = failed.map(|check| check.name).collect();
    let report = Report::of(&observed, 1, std::time::Duration::ZERO);
    assert_eq!(report.ok, failed.is_empty());
    failed
}

#[test]
fn a_good_run_passes_every_check() {
    assert_eq!(broken(|_| ()), Vec::<String>::new());
}

#[test]
fn each_check_about_nodes_fails_when_what_it_checks_is_broken() {
    type Breaking = fn(&mut NodeSeen);
    let cases: [(&str, Breaking); 13] = [
        ("time-zero-empty", |node| node.at_zero = None),
        ("verified", |node| node.state.journal.entries = 10),
        ("movement-count", |node| node.state.movements.clear()),
        ("movement-count", |node| {
            node.state.movements.insert("released".to_owned(), 1);
        }),
        ("time-zero-empty", |node| node.at_zero.as_mut().unwrap().movement_count = 1),
        ("time-zero-empty", |node| node.at_zero.as_mut().unwrap().other_guarantee_count = 1),
        ("nothing-pending", |node| node.state.pending = 1),
        ("nothing-pending", |node| node.state.receipted = 6),
        ("cosigned", |node| node.state.journal.cosigned_by.clear()),
        ("verified", |node| node.verified.ok = false),
        ("verified", |node| {
            let log = "corridor/SN-1/1/0".to_owned();
            node.verified.first_bad =
                Some(Bad { what: "entry", log, index: 3, why: "it is missing".to_owned() });
        }),
        ("no-alarm", |node| node.alarms.push(json!({"alarm": "uncovered"}))),
        ("ledger-zero", |node| {
            node.ledger.insert("XOF".to_owned(), Signed::credit(Amount::whole(1)));
        }),
    ];
    for (name, breaking) in cases {
        assert_eq!(broken(|observed| breaking(&mut observed.regions[0].nodes[1])), [name]);
    }
}

#[test]
fn each_check_about_a_story_fails_when_what_it_checks_is_broken() {
    type Breaking = fn(&mut Moved);
    let set = |told: &mut Moved, code: &str, pointer: &str, value: Value| {
        let view = told.seen.get_mut(code).unwrap().as_mut().unwrap();
        *view.pointer_mut(pointer).unwrap() = value;
    };
    let cases: [(&[&str], Breaking); 6] = [
        (&["dakar-bamako:confined"], |told| {
            told.seen.insert("CI".to_owned(), Some(view()));
        }),
        (&["dakar-bamako:answered"], |told| {
            told.messages.pop();
        }),
        (&["dakar-bamako:answered"], |told| told.messages[2].1.push_str("Q7ZK")),
        (&["dakar-bamako:outcome", "dakar-bamako:agreed"], |told| {
            told.seen.insert("ML".to_owned(), None);
        }),
        (&["dakar-bamako:answered"], |told| {
            told.written_back = vec![("accepted".to_owned(), "Q7ZK".to_owned())];
        }),
        (&["dakar-bamako:answered"], |told| {
            told.messages.clear();
            told.written_back = vec![("accepted".to_owned(), String::new())];
        }),
    ];
    for (names, breaking) in cases {
        assert_eq!(
            broken(|observed| breaking(&mut observed.regions[0].stories[0].movements[0])),
            names
        );
    }
    let open = json!(["credit-missing"]);
    let both = ["dakar-bamako:outcome", "dakar-bamako:agreed"];
    let story = |observed: &mut Observed| {
        set(
            &mut observed.regions[0].stories[0].movements[0],
            "ML",
            "/standing/concerns",
            open.clone(),
        );
    };
    assert_eq!(broken(story), both);
    let story = |observed: &mut Observed| {
        set(
            &mut observed.regions[0].stories[0].movements[0],
            "ML",
            "/limit_date",
            json!("2026-12-05"),
        );
    };
    assert_eq!(broken(story), ["dakar-bamako:agreed"]);
    let story = |observed: &mut Observed| {
        set(
            &mut observed.regions[0].stories[0].movements[0],
            "ML",
            "/steps/0",
            json!({"what": "ended"}),
        );
    };
    assert_eq!(broken(story), ["dakar-bamako:steps"]);
    let story = |observed: &mut Observed| {
        observed.regions[0].stories[0].fault = Some("cut off".to_owned());
    };
    assert_eq!(broken(story), ["dakar-bamako:told"]);
}

#[test]
fn a_movement_that_no_story_is_to_have_is_seen() {
    let stray = |observed: &mut Observed| {
        observed.regions[0].stories[0].movements[0].what = "another";
    };
    assert_eq!(broken(stray), ["dakar-bamako/another:outcome"]);
}

#[test]
fn of_journeys_made_again_and_again_the_one_that_fails_speaks_for_all() {
    let thrice = |observed: &mut Observed| {
        observed.regions[0].stories[0].movements = vec![moved(), moved(), moved()];
        for node in &mut observed.regions[0].nodes {
            node.state.movements.insert("discharged".to_owned(), 3);
        }
    };
    assert_eq!(broken(thrice), Vec::<String>::new());
    let one_without_answer = |observed: &mut Observed| {
        thrice(observed);
        observed.regions[0].stories[0].movements[1].messages.pop();
    };
    assert_eq!(broken(one_without_answer), ["dakar-bamako:answered"]);
}

#[test]
fn a_node_that_was_killed_too_seldom_is_seen() {
    let too_seldom = |observed: &mut Observed| observed.cuts.as_mut().unwrap().wanted = 3;
    assert_eq!(broken(too_seldom), ["power-cuts"]);
    let nobody = |observed: &mut Observed| observed.cuts.as_mut().unwrap().made.clear();
    assert_eq!(broken(nobody), ["power-cuts"]);
}

#[test]
fn a_guarantee_that_is_not_free_again_is_seen() {
    assert_eq!(
        broken(|observed| observed.regions[0].guarantees[0].held = "40".to_owned()),
        ["guarantees-free"]
    );
    assert_eq!(
        broken(|observed| observed.regions[0].guarantees[0].free = "60".to_owned()),
        ["guarantees-free"]
    );
    assert_eq!(broken(|observed| observed.regions[0].guarantees.clear()), ["guarantees-free"]);
}

#[test]
fn a_run_without_nodes_passes_nothing() {
    let failed = broken(|observed| observed.regions[0].nodes.clear());
    let names = [
        "time-zero-empty",
        "movement-count",
        "ledger-zero",
        "nothing-pending",
        "cosigned",
        "verified",
        "no-alarm",
    ];
    assert_eq!(failed, names);
}

#[test]
fn a_national_system_is_told_every_step_but_its_own_and_each_once() {
    let told = |changed: fn(&mut Vec<(String, String)>)| {
        broken(|observed| {
            let moved = &mut observed.regions[0].stories[0].movements[0];
            moved.messages.clear();
            let view = view();
            let steps = view["steps"].as_array().unwrap().iter();
            let steps = steps.map(|step| step["what"].as_str().unwrap().to_owned());
            let told = steps.filter(|step| step != "presented" && step != "released");
            moved.written_back = told.map(|step| (step, String::new())).collect();
            changed(&mut moved.written_back);
        })
    };
    assert_eq!(told(|_| ()), Vec::<String>::new());
    let failed = ["dakar-bamako:answered"];
    assert_eq!(told(|written| drop(written.pop())), failed);
    assert_eq!(told(|written| written.push(written[0].clone())), failed);
    assert_eq!(told(|written| written[1].1.push_str("Q7ZK")), failed);
}

#[test]
fn a_report_of_nothing_is_not_good() {
    let nothing = Observed { regions: Vec::new(), cuts: None, scale: None };
    assert!(!Report::of(&nothing, 1, std::time::Duration::ZERO).ok);
}
