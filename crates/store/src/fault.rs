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
    /// SQLite does not take the way to the disk by which pages carry sums.
    #[error("SQLite does not take the way to the disk by which pages carry sums")]
    NoSums,
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
    /// The server could not be reached, or did not let us in.
    #[error("the database {server} could not be opened")]
    Reach {
        /// Which database on which server.
        server: String,
        /// Why.
        #[source]
        source: postgres::Error,
    },
    /// What says where the server is does not say it.
    #[error("that is not how a PostgreSQL database is named")]
    Named {
        /// What is wrong with it.
        #[source]
        source: postgres::Error,
    },
    /// The server is on another machine, and nobody has said that what is told it may be read on the
    /// way.
    #[error(
        "{host} is another machine, and without sslmode=require what it is told goes in the clear"
    )]
    InTheClear {
        /// The machine.
        host: String,
    },
    /// TLS is wanted, and nobody is known who vouches for the server.
    #[error("sslmode=require needs the certificates of whoever vouches for the server")]
    NobodyVouches,
    /// What should be certificates of authorities is none.
    #[error("the authorities of the database are no certificates in PEM")]
    Authorities,
    /// The server is set so that it may lose, or change, what it says it keeps.
    #[error("the server has {setting} = {found}, and needs {needed}")]
    Setting {
        /// What is set.
        setting: &'static str,
        /// To what.
        found: String,
        /// To what it has to be.
        needed: &'static str,
    },
    /// A statement failed at the server.
    #[error("the database could not {doing}")]
    Server {
        /// What it was doing.
        doing: &'static str,
        /// Why.
        #[source]
        source: postgres::Error,
    },
    /// The server did it, and said beside that not all is as it should be: that it has not waited for
    /// its standby, say.
    #[error("nobody knows what is kept: the database was to {doing}, and warned: {said}")]
    Warned {
        /// What it was doing.
        doing: &'static str,
        /// What it said.
        said: String,
    },
    /// There is no room left where the server keeps the database.
    #[error("the disk of the database is full: it could not {doing}")]
    ServerFull {
        /// What it was doing.
        doing: &'static str,
        /// Why.
        #[source]
        source: postgres::Error,
    },
    /// Somebody else works with the database, who or whom it must not be shared with.
    #[error("another process works with the database {server}")]
    Claimed {
        /// Which database on which server.
        server: String,
    },
    /// An earlier statement or commit failed, so that nobody knows what is kept of it.
    #[error("the database is in doubt since an earlier fault")]
    Doubtful,
    /// Something was to be written outside of a transaction.
    #[error("the database could not {doing} outside of a transaction")]
    Outside {
        /// What it was to do.
        doing: &'static str,
    },
    /// There is one already, or there is none before it.
    #[error("the database could not {doing}: its place is taken, or is not the next one")]
    Taken {
        /// What it was doing.
        doing: &'static str,
    },
    /// A store that another was to be copied into holds something already.
    #[error("there is something in the table {table} of the store that is to be filled")]
    Filled {
        /// Where.
        table: &'static str,
    },
    /// A copy is not what it was copied from.
    #[error("row {row} of the table {table} is not the same in the copy")]
    Differs {
        /// Where.
        table: &'static str,
        /// Which row, in the order of their keys, from 1.
        row: u64,
    },
    /// Keys and what they open are in one place, and would be in one backup.
    #[error("a store and the keys that open it may not be in one database")]
    Together,
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
    /// Whether it says nothing about what is kept, and may be over when the store is opened again: there
    /// was no room, somebody read an earlier state, or the server was stopped, is only starting, or has
    /// left its place to another. A write or a sync that failed for any other reason is not of them.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Full { .. } | Self::ServerFull { .. } | Self::InUse => true,
            Self::Doubtful | Self::Warned { .. } | Self::Claimed { .. } => true,
            Self::Reach { source, .. } | Self::Server { source, .. } => is_away(source),
            _ => false,
        }
    }

    /// The fault of a statement: a file that is no longer a database is damaged, like a row that
    /// cannot be read.
    pub(crate) fn of(doing: &'static str, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        let code = source.sqlite_error_code();
        let differs = source.sqlite_error().is_some_and(|it| it.extended_code == pagesum::DIFFERS);
        let corrupt = differs || matches!(code, Some(DatabaseCorrupt | NotADatabase));
        match source {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Damaged { doing },
            _ if corrupt => Self::Damaged { doing },
            source if code == Some(DiskFull) => Self::Full { doing, source },
            source => Self::Statement { doing, source },
        }
    }

    /// The fault of a statement at a server.
    pub(crate) fn of_server(doing: &'static str, source: postgres::Error) -> Self {
        match source.code().map(postgres::error::SqlState::code) {
            Some("53100") => Self::ServerFull { doing, source },
            Some("XX001" | "XX002") => Self::Damaged { doing },
            _ => Self::Server { doing, source },
        }
    }
}

/// Whether a server is gone, or does not serve now.
fn is_away(source: &postgres::Error) -> bool {
    // Connections (class 08), an operator or a crash (57P), too many connections, a session that was
    // ended, and a server that only reads, as one does that is to take the place of another.
    const AWAY: [&str; 6] = ["08", "57P", "53300", "25006", "25P03", "57014"];
    match source.code() {
        Some(state) => AWAY.iter().any(|away| state.code().starts_with(away)),
        None => {
            let why = std::error::Error::source(source);
            source.is_closed() || why.is_some_and(|why| why.is::<std::io::Error>())
        }
    }
}
