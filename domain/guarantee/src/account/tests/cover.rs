//! What a guarantee covers, and what it answers when it does not.

use super::*;

#[test]
fn an_amount_is_held_and_no_longer_free() {
    let case = registered(GuaranteeType::Comprehensive);
    check(&case, &facts(), hold(1, 400_000), Ok(vec![held(1, 400_000)]));
    let case = case.did(&facts(), hold(1, 400_000));
    let view = case.view();
    assert_eq!((view.held, view.free), (Amount::whole(400_000), Amount::whole(600_000)));
}

#[test]
fn the_same_hold_twice_counts_once() {
    let case = registered(GuaranteeType::Comprehensive).did(&facts(), hold(1, 400_000));
    check(&case, &facts(), hold(1, 400_000), Ok(vec![]));
    let differs = Refusal::HoldDiffers { hold: hold_ref(1) };
    check(&case, &facts(), hold(1, 400_001), Err(vec![differs]));
}

#[test]
fn holds_together_never_exceed_the_limit() {
    let case = registered(GuaranteeType::Comprehensive).did(&facts(), hold(1, 600_001));
    check(&case, &facts(), hold(2, 400_000), Ok(vec![not_held(2, &[NoCover::Amount])]));
    check(&case, &facts(), hold(2, 399_999), Ok(vec![held(2, 399_999)]));
}

#[test]
fn a_withdrawal_that_overtakes_its_request_leaves_a_tombstone() {
    let withdraw = Command::Withdraw { hold: hold_ref(1) };
    let case = registered(GuaranteeType::Comprehensive);
    let tombstone = Event::Withdrawn { hold: hold_ref(1), freed: None };
    check(&case, &facts(), withdraw.clone(), Ok(vec![tombstone]));
    let case = case.did(&facts(), withdraw.clone());
    check(&case, &facts(), hold(1, 400_000), Ok(vec![not_held(1, &[NoCover::Withdrawn])]));
    let case = case.did(&facts(), hold(1, 400_000));
    check(&case, &facts(), hold(1, 400_000), Ok(vec![]));
    check(&case, &facts(), withdraw, Ok(vec![]));
    assert_eq!(case.view().free, Amount::whole(1_000_000));
}

#[test]
fn what_is_withdrawn_or_credited_is_free_again_once() {
    let freed = |command: Command| {
        let case = registered(GuaranteeType::Comprehensive)
            .did(&facts(), hold(1, 400_000))
            .did(&facts(), command.clone());
        check(&case, &facts(), command, Ok(vec![]));
        case.view().free
    };
    assert_eq!(freed(Command::Withdraw { hold: hold_ref(1) }), Amount::whole(1_000_000));
    assert_eq!(freed(Command::Credit { hold: hold_ref(1) }), Amount::whole(1_000_000));
}

#[test]
fn a_request_that_was_held_and_taken_back_keeps_its_one_answer() {
    let case = registered(GuaranteeType::Comprehensive)
        .did(&facts(), hold(1, 400_000))
        .did(&facts(), Command::Withdraw { hold: hold_ref(1) });
    check(&case, &facts(), hold(1, 400_000), Ok(vec![]));
}

#[test]
fn what_was_never_held_cannot_be_credited() {
    let refused = Err(vec![Refusal::NothingHeld { hold: hold_ref(1) }]);
    let case = registered(GuaranteeType::Comprehensive);
    check(&case, &facts(), Command::Credit { hold: hold_ref(1) }, refused);
}

