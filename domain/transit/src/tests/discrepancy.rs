//! Discrepancies at destination: raised, put to the holder, answered, solved.

use super::*;

fn found() -> Command {
    Command::RecordControl {
        code: ControlCode::B1,
        seals: SealState::Broken,
        discrepancies: vec![
            Discrepancy { kind: DiscrepancyKind::Missing, item: Some(1) },
            Discrepancy { kind: DiscrepancyKind::Seals, item: None },
        ],
        remarks: Some("two bags short".to_owned()),
        basis: basis(),
    }
}

fn notify() -> Command {
    Command::NotifyDiscrepancies { answer_by: None, remarks: None, basis: basis() }
}

fn answer() -> Command {
    Command::AnswerDiscrepancies {
        remarks: "they were sold under control at the frontier".to_owned(),
    }
}

fn solve() -> Command {
    Command::SolveDiscrepancies { remarks: None, basis: basis() }
}

#[test]
fn discrepancies_are_raised_answered_and_solved_and_the_movement_goes_on() {
    let case = then(arrived(), "ML", found());
    assert_eq!(case.standing().concerns, [Concern::ControlNotSatisfactory].into());
    let not_yet = [Refusal::ControlNotSatisfactory { code: ControlCode::B1 }];
    refused(&case, &facts("ML"), end(), &not_yet);
    let case = then(case, "CI", notify());
    assert!(case.standing().concerns.contains(&Concern::DiscrepanciesUnanswered));
    let case = case.did(&asked("CI"), answer());
    assert!(case.standing().concerns.contains(&Concern::DiscrepanciesUnsolved));
    let case = case.did(&facts("CI"), solve());
    assert_eq!(case.standing().concerns, [].into());
    let case = then(then(case, "ML", end()), "CI", discharge());
    assert_eq!(case.standing().phase, Phase::Discharged);
    assert_eq!(case.standing().concerns, [Concern::CreditMissing].into());
}

#[test]
fn what_is_not_solved_is_not_discharged() {
    let case = then(ended_in_spite(), "CI", notify());
    let code = ControlCode::B1;
    refused(&case, &facts("CI"), discharge(), &[Refusal::ControlNotSatisfactory { code }]);
    let case = case.did(&facts("CI"), solve());
    assert_eq!(happens(&case, &facts("CI"), discharge()), ["discharged"]);
}

/// Ended by a national system in spite of what it found.
fn ended_in_spite() -> Case {
    let arrival = notified("MLBKO000", at("2026-11-26T09:00:00Z"), Some(basis()));
    let world = national("ML");
    released().seen_by("ML").did(&world, arrival).did(&world, found()).did(&world, end())
}

#[test]
fn each_step_needs_the_one_before() {
    refused(&arrived().seen_by("CI"), &facts("CI"), notify(), &[Refusal::NoDiscrepancies]);
    let case = then(arrived(), "ML", found()).seen_by("CI");
    refused(&case, &asked("CI"), answer(), &[Refusal::DiscrepanciesNotNotified]);
    refused(&case, &facts("CI"), solve(), &[Refusal::DiscrepanciesNotNotified]);
    let case = case.did(&facts("CI"), notify());
    assert!(happens(&case, &facts("CI"), notify()).is_empty());
    let case = case.did(&facts("CI"), solve());
    assert!(happens(&case, &asked("CI"), answer()).is_empty());
    assert!(happens(&case, &facts("CI"), solve()).is_empty());
}

#[test]
fn the_holder_has_thirteen_days_from_the_control_unless_customs_say_otherwise() {
    let case = then(arrived(), "ML", found()).seen_by("CI");
    let told = |command| {
        let case = case.clone().did(&facts("CI"), command);
        case.dossier
            .home_part()
            .unwrap()
            .departure
            .as_ref()
            .unwrap()
            .discrepancies
            .unwrap()
            .answer_by
    };
    assert_eq!(told(notify()), day("2026-12-06"));
    let earlier = Some(day("2026-11-30"));
    let command =
        Command::NotifyDiscrepancies { answer_by: earlier, remarks: None, basis: basis() };
    assert_eq!(told(command), day("2026-11-30"));
    let passed = Some(day("2026-11-22"));
    let command = Command::NotifyDiscrepancies { answer_by: passed, remarks: None, basis: basis() };
    let limit_date = day("2026-11-22");
    refused(&case, &facts("CI"), command, &[Refusal::LimitDatePassed { limit_date }]);
}

#[test]
fn what_was_found_is_kept_item_by_item_and_told_once() {
    let case = arrived();
    assert_eq!(happens(&case, &facts("ML"), found()), ["controlled", "discrepancies-found"]);
    let case = case.did(&facts("ML"), found());
    assert!(happens(&case, &facts("ML"), found()).is_empty());
}

#[test]
fn an_arrival_elsewhere_is_forwarded_once() {
    let case = arrived_at_bobo(released()).seen_by("CI");
    let at = at("2026-11-25T09:00:00Z");
    let forward = |code: &str| Command::ForwardArrival { office: office(code), at };
    let case = case.did(&asked("CI"), forward("BFBOY000"));
    assert!(happens(&case, &asked("CI"), forward("BFBOY000")).is_empty());
    assert!(happens(&case, &asked("CI"), forward("MLBKO000")).is_empty());
    assert_eq!(case.view().steps.last().unwrap().what, "arrival-forwarded");
}

#[test]
fn unloading_goes_on_until_it_is_complete() {
    let authorised = Facts { consignee_authorised: true, ..facts("ML") };
    let case = released().seen_by("ML").did(&authorised, arrival(Some("C522-7")));
    let permit = || Command::PermitUnloading { basis: basis() };
    let remark = |completed| Command::RemarkUnloading {
        unloading: Unloading {
            date: day("2026-11-26"),
            completed,
            conform: true,
            seals: SealState::Intact,
        },
        remarks: None,
        found: None,
    };
    let case = case.did(&facts("ML"), permit());
    assert!(happens(&case, &facts("ML"), permit()).is_empty());
    let case = case.did(&asked("ML"), remark(false));
    refused(&case, &facts("ML"), control(ControlCode::A1), &[Refusal::UnloadingNotComplete]);
    assert_eq!(happens(&case, &facts("ML"), permit()), ["unloading-continued"]);
    let case = case.did(&facts("ML"), permit()).did(&asked("ML"), remark(true));
    refused(&case, &facts("ML"), permit(), &[Refusal::UnloadingComplete]);
    let case = case.did(&facts("ML"), control(ControlCode::A1));
    assert_eq!(case.standing().phase, Phase::Controlled);
}
