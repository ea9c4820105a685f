//! What is put is what is read, whatever it is: any text, any bytes, any number, in any order.

use kernel::{Name, NameKind};
use store::*;

use crate::contract::{dossier, entry, place, told, written};
use crate::filled::{fill, row_counts};
use crate::home::Home;
use crate::notices::subscription;

/// In the order of their bytes, which is that of no language.
const TEXTS: &[&str] = &[
    "",
    "\0",
    "\0a",
    "\u{1}",
    "\u{1}\0",
    "\u{1}0",
    "\u{1}1",
    "\u{2}",
    " ",
    "%_'\"\\",
    "A",
    "B",
    "_",
    "a",
    "a\0",
    "a\u{1}",
    "a b",
    "a-b",
    "ab",
    "é",
    "ﬁ",
    "\u{fffe}",
    "\u{10ffff}",
];

pub(crate) fn text_is_kept_and_sorted_by_its_bytes(store: &mut dyn Store) {
    assert!(TEXTS.is_sorted());
    written(store, |store| {
        for text in TEXTS.iter().rev() {
            store.put_text(&format!("of {text}"), text).unwrap();
            store.put_document(text, 1, text).unwrap();
            store.put_name(&Name::new(NameKind::Lrn, text), &dossier(1), true).unwrap();
            store.put_subscription(&subscription(text, 1)).unwrap();
        }
    });
    for text in TEXTS {
        assert_eq!(store.text(&format!("of {text}")).unwrap().as_deref(), Some(*text));
        let name = Name::new(NameKind::Lrn, text);
        assert_eq!(store.reserved(&name).unwrap(), Some(dossier(1)), "{text:?}");
        assert_eq!(store.subscription(text).unwrap(), Some(subscription(text, 1)));
    }
    let documents: Vec<_> = store.documents().unwrap();
    let expected = TEXTS.iter().map(|text| ((*text).to_owned(), 1, (*text).to_owned()));
    assert_eq!(documents, expected.collect::<Vec<_>>());
    let names = store.names_of(&dossier(1)).unwrap();
    assert_eq!(names.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), TEXTS);
    let subscriptions = store.subscriptions().unwrap();
    assert_eq!(subscriptions.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), TEXTS);
}

