//! Parts travel on different roads: whatever the order, the standing is the same, and every lawful
//! collision has an answer and somebody who must resolve it.

use expect_test::expect_file;
use kernel::{Function, Inadmissible};
use proptest::prelude::*;

use super::*;

/// Each administration's part of a whole journey, alone.
fn parts() -> BTreeMap<&'static str, Vec<Event>> {
    let case = then(ended(), "CI", discharge());
    let mut parts: BTreeMap<&'static str, Vec<Event>> = BTreeMap::new();
    for told in case.told {
        let code = ["CI", "BF", "ML"].into_iter().find(|code| node(code) == told.writer).unwrap();
        parts.entry(code).or_default().push(told.event);
    }
    parts
}

proptest! {
    #[test]
    fn any_interleaving_of_the_parts_gives_the_same_standing(order in prop::collection::vec(0_usize..3, 40)) {
        let whole = then(ended(), "CI", discharge());
        let mut left: Vec<_> = parts().into_iter().map(|(code, events)| (code, events.into_iter())).collect();
        let mut case = Case::new("CI", "ML");
        for pick in order.into_iter().chain([0, 1, 2].into_iter().cycle().take(60)) {
            let (code, events) = &mut left[pick];
            if let Some(event) = events.next() {
                case = case.wrote(code, event);
                // Total: every combination on the way has an answer too.
                let _ = case.standing();
            }
        }
        prop_assert_eq!(case.standing(), whole.standing());
        prop_assert_eq!(case.dossier.parts, whole.dossier.parts);
    }
}

#[test]
fn each_writer_keeps_to_its_own_office_route_and_role() {
    let case = released();
    let entered = then(released(), "BF", entry("BFX01000")).told.pop().unwrap().event;
    assert_eq!(case.admit("BF", &["BFX01000"], &entered), Ok(()));
    let not_theirs = Inadmissible::OfficeNotTheirs { office: office("BFX01000") };
    assert_eq!(case.admit("ML", &["MLBKO000"], &entered), Err(not_theirs));
    let arrived = arrived().told.pop().unwrap().event;
    let elsewhere = Inadmissible::OfficeNotTheirs { office: office("MLBKO000") };
    assert_eq!(case.admit("BF", &["BFX01000"], &arrived), Err(elsewhere));
    let of_transit = Inadmissible::OfficeWithoutFunction {
        office: office("MLBKO000"),
        function: Function::Destination,
    };
    assert_eq!(case.admit("ML", &["MLBKO000 passage"], &arrived), Err(of_transit));
    assert_eq!(case.admit("ML", &["MLBKO000 destination"], &arrived), Ok(()));
    let discharged = then(ended(), "CI", discharge()).told.pop().unwrap().event;
    assert_eq!(case.admit("BF", &["BFX01000"], &discharged), Err(Inadmissible::NotHome));
    let niger = Event::Entered {
        decides: Decides::Node,
        office: office("NEX01000"),
        at: at("2026-11-24T09:00:00Z"),
        decision: decision("NEX01000"),
    };
    assert_eq!(case.admit("NE", &["NEX01000"], &niger), Err(Inadmissible::NotOnRoute));
}

#[test]
fn a_movement_has_a_number_of_the_country_that_accepts_it_and_of_no_other() {
    let accepted = then(presented(), "CI", accept()).told.pop().unwrap().event;
    let case = presented();
    assert_eq!(case.admit("CI", &["CIABJ000"], &accepted), Ok(()));
    let Event::Accepted { date, decision, .. } = accepted else { panic!("{accepted:?}") };
    let mrn = "26ML000000000001J3".parse().unwrap();
    let of_mali = Event::Accepted { mrn, date, decision };
    assert_eq!(case.admit("CI", &["CIABJ000"], &of_mali), Err(Inadmissible::NotTheirs));
}

#[test]
fn what_is_heard_before_the_home_waits_for_it() {
    let entered = then(released(), "BF", entry("BFX01000")).told.pop().unwrap().event;
    let nothing = Case::new("CI", "ML");
    assert_eq!(nothing.admit("BF", &["BFX01000"], &entered), Err(Inadmissible::HomeUnknown));
}

#[test]
fn two_arrivals_are_not_hidden() {
    let case = arrived_at_bobo(then(arrived(), "BF", entry("BFX02000")));
    let concerns = case.standing().concerns;
    assert!(concerns.contains(&Concern::ArrivedTwice), "{concerns:?}");
    assert!(concerns.contains(&Concern::ArrivedElsewhere { office: office("BFBOY000") }));
}

