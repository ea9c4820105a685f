//! Where a national system decides, it is recorded as it is, in whatever order it tells.

use super::*;

/// What the system of Mali tells of a movement, seen by departure.
fn told_by_mali(commands: &[Command]) -> Case {
    let start = released().seen_by("ML").did(&national("ML"), arrival(None));
    let tell = |case: Case, command: &Command| case.did(&national("ML"), command.clone());
    commands.iter().fold(start, tell).seen_by("CI")
}

#[test]
fn a_control_told_after_a_national_end_is_recorded() {
    let case = told_by_mali(&[end(), control(ControlCode::A1)]);
    assert_eq!(case.standing().concerns.len(), arrived_unseen().len());
    let again = case.seen_by("ML").decide(&national("ML"), control(ControlCode::B1));
    assert_eq!(again, Err(vec![Refusal::AlreadyControlled { code: ControlCode::A1 }]));
}

/// The records that the frontiers owe, which no test here is about.
fn arrived_unseen() -> std::collections::BTreeSet<Concern> {
    told_by_mali(&[]).standing().concerns
}

#[test]
fn what_a_national_system_ended_without_a_control_has_ended_correctly() {
    let case = told_by_mali(&[end()]);
    let events = case.decide(&facts("CI"), discharge()).unwrap();
    assert!(matches!(events.as_slice(), [Event::Discharged { .. }]));
    // Until that system tells a control that was not satisfactory, and then that it was put right.
    let bad = told_by_mali(&[end(), control(ControlCode::B1)]);
    let why = Refusal::ControlNotSatisfactory { code: ControlCode::B1 };
    assert_eq!(bad.decide(&facts("CI"), discharge()), Err(vec![why]));
    let solved = told_by_mali(&[end(), control(ControlCode::B1), control(ControlCode::A4)]);
    assert!(solved.decide(&facts("CI"), discharge()).is_ok());
}

#[test]
fn where_goods_ended_at_several_destinations_each_must_have_found_them_right() {
    let also = |code| {
        let case = arrived_at_bobo(then(ended(), "BF", entry("BFX02000")));
        then(case, "BF", control(code))
    };
    // Those that only arrived elsewhere are for the officer at departure to judge.
    assert!(also(ControlCode::B1).seen_by("CI").decide(&facts("CI"), discharge()).is_ok());
    let right = then(also(ControlCode::A1), "BF", end()).seen_by("CI");
    assert!(right.decide(&facts("CI"), discharge()).is_ok());
    let wrong = released().seen_by("BF");
    let wrong = wrong.did(&national("BF"), notified("BFBOY000", at("2026-11-24T15:00:00Z"), None));
    let wrong = wrong.did(&national("BF"), control(ControlCode::B1)).did(&national("BF"), end());
    let wrong = then(then(wrong, "ML", arrival(None)), "ML", control(ControlCode::A1));
    let wrong = then(wrong, "ML", end()).seen_by("CI");
    let why = Refusal::ControlNotSatisfactory { code: ControlCode::B1 };
    assert_eq!(wrong.decide(&facts("CI"), discharge()), Err(vec![why]));
}

#[test]
fn a_bad_control_is_not_hidden_by_a_discharge() {
    let case = told_by_mali(&[end()]).did(&facts("CI"), discharge());
    let case = case.seen_by("ML").did(&national("ML"), control(ControlCode::B1));
    assert!(case.standing().concerns.contains(&Concern::ControlNotSatisfactory));
}

#[test]
fn a_trader_notifies_an_arrival_whoever_decides() {
    for world in [facts("ML"), national("ML")] {
        let decides = world.decides;
        let trader = Facts { decision: None, ..world };
        let case = released().seen_by("ML");
        let events = case.decide(&trader, arrival(None)).unwrap();
        let [Event::Arrived { decides: recorded, decision: None, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*recorded, decides);
    }
    // What the national system or an officer takes for it still names the record it stands for.
    let without = Facts { decision: Some(decision("MLBKO000")), ..national("ML") };
    let case = released().seen_by("ML");
    let refused = Err(vec![Refusal::NationalReferenceMissing]);
    assert_eq!(case.decide(&without, arrival(None)), refused);
}
