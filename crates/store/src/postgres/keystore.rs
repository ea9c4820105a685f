//! The keystore in a PostgreSQL database of its own, on another server than the store if need be.
//!
//! A key that was destroyed is in no row any more, but in what the server has not yet written over:
//! old pages and its write-ahead log, and in every backup of them. Whoever keeps keys here keeps no
//! archive of that log for longer than a destroyed key may be found.

use std::cell::RefCell;

use journal::{Checkpoint, LogId};
use kernel::Digest;

use super::fields::{Fields, Unread};
use super::link::Link;
use super::server::{Address, Server};
use super::{read, schema};
use crate::fault::Fault;
use crate::keys::{KeyId, Keys, RowKey};
use crate::rows::{count, number};
use crate::tables::Value;

/// One writes keys at a time, so that none comes back beside its being destroyed.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
                     SELECT step FROM schema_steps WHERE what = 'keys' FOR UPDATE";

/// Keys in one database.
pub struct PostgresKeys {
    server: Server,
    link: RefCell<Link>,
}

impl PostgresKeys {
    /// Opens the keystore a connection string names. The database is there already, and empty the
    /// first time.
    pub fn open<'a>(at: impl Into<Address<'a>>) -> Result<Self, Fault> {
        let server = Server::parse(at.into())?;
        let mut link = server.connect(true)?;
        schema::migrate(&mut link, &schema::KEYS)?;
        Ok(Self { server, link: RefCell::new(link) })
    }

    /// A reader of a keystore that is there.
    pub fn read_only<'a>(at: impl Into<Address<'a>>) -> Result<Self, Fault> {
        let server = Server::parse(at.into())?;
        let mut link = server.connect(false)?;
        schema::known(&mut link, &schema::KEYS)?;
        Ok(Self { server, link: RefCell::new(link) })
    }

    /// A second connection that only reads.
    pub fn reader(&self) -> Result<Self, Fault> {
        let link = RefCell::new(self.server.connect(false)?);
        Ok(Self { server: self.server.clone(), link })
    }

    fn all<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: &[Value],
        row: impl FnMut(&Fields<'_>) -> Result<T, Unread>,
    ) -> Result<Vec<T>, Fault> {
        let found = self.link.borrow_mut().query(doing, sql, params)?;
        read(doing, &found, row)
    }
}

impl std::fmt::Debug for PostgresKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresKeys({})", self.server)
    }
}

/// Commits what went well, and takes back what did not.
fn ended<T>(link: &mut Link, done: Result<T, Fault>, doing: &'static str) -> Result<(), Fault> {
    match done {
        Ok(_) => link.commit(doing, ""),
        Err(fault) => {
            // The fault that is told is the first one.
            drop(link.roll_back());
            Err(fault)
        }
    }
}

fn named(id: &KeyId) -> Value {
    Value::Text(id.to_string())
}

impl Keys for PostgresKeys {
    /// As for a store.
    fn make_sure(&mut self) -> Result<(), Fault> {
        let touch = "UPDATE schema_steps SET step = step WHERE what = 'keys'; ";
        self.link.borrow_mut().make_sure(touch)
    }

    fn get(&self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        let sql = "SELECT key FROM keys WHERE id = $1";
        let found = self.all("read a key", sql, &[named(id)], |row| row.array(0))?;
        Ok(found.into_iter().next())
    }

    fn put_named(&mut self, keys: &[(String, RowKey)]) -> Result<(), Fault> {
        if keys.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = keys.iter().map(|(id, _)| id.as_str()).collect();
        let keys: Vec<&[u8]> = keys.iter().map(|(_, key)| key.as_slice()).collect();
        let sql = "INSERT INTO keys (id, key) SELECT * FROM unnest($1::TEXT[], $2::BYTEA[]) AS k (id, key) \
                   WHERE NOT EXISTS (SELECT 1 FROM destroyed d WHERE d.id = k.id) \
                   ON CONFLICT (id) DO NOTHING";
        let mut link = self.link.borrow_mut();
        link.begin("begin to keep keys", BEGIN)?;
        let put = link.execute("keep keys", sql, &[&ids, &keys]);
        ended(&mut link, put, "sync keys")
    }

    fn destroy_named(&mut self, ids: &[String]) -> Result<(), Fault> {
        let mut link = self.link.borrow_mut();
        link.begin("begin to destroy a key", BEGIN)?;
        let kept = "INSERT INTO destroyed SELECT unnest($1::TEXT[]) ON CONFLICT (id) DO NOTHING";
        let gone = "DELETE FROM keys WHERE id = ANY($1)";
        let done = link
            .execute("note a destroyed key", kept, &[&ids])
            .and_then(|_| link.execute("destroy a key", gone, &[&ids]));
        ended(&mut link, done, "sync a destroyed key")
    }

    fn named_after(&self, after: &str, at_most: usize) -> Result<Vec<(String, RowKey)>, Fault> {
        let sql = "SELECT id, key FROM keys WHERE id > $1 ORDER BY id LIMIT $2";
        let page = [after.into(), count(at_most).into()];
        self.all("read keys", sql, &page, |row| Ok((row.text(0)?, row.array(1)?)))
    }

    fn destroyed_after(&self, after: &str, at_most: usize) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id FROM destroyed WHERE id > $1 ORDER BY id LIMIT $2";
        let page = [after.into(), count(at_most).into()];
        self.all("read destroyed keys", sql, &page, |row| row.text(0))
    }

    fn destroyed(&self, id: &KeyId) -> Result<bool, Fault> {
        let sql = "SELECT 1::BIGINT FROM destroyed WHERE id = $1";
        let found = self.all("look for a destroyed key", sql, &[named(id)], |row| row.number(0))?;
        Ok(!found.is_empty())
    }

    fn note_head(&mut self, checkpoint: &Checkpoint) -> Result<(), Fault> {
        let sql = "INSERT INTO noted_heads VALUES ($1, $2, $3) \
                   ON CONFLICT (log) DO UPDATE SET size = excluded.size, root = excluded.root \
                   WHERE excluded.size > noted_heads.size";
        let Checkpoint { log, size, root } = checkpoint;
        let head = [Value::Text(log.to_string()), number(*size).into(), root.0.as_slice().into()];
        self.link.borrow_mut().write("note a head", sql, &head)
    }

    fn noted_heads(&self) -> Result<Vec<Checkpoint>, Fault> {
        let sql = "SELECT log, size, root FROM noted_heads ORDER BY log";
        self.all("read the noted heads", sql, &[], |row| {
            let log: LogId = row.log(0)?;
            Ok(Checkpoint { log, size: row.unsigned(1)?, root: Digest(row.array(2)?) })
        })
    }
}
