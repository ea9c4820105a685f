//! What an operator sees beside a node: what it wrote last, and what it must still do.

use kernel::Decides;
use node::{JournalLine, TaskLine, TaskState, check_message, latest, read_message, tasks};

use crate::acts::TO_BOBO;
use crate::region::*;

#[test]
fn the_latest_entries_are_told_by_their_headers_the_latest_first() {
    let mut region = Region::new(80, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let store = region.homes["CI"].store();
    let settings = parts("CI", &region.homes["CI"], 2).settings;
    let all = latest(&store, &settings, usize::MAX).unwrap();
    let indices: Vec<_> = all.iter().map(|line| line.index).rev().collect();
    assert_eq!(indices, (0..u64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
    let abouts: Vec<_> = all.iter().map(|line| line.about).rev().collect();
    assert_eq!(abouts[0], "opened");
    let events: Vec<&JournalLine> = all.iter().filter(|line| line.about == "event").collect();
    let newest = events[0];
    assert_eq!(newest.dossier.as_ref(), Some(&guarantee));
    assert_eq!((newest.kind.as_deref(), newest.part), (Some("guarantee"), Some(2)));
    assert_eq!(latest(&store, &settings, 2).unwrap(), all[..2]);
}

#[test]
fn a_task_that_was_refused_is_parked_until_the_node_starts_and_one_is_later_before_its_time() {
    let mut region = Region::new(81, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.people("CI").standing_orders.retain(|order| !order.post.as_str().ends_with("guarantee"));
    region.restart("CI", 2);
    region.present("CI", &TO_BOBO);
    let now = region.now;
    let mut store = region.homes["CI"].store();
    let waiting = tasks(&store, now, 10).unwrap();
    let [TaskLine { policy, state, due, dossier, kind }] = &waiting[..] else {
        panic!("{waiting:?}")
    };
    assert_eq!((policy.as_str(), *state, *due), ("hold", TaskState::Parked, None));
    assert!(dossier.is_some());
    assert_eq!(kind.as_deref(), Some("hold"));

    let one = store::Read::due(&store, i64::MAX, 1).unwrap().remove(0);
    let at = |seconds: i64| now.as_microsecond() + seconds * 1_000_000;
    store::Store::begin(&mut store).unwrap();
    for due in [at(-1), at(60)] {
        store::Store::put_task(&mut store, &store::TaskRow { due, ..one.clone() }).unwrap();
    }
    store::Store::commit(&mut store).unwrap();
    let states: Vec<_> = tasks(&store, now, 10).unwrap().iter().map(|line| line.state).collect();
    assert_eq!(states, [TaskState::Due, TaskState::Later, TaskState::Parked]);
}

#[test]
fn a_message_is_checked_without_a_node_as_the_node_would_read_it() {
    let region = Region::new(82, Decides::Node);
    let reference = region.homes["CI"].reference();
    let sample = include_str!("../../../wire/testdata/CC015C.xml");
    let answering = node::Answering {
        sender: "NTA.CI".to_owned(),
        recipient: "CI100".to_owned(),
        now: region.now,
        identification: "A-1".to_owned(),
    };
    let today = kernel::utc_day(region.now);
    let wrong = [
        sample.replace("<security>0</security>", "<security>7</security>"),
        sample.replace("      <accessCode>AC01</accessCode>\n", ""),
        sample.replace("<accessCode>AC01", "<accessCode>ZQ9Z9"),
        sample.replace("<limitDate>2026-12-03</limitDate>", "<limitDate>3 December</limitDate>"),
        sample.split_once("<accessCode>").unwrap().0.to_owned(),
        sample.replace("CC015C", "CC999C"),
    ];
    for wrong in wrong {
        let refused = read_message(wrong.as_bytes(), &reference, &answering).unwrap_err();
        let refused = refused.rejected(&answering, &[]);
        let (_, mut found) = check_message(wrong.as_bytes(), &reference, today);
        assert!(!format!("{found:?}").contains("ZQ9Z"), "{found:?}");
        found.retain(|finding| finding.severity == kernel::Severity::Error);
        assert_eq!(found, refused.findings);
        assert!(!found.is_empty());
    }
    let (message, found) = check_message(sample.as_bytes(), &reference, today);
    assert_eq!(message, Some(wire::MessageCode::Cc015c));
    assert_eq!(found.iter().filter(|f| f.severity == kernel::Severity::Error).count(), 0);
}
