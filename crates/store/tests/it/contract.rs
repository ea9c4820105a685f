//! One suite for every store: each promise of the trait is a test, each engine a module.

use journal::{Edge, Item, ItemAs, LogId, StreamHead, hash_leaf};
use kernel::{Administration, Digest, DossierId, Epoch, Name, NameKind, NodeId};
use store::*;

use crate::copying::{
    a_copy_has_every_row_and_goes_on_from_there, a_row_that_differs_is_named,
    a_store_that_holds_something_is_not_copied_into,
};
use crate::erasing::{
    dossiers_are_read_by_their_age, erasures_are_found_by_their_places_and_by_their_dossiers,
    what_is_erased_of_a_dossier_is_gone_and_what_is_of_another_stays,
};
use crate::faithful::{
    a_transaction_reads_what_it_has_just_written,
    a_transaction_taken_back_leaves_nothing_and_gives_its_numbers_again,
    alarms_are_found_by_any_words, bytes_are_kept_as_they_are,
    numbers_are_kept_from_the_smallest_to_the_largest, tasks_put_and_done_at_once_are_gone,
    text_is_kept_and_sorted_by_its_bytes, what_is_foreseen_is_read_as_it_would_be,
};
use crate::home::Home;
use crate::keystore::{
    a_copy_of_a_keystore_has_every_key_and_none_that_was_destroyed,
    a_destroyed_key_does_not_come_back, keys_are_kept_and_the_first_one_stays,
    the_longest_head_is_noted,
};
use crate::lists::{
    a_dossier_is_found_by_all_its_names_together, a_dossier_is_found_by_its_phase_and_its_day,
    a_dossier_is_found_by_what_is_not_as_it_should_be, lists_count_and_page,
};
use crate::notices::{
    notices_are_read_in_order_by_all_and_by_each_addressee,
    rejections_are_kept_beside_notices_and_forgotten_by_day_and_by_number,
    subscriptions_are_kept_changed_and_taken_away,
    the_events_of_a_dossier_are_read_a_page_at_a_time,
};
use crate::sharing::{
    an_entry_of_one_is_not_written_over_by_another, numbers_are_leased_to_one_of_two,
    of_two_that_answer_one_command_one_is_kept, of_two_that_reserve_one_name_one_has_it,
    whoever_follows_two_writers_misses_nothing, whoever_was_overtaken_learns_it,
};

pub(crate) fn node(text: &str) -> NodeId {
    text.parse().unwrap()
}

pub(crate) fn dossier(number: u8) -> DossierId {
    let home = Administration::parse("CI").unwrap();
    DossierId::mint(&home, &node("CI-1"), Epoch::FIRST, [number; 16])
}

pub(crate) fn place(index: u64) -> Place {
    Place { epoch: Epoch::FIRST, partition: 0, index }
}

pub(crate) fn entry(index: u64) -> EntryRow {
    EntryRow {
        place: place(index),
        header: format!("header {index}").into_bytes(),
        commitments: vec![Digest([1; 32]), Digest([2; 32])],
        sealed: vec![0, 255, 7],
    }
}

fn log() -> LogId {
    LogId::parse("passavant/corridor/BF-1/1/0").unwrap()
}

pub(crate) fn foreign(index: u64) -> ForeignRow {
    ForeignRow {
        id: 0,
        log: log(),
        index,
        header: b"theirs".to_vec(),
        commitments: vec![Digest([3; 32])],
        sealed: b"body".to_vec(),
        proof: vec![Digest([4; 32]), Digest([5; 32])],
        size: 9,
        received: 1_764_000_000_000_000,
    }
}

pub(crate) fn told(number: u8, source: Source) -> ToldRow {
    ToldRow {
        seq: 0,
        dossier: dossier(number),
        kind: "movement".to_owned(),
        writer: node("CI-1"),
        part: 1,
        epoch: Epoch::FIRST,
        index: 4,
        source,
        verdict: String::new(),
    }
}

