//! One movement from presentation to credit, and what is refused on the way.

use super::*;

#[test]
fn a_movement_goes_from_presentation_to_credit() {
    let case = then(ended(), "CI", discharge());
    assert_eq!(case.standing().phase, Phase::Discharged);
    assert!(!Part::settled(&case.dossier, day("2026-11-23")));
    let case = then(case, "CI", Command::RecordCredit { cover: FIRST });
    assert!(Part::settled(&case.dossier, day("2026-11-23")));
    assert_eq!(case.standing().concerns, [].into());
    let steps: Vec<_> = case.view().steps.iter().map(|step| step.what).collect();
    assert_eq!(
        steps,
        [
            "presented",
            "accepted",
            "covered",
            "released",
            "exited",
            "entered",
            "exited",
            "entered",
            "arrived",
            "controlled",
            "ended",
            "discharged",
            "cover-credited"
        ]
    );
}

/// What others have told is kept for as long as an agreement allows.
#[test]
fn what_is_missing_of_a_movement_because_it_was_erased_is_no_concern() {
    let mut dossier = then(ended(), "CI", discharge()).dossier;
    let told = dossier.parts.keys().filter(|writer| **writer != dossier.writer).cloned();
    dossier.erased = told.collect();
    let erased = &dossier.erased;
    dossier.parts.retain(|writer, _| !erased.contains(writer));
    let standing = Part::standing(&dossier);
    assert_eq!((standing.phase, standing.concerns), (Phase::Discharged, [].into()));
    dossier.erased.clear();
    assert_ne!(Part::standing(&dossier).concerns, [].into(), "where it was not told, it is one");
}

#[test]
fn a_declaration_is_refused_for_every_reason_at_once() {
    let mut wrong = presenting();
    wrong.declaration.countries = ["CI", "BF"].map(country).to_vec();
    wrong.declaration.limit_date = Some(day("2026-11-22"));
    wrong.declaration.guarantees[0].amount = None;
    wrong.declaration.guarantees[0].reference = None;
    wrong.access_codes = [(FIRST, kernel::AccessCode::parse("AC01").unwrap())].into();
    let mut listed_offices = facts("CI").listed_offices;
    listed_offices.remove(&office("MLBKO000"));
    let facts = Facts {
        own_offices: [].into(),
        listed_offices,
        unknown_homes: vec![country("NE")],
        ..facts("CI")
    };
    refused(
        &Case::new("CI", "CI"),
        &facts,
        Command::Present(Box::new(wrong)),
        &[
            Refusal::OfficeNotOurs { office: office("CIABJ000") },
            Refusal::OfficeUnknown { office: office("MLBKO000") },
            Refusal::RouteBroken,
            Refusal::ReferenceMissing { cover: FIRST },
            Refusal::AmountMissing { cover: FIRST },
            Refusal::GuaranteeHomeUnknown { country: country("NE") },
            Refusal::LimitDatePassed { limit_date: day("2026-11-22") },
            Refusal::AccessNotSealed { cover: FIRST },
        ],
    );
}

#[test]
fn an_access_code_is_written_sealed_or_not_at_all() {
    let mut with_code = presenting();
    with_code.access_codes = [(FIRST, kernel::AccessCode::parse("AC01").unwrap())].into();
    let sealed = kernel::SealedText { key: "a2V5".to_owned(), text: "dGV4dA==".to_owned() };
    let facts = Facts { sealed: [(FIRST, sealed.clone())].into(), ..facts("CI") };
    let case = Case::new("CI", "CI").did(&facts, Command::Present(Box::new(with_code)));
    let written = case.told.first().unwrap();
    assert_eq!(written.details.access, Some([(FIRST, sealed)].into()));
    assert!(!format!("{written:?}").contains("AC01"));
    let projections = Part::PROJECTIONS.iter().flat_map(|(_, groups)| groups.iter());
    assert!(!projections.into_iter().any(|group| *group == "access"));
}