/// One sentence of refusal a reason of the code list, G02 to G12.
#[test]
fn every_reason_of_the_code_list_is_found() {
    let changed = |change: &dyn Fn(&mut Use)| {
        let mut usage = usage(400_000);
        change(&mut usage);
        Command::Hold { hold: hold_ref(9), usage }
    };
    let reasons = |case: &Case, facts: &Facts, command| match case.decide(facts, command) {
        Ok(events) => match events.last() {
            Some(Event::NotHeld { reasons, .. }) => reasons.clone(),
            _ => Vec::new(),
        },
        Err(why) => panic!("{why:?}"),
    };
    let case = registered(GuaranteeType::Comprehensive);
    let late = Facts { today: "2027-01-01".parse().unwrap(), ..facts() };
    let same = changed(&|_| ());
    assert_eq!(reasons(&case, &late, same.clone()), [NoCover::NotValid]);
    let suspended = case.clone().did(&facts(), Command::Suspend { basis: basis() });
    assert_eq!(reasons(&suspended, &facts(), same.clone()), [NoCover::NotValid]);
    let wrong = Facts { access: Access::Given(code("AC02")), ..facts() };
    assert_eq!(reasons(&case, &wrong, same.clone()), [NoCover::AccessCode]);
    let missing = Facts { access: Access::Missing, ..facts() };
    assert_eq!(reasons(&case, &missing, same.clone()), [NoCover::AccessCode]);
    // Without the code nobody learns what else stands in the way, the amount above all.
    let large = changed(&|usage| usage.amount = xof(1_000_001));
    assert_eq!(reasons(&case, &wrong, large.clone()), [NoCover::AccessCode]);
    let other = changed(&|usage| usage.holder = "CI200".parse().unwrap());
    assert_eq!(reasons(&case, &facts(), other), [NoCover::NotOwner]);
    let spirits = changed(&|usage| usage.goods = [GoodsClass::Suspended].into());
    assert_eq!(reasons(&case, &facts(), spirits), [NoCover::SuspendedGoods]);
    let niger = changed(&|usage| usage.countries = [Country::parse("NE").unwrap()].into());
    assert_eq!(reasons(&case, &facts(), niger), [NoCover::Country]);
    assert_eq!(reasons(&case, &facts(), large), [NoCover::Amount]);
}

#[test]
fn a_guarantee_not_valid_for_sensitive_goods_says_so() {
    let mut asked = registering(GuaranteeType::Comprehensive);
    asked.validity.not_valid_for = [GoodsClass::Sensitive].into();
    let case = Case::new("CI", "CI")
        .did(&facts(), Command::Register(Box::new(asked)))
        .did(&facts(), replace_codes());
    let mut spirits = usage(1);
    spirits.goods = [GoodsClass::Sensitive].into();
    let when = Command::Hold { hold: hold_ref(1), usage: spirits };
    let refused = vec![not_held(1, &[NoCover::SensitiveGoods])];
    check(&case, &facts(), when, Ok(refused.clone()));
    // Whoever asks may know nothing of the list; the home of the guarantee does.
    let listed = Facts { goods: [GoodsClass::Sensitive].into(), ..facts() };
    check(&case, &listed, hold(1, 1), Ok(refused));
}

#[test]
fn goods_that_nobody_has_named_may_be_those_a_guarantee_excludes() {
    let mut unnamed = usage(1);
    unnamed.commodities = [].into();
    let when = Command::Hold { hold: hold_ref(1), usage: unnamed.clone() };
    let case = |change: &dyn Fn(&mut Registering)| {
        let mut asked = registering(GuaranteeType::MultipleUsage);
        change(&mut asked);
        Case::new("CI", "CI")
            .did(&facts(), Command::Register(Box::new(asked)))
            .did(&facts(), replace_codes())
    };
    let refused = vec![not_held(1, &[NoCover::Commodity])];
    check(&case(&|_| ()), &facts(), when.clone(), Ok(refused.clone()));
    let bound = case(&|asked| {
        asked.validity.not_valid_for = [].into();
        let commodities = ["0901".parse().unwrap()].into();
        asked.bound_to = Some(BoundTo { departure: None, destination: None, commodities });
    });
    check(&bound, &facts(), when.clone(), Ok(refused));
    check(&bound, &facts(), hold(1, 1), Ok(vec![held(1, 1)]));
    let any = case(&|asked| asked.validity.not_valid_for = [].into());
    let events = any.decide(&facts(), when).unwrap();
    assert!(matches!(events.as_slice(), [Event::Held { .. }]));
}