/// What is inside is written in one transaction.
pub(crate) fn written<T>(store: &mut dyn Store, write: impl FnOnce(&mut dyn Store) -> T) -> T {
    store.begin().unwrap();
    let written = write(store);
    store.commit().unwrap();
    written
}

pub(crate) fn entries_are_read_as_they_were_appended(store: &mut dyn Store) {
    assert_eq!(store.last_epoch().unwrap(), None);
    written(store, |store| (0..5).for_each(|index| store.append(&entry(index)).unwrap()));
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), 5);
    assert_eq!(store.size(Epoch::FIRST, 1).unwrap(), 0);
    assert_eq!(store.size(Epoch(2), 0).unwrap(), 0);
    assert_eq!(store.last_epoch().unwrap(), Some(Epoch::FIRST));
    assert_eq!(store.entry(place(3)).unwrap(), Some(entry(3)));
    assert_eq!(store.entries(place(2), 2).unwrap(), [entry(2), entry(3)]);
}

pub(crate) fn an_entry_is_never_written_over(store: &mut dyn Store) {
    written(store, |store| store.append(&entry(0)).unwrap());
    store.begin().unwrap();
    assert!(store.append(&entry(0)).is_err());
    store.roll_back().unwrap();
    assert_eq!(store.entry(place(0)).unwrap(), Some(entry(0)));
}

pub(crate) fn partitions_and_epochs_are_logs_of_their_own(store: &mut dyn Store) {
    let at = |epoch, partition| EntryRow {
        place: Place { epoch: Epoch(epoch), partition, index: 0 },
        ..entry(0)
    };
    written(store, |store| {
        for (epoch, partition) in [(1, 0), (1, 1), (2, 0), (2, 1023)] {
            store.append(&at(epoch, partition)).unwrap();
            let size = store.size(Epoch(epoch), partition).unwrap();
            store
                .put_checkpoint(Epoch(epoch), partition, size, &format!("{epoch}/{partition}"))
                .unwrap();
        }
    });
    for (epoch, partition) in [(1, 0), (1, 1), (2, 0), (2, 1023)] {
        assert_eq!(store.size(Epoch(epoch), partition).unwrap(), 1);
        let last = store.last_checkpoint(Epoch(epoch), partition).unwrap();
        assert_eq!(last, Some((1, format!("{epoch}/{partition}"))));
    }
    assert_eq!(store.last_epoch().unwrap(), Some(Epoch(2)));
}

pub(crate) fn what_was_rolled_back_was_never_there(store: &mut dyn Store) {
    written(store, |store| store.append(&entry(0)).unwrap());
    store.begin().unwrap();
    store.append(&entry(1)).unwrap();
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), 2);
    store.roll_back().unwrap();
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), 1);
}

pub(crate) fn tiles_are_replaced_as_they_grow(store: &mut dyn Store) {
    let mut edge = Edge::default();
    for round in 0_u64..3 {
        (0..200).for_each(|leaf| edge.push(hash_leaf(&[&(round * 200_u64 + leaf).to_be_bytes()])));
        let tiles = edge.drain();
        written(store, |store| store.put_tiles(Epoch::FIRST, 0, &tiles).unwrap());
        for (id, tile) in tiles {
            assert_eq!(store.tile(Epoch::FIRST, 0, id).unwrap(), Some(tile));
        }
    }
    let reopened = Edge::load(600, |id| store.tile(Epoch::FIRST, 0, id)).unwrap();
    assert_eq!(reopened, edge);
}

