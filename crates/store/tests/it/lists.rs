//! Lists: what fits, page by page, from the latest to the earliest.

use kernel::{Name, NameKind};
use store::{Search, Store, ViewRow};

use crate::contract::{dossier, written};

pub(crate) fn view(number: u8, phase: &str) -> ViewRow {
    ViewRow {
        dossier: dossier(number),
        kind: "movement".to_owned(),
        phase: phase.to_owned(),
        version: 5,
        name: Some(Name::new(NameKind::Mrn, number)),
        begun: i64::from(number) * 10,
        day: format!("2026-11-{number:02}").parse().unwrap(),
        name_count: 2,
        concerns: Vec::new(),
    }
}

/// Four movements, of one day each; the first two are one trader's, the even ones over one office.
fn four(store: &mut dyn Store) {
    written(store, |store| {
        for (number, trader) in [(1, "CI1"), (2, "CI1"), (3, "CI2"), (4, "CI2")] {
            let office = if number % 2 == 0 { "CIABJ000" } else { "CIPED000" };
            let names = [Name::new(NameKind::Trader, trader), Name::new(NameKind::Office, office)];
            store.put_view(&view(number, "released"), &names).unwrap();
        }
        store.put_view(&view(1, "discharged"), &[]).unwrap();
        let guarantee = ViewRow { kind: "guarantee".to_owned(), ..view(5, "usable") };
        store.put_view(&guarantee, &[Name::new(NameKind::Trader, "CI1")]).unwrap();
    });
}

fn found(store: &dyn Store, search: &Search) -> Vec<i64> {
    store.views(search, None, 9).unwrap().iter().map(|row| row.begun).collect()
}

pub(crate) fn lists_count_and_page(store: &mut dyn Store) {
    four(store);
    let phases = store.phases("movement").unwrap();
    assert_eq!(phases, [("discharged".to_owned(), 1), ("released".to_owned(), 3)]);
    let all = Search::of("movement");
    assert_eq!(found(store, &all), [40, 30, 20, 10]);
    assert_eq!(store.views(&all, Some(30), 1).unwrap(), [view(2, "released")]);
    assert_eq!(store.views(&all, Some(10), 9).unwrap(), []);
    assert_eq!(found(store, &Search::of("hold")), Vec::<i64>::new());
    assert_eq!(store.view(&dossier(1)).unwrap(), Some(view(1, "discharged")));
    assert_eq!(store.view(&dossier(9)).unwrap(), None);
    written(store, |store| store.put_viewed(5).unwrap());
    assert_eq!(store.viewed().unwrap(), 5);
}

pub(crate) fn a_dossier_is_found_by_all_its_names_together(store: &mut dyn Store) {
    four(store);
    let by = |names: &[(NameKind, &str)]| Search {
        names: names.iter().map(|(kind, name)| Name::new(*kind, name)).collect(),
        ..Search::of("movement")
    };
    let trader = (NameKind::Trader, "CI1");
    assert_eq!(found(store, &by(&[trader])), [20, 10]);
    assert_eq!(found(store, &by(&[trader, (NameKind::Office, "CIABJ000")])), [20]);
    assert_eq!(found(store, &by(&[(NameKind::Trader, "CI9")])), Vec::<i64>::new());
    assert_eq!(store.views(&by(&[trader]), Some(20), 9).unwrap(), [view(1, "discharged")]);
}

pub(crate) fn a_dossier_is_found_by_its_phase_and_its_day(store: &mut dyn Store) {
    four(store);
    let day = |number: u8| Some(format!("2026-11-{number:02}").parse().unwrap());
    let search = |phase: Option<&str>, from, until| Search {
        phase: phase.map(ToOwned::to_owned),
        from,
        until,
        ..Search::of("movement")
    };
    assert_eq!(found(store, &search(Some("released"), None, None)), [40, 30, 20]);
    assert_eq!(found(store, &search(None, day(2), day(3))), [30, 20]);
    assert_eq!(found(store, &search(Some("released"), None, day(2))), [20]);
    assert_eq!(found(store, &search(None, day(5), None)), Vec::<i64>::new());
    assert_eq!(found(store, &search(None, None, day(30))), [40, 30, 20, 10]);
    let trader = vec![Name::new(NameKind::Trader, "CI2")];
    let of_trader = Search { names: trader, ..search(None, day(4), None) };
    assert_eq!(found(store, &of_trader), [40]);
}

pub(crate) fn a_dossier_is_found_by_what_is_not_as_it_should_be(store: &mut dyn Store) {
    four(store);
    let with = |number, concerns: &[&str]| ViewRow {
        concerns: concerns.iter().map(|word| (*word).to_owned()).collect(),
        ..view(number, "released")
    };
    written(store, |store| {
        store.put_view(&with(2, &["overdue", "exit-missing"]), &[]).unwrap();
        store.put_view(&with(3, &["overdue"]), &[]).unwrap();
        store.put_view(&with(4, &["overdue"]), &[]).unwrap();
        store.put_view(&with(4, &[]), &[]).unwrap();
    });
    let concerned = |word: &str| {
        let concern = Some(word.to_owned());
        found(store, &Search { concern, ..Search::of("movement") })
    };
    assert_eq!(concerned("overdue"), [30, 20]);
    assert_eq!(concerned("exit-missing"), [20]);
    assert_eq!(concerned("due"), Vec::<i64>::new());
    let first = store.views(&Search::of("movement"), Some(30), 1).unwrap().remove(0);
    assert_eq!(first.concerns, ["overdue", "exit-missing"]);
}
