//! Where the national system decides about guarantees: what it did is recorded, and nothing else.

use kernel::OutOfOrder;

use super::*;

fn eur(amount: u32) -> Money {
    Money::new(Amount::whole(amount), "EUR".to_owned().try_into().unwrap())
}

fn recorded(amount: u32, answer: Money) -> Case {
    registered_nationally().did(&asked(amount), record(1, amount, Ok(answer)))
}

#[test]
fn where_the_national_system_decides_the_node_records_and_never_decides() {
    let missing = Facts { decision: Some(decision()), ..asked(1) };
    let refused = || Err(vec![Refusal::NationalReferenceMissing]);
    let register = register(GuaranteeType::Comprehensive);
    check(&Case::new("CI", "CI"), &missing, register, refused());
    let case = registered_nationally();
    check(&case, &missing, record(1, 1, Ok(xof(1))), refused());
    let held = recorded(1, xof(1));
    for command in [record_credit(1), record_withdrawal(1)] {
        check(&held, &missing, command, refused());
    }
    for command in
        [hold(1, 1), Command::Withdraw { hold: hold_ref(1) }, Command::Credit { hold: hold_ref(1) }]
    {
        check(&held, &asked(1), command, Err(vec![Refusal::NationalDecides]));
    }
    let node = registered(GuaranteeType::Comprehensive).did(&facts(), hold(1, 1));
    for command in [record(1, 1, Ok(xof(1))), record_credit(1), record_withdrawal(1)] {
        check(&node, &asked(1), command, Err(vec![Refusal::NodeDecides]));
    }
}

#[test]
fn more_than_there_is_is_recorded_and_not_argued_with() {
    let case = recorded(2_000_000, xof(2_000_000));
    assert_eq!((case.view().held, case.view().free), (Amount::whole(2_000_000), Amount::ZERO));
    assert!(case.view().ledger_sum.is_zero());
    let less = Command::ChangeReferenceAmount {
        reference_amount: xof(1_500_000),
        percentage: percentage(100),
        basis: basis(),
    };
    let case = case.did(&national(), less);
    assert_eq!((case.view().held, case.view().free), (Amount::whole(2_000_000), Amount::ZERO));
}

#[test]
fn a_recorded_use_answers_a_request_that_was_made() {
    let case = registered_nationally();
    let nothing = Refusal::NothingRequested { hold: hold_ref(1) };
    check(&case, &national(), record(1, 1, Ok(xof(1))), Err(vec![nothing.clone()]));
    let mut elsewhere = asked(1);
    let other = GuaranteeReference::Grn("26CI0000010000022".parse().unwrap());
    elsewhere.request.as_mut().unwrap().reference = other;
    check(&case, &elsewhere, record(1, 1, Err(vec![NoCover::Amount])), Err(vec![nothing]));
    let differs = || Err(vec![Refusal::RequestDiffers { hold: hold_ref(1) }]);
    check(&case, &asked(2), record(1, 1, Ok(xof(1))), differs());
    // Departure would be told that all of it is held.
    check(&case, &asked(2), record(1, 2, Ok(xof(1))), differs());
}

#[test]
fn a_recorded_use_is_booked_in_the_currency_of_the_guarantee_and_no_other() {
    let case = registered_nationally();
    let currency = xof(1).currency;
    let refused = Err(vec![Refusal::CurrencyFixed { currency }]);
    check(&case, &asked(1), record(1, 1, Ok(eur(1))), refused);
    let event = Event::Held {
        hold: hold_ref(1),
        usage: usage(1),
        covered: eur(1),
        rate: None,
        decision: decision(),
    };
    let part = case.dossier.own_part().unwrap().clone();
    assert_eq!(Account::evolve(part, &event), Err(OutOfOrder));
}

