//! What must not change unseen: the table of states and commands, the events, the projections.

use expect_test::expect_file;
use kernel::Happened;
use testkit::{events_golden, table};

use super::*;

/// Everything that may be asked, with the offices of the country en route where that one is asked,
/// and of the others elsewhere.
fn commands(code: &str) -> Vec<(&'static str, Command)> {
    let (out, into, destination) = match code {
        "BF" => ("BFX02000", "BFX01000", "BFBOY000"),
        _ => ("CIX01000", "MLX01000", "MLBKO000"),
    };
    let unloading = Unloading {
        date: day("2026-11-24"),
        completed: true,
        conform: true,
        seals: SealState::Intact,
    };
    let notification = NotificationType::Control;
    let code = ControlCode::A1;
    let mut commands = vec![
        ("Present", present()),
        ("Accept", accept()),
        ("RecordCover", cover()),
        ("RecordNoCover", not_held()),
        ("WithdrawCover", Command::WithdrawCover { cover: FIRST, basis: basis() }),
        ("OrderControl", order_control(notification)),
        (
            "RecordDepartureControl",
            Command::RecordDepartureControl { code, remarks: None, basis: basis() },
        ),
        ("Release", release()),
        ("RecordExit", exit(out)),
        ("RecordEntry", entry(into)),
        ("NotifyArrival", notified(destination, at("2026-11-24T16:00:00Z"), Some(basis()))),
        ("PermitUnloading", Command::PermitUnloading { basis: basis() }),
        (
            "RemarkUnloading",
            Command::RemarkUnloading {
                unloading,
                remarks: None,
                found: None,
                named: Named::default(),
            },
        ),
        ("RecordControl", control(code)),
        ("RecordControl B1", control(ControlCode::B1)),
        ("End", end()),
        ("Discharge", discharge()),
        ("RecordCredit", Command::RecordCredit { cover: FIRST }),
    ];
    commands.extend(ordinary_life());
    commands
}

/// What traders ask and customs answer beside the straight way.
fn ordinary_life() -> Vec<(&'static str, Command)> {
    let remarks = || Some("as told".to_owned());
    let other = amend(|amending| {
        amending.declaration.transits = vec![office("BFX02000"), office("MLX01000")];
    });
    let guarantee = amend(|amending| {
        amending.guarantee_only = true;
        amending.declaration.guarantees[0].amount = Some(xof(500_000));
    });
    let forward =
        Command::ForwardArrival { office: office("BFBOY000"), at: at("2026-11-24T15:00:00Z") };
    vec![
        ("PresentGoods", Command::PresentGoods(Box::default())),
        ("Amend", other),
        ("Amend guarantee", guarantee),
        ("AcceptAmendment", Command::AcceptAmendment { basis: basis() }),
        ("RefuseAmendment", Command::RefuseAmendment { remarks: remarks(), basis: basis() }),
        ("CallForAmendment", Command::CallForAmendment { remarks: remarks(), basis: basis() }),
        (
            "RequestInvalidation",
            Command::RequestInvalidation { remarks: remarks(), named: Named::default() },
        ),
        ("Invalidate", Command::Invalidate { remarks: remarks(), basis: basis() }),
        ("RefuseInvalidation", Command::RefuseInvalidation { remarks: remarks(), basis: basis() }),
        ("RequestRelease", Command::RequestRelease { requested: true, named: Named::default() }),
        (
            "RefuseRelease",
            Command::RefuseRelease { reason: NoRelease::Other, remarks: remarks(), basis: basis() },
        ),
        (
            "NotifyDiscrepancies",
            Command::NotifyDiscrepancies { answer_by: None, remarks: remarks(), basis: basis() },
        ),
        ("AnswerDiscrepancies", Command::AnswerDiscrepancies { remarks: "so".to_owned() }),
        ("SolveDiscrepancies", Command::SolveDiscrepancies { remarks: remarks(), basis: basis() }),
        ("ForwardArrival", forward),
        ("WatchLimits", Command::WatchLimits),
        ("DeclareOverdue", Command::DeclareOverdue { basis: basis() }),
    ]
}

/// What the node of each country would fetch.
type World = fn(&str) -> Facts;

