//! Who is told of a guarantee, who changes its codes, and what wrong ones lead to.

use super::*;

const CODE: &str = "AC01";

fn as_trader(number: &str) -> Asker {
    Asker::Trader(number.parse().unwrap())
}

fn as_guarantor(number: &str) -> Asker {
    Asker::Guarantor(number.parse().unwrap())
}

/// The facts of somebody who asks, with the code he gives.
fn asks(asker: Asker, given: Option<&str>) -> Facts {
    let access = given.map_or(Access::Missing, |text| Access::Given(code(text)));
    Facts { asker, access, decision: None, ..facts() }
}

fn requester(number: &str, role: Role) -> Requester {
    Requester { number: number.parse().unwrap(), role }
}

fn by(number: &str, role: Role) -> Command {
    let requester = requester(number, role);
    Command::Query(Box::new(Querying { requester, ..querying(QueryKind::UsageAndExposure) }))
}

fn queried(number: &str, role: Role) -> Event {
    Event::Queried {
        query: QueryKind::UsageAndExposure,
        from: None,
        until: None,
        requester: requester(number, role),
        message: None,
    }
}

fn usable() -> Case {
    registered(GuaranteeType::Comprehensive)
}

fn denied() -> Event {
    Event::AccessDenied { attempted: Attempted::Query }
}

#[test]
fn the_holder_the_guarantor_and_its_agent_are_told_and_nobody_else() {
    let agent = |given| Facts { agent: true, ..asks(as_trader("ML0000042"), given) };
    let told = |number, role| Ok(vec![queried(number, role)]);
    let (holder, guarantor) = (Role::Holder, Role::Guarantor);
    check(&usable(), &asks(as_trader("CI100"), None), by("CI100", holder), told("CI100", holder));
    check(
        &usable(),
        &asks(as_guarantor("G-1"), None),
        by("G-1", guarantor),
        told("G-1", guarantor),
    );
    let asked = by("ML0000042", guarantor);
    check(&usable(), &agent(Some(CODE)), asked.clone(), told("ML0000042", guarantor));
    check(&usable(), &agent(None), asked, Err(vec![Refusal::AccessCodeNeeded]));
    let not = |number: &str| Err(vec![Refusal::NotAParty { requester: number.parse().unwrap() }]);
    check(&usable(), &asks(as_trader("CI200"), Some(CODE)), by("CI200", holder), not("CI200"));
    check(&usable(), &asks(as_trader("CI200"), Some(CODE)), by("CI200", guarantor), not("CI200"));
    check(&usable(), &asks(as_guarantor("G-2"), Some(CODE)), by("G-2", guarantor), not("G-2"));
    check(&usable(), &asks(as_trader("CI100"), Some(CODE)), by("CI100", guarantor), not("CI100"));
}

#[test]
fn nobody_asks_in_the_name_of_another() {
    let differs =
        |number: &str| Err(vec![Refusal::RequesterDiffers { requester: number.parse().unwrap() }]);
    let other = asks(as_trader("CI200"), Some(CODE));
    check(&usable(), &other, by("CI100", Role::Holder), differs("CI100"));
    let other = asks(as_guarantor("G-2"), Some(CODE));
    check(&usable(), &other, by("G-1", Role::Guarantor), differs("G-1"));
    // A guarantor with the number of a trader is not that trader.
    let same_number = asks(as_guarantor("CI100"), Some(CODE));
    check(&usable(), &same_number, by("CI100", Role::Holder), differs("CI100"));
}

#[test]
fn what_a_system_passes_on_needs_the_access_code() {
    let asked = || by("CI100", Role::Holder);
    let told = Ok(vec![queried("CI100", Role::Holder)]);
    check(&usable(), &asks(Asker::System, Some(CODE)), asked(), told);
    let needed = Err(vec![Refusal::AccessCodeNeeded]);
    check(&usable(), &asks(Asker::System, None), asked(), needed);
    check(&usable(), &asks(Asker::System, Some("AC99")), asked(), Ok(vec![denied()]));
}

#[test]
fn a_code_that_is_given_must_be_right_even_from_the_holder() {
    let wrong = asks(as_trader("CI100"), Some("AC99"));
    check(&usable(), &wrong, by("CI100", Role::Holder), Ok(vec![denied()]));
}

