//! A store copied into another of either engine: every row, or nothing.

use store::*;

use crate::contract::{dossier, place, told, written};
use crate::filled::{fill, row_counts};
use crate::home::Home;

pub(crate) fn a_copy_has_every_row_and_goes_on_from_there(home: &Home) {
    let (first, last) = (Home::folder(Vfs::default()), Home::folder(Vfs::default()));
    let (Some(first), Some(last)) = (first, last) else { return };
    let mut original = first.open();
    written(original.as_mut(), |store| (0..100).for_each(|number| fill(store, number)));
    // Numbers that were given and taken back leave gaps, which a copy has too.
    written(original.as_mut(), |store| {
        store.keep_latest_rejections("one", 2, 1_000).unwrap();
        store.drop_task(store.due(50, 1).unwrap()[0].id).unwrap();
    });
    let counts = row_counts(original.as_ref());
    assert!(counts.iter().all(|(_, count)| *count > 0), "{counts:?}");
    let rows: usize = counts.iter().map(|(_, count)| count).sum();

    let mut copied = home.open();
    let count = copied_into(first.reader().as_ref(), copied.as_mut()).unwrap();
    assert_eq!(usize::try_from(count).unwrap(), rows);
    let mut back = last.open();
    copied_into(home.reader().as_ref(), back.as_mut()).unwrap();
    for other in [&copied, &back] {
        assert_eq!(row_counts(other.as_ref()), counts);
        assert_eq!(differing(original.as_ref(), other.as_ref()).unwrap(), None);
        assert_eq!(other.size(place(0).epoch, 0).unwrap(), 100);
        assert_eq!(other.alarms_about("CI-7").unwrap().len(), 1);
        assert_eq!(other.broken().unwrap(), None);
    }
    // What is written next has the same numbers as it would have had.
    let next = |store: &mut dyn Store| written(store, |store| fill_next(store));
    let expected = next(original.as_mut());
    assert_eq!(next(copied.as_mut()), expected);
    assert_eq!(differing(original.as_ref(), copied.as_ref()).unwrap(), None);
}

fn copied_into(from: &dyn Read, to: &mut dyn Store) -> Result<u64, Fault> {
    let mut seen = 0;
    let copied = copy(from, to, &mut |_, rows| seen += rows);
    // Every row is copied, and compared.
    copied.inspect(|copied| assert_eq!(seen, copied * 2))
}

fn fill_next(store: &mut dyn Store) -> i64 {
    fill(store, 100);
    store.tell(&told(101, Source::Foreign(1))).unwrap()
}

pub(crate) fn a_row_that_differs_is_named(home: &Home) {
    let Some(beside) = Home::folder(Vfs::default()) else { return };
    let (mut one, mut other) = (home.open(), beside.open());
    for store in [one.as_mut(), other.as_mut()] {
        written(store, |store| (0..3).for_each(|number| fill(store, number)));
    }
    assert_eq!(differing(one.as_ref(), other.as_ref()).unwrap(), None);
    let flagged = |kind: &str| DossierRow {
        dossier: dossier(1),
        kind: kind.to_owned(),
        flag: "contested".to_owned(),
    };
    written(other.as_mut(), |store| store.put_dossier(&flagged("movement")).unwrap());
    let difference = differing(one.as_ref(), other.as_ref()).unwrap();
    assert_eq!(difference.map(|(table, row)| (table.name(), row)), Some(("dossiers", 2)));
    written(one.as_mut(), |store| {
        store.put_dossier(&flagged("movement")).unwrap();
        store.put_text("zeal", "").unwrap();
    });
    for (one, other) in [(&one, &other), (&other, &one)] {
        let difference = differing(one.as_ref(), other.as_ref()).unwrap();
        assert_eq!(difference.map(|(table, row)| (table.name(), row)), Some(("texts", 5)));
    }
}

pub(crate) fn a_store_that_holds_something_is_not_copied_into(home: &Home) {
    let Some(from) = Home::folder(Vfs::default()) else { return };
    written(from.open().as_mut(), |store| fill(store, 0));
    let mut store = home.open();
    written(store.as_mut(), |store| store.put_document("directory", 1, "note").unwrap());
    let before = row_counts(store.as_ref());
    let fault = copied_into(from.reader().as_ref(), store.as_mut()).unwrap_err();
    assert!(matches!(fault, Fault::Filled { table: "documents" }), "{fault:?}");
    // What was copied before it came to light is not there either.
    assert_eq!(row_counts(store.as_ref()), before);
    written(store.as_mut(), |store| fill(store, 0));
}
