//! Several processes on one store: one writes at a time, and whoever comes later knows.

use std::sync::Barrier;
use std::thread;

use kernel::{Name, NameKind};
use store::*;

use crate::contract::{dossier, entry, told, written};
use crate::home::Home;

/// What two do at once, each with a store opened by himself.
fn both<T: Send>(home: &Home, work: impl Fn(&mut dyn Store, u8) -> T + Sync) -> [T; 2] {
    let (one, other) = (home.open(), home.open());
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let run = |mut store: Box<dyn Store>, number| {
            let (barrier, work) = (&barrier, &work);
            move || {
                barrier.wait();
                work(store.as_mut(), number)
            }
        };
        let (one, other) = (scope.spawn(run(one, 1)), scope.spawn(run(other, 2)));
        [one.join().unwrap(), other.join().unwrap()]
    })
}

/// In one transaction, which is taken back where something in it fails.
fn tried(store: &mut dyn Store, write: impl FnOnce(&mut dyn Store) -> Result<(), Fault>) -> bool {
    store.begin().unwrap();
    let done = write(store).is_ok();
    if done {
        store.commit().unwrap()
    } else {
        store.roll_back().unwrap()
    }
    done
}

pub(crate) fn of_two_that_reserve_one_name_one_has_it(home: &Home) {
    let name = |round: u8| Name::new(NameKind::Mrn, round);
    let won = both(home, |store, number| {
        let reserve = |round: u8| {
            tried(store, |store| {
                // Whoever asks first is told; whoever does not is refused.
                if round.is_multiple_of(2) && store.reserved(&name(round))?.is_some() {
                    return Err(Fault::Taken { doing: "ask" });
                }
                store.put_name(&name(round), &dossier(number), true)
            })
        };
        (0..8).map(reserve).collect::<Vec<bool>>()
    });
    let store = home.reader();
    for round in 0..8 {
        let [one, other] = [won[0][usize::from(round)], won[1][usize::from(round)]];
        assert!(one != other, "{won:?}");
        let winner = dossier(if one { 1 } else { 2 });
        assert_eq!(store.reserved(&name(round)).unwrap(), Some(winner.clone()));
        assert_eq!(store.named(&name(round)).unwrap(), [winner]);
    }
}

pub(crate) fn of_two_that_answer_one_command_one_is_kept(home: &Home) {
    let row = |round: u8, number: u8| CommandRow {
        id: format!("c-{round}"),
        mac: [number; 32],
        dossier: None,
        answer: vec![number],
    };
    let won = both(home, |store, number| {
        let answer = |round: u8| tried(store, |store| store.put_command(&row(round, number)));
        (0..8).map(answer).collect::<Vec<bool>>()
    });
    for round in 0..8 {
        let [one, other] = [won[0][usize::from(round)], won[1][usize::from(round)]];
        assert!(one != other, "{won:?}");
        let kept = home.reader().command(&format!("c-{round}")).unwrap();
        assert_eq!(kept, Some(row(round, if one { 1 } else { 2 })));
    }
}

pub(crate) fn numbers_are_leased_to_one_of_two(home: &Home) {
    let leased = both(home, |store, _| {
        let mut lease = || written(store, |store| store.lease("mrn", 10).unwrap());
        (0..10).map(|_| lease()).collect::<Vec<u64>>()
    });
    let mut leased = leased.concat();
    leased.sort_unstable();
    assert_eq!(leased, (0..20).map(|block| block * 10).collect::<Vec<u64>>());
}

pub(crate) fn an_entry_of_one_is_not_written_over_by_another(home: &Home) {
    let won = both(home, |store, _| tried(store, |store| store.append(&entry(0))));
    assert!(won[0] != won[1]);
    let mut store = home.open();
    assert!(tried(store.as_mut(), |store| store.append(&entry(1))));
    assert_eq!(store.size(entry(0).place.epoch, 0).unwrap(), 2);
    assert_eq!(store.broken().unwrap(), None);
}

pub(crate) fn whoever_follows_two_writers_misses_nothing(home: &Home) {
    let reader = home.reader();
    let events = |round: u8| round % 3 + 1;
    let total = 2 * (0..12).map(|round| usize::from(events(round))).sum::<usize>();
    let followed = thread::scope(|scope| {
        let follower = scope.spawn(move || {
            let mut seen: Vec<(i64, i64)> = Vec::new();
            for _ in 0..100_000 {
                if seen.len() == total {
                    break;
                }
                let (seq, notice) = seen.last().copied().unwrap_or_default();
                let told = reader.told_after(seq, 2).unwrap();
                let noticed = reader.notices(None, notice, told.len()).unwrap();
                // Both were written together, so that whoever sees one sees the other.
                assert_eq!(noticed.len(), told.len());
                seen.extend(told.iter().zip(noticed).map(|(told, (row, _))| (told.seq, row.id)));
            }
            seen
        });
        both(home, |store, number| {
            for round in 0..12 {
                written(store, |store| {
                    for _ in 0..events(round) {
                        let seq = store.tell(&told(number, Source::Foreign(1))).unwrap();
                        store.put_notice(&crate::notices::notice(seq, "Released", &[])).unwrap();
                    }
                });
            }
        });
        follower.join().unwrap()
    });
    let all: Vec<(i64, i64)> = (1..).take(total).map(|number| (number, number)).collect();
    assert_eq!(followed, all);
}

pub(crate) fn whoever_was_overtaken_learns_it(home: &Home) {
    let (mut one, mut other) = (home.open(), home.open());
    let begun = |store: &mut dyn Store| {
        store.begin().unwrap();
        store.overtaken().unwrap()
    };
    // Nobody has written since either was opened.
    assert!(!begun(one.as_mut()));
    one.put_text("a", "1").unwrap();
    one.commit().unwrap();
    assert!(!begun(one.as_mut()), "one's own writing is known to it");
    one.commit().unwrap();
    assert!(begun(other.as_mut()));
    other.roll_back().unwrap();
    assert!(begun(other.as_mut()), "what was taken back has not been read");
    other.commit().unwrap();
    assert!(!begun(other.as_mut()));
    other.commit().unwrap();
    assert!(!begun(one.as_mut()), "a transaction that wrote nothing overtakes nobody");
    one.commit().unwrap();
    written(other.as_mut(), |store| store.put_text("a", "2").unwrap());
    assert!(begun(one.as_mut()));
    assert_eq!(one.text("a").unwrap().as_deref(), Some("2"));
    one.commit().unwrap();
}
