//! A declaration lodged before its goods are there, and those who lodge for somebody else.

use kernel::{NoLicence, NoMandate};

use super::*;

fn goods_are_there(limit_date: Option<&str>) -> Command {
    let limit_date = limit_date.map(day);
    Command::PresentGoods(Box::new(GoodsPresenting {
        limit_date,
        transport: None,
        named: Named::default(),
    }))
}

#[test]
fn a_prelodged_declaration_waits_for_its_goods_and_is_then_accepted() {
    let case = prelodged();
    assert_eq!(case.standing().phase, Phase::Prelodged);
    let present_by = day("2026-12-23");
    refused(&case, &facts("CI"), accept(), &[Refusal::GoodsNotPresented { present_by }]);
    let case = case.did(&asked("CI"), goods_are_there(Some("2026-12-01")));
    assert_eq!(case.standing().phase, Phase::Presented);
    let case = case.did(&facts("CI"), accept()).did(&facts("CI"), cover());
    let case = case.did(&facts("CI"), release());
    assert_eq!(case.view().limit_date, Some(day("2026-12-01")));
    let again = [Refusal::GoodsPresentedAlready];
    refused(
        &prelodged().did(&asked("CI"), goods_are_there(None)),
        &asked("CI"),
        goods_are_there(None),
        &again,
    );
    refused(&presented(), &asked("CI"), goods_are_there(None), &again);
}

#[test]
fn goods_are_not_presented_after_their_time_or_with_a_passed_limit() {
    let late = on("2026-12-24", asked("CI"));
    let present_by = day("2026-12-23");
    refused(
        &prelodged(),
        &late,
        goods_are_there(None),
        &[Refusal::PresentedTooLate { present_by }],
    );
    let limit_date = day("2026-11-22");
    let passed = [Refusal::LimitDatePassed { limit_date }];
    refused(&prelodged(), &asked("CI"), goods_are_there(Some("2026-11-22")), &passed);
}

#[test]
fn what_is_known_of_the_vehicle_only_on_presentation_takes_the_place_of_what_was_declared() {
    let means = Element::group("DepartureTransportMeans").with("identificationNumber", "77 AB 01");
    let transport = Some(Element::group("Consignment").and(means));
    let presenting =
        GoodsPresenting { limit_date: None, transport: transport.clone(), named: Named::default() };
    let case = prelodged().did(&asked("CI"), Command::PresentGoods(Box::new(presenting)));
    assert_eq!(case.view().transport, transport);
    assert!(case.view().goods.is_some());
}

#[test]
fn an_intention_to_control_is_told_of_a_prelodged_declaration_only_and_is_no_concern() {
    let notification = NotificationType::Intention;
    let intend = || order_control(notification);
    let case = prelodged().did(&facts("CI"), intend());
    assert_eq!(case.standing().concerns, [].into());
    refused(&accepted(), &facts("CI"), intend(), &[Refusal::GoodsPresentedAlready]);
}

/// A broker lodges for the holder.
fn by_broker() -> Command {
    let mut presenting = presenting();
    presenting.declaration.representative = Some("BROKER1".parse().unwrap());
    presenting.declaration.representation = Some(kernel::Representation::Direct);
    Command::Present(Box::new(presenting))
}

fn represented(represented: Represented) -> Facts {
    Facts { represented: Some(represented), ..facts("CI") }
}

fn mandated(number: &str, limit: Option<(kernel::Money, Option<kernel::Money>)>) -> Mandated {
    Mandated { number: number.parse().unwrap(), limit }
}

fn in_order() -> Represented {
    Represented {
        mandates: Ok(vec![mandated("MAN-7", None)]),
        licence: Ok("LIC-1".parse().unwrap()),
    }
}

#[test]
fn a_representative_needs_a_mandate_and_a_licence_and_the_event_keeps_both() {
    let case = Case::new("CI", "CI").did(&represented(in_order()), by_broker());
    let Event::Presented { authority: Some(authority), .. } = &case.told[0].event else {
        panic!("no authority is kept")
    };
    assert_eq!((authority.mandate.as_str(), authority.licence.as_str()), ("MAN-7", "LIC-1"));
    let without =
        Represented { mandates: Err(NoMandate::NotValid), licence: Err(NoLicence::OtherProcedure) };
    let representative = || "BROKER1".parse().unwrap();
    let both = [
        Refusal::NoMandate { representative: representative(), reason: "not-valid" },
        Refusal::NoLicence { representative: representative(), reason: "other-procedure" },
    ];
    refused(&Case::new("CI", "CI"), &represented(without), by_broker(), &both);
    let unknown = [
        Refusal::NoMandate { representative: representative(), reason: "unknown" },
        Refusal::NoLicence { representative: representative(), reason: "unknown" },
    ];
    refused(&Case::new("CI", "CI"), &facts("CI"), by_broker(), &unknown);
}

#[test]
fn a_mandate_with_a_limit_covers_no_more_than_the_limit() {
    let limited = |at_stake| {
        let limit = Some((xof(400_000), at_stake));
        represented(Represented { mandates: Ok(vec![mandated("MAN-7", limit)]), ..in_order() })
    };
    let start = Case::new("CI", "CI");
    assert_eq!(happens(&start, &limited(Some(xof(400_000))), by_broker()), ["presented"]);
    let exceeded = [Refusal::MandateExceeded {
        representative: "BROKER1".parse().unwrap(),
        limit: xof(400_000),
    }];
    refused(&start, &limited(Some(xof(400_001))), by_broker(), &exceeded);
    // What no rate compares is not taken to be less.
    refused(&start, &limited(None), by_broker(), &exceeded);
}

