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
    /// A row does not hold what it should.
    #[error("the store holds a damaged row while it {doing}")]
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
