//! SQLite: WAL, every commit synced, one writer.

mod erasing;
mod keystore;
mod notices;
mod pages;
mod read;
mod schema;
mod search;
mod tasks;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Params, Row};

use crate::fault::Fault;

pub use keystore::SqliteKeys;

/// Older versions can lose committed writes when a checkpoint runs beside a write in WAL mode.
const OLDEST: &str = "3.51.3";
/// How many prepared statements stay ready; there are fewer than this.
const STATEMENTS: usize = 160;

/// How SQLite reaches the disk: the name of a registered VFS, or else one whose pages carry sums. Tests
/// and the simulator put theirs here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vfs(Option<String>);

impl Vfs {
    /// A VFS that is registered under this name.
    pub fn named(name: &str) -> Self {
        Self(Some(name.to_owned()))
    }
}

/// A store in one SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    db: Connection,
    path: PathBuf,
    vfs: Vfs,
    /// SQLite's count of what others have written, as it was at the last commit here.
    seen: i64,
    /// The same when the transaction under way began.
    begun: i64,
}

impl Sqlite {
    /// Opens the store, makes it where there is none, and brings it to the latest schema.
    pub fn open(path: &Path, vfs: &Vfs) -> Result<Self, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let db = connect(path, vfs, flags)?;
        schema::migrate(&db, schema::STORE)?;
        let mut store = Self::over(db, path, vfs);
        store.seen = store.data_version()?;
        Ok(store)
    }

    fn over(db: Connection, path: &Path, vfs: &Vfs) -> Self {
        Self { db, path: path.to_owned(), vfs: vfs.clone(), seen: 0, begun: 0 }
    }

    fn data_version(&self) -> Result<i64, Fault> {
        let sql = "PRAGMA data_version";
        let seen = self.one("look for other writers", sql, [], |row| row.get(0))?;
        Ok(seen.unwrap_or_default())
    }

    /// A second connection that only reads; it sees what has been committed.
    pub fn reader(&self) -> Result<Self, Fault> {
        let db = connect(&self.path, &self.vfs, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self::over(db, &self.path, &self.vfs))
    }

    /// A reader of a store as it is at one moment, that of its first reading, whatever is written
    /// meanwhile.
    pub fn snapshot(path: &Path, vfs: &Vfs) -> Result<Self, Fault> {
        let db = connect(path, vfs, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let store = Self::over(db, path, vfs);
        store.hold()?;
        Ok(store)
    }

    /// Begins to read as of one moment: one lock of the file serves all that is read of it.
    fn hold(&self) -> Result<(), Fault> {
        self.run("begin to read", "BEGIN DEFERRED", [])
    }

    fn release(&self) -> Result<(), Fault> {
        self.run("end reading", "COMMIT", [])
    }

    /// Copies all of the write-ahead log into the file and begins the log anew.
    ///
    /// After a sync that failed a disk goes on showing what was written, and does not write it when
    /// it is asked to sync again. What is copied is written anew; and nothing is appended to a log
    /// that may have a hole, behind which a power cut would lose all of it.
    fn settle(&self) -> Result<(), Fault> {
        let doing = "make sure of what was written before";
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let blocked: Option<bool> = self.one(doing, sql, [], |row| row.get(0))?;
        if blocked == Some(false) { Ok(()) } else { Err(Fault::InUse) }
    }

    fn all<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Fault> {
        let fault = |source| Fault::of(doing, source);
        let mut prepared = self.db.prepare_cached(sql).map_err(fault)?;
        let rows = prepared.query_map(params, row).map_err(fault)?;
        rows.collect::<Result<_, _>>().map_err(fault)
    }

    fn one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.all(doing, sql, params, row)?.into_iter().next())
    }

    fn run(&self, doing: &'static str, sql: &str, params: impl Params) -> Result<(), Fault> {
        let fault = |source| Fault::of(doing, source);
        let mut prepared = self.db.prepare_cached(sql).map_err(fault)?;
        prepared.execute(params).map_err(fault)?;
        Ok(())
    }
}

fn connect(path: &Path, vfs: &Vfs, flags: OpenFlags) -> Result<Connection, Fault> {
    if rusqlite::version_number() < 3_051_003 {
        let found = rusqlite::version().to_owned();
        return Err(Fault::TooOld { found, needed: OLDEST });
    }
    let open = |source| match Fault::of("open", source) {
        Fault::Statement { source, .. } => Fault::Open { path: path.to_owned(), source },
        fault => fault,
    };
    let sums = vfs.0.is_none();
    if sums && !pagesum::register() {
        return Err(Fault::NoSums);
    }
    let name = vfs.0.as_deref().unwrap_or(pagesum::VFS);
    let db = Connection::open_with_flags_and_vfs(path, flags, name).map_err(open)?;
    if sums && flags.contains(OpenFlags::SQLITE_OPEN_CREATE) && !pagesum::keep_room(&db) {
        return Err(Fault::NoSums);
    }
    // A plan does not depend on what is bound, so that a statement is prepared once.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(open)?;
    // FULL: a commit is on the disk before it is told. A reader waits for a moment instead of
    // failing when the writer restarts the log.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -32768;",
    )
    .map_err(open)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

#[cfg(test)]
mod tests;
