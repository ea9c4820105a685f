//! How a movement ends before its goods leave: invalidated, or not released.

use super::*;

fn request() -> Command {
    Command::RequestInvalidation {
        remarks: Some("the sale fell through".to_owned()),
        named: Named::default(),
    }
}

fn invalidate() -> Command {
    Command::Invalidate { remarks: None, basis: basis() }
}

fn refuse_release(reason: NoRelease) -> Command {
    Command::RefuseRelease { reason, remarks: Some("as told".to_owned()), basis: basis() }
}

fn cause(case: &Case) -> InvalidationCause {
    match case.dossier.home_part().unwrap().departure.as_ref().unwrap().closed {
        Some(Closed::Invalidated { cause, .. }) => cause,
        other => panic!("{other:?}"),
    }
}

#[test]
fn before_acceptance_the_holder_invalidates_by_asking() {
    for case in [prelodged(), presented()] {
        let case = case.did(&asked("CI"), request());
        assert_eq!(case.standing().phase, Phase::Invalidated);
        assert_eq!(cause(&case), InvalidationCause::Holder);
        assert!(happens(&case, &asked("CI"), request()).is_empty());
        assert!(Part::settled(&case.dossier, day("2026-11-23")));
    }
}

#[test]
fn after_acceptance_customs_decide_what_the_holder_asks() {
    let case = accepted().did(&facts("CI"), cover()).did(&asked("CI"), request());
    assert_eq!(case.standing().concerns, [Concern::InvalidationRequested].into());
    assert!(happens(&case, &asked("CI"), request()).is_empty());
    let refuse = Command::RefuseInvalidation { remarks: None, basis: basis() };
    let kept = case.clone().did(&facts("CI"), refuse.clone());
    assert_eq!(kept.standing().phase, Phase::Accepted);
    assert_eq!(kept.standing().concerns, [].into());
    refused(&kept, &facts("CI"), refuse, &[Refusal::NoInvalidationRequested]);
    let gone = case.did(&facts("CI"), invalidate());
    assert_eq!(cause(&gone), InvalidationCause::Holder);
    assert_eq!(gone.view().covers.first().unwrap().state, "withdrawn");
    let date = day("2026-11-23");
    refused(&gone, &facts("CI"), release(), &[Refusal::Invalidated { date }]);
    refused(&gone, &asked("CI"), amend(|_| {}), &[Refusal::Invalidated { date }]);
}

#[test]
fn after_release_only_customs_invalidate_and_only_before_arrival() {
    refused(&released(), &asked("CI"), request(), &[Refusal::AlreadyReleased]);
    let gone = released().did(&facts("CI"), invalidate());
    assert_eq!(cause(&gone), InvalidationCause::Customs);
    assert!(Part::settled(&gone.dossier, day("2026-11-23")));
    let late = [Refusal::TooLateToInvalidate];
    refused(&arrived().seen_by("CI"), &facts("CI"), invalidate(), &late);
}

fn called_back() -> Command {
    let remarks = Some("the truck is back in the yard".to_owned());
    Command::Invalidate { remarks, basis: basis() }
}

#[test]
fn nobody_owes_a_record_of_a_declaration_that_was_invalidated_on_the_way() {
    let left = then(released(), "CI", exit("CIX01000"));
    let owed =
        Concern::EntryMissing { left: "CI".parse().unwrap(), entered: "BF".parse().unwrap() };
    assert_eq!(left.standing().concerns, [owed].into());
    let gone = left.seen_by("CI").did(&facts("CI"), called_back());
    assert_eq!(gone.standing().phase, Phase::Invalidated);
    assert_eq!(gone.standing().concerns, [].into());
}

#[test]
fn customs_say_where_goods_are_before_a_movement_that_left_is_invalidated() {
    let left = then(released(), "CI", exit("CIX01000")).seen_by("CI");
    let unsaid = Refusal::WhereaboutsMissing { office: "CIX01000".parse().unwrap() };
    let blank = Command::Invalidate { remarks: Some(" ".to_owned()), basis: basis() };
    for command in [invalidate(), blank] {
        refused(&left, &facts("CI"), command, std::slice::from_ref(&unsaid));
    }
    let gone = left.did(&facts("CI"), called_back());
    let words: Vec<_> = gone.told.iter().rev().take(2).map(|told| told.event.told().0).collect();
    assert_eq!(words, ["goods-accounted-for", "invalidated"]);
}

#[test]
fn goods_that_are_seen_under_an_invalidated_declaration_are_departures_to_account_for() {
    let seen = [Concern::SeenThoughInvalidated].into();
    let gone = released().did(&facts("CI"), invalidate());
    let left = then(gone.clone(), "CI", exit("CIX01000"));
    assert_eq!(left.standing().concerns, seen);
    let case = then(left.clone(), "BF", entry("BFX01000"));
    assert_eq!(case.standing().phase, Phase::Invalidated);
    assert_eq!(case.standing().concerns, seen);
    // Without a word of where they are nothing is accounted for.
    let case = case.seen_by("CI").did(&facts("CI"), invalidate());
    assert_eq!(case.standing().concerns, seen);
    let case = case.did(&facts("CI"), called_back());
    assert_eq!(case.standing().concerns, [].into());
    let told = case.told.len();
    assert_eq!(case.did(&facts("CI"), called_back()).told.len(), told);
    // What departure had not heard of when it spoke, it has not answered for.
    let early = left.seen_by("CI").did(&facts("CI"), called_back());
    assert_eq!(early.standing().concerns, [].into());
    assert_eq!(then(early, "BF", entry("BFX01000")).standing().concerns, seen);
}