#[test]
fn a_voucher_and_an_individual_guarantee_serve_one_movement() {
    for (kind, reason) in [
        (GuaranteeType::Voucher, NoCover::VoucherUsed),
        (GuaranteeType::Individual, NoCover::IndividualUsed),
        (GuaranteeType::Cash, NoCover::IndividualUsed),
    ] {
        let case = registered(kind).did(&facts(), hold(1, 1));
        check(&case, &facts(), hold(2, 1), Ok(vec![not_held(2, &[reason])]));
        let discharged = case.clone().did(&facts(), Command::Credit { hold: hold_ref(1) });
        check(&discharged, &facts(), hold(2, 1), Ok(vec![not_held(2, &[reason])]));
        assert_eq!(discharged.standing(), Standing::Used);
        let withdrawn = case.did(&facts(), Command::Withdraw { hold: hold_ref(1) });
        check(&withdrawn, &facts(), hold(2, 1), Ok(vec![held(2, 1)]));
    }
    let several = registered(GuaranteeType::MultipleUsage).did(&facts(), hold(1, 1));
    check(&several, &facts(), hold(2, 1), Ok(vec![held(2, 1)]));
}

#[test]
fn an_individual_guarantee_is_bound_to_its_offices_and_goods() {
    let mut asked = registering(GuaranteeType::Individual);
    asked.bound_to = Some(BoundTo {
        departure: Some("CIABJ000".parse().unwrap()),
        destination: Some("MLBKO000".parse().unwrap()),
        commodities: ["0901".parse().unwrap()].into(),
    });
    let case = Case::new("CI", "CI")
        .did(&facts(), Command::Register(Box::new(asked)))
        .did(&facts(), replace_codes());
    check(&case, &facts(), hold(1, 1), Ok(vec![not_held(1, &[NoCover::Office])]));
    let mut cement = usage(1);
    cement.destination = "MLBKO000".parse().unwrap();
    cement.commodities = ["252329".parse().unwrap()].into();
    let when = Command::Hold { hold: hold_ref(1), usage: cement };
    check(&case, &facts(), when, Ok(vec![not_held(1, &[NoCover::Commodity])]));
}

#[test]
fn cash_is_used_without_an_access_code() {
    let missing = Facts { access: Access::Missing, ..facts() };
    check(&registered(GuaranteeType::Cash), &missing, hold(1, 1), Ok(vec![held(1, 1)]));
}

#[test]
fn too_many_wrong_codes_in_a_row_close_the_guarantee_until_all_codes_are_replaced() {
    let wrong = Facts { access: Access::Given(code("ZZZZ")), ..facts() };
    let mut case = registered(GuaranteeType::Comprehensive);
    for number in 1..=3 {
        let refused = vec![
            Event::AccessCodeWrong { hold: hold_ref(number) },
            not_held(number, &[NoCover::AccessCode]),
        ];
        check(&case, &wrong, hold(number, 1), Ok(refused));
        case = case.did(&wrong, hold(number, 1));
    }
    // The right code is refused too now, and is still no wrong one.
    let closed = vec![not_held(4, &[NoCover::AccessCode])];
    check(&case, &facts(), hold(4, 1), Ok(closed));
    assert_eq!(case.view().wrong_codes_count, 3);
    let case = case.did(&facts(), replace_codes());
    check(&case, &facts(), hold(4, 1), Ok(vec![held(4, 1)]));
}

