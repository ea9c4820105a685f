//! What becomes of a guarantee, and who learns of it: those who hold under it, those who ask, and
//! nobody who only guesses codes.

use guarantee::account;
use identity::Actor;
use kernel::{Decides, DossierId, NoCover};
use node::{Command, Reply, Target};

use crate::acts::{Declared, TO_BAMAKO, TO_BAMAKO_FROM_DAKAR, TO_BOBO};
use crate::region::{Region, xof};

/// An officer of the home asks something of a guarantee.
fn home(region: &mut Region, code: &str, target: &DossierId, command: &str) -> Reply {
    let command: account::Command = serde_json::from_str(command).unwrap();
    let target = Target::Dossier(target.clone());
    let asked = region.asked(target, Command::Guarantee(Box::new(command)));
    region.submit(code, asked)
}

const SUSPEND: &str = r#"{"Suspend": {"basis": {"provision": "A/SP.1/5/90"}}}"#;
const LIFT: &str = r#"{"LiftSuspension": {"basis": {"provision": "A/SP.1/5/90"}}}"#;

/// A movement of Senegal under a guarantee of Mali: the guarantee and the conversation about it.
fn held_abroad(region: &mut Region) -> (DossierId, DossierId) {
    let declared = TO_BAMAKO_FROM_DAKAR;
    let guarantee = region.guarantee("ML", declared.grn, declared.holder, 1_000_000);
    let movement = region.present("SN", &declared);
    region.settle();
    (guarantee, hold_of(region, &movement))
}

fn hold_of(region: &Region, movement: &DossierId) -> DossierId {
    let view = region.movement("SN", movement);
    view.covers.first().and_then(|cover| cover.hold.clone()).expect("it was asked for")
}

fn hold(region: &Region, code: &str, id: &DossierId) -> guarantee::hold::View {
    region.reader(code).hold(id).unwrap().expect("the conversation is known").view
}

#[test]
fn a_suspension_and_its_end_are_seen_by_the_foreign_administration_that_holds_under_it() {
    let mut region = Region::new(61, Decides::Node);
    let (guarantee, conversation) = held_abroad(&mut region);
    assert_eq!(hold(&region, "SN", &conversation).suspended_since, None);
    let day = kernel::utc_day(region.now);
    home(&mut region, "ML", &guarantee, SUSPEND).outcome.unwrap();
    region.settle();
    for code in ["ML", "SN"] {
        let view = hold(&region, code, &conversation);
        assert_eq!(view.suspended_since, Some(day), "{code}");
        assert_eq!(view.held, Some(xof(400_000)), "what is held stays held");
    }
    // The account stays its home's alone, and nobody on other routes learns of it.
    assert!(region.reader("SN").guarantee(&guarantee).unwrap().is_none());
    assert!(region.reader("CI").hold(&conversation).unwrap().is_none());
    home(&mut region, "ML", &guarantee, LIFT).outcome.unwrap();
    region.settle();
    assert_eq!(hold(&region, "SN", &conversation).suspended_since, None);
    for code in ["ML", "SN"] {
        assert_eq!(region.reader(code).alarms(10).unwrap().len(), 0, "{code}");
    }
}

#[test]
fn every_administration_that_holds_under_a_guarantee_sees_its_suspension() {
    let mut region = Region::new(67, Decides::Node);
    let (guarantee, of_senegal) = held_abroad(&mut region);
    let from_abidjan =
        Declared { lrn: "LRN-9", holder: "SN100", grn: TO_BAMAKO_FROM_DAKAR.grn, ..TO_BAMAKO };
    let movement = region.present("CI", &from_abidjan);
    region.settle();
    let view = region.movement("CI", &movement);
    let of_ivory_coast = view.covers.first().and_then(|cover| cover.hold.clone()).unwrap();
    let seen = |region: &Region| {
        [("SN", &of_senegal), ("CI", &of_ivory_coast)].map(|(code, conversation)| {
            let view = hold(region, code, conversation);
            (view.held, view.suspended_since)
        })
    };
    let held = Some(xof(400_000));
    assert_eq!(seen(&region), [(held, None); 2]);
    let day = kernel::utc_day(region.now);
    home(&mut region, "ML", &guarantee, SUSPEND).outcome.unwrap();
    region.settle();
    assert_eq!(seen(&region), [(held, Some(day)); 2]);
    home(&mut region, "ML", &guarantee, LIFT).outcome.unwrap();
    region.settle();
    assert_eq!(seen(&region), [(held, None); 2]);
}

#[test]
fn who_asks_of_a_suspended_guarantee_learns_why_he_gets_nothing_and_when_he_may_ask_again() {
    let mut region = Region::new(62, Decides::Node);
    let declared = TO_BAMAKO_FROM_DAKAR;
    let guarantee = region.guarantee("ML", declared.grn, declared.holder, 1_000_000);
    let day = kernel::utc_day(region.now);
    home(&mut region, "ML", &guarantee, SUSPEND).outcome.unwrap();
    region.later(2 * 86_400);
    let movement = region.present("SN", &declared);
    region.settle();
    let conversation = hold_of(&region, &movement);
    let view = hold(&region, "SN", &conversation);
    assert_eq!(view.reasons, [NoCover::NotValid]);
    assert_eq!(view.suspended_since, Some(day), "since it was suspended, not since he asked");
    home(&mut region, "ML", &guarantee, LIFT).outcome.unwrap();
    region.settle();
    assert_eq!(hold(&region, "SN", &conversation).suspended_since, None);
}