#[test]
fn release_needs_full_unwithdrawn_cover_equal_in_amount_and_currency() {
    let missing = [Refusal::CoverMissing { cover: FIRST, amount: xof(400_000) }];
    refused(&accepted(), &facts("CI"), release(), &missing);
    let less = HeldCover { amount: xof(399_999), ..held() };
    let less = Command::RecordCover { cover: FIRST, held: less };
    refused(&accepted().did(&facts("CI"), less), &facts("CI"), release(), &missing);
    let withdrawn = accepted()
        .did(&facts("CI"), cover())
        .did(&facts("CI"), Command::WithdrawCover { cover: FIRST, basis: basis() });
    refused(&withdrawn, &facts("CI"), release(), &missing);
    let euros = Money::new(Amount::whole(400_000), "EUR".to_owned().try_into().unwrap());
    let euros = Command::RecordCover { cover: FIRST, held: HeldCover { amount: euros, ..held() } };
    refused(&accepted().did(&facts("CI"), euros), &facts("CI"), release(), &missing);
}

#[test]
fn a_guarantee_the_law_does_not_ask_for_needs_no_cover() {
    let mut exempt = presenting();
    exempt.declaration.guarantees = vec![DeclaredGuarantee {
        kind: DeclaredKind::parse("8").unwrap(),
        reference: None,
        amount: None,
        number: None,
    }];
    let case = Case::new("CI", "CI")
        .did(&facts("CI"), Command::Present(Box::new(exempt)))
        .did(&facts("CI"), accept())
        .did(&facts("CI"), release());
    assert_eq!(case.standing().phase, Phase::Released);
}

#[test]
fn release_is_refused_where_no_agreement_joins_the_route() {
    let gap = (country("CI"), country("ML"));
    let facts = Facts { gaps: vec![gap.clone()], ..facts("CI") };
    let case = accepted().did(&facts, cover());
    let (one, other) = gap;
    refused(&case, &facts, release(), &[Refusal::NoAgreement { one, other }]);
}

#[test]
fn a_pending_or_unsatisfactory_control_holds_the_release_back() {
    let order = order_control(NotificationType::Control);
    let case = accepted().did(&facts("CI"), cover()).did(&facts("CI"), order);
    refused(&case, &facts("CI"), release(), &[Refusal::ControlPending]);
    let result = |code| Command::RecordDepartureControl { code, remarks: None, basis: basis() };
    let bad = case.clone().did(&facts("CI"), result(ControlCode::B1));
    let code = ControlCode::B1;
    refused(&bad, &facts("CI"), release(), &[Refusal::ControlNotSatisfactory { code }]);
    let good = case.did(&facts("CI"), result(ControlCode::A1)).did(&facts("CI"), release());
    assert_eq!(good.standing().phase, Phase::Released);
}

#[test]
fn the_limit_is_what_customs_sets_else_what_was_declared_else_what_the_route_takes() {
    let limit = |case: Case| case.view().limit_date.unwrap();
    assert_eq!(limit(released()), day("2026-12-03"));
    let set = Command::Release { limit_date: Some(day("2026-12-31")), basis: basis() };
    let case = accepted().did(&facts("CI"), cover()).did(&facts("CI"), set);
    assert_eq!(limit(case), day("2026-12-31"));
    let none = Facts { route_days: None, ..facts("CI") };
    let case = accepted().did(&facts("CI"), cover());
    refused(&case, &none, release(), &[Refusal::LimitDateMissing]);
}

#[test]
fn a_passage_is_recorded_once_and_at_our_own_office() {
    let case = then(released(), "BF", entry("BFX01000"));
    assert_eq!(case.decide(&facts("BF"), entry("BFX01000")), Ok(vec![]));
    let later = Command::RecordEntry {
        office: office("BFX01000"),
        at: at("2026-11-24T10:00:00Z"),
        basis: basis(),
    };
    refused(&case, &facts("BF"), later, &[Refusal::PassageDiffers { office: office("BFX01000") }]);
    let theirs = [Refusal::OfficeNotOurs { office: office("MLX01000") }];
    refused(&case, &facts("BF"), entry("MLX01000"), &theirs);
}

