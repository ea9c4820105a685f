//! What must not change unseen: the table of states and commands, the events, the view.

use super::*;

fn commands() -> Vec<(&'static str, Command)> {
    let eur = "EUR".to_owned().try_into().unwrap();
    let longer = Validity { until: None, ..validity() };
    vec![
        ("Register", register(GuaranteeType::Comprehensive)),
        ("ReplaceAccessCodes", replace_codes()),
        ("ChangeAccessCodes", change_codes()),
        ("Query", query(QueryKind::Usage)),
        (
            "ChangeReferenceAmount",
            Command::ChangeReferenceAmount {
                reference_amount: xof(2_000_000),
                percentage: percentage(50),
                basis: basis(),
            },
        ),
        ("ChangeValidity", Command::ChangeValidity { validity: longer, basis: basis() }),
        ("Suspend", Command::Suspend { basis: basis() }),
        ("LiftSuspension", Command::LiftSuspension { basis: basis() }),
        ("Check", Command::Check { hold: hold_ref(1), usage: usage(1) }),
        ("Hold", hold(1, 1)),
        ("RecordUse held", record(1, 1, Ok(xof(1)))),
        ("RecordUse not held", record(1, 1, Err(vec![NoCover::Amount]))),
        ("RecordUse in EUR", record(1, 1, Ok(Money::new(Amount::whole(1), eur)))),
        ("RecordWithdrawal", record_withdrawal(1)),
        ("RecordCredit", record_credit(1)),
        ("Withdraw", Command::Withdraw { hold: hold_ref(1) }),
        ("Credit", Command::Credit { hold: hold_ref(1) }),
    ]
}

#[test]
fn every_state_against_every_command() {
    let usable = || registered(GuaranteeType::Comprehensive);
    let holding = usable().did(&facts(), hold(1, 1));
    let withdraw = Command::Withdraw { hold: hold_ref(1) };
    let large = hold(1, 2_000_000);
    let states = [
        ("unregistered", Case::new("CI", "CI")),
        ("usable", usable()),
        ("suspended", usable().did(&facts(), Command::Suspend { basis: basis() })),
        ("holding", holding.clone()),
        ("credited", holding.clone().did(&facts(), Command::Credit { hold: hold_ref(1) })),
        ("withdrawn", holding.did(&facts(), withdraw.clone())),
        ("tombstone", usable().did(&facts(), withdraw)),
        ("refused", usable().did(&facts(), large)),
        ("voucher used", registered(GuaranteeType::Voucher).did(&facts(), hold(2, 1))),
        ("cash", registered(GuaranteeType::Cash)),
    ];
    let nationally = registered_nationally();
    let holding = nationally.clone().did(&asked(1), record(1, 1, Ok(xof(1))));
    let refused = nationally.clone().did(&asked(1), record(1, 1, Err(vec![NoCover::Amount])));
    let national_states = [
        ("national", nationally),
        ("national, holding", holding.clone()),
        ("national, credited", holding.clone().did(&national(), record_credit(1))),
        ("national, withdrawn", holding.did(&national(), record_withdrawal(1))),
        ("national, refused", refused),
    ];
    let states: Vec<_> = states.into_iter().chain(national_states).collect();
    let adds = |facts: Facts| Facts { new_codes: vec![code("AC02")], ..facts };
    let text = format!(
        "# Guarantee: every state against every command\n\nWhere the node decides:\n\n{}\n\
         Where the national system decides:\n\n{}",
        table(&states, &commands(), &adds(facts())),
        table(&states, &commands(), &adds(asked(1))),
    );
    expect_file!["../../../testdata/account/table.md"].assert_eq(&text);
}

#[test]
fn one_of_each_event() {
    let names = Names { holder: Some("Transit Ivoire".to_owned()), guarantor: None };
    let case = registered(GuaranteeType::Comprehensive);
    let first = case.told.first().unwrap();
    let (decision, validity) = (decision(), validity());
    let there = national().decision.unwrap();
    let mut happened = vec![Happened::<Account>::with(
        first.event.clone(),
        Details { names: Some(names), parties: None },
    )];
    let plain = [
        Event::AccessCodesReplaced { codes: vec![code("AC01")], decision: decision.clone() },
        Event::ReferenceAmountChanged {
            reference_amount: xof(5),
            percentage: percentage(30),
            decision: decision.clone(),
        },
        Event::ValidityChanged { validity, decision: decision.clone() },
        Event::Suspended { decision: decision.clone(), on: None },
        Event::Suspended { decision: decision.clone(), on: Some(facts().today) },
        Event::SuspensionLifted { decision },
        Event::Checked { hold: hold_ref(1), reasons: vec![NoCover::Amount] },
        held(1, 400_000),
        not_held(2, &[NoCover::AccessCode, NoCover::Amount]),
        Event::AccessCodeWrong { hold: hold_ref(2) },
        Event::Withdrawn { hold: hold_ref(3), freed: Some(xof(5)) },
        Event::Credited { hold: hold_ref(1) },
        Event::NotHeldRecorded {
            hold: hold_ref(2),
            reasons: vec![NoCover::NotOwner],
            decision: there.clone(),
        },
        Event::WithdrawalRecorded { hold: hold_ref(3), decision: there.clone() },
        Event::CreditRecorded { hold: hold_ref(1), decision: there },
        Event::AccessCodesChanged { codes: vec![code("AC01"), code("AC02")] },
        Event::AccessDenied { attempted: Attempted::Query },
        Event::AccessDenied { attempted: Attempted::ChangeOfCodes },
    ];
    happened.extend(plain.map(Happened::plain));
    let queried = Event::Queried {
        query: QueryKind::UsageAndExposure,
        from: Some("2026-01-01".parse().unwrap()),
        until: Some("2026-06-30".parse().unwrap()),
        requester: Requester { number: "ML0000042".parse().unwrap(), role: Role::Guarantor },
        message: Some("Q-17".to_owned()),
    };
    let parties = Some(messages::parties());
    happened.push(Happened::with(queried, Details { names: None, parties }));
    expect_file!["../../../testdata/account/events.jsonl"].assert_eq(&events_golden(&happened));
}

#[test]
fn the_balance_and_the_usage_are_seen_by_movement() {
    let case = registered(GuaranteeType::Comprehensive)
        .did(&facts(), hold(1, 400_000))
        .did(&facts(), hold(2, 900_000))
        .did(&facts(), hold(3, 100_000))
        .did(&facts(), Command::Credit { hold: hold_ref(3) });
    let view = case.view();
    let usage: Vec<_> = view.usage.iter().map(|usage| (usage.covered, usage.state)).collect();
    assert_eq!(
        usage,
        [
            (Some(xof(400_000)), UsageState::Held),
            (None, UsageState::NotHeld),
            (Some(xof(100_000)), UsageState::Credited),
        ]
    );
    expect![[r#"(usable, 1, 400000, 600000)"#]].assert_eq(&format!(
        "({}, {}, {}, {})",
        view.standing.word(),
        view.live_hold_count,
        view.held,
        view.free
    ));
}
