//! PostgreSQL: several processes on one database, one of which writes at a time, every commit synced.
//!
//! What a transaction writes waits here and goes out many rows at a time: before anything is read
//! that it may concern, and before the commit. Each method of the synchronous client waits for its
//! answer, so that none may be called where other work of an executor would have to wait for it.

mod batch;
mod fields;
mod keystore;
mod known;
mod link;
mod notices;
mod pages;
mod read;
mod schema;
mod search;
mod server;
mod settling;
mod tasks;
mod write;

use std::cell::RefCell;

use crate::fault::Fault;
use crate::tables::{Value, Values};
use batch::Batch;
use fields::{Fields, Unread};
use link::Link;
use server::Server;

pub use keystore::PostgresKeys;

/// A store in a PostgreSQL database.
pub struct Postgres {
    server: Server,
    link: RefCell<Link>,
    batch: RefCell<Batch>,
}

impl Postgres {
    /// Opens the store a connection string names, and brings it to the latest schema. The database is
    /// there already, and empty the first time.
    pub fn open(named: &str) -> Result<Self, Fault> {
        let server = Server::parse(named)?;
        let mut link = server.connect(true)?;
        schema::migrate(&mut link, &schema::STORE)?;
        let batch = Batch::since(&mut link)?;
        Ok(Self { server, link: RefCell::new(link), batch: RefCell::new(batch) })
    }

    /// A second connection that only reads; it sees what has been committed.
    pub fn reader(&self) -> Result<Self, Fault> {
        let link = RefCell::new(self.server.connect(false)?);
        Ok(Self { server: self.server.clone(), link, batch: RefCell::default() })
    }

    /// A reader of a store as it is at one moment, that of its first reading, whatever is written
    /// meanwhile.
    pub fn snapshot(named: &str) -> Result<Self, Fault> {
        let server = Server::parse(named)?;
        let mut link = server.connect(false)?;
        schema::known(&mut link, &schema::STORE)?;
        let store = Self { server, link: RefCell::new(link), batch: RefCell::default() };
        store.hold()?;
        Ok(store)
    }

    /// Begins to read as of one moment.
    fn hold(&self) -> Result<(), Fault> {
        let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.link.borrow_mut().begin("begin to read", sql).map(|_| ())
    }

    fn release(&self) -> Result<(), Fault> {
        self.link.borrow_mut().commit("end reading", "")
    }

    fn all<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: &[Value],
        mut row: impl FnMut(&Fields<'_>) -> Result<T, Unread>,
    ) -> Result<Vec<T>, Fault> {
        let found = self.link.borrow_mut().query(doing, sql, params)?;
        read(doing, &found, &mut row)
    }

    fn one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: &[Value],
        row: impl FnMut(&Fields<'_>) -> Result<T, Unread>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.all(doing, sql, params, row)?.into_iter().next())
    }

    /// Runs a statement at once.
    fn run(&self, doing: &'static str, sql: &str, params: &[Value]) -> Result<(), Fault> {
        self.batch.borrow_mut().writes(doing)?;
        self.link.borrow_mut().query(doing, sql, params).map(|_| ())
    }
}

/// What rows mean.
fn read<T>(
    doing: &'static str,
    found: &[Values],
    mut row: impl FnMut(&Fields<'_>) -> Result<T, Unread>,
) -> Result<Vec<T>, Fault> {
    let read: Result<_, Unread> = found.iter().map(|found| row(&Fields(found))).collect();
    read.map_err(|Unread| Fault::Damaged { doing })
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Postgres({})", self.server)
    }
}

#[cfg(test)]
mod tests;