#[test]
fn whoever_does_not_own_a_guarantee_tries_no_code_and_closes_nothing() {
    let mut stranger = usage(9_999_999);
    stranger.holder = "CI200".parse().unwrap();
    let mut case = registered(GuaranteeType::Comprehensive);
    for number in 1..=9 {
        let hold = hold_ref(number);
        let refused = vec![not_held(number, &[NoCover::NotOwner])];
        let ask = Command::Hold { hold, usage: stranger.clone() };
        // Whether the code was right cannot be told from the answer.
        for given in ["AC01", "ZZZZ"] {
            let facts = Facts { access: Access::Given(code(given)), ..facts() };
            check(&case, &facts, ask.clone(), Ok(refused.clone()));
        }
        let wrong = Facts { access: Access::Given(code("ZZZZ")), ..facts() };
        case = case.did(&wrong, ask);
    }
    let hold = hold_ref(10);
    let checked = Event::Checked { hold: hold.clone(), reasons: vec![NoCover::NotOwner] };
    check(&case, &facts(), Command::Check { hold, usage: stranger }, Ok(vec![checked]));
    assert_eq!(case.view().wrong_codes_count, 0);
    check(&case, &facts(), self::hold(11, 1), Ok(vec![held(11, 1)]));
}

#[test]
fn wrong_codes_of_its_owner_are_counted_until_they_close_it_and_then_no_more() {
    let mut case = registered(GuaranteeType::Comprehensive);
    let mut counted = 0;
    for number in 1..=200 {
        let wrong = Facts { access: Access::Given(code(&format!("X{number:03}"))), ..facts() };
        let events = case.decide(&wrong, hold(number, 1)).unwrap();
        let wrong_code = |event: &Event| matches!(event, Event::AccessCodeWrong { .. });
        counted += events.iter().filter(|event| wrong_code(event)).count();
        assert!(events.contains(&not_held(number, &[NoCover::AccessCode])));
        case = case.did(&wrong, hold(number, 1));
    }
    assert_eq!(counted, usize::try_from(facts().wrong_codes_max).unwrap());
}

#[test]
fn a_forgotten_code_is_refused_and_not_counted() {
    let missing = Facts { access: Access::Missing, ..facts() };
    let mut case = registered(GuaranteeType::Comprehensive);
    for number in 1..=9 {
        let refused = vec![not_held(number, &[NoCover::AccessCode])];
        check(&case, &missing, hold(number, 1), Ok(refused));
        case = case.did(&missing, hold(number, 1));
    }
    let check_of = Command::Check { hold: hold_ref(10), usage: usage(1) };
    let checked = Event::Checked { hold: hold_ref(10), reasons: vec![NoCover::AccessCode] };
    check(&case, &missing, check_of, Ok(vec![checked]));
    check(&case, &facts(), hold(10, 1), Ok(vec![held(10, 1)]));
}

#[test]
fn codes_are_replaced_wholesale() {
    let others = Facts { new_codes: vec![code("NEW1"), code("NEW2")], ..facts() };
    let case = registered(GuaranteeType::Comprehensive).did(&others, replace_codes());
    let old = case.decide(&facts(), hold(1, 1)).unwrap();
    assert_eq!(old.last(), Some(&not_held(1, &[NoCover::AccessCode])));
    let new = Facts { access: Access::Given(code("NEW2")), ..facts() };
    check(&case, &new, hold(1, 1), Ok(vec![held(1, 1)]));
}

#[test]
fn a_hold_in_another_currency_keeps_the_rate_of_its_day() {
    let eur = |amount| Money::new(Amount::whole(amount), "EUR".to_owned().try_into().unwrap());
    let day = facts().today;
    let rate = Rate::new(eur(1).currency, xof(1).currency, "655.957", day).unwrap();
    let mut euros = usage(1);
    euros.amount = eur(100);
    let when = Command::Hold { hold: hold_ref(1), usage: euros.clone() };
    let case = registered(GuaranteeType::Comprehensive);
    check(&case, &facts(), when.clone(), Ok(vec![not_held(1, &[NoCover::Amount])]));
    let priced = Facts { rate: Some(rate.clone()), ..facts() };
    let covered = xof(65_596);
    let held = Event::Held {
        hold: hold_ref(1),
        usage: euros,
        covered,
        rate: Some(rate),
        decision: decision(),
    };
    check(&case, &priced, when.clone(), Ok(vec![held]));
    let credited = case.did(&priced, when).did(&facts(), Command::Credit { hold: hold_ref(1) });
    assert_eq!(credited.view().free, Amount::whole(1_000_000));
}

