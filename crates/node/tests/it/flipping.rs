//! A small store and a small keystore of which each byte is changed once: nothing else is ever read than was
//! written, what is damaged is named, nothing is written over it, and peers heal it.

use std::collections::BTreeSet;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use journal::Checkpoint;
use kernel::{Amount, Decides, DossierId, Epoch};
use node::{Fault, Mode, Node, Verification, verify};
use rusqlite::{Connection, OpenFlags};
use store::{KeyId, Keys as _, RowKey, Sqlite, SqliteKeys, Vfs};
use transit::Phase;

use crate::acts::*;
use crate::recovering::{KEYS, STORE};
use crate::region::*;
use crate::verifying::closed;

const PAGE: usize = 4096;

/// A store in one file, closed, and a way to change it.
struct Small {
    region: Region,
    path: PathBuf,
    bytes: Vec<u8>,
    file: File,
}

impl Small {
    /// The store of a node that took no part in a journey, and so keeps few entries.
    fn of(code: &str) -> Self {
        let region = closed();
        let path = region.homes[code].folder.path().join("store.db");
        // The last connection takes everything into the one file.
        drop(Sqlite::open(&path, &Vfs::default()).unwrap());
        Self::in_one_file(region, path)
    }

    /// Its keystore, in which one key was destroyed, with some more that nobody asks for.
    fn keys_of(code: &str, more: Range<u8>) -> Self {
        let region = closed();
        let path = region.homes[code].folder.path().join("keys.db");
        let mut keys = region.homes[code].keys();
        let gone = KeyId { class: "gone".to_owned(), ..books(code) };
        let mut put = vec![(gone.clone(), [7; 32])];
        for number in more {
            let (home, writer) = (administration(code), node_id(code));
            let dossier = DossierId::mint(&home, &writer, Epoch::FIRST, [number; 16]);
            put.push((KeyId { dossier: Some(dossier), ..books(code) }, [number; 32]));
        }
        keys.put(&put).unwrap();
        keys.destroy(&gone).unwrap();
        drop(keys);
        Self::in_one_file(region, path)
    }

    fn in_one_file(region: Region, path: PathBuf) -> Self {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!((bytes.len() % PAGE, bytes[20]), (0, 8), "its pages carry sums");
        let file = File::options().write(true).open(&path).unwrap();
        Self { region, path, bytes, file }
    }

    fn flip(&self, place: usize) {
        self.file.write_all_at(&[self.bytes[place] ^ 0x08], place.try_into().unwrap()).unwrap();
    }

    fn mend(&self, place: usize) {
        self.file.write_all_at(&[self.bytes[place]], place.try_into().unwrap()).unwrap();
    }

    /// Whether a part of the file, or all of it, is found to be sound; nobody writes meanwhile.
    fn sound(&self, part: &str) -> bool {
        let uri = format!("file:{}?immutable=1", self.path.display());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let opened = Connection::open_with_flags_and_vfs(uri, flags, pagesum::VFS);
        let said = opened.and_then(|db| {
            let sql = format!("PRAGMA quick_check{part}");
            db.query_row(&sql, [], |row| row.get::<_, String>(0))
        });
        said.is_ok_and(|said| said == "ok")
    }

    fn tables(&self) -> Vec<String> {
        let db = opened(&self.path);
        let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables = tables.query_map([], |row| row.get(0)).unwrap();
        tables.map(Result::unwrap).collect()
    }

    /// The smallest part of the file to which a page belongs; none where it is free.
    fn owner(&self, page: usize, tables: &[String]) -> Option<String> {
        let place = page * PAGE + PAGE / 2;
        self.flip(place);
        let found = if self.sound("") {
            None
        } else {
            let parts = tables.iter().map(|table| format!("('{table}')"));
            // What belongs to no table alone is what all of them need.
            Some(parts.into_iter().find(|part| !self.sound(part)).unwrap_or_default())
        };
        self.mend(place);
        found
    }

    fn verified(&self, code: &str) -> Verification {
        let keys = self.region.homes[code].keys();
        match Sqlite::snapshot(&self.path, &Vfs::default()) {
            Ok(store) => verify(&store, &keys, &root(), &node_id(code), REGION).unwrap(),
            Err(store::Fault::Damaged { doing }) => {
                Verification::unreadable(REGION, &node_id(code), doing)
            }
            Err(fault) => panic!("{fault:?}"),
        }
    }
}

