//! A store that an earlier program wrote is brought up to date.

use kernel::{Administration, DossierId, Epoch, Name, NameKind, NodeId};
use rusqlite::Connection;

use super::{STORE, migrate};
use crate::{ReadNotices, Source, Sqlite, Store, ToldRow, Vfs};

fn told(number: u8, kind: &str, verdict: &str) -> ToldRow {
    let (home, writer) = (Administration::parse("CI").unwrap(), NodeId::parse("CI-1").unwrap());
    ToldRow {
        seq: 0,
        dossier: DossierId::mint(&home, &writer, Epoch::FIRST, [number; 16]),
        kind: kind.to_owned(),
        writer,
        part: 1,
        epoch: Epoch::FIRST,
        index: 4,
        source: Source::Foreign(1),
        verdict: verdict.to_owned(),
    }
}

#[test]
fn what_was_told_before_notices_were_kept_has_a_notice_for_the_holder_of_its_dossier() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    migrate(&Connection::open(&path).unwrap(), &STORE[..1]).unwrap();
    let old = Connection::open(&path).unwrap();
    let mut store = Sqlite::over(old, &path, &Vfs::default());
    let rows = [
        told(1, "movement", ""),
        told(2, "hold", ""),
        told(1, "movement", "\"waiting\""),
        told(1, "movement", ""),
    ];
    let seqs = rows.each_ref().map(|row| store.tell(row).unwrap());
    let holder = Name::new(NameKind::Holder, "SN100");
    store.put_name(&holder, &rows[0].dossier, false).unwrap();
    drop(store);

    let store = Sqlite::open(&path, &Vfs::default()).unwrap();
    let found = |addressee| -> Vec<(i64, i64, Vec<String>)> {
        let notices = store.notices(addressee, 0, 9).unwrap().into_iter();
        notices.map(|(notice, _)| (notice.id, notice.seq, notice.addressees)).collect()
    };
    let to = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let (first, last) = ((seqs[0], seqs[0], to(&["SN100"])), (seqs[3], seqs[3], to(&["SN100"])));
    assert_eq!(found(None), [first.clone(), (seqs[1], seqs[1], to(&[])), last.clone()]);
    assert_eq!(found(Some("SN100")), [first, last]);
}
