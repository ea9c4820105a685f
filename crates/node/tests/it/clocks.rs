//! A peer whose clock is an hour off: both operators are told, and the exchange goes on.

use ::exchange::{Envelope, Outcome};
use jiff::SignedDuration;
use kernel::{Decides, Timestamp};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

/// CI and BF, where BF's clock is so many hours off.
struct Skewed {
    region: Region,
    hours: i64,
}

impl Skewed {
    fn clock(&self, code: &str) -> Timestamp {
        let hours = if code == "BF" { self.hours } else { 0 };
        self.region.now.checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    /// Carries everything one has for the other, and the answers, each at its own time.
    fn tell(&mut self, from: &str, to: &str) {
        for _ in 0..6 {
            self.region.later(1);
            let (here, there) = (self.clock(from), self.clock(to));
            while self.region.node(from).work(here).unwrap() {}
            let outgoing = self.region.node(from).outgoing(here).unwrap();
            let Some(next) = outgoing.into_iter().find(|next| next.to == node_id(to)) else {
                return;
            };
            let envelope: Envelope = ::exchange::read("an envelope", &next.body).unwrap();
            let answer =
                self.region.node(to).receive(there, Some(&node_id(from)), &envelope).unwrap();
            // One that is behind is told from where it stands, at once.
            assert!(!matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
            let answer = ::exchange::write("an answer", &answer).unwrap();
            self.region.node(from).answered(here, &node_id(to), &answer).unwrap();
        }
    }

    /// What the operator of a node is told of clocks.
    fn alarms(&self, code: &str) -> Vec<String> {
        let alarms = self.region.reader(code).alarms(99).unwrap();
        let skewed = alarms.into_iter().filter(|alarm| alarm.body.contains("clock-skewed"));
        let detail = |body: &str| {
            let alarm: serde_json::Value = serde_json::from_str(body).unwrap();
            format!("{}: {}", alarm["about"].as_str().unwrap(), alarm["detail"].as_str().unwrap())
        };
        let mut said: Vec<_> = skewed.map(|alarm| detail(&alarm.body)).collect();
        said.sort();
        said
    }
}

/// A movement that crosses from CI to BF while BF's clock is so many hours off, and it.
fn crossing(hours: i64) -> (Skewed, kernel::DossierId) {
    let mut region = Region::new(120, Decides::Node);
    region.later(2 * 3600);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    let mut skewed = Skewed { region, hours };
    skewed.tell("CI", "BF");
    let phase = |skewed: &Skewed, code| skewed.region.movement(code, &movement).standing.phase;
    assert_eq!(phase(&skewed, "BF"), Phase::Released);
    let now = skewed.region.now;
    skewed.region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    skewed.tell("CI", "BF");
    skewed.region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    skewed.tell("BF", "CI");
    skewed.tell("CI", "BF");
    let standing = |code| skewed.region.movement(code, &movement).standing;
    assert_eq!((standing("CI").phase, standing("CI")), (Phase::UnderWay, standing("BF")));
    (skewed, movement)
}

#[test]
fn a_clock_an_hour_fast_alarms_both_operators_once_and_stops_nothing() {
    let (skewed, _) = crossing(1);
    let seen_by_ci = skewed.alarms("CI");
    assert_eq!(seen_by_ci.len(), 1, "{seen_by_ci:?}");
    assert!(seen_by_ci[0].starts_with("BF-1: its clock is 3"), "{seen_by_ci:?}");
    assert!(seen_by_ci[0].ends_with("seconds ahead of ours"), "{seen_by_ci:?}");
    let seen_by_bf = skewed.alarms("BF");
    assert_eq!(seen_by_bf.len(), 1, "{seen_by_bf:?}");
    assert!(seen_by_bf[0].starts_with("CI-1: its clock is 3"), "{seen_by_bf:?}");
    assert!(seen_by_bf[0].ends_with("seconds behind ours"), "{seen_by_bf:?}");
}

#[test]
fn a_clock_an_hour_slow_alarms_both_operators_once_and_stops_nothing() {
    let (skewed, _) = crossing(-1);
    let (ci, bf) = (skewed.alarms("CI"), skewed.alarms("BF"));
    assert!(matches!(&ci[..], [said] if said.ends_with("seconds behind ours")), "{ci:?}");
    assert!(matches!(&bf[..], [said] if said.ends_with("seconds ahead of ours")), "{bf:?}");
}

#[test]
fn a_clock_that_is_right_alarms_nobody_however_late_what_it_writes_arrives() {
    let (mut skewed, _) = crossing(0);
    skewed.region.present("CI", &Declared { lrn: "LRN-9", amount: 1, ..TO_BOBO });
    skewed.region.later(48 * 3600);
    skewed.tell("CI", "BF");
    skewed.tell("BF", "CI");
    assert_eq!((skewed.alarms("CI"), skewed.alarms("BF")), (vec![], vec![]));
}

#[test]
fn a_clock_that_ran_ahead_is_set_right_at_work_and_holds_up_nothing() {
    let (mut skewed, movement) = crossing(1);
    skewed.hours = 0;
    let now = skewed.region.now;
    let arrives = arrival("BFBOY000", now);
    skewed.region.officer("BF", &movement, arrives).outcome.unwrap();
    skewed.tell("BF", "CI");
    assert_eq!(skewed.region.movement("CI", &movement).standing.phase, Phase::Arrived);
}
