//! What was noted is judged: each note is broken once and must be seen to fail, alone.

use std::collections::BTreeMap;

use super::*;
use crate::demo::stories::Moved;

/// Somebody who was refused for one reason.
fn no(code: &str) -> Value {
    json!({"status": 422, "codes": [code]})
}

/// What guarantees hold.
fn held(abidjan: &str, bamako: &str, dakar: &str) -> Value {
    json!({"abidjan": abidjan, "bamako": bamako, "dakar": dakar})
}

/// Why a movement is open.
fn open(reasons: &[(&str, &str, &str)]) -> Value {
    let reason = |(concern, resolver, then): &(&str, &str, &str)| json!({"concern": concern, "resolver": resolver, "since": "2026-11-28", "then": then});
    reasons.iter().map(reason).collect()
}

/// What a story that went well has noted, and what each note is when it is broken.
fn notes(story: StoryName) -> Vec<(&'static str, Value, Value)> {
    let (nothing, control) =
        (held("0", "0", "0"), ("control-not-satisfactory", "departure", "guarantee-bound"));
    let asked = ("discrepancies-unanswered", "holder", "recovery");
    let answered = ("discrepancies-unsolved", "departure", "recovery");
    let backlog = |pending: u32| json!({"CI-1": {"BF-1": pending}, "ML-1": {"BF-1": 0}});
    match story {
        StoryName::OneBorder | StoryName::TwoBorders | StoryName::DakarBamako => vec![],
        StoryName::UnloadingRemarks => vec![
            ("unknown-authorisation", no("TRA-028"), json!({"status": 200, "codes": []})),
            ("consignee", json!(["CC043C", "CC043C", "CC025C"]), json!(["CC043C", "CC025C"])),
        ],
        StoryName::Discrepancy => vec![
            ("found", open(&[control]), open(&[])),
            ("notified", open(&[asked, control]), open(&[control])),
            ("after-answer", open(&[answered, control]), open(&[asked, control])),
            ("solved", open(&[("end", "destination", "enquiry")]), open(&[control])),
            ("held-before", held("0", "7", "0"), nothing.clone()),
            ("held-after", nothing, held("0", "7", "0")),
        ],
        StoryName::Invalidation => vec![
            ("held-before-release", held("7", "0", "0"), held("7", "7", "0")),
            ("held-before-release-after", nothing.clone(), held("7", "0", "0")),
            ("held-after-release", held("0", "7", "0"), held("0", "0", "7")),
            ("held-after-release-after", nothing, json!({})),
        ],
        StoryName::Amendment => vec![
            ("another-kind", no("TRA-048"), no("TRA-023")),
            ("too-late", no("TRA-023"), json!({"status": 422, "codes": ["TRA-023", "TRA-048"]})),
        ],
        StoryName::Refusals => vec![
            ("amount", json!(["G09"]), json!(["G03"])),
            ("access-code", json!(["G03"]), json!([])),
            ("agreement", no("TRA-018"), json!({"status": 403, "codes": ["TRA-018"]})),
            ("office", no("TRA-005"), no("TRA-004")),
            ("office-in-kind", json!("<ncts:CC056C MLXXX999"), json!("<ncts:CC928C MLXXX999")),
            ("held-after", nothing, held("0", "0", "7")),
        ],
        StoryName::TwoGuarantees => vec![
            ("held-released", held("0", "7", "7"), held("0", "7", "0")),
            ("held-after", nothing, held("0", "0", "7")),
        ],
        StoryName::CutAndHealed => vec![
            ("backlog-before", backlog(10), backlog(0)),
            ("backlog-after", backlog(0), backlog(1)),
        ],
        StoryName::PublicSample => vec![
            ("health", json!("ready, clock shifted by -9 s"), json!("ready")),
            ("posted", json!("2023-04-03T10:18:16Z"), json!("2026-04-03T10:18:16Z")),
        ],
        StoryName::TwoTrucks => vec![
            ("guarantors", json!(["CI-CHAMBER", "CI-CHAMBER"]), json!(["CI-CHAMBER", "CI-OTHER"])),
            (
                "sad",
                json!([["transport/Seal/identifier", "SL 77"], ["goods/Item/grossMass", "230"]]),
                // The number is there, and not what it is said to be.
                json!([["transport/Seal/identifier", "230"], ["goods/Item/grossMass", "SL 77"]]),
            ),
            ("limit", json!("2026-12-08"), json!("2026-12-09")),
        ],
    }
}

/// A movement as the countries of the route see it.
fn seen(what: &'static str, view: &Value) -> Moved {
    let seen = ["CI", "BF", "ML"].map(|code| (code.to_owned(), Some(view.clone())));
    Moved { what, seen: BTreeMap::from(seen), ..Moved::default() }
}

fn told(story: StoryName) -> Told {
    let goods = Element::group("Consignment").and(Element::group("Item").with("grossMass", "230"));
    let seal = Element::group("Seal").with("identifier", "SL 77");
    let first = json!({"transport": Element::group("Consignment").and(seal), "goods": goods});
    let case = json!({
        "limit_date": "2026-12-08", "open": open(&[("overdue", "departure", "enquiry")]),
    });
    let notes = notes(story).into_iter().map(|(what, noted, _)| (what, noted));
    Told {
        story,
        name: "story".to_owned(),
        movements: vec![seen("first", &first), seen("second", &case)],
        noted: notes.collect(),
        access_codes: Vec::new(),
        fault: None,
    }
}

fn failed(told: &Told) -> Vec<String> {
    about(told).into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

#[test]
fn every_note_of_a_story_that_went_well_holds() {
    for story in StoryName::ALL {
        let told = told(story);
        assert_eq!(failed(&told), Vec::<String>::new());
        assert_eq!(about(&told).len(), told.noted.len());
    }
}

#[test]
fn a_note_that_is_broken_or_missing_fails_alone() {
    for story in StoryName::ALL {
        for (what, _, broken) in notes(story) {
            let name = format!("story:{what}");
            let mut told = told(story);
            told.noted.insert(what, broken);
            assert_eq!(failed(&told), std::slice::from_ref(&name));
            told.noted.remove(what);
            assert_eq!(failed(&told), [name]);
        }
    }
}

#[test]
fn a_vanished_truck_that_one_country_sees_otherwise_is_not_one_case() {
    for broken in ["/open/0/resolver", "/open/0/since", "/limit_date"] {
        let mut told = told(StoryName::TwoTrucks);
        let view = told.movements[1].seen.get_mut("BF").unwrap().as_mut().unwrap();
        *view.pointer_mut(broken).unwrap() = json!("holder");
        assert_eq!(failed(&told), ["story:limit"], "{broken}");
    }
    let mut told = told(StoryName::TwoTrucks);
    told.movements[1].seen.insert("ML".to_owned(), None);
    assert_eq!(failed(&told), ["story:limit"]);
}

#[test]
fn nothing_is_said_of_the_notes_of_a_story_that_stopped() {
    let stopped = Told { fault: Some("cut off".to_owned()), ..told(StoryName::Refusals) };
    assert_eq!(about(&stopped), []);
}
