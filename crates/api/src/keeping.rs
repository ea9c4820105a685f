//! Where a node keeps what it must not lose, and the keys to it: in files, or in databases.
//!
//! The client of a database waits for each answer, so that whatever is opened here is used on the node's
//! thread and on threads that may wait, and nowhere else.

use std::fs::{File, TryLockError};
use std::path::Path;

use store::{Address, Keys, Postgres, PostgresKeys, Read, Sqlite, SqliteKeys, Store, Vfs};

use crate::config::{Config, ConnectionString};
use crate::fault::Fault;
use crate::private;

/// A node's store and keystore, to write.
pub struct Kept {
    /// The store.
    pub store: Box<dyn Store>,
    /// The keystore.
    pub keystore: Box<dyn Keys>,
}

impl Kept {
    /// Opens both, and makes them where they are not there. A store in a database is claimed: for all
    /// processes of the node where the keys are in one too, else for this one.
    pub fn open(config: &Config) -> Result<Self, Fault> {
        let kept =
            Self { store: store(config, config.database.is_shared())?, keystore: keys(config)? };
        match kept.store.text(MOVED)? {
            Some(to) => Err(Fault::Moved { to }),
            None => Ok(kept),
        }
    }
}

/// The certificates of who vouches for the databases, if any are given.
struct Vouched(Option<Vec<u8>>);

impl Vouched {
    fn by(config: &Config) -> Result<Self, Fault> {
        let Some(path) = &config.database.authorities else { return Ok(Self(None)) };
        let read = |source| Fault::File { path: path.clone(), doing: "read", source };
        Ok(Self(Some(std::fs::read(path).map_err(read)?)))
    }

    fn address<'a>(&'a self, named: &'a ConnectionString) -> Address<'a> {
        Address { named: named.open(), authorities: self.0.as_deref() }
    }
}

/// Under which name a store keeps where it has been moved.
pub(crate) const MOVED: &str = "moved";

/// The store, claimed where it is a database.
pub(crate) fn store(config: &Config, shared: bool) -> Result<Box<dyn Store>, Fault> {
    let vouched = Vouched::by(config)?;
    Ok(match &config.database.store {
        Some(named) => {
            let store = Postgres::open(vouched.address(named))?;
            store.claim(shared)?;
            Box::new(store)
        }
        None => Box::new(Sqlite::open(made(&config.paths.store)?, &Vfs::default())?),
    })
}

/// The keystore.
pub(crate) fn keys(config: &Config) -> Result<Box<dyn Keys>, Fault> {
    let vouched = Vouched::by(config)?;
    Ok(match &config.database.keystore {
        Some(named) => Box::new(PostgresKeys::open(vouched.address(named))?),
        None => Box::new(SqliteKeys::open(made(&config.paths.keystore)?, &Vfs::default())?),
    })
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

/// A reader of the store, beside whoever writes.
pub(crate) fn read_store(config: &Config) -> Result<Box<dyn Read>, Fault> {
    let vouched = Vouched::by(config)?;
    Ok(match &config.database.store {
        Some(named) => Box::new(Postgres::read_only(vouched.address(named))?),
        None => Box::new(Sqlite::open(&config.paths.store, &Vfs::default())?.reader()?),
    })
}

/// A reader of the store as it is at one moment, whatever is written meanwhile.
pub fn snapshot(config: &Config) -> Result<Box<dyn Read>, Fault> {
    let vouched = Vouched::by(config)?;
    Ok(match &config.database.store {
        Some(named) => Box::new(Postgres::snapshot(vouched.address(named))?),
        None => Box::new(Sqlite::snapshot(&config.paths.store, &Vfs::default())?),
    })
}

/// A reader of the keystore.
pub fn read_keys(config: &Config) -> Result<Box<dyn Keys>, Fault> {
    let vouched = Vouched::by(config)?;
    Ok(match &config.database.keystore {
        Some(named) => Box::new(PostgresKeys::read_only(vouched.address(named))?),
        None => Box::new(SqliteKeys::read_only(&config.paths.keystore, &Vfs::default())?),
    })
}

fn made(path: &Path) -> Result<&Path, Fault> {
    private::file(path)?;
    Ok(path)
}

/// Keeps a second process off what is in files: two writers would tell two histories. The lock goes
/// with the process, however it ends. Where all is in databases there is nothing to lock.
pub(crate) fn only_one(config: &Config) -> Result<Option<File>, Fault> {
    if config.database.is_shared() {
        return Ok(None);
    }
    let path = config.paths.keystore.with_extension("lock");
    let fault = |source| Fault::File { path: path.clone(), doing: "locked", source };
    if let Some(folder) = path.parent() {
        private::folder(folder)?;
    }
    let lock = private::opened(&path).map_err(fault)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(Fault::AlreadyRunning { lock: path }),
        Err(TryLockError::Error(source)) => Err(fault(source)),
    }
}
