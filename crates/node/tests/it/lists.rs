//! Lists: by what dossiers are found, and what becomes of stores of an earlier program.

use kernel::{Decides, Name, NameKind};
use store::Search;

use crate::acts::*;
use crate::region::*;

/// The movements a node finds by a name.
fn found(region: &Region, code: &str, kind: NameKind, name: &str) -> usize {
    let search = Search { names: vec![Name::new(kind, name)], ..Search::of("movement") };
    region.reader(code).list(&search, None, 9).unwrap().len()
}

#[test]
fn a_movement_is_found_at_every_node_that_knows_it_by_its_traders_and_offices() {
    let mut region = Region::new(95, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.present("CI", &TO_BOBO);
    region.settle();
    for code in ["CI", "BF"] {
        assert_eq!(found(&region, code, NameKind::Trader, "CI100"), 1, "{code}");
        assert_eq!(found(&region, code, NameKind::Office, "CIABJ000"), 1, "{code}");
        assert_eq!(found(&region, code, NameKind::Reference, TO_BOBO.lrn), 1, "{code}");
        assert_eq!(found(&region, code, NameKind::Office, "CI000000"), 0, "{code}");
    }
}

#[test]
fn what_an_earlier_program_put_down_is_found_by_what_this_one_looks_for() {
    let mut region = Region::new(96, Decides::Node);
    region.present("CI", &TO_BOBO);
    region.settle();
    region.nodes.remove("CI");
    let db = opened(&region.homes["CI"].folder.path().join("store.db"));
    // As a program left it that knew no offices.
    let earlier = "DELETE FROM names WHERE kind = 'office'; DELETE FROM found_by;
                   DELETE FROM views; DELETE FROM texts WHERE name = 'keys';";
    db.execute_batch(earlier).unwrap();
    drop(db);
    region.restart("CI", 3);
    region.settle();
    assert_eq!(found(&region, "CI", NameKind::Office, "CIABJ000"), 1);
}
