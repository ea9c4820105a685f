//! What becomes of a subscriber with each thing that comes of telling him.

use identity::Actor;
use kernel::Timestamp;
use node::{Disabled, Progress, Subscription, Tried, Wish};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::super::carrying::{Came, Ran};
use super::super::schedule::Pace;
use super::Line;
use crate::events::Recent;

const RETRY_MS: [u64; 2] = [1_000, 60_000];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-23T08:00:00Z")
}

fn kept(position: i64, progress: Progress) -> Subscription {
    Subscription {
        id: "a".to_owned(),
        owner: Actor::NationalSystem("GAINDE".to_owned()),
        position,
        wish: Wish {
            endpoint: "https://erp.example/".to_owned(),
            kind: None,
            dossier: None,
            answers: false,
        },
        progress,
    }
}

fn tried(status: u16) -> Tried {
    Tried { at: now(), notice: 4, status: Some(status), failure: None }
}

fn failed(status: u16) -> Ran {
    let gone = status == 410;
    Ran { taken: None, came: Came::Failed { tried: tried(status), gone, put_off: None } }
}

/// A line whose errand came back with something; what is written down of it.
fn after(line: &mut Line, ran: Ran) -> Progress {
    // Further back than what is shared, so that an errand must look.
    let latest = Recent::from(9);
    assert!(line.errand(&latest, at("2027-01-01T00:00:00Z")).is_some());
    assert!(line.errand(&latest, now()).is_none(), "one errand at a time");
    line.ran(ran, now(), Pace::Ending(&RETRY_MS), &mut ChaCha20Rng::seed_from_u64(1));
    line.news().unwrap().2
}

#[test]
fn each_failure_is_counted_and_the_last_planned_one_disables() {
    let mut line = Line::of(kept(3, Progress::default()));
    let first = after(&mut line, failed(500));
    assert_eq!((first.failure_count, first.last.clone()), (1, Some(tried(500))));
    let next = first.next_try.unwrap();
    assert!(next >= at("2026-11-23T08:00:01Z") && next <= at("2026-11-23T08:00:01.1Z"), "{next}");
    assert!(line.errand(&Recent::from(9), now()).is_none(), "it is not time yet");
    let second = after(&mut line, failed(302));
    assert_eq!((second.failure_count, second.disabled), (2, None));
    assert!(second.next_try.unwrap() >= at("2026-11-23T08:01:00Z"));
    let third = after(&mut line, failed(500));
    assert_eq!((third.failure_count, third.next_try), (3, None));
    assert_eq!(third.disabled, Some(Disabled::GivenUp));
    assert!(line.errand(&Recent::from(9), at("2027-01-01T00:00:00Z")).is_none());
}

#[test]
fn what_is_taken_ends_the_counting_and_what_fails_behind_it_begins_it_anew() {
    let mut line = Line::of(kept(3, Progress::default()));
    after(&mut line, failed(500));
    let taken = Ran { taken: Some(tried(204)), came: Came::Through };
    let expected = Progress { last: Some(tried(204)), ..Progress::default() };
    assert_eq!(after(&mut line, taken), expected);
    after(&mut line, failed(500));
    let taken = Ran { taken: Some(tried(200)), ..failed(503) };
    let progress = after(&mut line, taken);
    assert_eq!((progress.failure_count, progress.last), (1, Some(tried(503))));
}

#[test]
fn whoever_is_gone_or_has_no_right_is_told_no_longer() {
    let mut gone = Line::of(kept(3, Progress::default()));
    let progress = after(&mut gone, failed(410));
    assert_eq!((progress.disabled, progress.next_try), (Some(Disabled::Gone), None));
    let mut without = Line::of(kept(3, Progress::default()));
    let progress = after(&mut without, Ran { taken: None, came: Came::NoRight });
    assert_eq!((progress.disabled, progress.failure_count), (Some(Disabled::NoRight), 0));
}

#[test]
fn nobody_is_told_late_because_a_clock_that_ran_ahead_was_set_back() {
    let mut line = Line::of(kept(3, Progress::default()));
    after(&mut line, failed(500));
    let latest = Recent::from(9);
    assert!(line.errand(&latest, now()).is_none(), "it is not time yet");
    assert!(line.errand(&latest, at("2026-11-23T07:00:00Z")).is_some());
    let ran = Ran { taken: None, came: Came::Fault };
    line.ran(ran, now(), Pace::Ending(&RETRY_MS), &mut ChaCha20Rng::seed_from_u64(1));
    assert!(line.errand(&latest, at("2026-11-23T07:00:00Z")).is_some());
}