pub(crate) fn foreign_entries_keep_their_bytes_and_proofs(store: &mut dyn Store) {
    let id = written(store, |store| {
        store.put_foreign_checkpoint(&log(), 9, "note").unwrap();
        store.record(&foreign(6)).unwrap()
    });
    let expected = ForeignRow { id, ..foreign(6) };
    assert_eq!(store.foreign(id).unwrap(), Some(expected.clone()));
    assert_eq!(store.foreign_at(&log(), 6).unwrap(), Some(expected));
    assert_eq!(store.foreign_at(&log(), 7).unwrap(), None);
    let places = |store: &dyn Store, from, most| {
        let rows = store.foreigns_of(&log(), from, most).unwrap();
        rows.iter().map(|row| row.index).collect::<Vec<_>>()
    };
    assert_eq!(places(store, 6, 5), [6], "of the log from a place in it on");
    assert_eq!(places(store, 7, 5), [0; 0]);
    assert_eq!(places(store, 0, 0), [0; 0]);
    assert_eq!(store.foreign_checkpoint(&log(), 9).unwrap(), Some("note".to_owned()));
    assert_eq!(store.foreign_checkpoint(&log(), 8).unwrap(), None);
    assert_eq!(store.foreign_checkpoints().unwrap(), [(log(), 9, "note".to_owned())]);
    store.begin().unwrap();
    assert!(store.record(&foreign(6)).is_err(), "one place of a log is recorded once");
    store.roll_back().unwrap();
}

pub(crate) fn events_are_told_in_the_order_they_were_learnt(store: &mut dyn Store) {
    let seqs: Vec<i64> = written(store, |store| {
        [told(1, Source::Own(place(4))), told(2, Source::Foreign(7)), told(1, Source::Foreign(8))]
            .iter()
            .map(|told| store.tell(told).unwrap())
            .collect()
    });
    assert!(seqs.is_sorted());
    let of_first: Vec<_> = store.told_of(&dossier(1)).unwrap();
    assert_eq!(of_first.iter().map(|told| told.seq).collect::<Vec<_>>(), [seqs[0], seqs[2]]);
    assert_eq!(of_first[0], ToldRow { seq: seqs[0], ..told(1, Source::Own(place(4))) });
    assert_eq!(
        (store.version(&dossier(1)).unwrap(), store.version(&dossier(9)).unwrap()),
        (seqs[2], 0)
    );
    assert_eq!(store.told_after(seqs[0], 1).unwrap()[0].seq, seqs[1]);
    written(store, |store| store.judge(seqs[1], "waiting").unwrap());
    assert_eq!(store.told(seqs[1]).unwrap().unwrap().verdict, "waiting");
}

pub(crate) fn a_reserved_name_belongs_to_one_dossier(store: &mut dyn Store) {
    let name = Name::new(NameKind::Grn, "26CI0000010000013");
    written(store, |store| store.put_name(&name, &dossier(1), true).unwrap());
    assert_eq!(store.reserved(&name).unwrap(), Some(dossier(1)));
    store.begin().unwrap();
    store.put_name(&name, &dossier(2), false).unwrap();
    store.commit().unwrap();
    assert_eq!(store.named(&name).unwrap(), [dossier(1), dossier(2)]);
    assert_eq!(store.reserved(&name).unwrap(), Some(dossier(1)));
    let names = store.names_of(&dossier(2)).unwrap();
    assert_eq!(names, [(NameKind::Grn, "26CI0000010000013".to_owned())]);
    // It stays whose it is: given to him again, it is not free, and nobody else can reserve it.
    written(store, |store| store.put_name(&name, &dossier(1), false).unwrap());
    assert_eq!(store.reserved(&name).unwrap(), Some(dossier(1)));
    store.begin().unwrap();
    assert!(store.put_name(&name, &dossier(2), true).is_err());
    store.roll_back().unwrap();
    assert_eq!(store.reserved(&name).unwrap(), Some(dossier(1)));
    assert_eq!(store.named(&name).unwrap(), [dossier(1), dossier(2)]);
}

pub(crate) fn a_command_is_kept_once(store: &mut dyn Store) {
    let row = CommandRow {
        id: "c-1".to_owned(),
        mac: [9; 32],
        dossier: Some(dossier(1)),
        answer: b"sealed".to_vec(),
    };
    written(store, |store| store.put_command(&row).unwrap());
    assert_eq!(store.command("c-1").unwrap(), Some(row.clone()));
    assert_eq!(store.command("c-2").unwrap(), None);
    store.begin().unwrap();
    assert!(store.put_command(&row).is_err());
    store.roll_back().unwrap();
}