#[test]
fn a_national_system_that_invalidates_what_has_left_leaves_departure_to_say_where_it_is() {
    let declared = Case::new("CI", "CI").did(&national("CI"), present());
    let declared = declared.did(&national("CI"), accept()).did(&national("CI"), release());
    let left = declared.did(&national("CI"), exit("CIX01000"));
    let gone = left.did(&national("CI"), invalidate());
    assert_eq!(gone.standing().phase, Phase::Invalidated);
    assert_eq!(gone.standing().concerns, [Concern::SeenThoughInvalidated].into());
    let said = gone.did(&national("CI"), called_back());
    assert_eq!(said.standing().concerns, [].into());
}

#[test]
fn goods_that_are_not_released_need_no_cover_and_have_no_next_step() {
    let case = accepted().did(&facts("CI"), cover());
    let case = case.did(&facts("CI"), refuse_release(NoRelease::Control));
    assert_eq!(case.standing().phase, Phase::NotReleased);
    assert_eq!(case.view().covers.first().unwrap().state, "withdrawn");
    let date = day("2026-11-23");
    let closed = [Refusal::NotReleasedForGood { date }];
    refused(&case, &facts("CI"), release(), &closed);
    refused(&case, &facts("CI"), refuse_release(NoRelease::Other), &closed);
    refused(&case, &facts("CI"), invalidate(), &closed);
    let released = [Refusal::AlreadyReleased];
    refused(&self::released(), &facts("CI"), refuse_release(NoRelease::Control), &released);
    refused(&presented(), &facts("CI"), refuse_release(NoRelease::Other), &[Refusal::NotAccepted]);
}

#[test]
fn the_holder_may_take_differences_upon_himself_but_not_what_is_not_satisfactory() {
    let order = order_control(NotificationType::Control);
    let case = accepted().did(&facts("CI"), cover()).did(&facts("CI"), order);
    let found = |code| {
        let result = Command::RecordDepartureControl { code, remarks: None, basis: basis() };
        case.clone().did(&facts("CI"), result)
    };
    let asks = |requested| Command::RequestRelease { requested, named: Named::default() };
    let differences = found(ControlCode::A5);
    let concerns = |case: &Case| case.standing().concerns.into_iter().collect::<Vec<_>>();
    assert_eq!(concerns(&differences), [Concern::HolderUnheard]);
    let taken = differences.clone().did(&asked("CI"), asks(true));
    assert_eq!(concerns(&taken), [Concern::ReleaseRequested]);
    let taken = taken.did(&facts("CI"), release());
    assert_eq!(taken.standing().phase, Phase::Released);
    let declined = differences.did(&asked("CI"), asks(false));
    assert_eq!(concerns(&declined), [Concern::ReleaseDeclined]);
    refused(&declined, &facts("CI"), release(), &[Refusal::ReleaseNotRequested]);
    // What he took upon himself is not what another control finds.
    let order = order_control(NotificationType::Control);
    let result = |code| Command::RecordDepartureControl { code, remarks: None, basis: basis() };
    let again = found(ControlCode::A5).did(&asked("CI"), asks(true));
    let again = again.did(&facts("CI"), order).did(&facts("CI"), result(ControlCode::A5));
    let code = ControlCode::A5;
    refused(&again, &facts("CI"), release(), &[Refusal::ControlNotSatisfactory { code }]);
    let code = ControlCode::B1;
    let bad = found(code);
    assert_eq!(concerns(&bad), [Concern::DepartureNotSatisfactory]);
    refused(&bad, &asked("CI"), asks(true), &[Refusal::ControlNotSatisfactory { code }]);
    refused(&bad, &facts("CI"), release(), &[Refusal::ControlNotSatisfactory { code }]);
    refused(&found(ControlCode::A1), &asked("CI"), asks(true), &[Refusal::ReleaseNotAsked]);
    refused(&accepted(), &asked("CI"), asks(true), &[Refusal::ReleaseNotAsked]);
}

#[test]
fn a_standing_order_releases_nothing_about_which_somebody_must_decide() {
    let held_back =
        |case: &Case| case.dossier.home_part().unwrap().departure.as_ref().unwrap().held_back();
    let result = |code| Command::RecordDepartureControl { code, remarks: None, basis: basis() };
    let case = accepted().did(&facts("CI"), cover());
    assert!(!held_back(&case));
    let case = case.did(&facts("CI"), order_control(NotificationType::Control));
    let withdraw = Command::RequestInvalidation { remarks: None, named: Named::default() };
    let asked_for = case.clone().did(&asked("CI"), withdraw);
    let asked_for = asked_for.did(&facts("CI"), result(ControlCode::A1));
    assert!(held_back(&asked_for));
    let keep = Command::RefuseInvalidation { remarks: None, basis: basis() };
    assert!(!held_back(&asked_for.did(&facts("CI"), keep)));
    // What he takes upon himself customs still decide about.
    let asks = Command::RequestRelease { requested: true, named: Named::default() };
    let taken = case.did(&facts("CI"), result(ControlCode::A5)).did(&asked("CI"), asks);
    assert!(held_back(&taken));
}