#[test]
fn a_rate_is_kept_only_where_the_currencies_differ() {
    let day = facts().today;
    let rate = Rate::new(eur(1).currency, xof(1).currency, "655.957", day).unwrap();
    let with = |facts: Facts| Facts { rate: Some(rate.clone()), ..facts };
    let kept = |events: Result<Vec<Event>, Vec<Refusal>>| match events.unwrap().as_slice() {
        [Event::Held { rate, .. }] => rate.clone(),
        events => panic!("{events:?}"),
    };
    let case = registered_nationally();
    assert_eq!(kept(case.decide(&with(asked(1)), record(1, 1, Ok(xof(1))))), None);
    let mut euros = with(asked(1));
    let mut usage = usage(1);
    usage.amount = eur(100);
    euros.request.as_mut().unwrap().usage = usage.clone();
    let hold = hold_ref(1);
    let command = Command::RecordUse { hold, usage, answer: Ok(xof(65_596)), basis: basis() };
    assert_eq!(kept(case.decide(&euros, command)), Some(rate.clone()));
}

#[test]
fn what_is_recorded_twice_counts_once_and_a_contradiction_is_refused() {
    let case = recorded(1, xof(1));
    let differs = || Err(vec![Refusal::HoldDiffers { hold: hold_ref(1) }]);
    check(&case, &asked(1), record(1, 1, Ok(xof(1))), Ok(vec![]));
    check(&case, &asked(1), record(1, 1, Err(vec![NoCover::Amount])), differs());
    let refused = record(1, 1, Err(vec![NoCover::NotOwner]));
    let case = registered_nationally().did(&asked(1), refused.clone());
    check(&case, &asked(1), refused, Ok(vec![]));
    check(&case, &asked(1), record(1, 1, Ok(xof(1))), differs());
}

#[test]
fn a_national_refusal_keeps_its_reference() {
    let case = registered_nationally();
    let reasons = vec![NoCover::NotOwner, NoCover::Amount];
    let decision = national().decision.unwrap();
    let event = Event::NotHeldRecorded { hold: hold_ref(1), reasons: reasons.clone(), decision };
    check(&case, &asked(1), record(1, 1, Err(reasons.clone())), Ok(vec![event]));
    let case = case.did(&asked(1), record(1, 1, Err(reasons.clone())));
    let usage = case.view().usage.remove(0);
    assert_eq!((usage.state, usage.reasons), (UsageState::NotHeld, reasons));
}

#[test]
fn money_is_free_again_only_when_the_national_system_says_so() {
    let held = recorded(400_000, xof(400_000));
    let decision = national().decision.unwrap();
    let credited = Event::CreditRecorded { hold: hold_ref(1), decision: decision.clone() };
    check(&held, &national(), record_credit(1), Ok(vec![credited]));
    let withdrawn = Event::WithdrawalRecorded { hold: hold_ref(1), decision };
    check(&held, &national(), record_withdrawal(1), Ok(vec![withdrawn]));
    for (command, state) in
        [(record_credit(1), UsageState::Credited), (record_withdrawal(1), UsageState::Withdrawn)]
    {
        let case = held.clone().did(&national(), command.clone());
        let view = case.view();
        assert_eq!((view.free, view.usage[0].state), (Amount::whole(1_000_000), state));
        check(&case, &national(), command, Ok(vec![]));
    }
    let nothing = Err(vec![Refusal::NothingHeld { hold: hold_ref(2) }]);
    check(&held, &national(), record_credit(2), nothing);
}

#[test]
fn a_credit_of_another_amount_than_is_held_is_refused() {
    let held = recorded(400_000, xof(400_000));
    let credit = |amount| {
        let (hold, basis, amount) = (hold_ref(1), basis(), Some(xof(amount)));
        Command::RecordCredit { hold, amount, basis }
    };
    let differs = Err(vec![Refusal::HoldDiffers { hold: hold_ref(1) }]);
    check(&held, &national(), credit(300_000), differs);
    let decision = national().decision.unwrap();
    let credited = Event::CreditRecorded { hold: hold_ref(1), decision };
    check(&held, &national(), credit(400_000), Ok(vec![credited]));
    // What is free already is so whatever amount is named.
    let free = held.did(&national(), record_credit(1));
    check(&free, &national(), credit(300_000), Ok(vec![]));
}