pub(crate) fn tasks_come_when_they_are_due_and_once(store: &mut dyn Store) {
    let task = |due, seq| TaskRow { id: 0, due, policy: "p".to_owned(), seq };
    written(store, |store| {
        [task(30, 1), task(10, 2), task(20, 3), task(10, 4)]
            .iter()
            .for_each(|task| store.put_task(task).unwrap());
    });
    let due = |store: &dyn Store, by| -> Vec<i64> {
        store.due(by, 10).unwrap().iter().map(|task| task.seq).collect()
    };
    assert!(due(store, 5).is_empty());
    assert_eq!(due(store, 20), [2, 4, 3]);
    assert_eq!(store.task_count(20).unwrap(), 3);
    assert_eq!(store.task_count(i64::MAX).unwrap(), 4);
    let first = store.due(20, 1).unwrap().remove(0);
    written(store, |store| store.drop_task(first.id).unwrap());
    assert_eq!(due(store, 100), [4, 3, 1]);

    // Those of one time alone, also of what this transaction has put and done.
    let at = |store: &dyn Store, time| -> Vec<i64> {
        store.tasks_at(time, 10).unwrap().iter().map(|task| task.seq).collect()
    };
    assert_eq!((at(store, 20), at(store, 25)), (vec![3], Vec::new()));
    written(store, |store| {
        store.put_task(&task(i64::MAX, 5)).unwrap();
        assert_eq!(store.due(100, 10).unwrap().len(), 3);
        assert_eq!(at(store, i64::MAX), [5]);
        let parked = store.tasks_at(i64::MAX, 1).unwrap().remove(0);
        store.drop_task(parked.id).unwrap();
        store.put_task(&TaskRow { due: 5, ..parked }).unwrap();
        assert!(at(store, i64::MAX).is_empty());
    });
    assert_eq!(due(store, 100), [5, 4, 3, 1]);
}

pub(crate) fn streams_and_what_they_number_are_kept(store: &mut dyn Store) {
    let to = node("BF-1");
    let head = StreamHead { epoch: Epoch::FIRST, number: 3, dispatch: Some(12) };
    let stream = OutStream {
        recipient: to.clone(),
        epoch: Epoch::FIRST,
        partition: 0,
        head,
        dispatch_count: 2,
        receipted: 1,
        receipted_dispatch: Some(5),
        verified: 6,
        cosigned: 4,
    };
    let item = Item::here;
    let of_an_earlier_epoch = Item { epoch: Some(Epoch(3)), ..item(8, ItemAs::Stub) };
    written(store, |store| {
        store.put_out_stream(&stream).unwrap();
        let first = [(1, item(2, ItemAs::Backfill))];
        store.put_dispatch(&to, Epoch::FIRST, 0, 5, &first).unwrap();
        let second = [(2, item(7, ItemAs::Leaf)), (3, of_an_earlier_epoch)];
        store.put_dispatch(&to, Epoch::FIRST, 0, 12, &second).unwrap();
    });
    assert_eq!(store.out_stream(&to, Epoch::FIRST, 0).unwrap(), Some(stream.clone()));
    assert_eq!(store.out_streams().unwrap(), [stream]);
    let items = store.items(&to, Epoch::FIRST, 0, 2, 10).unwrap();
    assert_eq!(items, [(2, item(7, ItemAs::Leaf)), (3, of_an_earlier_epoch)]);
    assert_eq!(store.dispatches(&to, Epoch::FIRST, 0, None, 10).unwrap(), [5, 12]);
    assert_eq!(store.dispatches(&to, Epoch::FIRST, 0, Some(5), 10).unwrap(), [12]);
    let incoming = InStream {
        log: log(),
        through: 4,
        dispatch: Some(11),
        dispatched: 17,
        size: 12,
        root: Digest([6; 32]),
        receipt: Some(place(3)),
        exceptions: "[]".to_owned(),
    };
    written(store, |store| store.put_in_stream(&incoming).unwrap());
    assert_eq!(store.in_stream(&log()).unwrap(), Some(incoming.clone()));
    assert_eq!(store.in_streams().unwrap(), [incoming]);
}

