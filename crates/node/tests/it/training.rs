//! A node for training keeps to its own kind.

use identity::{Directory, DirectoryError};
use kernel::Decides;
use node::{Fault, Node, Parts, Settings};

use crate::region::*;

/// The node of CI on a store of its own, for training or not.
fn opened(region: &Region, training: bool) -> Result<Node, Fault> {
    let parts = parts("CI", &region.homes["CI"], 5);
    let settings = Settings { training, ..parts.settings };
    Node::open(Parts { settings, ..parts }, region.now)
}

/// The directory of a region for training.
fn directory_for_training() -> String {
    directory(None, true)
}

/// The directory after the one a node has, for training or not.
fn next(node: &Node, training: bool) -> String {
    directory(Some(node.world().directory().unwrap()), training)
}

fn directory(previous: Option<&Directory>, training: bool) -> String {
    let members = ["CI", "BF"].map(|code| {
        let mut member = member(code);
        member.nodes[0].training = training;
        member.sign(&member_key(code)).unwrap()
    });
    let days = (at(START), at("2027-11-23T00:00:00Z"));
    let draft = Directory::draft(REGION, root(), &members, previous, 1, days).unwrap();
    let signed =
        ["CI", "BF", "ML"].iter().fold(draft, |note, code| note.signed_by(&member_key(code)));
    signed.to_string()
}

#[test]
fn a_node_for_training_starts_under_no_other_directory_and_neither_does_a_real_one() {
    for training in [true, false] {
        let mut region = Region::new(110, Decides::Node);
        region.forget("CI");
        let (right, wrong) = match training {
            true => (directory_for_training(), directory_note().to_string()),
            false => (directory_note().to_string(), directory_for_training()),
        };
        let mut node = opened(&region, training).unwrap();
        let refused = node.adopt(region.now, std::slice::from_ref(&wrong));
        assert!(matches!(refused, Err(Fault::Directory(DirectoryError::Training))), "{refused:?}");
        drop(node);
        let mut node = opened(&region, training).unwrap();
        let taken = node.adopt(region.now, &[right]).unwrap();
        assert_eq!((taken[0].what.as_str(), taken[0].version, taken.len()), ("directory", 1, 1));
        // One that has a directory goes on with it, and its operator is told.
        assert_eq!(node.adopt(region.now, &[next(&node, !training)]).unwrap(), []);
        assert_eq!(node.world().directory().unwrap().training(), training);
        assert_eq!(node.world().directory_version(), 1);
    }
}

#[test]
fn a_node_stays_what_it_was_when_it_began() {
    for training in [true, false] {
        let mut region = Region::new(111, Decides::Node);
        region.forget("CI");
        drop(opened(&region, training).unwrap());
        let turned = opened(&region, !training).err();
        assert!(matches!(turned, Some(Fault::Training { set }) if set != training), "{turned:?}");
        drop(opened(&region, training).unwrap());
    }
}
