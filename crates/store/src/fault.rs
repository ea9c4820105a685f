//! What can go wrong with a store.

use std::path::PathBuf;

use thiserror::Error;

/// Why the store did not do what was asked. For the operator, not for whoever asked.
#[derive(Debug, Error)]
pub enum Fault {
    /// The file could not be opened.
    #[error("the store {path} could not be opened")]
    Open {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// SQLite is one with a known fault that loses committed writes.
    #[error("SQLite {found} is older than {needed}, which mends a loss of committed writes")]
    TooOld {
        /// The version linked.
        found: String,
        /// The version needed.
        needed: &'static str,
    },
    /// A statement failed.
    #[error("the store could not {doing}")]
    Statement {
        /// What it was doing.
        doing: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// There is no room left where the file is.
    #[error("the disk of the store is full: it could not {doing}")]
    Full {
        /// What it was doing.
        doing: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// Somebody reads a state of the store that is not the last, so that it cannot be settled.
    #[error("the store is being read, by `passavant verify` say: it can be opened when that ends")]
    InUse,
    /// The file, or a row in it, does not hold what it should.
    #[error("the store is damaged: it could not {doing}")]
    Damaged {
        /// What it was doing.
        doing: &'static str,
    },
    /// The store was made by a later program.
    #[error("the store has schema {found}, this program knows up to {known}")]
    Newer {
        /// The store's schema.
        found: i64,
        /// The latest this program knows.
        known: i64,
    },
}

impl Fault {
    /// The fault of a statement: a file that is no longer a database is damaged, like a row that
    /// cannot be read.
    pub(crate) fn of(doing: &'static str, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        let code = source.sqlite_error_code();
        let corrupt = matches!(code, Some(DatabaseCorrupt | NotADatabase));
        match source {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Damaged { doing },
            _ if corrupt => Self::Damaged { doing },
            source if code == Some(DiskFull) => Self::Full { doing, source },
            source => Self::Statement { doing, source },
        }
    }
}
