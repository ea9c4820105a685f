//! The same seed gives the same journals, byte for byte.

use kernel::{Decides, Epoch};
use store::{Place, Read};

use crate::acts::*;
use crate::region::*;

/// Two nodes, one journey, everything both write.
fn journals(random: u64) -> Vec<Vec<u8>> {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    for command in [entry("BFX01000", now), arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    let mut bytes = Vec::new();
    for code in ["CI", "BF"] {
        let store = region.homes[code].store();
        let place = Place { epoch: Epoch::FIRST, partition: 0, index: 0 };
        for row in store.entries(place, 10_000).unwrap() {
            let commitments = row.commitments.iter().flat_map(|digest| digest.0).collect();
            bytes.extend([row.header, commitments, row.sealed]);
        }
        let notes = store.checkpoints(Epoch::FIRST, 0, 0, 10_000).unwrap();
        bytes.extend(notes.into_iter().map(|(_, note)| note.into_bytes()));
    }
    bytes
}

#[test]
fn two_nodes_from_one_seed_write_identical_journals_twice() {
    let first = journals(40);
    assert!(first.len() > 60, "{}", first.len());
    assert_eq!(first, journals(40));
}

#[test]
fn another_seed_writes_other_bytes() {
    assert_ne!(journals(40), journals(41));
}

#[test]
fn the_number_of_logs_is_fixed_when_a_node_first_writes() {
    let mut region = Region::new(42, Decides::Node);
    region.nodes.remove("CI");
    let mut parts = parts("CI", &region.homes["CI"], 1);
    parts.settings.partitions = 4;
    let fault = node::Node::open(parts, region.now).unwrap_err();
    assert!(matches!(fault, node::Fault::Partitions { kept: 1, set: 4 }), "{fault}");
    region.restart("CI", 2);
}
