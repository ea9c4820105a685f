//! Two nodes of one administration: each is told what the administration may know, one of them keeps
//! its guarantees.

use identity::{Directory, NodeEntry, UnsealKey};
use kernel::{Decides, Digest, NodeId, SigningKey};
use node::{Node, Parts};
use store::{Sqlite, SqliteKeys, Vfs};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

fn second_key() -> SigningKey {
    SigningKey::from_seed("log", &seed("M2", 2))
}

fn second() -> NodeId {
    NodeId::of(&administration("ML"), 2).unwrap()
}

/// The next directory, in which Mali has a second node.
fn with_a_second(previous: &Directory) -> String {
    let members = ["CI", "BF", "ML", "SN", "CORRIDOR"].map(|code| {
        let mut member = member(code);
        if code == "ML" {
            let first = member.nodes[0].clone();
            member.nodes.push(NodeEntry {
                training: false,
                node: second(),
                log_key: second_key().verifying(),
                former_log_keys: Vec::new(),
                tls_key: Digest([9; 32]),
                seal_key: UnsealKey::from_seed(&seed("M2", 3)).public(),
                ..first
            });
        }
        member.sign(&member_key(code)).unwrap()
    });
    let days = (at(START), at("2027-11-23T00:00:00Z"));
    let draft = Directory::draft(REGION, root(), &members, Some(previous), 1, days).unwrap();
    ["CI", "BF", "ML"]
        .iter()
        .fold(draft, |note, code| note.signed_by(&member_key(code)))
        .to_string()
}

#[test]
fn only_the_node_that_keeps_the_guarantees_answers_for_them() {
    let mut region = Region::new(95, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let next = with_a_second(region.nodes["SN"].world().directory().unwrap());
    let now = region.now;
    for code in ["SN", "ML"] {
        region.node(code).adopt(now, std::slice::from_ref(&next)).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let mut of_ml = parts("ML", &region.homes["ML"], 5);
    of_ml.settings.node = second();
    of_ml.keys.log = second_key();
    let store = Sqlite::open(&folder.path().join("store.db"), &Vfs::default()).unwrap();
    let keys = SqliteKeys::open(&folder.path().join("keys.db"), &Vfs::default()).unwrap();
    let of_ml = Parts { store: Box::new(store), keystore: Box::new(keys), ..of_ml };
    let mut sibling = Node::open(of_ml, now).unwrap();
    let notes = [
        directory_note().to_string(),
        next,
        agreement("trie", &["CI", "BF", "ML"]).to_string(),
        agreement("dakar-bamako", &["SN", "ML"]).to_string(),
    ];
    sibling.adopt(now, &notes).unwrap();
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    let outgoing = region.node("SN").outgoing(now).unwrap();
    // The sibling hears of it first, and has nothing to say.
    let told = outgoing.iter().find(|outgoing| outgoing.to == second()).unwrap();
    let told = ::exchange::read("an envelope", &told.body).unwrap();
    sibling.receive(now, Some(&node_id("SN")), &told).unwrap();
    for answer in sibling.outgoing(now).unwrap() {
        assert_ne!(answer.to, node_id("SN"));
    }
    let told = outgoing.into_iter().find(|outgoing| outgoing.to == node_id("ML")).unwrap();
    region.carry("SN", &told);
    region.carry_one("ML", "SN");
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
}
