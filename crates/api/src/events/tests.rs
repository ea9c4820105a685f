//! What is shared, who listens, and who is cut.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use identity::Actor;
use node::Notice;

use super::{Cut, LISTENERS_OF_ONE_MAX, Listeners, RECENT_MAX, Recent, Sent};

fn sent(id: i64) -> Sent {
    let notice = Notice {
        id,
        traders: vec!["SN100".to_owned()],
        kind: "movement".to_owned(),
        event: "Released".to_owned(),
        dossier: "SN.SN-1.1.0123456789abcdef0123456789abcdef".parse().unwrap(),
        names: BTreeMap::new(),
        phase: "released".to_owned(),
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        writer: "SN-1".parse().unwrap(),
        administration: None,
        part: 4,
        version: id,
        verdict: None,
    };
    Sent::of(notice).unwrap()
}

fn ids(recent: &Recent) -> Vec<i64> {
    recent.notices.iter().map(|sent| sent.notice.id).collect()
}

#[test]
fn what_is_shared_is_the_latest_and_says_from_where_on() {
    let recent = Recent::from(7);
    assert_eq!((recent.after, recent.through, ids(&recent)), (7, 7, Vec::new()));
    let recent = recent.with(vec![sent(8), sent(11)], 0).with(vec![sent(12)], 12);
    assert_eq!((recent.after, recent.through, ids(&recent)), (7, 12, vec![8, 11, 12]));
    let count = i64::try_from(RECENT_MAX).unwrap();
    let recent = recent.with((13..13 + count).map(sent).collect(), 0);
    assert_eq!((recent.after, recent.through), (12, 12 + count));
    assert_eq!(ids(&recent), (13..13 + count).collect::<Vec<_>>());
}

#[test]
fn a_notice_is_sent_with_what_happened_when_and_where_and_not_with_whom_it_is_for() {
    let sent = sent(8);
    assert_eq!(sent.name, "movement.Released");
    let said: serde_json::Value = serde_json::from_str(&sent.data).unwrap();
    let expected = serde_json::json!({
        "kind": "movement", "event": "Released", "phase": "released", "names": {},
        "dossier": "SN.SN-1.1.0123456789abcdef0123456789abcdef", "at": "2026-11-23T08:00:00Z",
        "writer": "SN-1", "part": 4, "version": 8,
    });
    assert_eq!(said, expected);
}

fn trader(number: &str) -> Actor {
    Actor::Trader(number.parse().unwrap())
}

#[test]
fn there_are_so_many_places_in_all_and_so_many_for_one_and_each_is_given_back() {
    let listeners = Listeners::default();
    let all = LISTENERS_OF_ONE_MAX + 2;
    let seat = |who: &str| listeners.seat(&trader(who), Cut::default(), all);
    let mut seats: Vec<_> = (0..LISTENERS_OF_ONE_MAX).map(|_| seat("SN100").unwrap()).collect();
    assert_eq!(seat("SN100").unwrap_err(), LISTENERS_OF_ONE_MAX);
    let others = [seat("SN200").unwrap(), seat("SN200").unwrap()];
    assert_eq!(seat("ML300").unwrap_err(), all);
    assert_eq!(listeners.count(), all);
    seats.pop();
    assert!(seat("SN100").is_ok());
    drop((seats, others));
    assert_eq!(listeners.count(), 0);
}

#[test]
fn whoever_takes_nothing_is_cut_and_nobody_else() {
    let listeners = Listeners::default();
    let (idle, busy) = (Cut::default(), Cut::default());
    let cut = |cut: &Cut| cut.wanted().now_or_never().is_some();
    let _idle = listeners.seat(&trader("SN100"), idle.clone(), 9).unwrap();
    let takes = listeners.seat(&trader("SN200"), busy.clone(), 9).unwrap();
    listeners.cut_idle();
    assert!(!cut(&idle) && !cut(&busy), "both have only begun");
    takes.took();
    listeners.cut_idle();
    assert!(cut(&idle) && !cut(&busy));
}

#[test]
fn what_happens_is_read_for_somebody_who_listens_or_is_carried_to_and_for_nobody_else() {
    let listeners = Listeners::default();
    assert!(listeners.nobody());
    let actor = Actor::Trader("SN100".parse().unwrap());
    let seat = listeners.seat(&actor, Cut::default(), 1).unwrap();
    assert!(!listeners.nobody());
    drop(seat);
    assert!(listeners.nobody());
    listeners.carry_to(1);
    assert!(!listeners.nobody());
}