#[test]
fn a_fault_of_ours_is_no_failure_of_the_endpoint() {
    let mut line = Line::of(kept(3, Progress::default()));
    let latest = Recent::from(9);
    assert!(line.errand(&latest, now()).is_some());
    let ran = Ran { taken: None, came: Came::Fault };
    assert!(!line.ran(ran, now(), Pace::Ending(&RETRY_MS), &mut ChaCha20Rng::seed_from_u64(1)));
    assert_eq!(line.news(), None);
    assert!(line.errand(&latest, now()).is_none(), "not at once again");
    assert!(line.errand(&latest, at("2026-11-23T08:00:01Z")).is_some());
}

#[test]
fn a_line_goes_on_from_what_somebody_else_has_made_of_it() {
    let mut line = Line::of(kept(3, Progress::default()));
    let progress = after(&mut line, failed(410));
    line.noted(3, progress.clone());
    assert_eq!(line.news(), None);
    // The store has what was noted: nothing has changed.
    let mut line = line.or(kept(3, progress));
    assert!(line.errand(&Recent::from(9), now()).is_none(), "it is disabled still");
    // It was resumed.
    let mut resumed = line.or(kept(1, Progress::default()));
    let (subscription, _) = resumed.errand(&Recent::from(9), now()).unwrap();
    assert_eq!(subscription.position, 1);
    // It is changed while an errand is under way: what that brings no longer matters.
    let superseded = resumed.or(kept(0, Progress::default()));
    assert!(superseded.superseded() && superseded.news().is_none());
}

#[test]
fn what_is_for_nobody_here_needs_no_errand() {
    let mut line = Line::of(kept(9, Progress::default()));
    assert!(line.errand(&Recent::from(9), now()).is_none(), "nothing is new");
    let mut latest = Recent::from(9);
    latest.through = 12;
    assert!(line.errand(&latest, now()).is_none());
    assert!(line.errand(&Recent::from(12), now()).is_none(), "it has come as far without one");
    assert_eq!(line.news(), None);
}

/// An endpoint's pauses as they are usual: at most five minutes.
fn usual() -> Vec<u64> {
    let push = serde_json::json!({"endpoint": "https://systeme.example/"});
    serde_json::from_value::<crate::config::PushConfig>(push).unwrap().retry_ms
}

#[test]
fn a_national_system_that_refuses_for_a_day_is_told_everything_once_and_in_order() {
    let national = |position| {
        let kept = kept(position, Progress::default());
        let wish = Wish { answers: true, kind: Some("movement".to_owned()), ..kept.wish.clone() };
        Subscription { id: node::NATIONAL.to_owned(), wish, ..kept }
    };
    let (up, mut now) = (at("2026-11-24T08:00:00Z"), now());
    let (retry_ms, mut entropy) = (usual(), ChaCha20Rng::seed_from_u64(1));
    let (mut line, mut tries, mut silent, mut arrived) = (Line::of(national(0)), 0, 0, Vec::new());
    // Something happens every seven minutes of the day; nothing of it is shared any more.
    let happened = |now: Timestamp| 1 + now.duration_since(self::now()).as_mins() / 7;
    while arrived.is_empty() {
        let Some((subscription, position)) = line.errand(&Recent::from(happened(now)), now) else {
            panic!("it is time at {now}");
        };
        tries += 1;
        let ran = if now < up {
            failed(if tries % 3 == 0 { 410 } else { 503 })
        } else {
            arrived.extend(subscription.position + 1..=happened(now));
            position.store(happened(now), std::sync::atomic::Ordering::Relaxed);
            Ran { taken: Some(tried(204)), came: Came::Through }
        };
        line.ran(ran, now, Pace::Unending(&retry_ms), &mut entropy);
        let (_, position, progress) = line.news().unwrap();
        assert_eq!(progress.disabled, None);
        silent += usize::from(progress.silent);
        // It is written down, and the process ends and begins again: nothing is forgotten.
        line = Line::of(Subscription { position, progress: progress.clone(), ..national(0) });
        now = progress.next_try.unwrap_or(now);
    }
    assert_eq!(arrived, (1..=happened(now)).collect::<Vec<_>>());
    assert!(arrived.len() > 200, "{}", arrived.len());
    assert!(now >= up && now < at("2026-11-24T08:06:00Z"), "{now}");
    assert!((250..300).contains(&tries) && silent == tries - 4, "{tries} {silent}");
}
