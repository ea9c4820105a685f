//! Where the store of a test is kept, whatever the engine; it is taken away with the test.

use std::sync::OnceLock;

use store::*;
use tempfile::TempDir;
use testkit::Database;

/// Where a store and its keys are kept.
pub(crate) enum Home {
    Folder(TempDir, Vfs),
    Databases { store: Database, keys: OnceLock<Database> },
}

impl Home {
    pub(crate) fn folder(vfs: Vfs) -> Option<Self> {
        Some(Self::Folder(tempfile::tempdir().unwrap(), vfs))
    }

    /// None where there is no PostgreSQL, which is counted.
    pub(crate) fn databases() -> Option<Self> {
        Some(Self::Databases { store: Database::new()?, keys: OnceLock::new() })
    }

    /// The store, opened as by one more process.
    pub(crate) fn open(&self) -> Box<dyn Store> {
        match self {
            Self::Folder(folder, vfs) => {
                Box::new(Sqlite::open(&folder.path().join("store.db"), vfs).unwrap())
            }
            Self::Databases { store, .. } => Box::new(Postgres::open(store.named()).unwrap()),
        }
    }

    /// A reader of a store that is there.
    pub(crate) fn reader(&self) -> Box<dyn Read> {
        match self {
            Self::Folder(folder, vfs) => {
                let store = Sqlite::open(&folder.path().join("store.db"), vfs).unwrap();
                Box::new(store.reader().unwrap())
            }
            Self::Databases { store, .. } => {
                Box::new(Postgres::open(store.named()).unwrap().reader().unwrap())
            }
        }
    }

    /// A reader of a store that is there, as it is at one moment.
    pub(crate) fn snapshot(&self) -> Box<dyn Read> {
        match self {
            Self::Folder(folder, vfs) => {
                Box::new(Sqlite::snapshot(&folder.path().join("store.db"), vfs).unwrap())
            }
            Self::Databases { store, .. } => Box::new(Postgres::snapshot(store.named()).unwrap()),
        }
    }

    pub(crate) fn keys(&self) -> Box<dyn Keys> {
        match self {
            Self::Folder(folder, vfs) => {
                Box::new(SqliteKeys::open(&folder.path().join("keys.db"), vfs).unwrap())
            }
            Self::Databases { keys, .. } => {
                let keys = keys.get_or_init(|| Database::new().unwrap());
                Box::new(PostgresKeys::open(keys.named()).unwrap())
            }
        }
    }

    pub(crate) fn reader_of_keys(&self) -> Box<dyn Keys> {
        match self {
            Self::Folder(folder, vfs) => {
                Box::new(SqliteKeys::read_only(&folder.path().join("keys.db"), vfs).unwrap())
            }
            Self::Databases { keys, .. } => {
                Box::new(PostgresKeys::read_only(keys.get().unwrap().named()).unwrap())
            }
        }
    }
}
