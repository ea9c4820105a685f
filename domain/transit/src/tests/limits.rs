//! What follows when a day has passed.

use super::*;
use crate::messages::Teller;

const WATCH: Command = Command::WatchLimits;

#[test]
fn he_who_has_asked_for_invalidation_when_the_time_passes_gets_it() {
    let intends = order_control(NotificationType::Intention);
    let request = Command::RequestInvalidation { remarks: None, named: Named::default() };
    let case = prelodged().did(&facts("CI"), intends).did(&asked("CI"), request);
    assert_eq!(case.standing().concerns, [Concern::InvalidationRequested].into());
    let lapsed = case.did(&on("2026-12-24", asked("CI")), Command::WatchLimits);
    let told = lapsed.told.last().unwrap();
    let holder = InvalidationCause::Holder;
    assert!(matches!(&told.event, Event::Invalidated { cause, .. } if *cause == holder));
    // That is told in the message that answers him.
    let mut teller = Teller::new(&lapsed.dossier);
    let letters = lapsed.told.iter().filter_map(|told| {
        teller.follow(told);
        teller.letter(told)
    });
    let codes: Vec<_> = letters.map(|letter| letter.code).collect();
    assert_eq!(codes, ["CC928C", "CC060C", "CC009C"]);
}

#[test]
fn goods_that_are_not_presented_in_time_leave_no_declaration() {
    assert!(happens(&prelodged(), &on("2026-12-23", asked("CI")), WATCH).is_empty());
    let case = prelodged().did(&on("2026-12-24", asked("CI")), WATCH);
    assert_eq!(case.standing().phase, Phase::Invalidated);
    assert!(happens(&case, &on("2026-12-25", asked("CI")), WATCH).is_empty());
    let there = Command::PresentGoods(Box::default());
    let case = prelodged().did(&asked("CI"), there);
    assert!(happens(&case, &on("2026-12-24", asked("CI")), WATCH).is_empty());
}

#[test]
fn a_guarantee_that_is_not_replaced_in_time_ends_it_where_the_node_decides() {
    let case = accepted().did(&asked("CI"), not_held());
    assert!(happens(&case, &on("2026-12-03", asked("CI")), WATCH).is_empty());
    let closed = case.clone().did(&on("2026-12-04", asked("CI")), WATCH);
    assert_eq!(closed.standing().phase, Phase::NotReleased);
    let held = HeldCover { attempt: Attempt(2), ..held() };
    let case = case.did(&asked("CI"), Command::RecordCover { cover: FIRST, held });
    assert!(happens(&case, &on("2026-12-04", asked("CI")), WATCH).is_empty());
}

#[test]
fn a_movement_is_overdue_the_day_after_its_limit() {
    assert!(happens(&released(), &on("2026-12-03", asked("CI")), WATCH).is_empty());
    let case = released().did(&on("2026-12-04", asked("CI")), WATCH);
    assert_eq!(case.standing().concerns, [Concern::Overdue].into());
    assert_eq!(case.standing().phase, Phase::Released);
    assert!(happens(&case, &on("2026-12-05", asked("CI")), WATCH).is_empty());
    // All who are told see one and the same case.
    let seen = case.clone().seen_by("ML").standing();
    assert_eq!(seen, case.standing());
}

#[test]
fn what_has_arrived_is_not_overdue_however_late() {
    let late = on("2026-12-04", asked("CI"));
    assert!(happens(&arrived().seen_by("CI"), &late, WATCH).is_empty());
    let case = released().did(&late, WATCH);
    let case = then(case, "BF", entry("BFX01000"));
    let case = then(case, "ML", arrival(None));
    assert!(!case.standing().concerns.contains(&Concern::Overdue));
}

#[test]
fn nobody_calls_goods_overdue_before_everybody_on_the_route_was_heard() {
    let cut = Facts { unheard: [administration("BF")].into(), ..on("2026-12-04", asked("CI")) };
    let case = released().did(&cut, WATCH);
    let unheard = Concern::Unheard { administration: administration("BF") };
    assert_eq!(case.standing().concerns, [unheard].into());
    assert!(happens(&case, &cut, WATCH).is_empty());
    let heard = on("2026-12-05", asked("CI"));
    let again = case.clone().did(&heard, WATCH);
    assert_eq!(again.standing().concerns, [Concern::Overdue].into());
    // Or an officer decides.
    let declare = || Command::DeclareOverdue { basis: basis() };
    let declared = case.did(&on("2026-12-05", facts("CI")), declare());
    assert_eq!(declared.standing().concerns, [Concern::Overdue].into());
    assert!(declared.view().steps.last().unwrap().decision.is_some());
}

#[test]
fn an_officer_declares_overdue_only_what_is() {
    let declare = || Command::DeclareOverdue { basis: basis() };
    let limit_date = day("2026-12-03");
    refused(&released(), &facts("CI"), declare(), &[Refusal::NotOverdue { limit_date }]);
    refused(&accepted(), &facts("CI"), declare(), &[Refusal::NotReleased]);
    let late = on("2026-12-04", facts("CI"));
    let there = [Refusal::AlreadyArrived { office: office("MLBKO000") }];
    refused(&arrived().seen_by("CI"), &late, declare(), &there);
}

#[test]
fn a_declared_limit_counts_where_the_route_takes_no_less_and_customs_may_set_any() {
    let limit = |declared: Option<&str>, route_days, set: Option<&str>| {
        let mut presenting = presenting();
        presenting.declaration.limit_date = declared.map(day);
        let world = Facts { route_days, ..facts("CI") };
        let case = Case::new("CI", "CI").did(&world, Command::Present(Box::new(presenting)));
        let case = case.did(&world, accept()).did(&world, cover());
        let release = Command::Release { limit_date: set.map(day), basis: basis() };
        case.did(&world, release).view().limit_date.unwrap()
    };
    assert_eq!(limit(Some("2099-12-31"), Some(10), None), day("2026-12-03"));
    assert_eq!(limit(Some("2026-11-30"), Some(10), None), day("2026-11-30"));
    assert_eq!(limit(Some("2099-12-31"), None, None), day("2099-12-31"));
    assert_eq!(limit(None, Some(10), None), day("2026-12-03"));
    assert_eq!(limit(Some("2026-11-30"), Some(10), Some("2026-12-24")), day("2026-12-24"));
}