#[test]
fn an_office_does_only_what_the_directory_lists_it_for() {
    let lacks =
        |code: &str, function| [Refusal::OfficeWithoutFunction { office: office(code), function }];
    let only = |code: &str, of: &str, function| {
        let own_offices = [(office(of), [function].into())].into();
        Facts { own_offices, ..facts(code) }
    };
    let of_transit = only("ML", "MLBKO000", Function::Passage);
    let case = then(released(), "ML", entry("MLX01000"));
    refused(&case, &of_transit, arrival(None), &lacks("MLBKO000", Function::Destination));
    let told = Facts { decides: Decides::National, ..of_transit };
    refused(&case, &told, arrival(None), &lacks("MLBKO000", Function::Destination));
    let inland = only("BF", "BFBOY000", Function::Destination);
    let case = released().seen_by("BF");
    for command in [entry("BFBOY000"), exit("BFBOY000")] {
        refused(&case, &inland, command, &lacks("BFBOY000", Function::Passage));
    }
    let quay = only("CI", "CIABJ000", Function::Destination);
    let case = Case::new("CI", "CI");
    refused(&case, &quay, present(), &lacks("CIABJ000", Function::Departure));
    for (code, does, lacking) in [
        ("MLBKO000", Function::Passage, Function::Destination),
        ("BFX01000", Function::Destination, Function::Passage),
    ] {
        let mut elsewhere = facts("CI");
        elsewhere.listed_offices.insert(office(code), [does].into());
        refused(&case, &elsewhere, present(), &lacks(code, lacking));
    }
}

#[test]
fn nothing_passes_before_its_release_or_off_its_route() {
    let early = accepted().seen_by("BF");
    refused(&early, &facts("BF"), entry("BFX01000"), &[Refusal::NotReleased]);
    let niger = Facts { country: country("NE"), ..facts("BF") };
    let case = released().seen_by("BF");
    let off = [Refusal::NotOnRoute { country: country("NE") }];
    refused(&case, &niger, entry("BFX01000"), &off);
}

#[test]
fn a_normal_arrival_knows_no_unloading_permission() {
    let permit = Command::PermitUnloading { basis: basis() };
    refused(&arrived(), &facts("ML"), permit, &[Refusal::NoUnloadingHere]);
}

#[test]
fn an_authorised_consignee_unloads_before_control() {
    let authorised = Facts { consignee_authorised: true, ..facts("ML") };
    let case = then(released(), "ML", entry("MLX01000"));
    refused(&case, &facts("ML"), arrival(Some("C522-7")), &[Refusal::ConsigneeNotAuthorised]);
    let case = case.did(&authorised, arrival(Some("C522-7")));
    let satisfied = control(ControlCode::A1);
    refused(&case, &facts("ML"), satisfied.clone(), &[Refusal::UnloadingNotComplete]);
    let unloading = Unloading {
        date: day("2026-11-24"),
        completed: true,
        conform: true,
        seals: SealState::Intact,
    };
    let remark =
        Command::RemarkUnloading { unloading, remarks: None, found: None, named: Named::default() };
    refused(&case, &facts("ML"), remark.clone(), &[Refusal::UnloadingNotPermitted]);
    let case = case
        .did(&facts("ML"), Command::PermitUnloading { basis: basis() })
        .did(&facts("ML"), remark)
        .did(&facts("ML"), satisfied);
    assert_eq!(case.standing().phase, Phase::Controlled);
}

#[test]
fn an_operation_ends_only_after_a_satisfactory_control() {
    refused(&arrived(), &facts("ML"), end(), &[Refusal::NotControlled]);
    let bad = then(arrived(), "ML", control(ControlCode::B1));
    let code = ControlCode::B1;
    refused(&bad, &facts("ML"), end(), &[Refusal::ControlNotSatisfactory { code }]);
    // What was not right is put right, and then stays so.
    let solved = then(bad, "ML", control(ControlCode::A4));
    let code = ControlCode::A4;
    refused(
        &solved,
        &facts("ML"),
        control(ControlCode::B1),
        &[Refusal::AlreadyControlled { code }],
    );
    assert_eq!(then(solved, "ML", end()).standing().phase, Phase::Ended);
}

#[test]
fn only_departure_discharges_and_only_what_has_ended() {
    refused(&ended(), &facts("ML"), discharge(), &[Refusal::NotAtHome]);
    refused(&arrived().seen_by("CI"), &facts("CI"), discharge(), &[Refusal::NotEnded]);
}

