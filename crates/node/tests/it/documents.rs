//! Signed documents that come late, change hands or change keys.

use kernel::Decides;
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
    let db = rusqlite::Connection::open(region.homes["CI"].folder.path().join("store.db")).unwrap();
    let sql = "UPDATE documents SET note = replace(note, 'transit', 'tranzit') WHERE what = 'trie'";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    drop(db);
    region.restart("CI", 3);
    assert!(!region.nodes["CI"].world().agreements.has("trie", 1));
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("trie 1")), "{alarms:?}");
}