pub(crate) fn alarms_are_found_by_any_words(store: &mut dyn Store) {
    let long = "x".repeat(5_000);
    let about = ["é'\"\\", &long, &long[..300], "\u{10ffff}"];
    let bodies = about.map(|about| {
        let about = about.replace('\\', "\\\\").replace('"', "\\\"");
        format!(r#"{{"about":"{about}","detail":"\u0000 \ud83d\ude00"}}"#)
    });
    let rows: Vec<AlarmRow> =
        (0..).zip(bodies).map(|(index, body)| AlarmRow { place: place(index), body }).collect();
    let nothing = AlarmRow { place: place(9), body: "{}".to_owned() };
    written(store, |store| {
        rows.iter().chain([&nothing]).for_each(|row| store.put_alarm(row).unwrap());
    });
    for (row, about) in rows.iter().zip(about) {
        assert_eq!(store.alarms_about(about).unwrap(), std::slice::from_ref(row));
    }
    assert_eq!(store.alarm_count().unwrap(), 5);
}

pub(crate) fn bytes_are_kept_as_they_are(store: &mut dyn Store) {
    let all: Vec<u8> = (0..=255).collect();
    let rows = [(0, Vec::new()), (1, vec![0]), (2, all), (3, vec![7; 3 << 20])];
    let rows =
        rows.map(|(index, sealed)| EntryRow { sealed, header: vec![0, 255], ..entry(index) });
    written(store, |store| rows.iter().for_each(|row| store.append(row).unwrap()));
    assert_eq!(store.entries(place(0), 9).unwrap(), rows);
}

pub(crate) fn numbers_are_kept_from_the_smallest_to_the_largest(store: &mut dyn Store) {
    let largest = u64::try_from(i64::MAX).unwrap();
    let due = [i64::MIN, -1, 0, i64::MAX];
    let tasks = due.map(|due| TaskRow { id: 0, due, policy: String::new(), seq: -due.max(-5) });
    let event = ToldRow { part: largest, index: largest, ..told(1, Source::Foreign(i64::MAX)) };
    let seq = written(store, |store| {
        tasks.iter().rev().for_each(|task| store.put_task(task).unwrap());
        store.put_document("directory", largest, "").unwrap();
        store.tell(&event).unwrap()
    });
    let read = store.due(i64::MAX, 9).unwrap();
    assert_eq!(
        read.iter().map(|task| (task.due, task.seq)).collect::<Vec<_>>(),
        tasks.iter().map(|task| (task.due, task.seq)).collect::<Vec<_>>()
    );
    assert_eq!(store.told(seq).unwrap(), Some(ToldRow { seq, ..event }));
    assert_eq!(store.documents().unwrap(), [("directory".to_owned(), largest, String::new())]);
}

pub(crate) fn a_transaction_taken_back_leaves_nothing_and_gives_its_numbers_again(home: &Home) {
    let mut store = home.open();
    let empty = row_counts(store.as_ref());
    let of = |counts: &[(&str, usize)]| -> usize { counts.iter().map(|(_, count)| count).sum() };
    assert_eq!(of(&empty), 1, "how far the lists follow stands there from the beginning");
    store.begin().unwrap();
    (0..3).for_each(|number| fill(store.as_mut(), number));
    // What is read inside has been written; nobody outside knows.
    let inside = row_counts(store.as_ref());
    assert!(inside.iter().all(|(_, count)| *count > 0), "{inside:?}");
    assert_eq!(row_counts(home.reader().as_ref()), empty);
    store.roll_back().unwrap();
    assert_eq!(row_counts(store.as_ref()), empty);
    let seq = written(store.as_mut(), |store| {
        let seq = store.tell(&told(1, Source::Foreign(1))).unwrap();
        (0..3).for_each(|number| fill(store, number));
        seq
    });
    assert_eq!((seq, store.told_after(0, 99).unwrap().len()), (1, 7));
    let seqs: Vec<i64> = store.told_after(0, 99).unwrap().iter().map(|told| told.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7]);
}

pub(crate) fn what_is_foreseen_is_read_as_it_would_be(home: &Home) {
    let mut store = home.open();
    written(store.as_mut(), |store| (0..3).for_each(|number| fill(store, number)));
    let read = |store: &dyn Store| {
        let dossiers: Vec<_> = (0..5).map(dossier).collect();
        let of = |id| {
            let (told, version) = (store.told_of(id).unwrap(), store.version(id).unwrap());
            (told, version, store.dossier(id).unwrap(), store.readers(id).unwrap())
        };
        let commands: Vec<_> =
            (0..5).map(|number| store.command(&format!("c-{number}")).unwrap()).collect();
        (dossiers.iter().map(of).collect::<Vec<_>>(), commands)
    };
    let mut other = home.open();
    let expected = read(other.as_ref());
    assert_eq!(expected.1.iter().flatten().count(), 3);
    let dossiers: Vec<_> = (0..5).map(dossier).collect();
    for _ in 0..2 {
        other.begin().unwrap();
        other.foresee(&["c-0", "c-1", "c-3", "c-4"], &dossiers).unwrap();
        assert_eq!(read(other.as_ref()), expected);
        other.commit().unwrap();
    }
    // What another has written since is not taken for what it was.
    written(store.as_mut(), |store| {
        store.judge(expected.0[1].0[0].seq, "waiting").unwrap();
        fill(store, 3);
    });
    other.begin().unwrap();
    other.foresee(&["c-3"], &dossiers).unwrap();
    let (seen, now) = (read(other.as_ref()), read(store.as_ref()));
    assert_eq!(seen, now);
    assert_eq!((&*seen.0[1].0[0].verdict, seen.0[3].0.len()), ("waiting", 2));
    other.roll_back().unwrap();
}