#[test]
fn a_check_reserves_nothing() {
    let case = registered(GuaranteeType::Comprehensive);
    let check_of = |amount| Command::Check { hold: hold_ref(1), usage: usage(amount) };
    let checked =
        |reasons: &[NoCover]| Event::Checked { hold: hold_ref(1), reasons: reasons.to_vec() };
    check(&case, &facts(), check_of(1), Ok(vec![checked(&[])]));
    check(&case, &facts(), check_of(2_000_000), Ok(vec![checked(&[NoCover::Amount])]));
    assert_eq!(case.did(&facts(), check_of(1)).view().held, Amount::ZERO);
}

#[test]
fn the_amount_cannot_fall_below_what_is_held() {
    let case = registered(GuaranteeType::Comprehensive).did(&facts(), hold(1, 400_000));
    let change = |amount| Command::ChangeReferenceAmount {
        reference_amount: xof(amount),
        percentage: percentage(50),
        basis: basis(),
    };
    let refused = Err(vec![Refusal::BelowHeld { held: Amount::whole(400_000) }]);
    check(&case, &facts(), change(399_999), refused);
    let case = case.did(&facts(), change(500_000));
    assert_eq!(case.view().free, Amount::whole(100_000));
}

#[test]
fn the_mode_is_fixed_by_the_first_event() {
    let case = registered(GuaranteeType::Comprehensive);
    check(&case, &national(), hold(1, 1), {
        let decision = national().decision.unwrap();
        Ok(vec![Event::Held {
            hold: hold_ref(1),
            usage: usage(1),
            covered: xof(1),
            rate: None,
            decision,
        }])
    });
}

#[test]
fn only_the_home_speaks_of_a_guarantee() {
    let case = registered(GuaranteeType::Comprehensive);
    let event = held(1, 1);
    assert_eq!(case.admit("CI", &["CIABJ000"], &event), Ok(()));
    assert_eq!(case.admit("BF", &["BFBOY000"], &event), Err(Inadmissible::NotHome));
}

#[test]
fn those_are_told_of_a_suspension_whom_it_concerns() {
    let informed =
        |case: &Case| case.dossier.own_part().unwrap().informed.iter().cloned().collect::<Vec<_>>();
    let suspend = || Command::Suspend { basis: basis() };
    let case = registered(GuaranteeType::Comprehensive)
        .did(&facts(), hold(1, 1))
        .did(&facts(), hold(2, 1))
        .did(&facts(), hold(3, 2_000_000))
        .did(&facts(), Command::Credit { hold: hold_ref(2) })
        .did(&facts(), suspend());
    assert_eq!(informed(&case), [hold_ref(1)], "it holds for one, and refused the other before");
    let asked = case.did(&facts(), hold(4, 1));
    assert_eq!(informed(&asked), [hold_ref(1), hold_ref(4)], "whoever asks is told too");
    let lifted = asked
        .did(&facts(), Command::Credit { hold: hold_ref(1) })
        .did(&facts(), Command::LiftSuspension { basis: basis() });
    assert_eq!(informed(&lifted), [hold_ref(4)], "who needs it no longer is told nothing more");
    let again = lifted.did(&facts(), hold(5, 1)).did(&facts(), suspend());
    assert_eq!(informed(&again), [hold_ref(5)]);
}

#[test]
fn a_guarantee_is_settled_once_nothing_is_held_and_no_movement_can_use_it_any_more() {
    let settled = |case: &Case, day: &str| Account::settled(&case.dossier, day.parse().unwrap());
    let case = registered(GuaranteeType::Comprehensive);
    assert!(!settled(&case, "2026-12-31"), "movements may use it");
    assert!(settled(&case, "2027-01-01"), "its last day has passed");
    let case = case.did(&facts(), hold(1, 100_000));
    assert!(!settled(&case, "2027-01-01"), "something is held");
    let credit = Command::Credit { hold: hold_ref(1) };
    assert!(settled(&case.did(&facts(), credit), "2027-01-01"));
}