/// Everything a movement may be, where each administration is as `world` says.
fn states(world: World) -> Vec<(&'static str, Case)> {
    let did =
        |case: Case, code: &str, command: Command| case.seen_by(code).did(&world(code), command);
    let order = order_control(NotificationType::Control);
    let start = Case::new("CI", "CI");
    let presented = did(start.clone(), "CI", present());
    let accepted = did(presented.clone(), "CI", accept());
    let covered = did(accepted.clone(), "CI", cover());
    let released = did(covered.clone(), "CI", release());
    let entered = did(released.clone(), "BF", entry("BFX01000"));
    let exited = did(entered.clone(), "BF", exit("BFX02000"));
    let withdraw = Command::WithdrawCover { cover: FIRST, basis: basis() };
    let mut states = vec![
        ("nothing", start.clone()),
        ("presented", presented),
        ("cover refused", did(accepted.clone(), "CI", not_held())),
        ("cover withdrawn", did(covered.clone(), "CI", withdraw)),
        ("control ordered", did(accepted.clone(), "CI", order)),
        ("accepted", accepted),
        ("covered", covered),
        ("released", released.clone()),
        ("entered en route", entered),
        ("exited en route", exited),
    ];
    states.extend(at_destination(world, released));
    states.extend(beside_the_way(world, start));
    states
}

/// Everything it may be beside the straight way: the declarant asks, customs answer, days pass.
fn beside_the_way(world: World, start: Case) -> Vec<(&'static str, Case)> {
    let did = |case: &Case, code: &str, command: Command| {
        case.clone().seen_by(code).did(&world(code), command)
    };
    let asked = |case: &Case, command: Command| {
        case.clone().seen_by("CI").did(&Facts { decision: None, ..world("CI") }, command)
    };
    let late = |case: &Case| {
        case.clone().seen_by("CI").did(&on("2027-02-01", world("CI")), Command::WatchLimits)
    };
    let ordered = order_control(NotificationType::Control);
    let result =
        Command::RecordDepartureControl { code: ControlCode::A5, remarks: None, basis: basis() };
    let goods = Element::group("Consignment").with("grossMass", "1");
    let lighter = amend(|amending| amending.contents.goods = Some(goods));
    let remarks = || None;
    let prelodged = did(&start, "CI", prelodge());
    let presented = did(&start, "CI", present());
    let accepted = did(&presented, "CI", accept());
    let covered = did(&accepted, "CI", cover());
    let released = did(&covered, "CI", release());
    let controlled = did(&did(&covered, "CI", ordered), "CI", result);
    let arrived =
        did(&released, "ML", notified("MLBKO000", at("2026-11-24T16:00:00Z"), Some(basis())));
    let wrong = did(&arrived, "ML", control(ControlCode::B1));
    let notify =
        Command::NotifyDiscrepancies { answer_by: None, remarks: remarks(), basis: basis() };
    let notified = did(&wrong, "CI", notify);
    let solve = Command::SolveDiscrepancies { remarks: remarks(), basis: basis() };
    let said = Command::AnswerDiscrepancies { remarks: "sold under control".to_owned() };
    let silent = Facts {
        unheard: [kernel::Administration::of(&country("ML"))].into(),
        ..on("2027-02-01", world("CI"))
    };
    let unheard = released.clone().did(&silent, Command::WatchLimits);
    let named = Named::default;
    let withdraw = asked(&covered, Command::RequestInvalidation { remarks: None, named: named() });
    let keep = Command::RefuseInvalidation { remarks: None, basis: basis() };
    let refused = did(&withdraw, "CI", keep);
    let all_the_same = Command::RequestRelease { requested: true, named: named() };
    let intended = did(&prelodged, "CI", order_control(NotificationType::Intention));
    let refuse =
        Command::RefuseRelease { reason: NoRelease::Control, remarks: None, basis: basis() };
    let call = Command::CallForAmendment { remarks: None, basis: basis() };
    let invalidate = Command::Invalidate { remarks: None, basis: basis() };
    vec![
        ("prelodged", prelodged.clone()),
        ("not presented in time", late(&prelodged)),
        ("amended", asked(&covered, lighter)),
        ("amendment called for", did(&covered, "CI", call)),
        ("invalidation requested", withdraw),
        ("invalidated", did(&covered, "CI", invalidate.clone())),
        ("invalidated after release", did(&released, "CI", invalidate)),
        ("differences at departure", controlled.clone()),
        ("release requested", asked(&controlled, all_the_same)),
        ("control intended", intended),
        ("not released", did(&covered, "CI", refuse)),
        ("overdue", late(&released)),
        ("discrepancies notified", notified.clone()),
        ("discrepancies answered", asked(&notified, said)),
        ("discrepancies solved", did(&notified, "CI", solve)),
        ("unheard", unheard),
        ("invalidation refused", refused),
    ]
}

