//! A store with rows of every table, for what is promised about all of them.

use journal::{Edge, Item, ItemAs, LogId, StreamHead, hash_leaf};
use kernel::{Administration, Digest, Epoch, Name, NameKind, NodeId};
use store::*;

use crate::contract::{dossier, entry, foreign, place, told};
use crate::lists::view;
use crate::notices::{notice, rejection, subscription};

/// Writes rows of every table, in the transaction under way; the number is in all of them.
pub(crate) fn fill(store: &mut dyn Store, number: u8) {
    let index = u64::from(number);
    journal(store, index);
    let log = LogId::parse(&format!("passavant/corridor/BF-1/{}/0", index + 1)).unwrap();
    let id = store.record(&ForeignRow { log: log.clone(), ..foreign(index) }).unwrap();
    store.put_foreign_checkpoint(&log, 9, "note").unwrap();
    let seq = store.tell(&told(number, Source::Own(place(index)))).unwrap();
    store.tell(&told(number, Source::Foreign(id))).unwrap();
    about_a_dossier(store, number, seq);
    let task = TaskRow { id: 0, due: i64::from(number), policy: "p".to_owned(), seq };
    store.put_task(&task).unwrap();
    streams(store, &log, index);
    store.put_heard(&HeardRow { log, size: index, note: "note".to_owned() }).unwrap();
    store.put_document("directory", index, "note").unwrap();
    store.lease(&format!("series {number}"), 100).unwrap();
    let names = [Name::new(NameKind::Trader, "CI1"), Name::new(NameKind::Office, number)];
    let listed =
        ViewRow { dossier: dossier(number), begun: seq, version: seq, ..view(1, "released") };
    store.put_view(&listed, &names).unwrap();
    store.put_viewed(seq).unwrap();
    let notice = store.put_notice(&notice(seq, "Released", &["SN100", "SN 200"])).unwrap();
    store.put_subscription(&subscription(&format!("s{number}"), notice)).unwrap();
    let command = format!("c/{number}");
    let refused = rejection(notice, (number > 0).then_some(&*command), "one", "2026-03-12");
    store.put_rejection(&refused, &[number; 100]).unwrap();
    let body = format!(r#"{{"about":"CI-{number}"}}"#);
    store.put_erasure(&ErasureRow { place: place(index), dossier: dossier(number) }).unwrap();
    store.put_alarm(&AlarmRow { place: place(index), body }).unwrap();
    store.put_text(&format!("text {number}"), "ready").unwrap();
}

fn journal(store: &mut dyn Store, index: u64) {
    store.append(&entry(index)).unwrap();
    store.put_checkpoint(Epoch::FIRST, 0, index + 1, "note").unwrap();
    let mut edge = Edge::default();
    edge.push(hash_leaf(&[&index.to_be_bytes()]));
    store.put_tiles(Epoch::FIRST, 0, &edge.drain()).unwrap();
}

fn about_a_dossier(store: &mut dyn Store, number: u8, seq: i64) {
    let (id, kind) = (dossier(number), "movement".to_owned());
    store.put_dossier(&DossierRow { dossier: id.clone(), kind, flag: String::new() }).unwrap();
    let administration = Administration::parse("BF").unwrap();
    let grant = format!("{{\"since\":{seq}}}");
    store.put_reader(&ReaderRow { dossier: id.clone(), administration, grant }).unwrap();
    store.put_name(&Name::new(NameKind::Mrn, number), &id, true).unwrap();
    store.put_name(&Name::new(NameKind::Holder, "SN100"), &id, false).unwrap();
    let about = (number > 0).then_some(id);
    let answer = vec![0, 255, number];
    let id = format!("c-{number}");
    store.put_command(&CommandRow { id, mac: [number; 32], dossier: about, answer }).unwrap();
}

fn streams(store: &mut dyn Store, log: &LogId, index: u64) {
    let recipient: NodeId = "TG-1".parse().unwrap();
    let epoch = Epoch(u32::try_from(index).unwrap() + 1);
    let dispatch = (index > 0).then_some(index);
    store
        .put_out_stream(&OutStream {
            recipient: recipient.clone(),
            epoch,
            partition: 0,
            head: StreamHead { epoch, number: 3, dispatch },
            dispatch_count: 2,
            receipted: 1,
            receipted_dispatch: dispatch,
            verified: 6,
            cosigned: 4,
        })
        .unwrap();
    let items = [(1, Item { index, told_as: ItemAs::Stub, epoch: Some(Epoch(1)) })];
    store.put_dispatch(&recipient, epoch, 0, index, &items).unwrap();
    let incoming = InStream {
        log: log.clone(),
        through: 4,
        dispatch,
        dispatched: 17,
        size: 12,
        root: Digest([6; 32]),
        receipt: dispatch.map(place),
        exceptions: "[]".to_owned(),
    };
    store.put_in_stream(&incoming).unwrap();
}

/// How many rows there are of each table.
pub(crate) fn row_counts(store: &dyn Read) -> Vec<(&'static str, usize)> {
    let count = |table: &Table| (table.name(), store.page(*table, None, 9_999).unwrap().len());
    Table::ALL.iter().map(count).collect()
}