/// Every byte of the pages whose number leaves a rest, so that several tests share the work: how many bytes
/// are seen when they are changed, and how many belong to pages that are free.
fn each_byte(rest: usize) -> (usize, usize) {
    let small = Small::of("ML");
    assert!(small.sound(""));
    let tables = small.tables();
    let (mut seen, mut free) = (0, 0);
    for page in (0..small.bytes.len() / PAGE).filter(|page| page % SHARES == rest) {
        let owner = small.owner(page, &tables);
        for place in page * PAGE..(page + 1) * PAGE {
            small.flip(place);
            match &owner {
                Some(part) => assert!(!small.sound(part), "byte {place} of {part}"),
                // Nothing is read of it, so that all else is as it was.
                None => assert!(small.sound(""), "byte {place} is free"),
            }
            small.mend(place);
        }
        *if owner.is_some() { &mut seen } else { &mut free } += PAGE;
    }
    assert!(small.sound(""));
    (seen, free)
}

/// Among how many tests the pages are shared.
const SHARES: usize = 4;

fn nearly_all_are_seen((seen, free): (usize, usize)) {
    assert!(seen > 7 * PAGE && free < seen / 2, "{seen} bytes are seen, {free} are free");
}

#[test]
fn whichever_byte_of_a_small_store_is_changed_is_seen_when_its_page_is_read() {
    nearly_all_are_seen(each_byte(0));
}

#[test]
fn whichever_byte_of_the_pages_after_those_is_changed_is_seen_as_well() {
    nearly_all_are_seen(each_byte(1));
}

#[test]
fn whichever_byte_of_the_third_of_four_pages_is_changed_is_seen_as_well() {
    nearly_all_are_seen(each_byte(2));
}

#[test]
fn whichever_byte_of_the_last_of_four_pages_is_changed_is_seen_as_well() {
    nearly_all_are_seen(each_byte(3));
}

/// Places in every page: its first bytes, where SQLite says what it is, some in between, and its sum.
fn places(bytes: usize) -> impl Iterator<Item = usize> {
    let within = [0, 1, 3, 7, 19, 64, 1000, 2500, 4000, PAGE - 1];
    (0..bytes / PAGE).flat_map(move |page| within.map(|place| page * PAGE + place))
}

