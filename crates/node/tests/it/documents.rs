//! Signed documents that come late, change hands or change keys.

use kernel::{Decides, Note};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

#[test]
fn a_movement_told_before_its_agreement_arrived_counts_once_it_has() {
    let mut region = Region::knowing(90, Decides::Node, |code| code != "BF");
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let early = region.reader("BF").movement(&movement).unwrap().unwrap();
    assert_eq!((early.view.standing.phase, early.flag.as_str()), (Phase::Unknown, "contested"));
    let alarm_count = region.reader("BF").alarms(99).unwrap().len();
    let now = region.now;
    let other = agreement("elsewhere", &["SN", "ML"]).to_string();
    region.node("BF").adopt(now, &[other]).unwrap();
    assert_eq!(region.reader("BF").alarms(99).unwrap().len(), alarm_count);
    let trie = agreement("trie", &["CI", "BF", "ML"]).to_string();
    region.node("BF").adopt(now, &[trie]).unwrap();
    region.settle();
    let late = region.reader("BF").movement(&movement).unwrap().unwrap();
    assert_eq!((late.view.standing.phase, late.flag.as_str()), (Phase::Released, ""));
    let listed = region.reader("BF").list(&store::Search::of("movement"), None, 9).unwrap();
    assert_eq!(listed[0].phase, "released");
}

/// What of these documents a node takes: each by its name and version.
fn taken(region: &mut Region, code: &str, notes: &[Note]) -> Vec<(String, u64)> {
    let (now, notes) = (region.now, notes.iter().map(Note::to_string).collect::<Vec<_>>());
    let taken = region.node(code).adopt(now, &notes).unwrap();
    taken.into_iter().map(|taken| (taken.what, taken.version)).collect()
}

#[test]
fn two_members_cannot_end_or_take_over_what_others_have_agreed() {
    let mut region = Region::new(93, Decides::Node);
    let strangers = |version| agreement_from("trie", version, &["SN", "ML"], "2026-01-01");
    let two_of_three = agreement_from("trie", 2, &["CI", "ML"], "2026-01-01");
    for code in ["CI", "BF", "ML"] {
        let notes = [strangers(2), strangers((1 << 53) - 1), two_of_three.clone()];
        assert_eq!(taken(&mut region, code, &notes), []);
    }
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let told = region.reader("BF").movement(&movement).unwrap().unwrap();
    assert_eq!((told.view.standing.phase, told.flag.as_str()), (Phase::Released, ""));
    // With the word of the third it is another agreement, of two.
    let two_of_three = two_of_three.signed_by(&member_key("BF"));
    assert_eq!(taken(&mut region, "CI", &[two_of_three]), [("trie".to_owned(), 2)]);
    region.restart("CI", 3);
    assert!(region.nodes["CI"].world().agreements.has("trie", 2));
}

#[test]
fn in_whatever_order_versions_arrive_the_same_are_in_force() {
    let mut region = Region::new(94, Decides::Node);
    let version = |version| agreement_from("trie", version, &["CI", "BF", "ML"], "2026-01-01");
    let named = |version| ("trie".to_owned(), version);
    assert_eq!(taken(&mut region, "CI", &[version(3)]), []);
    assert_eq!(taken(&mut region, "CI", &[version(2)]), [named(2)]);
    assert_eq!(taken(&mut region, "CI", &[version(3)]), [named(3)]);
    assert_eq!(taken(&mut region, "BF", &[version(3), version(2)]), [named(2), named(3)]);
    assert_eq!(
        taken(&mut region, "ML", &[version(2), version(1), version(3)]),
        [named(2), named(3)]
    );
    let known = |code: &str| region.nodes[code].world().agreements.clone();
    assert_eq!(known("CI"), known("BF"));
    assert_eq!(known("CI"), known("ML"));
}

#[test]
fn a_member_that_leaves_or_changes_its_key_keeps_no_node_from_starting() {
    let mut region = Region::new(91, Decides::Node);
    let directory = region.nodes["CI"].world().directory().unwrap().clone();
    let next = next_directory(&directory, "SN", "ML").to_string();
    let now = region.now;
    let taken = region.node("CI").adopt(now, &[next]).unwrap();
    assert_eq!((taken[0].what.as_str(), taken[0].version, taken.len()), ("directory", 2, 1));
    region.restart("CI", 3);
    let world = region.nodes["CI"].world();
    assert_eq!(world.directory_version(), 2);
    assert!(world.agreements.has("trie", 1) && world.agreements.has("dakar-bamako", 1));
    assert_eq!(region.node("CI").mode(), node::Mode::Ready);
}

#[test]
fn an_agreement_damaged_in_the_store_is_not_in_force_and_alarms_but_the_node_starts() {
    let mut region = Region::new(92, Decides::Node);
    region.nodes.remove("CI");
    let db = opened(&region.homes["CI"].folder.path().join("store.db"));
    let sql = "UPDATE documents SET note = replace(note, 'transit', 'tranzit') WHERE what = 'trie'";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    drop(db);
    region.restart("CI", 3);
    assert!(!region.nodes["CI"].world().agreements.has("trie", 1));
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("trie 1")), "{alarms:?}");
}
