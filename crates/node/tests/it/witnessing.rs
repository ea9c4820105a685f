//! A checkpoint counts as witnessed once as many peers have cosigned it as the directory asks for.

use std::collections::BTreeSet;

use kernel::{Decides, DossierId, NodeId};
use node::evidence;

use crate::acts::*;
use crate::region::*;

/// Abidjan to Bobo-Dioulasso, released and told, where two witnesses are asked for.
fn asking_for_two(random: u64) -> (Region, DossierId) {
    let directory = directory_of(member, 2);
    let mut region = Region::under(random, (Decides::Node, |_| true), &directory);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    (region, movement)
}

impl Region {
    /// Carries all that a node has for one peer; what it has for others is lost on the way.
    fn carry_to(&mut self, from: &'static str, to: &str) {
        // By then whoever was not reached before is tried again.
        self.later(90);
        loop {
            self.later(1);
            let now = self.now;
            let outgoing = self.node(from).outgoing(now).unwrap();
            if outgoing.iter().all(|outgoing| outgoing.to != node_id(to)) {
                return;
            }
            for outgoing in outgoing {
                if outgoing.to == node_id(to) {
                    self.carry(from, &outgoing);
                } else {
                    self.node(from).unanswered(now, &outgoing.to);
                }
            }
        }
    }

    /// Who has witnessed all that a node has written, and whether they are enough.
    fn witnesses(&self, code: &str) -> (Vec<NodeId>, bool) {
        let state = self.reader(code).journal().unwrap();
        assert_eq!(state.quorum, Some(2));
        (state.cosigned_by, state.cosigned)
    }

    /// The same of the last event of a movement, as its bundle proves it.
    fn proven(&self, code: &str, movement: &DossierId) -> (String, Vec<NodeId>, bool) {
        let bundle = self.reader(code).evidence(movement, &BTreeSet::new()).unwrap().unwrap();
        let found = evidence::verify(&bundle, &root());
        assert_eq!(found.first_bad, None);
        let last = found.records.last().unwrap();
        assert_eq!(last.quorum, Some(2));
        let mut by: Vec<_> = last.cosigned_by.iter().map(|one| one.node.clone()).collect();
        by.sort_unstable();
        (last.event.clone(), by, last.cosigned)
    }
}

#[test]
fn where_two_witnesses_are_asked_for_one_is_not_enough() {
    // Whichever of the two comes first.
    for (random, [first, second]) in [(1100, ["CORRIDOR", "BF"]), (1101, ["BF", "CORRIDOR"])] {
        let (mut region, movement) = asking_for_two(random);
        let both = vec![node_id("BF"), node_id("CORRIDOR")];
        assert_eq!(region.witnesses("CI"), (both.clone(), true));
        let now = region.now;
        region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
        let exit = |by: &[NodeId], enough| ("Exited".to_owned(), by.to_vec(), enough);
        assert_eq!(region.witnesses("CI"), (Vec::new(), false));
        assert_eq!(region.proven("CI", &movement), exit(&[], false));
        region.carry_to("CI", first);
        assert_eq!(region.witnesses("CI"), (vec![node_id(first)], false));
        assert_eq!(region.proven("CI", &movement), exit(&[node_id(first)], false));
        region.carry_to("CI", second);
        assert_eq!(region.witnesses("CI"), (both.clone(), true));
        assert_eq!(region.proven("CI", &movement), exit(&both, true));
        region.all_verify();
    }
}

#[test]
fn a_checkpoint_that_one_of_two_has_cosigned_alarms_until_another_has() {
    let (mut region, movement) = asking_for_two(1110);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let mut counts = Vec::new();
    let mut pass = |region: &mut Region, minutes: i64| {
        region.later(minutes * 60);
        let now = region.now;
        region.node("CI").work(now).unwrap();
        counts.push(region.alarms_of("CI", "fewer than 2 cosignatures").len());
    };
    pass(&mut region, 0);
    region.carry_to("CI", "CORRIDOR");
    for minutes in [12, 2, 61] {
        pass(&mut region, minutes);
    }
    for minutes in [1, 61] {
        region.carry_to("CI", "CORRIDOR");
        region.carry_to("CI", "BF");
        pass(&mut region, minutes);
    }
    assert_eq!(counts, [0, 0, 1, 2, 2, 2]);
}