pub(crate) fn leased_numbers_are_never_leased_again(store: &mut dyn Store) {
    let leased = |store: &mut dyn Store| written(store, |store| store.lease("mrn", 100).unwrap());
    assert_eq!((leased(store), leased(store)), (0, 100));
    assert_eq!(written(store, |store| store.lease("grn", 10).unwrap()), 0);
}

pub(crate) fn the_rest_is_kept_as_it_was_put(store: &mut dyn Store) {
    let administration = Administration::parse("BF").unwrap();
    let row = DossierRow { dossier: dossier(1), kind: "movement".to_owned(), flag: String::new() };
    let reader = ReaderRow {
        dossier: dossier(1),
        administration: administration.clone(),
        grant: "{}".to_owned(),
    };
    let heard = HeardRow { log: log(), size: 4, note: "note".to_owned() };
    let alarm = AlarmRow { place: place(2), body: r#"{"about":"CI-1"}"#.to_owned() };
    written(store, |store| {
        store.put_dossier(&row).unwrap();
        store.put_reader(&reader).unwrap();
        store.put_heard(&heard).unwrap();
        store.put_document("directory", 1, "note").unwrap();
        store.put_alarm(&alarm).unwrap();
        store.put_text("mode", "ready").unwrap();
    });
    assert_eq!(store.dossier(&dossier(1)).unwrap(), Some(row));
    assert_eq!(store.readers(&dossier(1)).unwrap(), [reader]);
    assert_eq!(store.heard().unwrap(), [heard]);
    assert_eq!(store.documents().unwrap(), [("directory".to_owned(), 1, "note".to_owned())]);
    assert_eq!(store.alarms(9).unwrap(), std::slice::from_ref(&alarm));
    assert_eq!(store.alarms_about("CI-1").unwrap(), [alarm]);
    assert_eq!(store.alarms_about("CI").unwrap(), []);
    assert_eq!(store.text("mode").unwrap(), Some("ready".to_owned()));
    written(store, |store| store.drop_reader(&dossier(1), &administration).unwrap());
    assert_eq!(store.readers(&dossier(1)).unwrap(), []);
}

pub(crate) fn a_reader_sees_what_was_committed_and_nothing_else(home: &Home) {
    let mut store = home.open();
    let reader = home.reader();
    store.begin().unwrap();
    store.append(&entry(0)).unwrap();
    assert_eq!(reader.size(Epoch::FIRST, 0).unwrap(), 0);
    assert_eq!(reader.entries(place(0), 9).unwrap(), []);
    store.commit().unwrap();
    assert_eq!(reader.size(Epoch::FIRST, 0).unwrap(), 1);
    assert_eq!(reader.entries(place(0), 9).unwrap(), [entry(0)]);
}

pub(crate) fn a_reader_that_holds_still_sees_one_moment_until_it_lets_go(home: &Home) {
    let mut store = home.open();
    written(store.as_mut(), |store| store.append(&entry(0)).unwrap());
    let (reader, snapshot) = (home.reader(), home.snapshot());
    reader.hold_still().unwrap();
    for still in [&reader, &snapshot] {
        assert_eq!(still.size(Epoch::FIRST, 0).unwrap(), 1);
    }
    written(store.as_mut(), |store| store.append(&entry(1)).unwrap());
    for still in [&reader, &snapshot] {
        assert_eq!(still.size(Epoch::FIRST, 0).unwrap(), 1);
        assert_eq!(still.entries(place(0), 9).unwrap(), [entry(0)]);
    }
    reader.let_go().unwrap();
    assert_eq!(reader.size(Epoch::FIRST, 0).unwrap(), 2);
}

pub(crate) fn what_was_committed_is_there_when_the_store_is_opened_again(home: &Home) {
    let mut store = home.open();
    written(store.as_mut(), |store| store.append(&entry(0)).unwrap());
    store.begin().unwrap();
    store.append(&entry(1)).unwrap();
    drop(store);
    let mut store = home.open();
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), 1);
    assert_eq!(store.broken().unwrap(), None);
    written(store.as_mut(), |store| store.append(&entry(1)).unwrap());
    assert_eq!(store.entries(place(0), 9).unwrap(), [entry(0), entry(1)]);
}

