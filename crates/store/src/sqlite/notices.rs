//! Notices and subscriptions in SQLite.

use rusqlite::{Row, ToSql, params};

use super::Sqlite;
use super::read::told;
use crate::fault::Fault;
use crate::notices::{NoticeRow, ReadNotices, RejectionRow, SubscriptionRow, WriteNotices};
use crate::rows::{ToldRow, count};

/// The columns of an event, then those of its notice.
const NOTICE: &str = "SELECT t.seq, t.dossier, t.kind, t.writer, t.part, t.epoch, t.idx, t.own, \
                      t.source, t.verdict, n.id, n.at, n.event, n.phase, n.verdict, n.addressees";
const SUBSCRIPTION: &str =
    "SELECT id, owner, position, wanted, secret, progress FROM subscriptions";
const REJECTION: &str =
    "SELECT notice, command, owner, addressee, day, message, refers FROM rejections";
/// What separates addressees: no name has it.
const SEPARATOR: &str = "\n";

fn notice(row: &Row<'_>) -> rusqlite::Result<(NoticeRow, ToldRow)> {
    let told = told(row)?;
    Ok((noticed(row, told.seq)?, told))
}

fn mail(row: &Row<'_>) -> rusqlite::Result<(NoticeRow, Option<ToldRow>)> {
    let about: Option<i64> = row.get(0)?;
    let told = about.map(|_| told(row)).transpose()?;
    Ok((noticed(row, about.unwrap_or_default())?, told))
}

fn noticed(row: &Row<'_>, seq: i64) -> rusqlite::Result<NoticeRow> {
    let addressees: String = row.get(15)?;
    let addressees = addressees.split(SEPARATOR).filter(|name| !name.is_empty());
    Ok(NoticeRow {
        id: row.get(10)?,
        seq,
        at: row.get(11)?,
        event: row.get(12)?,
        phase: row.get(13)?,
        verdict: row.get(14)?,
        addressees: addressees.map(ToOwned::to_owned).collect(),
    })
}

fn rejection(row: &Row<'_>) -> rusqlite::Result<RejectionRow> {
    Ok(RejectionRow {
        notice: row.get(0)?,
        command: row.get(1)?,
        owner: row.get(2)?,
        addressee: row.get(3)?,
        day: row.get(4)?,
        message: row.get(5)?,
        refers: row.get(6)?,
    })
}

fn subscription(row: &Row<'_>) -> rusqlite::Result<SubscriptionRow> {
    Ok(SubscriptionRow {
        id: row.get(0)?,
        owner: row.get(1)?,
        position: row.get(2)?,
        wanted: row.get(3)?,
        secret: row.get(4)?,
        progress: row.get(5)?,
    })
}

impl ReadNotices for Sqlite {
    fn notices(
        &self,
        addressee: Option<&str>,
        after: i64,
        at_most: usize,
    ) -> Result<Vec<(NoticeRow, ToldRow)>, Fault> {
        self.noticed_by(addressee, after, at_most, ("JOIN", notice))
    }

    fn mail(
        &self,
        addressee: Option<&str>,
        after: i64,
        at_most: usize,
    ) -> Result<Vec<(NoticeRow, Option<ToldRow>)>, Fault> {
        self.noticed_by(addressee, after, at_most, ("LEFT JOIN", mail))
    }

    fn rejection(&self, notice: i64) -> Result<Option<RejectionRow>, Fault> {
        let sql = format!("{REJECTION} WHERE notice = ?1");
        self.one("read a rejection", &sql, [notice], rejection)
    }

    fn rejection_message(&self, notice: i64) -> Result<Option<Vec<u8>>, Fault> {
        let sql = "SELECT sealed FROM rejections WHERE notice = ?1";
        self.one("read the message of a rejection", sql, [notice], |row| row.get(0))
    }

    fn rejection_of(&self, command: &str) -> Result<Option<RejectionRow>, Fault> {
        let sql = format!("{REJECTION} WHERE command = ?1");
        self.one("read the rejection of a command", &sql, [command], rejection)
    }

    fn first_rejection_day(&self) -> Result<Option<String>, Fault> {
        let sql = "SELECT min(day) FROM rejections";
        Ok(self.one("find the first rejection", sql, [], |row| row.get(0))?.flatten())
    }

    fn last_notice(&self) -> Result<i64, Fault> {
        let sql = "SELECT max(id) FROM notices";
        let last = self.one("find the last notice", sql, [], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().unwrap_or_default())
    }

    fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, Fault> {
        self.all("read the subscriptions", &format!("{SUBSCRIPTION} ORDER BY id"), [], subscription)
    }

