//! Erasing: what is emptied and renamed is gone, what is another's stays, and what was erased is found.

use kernel::{Name, NameKind};
use store::*;

use crate::contract::{dossier, entry, foreign, node, place, told, written};
use crate::lists::view;
use crate::notices::notice;

/// Two dossiers, each with an own entry, a foreign one, names, a command, a place on the lists, a notice.
fn two(store: &mut dyn Store) {
    written(store, |store| {
        for number in [1, 2] {
            let index = u64::from(number) - 1;
            store.append(&entry(index)).unwrap();
            let id = store.record(&foreign(index)).unwrap();
            let seq = store.tell(&told(number, Source::Own(place(index)))).unwrap();
            let other = ToldRow { writer: node("BF-1"), ..told(number, Source::Foreign(id)) };
            store.tell(&other).unwrap();
            let names = [Name::new(NameKind::Mrn, number), Name::new(NameKind::Holder, "SN100")];
            store.put_name(&names[0], &dossier(number), true).unwrap();
            store.put_name(&names[1], &dossier(number), false).unwrap();
            let about = Some(dossier(number));
            let (id, answer) = (format!("c-{number}"), vec![number]);
            store
                .put_command(&CommandRow { id, mac: [number; 32], dossier: about, answer })
                .unwrap();
            let listed = ViewRow { begun: seq, version: seq, ..view(number, "released") };
            store.put_view(&listed, &names).unwrap();
            store.put_notice(&notice(seq, "Released", &["SN100", "SN 200"])).unwrap();
        }
    });
}

pub(crate) fn what_is_erased_of_a_dossier_is_gone_and_what_is_of_another_stays(
    store: &mut dyn Store,
) {
    two(store);
    let (gone, stays) = (dossier(1), dossier(2));
    let own = store.told_of(&gone).unwrap()[0].writer.clone();
    let sealed = |store: &dyn Store, index| {
        let foreign = store.foreign_at(&foreign(index).log, foreign(index).index).unwrap().unwrap();
        (store.entry(place(index)).unwrap().unwrap().sealed, foreign.sealed)
    };
    let before = sealed(store, 1);
    written(store, |store| store.empty_told(&gone, &node("BF-1")).unwrap());
    assert_eq!((sealed(store, 0).0, sealed(store, 0).1), (entry(0).sealed, Vec::new()));
    written(store, |store| {
        let mrn = Name::new(NameKind::Mrn, 2);
        store.free_name(&mrn, &gone).unwrap();
        assert_eq!(store.reserved(&mrn).unwrap(), Some(stays.clone()), "it is another's");
        store.free_name(&mrn, &stays).unwrap();
        assert_eq!(store.reserved(&mrn).unwrap(), None);
        assert_eq!(store.named(&mrn).unwrap().first(), Some(&stays), "it leads there as before");
        store.put_name(&mrn, &gone, true).unwrap();
        assert_eq!(store.reserved(&mrn).unwrap(), Some(gone.clone()));
        store.free_name(&mrn, &gone).unwrap();
        store.put_name(&mrn, &stays, true).unwrap();
    });
    written(store, |store| {
        store.empty_told(&gone, &own).unwrap();
        store.unlist(&gone).unwrap();
        store.hush(&gone).unwrap();
        assert_eq!(store.commands_of(&gone).unwrap(), ["c-1"]);
        store.rename_command("c-1", "erased").unwrap();
        let mrn = Name::new(NameKind::Mrn, 1);
        store.rename(&mrn, "other", &gone).unwrap();
        store.put_erasure(&ErasureRow { place: place(7), dossier: gone.clone() }).unwrap();
    });
    assert_eq!(sealed(store, 0), (Vec::new(), Vec::new()));
    assert_eq!(sealed(store, 1), before);
    assert_eq!(store.reserved(&Name::new(NameKind::Mrn, 1)).unwrap(), None);
    let renamed = Name { kind: NameKind::Mrn, value: "other".to_owned() };
    assert_eq!(store.reserved(&renamed).unwrap(), Some(gone.clone()), "it stays reserved");
    assert_eq!(store.reserved(&Name::new(NameKind::Mrn, 2)).unwrap(), Some(stays.clone()));
    assert_eq!(store.command("c-1").unwrap(), None);
    let command = store.command("erased").unwrap().unwrap();
    assert_eq!((command.mac, command.answer), ([1; 32], Vec::new()));
    assert_eq!(store.command("c-2").unwrap().unwrap().answer, [2]);
    assert_eq!((store.view(&gone).unwrap(), store.view(&stays).unwrap().is_some()), (None, true));
    let search =
        Search { names: vec![Name::new(NameKind::Holder, "SN100")], ..Search::of("movement") };
    assert_eq!(store.views(&search, None, 9).unwrap().len(), 1);
    let all = store.notices(None, 0, 9).unwrap();
    let said: Vec<_> = all.iter().map(|(row, _)| (&*row.event, row.addressees.len())).collect();
    assert_eq!(said, [("", 0), ("Released", 2)]);
    assert_eq!(store.notices(Some("SN100"), 0, 9).unwrap().len(), 1);
}

pub(crate) fn erasures_are_found_by_their_places_and_by_their_dossiers(store: &mut dyn Store) {
    let erasures = [(3, 1), (5, 2), (9, 1)]
        .map(|(index, number)| ErasureRow { place: place(index), dossier: dossier(number) });
    written(store, |store| erasures.iter().for_each(|row| store.put_erasure(row).unwrap()));
    assert_eq!(store.erasures(None, 9).unwrap(), erasures);
    assert_eq!(store.erasures(Some(place(3)), 1).unwrap(), erasures[1..2]);
    let of = store.erasures_of(&dossier(1)).unwrap();
    assert_eq!(of, [erasures[0].clone(), erasures[2].clone()]);
}

pub(crate) fn dossiers_are_read_by_their_age(store: &mut dyn Store) {
    two(store);
    let known = store.known_after("movement", 0, 9).unwrap();
    let known: Vec<_> = known.into_iter().map(|known| (known.dossier, known.day)).collect();
    let days = ["2026-11-01", "2026-11-02"].map(|day| day.parse().unwrap());
    assert_eq!(known, [(dossier(1), days[0]), (dossier(2), days[1])]);
    let first = store.known_after("movement", 0, 1).unwrap()[0].begun;
    assert_eq!(store.known_after("movement", first, 9).unwrap().len(), 1);
    assert_eq!(store.known_after("hold", 0, 9).unwrap(), []);
}