/// What departure may have written.
fn homes() -> Vec<(&'static str, Case)> {
    let nationally = |commands: Vec<Command>, facts: &Facts| {
        let start = Case::new("CI", "CI").did(facts, present()).did(facts, accept());
        commands.into_iter().fold(start, |case, command| case.did(facts, command))
    };
    let gaps = Facts { gaps: vec![(country("CI"), country("ML"))], ..national("CI") };
    let order = order_control(NotificationType::Control);
    let early = nationally(vec![cover(), release(), discharge()], &national("CI"));
    let credited = early.clone().did(&facts("CI"), Command::RecordCredit { cover: FIRST });
    vec![
        ("nothing", Case::new("CI", "CI")),
        ("presented", presented()),
        ("accepted", accepted()),
        ("cover refused", accepted().did(&facts("CI"), not_held())),
        ("control pending", accepted().did(&facts("CI"), order)),
        ("released", released()),
        ("released uncovered", nationally(vec![release()], &national("CI"))),
        ("released, no agreement", nationally(vec![cover(), release()], &gaps)),
        ("discharged", early),
        ("discharged, credited", credited),
    ]
}

/// What the others may have written meanwhile, by writer.
fn others() -> Vec<(&'static str, Vec<(&'static str, Event)>)> {
    let parts = parts();
    let of = |code: &'static str, take: usize| -> Vec<(&'static str, Event)> {
        parts[code].iter().take(take).map(|event| (code, event.clone())).collect()
    };
    let last = |case: Case, code: &'static str| (code, case.told.last().unwrap().event.clone());
    let bad = last(then(arrived(), "ML", control(ControlCode::B1)), "ML");
    let nationally = released().seen_by("ML").did(&national("ML"), arrival(None));
    let unseen = last(nationally.did(&national("ML"), end()), "ML");
    let elsewhere = arrived_at_bobo(then(released(), "BF", entry("BFX01000")));
    let at_bobo = vec![of("BF", 1)[0].clone(), last(elsewhere.clone(), "BF")];
    let controlled = then(elsewhere, "BF", control(ControlCode::A1));
    let ended_at_bobo = [
        at_bobo.clone(),
        vec![last(controlled.clone(), "BF"), last(then(controlled, "BF", end()), "BF")],
    ]
    .concat();
    vec![
        ("nothing", vec![]),
        ("BF entered", of("BF", 1)),
        ("BF entered, exited", of("BF", 2)),
        ("BF arrived (elsewhere)", at_bobo.clone()),
        ("ML entered", of("ML", 1)),
        ("ML arrived", of("ML", 2)),
        ("ML arrived, BF arrived (twice)", [of("ML", 2), at_bobo].concat()),
        ("ML not satisfied", [of("ML", 2), vec![bad.clone()]].concat()),
        ("ML controlled", of("ML", 3)),
        ("ML ended", of("ML", 4)),
        ("ML ended without control", [of("ML", 2), vec![unseen.clone()]].concat()),
        ("ML ended, then not satisfied", [of("ML", 2), vec![unseen, bad]].concat()),
        ("ML ended, BF ended (two destinations)", [of("ML", 4), ended_at_bobo].concat()),
        ("BF exited, ML ended", [of("BF", 2), of("ML", 4)].concat()),
    ]
}

#[test]
fn the_standing_of_every_concurrent_pair_of_parts() {
    let mut text = String::from("# Movement: what all parts together are\n\n");
    text.push_str(
        "| departure | others | phase | concern (who must act) |\n| --- | --- | --- | --- |\n",
    );
    for (home_name, home) in &homes() {
        for (other_name, events) in &others() {
            let case = events
                .iter()
                .fold(home.clone(), |case, (code, event)| case.wrote(code, event.clone()));
            let standing = case.standing();
            let concerns: Vec<_> = standing.concerns.iter().map(concern).collect();
            text.push_str(&format!(
                "| {home_name} | {other_name} | {} | {} |\n",
                standing.phase.word(),
                concerns.join("; ")
            ));
        }
    }
    expect_file!["../../testdata/standing.md"].assert_eq(&text);
}

fn concern(concern: &Concern) -> String {
    let json = |value: serde_json::Value| value.to_string().replace(['"', '{', '}'], "");
    let what = json(serde_json::to_value(concern).unwrap());
    format!("{what} ({})", json(serde_json::to_value(concern.resolver()).unwrap()))
}