/// The suite on one engine: promises about a store that has just been opened, and about all that is
/// opened in one home.
macro_rules! contract {
    ($engine:ident, $home:expr) => {
        mod $engine {
            use super::*;
            contract!(@stores $home;
                entries_are_read_as_they_were_appended an_entry_is_never_written_over
                partitions_and_epochs_are_logs_of_their_own
                what_was_rolled_back_was_never_there tiles_are_replaced_as_they_grow
                foreign_entries_keep_their_bytes_and_proofs
                events_are_told_in_the_order_they_were_learnt a_reserved_name_belongs_to_one_dossier
                a_command_is_kept_once tasks_come_when_they_are_due_and_once
                streams_and_what_they_number_are_kept leased_numbers_are_never_leased_again
                lists_count_and_page a_dossier_is_found_by_all_its_names_together
                a_dossier_is_found_by_its_phase_and_its_day
                a_dossier_is_found_by_what_is_not_as_it_should_be the_rest_is_kept_as_it_was_put
                notices_are_read_in_order_by_all_and_by_each_addressee
                rejections_are_kept_beside_notices_and_forgotten_by_day_and_by_number
                subscriptions_are_kept_changed_and_taken_away
                the_events_of_a_dossier_are_read_a_page_at_a_time
                what_is_erased_of_a_dossier_is_gone_and_what_is_of_another_stays
                erasures_are_found_by_their_places_and_by_their_dossiers
                dossiers_are_read_by_their_age
                text_is_kept_and_sorted_by_its_bytes alarms_are_found_by_any_words
                bytes_are_kept_as_they_are numbers_are_kept_from_the_smallest_to_the_largest
                a_transaction_reads_what_it_has_just_written tasks_put_and_done_at_once_are_gone);
            contract!(@homes $home;
                a_reader_sees_what_was_committed_and_nothing_else
                a_reader_that_holds_still_sees_one_moment_until_it_lets_go
                what_was_committed_is_there_when_the_store_is_opened_again
                keys_are_kept_and_the_first_one_stays a_destroyed_key_does_not_come_back
                the_longest_head_is_noted
                a_copy_of_a_keystore_has_every_key_and_none_that_was_destroyed a_copy_has_every_row_and_goes_on_from_there
                a_row_that_differs_is_named a_store_that_holds_something_is_not_copied_into
                a_transaction_taken_back_leaves_nothing_and_gives_its_numbers_again
                what_is_foreseen_is_read_as_it_would_be
                of_two_that_reserve_one_name_one_has_it of_two_that_answer_one_command_one_is_kept
                numbers_are_leased_to_one_of_two an_entry_of_one_is_not_written_over_by_another
                whoever_follows_two_writers_misses_nothing whoever_was_overtaken_learns_it);
        }
    };
    (@stores $home:expr; $($promise:ident)*) => {
        $(
            #[test]
            fn $promise() {
                let Some(home) = $home else { return };
                super::$promise(home.open().as_mut());
            }
        )*
    };
    (@homes $home:expr; $($promise:ident)*) => {
        $(
            #[test]
            fn $promise() {
                let Some(home) = $home else { return };
                super::$promise(&home);
            }
        )*
    };
}

contract!(sqlite, Home::folder(Vfs::default()));

// The same over another way to the disk: SQLite's VFS that locks once and keeps its index in memory.
contract!(sqlite_over_another_vfs, Home::folder(Vfs::named("unix-excl")));

contract!(postgres, Home::databases());

#[test]
fn an_unknown_way_to_the_disk_is_a_fault_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let fault = Sqlite::open(&folder.path().join("store.db"), &Vfs::named("no-such-vfs"));
    assert!(fault.unwrap_err().to_string().contains("store.db"));
}
