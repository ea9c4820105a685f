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
    let arrival = notified("MLBKO000", at("2026-11-24T16:00:00Z"), Some(basis()));
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
            .as_ref()
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
    assert!(happens(&case, &knowing(&case, facts("ML"), &found()), found()).is_empty());
}

#[test]
fn whatever_is_said_otherwise_than_before_is_kept() {
    let case = then(arrived(), "ML", found());
    let says = |case: &Case, code: &str, command: Command| {
        happens(case, &knowing(case, facts(code), &command), command)
    };
    let with = |seals: SealState, words: &str| {
        let (code, discrepancies) = (ControlCode::B1, Vec::new());
        let remarks = Some(words.to_owned());
        Command::RecordControl { code, seals, discrepancies, remarks, basis: basis() }
    };
    assert_eq!(says(&case, "ML", with(SealState::Broken, "three bags short")), ["controlled"]);
    assert_eq!(says(&case, "ML", with(SealState::Intact, "two bags short")), ["controlled"]);
    assert!(says(&case, "ML", with(SealState::Broken, "two bags short")).is_empty());
    let ask = |day: Option<&str>, words: Option<&str>| Command::NotifyDiscrepancies {
        answer_by: day.map(self::day),
        remarks: words.map(ToOwned::to_owned),
        basis: basis(),
    };
    let case = then(case, "CI", ask(None, Some("answer in writing")));
    assert!(says(&case, "CI", ask(None, Some("answer in writing"))).is_empty());
    let notified = ["discrepancies-notified"];
    assert_eq!(says(&case, "CI", ask(None, Some("answer at once"))), notified);
    let sooner = ask(Some("2026-11-30"), Some("answer in writing"));
    assert_eq!(says(&case, "CI", sooner), notified);
    let case = case.did(&asked("CI"), answer());
    assert!(says(&case, "CI", answer()).is_empty());
    // Asked anew he may say the same again, and it is an answer.
    let case = case.clone().did(&facts("CI"), ask(None, Some("is that all?")));
    assert_eq!(says(&case, "CI", answer()), ["discrepancies-answered"]);
    let late = Command::AnswerDiscrepancies { remarks: "found one".to_owned() };
    let case = case.did(&facts("CI"), solve());
    assert_eq!(says(&case, "CI", late), ["discrepancies-answered"]);
}

#[test]
fn what_is_found_after_the_holder_was_told_is_not_solved_with_what_was_found_before() {
    let case = then(then(arrived(), "ML", found()), "CI", notify());
    let case = case.did(&facts("CI"), solve());
    assert_eq!(case.standing().concerns, [].into());
    // On the next day more is missing.
    let next = on("2026-11-24", facts("ML"));
    let more = Command::RecordControl {
        code: ControlCode::B1,
        seals: SealState::Broken,
        discrepancies: vec![Discrepancy { kind: DiscrepancyKind::Missing, item: Some(2) }],
        remarks: None,
        basis: basis(),
    };
    let case = case.seen_by("ML").did(&next, more);
    assert!(case.standing().concerns.contains(&Concern::ControlNotSatisfactory));
    let code = ControlCode::B1;
    refused(&case, &next, end(), &[Refusal::ControlNotSatisfactory { code }]);
    let case = case.seen_by("CI");
    refused(&case, &facts("CI"), solve(), &[Refusal::DiscrepanciesNotNotified]);
    let case = case.did(&facts("CI"), notify());
    assert!(case.standing().concerns.contains(&Concern::DiscrepanciesUnanswered));
    let case = case.did(&facts("CI"), solve());
    assert_eq!(case.standing().concerns, [].into());
}

#[test]
fn an_authorised_consignee_may_correct_what_he_said_until_the_goods_are_controlled() {
    let authorised = Facts { consignee_authorised: true, ..facts("ML") };
    let permit = Command::PermitUnloading { basis: basis() };
    let case = released().seen_by("ML").did(&authorised, arrival(Some("C522-7")));
    let case = case.did(&facts("ML"), permit);
    let remark = |mass: &str, words: &str| Command::RemarkUnloading {
        unloading: Unloading {
            date: day("2026-11-24"),
            completed: true,
            conform: false,
            seals: SealState::Intact,
        },
        remarks: Some(words.to_owned()),
        found: Some(Element::group("Consignment").with("grossMass", mass)),
        named: Named::default(),
    };
    let case = case.did(&asked("ML"), remark("59000", "weighed"));
    let says = |command: Command| happens(&case, &knowing(&case, asked("ML"), &command), command);
    assert!(says(remark("59000", "weighed")).is_empty());
    assert_eq!(says(remark("58000", "weighed")), ["unloading-remarked"]);
    assert_eq!(says(remark("59000", "weighed twice")), ["unloading-remarked"]);
    let corrected = case.clone().did(&asked("ML"), remark("58000", "weighed"));
    let case = corrected.did(&facts("ML"), control(ControlCode::A1));
    let code = ControlCode::A1;
    refused(&case, &asked("ML"), remark("1", "x"), &[Refusal::AlreadyControlled { code }]);
}