/// Everything it may be from its arrival on.
fn at_destination(world: World, released: Case) -> Vec<(&'static str, Case)> {
    let did =
        |case: Case, code: &str, command: Command| case.seen_by(code).did(&world(code), command);
    let arrival = notified("MLBKO000", at("2026-11-24T16:00:00Z"), Some(basis()));
    let mut simplified = arrival.clone();
    if let Command::NotifyArrival(arriving) = &mut simplified {
        arriving.authorisation = Some("C522-7".parse().unwrap());
    }
    let consignee = Facts { consignee_authorised: true, ..world("ML") };
    let simplified = released.clone().seen_by("ML").did(&consignee, simplified);
    let permit = || Command::PermitUnloading { basis: basis() };
    let permitted = did(simplified.clone(), "ML", permit());
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
    let partly = did(permitted.clone(), "ML", remark(false));
    let elsewhere = notified("BFBOY000", at("2026-11-24T15:00:00Z"), Some(basis()));
    let elsewhere = did(released.clone(), "BF", elsewhere);
    let arrived = did(released.clone(), "ML", arrival.clone());
    let controlled = did(arrived.clone(), "ML", control(ControlCode::A1));
    let ended = did(controlled.clone(), "ML", end());
    let discharged = did(ended.clone(), "CI", discharge());
    let credited = did(discharged.clone(), "CI", Command::RecordCredit { cover: FIRST });
    // Only a national system ends what it has told no control of.
    let unseen =
        released.seen_by("ML").did(&national("ML"), arrival.clone()).did(&national("ML"), end());
    vec![
        ("not satisfactory", did(arrived.clone(), "ML", control(ControlCode::B1))),
        ("arrived", arrived),
        ("arrived at consignee", simplified),
        ("unloading permitted", permitted.clone()),
        ("unloaded in part", partly.clone()),
        ("unloading continued", did(partly, "ML", permit())),
        ("unloaded", did(permitted, "ML", remark(true))),
        ("arrived elsewhere", elsewhere.clone()),
        ("arrived twice", did(elsewhere, "ML", arrival.clone())),
        ("controlled", controlled),
        ("ended", ended),
        ("ended without control", unseen),
        ("discharged", discharged),
        ("credited", credited),
    ]
}

#[test]
fn every_state_against_every_command() {
    let mut text = String::from("# Movement: every state against every command\n");
    let worlds: [(&str, World); 2] =
        [("the node decides", facts), ("the national system decides", national)];
    for (who, world) in worlds {
        for (place, code) in [("At departure", "CI"), ("En route", "BF"), ("At destination", "ML")]
        {
            let states: Vec<_> =
                states(world).into_iter().map(|(name, case)| (name, case.seen_by(code))).collect();
            let table = table(&states, &commands(code), &world(code));
            text.push_str(&format!("\n{place}, where {who}:\n\n{table}"));
        }
    }
    expect_file!["../../testdata/table.md"].assert_eq(&text);
}

#[test]
fn every_state_but_those_that_are_settled_says_who_must_act() {
    const SETTLED: [Phase; 3] = [Phase::Discharged, Phase::Invalidated, Phase::NotReleased];
    let worlds: [World; 2] = [facts, national];
    for world in worlds {
        for (name, case) in states(world) {
            let settled = SETTLED.contains(&case.standing().phase) || case.told.is_empty();
            // What was discharged or invalidated may still have something to be put right.
            let concerned = !case.standing().concerns.is_empty();
            assert_eq!(case.view().open.is_empty(), settled && !concerned, "{name}");
        }
    }
}

#[test]
fn one_of_each_event() {
    let journey = then(ended(), "CI", discharge());
    let mut happened: Vec<_> = journey
        .told
        .into_iter()
        .map(|told| Happened::<Part>::with(told.event, told.details))
        .collect();
    // The second passages say nothing new.
    happened.retain({
        let mut seen = Vec::new();
        move |happened| {
            let (what, _, _) = happened.event.told();
            let new = !seen.contains(&what);
            seen.push(what);
            new
        }
    });
    let unloading = Unloading {
        date: day("2026-11-24"),
        completed: true,
        conform: false,
        seals: SealState::Broken,
    };
    let remarks = Details { remarks: Some("two bags short".to_owned()), ..Details::default() };
    let (cover, decision) = (FIRST, decision("CIABJ000"));
    happened.extend(
        [
            Event::NotCovered {
                cover,
                hold: held().hold,
                attempt: Attempt(1),
                reasons: vec![kernel::NoCover::Amount],
            },
            Event::CoverWithdrawn { cover, held: held(), decision: decision.clone() },
            Event::ControlOrdered {
                notification: NotificationType::Control,
                decision: decision.clone(),
            },
            Event::DepartureControlled {
                code: ControlCode::A1,
                date: day("2026-11-23"),
                decision: decision.clone(),
            },
            Event::UnloadingPermitted { decision },
            Event::CoverCredited { cover },
        ]
        .map(Happened::plain),
    );
    happened.extend(later_events().into_iter().map(Happened::plain));
    happened.push(Happened::with(Event::UnloadingRemarked { unloading }, remarks));
    expect_file!["../../testdata/events.jsonl"].assert_eq(&events_golden(&happened));
}

