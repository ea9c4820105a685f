//! Notices and subscriptions: a part of the contract of every store.

use store::*;

use crate::contract::{dossier, place, told, written};

pub(crate) fn notice(seq: i64, event: &str, addressees: &[&str]) -> NoticeRow {
    NoticeRow {
        id: 0,
        seq,
        at: 1_764_000_000_000_000,
        event: event.to_owned(),
        phase: "released".to_owned(),
        verdict: String::new(),
        addressees: addressees.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(crate) fn subscription(id: &str, position: i64) -> SubscriptionRow {
    SubscriptionRow {
        id: id.to_owned(),
        owner: "{\"trader\":\"SN100\"}".to_owned(),
        position,
        wanted: "{}".to_owned(),
        secret: vec![0, 255, 7],
        progress: "{}".to_owned(),
    }
}

pub(crate) fn notices_are_read_in_order_by_all_and_by_each_addressee(store: &mut dyn Store) {
    assert_eq!(store.last_notice().unwrap(), 0);
    let (first, second) = written(store, |store| {
        let told = [told(1, Source::Own(place(4))), told(2, Source::Foreign(7))];
        let seqs = told.map(|told| store.tell(&told).unwrap());
        (seqs[0], seqs[1])
    });
    let rows = [
        notice(first, "Released", &["SN100", "SN 200"]),
        notice(second, "Held", &[]),
        // The same event judged again, and later than one told after it.
        NoticeRow { verdict: "\"unreadable\"".to_owned(), ..notice(first, "", &["SN100"]) },
    ];
    let ids: Vec<i64> =
        written(store, |store| rows.iter().map(|row| store.put_notice(row).unwrap()).collect());
    assert!(ids.is_sorted() && ids[0] < ids[1] && ids[1] < ids[2], "{ids:?}");
    let kept = |number: usize| NoticeRow { id: ids[number], ..rows[number].clone() };
    let read = |store: &dyn Store, addressee, after, count| -> Vec<NoticeRow> {
        let found = store.notices(addressee, after, count).unwrap().into_iter();
        found
            .map(|(notice, told)| {
                assert_eq!(told.seq, notice.seq);
                notice
            })
            .collect()
    };
    assert_eq!(read(store, None, 0, 9), [kept(0), kept(1), kept(2)]);
    assert_eq!(read(store, None, ids[0], 1), [kept(1)]);
    assert_eq!(read(store, Some("SN100"), 0, 9), [kept(0), kept(2)]);
    assert_eq!(read(store, Some("SN100"), ids[0], 9), [kept(2)]);
    assert_eq!(read(store, Some("SN 200"), 0, 9), [kept(0)]);
    assert_eq!(read(store, Some("SN300"), 0, 9), []);
    assert_eq!(store.last_notice().unwrap(), ids[2]);
}

pub(crate) fn rejection(
    notice: i64,
    command: Option<&str>,
    owner: &str,
    day: &str,
) -> RejectionRow {
    RejectionRow {
        notice,
        command: command.map(ToOwned::to_owned),
        owner: owner.to_owned(),
        addressee: if owner == "one" { "SN100".to_owned() } else { String::new() },
        day: day.to_owned(),
        message: "CC056C".to_owned(),
        refers: vec![9, 0, 255],
    }
}

pub(crate) fn rejections_are_kept_beside_notices_and_forgotten_by_day_and_by_number(
    store: &mut dyn Store,
) {
    assert_eq!(store.first_rejection_day().unwrap(), None);
    let ids: Vec<i64> = written(store, |store| {
        let seq = store.tell(&told(1, Source::Own(place(4)))).unwrap();
        let rows = [
            notice(0, "", &["SN100"]),
            notice(seq, "Released", &["SN100"]),
            notice(0, "", &[]),
            notice(0, "", &["SN100"]),
        ];
        rows.map(|row| store.put_notice(&row).unwrap()).to_vec()
    });
    let of = |store: &dyn Store, id: i64| store.rejection(id).unwrap();
    let first = rejection(ids[0], Some("c/1"), "one", "2026-03-12");
    let second = rejection(ids[2], None, "other", "2026-03-13");
    let third = rejection(ids[3], Some("c/2"), "one", "2026-03-13");
    written(store, |store| {
        for row in [&first, &second, &third] {
            store.put_rejection(row, &[7; 100]).unwrap();
        }
    });
    // Whoever reads events misses them, whoever reads mail finds them in their places.
    let events: Vec<_> =
        store.notices(None, 0, 9).unwrap().into_iter().map(|(row, _)| row.id).collect();
    assert_eq!(events, [ids[1]]);
    let mail = |store: &dyn Store, addressee, after| -> Vec<(i64, bool)> {
        let found = store.mail(addressee, after, 9).unwrap().into_iter();
        found.map(|(notice, told)| (notice.id, told.is_some())).collect()
    };
    let own = [(ids[0], false), (ids[1], true), (ids[3], false)];
    assert_eq!(mail(store, Some("SN100"), 0), own);
    assert_eq!(mail(store, None, ids[1]), [(ids[2], false), (ids[3], false)]);
    assert_eq!(of(store, ids[0]).as_ref(), Some(&first));
    assert_eq!(store.rejection_of("c/2").unwrap(), Some(third.clone()));
    assert_eq!(store.first_rejection_day().unwrap().as_deref(), Some("2026-03-12"));
    // The same command has one, and the latest of somebody stay.
    let again = rejection(ids[3], Some("c/1"), "one", "2026-03-13");
    written(store, |store| store.put_rejection(&again, &[7; 100]).unwrap());
    assert_eq!((of(store, ids[0]), of(store, ids[3])), (None, Some(again)));
    written(store, |store| store.put_rejection(&first, &[8; 100]).unwrap());
    written(store, |store| {
        store.put_rejection(&third, &[7; 100]).unwrap();
        store.keep_latest_rejections("one", 2, 200).unwrap();
    });
    assert_eq!(store.rejection_message(ids[0]).unwrap().as_deref(), Some(&[8; 100][..]));
    // Too many bytes, then too few allowed at all: the last stays, and the notice of the first has gone.
    for (count, bytes) in [(2, 199), (0, 0)] {
        written(store, |store| store.keep_latest_rejections("one", count, bytes).unwrap());
        assert_eq!((of(store, ids[0]), of(store, ids[3])), (None, Some(third.clone())));
        assert_eq!(mail(store, Some("SN100"), 0), own[1..]);
    }
    written(store, |store| {
        store.put_rejection(&first, &[8; 100]).unwrap();
        store.keep_latest_rejections("one", 1, 1_000).unwrap();
    });
    assert_eq!((of(store, ids[0]), of(store, ids[3])), (None, Some(third)), "one too many");
    written(store, |store| store.drop_rejections("2026-03-13").unwrap());
    assert_eq!((of(store, ids[2]), of(store, ids[3])), (None, None));
    assert_eq!(mail(store, None, 0), [(ids[1], true), (ids[3], false)]);
    assert_eq!(store.last_notice().unwrap(), ids[3], "no number is given twice");
}

pub(crate) fn subscriptions_are_kept_changed_and_taken_away(store: &mut dyn Store) {
    written(store, |store| {
        store.put_subscription(&subscription("b", 4)).unwrap();
        store.put_subscription(&subscription("a", 0)).unwrap();
        store.put_subscription(&subscription("b", 9)).unwrap();
    });
    assert_eq!(store.subscriptions().unwrap(), [subscription("a", 0), subscription("b", 9)]);
    assert_eq!(store.subscription("b").unwrap(), Some(subscription("b", 9)));
    written(store, |store| store.drop_subscription("b").unwrap());
    assert_eq!(store.subscription("b").unwrap(), None);
    assert_eq!(store.subscriptions().unwrap(), [subscription("a", 0)]);
}

pub(crate) fn the_events_of_a_dossier_are_read_a_page_at_a_time(store: &mut dyn Store) {
    let seqs: Vec<i64> = written(store, |store| {
        [told(1, Source::Foreign(1)), told(2, Source::Foreign(2)), told(1, Source::Foreign(3))]
            .iter()
            .map(|told| store.tell(told).unwrap())
            .collect()
    });
    let page = |after, count| -> Vec<i64> {
        let rows = store.told_of_after(&dossier(1), after, count).unwrap();
        rows.iter().map(|row| row.seq).collect()
    };
    assert_eq!(page(0, 9), [seqs[0], seqs[2]]);
    assert_eq!(page(0, 1), [seqs[0]]);
    assert_eq!(page(seqs[0], 9), [seqs[2]]);
    assert_eq!(page(seqs[2], 9), Vec::<i64>::new());
}