#[test]
fn verifying_a_store_of_which_any_page_is_damaged_says_what_is() {
    let small = Small::of("ML");
    let sql = "PRAGMA freelist_count";
    let free: u32 = opened(&small.path).query_row(sql, [], |row| row.get(0)).unwrap();
    let (mut named, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for place in places(small.bytes.len()) {
        small.flip(place);
        let found = small.verified("ML");
        if let Some(bad) = &found.first_bad {
            assert!(!bad.why.is_empty() && !found.ok, "{place}: {bad:?}");
            named.insert(if bad.what == "store" { bad.why.clone() } else { bad.what.to_owned() });
        } else {
            assert!(found.ok, "{place}");
            missed.insert(place / PAGE);
        }
        small.mend(place);
    }
    assert!(small.verified("ML").ok);
    // Nothing is read of a page that is free.
    assert!(
        missed.len() <= usize::try_from(free).unwrap(),
        "{missed:?} were missed, {free} pages are free"
    );
    let tables = ["commands", "names", "told", "readers", "out_streams", "tasks"];
    let tables = tables.map(|table| format!("a row of the table {table} cannot be read"));
    for what in ["entry", "checkpoint", "tile", "document"].map(str::to_owned).iter().chain(&tables)
    {
        assert!(named.contains(what), "{what} is not among {named:#?}");
    }
}

/// What comes of a node that is started on a store with a damaged page and asked to do something.
fn started(small: &Small, code: &'static str) -> Result<bool, Fault> {
    drop(Sqlite::open(&small.path, &Vfs::default())?);
    acted(&small.region, code)
}

fn acted(region: &Region, code: &'static str) -> Result<bool, Fault> {
    let now = region.now;
    let home = &region.homes[code];
    drop(SqliteKeys::open(&home.folder.path().join("keys.db"), &Vfs::default())?);
    let mut node = Node::open(parts(code, home, 9), now)?;
    node.adopt(now, &[directory_note().to_string()])?;
    let asked = node::Submission {
        id: "flip-1".parse().unwrap(),
        actor: identity::Actor::Officer("awa".parse().unwrap()),
        raw: b"flip-1".to_vec(),
        target: node::Target::New,
        command: node::Command::Movement(Box::new(transit::Command::Present(Box::new(
            Declared { lrn: "FLIP-1", ..TO_BOBO }.presenting(),
        )))),
        versions: None,
    };
    let replies = node.submit(now, vec![asked])?;
    while node.work(now)? {}
    Ok(replies[0].outcome.is_ok())
}

#[test]
fn a_node_that_comes_upon_a_damaged_page_stops_and_what_is_damaged_stays_so() {
    let small = Small::of("CI");
    let (mut stopped, mut went_on) = (0, 0);
    for page in 0..small.bytes.len() / PAGE {
        let (place, folder) = (page * PAGE + 1000, small.path.parent().unwrap());
        let keys = std::fs::read(folder.join("keys.db")).unwrap();
        small.flip(place);
        let before = small.verified("CI");
        match started(&small, "CI") {
            Err(fault) => {
                let chain = format!("{fault:?}");
                assert!(fault.is_damage() && !fault.is_passing(), "page {page}: {chain}");
                stopped += 1;
            }
            Ok(done) => {
                assert!(done, "page {page}");
                // It was not read, so it was not written: the damage is still there to be found.
                let after = small.verified("CI");
                assert_eq!(before.ok, after.ok, "page {page}: {:?}", after.first_bad);
                went_on += 1;
            }
        }
        for name in ["store.db-wal", "store.db-shm", "keys.db-wal", "keys.db-shm"] {
            std::fs::remove_file(folder.join(name)).ok();
        }
        std::fs::write(folder.join("keys.db"), keys).unwrap();
        small.file.set_len(small.bytes.len().try_into().unwrap()).unwrap();
        small.file.write_all_at(&small.bytes, 0).unwrap();
    }
    assert!(stopped > 10 && went_on > 10, "{stopped} stopped, {went_on} went on");
}

fn changed(path: &Path, sql: &str) {
    assert_eq!(opened(path).execute(sql, []).unwrap(), 1, "{sql}");
}

/// What is changed so that its page is sound, as somebody does who writes to the store by himself.
#[test]
fn a_node_does_not_start_on_a_log_whose_end_is_not_what_was_signed() {
    const LAST: &str = "(SELECT max(place) FROM entries)";
    for (sql, names) in [
        (
            format!(
                "UPDATE entries SET header = replace(CAST(header AS TEXT), '2026', '2025') \
                 WHERE place = {LAST} - 2"
            ),
            true,
        ),
        (format!("DELETE FROM entries WHERE place = {LAST} - 1"), true),
        ("UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0".to_owned(), true),
        (
            "DELETE FROM checkpoints WHERE place = (SELECT max(place) FROM checkpoints)".to_owned(),
            true,
        ),
    ] {
        let small = Small::of("CI");
        changed(&small.path, &sql);
        let fault = started(&small, "CI").unwrap_err();
        assert!(fault.is_damage(), "{sql}: {fault:?}");
        let told = fault.to_string();
        assert_eq!(told.starts_with("entry "), names, "{sql}: {told}");
        assert!(told.contains("passavant verify") && told.contains("passavant restore"), "{told}");
    }
}

#[test]
fn a_damaged_entry_is_named_by_whoever_reads_it() {
    let mut small = Small::of("CI");
    let sealed = "UPDATE entries SET sealed = zeroblob(length(sealed)) WHERE place = \
                  (SELECT source FROM told WHERE own = 1 AND kind = 'movement' ORDER BY seq LIMIT 1)";
    changed(&small.path, sealed);
    let bad = small.verified("CI").first_bad.unwrap();
    assert_eq!(bad.what, "entry");
    small.region.restart("CI", 61);
    let movement = small.region.reader("CI").list(&store::Search::of("movement"), None, 1).unwrap();
    let movement = movement[0].dossier.clone();
    let fault = small.region.reader("CI").movement(&movement).unwrap_err();
    let told = format!("entry {} of epoch 1, partition 0 is damaged", bad.index);
    assert!(fault.to_string().starts_with(&told), "{fault}");
}

#[test]
fn a_damaged_store_is_set_aside_and_peers_give_back_what_they_knew() {
    let mut region = Region::new(800, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let before = region.movement("CI", &movement).standing;
    region.nodes.remove("CI");
    let path = region.homes["CI"].folder.path().join("store.db");
    drop(Sqlite::open(&path, &Vfs::default()).unwrap());
    // A byte in the middle of an entry, found by its header.
    let bytes = std::fs::read(&path).unwrap();
    let header = format!("\"log\":\"passavant/{REGION}/CI-1/1/0\"");
    let place = bytes.windows(header.len()).position(|at| at == header.as_bytes()).unwrap() + 8;
    let file = File::options().write(true).open(&path).unwrap();
    file.write_all_at(&[bytes[place] ^ 0x08], place.try_into().unwrap()).unwrap();
    let keys = SqliteKeys::open(&path.with_file_name("keys.db"), &Vfs::default()).unwrap();
    let store = Sqlite::snapshot(&path, &Vfs::default()).unwrap();
    let found = verify(&store, &keys, &root(), &node_id("CI"), REGION).unwrap();
    assert_eq!(found.first_bad.map(|bad| bad.what), Some("entry"));
    drop((store, keys));
    // What `passavant restore --from-peers` does: the store is gone, and the keystore is still there.
    for name in STORE {
        std::fs::remove_file(path.with_file_name(name)).ok();
    }
    assert!(KEYS.iter().any(|name| path.with_file_name(name).exists()));
    region.restart("CI", 801);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("CI").adopt(now, &notes).unwrap();
    region.ask_back("CI", &[]);
    region.settle();
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    assert_eq!(region.movement("CI", &movement).standing, before);
    assert_eq!(before.phase, Phase::Released);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::UnderWay);
    // The account was told to nobody; what is held is said by the record of the movement.
    let account = region.reader("CI").guarantee(&guarantee).unwrap();
    assert_eq!(account.map(|account| account.view.held), None::<Amount>);
    region.all_verify();
}

/// The key of a node's own book-keeping.
fn books(code: &str) -> KeyId {
    KeyId { dossier: None, author: node_id(code), class: "books".to_owned() }
}

/// All that a keystore says: its keys, those that were destroyed, and how long logs are.
type Said = (Vec<(String, RowKey)>, Vec<String>, Vec<Checkpoint>);

fn said(path: &Path) -> Result<Said, store::Fault> {
    let keys = SqliteKeys::read_only(path, &Vfs::default())?;
    let all = keys.named_after("", 999)?;
    let books = keys.get(&books("CI"))?.expect("it was there");
    assert!(all.iter().any(|(_, key)| *key == books));
    Ok((all, keys.destroyed_after("", 999)?, keys.noted_heads()?))
}

#[test]
fn whichever_byte_of_a_keystore_is_changed_no_other_key_is_read_and_none_is_missed_unsaid() {
    let small = Small::keys_of("CI", 0..0);
    let before = said(&small.path).unwrap();
    assert!(before.0.len() > 3 && before.1.len() == 1 && before.2.len() == 1, "{before:?}");
    let sql = "PRAGMA freelist_count";
    let free: u32 = opened(&small.path).query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(free, 0, "each page says something");
    for place in 0..small.bytes.len() {
        small.flip(place);
        let fault = said(&small.path).unwrap_err();
        assert!(matches!(fault, store::Fault::Damaged { .. }), "byte {place}: {fault:?}");
        small.mend(place);
    }
    assert_eq!(said(&small.path).unwrap(), before);
}

#[test]
fn a_node_that_comes_upon_a_damaged_page_of_its_keystore_stops_and_no_key_is_lost() {
    let small = Small::keys_of("CI", 0..255);
    let (before, folder) = (said(&small.path).unwrap(), small.path.parent().unwrap());
    drop(Sqlite::open(&folder.join("store.db"), &Vfs::default()).unwrap());
    let store = std::fs::read(folder.join("store.db")).unwrap();
    let (mut stopped, mut went_on) = (0, 0);
    for place in places(small.bytes.len()) {
        small.flip(place);
        match acted(&small.region, "CI") {
            Err(fault) => {
                let chain = format!("{fault:?}");
                assert!(fault.is_damage() && !fault.is_passing(), "byte {place}: {chain}");
                stopped += 1;
            }
            Ok(done) => {
                assert!(done, "byte {place}");
                went_on += 1;
            }
        }
        // Nothing was written over it: the damage is still there to be found, and all else is as it was.
        assert!(said(&small.path).is_err(), "byte {place}");
        small.mend(place);
        let (keys, destroyed, _) = said(&small.path).unwrap();
        assert!(before.0.iter().all(|key| keys.contains(key)), "byte {place}");
        assert_eq!(destroyed, before.1, "byte {place}");
        for name in ["store.db-wal", "store.db-shm", "keys.db-wal", "keys.db-shm"] {
            std::fs::remove_file(folder.join(name)).ok();
        }
        std::fs::write(folder.join("store.db"), &store).unwrap();
        small.file.set_len(small.bytes.len().try_into().unwrap()).unwrap();
        small.file.write_all_at(&small.bytes, 0).unwrap();
    }
    assert!(stopped > 10 && went_on > 10, "{stopped} stopped, {went_on} went on");
    assert!(acted(&small.region, "CI").unwrap());
}