/// The events that came with the ordinary life of a movement.
fn later_events() -> Vec<Event> {
    let decision = decision("CIABJ000");
    let some = || Some(decision.clone());
    let date = day("2026-11-23");
    let mut declaration = declaration();
    declaration.representative = Some("BROKER1".parse().unwrap());
    declaration.representation = Some(kernel::Representation::Direct);
    declaration.guarantees[0].number = Some(CoverNumber(2));
    let declaration = Box::new(declaration);
    let authority =
        Some(Authority { mandate: "MAN-7".parse().unwrap(), licence: "LIC-1".parse().unwrap() });
    let discrepancies = vec![Discrepancy { kind: DiscrepancyKind::Missing, item: Some(1) }];
    vec![
        Event::Prelodged {
            decides: Decides::Node,
            declaration: declaration.clone(),
            authority: authority.clone(),
            present_by: day("2026-12-23"),
        },
        Event::GoodsPresented { limit_date: Some(day("2026-12-01")), authority: authority.clone() },
        Event::AmendmentRequested { declaration: declaration.clone() },
        Event::Amended { declaration, authority, decision: some() },
        Event::AmendmentRefused { decision: decision.clone() },
        Event::AmendmentCalledFor { decision: decision.clone() },
        Event::InvalidationRequested,
        Event::InvalidationRefused { decision: decision.clone() },
        Event::Invalidated { date, cause: InvalidationCause::Customs, decision: some() },
        Event::GoodsAccountedFor {
            sightings: [Sighting { office: office("CIX01000"), step: Sighted::Exited }].into(),
            decision: decision.clone(),
        },
        Event::OtherGuaranteeAwaited { cover: FIRST, until: day("2026-12-03") },
        Event::ReleaseRequested { requested: true },
        Event::NotReleased { date, reason: NoRelease::Control, decision: some() },
        Event::UnloadingContinued { round: 1, decision: decision.clone() },
        Event::DiscrepanciesFound {
            discrepancies: discrepancies.clone(),
            decision: decision.clone(),
        },
        Event::DiscrepanciesNotified {
            findings: vec![Finding {
                office: office("MLBKO000"),
                code: ControlCode::B1,
                date: day("2026-11-23"),
                discrepancies,
            }],
            answer_by: day("2026-12-06"),
            decision: decision.clone(),
        },
        Event::DiscrepanciesAnswered,
        Event::DiscrepanciesSolved { date, decision: decision.clone() },
        Event::ArrivalForwarded { office: office("BFBOY000"), at: at("2026-11-25T09:00:00Z") },
        Event::Overdue { limit_date: day("2026-12-03"), decision: None },
        Event::Unheard { limit_date: day("2026-12-03"), unheard: [administration("BF")].into() },
    ]
}

/// Keeps the groups a projection opens, as the wire does.
fn project(details: &Details, groups: &[&str]) -> Details {
    let mut json = serde_json::to_value(details).unwrap();
    json.as_object_mut().unwrap().retain(|group, _| groups.contains(&group.as_str()));
    serde_json::from_value(json).unwrap()
}

#[test]
fn folding_what_was_projected_is_projecting_what_was_folded() {
    let whole = then(ended(), "CI", discharge());
    for (name, groups) in Part::PROJECTIONS {
        let mut told = whole.clone();
        told.told.iter_mut().for_each(|told| told.details = project(&told.details, groups));
        let mut expected = whole.view();
        let keep = |group: &str, value: &mut Option<Element>| {
            if !groups.contains(&group) {
                *value = None;
            }
        };
        keep("goods", &mut expected.goods);
        keep("operation", &mut expected.operation);
        keep("parties", &mut expected.parties);
        keep("transport", &mut expected.transport);
        assert_eq!(told.view(), expected, "{name}");
    }
    assert!(whole.view().goods.is_some());
}

#[test]
fn nobody_but_the_home_is_concerned_before_release() {
    let concerned = |case: Case| Part::concerned(&case.dossier);
    assert_eq!(concerned(accepted()), [administration("CI")].into());
    let route = ["BF", "CI", "ML"].map(administration);
    assert_eq!(concerned(released()), route.into());
}

#[test]
fn rights_go_with_the_office_and_the_trader_of_each_command() {
    let case = arrived();
    for (name, command) in commands("ML") {
        let competence = Part::competence(&case.dossier, &command);
        let policy = competence.functions == [kernel::Function::Policy];
        assert!(policy || competence.office.is_some(), "{name} needs no office");
    }
}
