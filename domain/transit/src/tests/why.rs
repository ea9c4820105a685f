//! Why a movement is open: of every state that is open somebody is named who must act.

use super::*;

fn open(case: &Case) -> Vec<(String, Resolver, Option<Date>, Consequence)> {
    let open = case.view().open.into_iter();
    open.map(|open| {
        let concern = serde_json::to_string(&open.concern).unwrap();
        (concern, open.resolver, open.by, open.then)
    })
    .collect()
}

fn only(case: &Case) -> (String, Resolver, Option<Date>, Consequence) {
    let mut open = open(case);
    assert_eq!(open.len(), 1, "{open:?}");
    open.remove(0)
}

#[test]
fn a_movement_that_takes_its_course_names_the_next_step() {
    let says = |case: &Case, next: &str, resolver, by: Option<&str>, then| {
        assert_eq!(only(case), (format!("\"{next}\""), resolver, by.map(day), then));
    };
    let waits = Consequence::Waits;
    let by = Some("2026-12-23");
    says(&prelodged(), "present-goods", Resolver::Holder, by, Consequence::Invalidated);
    says(&presented(), "accept", Resolver::Departure, None, waits);
    says(&accepted(), "answer-cover", Resolver::GuaranteeHome, None, waits);
    let covered = accepted().did(&facts("CI"), cover());
    says(&covered, "release", Resolver::Departure, None, waits);
    let withdraw = Command::WithdrawCover { cover: FIRST, basis: basis() };
    let withdrawn = covered.did(&facts("CI"), withdraw);
    says(&withdrawn, "name-guarantee", Resolver::Holder, None, waits);
    let limit = Some("2026-12-03");
    says(&released(), "arrive", Resolver::Holder, limit, Consequence::Overdue);
    let results = Some("2026-11-30");
    says(&arrived(), "control", Resolver::Destination, results, Consequence::Enquiry);
    let controlled = then(arrived(), "ML", control(ControlCode::A1));
    says(&controlled, "end", Resolver::Destination, results, Consequence::Enquiry);
    says(&ended(), "discharge", Resolver::Departure, None, Consequence::GuaranteeBound);
}

#[test]
fn an_authorised_consignee_is_waited_for_in_his_turn() {
    let authorised = Facts { consignee_authorised: true, ..facts("ML") };
    let mut case = released();
    for (code, step) in [
        ("CI", exit("CIX01000")),
        ("BF", entry("BFX01000")),
        ("BF", exit("BFX02000")),
        ("ML", entry("MLX01000")),
    ] {
        case = then(case, code, step);
    }
    let case = case.did(&authorised, arrival(Some("C522-7")));
    assert_eq!(only(&case).1, Resolver::Destination);
    let case = case.did(&facts("ML"), Command::PermitUnloading { basis: basis() });
    let (next, resolver, ..) = only(&case);
    assert_eq!((next.as_str(), resolver), ("\"remark-unloading\"", Resolver::TraderAtDestination));
}

#[test]
fn what_stands_in_the_way_says_by_when_and_what_happens_then() {
    let refused = accepted().did(&asked("CI"), not_held());
    let (_, resolver, by, then_) = only(&refused);
    let expected = (Resolver::Holder, Some(day("2026-12-03")), Consequence::NotReleased);
    assert_eq!((resolver, by, then_), expected);
    let overdue = released().did(&on("2026-12-04", asked("CI")), Command::WatchLimits);
    let (_, resolver, by, then_) = only(&overdue);
    let expected = (Resolver::Departure, Some(day("2026-12-10")), Consequence::Enquiry);
    assert_eq!((resolver, by, then_), expected);
}

#[test]
fn what_the_holder_has_not_answered_by_its_day_is_for_departure() {
    let case = then(arrived(), "ML", control(ControlCode::B1));
    let answer_by = Some(day("2026-12-01"));
    let tell = Command::NotifyDiscrepancies { answer_by, remarks: None, basis: basis() };
    let told = then(case, "CI", tell);
    let open = told.view().open;
    let unanswered =
        open.iter().find(|open| open.concern == About::Concern(Concern::DiscrepanciesUnanswered));
    let unanswered = unanswered.unwrap();
    assert_eq!((unanswered.by, &unanswered.resolver), (answer_by, &Resolver::Holder));
    assert_eq!(unanswered.resolver_on(day("2026-12-01")), Resolver::Holder);
    assert_eq!(unanswered.resolver_on(day("2026-12-02")), Resolver::Departure);
}

#[test]
fn goods_are_released_by_the_day_they_are_to_be_at_destination() {
    let mut presenting = presenting();
    presenting.declaration.limit_date = Some(day("2026-12-01"));
    let present = Command::Present(Box::new(presenting));
    let case = Case::new("CI", "CI").did(&facts("CI"), present).did(&facts("CI"), accept());
    let (next, _, by, _) = only(&case.did(&facts("CI"), cover()));
    assert_eq!((next.as_str(), by), ("\"release\"", Some(day("2026-12-01"))));
}

#[test]
fn what_is_settled_is_not_open() {
    let discharged = then(ended(), "CI", discharge());
    let settled = discharged.did(&facts("CI"), Command::RecordCredit { cover: FIRST });
    assert!(open(&settled).is_empty());
    let gone = presented()
        .did(&asked("CI"), Command::RequestInvalidation { remarks: None, named: Named::default() });
    assert!(open(&gone).is_empty());
}

#[test]
fn what_is_open_is_open_since_the_step_that_made_it_so() {
    let case = then(arrived(), "ML", control(ControlCode::B1));
    let controlled = case.told.iter().rev().find(|told| told.event.told().0 == "controlled");
    let concern = case.view().open.into_iter().next().unwrap();
    assert_eq!(concern.since, controlled.unwrap().at);
}

#[test]
fn a_movement_that_is_heard_of_before_its_departure_waits_for_departure() {
    let mut case = then(released(), "BF", entry("BFX01000"));
    let own = node("BF");
    case.told.retain(|told| told.writer == own);
    case.dossier.parts.retain(|writer, _| *writer == own);
    assert_eq!(case.standing().phase, Phase::Unknown);
    let (next, resolver, by, then_) = only(&case);
    let expected = ("\"tell-declaration\"", Resolver::Departure, None, Consequence::Waits);
    assert_eq!((next.as_str(), resolver, by, then_), expected);
}
