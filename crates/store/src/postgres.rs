//! PostgreSQL: several processes on one database, one of which writes at a time, every commit synced.
//!
//! What a transaction writes waits here and goes out many rows at a time: before anything is read
//! that it may concern, and before the commit. Each method of the synchronous client waits for its
//! answer, so that none may be called where other work of an executor would have to wait for it.

mod batch;
mod erasing;
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

use postgres::error::SqlState;

use crate::fault::Fault;
use crate::tables::{Value, Values};
use batch::Batch;
use fields::{Fields, Unread};
use link::Link;
use server::Server;

pub use server::Address;

pub use keystore::PostgresKeys;

/// The first half of the name of the lock by which a database is claimed, "Pass" in bytes.
const CLAIM: i32 = 0x5061_7373;
/// How long whoever has it already is waited for.
const CLAIMED_WITHIN: &str = "5s";

/// A store in a PostgreSQL database.
pub struct Postgres {
    server: Server,
    link: RefCell<Link>,
    batch: RefCell<Batch>,
}

impl Postgres {
    /// Opens the store a connection string names, and brings it to the latest schema. The database is
    /// there already, and empty the first time.
    pub fn open<'a>(at: impl Into<Address<'a>>) -> Result<Self, Fault> {
        let server = Server::parse(at.into())?;
        let mut link = server.connect(true)?;
        schema::migrate(&mut link, &schema::STORE)?;
        let batch = Batch::since(&mut link)?;
        Ok(Self { server, link: RefCell::new(link), batch: RefCell::new(batch) })
    }

    /// Keeps others off as long as this is open: everybody, or, where the database is shared, those
    /// who want it for themselves. Whoever has just ended is waited for.
    pub fn claim(&self, shared: bool) -> Result<(), Fault> {
        let way = if shared { "_shared" } else { "" };
        // By the schema, since tests have many in one database.
        let sql = format!(
            "SET lock_timeout = '{CLAIMED_WITHIN}'; \
             SELECT pg_advisory_lock{way}({CLAIM}, hashtext(current_schema())); \
             SET lock_timeout = 0"
        );
        match self.link.borrow_mut().script("claim the database", &sql) {
            Err(Fault::Server { source, .. })
                if source.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) =>
            {
                Err(Fault::Claimed { server: self.server.to_string() })
            }
            claimed => claimed.map(|_| ()),
        }
    }

    /// A second connection that only reads; it sees what has been committed.
    pub fn reader(&self) -> Result<Self, Fault> {
        let link = RefCell::new(self.server.connect(false)?);
        Ok(Self { server: self.server.clone(), link, batch: RefCell::default() })
    }

    /// A reader of a store that is there.
    pub fn read_only<'a>(at: impl Into<Address<'a>>) -> Result<Self, Fault> {
        let server = Server::parse(at.into())?;
        let mut link = server.connect(false)?;
        schema::known(&mut link, &schema::STORE)?;
        Ok(Self { server, link: RefCell::new(link), batch: RefCell::default() })
    }

    /// A reader of a store as it is at one moment, that of its first reading, whatever is written
    /// meanwhile.
    pub fn snapshot<'a>(at: impl Into<Address<'a>>) -> Result<Self, Fault> {
        let store = Self::read_only(at)?;
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
