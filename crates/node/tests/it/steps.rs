//! An envelope that brings much is recorded in steps, and opened where that keeps nobody waiting.

use exchange::{Answer, Envelope, Outcome};
use kernel::{Decides, DossierId};
use node::{Received, Receiving, Steps};
use store::Read;
use transit::Phase;

use crate::acts::*;
use crate::region::*;
use crate::streams::present_large;

/// CI presents movements one after the other, each told in a dispatch of its own.
fn presented(region: &mut Region, count: usize) -> Vec<DossierId> {
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let present = |number: usize| {
        let lrn = format!("P-{number}");
        region.present("CI", &Declared { lrn: &lrn, amount: 1_000, ..TO_BOBO })
    };
    (0..count).map(present).collect()
}

/// How many of them are released, as BF knows.
fn released(region: &Region, movements: &[DossierId]) -> usize {
    let known = |movement: &&DossierId| {
        let viewed = region.reader("BF").movement(movement).unwrap();
        viewed.is_some_and(|viewed| viewed.view.standing.phase == Phase::Released)
    };
    movements.iter().filter(known).count()
}

/// BF records the first of an envelope.
fn begun(region: &mut Region, told: &Envelope) -> Receiving {
    let now = region.now;
    region.node("BF").go_in(Steps::Short);
    let received = region.node("BF").begin_receiving(now, Some(&node_id("CI")), told, None);
    match received.unwrap() {
        Received::More(receiving) => *receiving,
        Received::Answer(answer) => panic!("it is answered: {:?}", answer.outcome),
    }
}

/// It records the rest, a step at a time; how many there were.
fn ended(region: &mut Region, mut receiving: Receiving) -> (Answer, usize) {
    for steps in 1.. {
        region.later(1);
        let now = region.now;
        match region.node("BF").go_on_receiving(now, receiving).unwrap() {
            Received::More(more) => receiving = *more,
            Received::Answer(answer) => return (*answer, steps),
        }
    }
    unreachable!("an envelope has an end")
}

#[test]
fn between_two_steps_of_an_envelope_whoever_else_asks_has_his_turn() {
    let mut region = Region::new(85, Decides::Node);
    let movements = presented(&mut region, 60);
    let told = region.envelope("CI", "BF");
    let receiving = begun(&mut region, &told);
    let first = released(&region, &movements);
    assert!(first > 0 && first < 30, "{first}");
    region.guarantee("BF", "26BF0000000000012", "BF100", 1_000_000);
    let (answer, steps) = ended(&mut region, receiving);
    assert_eq!(answer.outcome, Outcome::Recorded);
    assert!(steps > 1, "{steps}");
    assert_eq!(released(&region, &movements), 60);
    // Its one receipt is for all of it.
    assert_eq!(answer.receipts.len(), 1);
    let now = region.now;
    let answer = exchange::write("an answer", &answer).unwrap();
    region.node("CI").answered(now, &node_id("BF"), &answer).unwrap();
    region.settle();
    assert_eq!(region.pending(), 0);
}

#[test]
fn an_envelope_of_which_a_part_was_recorded_when_the_node_stopped_is_told_again_from_there() {
    let mut region = Region::new(86, Decides::Node);
    let movements = presented(&mut region, 60);
    let told = region.envelope("CI", "BF");
    drop(begun(&mut region, &told));
    region.restart("BF", 860);
    let first = released(&region, &movements);
    assert!(first > 0 && first < 30, "{first}");
    let now = region.now;
    region.node("CI").unanswered(now, &node_id("BF"));
    region.later(600);
    region.settle();
    assert_eq!(released(&region, &movements), 60);
    assert_eq!(region.reader("BF").alarms(8).unwrap(), []);
    assert_eq!(region.reader("CI").alarms(8).unwrap(), []);
}

#[test]
fn an_envelope_that_came_by_another_way_between_two_steps_is_not_recorded_twice() {
    let mut region = Region::new(87, Decides::Node);
    let movements = presented(&mut region, 60);
    let told = region.envelope("CI", "BF");
    let receiving = begun(&mut region, &told);
    let now = region.now;
    // By a stick it is recorded whole.
    let answer = region.node("BF").receive(now, None, &told).unwrap();
    assert_eq!(answer.outcome, Outcome::Recorded);
    let told_of = |region: &Region| region.homes["BF"].store().told_after(0, 10_000).unwrap().len();
    let before = told_of(&region);
    let (answer, steps) = ended(&mut region, receiving);
    let Outcome::Behind { through, .. } = answer.outcome else { panic!("{:?}", answer.outcome) };
    assert_eq!((through, steps), (u64::try_from(told.entries.len()).unwrap(), 1));
    assert_eq!(told_of(&region), before);
    assert_eq!(released(&region, &movements), 60);
}

#[test]
fn an_envelope_opened_aside_is_opened_again_where_the_node_knows_more_by_then() {
    let mut region = Region::new(88, Decides::Node);
    let movements = presented(&mut region, 4);
    let told = region.envelope("CI", "BF");
    let (now, carrier) = (region.now, node_id("CI"));
    let open = |region: &mut Region| {
        let to_open = region.node("BF").to_open(Some(&carrier), &told).unwrap();
        to_open.unwrap().open(&told)
    };
    let (first, second) = (open(&mut region), open(&mut region));
    for opened in [first, second] {
        let node = region.node("BF");
        let received = node.begin_receiving(now, Some(&carrier), &told, Some(opened)).unwrap();
        let Received::Answer(answer) = received else { panic!("it is small") };
        assert_eq!(answer.outcome, Outcome::Recorded);
        assert_eq!(released(&region, &movements), 4);
    }
    let told_of = region.homes["BF"].store().told_after(0, 10_000).unwrap();
    assert_eq!(told_of.len(), told.entries.len());
    assert_eq!(region.reader("BF").alarms(8).unwrap(), []);
}

#[test]
fn what_is_left_of_an_envelope_is_not_recorded_under_a_key_that_somebody_else_has_by_then() {
    let mut region = Region::new(89, Decides::Node);
    let movements = presented(&mut region, 60);
    let since = region.now;
    let told = region.envelope("CI", "BF");
    let receiving = begun(&mut region, &told);
    let first = released(&region, &movements);
    assert!(first > 0 && first < 30, "{first}");
    let stolen = region.next_key("CI", Some(since), 890);
    let now = region.now;
    region.node("BF").adopt(now, &[stolen]).unwrap();
    let told_of = |region: &Region| region.homes["BF"].store().told_after(0, 10_000).unwrap().len();
    let before = told_of(&region);
    let (answer, steps) = ended(&mut region, receiving);
    assert!(matches!(answer.outcome, Outcome::Behind { .. }), "{:?}", answer.outcome);
    assert_eq!((steps, told_of(&region)), (1, before));
}

/// In how many batches the lists of CI follow what came of 40 declarations.
fn batches(steps: Steps) -> usize {
    let mut region = Region::new(91, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    present_large(&mut region, 40, 1);
    let now = region.now;
    region.node("CI").go_in(steps);
    let mut count = 0;
    while region.reader("CI").lists_behind().unwrap() {
        region.node("CI").work(now).unwrap();
        count += 1;
    }
    count
}

#[test]
fn lists_follow_in_short_batches_while_somebody_is_at_work() {
    let (short, long) = (batches(Steps::Short), batches(Steps::Long));
    assert!(long > 0 && short > long, "{short} and {long}");
}
