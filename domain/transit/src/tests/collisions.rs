//! Parts travel on different roads: whatever the order, the standing is the same, and every lawful
//! collision has an answer and somebody who must resolve it.

use expect_test::expect_file;
use kernel::Inadmissible;
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
fn what_is_heard_before_the_home_waits_for_it() {
    let entered = then(released(), "BF", entry("BFX01000")).told.pop().unwrap().event;
    let nothing = Case::new("CI", "ML");
    assert_eq!(nothing.admit("BF", &["BFX01000"], &entered), Err(Inadmissible::HomeUnknown));
}

#[test]
fn two_arrivals_are_not_hidden() {
    let (home, offices) = (then(arrived(), "BF", entry("BFX02000")), facts("BF"));
    let arriving = Arriving {
        office: office("BFBOY000"),
        at: at("2026-11-25T09:00:00Z"),
        trader: TraderId::parse("BF300").unwrap(),
        authorisation: None,
        basis: None,
    };
    let case = home.did(&offices, Command::NotifyArrival(Box::new(arriving)));
    let concerns = case.standing().concerns;
    assert!(concerns.contains(&Concern::ArrivedTwice), "{concerns:?}");
    assert!(concerns.contains(&Concern::ArrivedElsewhere { office: office("BFBOY000") }));
}

/// What departure may have written, and what the others may have written meanwhile.
#[test]
fn the_standing_of_every_concurrent_pair_of_parts() {
    let uncovered = Case::new("CI", "CI")
        .did(&national("CI"), present())
        .did(&national("CI"), accept())
        .did(&national("CI"), release());
    let refused = accepted().did(&facts("CI"), not_held());
    let early = Case::new("CI", "CI")
        .did(&national("CI"), present())
        .did(&national("CI"), accept())
        .did(&national("CI"), cover())
        .did(&national("CI"), release())
        .did(&national("CI"), discharge());
    let credited = early.clone().did(&facts("CI"), Command::RecordCredit { cover: FIRST });
    let home = [
        ("nothing", Case::new("CI", "CI")),
        ("presented", presented()),
        ("accepted", accepted()),
        ("cover refused", refused),
        ("released", released()),
        ("released uncovered", uncovered),
        ("discharged", early),
        ("discharged, credited", credited),
    ];
    let of = |code: &str, take: usize| -> Vec<(&'static str, Event)> {
        let code = if code == "BF" { "BF" } else { "ML" };
        parts()[code].iter().take(take).map(|event| (code, event.clone())).collect()
    };
    let bad = then(arrived(), "ML", control(ControlCode::B1)).told.pop().unwrap().event;
    let others = [
        ("nothing", vec![]),
        ("BF entered", of("BF", 1)),
        ("BF entered, exited", of("BF", 2)),
        ("ML entered", of("ML", 1)),
        ("ML arrived", of("ML", 2)),
        ("ML not satisfied", [of("ML", 2), vec![("ML", bad)]].concat()),
        ("ML controlled", of("ML", 3)),
        ("ML ended", of("ML", 4)),
        ("BF exited, ML ended", [of("BF", 2), of("ML", 4)].concat()),
    ];
    let mut text = String::from("# Movement: what all parts together are\n\n");
    text.push_str(
        "| departure | others | phase | concern (who must act) |\n| --- | --- | --- | --- |\n",
    );
    for (home_name, home) in &home {
        for (other_name, events) in &others {
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
