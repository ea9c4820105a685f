//! What an epoch says of the one before.

use kernel::NodeId;

use super::*;

fn log() -> LogId {
    let node: NodeId = "SN-1".parse().unwrap();
    LogId { region: "corridor".to_owned(), node, epoch: Epoch(1), partition: 0 }
}

#[test]
fn what_is_lost_counts_no_longer_unless_somebody_holds_it() {
    let left = Recovery {
        lost: vec![(5, 9), (12, 20)],
        returned: vec![(10, 11)],
        written: 21,
        ..Recovery::whole(Epoch(1), 5)
    };
    let mut disowned = Disowned::default();
    assert!(disowned.hear(log(), Epoch(2), &left, 15));
    assert_eq!(disowned.ranges(&log()), [(5, 9), (12, 14)]);
    assert!(!disowned.hear(log(), Epoch(2), &left, 15), "it is no news");
    for index in [5, 7, 14] {
        disowned.is_held_by_somebody(&log(), index);
    }
    assert_eq!(disowned.ranges(&log()), [(6, 6), (8, 9), (12, 13)]);
}

#[test]
fn the_last_epoch_that_speaks_of_a_log_is_right() {
    let lost = |from, to| Recovery {
        lost: vec![(from, to)],
        written: to + 1,
        ..Recovery::whole(Epoch(1), from)
    };
    let mut disowned = Disowned::default();
    assert!(disowned.hear(log(), Epoch(3), &lost(8, 9), 10));
    assert!(!disowned.hear(log(), Epoch(2), &lost(5, 9), 10));
    assert_eq!(disowned.ranges(&log()), [(8, 9)]);
}

#[test]
fn what_an_epoch_knows_nothing_of_or_gave_up_counts_no_longer_where_nobody_gave_it_back() {
    let left = Recovery {
        given_up: Some((3, 6)),
        returned: vec![(4, 5)],
        written: 7,
        ..Recovery::whole(Epoch(1), 3)
    };
    let mut disowned = Disowned::default();
    assert!(disowned.hear(log(), Epoch(2), &left, 9));
    assert_eq!(disowned.ranges(&log()), [(3, 3), (6, 8)]);
    assert!(!disowned.hear(log(), Epoch(3), &Recovery::whole(Epoch(1), 9), 9));
}