#[test]
fn a_thousand_wrong_access_codes_lead_nowhere() {
    let attempts = [
        (as_trader("CI100"), by("CI100", Role::Holder)),
        (as_trader("CI100"), change_codes()),
        (Asker::System, by("G-1", Role::Guarantor)),
    ];
    for (asker, command) in attempts {
        let mut case = usable();
        let mut written = 0;
        for number in 0..1000 {
            let facts = asks(asker.clone(), Some(&format!("X{number:03}")));
            match case.decide(&facts, command.clone()) {
                Ok(events) => {
                    assert!(matches!(events.as_slice(), [Event::AccessDenied { .. }]));
                    written += 1;
                    case = case.did(&facts, command.clone());
                }
                Err(refusals) => assert_eq!(refusals, [Refusal::AccessClosed]),
            }
        }
        assert_eq!(written, facts().wrong_codes_max);
        // Not even the right code opens it now, neither to a query nor to a movement.
        let right = asks(asker, Some(CODE));
        check(&case, &right, command, Err(vec![Refusal::AccessClosed]));
        let refused = Ok(vec![not_held(1, &[NoCover::AccessCode])]);
        let with_wrong = Facts { access: Access::Given(code("X999")), ..facts() };
        check(&case, &with_wrong, hold(1, 1), refused);
        check(&case, &facts(), hold(1, 1), Ok(vec![not_held(1, &[NoCover::AccessCode])]));
        // The holder himself is still told, and the office lets him in again.
        check(
            &case,
            &asks(as_trader("CI100"), None),
            by("CI100", Role::Holder),
            Ok(vec![queried("CI100", Role::Holder)]),
        );
        let case = case.did(&facts(), replace_codes());
        check(&case, &facts(), hold(1, 1), Ok(vec![held(1, 1)]));
    }
}

#[test]
fn a_stranger_can_neither_try_codes_nor_close_a_guarantee() {
    for number in 0..10 {
        let facts = asks(as_trader("CI200"), Some(&format!("X{number:03}")));
        let refused = usable().decide(&facts, by("CI200", Role::Holder));
        assert_eq!(refused, Err(vec![Refusal::NotAParty { requester: "CI200".parse().unwrap() }]));
    }
}

#[test]
fn a_query_says_whose_guarantee_it_means_and_fits_its_type() {
    let asked = |query, from: Option<&str>, until: Option<&str>, owner: Option<&str>| {
        let day = |text: &str| text.parse().unwrap();
        Command::Query(Box::new(Querying {
            from: from.map(day),
            until: until.map(day),
            owner: owner.map(|owner| owner.parse().unwrap()),
            ..querying(query)
        }))
    };
    let holder = asks(as_trader("CI100"), None);
    let (exposure, usage) = (QueryKind::Exposure, QueryKind::Usage);
    let refused = |kind, command, refusals: &[Refusal]| {
        check(&registered(kind), &holder, command, Err(refusals.to_vec()));
    };
    let (comprehensive, individual) = (GuaranteeType::Comprehensive, GuaranteeType::Individual);
    let other = Refusal::NotTheHolder { holder: "CI200".parse().unwrap() };
    refused(comprehensive, asked(usage, None, None, Some("CI200")), &[other]);
    let kind = individual;
    let not_allowed = Refusal::QueryNotAllowed { kind, query: exposure };
    refused(kind, asked(exposure, None, None, None), std::slice::from_ref(&not_allowed));
    let period = Refusal::PeriodNotAllowed { kind, query: exposure };
    refused(kind, asked(exposure, Some("2026-01-01"), None, None), &[not_allowed, period]);
    let kind = comprehensive;
    let period = Refusal::PeriodNotAllowed { kind, query: exposure };
    refused(kind, asked(exposure, None, Some("2026-01-01"), None), &[period]);
    let day = "2026-01-02".parse().unwrap();
    let reversed = Refusal::PeriodReversed { from: day, until: day };
    refused(kind, asked(usage, Some("2026-01-02"), Some("2026-01-02"), None), &[reversed]);
    let kind = GuaranteeType::Cash;
    refused(kind, query(usage), &[Refusal::QueryNotAllowed { kind, query: usage }]);
    let unknown = Refusal::HolderUnknown { holder: "CI100".parse().unwrap() };
    refused(comprehensive, query(QueryKind::Owner), &[unknown]);
}

