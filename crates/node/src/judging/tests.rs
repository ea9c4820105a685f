//! What of a dossier is judged, and when.

use journal::Verdict;
use kernel::{DossierId, Epoch, NodeId};
use store::{Source, ToldRow};

use super::rows::{Awaited, Rows};
use super::{open_verdicts, write_verdict};

const WAITS: &str = "\"waiting\"";

fn row(seq: i64, writer: &str, part: u64, verdict: &str) -> ToldRow {
    let home: NodeId = "CI-1".parse().unwrap();
    let administration = "CI".parse().unwrap();
    ToldRow {
        seq,
        dossier: DossierId::mint(&administration, &home, Epoch(1), [7; 16]),
        kind: "movement".to_owned(),
        writer: writer.parse().unwrap(),
        part,
        epoch: Epoch(1),
        index: part,
        source: Source::Foreign(seq),
        verdict: verdict.to_owned(),
    }
}

fn judged(rows: &mut Rows) -> Vec<i64> {
    rows.judgeable(&open_verdicts().unwrap()).into_iter().collect()
}

#[test]
fn the_verdicts_that_are_taken_again_are_those_the_tests_write() {
    assert!(open_verdicts().unwrap().contains(&WAITS.to_owned()));
}

#[test]
fn of_many_events_that_wait_for_one_before_them_only_the_next_is_judged_when_that_counts() {
    // BF has told its part from the last event on, and the first comes at the end.
    let told: Vec<_> = (0..1_000)
        .map(|seq| row(seq, "BF-1", 1_001 - u64::try_from(seq).unwrap(), WAITS))
        .chain([row(1_000, "CI-1", 1, ""), row(1_001, "BF-1", 1, WAITS)])
        .collect();
    let mut rows = Rows::new(told, |row| row.seq == 1_001);
    let mut open = rows.judgeable(&open_verdicts().unwrap());
    let mut order = Vec::new();
    while let Some(row) = open.pop_first().and_then(|seq| rows.get(seq).cloned()) {
        assert!(row.part == 1 || rows.counts(&row.writer, row.part - 1), "{}", row.part);
        assert!(rows.is_next(&row));
        rows.judged(&row, String::new());
        order.push(row.part);
        open.extend(rows.freed_by(&row));
    }
    assert_eq!(order, (1..=1_001).collect::<Vec<_>>());
}

#[test]
fn what_waits_is_not_judged_again_for_an_event_that_lets_nothing_be_taken() {
    let told = vec![
        row(1, "CI-1", 1, ""),
        row(2, "BF-1", 3, WAITS),
        row(3, "ML-1", 1, WAITS),
        row(4, "BF-1", 5, WAITS),
    ];
    let mut rows = Rows::new(told, |row| row.seq == 4);
    assert_eq!(judged(&mut rows), [4]);
    let last = rows.get(4).cloned().unwrap();
    rows.waits(&last, Awaited::Earlier);
    // Something of the home that counts may let what waits for the home be taken.
    assert_eq!(rows.freed_by(&row(5, "CI-1", 2, "")), [3]);
}

#[test]
fn what_no_agreement_covered_is_judged_again_with_what_its_writer_tells_later() {
    let uncovered = write_verdict(&Verdict::NoAgreement).unwrap();
    let told = vec![
        row(1, "CI-1", 1, &uncovered),
        row(2, "CI-1", 2, &uncovered),
        row(3, "BF-1", 1, &uncovered),
        row(4, "CI-1", 3, WAITS),
    ];
    let mut rows = Rows::new(told, |row| row.seq == 4);
    assert_eq!(judged(&mut rows), [1, 2, 4]);
}

#[test]
fn all_that_waits_is_judged_when_the_home_is_heard_for_the_first_time() {
    let told = vec![
        row(1, "BF-1", 1, WAITS),
        row(2, "ML-1", 1, "\"unreadable\""),
        row(3, "BF-1", 2, WAITS),
        row(4, "CI-1", 1, WAITS),
    ];
    let mut rows = Rows::new(told, |row| row.seq == 4);
    assert_eq!(judged(&mut rows), [1, 3, 4]);
}
