//! Somebody joined after the backup that a node recovers from.

use kernel::{Amount, Decides};
use node::Mode;
use transit::Phase;

use crate::acts::*;
use crate::region::*;

#[test]
fn no_epoch_is_opened_before_the_directory_by_which_others_go_is_there() {
    let mut region = Region::new(705, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.settle();
    let copy = region.copied("CI", 7051);
    let directory = region.node("CI").world().directory().unwrap().clone();
    let next = next_directory(&directory, "SN", "ML").to_string();
    let now = region.now;
    for code in ["CI", "BF", "ML", "CORRIDOR"] {
        region.node(code).adopt(now, std::slice::from_ref(&next)).unwrap();
    }
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    region.put_back("CI", &copy, 7052);
    region.ask_back("CI", &[]);
    // Everybody it knows has answered, and there may be others.
    let status = region.node("CI").recovery().unwrap().unwrap();
    assert_eq!((status.reads_only, status.unanswered), (true, vec![]));
    assert_eq!(status.directory, Some(2));
    let now = region.now;
    region.node("CI").adopt(now, &[next]).unwrap();
    // What it was given meanwhile it still has when its process begins again.
    region.restart("CI", 7053);
    assert_eq!(region.node("CI").recovery().unwrap().unwrap().directory, None);
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    region.restart("CI", 7054);
    assert_eq!(region.node("CI").world().directory_version(), 2);
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
}

#[test]
fn who_is_in_a_directory_that_officers_did_not_wait_for_is_asked_once_it_is_there() {
    let mut region = Region::new(708, Decides::Node);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 500_000);
    region.settle();
    let adopt = |region: &mut Region, left: &str| {
        let directory = region.node("ML").world().directory().unwrap().clone();
        let next = next_directory(&directory, left, "").to_string();
        let now = region.now;
        for node in region.nodes.values_mut() {
            node.adopt(now, std::slice::from_ref(&next)).unwrap();
        }
        next
    };
    adopt(&mut region, "SN");
    let copy = region.copied("ML", 7081);
    let joined = adopt(&mut region, "");
    region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    region.put_back("ML", &copy, 7082);
    region.ask_back("ML", &[]);
    let status = region.node("ML").recovery().unwrap().unwrap();
    assert_eq!((status.reads_only, status.directory), (true, Some(3)));
    let now = region.now;
    for officer in ["awa", "koffi"] {
        region.node("ML").accept_gap(now, officer).unwrap().unwrap();
    }
    region.ask_back("ML", &[]);
    assert_eq!(region.node("ML").mode(), Mode::Ready);
    assert_eq!(region.account("ML", &guarantee).held, Amount::ZERO, "SN alone knows of it");
    let now = region.now;
    region.node("ML").adopt(now, &[joined]).unwrap();
    let status = region.node("ML").recovery().unwrap().unwrap();
    assert_eq!(status.unanswered, [node_id("SN")]);
    region.ask_back("ML", &[]);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    region.all_verify();
}