#[test]
fn a_national_system_is_recorded_and_needs_its_reference() {
    let without = Facts { decision: Some(decision("CIABJ000")), ..national("CI") };
    let case = Case::new("CI", "CI").did(&national("CI"), present());
    refused(&case, &without, accept(), &[Refusal::NationalReferenceMissing]);
    // Neither cover nor agreement stops what has been decided elsewhere; the movement stands so.
    let gaps = vec![(country("CI"), country("ML"))];
    let facts = Facts { gaps, ..national("CI") };
    let case = case.did(&facts, accept()).did(&facts, release());
    let concerns = case.standing().concerns;
    assert_eq!(concerns, [Concern::Uncovered, Concern::NoAgreement].into());
    let case = case.did(&facts, cover());
    assert_eq!(case.standing().concerns, [Concern::NoAgreement].into());
}

#[test]
fn an_mrn_of_the_national_system_is_kept_and_any_other_number_stands_beside_ours() {
    let theirs: Mrn = "26CI99990000000018J".get(..18).unwrap().parse().unwrap_or_else(|_| mrn());
    let case = Case::new("CI", "CI").did(&national("CI"), present());
    let own = case.decide(&national("CI"), accept()).unwrap();
    let Some(Event::Accepted { mrn: minted, decision, .. }) = own.first() else {
        panic!("{own:?}")
    };
    assert_eq!(
        (minted, decision.national_reference.as_ref().unwrap().as_str()),
        (&mrn(), "ASY 2026 C 17")
    );
    let kept =
        case.decide(&national("CI"), Command::Accept { mrn: Some(theirs.clone()), basis: basis() });
    assert!(matches!(kept.unwrap().first(), Some(Event::Accepted { mrn, .. }) if *mrn == theirs));
    // One of another country would count at no other node.
    let mrn = Some("26ML000000000001J3".parse().unwrap());
    let of_mali = case.decide(&national("CI"), Command::Accept { mrn, basis: basis() });
    assert_eq!(of_mali, Err(vec![Refusal::NoNumber]));
}

#[test]
fn the_mode_of_a_part_is_fixed_by_its_first_event() {
    let case = then(released(), "BF", entry("BFX01000"));
    let events = case.decide(&national("BF"), exit("BFX02000")).unwrap();
    assert!(matches!(events.first(), Some(Event::Exited { decides: Decides::Node, .. })));
}

#[test]
fn nothing_is_recorded_for_a_time_before_acceptance_or_on_a_day_to_come() {
    let until = day("2026-11-23");
    for (time, possible) in [
        ("1999-11-24T08:00:00Z", false),
        ("2026-11-21T23:59:59Z", false),
        // Offices write the time of their own place.
        ("2026-11-22T20:00:00Z", true),
        ("2026-11-24T05:00:00Z", true),
        ("2026-11-25T00:00:00Z", false),
        ("2087-01-01T00:00:00Z", false),
    ] {
        let at = at(time);
        let exit = Command::RecordExit { office: office("CIX01000"), at, basis: basis() };
        let entry = Command::RecordEntry { office: office("BFX01000"), at, basis: basis() };
        let arrival = notified("BFBOY000", at, None);
        for (country, command) in [("CI", exit), ("BF", entry), ("BF", arrival)] {
            let case = released().seen_by(country);
            if possible {
                assert_eq!(happens(&case, &facts(country), command).len(), 1, "{country} {time}");
            } else {
                let wrong = [Refusal::NotThen { at, until }];
                refused(&case, &facts(country), command, &wrong);
            }
        }
    }
}

#[test]
fn what_a_national_system_tells_late_may_have_happened_before_the_node_knew_of_it() {
    let mut case = Case::new("CI", "CI").did(&national("CI"), present());
    for step in [accept(), cover(), release()] {
        case = case.did(&national("CI"), step);
    }
    let at = at("2026-11-20T08:00:00Z");
    let exit = Command::RecordExit { office: office("CIX01000"), at, basis: basis() };
    assert_eq!(happens(&case, &national("CI"), exit), ["exited"]);
}