#[test]
fn what_an_authorised_consignee_reports_to_be_wrong_is_controlled_before_anything_is_discharged() {
    let authorised = Facts { consignee_authorised: true, ..national("ML") };
    let case = released().seen_by("ML").did(&authorised, arrival(Some("C522-7")));
    let case = case.did(&national("ML"), Command::PermitUnloading { basis: basis() });
    let remark = |completed, conform, seals| Command::RemarkUnloading {
        unloading: Unloading { date: day("2026-11-24"), completed, conform, seals },
        remarks: None,
        found: None,
        named: Named::default(),
    };
    let reported = |completed, conform, seals| {
        let case = case.clone().did(&asked("ML"), remark(completed, conform, seals));
        let reported = case.standing().concerns.contains(&Concern::UnloadingNotConform);
        (case, reported)
    };
    assert!(!reported(true, true, SealState::Intact).1);
    assert!(!reported(false, false, SealState::Intact).1, "he goes on unloading");
    assert!(reported(true, true, SealState::Broken).1);
    let (wrong, told) = reported(true, false, SealState::Intact);
    assert!(told);
    // What he has reported once is not taken back by what he says later.
    let on = Command::PermitUnloading { basis: basis() };
    let partial = reported(false, false, SealState::Broken).0.did(&national("ML"), on);
    let whole = partial.did(&asked("ML"), remark(true, true, SealState::Intact));
    assert!(whole.standing().concerns.contains(&Concern::UnloadingNotConform));
    // A national system ends it and tells no control: its word is not enough here.
    let ended = wrong.did(&national("ML"), end()).seen_by("CI");
    assert!(ended.standing().concerns.contains(&Concern::UnloadingNotConform));
    refused(&ended, &facts("CI"), discharge(), &[Refusal::NotControlled]);
    let right = ended.seen_by("ML").did(&national("ML"), control(ControlCode::A1)).seen_by("CI");
    assert!(!right.standing().concerns.contains(&Concern::UnloadingNotConform));
    assert_eq!(happens(&right, &facts("CI"), discharge()), ["discharged"]);
}

#[test]
fn an_arrival_elsewhere_is_forwarded_once() {
    let case = arrived_at_bobo(released()).seen_by("CI");
    let at = at("2026-11-24T15:00:00Z");
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
            date: day("2026-11-24"),
            completed,
            conform: true,
            seals: SealState::Intact,
        },
        remarks: None,
        found: None,
        named: Named::default(),
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

#[test]
fn a_discrepancy_is_in_an_item_that_was_declared() {
    let item =
        |number: u32| Element::group("ConsignmentItem").with("declarationGoodsItemNumber", number);
    let house = Element::group("HouseConsignment").and(item(1)).and(item(2));
    let goods = Some(Element::group("Consignment").and(house));
    let knowing =
        Facts { contents: Box::new(Contents { goods, ..Contents::default() }), ..facts("ML") };
    let found = |items: &[u32]| {
        let discrepancy =
            |item: &u32| Discrepancy { kind: DiscrepancyKind::Nature, item: Some(*item) };
        Command::RecordControl {
            code: ControlCode::B1,
            seals: SealState::Intact,
            discrepancies: items.iter().map(discrepancy).collect(),
            remarks: None,
            basis: basis(),
        }
    };
    let unknown = [3, 9].map(|item| Refusal::NoSuchItem { item });
    refused(&arrived().seen_by("ML"), &knowing, found(&[9, 2, 3]), &unknown);
    assert_eq!(
        happens(&arrived().seen_by("ML"), &knowing, found(&[1, 2])),
        ["controlled", "discrepancies-found"]
    );
}
