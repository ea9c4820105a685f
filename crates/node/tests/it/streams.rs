//! Streams under load: large dossiers, talk in both directions, peers that repeat themselves.

use exchange::{Envelope, Outcome};
use kernel::{Decides, Element};
use node::{Command, Target};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

/// What nodes take of each other by far, and what they take of anybody else.
const BODY_BYTES_MAX: usize = 10 << 20;

/// CI presents movements to Bobo-Dioulasso, each with goods of so many bytes, all in one batch.
pub(crate) fn present_large(
    region: &mut Region,
    count: usize,
    bytes: usize,
) -> Vec<kernel::DossierId> {
    let batch: Vec<_> = (0..count)
        .map(|number| {
            let lrn = format!("L-{number}");
            let declared = Declared { lrn: &lrn, amount: 1_000, ..TO_BOBO };
            let mut presenting = declared.presenting();
            let text = "x".repeat(bytes);
            presenting.contents.goods =
                Some(Element::group("Consignment").with("descriptionOfGoods", &text));
            let command = transit::Command::Present(Box::new(presenting));
            region.asked(Target::New, Command::Movement(Box::new(command)))
        })
        .collect();
    let now = region.now;
    let replies = region.node("CI").submit(now, batch).unwrap();
    replies.into_iter().map(|reply| reply.outcome.unwrap().dossier).collect()
}

#[test]
fn large_dossiers_travel_in_envelopes_their_recipient_takes() {
    let mut region = Region::new(80, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movements = present_large(&mut region, 48, 400_000);
    let mut sizes = Vec::new();
    for _ in 0..200 {
        region.later(1);
        let now = region.now;
        region.node("CI").work(now).unwrap();
        for outgoing in region.node("CI").outgoing(now).unwrap() {
            sizes.push(outgoing.body.len());
            region.carry("CI", &outgoing);
        }
    }
    assert!(sizes.iter().sum::<usize>() > 48 * 400_000, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size < BODY_BYTES_MAX), "{sizes:?}");
    for movement in &movements {
        assert_eq!(region.movement("BF", movement).standing.phase, Phase::Released);
    }
}

/// What one node has for another now, if anything.
fn to_tell(region: &mut Region, from: &str, to: &str) -> Option<Envelope> {
    let now = region.now;
    let outgoing = region.node(from).outgoing(now).unwrap();
    let outgoing = outgoing.into_iter().find(|outgoing| outgoing.to == node_id(to))?;
    Some(::exchange::read("an envelope", &outgoing.body).unwrap())
}

/// Carries an envelope and its answer; gives back what was answered.
fn carried(region: &mut Region, from: &str, to: &str, envelope: &Envelope) -> Outcome {
    let now = region.now;
    let answer = region.node(to).receive(now, Some(&node_id(from)), envelope).unwrap();
    let body = ::exchange::write("an answer", &answer).unwrap();
    region.node(from).answered(now, &node_id(to), &body).unwrap();
    answer.outcome
}

