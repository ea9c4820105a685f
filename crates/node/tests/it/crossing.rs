//! Two nodes that both have much to tell: what is under way between them crosses.

use exchange::{Answer, Envelope, Outcome};
use kernel::Decides;

use crate::acts::*;
use crate::region::*;

/// What Ouagadougou has sent and Abidjan has not heard yet; meanwhile one thing of Abidjan's was
/// carried and answered.
fn crossing(random: u64) -> (Region, Envelope) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    region.present("CI", &Declared { lrn: "LRN-7", ..TO_BAMAKO });
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    let under_way = region.envelope("BF", "CI");
    region.carry_one("CI", "BF");
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    (region, under_way)
}

/// What a node sends another a moment from now.
fn soon(region: &mut Region, from: &str, to: &str) -> Option<Envelope> {
    let soon = region.now.checked_add(jiff::SignedDuration::from_millis(20)).unwrap();
    let mut outgoing = region.node(from).outgoing(soon).unwrap().into_iter();
    let found = outgoing.find(|outgoing| outgoing.to == node_id(to))?;
    Some(::exchange::read("an envelope", &found.body).unwrap())
}

/// Abidjan says that what comes does not follow, and is sent what does.
fn missed(region: &mut Region, under_way: &Envelope) -> Answer {
    let now = region.now;
    let answer = received_by(region, "CI", under_way);
    assert!(matches!(answer.outcome, Outcome::Behind { .. }), "{:?}", answer.outcome);
    let answer = ::exchange::write("an answer", &answer).unwrap();
    region.node("BF").answered(now, &node_id("CI"), &answer).unwrap();
    assert!(soon(region, "CI", "BF").is_none(), "it is left the word");
    let again = soon(region, "BF", "CI").expect("at once");
    received_by(region, "CI", &again)
}

fn received_by(region: &mut Region, at: &str, envelope: &Envelope) -> Answer {
    let now = region.now;
    region.node(at).receive(now, Some(&envelope.from), envelope).unwrap()
}

#[test]
fn two_that_both_have_much_to_tell_miss_each_other_once_and_no_more() {
    let (mut region, under_way) = crossing(109);
    assert_eq!(missed(&mut region, &under_way).outcome, Outcome::Recorded);
    assert!(soon(&mut region, "CI", "BF").is_some(), "it has the word again");
    // Where one has just said how far it has come, what it says again of that is no news, and what was
    // under way began before it all the same.
    let (mut region, under_way) = crossing(110);
    let told = region.envelope("CI", "BF");
    received_by(&mut region, "BF", &told);
    assert_eq!(missed(&mut region, &under_way).outcome, Outcome::Recorded);
}