    fn subscription(&self, id: &str) -> Result<Option<SubscriptionRow>, Fault> {
        self.one(
            "read a subscription",
            &format!("{SUBSCRIPTION} WHERE id = ?1"),
            [id],
            subscription,
        )
    }
}

impl Sqlite {
    /// Forgets rejections and their notices. The last notice of all stays, so that its number is not
    /// given again.
    fn forget_rejections(&mut self, which: &str, params: &[&dyn ToSql]) -> Result<(), Fault> {
        let doing = "forget rejections";
        let addressed = format!(
            "DELETE FROM notice_addressees WHERE (addressee, notice) IN \
             (SELECT addressee, notice FROM rejections WHERE notice IN ({which}))"
        );
        self.run(doing, &addressed, params)?;
        let notices = format!(
            "DELETE FROM notices WHERE id IN ({which}) AND id < (SELECT max(id) FROM notices)"
        );
        self.run(doing, &notices, params)?;
        self.run(doing, &format!("DELETE FROM rejections WHERE notice IN ({which})"), params)
    }

    /// Notices after a number with their events, joined so that those without one are there or not.
    fn noticed_by<T>(
        &self,
        addressee: Option<&str>,
        after: i64,
        at_most: usize,
        (join, read): (&str, fn(&Row<'_>) -> rusqlite::Result<T>),
    ) -> Result<Vec<T>, Fault> {
        let doing = "read notices";
        match addressee {
            None => {
                let sql = format!(
                    "{NOTICE} FROM notices n {join} told t ON t.seq = n.seq \
                     WHERE n.id > ?1 ORDER BY n.id LIMIT ?2"
                );
                self.all(doing, &sql, params![after, count(at_most)], read)
            }
            Some(name) => {
                let sql = format!(
                    "{NOTICE} FROM notice_addressees a JOIN notices n ON n.id = a.notice \
                     {join} told t ON t.seq = n.seq \
                     WHERE a.addressee = ?1 AND a.notice > ?2 ORDER BY a.notice LIMIT ?3"
                );
                self.all(doing, &sql, params![name, after, count(at_most)], read)
            }
        }
    }
}

impl WriteNotices for Sqlite {
    fn put_notice(&mut self, notice: &NoticeRow) -> Result<i64, Fault> {
        let sql = "INSERT INTO notices (seq, at, event, phase, verdict, addressees) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let NoticeRow { id: _, seq, at, event, phase, verdict, addressees } = notice;
        let row = params![seq, at, event, phase, verdict, addressees.join(SEPARATOR)];
        self.run("keep a notice", sql, row)?;
        let id = self.db.last_insert_rowid();
        for addressee in addressees {
            let sql = "INSERT OR IGNORE INTO notice_addressees VALUES (?1, ?2)";
            self.run("address a notice", sql, params![addressee, id])?;
        }
        Ok(id)
    }

    fn put_rejection(&mut self, rejection: &RejectionRow, message: &[u8]) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO rejections VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let RejectionRow { notice, command, owner, addressee, day, message: code, refers } =
            rejection;
        self.run(
            "keep a rejection",
            sql,
            params![notice, command, owner, addressee, day, code, refers, message],
        )
    }

    fn drop_rejections(&mut self, day: &str) -> Result<(), Fault> {
        self.forget_rejections("SELECT notice FROM rejections WHERE day = ?1", params![day])
    }

    fn keep_latest_rejections(
        &mut self,
        owner: &str,
        at_most: usize,
        bytes: usize,
    ) -> Result<(), Fault> {
        // The length of a blob is read without the blob.
        let surplus = "SELECT notice FROM (SELECT notice, \
                       row_number() OVER latest AS number, sum(length(sealed)) OVER latest AS bytes \
                       FROM rejections WHERE owner = ?1 WINDOW latest AS (ORDER BY notice DESC)) \
                       WHERE number > 1 AND (number > ?2 OR bytes > ?3)";
        self.forget_rejections(surplus, params![owner, count(at_most), count(bytes)])
    }

    fn put_subscription(&mut self, subscription: &SubscriptionRow) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO subscriptions VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let SubscriptionRow { id, owner, position, wanted, secret, progress } = subscription;
        let row = params![id, owner, position, wanted, secret, progress];
        self.run("keep a subscription", sql, row)
    }

    fn drop_subscription(&mut self, id: &str) -> Result<(), Fault> {
        self.run("end a subscription", "DELETE FROM subscriptions WHERE id = ?1", [id])
    }
}