#[test]
fn of_several_mandates_one_that_allows_it_is_acted_under() {
    let limited = |number, limit| mandated(number, Some((xof(limit), Some(xof(400_000)))));
    let acts = |mandates: &[Mandated]| {
        let known = Represented { mandates: Ok(mandates.to_vec()), ..in_order() };
        Case::new("CI", "CI").decide(&represented(known), by_broker())
    };
    let (low, high) = (limited("MAN-1", 100), limited("MAN-2", 500_000));
    let events = acts(&[low.clone(), high]).unwrap();
    let Event::Presented { authority: Some(authority), .. } = &events[0] else {
        panic!("{events:?}")
    };
    assert_eq!(authority.mandate.as_str(), "MAN-2");
    let exceeded = acts(&[low, limited("MAN-3", 200)]).unwrap_err();
    let representative = "BROKER1".parse().unwrap();
    assert_eq!(exceeded, [Refusal::MandateExceeded { representative, limit: xof(200) }]);
}

#[test]
fn a_representative_presents_goods_under_the_licence_of_that_day() {
    let Command::Present(mut lodged) = by_broker() else { panic!() };
    lodged.prelodged = true;
    let case = Case::new("CI", "CI").did(&represented(in_order()), Command::Present(lodged));
    let lapsed = Represented { licence: Err(NoLicence::NotValid), ..in_order() };
    let representative = "BROKER1".parse().unwrap();
    let why = [Refusal::NoLicence { representative, reason: "not-valid" }];
    refused(&case, &represented(lapsed), goods_are_there(None), &why);
    let case = case.did(&represented(in_order()), goods_are_there(None));
    let kept = |event: &Event| matches!(event, Event::GoodsPresented { authority: Some(_), .. });
    assert!(case.told.iter().any(|told| kept(&told.event)));
}

#[test]
fn a_national_system_says_itself_when_it_has_waited_long_enough_for_goods() {
    let Command::Present(mut lodged) = present() else { panic!() };
    lodged.prelodged = true;
    let case = Case::new("CI", "CI").did(&national("CI"), Command::Present(lodged));
    let late = on("2027-06-01", national("CI"));
    assert!(happens(&case, &late, Command::WatchLimits).is_empty());
    let case = case.did(&late, accept());
    assert_eq!(case.standing().phase, Phase::Accepted);
    let there = [Refusal::GoodsPresentedAlready];
    refused(&case, &national("CI"), goods_are_there(None), &there);
}

#[test]
fn a_national_system_has_judged_its_own_brokers() {
    assert_eq!(happens(&Case::new("CI", "CI"), &national("CI"), by_broker()), ["presented"]);
}

#[test]
fn an_authorised_consignor_is_believed_by_the_register_only() {
    let mut presenting = presenting();
    presenting.declaration.consignor_authorisation = Some("C521-9".parse().unwrap());
    let present = || Command::Present(Box::new(presenting.clone()));
    refused(&Case::new("CI", "CI"), &facts("CI"), present(), &[Refusal::ConsignorNotAuthorised]);
    let listed = Facts { consignor_authorised: true, ..facts("CI") };
    assert_eq!(happens(&Case::new("CI", "CI"), &listed, present()), ["presented"]);
}

#[test]
fn an_authorised_consignor_is_still_one_when_the_goods_are_there() {
    let Command::Present(mut lodged) = prelodge() else { panic!() };
    lodged.declaration.consignor_authorisation = Some("C521-9".parse().unwrap());
    let listed = Facts { consignor_authorised: true, ..facts("CI") };
    let case = Case::new("CI", "CI").did(&listed, Command::Present(lodged));
    let ended = [Refusal::ConsignorNotAuthorised];
    refused(&case, &facts("CI"), goods_are_there(None), &ended);
    assert_eq!(happens(&case, &listed, goods_are_there(None)), ["goods-presented"]);
}

#[test]
fn a_control_that_customs_intend_holds_a_release_back_until_they_decide() {
    let intended = order_control(NotificationType::Intention);
    let case = prelodged().did(&facts("CI"), intended);
    // He neither amends it nor withdraws it by himself any more.
    refused(&case, &asked("CI"), amend(|_| {}), &[Refusal::UnderControl]);
    let withdraw = Command::RequestInvalidation { remarks: None, named: Named::default() };
    assert_eq!(happens(&case, &asked("CI"), withdraw), ["invalidation-requested"]);
    let case = case.did(&asked("CI"), goods_are_there(None));
    let case = case.did(&facts("CI"), accept());
    // A guarantee that was refused is replaced all the same.
    let replaced = amend(|amending| amending.guarantee_only = true);
    let case_refused = case.clone().did(&facts("CI"), not_held());
    assert!(case_refused.decide(&asked("CI"), replaced).is_ok());
    let case = case.did(&facts("CI"), cover());
    let held_back =
        |case: &Case| case.dossier.home_part().unwrap().departure.as_ref().unwrap().held_back();
    assert!(held_back(&case));
    let next: Vec<_> = case.view().open.into_iter().map(|open| open.concern).collect();
    assert_eq!(next, [About::Next(Next::DecideControl)]);
    // An officer may release without one, or order it.
    assert_eq!(happens(&case, &facts("CI"), release()), ["released"]);
    let case = case.did(&facts("CI"), order_control(NotificationType::Control));
    let result =
        Command::RecordDepartureControl { code: ControlCode::A1, remarks: None, basis: basis() };
    assert!(!held_back(&case.did(&facts("CI"), result)));
}
