//! The keystore in an SQLite file of its own, in another folder than the store.

use std::path::Path;

use journal::{Checkpoint, LogId};
use kernel::Digest;
use rusqlite::{OpenFlags, params};

use super::{Sqlite, Vfs, connect, schema};
use crate::fault::Fault;
use crate::keys::{KeyId, Keys, RowKey};
use crate::rows::{count, number};

/// Keys in one SQLite file. What is deleted is overwritten.
#[derive(Debug)]
pub struct SqliteKeys(Sqlite);

impl SqliteKeys {
    /// Opens the keystore, and makes it where there is none.
    pub fn open(path: &Path, vfs: &Vfs) -> Result<Self, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let db = connect(path, vfs, flags)?;
        let fault = |source| Fault::Statement { doing: "overwrite what is deleted", source };
        db.execute_batch("PRAGMA secure_delete = ON;").map_err(fault)?;
        schema::migrate(&db, schema::KEYS)?;
        Ok(Self(Sqlite::over(db, path, vfs)))
    }

    /// A reader of a keystore that is there.
    pub fn read_only(path: &Path, vfs: &Vfs) -> Result<Self, Fault> {
        let db = connect(path, vfs, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self(Sqlite::over(db, path, vfs)))
    }

    /// A second connection that only reads.
    pub fn reader(&self) -> Result<Self, Fault> {
        self.0.reader().map(Self)
    }

    fn batch(&self, doing: &'static str, sql: &str) -> Result<(), Fault> {
        self.0.db.execute_batch(sql).map_err(|source| Fault::Statement { doing, source })
    }
}

impl Keys for SqliteKeys {
    fn make_sure(&mut self) -> Result<(), Fault> {
        self.0.settle()
    }

    fn get(&self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        let sql = "SELECT key FROM keys WHERE id = ?1";
        self.0.one("read a key", sql, [id.to_string()], |row| row.get(0))
    }

    fn put_named(&mut self, keys: &[(String, RowKey)]) -> Result<(), Fault> {
        if keys.is_empty() {
            return Ok(());
        }
        self.batch("begin to keep keys", "BEGIN IMMEDIATE")?;
        for (id, key) in keys {
            let sql = "INSERT OR IGNORE INTO keys SELECT ?1, ?2
                       WHERE NOT EXISTS (SELECT 1 FROM destroyed WHERE id = ?1)";
            self.0.run("keep a key", sql, params![id, key])?;
        }
        self.batch("sync keys", "COMMIT")
    }

    fn destroy_named(&mut self, ids: &[String]) -> Result<(), Fault> {
        self.batch("begin to destroy a key", "BEGIN IMMEDIATE")?;
        let (kept, gone) =
            ("INSERT OR IGNORE INTO destroyed VALUES (?1)", "DELETE FROM keys WHERE id = ?1");
        for id in ids {
            self.0.run("note a destroyed key", kept, [id])?;
            self.0.run("destroy a key", gone, [id])?;
        }
        self.batch("sync a destroyed key", "COMMIT")?;
        // What is still in the write-ahead log is overwritten too.
        self.batch("overwrite a destroyed key", "PRAGMA wal_checkpoint(TRUNCATE)")
    }

    fn named_after(&self, after: &str, at_most: usize) -> Result<Vec<(String, RowKey)>, Fault> {
        let sql = "SELECT id, key FROM keys WHERE id > ?1 ORDER BY id LIMIT ?2";
        let page = params![after, count(at_most)];
        self.0.all("read keys", sql, page, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn destroyed_after(&self, after: &str, at_most: usize) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id FROM destroyed WHERE id > ?1 ORDER BY id LIMIT ?2";
        self.0.all("read destroyed keys", sql, params![after, count(at_most)], |row| row.get(0))
    }

    fn destroyed(&self, id: &KeyId) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM destroyed WHERE id = ?1";
        let found = self.0.one("look for a destroyed key", sql, [id.to_string()], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn note_head(&mut self, checkpoint: &Checkpoint) -> Result<(), Fault> {
        let sql = "INSERT INTO heads VALUES (?1, ?2, ?3)
                   ON CONFLICT (log) DO UPDATE SET size = excluded.size, root = excluded.root
                   WHERE excluded.size > size";
        let Checkpoint { log, size, root } = checkpoint;
        self.0.run("note a head", sql, params![log.to_string(), number(*size), root.0])
    }

    fn noted_heads(&self) -> Result<Vec<Checkpoint>, Fault> {
        let sql = "SELECT log, size, root FROM heads ORDER BY log";
        let rows = self.0.all("read the noted heads", sql, [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, [u8; 32]>(2)?))
        })?;
        let damaged = || Fault::Damaged { doing: "read the noted heads" };
        rows.into_iter()
            .map(|(log, size, root)| {
                Ok(Checkpoint {
                    log: LogId::parse(&log).map_err(|_| damaged())?,
                    size: u64::try_from(size).map_err(|_| damaged())?,
                    root: Digest(root),
                })
            })
            .collect()
    }
}