pub(crate) fn tasks_put_and_done_at_once_are_gone(store: &mut dyn Store) {
    let task = |due, seq| TaskRow { id: 0, due, policy: "p".to_owned(), seq };
    let due = |store: &dyn Store, by| -> Vec<i64> {
        store.due(by, 2_000).unwrap().iter().map(|task| task.seq).collect()
    };
    written(store, |store| (0..1_500).for_each(|seq| store.put_task(&task(seq, seq)).unwrap()));
    written(store, |store| {
        assert_eq!(due(store, 2), [0, 1, 2]);
        assert_eq!(due(store, 1_200).len(), 1_201);
        store.put_task(&task(1, -1)).unwrap();
        assert_eq!(due(store, 1), [0, 1, -1]);
        for row in store.due(1, 9).unwrap() {
            store.drop_task(row.id).unwrap();
        }
        assert_eq!(due(store, 1), Vec::<i64>::new());
        store.put_task(&task(i64::MAX, -2)).unwrap();
        assert_eq!(due(store, i64::MAX - 1).len(), 1_498);
        assert_eq!(store.task_count(i64::MAX).unwrap(), 1_499);
    });
    assert_eq!(due(store, 3), [2, 3]);
    assert_eq!(due(store, i64::MAX).len(), 1_499);
    assert_eq!(due(store, i64::MAX).last(), Some(&-2));
}

pub(crate) fn a_transaction_reads_what_it_has_just_written(store: &mut dyn Store) {
    store.begin().unwrap();
    for number in 0..5 {
        fill(store, number);
        let id = dossier(number);
        let told = store.told_of(&id).unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!(store.version(&id).unwrap(), told[1].seq);
        store.judge(told[1].seq, "waiting").unwrap();
        assert_eq!(store.told(told[1].seq).unwrap().unwrap().verdict, "waiting");
        let readers = store.readers(&id).unwrap();
        store.drop_reader(&id, &readers[0].administration).unwrap();
        assert_eq!(store.readers(&id).unwrap(), []);
        store.put_reader(&readers[0]).unwrap();
        assert_eq!(store.readers(&id).unwrap(), readers);
        assert_eq!(store.names_of(&id).unwrap().len(), 2);
        assert_eq!(store.reserved(&Name::new(NameKind::Mrn, number)).unwrap(), Some(id));
        let task = store.due(i64::MAX, 1).unwrap().remove(0);
        store.drop_task(task.id).unwrap();
        assert_eq!(store.due(i64::MAX, 9).unwrap(), []);
        assert!(store.command(&format!("c-{number}")).unwrap().is_some());
        assert_eq!(store.entry(place(u64::from(number))).unwrap(), Some(entry(u64::from(number))));
        assert_eq!(store.size(place(0).epoch, 0).unwrap(), u64::from(number) + 1);
        let last = store.last_notice().unwrap();
        assert_eq!(store.notices(None, last - 1, 9).unwrap().len(), 1);
        assert_eq!(store.lease("mrn", 7).unwrap(), u64::from(number) * 7);
        let foreign = store.foreigns(0, 99).unwrap().pop().unwrap();
        store.reseal(foreign.id, b"more").unwrap();
        let proof = [foreign.commitments[0], foreign.commitments[0]];
        store.reprove(foreign.id, 900, &proof).unwrap();
        let proven = store.foreign(foreign.id).unwrap().unwrap();
        assert_eq!((proven.sealed, proven.size), (b"more".to_vec(), 900));
        assert_eq!((proven.header, proven.proof), (foreign.header, proof.to_vec()));
    }
    store.commit().unwrap();
    assert_eq!(store.told_after(0, 99).unwrap().len(), 10);
    assert_eq!(store.task_count(i64::MAX).unwrap(), 0);
}