#[test]
fn who_holds_under_a_guarantee_learns_where_it_is_valid_no_longer() {
    let mut region = Region::new(63, Decides::Node);
    let (guarantee, conversation) = held_abroad(&mut region);
    let change = r#"{"ChangeValidity": {
        "validity": {"from": "2026-01-01", "not_valid_in": ["SN"]},
        "basis": {"provision": "A/SP.1/5/90"}}}"#;
    home(&mut region, "ML", &guarantee, change).outcome.unwrap();
    region.settle();
    let view = hold(&region, "SN", &conversation);
    assert_eq!(view.not_valid_in, ["SN".parse().unwrap()].into());
    assert_eq!(view.held, Some(xof(400_000)));
}

#[test]
fn nothing_is_told_of_what_a_discharged_movement_held() {
    let mut region = Region::new(64, Decides::Node);
    let (guarantee, conversation) = held_abroad(&mut region);
    let view = hold(&region, "SN", &conversation);
    let movement = view.usage.unwrap().movement;
    let now = region.now;
    region.officer("SN", &movement, crate::acts::exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    region.officer("ML", &movement, crate::acts::entry("MLX02000", now)).outcome.unwrap();
    region.officer("ML", &movement, crate::acts::arrival("MLBKO000", now)).outcome.unwrap();
    region.officer("ML", &movement, crate::acts::control()).outcome.unwrap();
    region.officer("ML", &movement, crate::acts::end()).outcome.unwrap();
    region.settle();
    assert_eq!(hold(&region, "SN", &conversation).standing.word(), "credited");
    home(&mut region, "ML", &guarantee, SUSPEND).outcome.unwrap();
    region.settle();
    assert_eq!(hold(&region, "SN", &conversation).suspended_since, None);
}

#[test]
fn a_thousand_wrong_access_codes_write_five_events_and_open_nothing() {
    let mut region = Region::new(65, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, TO_BOBO.holder, 1_000_000);
    let system = Actor::NationalSystem("ASYCUDA World".to_owned());
    let query = |code: &str| {
        let command: account::Command = serde_json::from_value(serde_json::json!({"Query": {
            "query": "3", "requester": {"number": "CI100", "role": "1"}, "access_code": code,
        }}))
        .unwrap();
        command
    };
    let before = region.reader("CI").told_after(0, 10_000).unwrap().len();
    let mut submissions = Vec::new();
    for number in 0..1000 {
        let command = Command::Guarantee(Box::new(query(&format!("X{number:03}"))));
        let mut asked = region.asked(Target::Dossier(guarantee.clone()), command);
        asked.actor = system.clone();
        submissions.push(asked);
    }
    let now = region.now;
    let replies = region.node("CI").submit(now, submissions).unwrap();
    let codes: Vec<_> =
        replies.iter().map(|reply| reply.outcome.as_ref().unwrap_err()[0].code.as_str()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "GUA-031").count(), 5);
    assert_eq!(codes.iter().filter(|code| **code == "GUA-032").count(), 995);
    let told = region.reader("CI").told_after(0, 10_000).unwrap();
    assert_eq!(told.len() - before, 5, "each is written, and no more than the limit");
    // The right code opens nothing now, neither to a query nor to a movement.
    let command = Command::Guarantee(Box::new(query("AC01")));
    let mut right = region.asked(Target::Dossier(guarantee.clone()), command);
    right.actor = system;
    let refused = region.submit("CI", right).outcome.unwrap_err();
    assert_eq!(refused[0].code, "GUA-032");
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let covers = region.movement("CI", &movement).covers;
    assert!(format!("{covers:?}").contains("AccessCode"), "{covers:?}");
    // No code is anywhere in the store.
    let folder = region.homes["CI"].folder.path().to_owned();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"X007"));
    }
}

#[test]
fn a_registration_is_checked_against_the_register_of_guarantors() {
    let mut region = Region::new(66, Decides::Node);
    let register = |guarantor: &str| {
        serde_json::json!({"Register": {
            "type": "1", "grn": TO_BOBO.grn, "holder": "CI100", "guarantor": guarantor,
            "office": "CIABJ000", "reference_amount": {"amount": "5", "currency": "XOF"},
            "percentage": 100, "validity": {"from": "2026-01-01"},
            "basis": {"provision": "A/SP.1/5/90"}
        }})
    };
    let mut submit = |guarantor: &str| {
        let command: account::Command = serde_json::from_value(register(guarantor)).unwrap();
        let asked = region.asked(Target::New, Command::Guarantee(Box::new(command)));
        let outcome = region.submit("CI", asked).outcome;
        outcome.map_err(|why| why.into_iter().map(|refused| refused.code).collect::<Vec<_>>())
    };
    assert_eq!(submit("G-9").unwrap_err(), ["GUA-028"]);
    assert_eq!(submit("G-1").unwrap().events, ["Registered"]);
}