fn changing(withdrawn: Option<&str>, new: &[&str]) -> Facts {
    Facts {
        withdrawn_code: withdrawn.map(code),
        new_codes: new.iter().map(|text| code(text)).collect(),
        ..asks(as_trader("CI100"), Some(CODE))
    }
}

#[test]
fn the_holder_adds_replaces_and_withdraws_codes_with_one_that_is_in_force() {
    let changed = |codes: &[&str]| {
        let codes: std::collections::BTreeSet<_> = codes.iter().map(|text| code(text)).collect();
        Ok(vec![Event::AccessCodesChanged { codes: codes.into_iter().collect() }])
    };
    let case = usable();
    check(&case, &changing(None, &["AC02"]), change_codes(), changed(&["AC01", "AC02"]));
    check(&case, &changing(Some("AC01"), &["AC02"]), change_codes(), changed(&["AC02"]));
    let two = case.clone().did(&changing(None, &["AC02"]), change_codes());
    check(&two, &changing(Some("AC02"), &[]), change_codes(), changed(&["AC01"]));
    check(&two, &changing(None, &["AC02"]), change_codes(), Ok(vec![]));
    let last = Err(vec![Refusal::AccessCodesMissing]);
    check(&case, &changing(Some("AC01"), &[]), change_codes(), last.clone());
    check(&case, &changing(None, &[]), change_codes(), last);
    let none = Err(vec![Refusal::NoSuchAccessCode]);
    check(&case, &changing(Some("AC07"), &["AC02"]), change_codes(), none);
    let replaced = case.did(&changing(Some("AC01"), &["AC02"]), change_codes());
    let old = Facts { access: Access::Given(code("AC01")), ..facts() };
    let wrong = replaced.decide(&old, hold(1, 1)).unwrap();
    assert!(wrong.contains(&not_held(1, &[NoCover::AccessCode])));
    let new = Facts { access: Access::Given(code("AC02")), ..facts() };
    check(&replaced, &new, hold(1, 1), Ok(vec![held(1, 1)]));
}

#[test]
fn a_change_of_codes_names_the_right_holder_and_office_and_counts_a_wrong_code() {
    let named = |holder: &str, office: &str| {
        let Command::ChangeAccessCodes(asked) = change_codes() else { unreachable!() };
        Command::ChangeAccessCodes(Box::new(ChangingCodes {
            holder: Some(holder.parse().unwrap()),
            office: Some(office.parse().unwrap()),
            ..*asked
        }))
    };
    let both = Err(vec![
        Refusal::NotTheHolder { holder: "CI200".parse().unwrap() },
        Refusal::OtherOffice { office: "CIBKE000".parse().unwrap() },
    ]);
    check(&usable(), &changing(None, &["AC02"]), named("CI200", "CIBKE000"), both);
    let right = usable().decide(&changing(None, &["AC02"]), named("CI100", "CIABJ000"));
    assert!(matches!(right.unwrap().as_slice(), [Event::AccessCodesChanged { .. }]));
    let wrong = Facts { access: Access::Given(code("AC99")), ..changing(None, &["AC02"]) };
    let denied = Ok(vec![Event::AccessDenied { attempted: Attempted::ChangeOfCodes }]);
    check(&usable(), &wrong, change_codes(), denied);
}

#[test]
fn the_holder_changes_his_codes_and_whoever_asks_asks_for_himself() {
    use kernel::Function;
    let competence = |command: &Command| Account::competence(&usable().dossier, command);
    let change = competence(&change_codes());
    assert_eq!(change.functions, [Function::Trader, Function::Guarantee]);
    assert_eq!(change.traders, ["CI100".parse().unwrap()]);
    let asked = competence(&by("ML0000042", Role::Guarantor));
    assert_eq!(asked.functions, [Function::Trader, Function::Guarantor, Function::Guarantee]);
    assert_eq!(asked.traders, ["ML0000042".parse().unwrap()]);
    assert_eq!(competence(&replace_codes()).functions, [Function::Guarantee]);
}
