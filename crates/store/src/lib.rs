//! Where a node keeps what it must not lose: one trait, and SQLite or PostgreSQL behind it.
//!
//! A store knows entries, streams, names and tasks; it knows no domain and opens no body. All
//! writes happen in one transaction at a time, which is synced before [`Store::commit`] returns.
//! A failed sync is a [`Fault`] after which the store must not be used again.
//!
//! Keys live elsewhere, behind [`Keys`], so that destroying a key erases what a backup still holds.

mod copy;
mod erasing;
mod fault;
mod keys;
mod notices;
mod postgres;
mod rows;
mod sqlite;
mod store;
mod tables;

pub use self::postgres::{Address, Postgres, PostgresKeys};
pub use copy::{Watching, copy, copy_keys, differing, differing_keys};
pub use erasing::{ErasureRow, KnownSince, ReadErasures, WriteErasures};
pub use fault::Fault;
pub use keys::{KeyId, Keys, RowKey};
pub use notices::{NoticeRow, ReadNotices, RejectionRow, SubscriptionRow, WriteNotices};
pub use rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Search, Source, TaskRow, ToldRow, ViewRow,
};
pub use sqlite::{Sqlite, SqliteKeys, Vfs};
pub use store::{Read, Store};
pub use tables::{Table, Value, Values};