#[test]
fn what_waits_in_many_small_dispatches_goes_together() {
    let mut region = Region::new(83, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movements: Vec<_> = (0..40)
        .map(|number| {
            let lrn = format!("S-{number}");
            region.present("CI", &Declared { lrn: &lrn, amount: 1_000, ..TO_BOBO })
        })
        .collect();
    let told = to_tell(&mut region, "CI", "BF").unwrap();
    assert_eq!(told.dispatches.len(), movements.len());
    assert_eq!(carried(&mut region, "CI", "BF", &told), Outcome::Recorded);
    for movement in &movements {
        assert_eq!(region.movement("BF", movement).standing.phase, Phase::Released);
    }
}

#[test]
fn an_envelope_never_brings_more_entries_than_a_peer_reads_at_once() {
    let mut region = Region::new(84, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movements = present_large(&mut region, 700, 1);
    let mut counts = Vec::new();
    while region.pending() > 0 {
        let told = to_tell(&mut region, "CI", "BF").unwrap();
        counts.push(told.entries.len());
        assert_eq!(carried(&mut region, "CI", "BF", &told), Outcome::Recorded);
        region.later(1);
    }
    assert!(counts.len() > 1 && counts.iter().all(|count| *count <= 512), "{counts:?}");
    let last = movements.last().unwrap();
    assert_eq!(region.movement("BF", last).standing.phase, Phase::Released);
}

#[test]
fn two_nodes_that_both_have_much_to_tell_do_not_hold_each_other_up() {
    let mut region = Region::new(81, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movements: Vec<_> = (0..6)
        .map(|number| {
            let lrn = format!("T-{number}");
            region.present("CI", &Declared { lrn: &lrn, amount: 1_000, ..TO_BAMAKO })
        })
        .collect();
    region.settle();
    let mut behind_count = 0;
    for movement in &movements {
        // BF answers what CI tells, and its answer proves growth BF does not know CI has seen.
        let now = region.now;
        region.officer("BF", movement, entry("BFX01000", now)).outcome.unwrap();
        let theirs = to_tell(&mut region, "BF", "CI").unwrap();
        region.officer("CI", movement, exit("CIX01000", now)).outcome.unwrap();
        let ours = to_tell(&mut region, "CI", "BF").unwrap();
        behind_count += told_at_once(&mut region, ("CI", "BF"), &ours);
        behind_count += told_at_once(&mut region, ("BF", "CI"), &theirs);
        region.later(1);
    }
    assert!(behind_count > 0, "the test is about what is behind");
}

/// Carries an envelope; where it is behind, what is sent instead, in the same instant, is taken.
/// Says how often it was behind.
fn told_at_once(region: &mut Region, (from, to): (&str, &str), envelope: &Envelope) -> usize {
    match carried(region, from, to, envelope) {
        Outcome::Recorded => 0,
        Outcome::Behind { .. } => {
            let again = to_tell(region, from, to).expect("it is sent again at once");
            assert_eq!(carried(region, from, to, &again), Outcome::Recorded);
            1
        }
        Outcome::Refused { reason } => panic!("{reason}"),
    }
}

#[test]
fn a_node_proves_growth_from_where_its_peer_last_said_it_was() {
    let mut region = Region::new(82, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    // Two answers of BF in a row prove its growth to CI; what CI sends next says so.
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let told = to_tell(&mut region, "CI", "BF").unwrap();
    assert_eq!(carried(&mut region, "CI", "BF", &told), Outcome::Recorded);
    region.present("CI", &Declared { lrn: "LRN-8", amount: 1_000, ..TO_BAMAKO });
    let told = to_tell(&mut region, "CI", "BF").unwrap();
    let now = region.now;
    region.node("BF").receive(now, Some(&node_id("CI")), &told).unwrap();
    // CI did not hear that answer: what it verified is what it said in the envelope.
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    let theirs = to_tell(&mut region, "BF", "CI").unwrap();
    assert_eq!(carried(&mut region, "BF", "CI", &theirs), Outcome::Recorded);
}

/// All that CI tells BF of many movements, as it is sent; whether it is put together ahead, and with a
/// word more to say after the second of it.
fn told_in_all(ahead: bool, more: bool) -> Vec<Vec<u8>> {
    let mut region = Region::new(87, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    present_large(&mut region, 700, 1);
    let mut all = Vec::new();
    while region.pending() > 0 {
        let told = to_tell(&mut region, "CI", "BF").unwrap();
        let now = region.now;
        if ahead {
            let prepared = region.node("CI").prepare(now).unwrap();
            match all.len() {
                0 => assert!(!prepared, "something was written before it"),
                1 => assert!(prepared, "nothing was written since the first"),
                _ => {}
            }
            assert!(!region.node("CI").prepare(now).unwrap(), "it is put together once");
        }
        if more && all.len() == 1 {
            region.present("CI", &Declared { lrn: "MORE", amount: 1_000, ..TO_BOBO });
        }
        all.push(::exchange::write("an envelope", &told).unwrap());
        assert_eq!(carried(&mut region, "CI", "BF", &told), Outcome::Recorded);
        region.later(1);
    }
    all
}

#[test]
fn what_is_put_together_while_a_peer_records_is_what_it_would_be_told_afterwards() {
    let told = told_in_all(true, false);
    assert!(told.len() > 2);
    assert_eq!(told, told_in_all(false, false));
}

#[test]
fn what_was_put_together_ahead_is_not_told_once_anything_else_was_written() {
    let told = told_in_all(true, true);
    assert!(told.len() > 2);
    assert_eq!(told, told_in_all(false, true));
}
