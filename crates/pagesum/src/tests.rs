//! Files whose pages carry sums, files that do not, and every byte of one changed.

use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::*;

fn open(path: &Path) -> rusqlite::Result<Connection> {
    assert!(register());
    Connection::open_with_flags_and_vfs(path, OpenFlags::default(), VFS)
}

/// A small file with a table, an index, a long row and pages that are free again.
fn made(path: &Path) {
    let db = open(path).unwrap();
    assert!(keep_room(&db));
    db.execute_batch(
        "PRAGMA page_size = 512; PRAGMA journal_mode = WAL;
         CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB, w TEXT); CREATE INDEX w ON t (w);
         INSERT INTO t VALUES (1, zeroblob(300), 'one'), (2, randomblob(2000), 'two');
         INSERT INTO t VALUES (3, randomblob(3000), 'three'); DELETE FROM t WHERE n = 3;",
    )
    .unwrap();
}

/// What SQLite says of a file that is not sound, where it says it in words.
const UNSOUND: rusqlite::Error = rusqlite::Error::InvalidQuery;

/// A look at a file that nobody writes.
fn looking(path: &Path) -> rusqlite::Result<Connection> {
    assert!(register());
    let uri = format!("file:{}?immutable=1", path.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags_and_vfs(uri, flags, VFS)
}

/// All there is in a file, and that it is sound.
fn content(path: &Path) -> rusqlite::Result<Vec<(i64, Vec<u8>, String)>> {
    let sound: String =
        looking(path)?.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound == "ok" { rows(path) } else { Err(UNSOUND) }
}

/// All there is, whatever the rest of the file is.
fn rows(path: &Path) -> rusqlite::Result<Vec<(i64, Vec<u8>, String)>> {
    let db = looking(path)?;
    let mut rows = db.prepare("SELECT n, b, w FROM t ORDER BY n")?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

#[test]
fn every_page_of_a_new_file_carries_its_sum() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    made(&path);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!((bytes[16..18].to_vec(), bytes[20]), (vec![2, 0], 8));
    assert!(bytes.len() > 10 * 512);
    assert!(bytes.chunks(512).all(page::holds));
    assert_eq!(content(&path).unwrap().len(), 2);
}

#[test]
fn whichever_byte_is_changed_nothing_else_is_read_than_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    made(&path);
    let (bytes, right) = (std::fs::read(&path).unwrap(), content(&path).unwrap());
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    let mut unseen = 0;
    for (place, byte) in (0..).zip(&bytes) {
        for mask in [0x08, 0xff] {
            file.write_all_at(&[byte ^ mask], place).unwrap();
            // Whatever is read of it, looked at by nobody before, is what was written.
            assert!(
                rows(&path).is_ok_and(|found| found == right) || rows(&path).is_err(),
                "{place}"
            );
            match content(&path) {
                Ok(found) => {
                    assert_eq!(found, right, "byte {place}");
                    unseen += 1;
                }
                Err(error) => {
                    let code = error.sqlite_error().map(|error| error.extended_code);
                    let known = [DIFFERS, ffi::SQLITE_NOTADB, ffi::SQLITE_CORRUPT];
                    let told = code.map_or(error == UNSOUND, |code| known.contains(&code));
                    assert!(told, "byte {place}: {error:?}");
                }
            }
        }
        file.write_all_at(&[*byte], place).unwrap();
    }
    // Pages that are free are not read.
    assert!(unseen < bytes.len(), "{unseen} of {}", bytes.len() * 2);
}

#[test]
fn a_file_that_was_made_without_sums_is_read_and_written_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let plain = Connection::open(&path).unwrap();
    plain.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n, b, w)").unwrap();
    drop(plain);
    let db = open(&path).unwrap();
    keep_room(&db);
    db.execute_batch("INSERT INTO t VALUES (1, x'00', 'one')").unwrap();
    drop(db);
    assert_eq!(content(&path).unwrap().len(), 1);
    let plain = Connection::open(&path).unwrap();
    let count: i64 = plain.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!((count, std::fs::read(&path).unwrap()[20]), (1, 0));
}
