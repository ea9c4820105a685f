//! Verifying: each byte of every journal row and checkpoint, flipped, is caught and named.

use kernel::Decides;
use node::{Verification, verify};
use store::{Sqlite, SqliteKeys, Vfs};

use crate::acts::*;
use crate::region::*;

fn verified(folder: &std::path::Path, code: &str) -> Verification {
    let store = Sqlite::open(&folder.join("store.db"), &Vfs::default()).unwrap();
    let keys = SqliteKeys::open(&folder.join("keys.db"), &Vfs::default()).unwrap();
    verify(&store, &keys, &root(), &node_id(code), REGION).unwrap()
}

/// A region after one journey, closed.
pub(crate) fn closed() -> Region {
    let mut region = Region::new(60, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    for command in [entry("BFX01000", now), arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    region.nodes.clear();
    region
}

#[test]
fn a_whole_journal_verifies_with_its_peers_proofs() {
    let region = closed();
    for code in ["CI", "BF", "ML", "SN", "CORRIDOR"] {
        let found = verified(region.homes[code].folder.path(), code);
        assert!(found.ok, "{code}: {:?}", found.first_bad);
        assert!(found.entries > 0 && found.checkpoints > 0);
    }
    let ci = verified(region.homes["CI"].folder.path(), "CI");
    assert!(ci.foreign_entries > 4 && ci.cosignatures > 0, "{ci:?}");
}

/// A table that holds evidence: its name, what a finding calls its rows, how its rows are told
/// apart, the index a finding names them by, and its columns.
struct Evidence {
    table: &'static str,
    what: &'static str,
    key: &'static str,
    index: &'static str,
    columns: &'static [&'static str],
}

const EVIDENCE: [Evidence; 4] = [
    Evidence {
        table: "entries",
        what: "entry",
        key: "place",
        index: "place & 0x3fffffffff",
        columns: &["header", "commitments", "sealed"],
    },
    Evidence {
        table: "checkpoints",
        what: "checkpoint",
        key: "place",
        index: "place & 0x3fffffffff",
        columns: &["note"],
    },
    Evidence {
        table: "foreign_checkpoints",
        what: "foreign-checkpoint",
        key: "log * 1000000 + size",
        index: "size",
        columns: &["note"],
    },
    Evidence {
        table: "foreign_entries",
        what: "foreign-entry",
        key: "id",
        index: "idx",
        columns: &["header", "commitments", "sealed", "proof"],
    },
];

/// Mali's node took no part in the journey: its journal is short enough to flip every byte of it,
/// so that it is other text and so that it is no text at all.
#[test]
fn each_flipped_byte_of_a_row_or_checkpoint_is_caught_and_named() {
    let caught = flip_all("ML", 1);
    assert!(caught > 16_000, "{caught}");
}

/// The journal of Burkina Faso holds every kind of entry.
#[test]
fn flipped_bytes_of_every_kind_of_entry_are_caught_and_named() {
    let caught = flip_all("BF", 7);
    assert!(caught > 6_000, "{caught}");
}

fn flip_all(code: &str, stride: usize) -> usize {
    let region = closed();
    let folder = region.homes[code].folder.path();
    assert!(verified(folder, code).ok);
    let mut caught = 0;
    for evidence in &EVIDENCE {
        for column in evidence.columns {
            caught += flip_each(folder, code, (evidence, column), stride);
        }
    }
    assert!(verified(folder, code).ok);
    caught
}

/// Flips one bit of a byte, one byte at a time, from the first to the last of every row.
fn flip_each(
    folder: &std::path::Path,
    code: &str,
    (evidence, column): (&Evidence, &str),
    stride: usize,
) -> usize {
    let Evidence { table, what, key, index, .. } = evidence;
    let db = opened(&folder.join("store.db"));
    let rows: Vec<(i64, u64, Vec<u8>)> = db
        .prepare(&format!("SELECT {key}, {index}, CAST({column} AS BLOB) FROM {table}"))
        .unwrap()
        .query_map([], |row| {
            let index: i64 = row.get(1)?;
            Ok((row.get(0)?, u64::try_from(index).unwrap(), row.get(2)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let cast = if column == "note" { "CAST(?2 AS TEXT)" } else { "?2" };
    let sql = format!("UPDATE {table} SET {column} = {cast} WHERE {key} = ?1");
    // This connection only plays the bad disk; nobody waits for it to sync.
    db.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let put = |id: i64, bytes: &[u8]| db.execute(&sql, rusqlite::params![id, bytes]).unwrap();
    let store = Sqlite::open(&folder.join("store.db"), &Vfs::default()).unwrap();
    let keys = SqliteKeys::open(&folder.join("keys.db"), &Vfs::default()).unwrap();
    let mut caught = 0;
    for (id, index, bytes) in &rows {
        let last = bytes.len().checked_sub(1);
        for place in (0..bytes.len()).step_by(stride).chain(last) {
            for mask in [0x01, 0x80] {
                let mut changed = bytes.clone();
                changed[place] ^= mask;
                put(*id, &changed);
                let found = verify(&store, &keys, &root(), &node_id(code), REGION).unwrap();
                let bad = found.first_bad.expect("the flipped byte is seen");
                let named = (bad.what, bad.index);
                assert_eq!(named, (*what, *index), "byte {place} of {table}.{column}: {bad:?}");
                assert!(!found.ok && !bad.why.is_empty() && !bad.log.is_empty());
                caught += 1;
            }
        }
        put(*id, bytes);
    }
    caught
}

#[test]
fn a_row_the_store_cannot_read_is_named_and_so_is_one_that_lies_outside_of_every_log() {
    const SECOND: &str = "(SELECT place FROM checkpoints ORDER BY place LIMIT 1 OFFSET 1)";
    let moved = format!("UPDATE checkpoints SET place = place + (5 << 38) WHERE place = {SECOND}");
    let strayed = "INSERT INTO entries SELECT place + (5 << 38), header, commitments, sealed \
                   FROM entries WHERE place = (SELECT min(place) FROM entries)";
    let short = "UPDATE foreign_entries SET commitments = x'00' WHERE id = 3";
    let binary = "UPDATE documents SET note = CAST(x'ff' || note AS TEXT) WHERE what = 'trie'";
    let directory = "UPDATE documents SET note = CAST(x'ff' AS TEXT) WHERE what = 'directory'";
    for (sql, what, log, index) in [
        (moved.as_str(), "checkpoint", "passavant/corridor/CI-1/1/0", None),
        (strayed, "entry", "passavant/corridor/CI-1/1/0", None),
        (short, "foreign-entry", "", Some(3)),
        (binary, "document", "trie", Some(1)),
        (directory, "document", "directory", Some(1)),
    ] {
        let region = closed();
        let folder = region.homes["CI"].folder.path();
        let db = opened(&folder.join("store.db"));
        assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}");
        drop(db);
        let bad = verified(folder, "CI").first_bad.expect("it is seen");
        assert_eq!((bad.what, bad.log.as_str()), (what, log), "{sql}: {bad:?}");
        assert!(index.is_none_or(|index| index == bad.index), "{sql}: {bad:?}");
    }
}

#[test]
fn the_first_bad_entry_is_named_by_its_place() {
    let region = closed();
    let folder = region.homes["CI"].folder.path();
    let db = opened(&folder.join("store.db"));
    let sql = "UPDATE entries SET header = replace(CAST(header AS TEXT), '2026', '2025') \
               WHERE place = (SELECT place FROM entries ORDER BY place LIMIT 1 OFFSET 7)";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    drop(db);
    let bad = verified(folder, "CI").first_bad.unwrap();
    assert_eq!((bad.what, bad.index), ("entry", 7));
}

#[test]
fn a_missing_a_swapped_and_a_cut_off_entry_are_seen() {
    for (sql, what) in [
        ("DELETE FROM entries WHERE place = (SELECT max(place) FROM entries) - 3", "entry"),
        ("DELETE FROM entries WHERE place = (SELECT max(place) FROM entries)", "checkpoint"),
        (
            "DELETE FROM checkpoints WHERE place = (SELECT max(place) FROM checkpoints)",
            "checkpoint",
        ),
        ("UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0", "entry"),
    ] {
        let region = closed();
        let folder = region.homes["CI"].folder.path();
        let db = opened(&folder.join("store.db"));
        db.execute(sql, []).unwrap();
        drop(db);
        let found = verified(folder, "CI");
        assert_eq!(found.first_bad.map(|bad| bad.what), Some(what), "{sql}");
    }
}

/// What verifying BF finds once a statement has been carried out on its store.
fn after(region: &Region, statement: &str) -> Verification {
    let folder = region.homes["BF"].folder.path();
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let db = opened(&copy.path().join("store.db"));
    db.execute_batch(statement).unwrap();
    drop(db);
    verified(copy.path(), "BF")
}

#[test]
fn what_we_confirmed_to_have_recorded_of_peers_must_be_there() {
    let region = closed();
    assert!(after(&region, "SELECT 1").ok);
    let dispatch = "DELETE FROM foreign_entries WHERE id = (SELECT max(id) FROM foreign_entries \
                    WHERE CAST(header AS TEXT) LIKE '%\"subject\":\"dispatch\"%')";
    let event = "DELETE FROM foreign_entries WHERE id = (SELECT min(id) FROM foreign_entries \
                 WHERE CAST(header AS TEXT) LIKE '%\"event\"%')";
    for statement in [dispatch, event, "DELETE FROM foreign_entries"] {
        let bad = after(&region, statement).first_bad;
        let bad = bad.unwrap_or_else(|| panic!("{statement}: nothing was found"));
        assert_eq!(bad.what, "foreign-entry", "{statement}: {bad:?}");
        assert!(bad.why.contains("missing"), "{statement}: {bad:?}");
    }
    let one = "DELETE FROM foreign_checkpoints WHERE (log, size) = \
               (SELECT log, min(size) FROM foreign_checkpoints)";
    let both = "DELETE FROM foreign_entries; DELETE FROM foreign_checkpoints";
    // The first one carries entries too, and is missed by them or by our receipt for it.
    let bad = after(&region, one).first_bad.unwrap();
    assert!(bad.what.starts_with("foreign-") && bad.why.contains("missing"), "{bad:?}");
    let bad = after(&region, both).first_bad.unwrap();
    assert_eq!(bad.what, "foreign-checkpoint", "{bad:?}");
}

#[test]
fn a_store_that_is_cut_off_or_torn_is_a_finding_and_no_fault() {
    let region = closed();
    let folder = region.homes["BF"].folder.path();
    let (path, right) = (folder.join("store.db"), region.homes["BF"].folder.path().join("right"));
    // Everything into the one file first.
    drop(Sqlite::open(&path, &Vfs::default()).unwrap());
    std::fs::copy(&path, &right).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let snapshot = Sqlite::snapshot(&path, &Vfs::default());
        let keys = SqliteKeys::open(&folder.join("keys.db"), &Vfs::default()).unwrap();
        match snapshot {
            Ok(store) => verify(&store, &keys, &root(), &node_id("BF"), REGION).unwrap(),
            Err(store::Fault::Damaged { doing }) => {
                Verification::unreadable(REGION, &node_id("BF"), doing)
            }
            Err(fault) => panic!("{fault:?}"),
        }
    };
    assert!(read(&bytes).ok);
    for cut in [100, bytes.len() / 3, bytes.len() / 2] {
        let found = read(&bytes[..cut]);
        assert!(!found.ok && found.first_bad.is_some(), "cut at {cut}: {found:?}");
    }
    // The heads of pages, where SQLite keeps what a page is. A page that holds nothing cannot be
    // missed.
    let db = opened(&right);
    let free: u32 = db.query_row("PRAGMA freelist_count", [], |row| row.get(0)).unwrap();
    let mut unseen = Vec::new();
    for page in 0..bytes.len() / 4096 {
        let mut torn = bytes.clone();
        torn[page * 4096..page * 4096 + 8].fill(0xee);
        if read(&torn).ok {
            unseen.push(page);
        }
    }
    assert!(unseen.len() <= usize::try_from(free).unwrap(), "{unseen:?}, {free} pages are free");
}

#[test]
fn a_node_that_has_no_directory_yet_is_not_damaged() {
    let mut region = Region::new(61, Decides::Node);
    region.nodes.clear();
    let home = &region.homes["SN"];
    std::fs::remove_file(home.folder.path().join("store.db")).unwrap();
    let fresh = |code: &str| {
        let parts = parts(code, &region.homes[code], 3);
        let opened = node::Node::open(parts, region.now).unwrap();
        drop(opened);
        let (store, keys) = (region.homes[code].store(), region.homes[code].keys());
        verify(&store, &keys, &root(), &node_id(code), REGION)
    };
    std::fs::remove_file(home.folder.path().join("keys.db")).unwrap();
    let fault = fresh("SN").unwrap_err();
    assert!(matches!(fault, node::Fault::NoDirectory), "{fault}");
    // Where entries cite a directory there was one, and its absence is damage.
    let db = opened(&region.homes["CI"].folder.path().join("store.db"));
    db.execute_batch("DELETE FROM documents").unwrap();
    drop(db);
    let found = verified(region.homes["CI"].folder.path(), "CI");
    assert_eq!(found.first_bad.map(|bad| bad.what), Some("document"));
}
