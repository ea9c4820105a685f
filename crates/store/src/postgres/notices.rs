//! Notices and subscriptions in PostgreSQL.

use super::Postgres;
use super::fields::{Fields, Unread, told};
use crate::fault::Fault;
use crate::notices::{NoticeRow, ReadNotices, RejectionRow, SubscriptionRow, WriteNotices};
use crate::rows::{ToldRow, count};
use crate::tables::{self, Value};

/// The columns of an event, then those of its notice.
const NOTICE: &str = "SELECT t.seq, t.dossier, t.kind, t.writer, t.part, t.epoch, t.idx, t.own, \
                      t.source, t.verdict, n.id, n.at, n.event, n.phase, n.verdict, n.addressees";
const SUBSCRIPTION: &str =
    "SELECT id, owner, position, wanted, secret, progress FROM subscriptions";
const REJECTION: &str =
    "SELECT notice, command, owner, addressee, day, message, refers FROM rejections";
/// What separates addressees: no name has it.
const SEPARATOR: &str = "\n";

fn notice(row: &Fields<'_>) -> Result<(NoticeRow, ToldRow), Unread> {
    let told = told(row)?;
    Ok((noticed(row, told.seq)?, told))
}

fn mail(row: &Fields<'_>) -> Result<(NoticeRow, Option<ToldRow>), Unread> {
    let about = row.maybe_number(0)?;
    let told = about.map(|_| told(row)).transpose()?;
    Ok((noticed(row, about.unwrap_or_default())?, told))
}

fn noticed(row: &Fields<'_>, seq: i64) -> Result<NoticeRow, Unread> {
    let addressees = row.text(15)?;
    let addressees = addressees.split(SEPARATOR).filter(|name| !name.is_empty());
    Ok(NoticeRow {
        id: row.number(10)?,
        seq,
        at: row.number(11)?,
        event: row.text(12)?,
        phase: row.text(13)?,
        verdict: row.text(14)?,
        addressees: addressees.map(ToOwned::to_owned).collect(),
    })
}

fn rejection(row: &Fields<'_>) -> Result<RejectionRow, Unread> {
    Ok(RejectionRow {
        notice: row.number(0)?,
        command: row.maybe_text(1)?,
        owner: row.text(2)?,
        addressee: row.text(3)?,
        day: row.text(4)?,
        message: row.text(5)?,
        refers: row.bytes(6)?,
    })
}

fn subscription(row: &Fields<'_>) -> Result<SubscriptionRow, Unread> {
    Ok(SubscriptionRow {
        id: row.text(0)?,
        owner: row.text(1)?,
        position: row.number(2)?,
        wanted: row.text(3)?,
        secret: row.bytes(4)?,
        progress: row.text(5)?,
    })
}

impl ReadNotices for Postgres {
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
        self.settle(tables::REJECTIONS, None)?;
        let sql = format!("{REJECTION} WHERE notice = $1");
        self.one("read a rejection", &sql, &[notice.into()], rejection)
    }

    fn rejection_message(&self, notice: i64) -> Result<Option<Vec<u8>>, Fault> {
        self.settle(tables::REJECTIONS, None)?;
        let sql = "SELECT sealed FROM rejections WHERE notice = $1";
        self.one("read the message of a rejection", sql, &[notice.into()], |row| row.bytes(0))
    }

    fn rejection_of(&self, command: &str) -> Result<Option<RejectionRow>, Fault> {
        self.settle(tables::REJECTIONS, None)?;
        let sql = format!("{REJECTION} WHERE command = $1");
        self.one("read the rejection of a command", &sql, &[command.into()], rejection)
    }

    fn first_rejection_day(&self) -> Result<Option<String>, Fault> {
        self.settle(tables::REJECTIONS, None)?;
        let sql = "SELECT min(day) FROM rejections";
        Ok(self.one("find the first rejection", sql, &[], |row| row.maybe_text(0))?.flatten())
    }

    fn last_notice(&self) -> Result<i64, Fault> {
        self.settle(tables::NOTICES, None)?;
        let sql = "SELECT max(id) FROM notices";
        let last = self.one("find the last notice", sql, &[], |row| row.maybe_number(0))?;
        Ok(last.flatten().unwrap_or_default())
    }

    fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, Fault> {
        self.settle(tables::SUBSCRIPTIONS, None)?;
        let sql = format!("{SUBSCRIPTION} ORDER BY id");
        self.all("read the subscriptions", &sql, &[], subscription)
    }

    fn subscription(&self, id: &str) -> Result<Option<SubscriptionRow>, Fault> {
        self.settle(tables::SUBSCRIPTIONS, None)?;
        let sql = format!("{SUBSCRIPTION} WHERE id = $1");
        self.one("read a subscription", &sql, &[id.into()], subscription)
    }
}

/// How a notice is read with the event it is about: how the two are joined, and what is made of both.
type Joined<T> = (&'static str, fn(&Fields<'_>) -> Result<T, Unread>);

impl Postgres {
    /// Forgets rejections and their notices. The last notice of all stays, as it does in the other
    /// engine.
    fn forget_rejections(&mut self, which: &str, params: &[Value]) -> Result<(), Fault> {
        self.settle(tables::REJECTIONS, None)?;
        self.settle(tables::NOTICES, None)?;
        self.settle(tables::NOTICE_ADDRESSEES, None)?;
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
        (join, read): Joined<T>,
    ) -> Result<Vec<T>, Fault> {
        self.settle(tables::TOLD, None)?;
        self.settle(tables::NOTICES, None)?;
        self.settle(tables::NOTICE_ADDRESSEES, None)?;
        let doing = "read notices";
        match addressee {
            None => {
                let sql = format!(
                    "{NOTICE} FROM notices n {join} told t ON t.seq = n.seq \
                     WHERE n.id > $1 ORDER BY n.id LIMIT $2"
                );
                self.all(doing, &sql, &[after.into(), count(at_most).into()], read)
            }
            Some(name) => {
                let sql = format!(
                    "{NOTICE} FROM notice_addressees a JOIN notices n ON n.id = a.notice \
                     {join} told t ON t.seq = n.seq \
                     WHERE a.addressee = $1 AND a.notice > $2 ORDER BY a.notice LIMIT $3"
                );
                let page = [name.into(), after.into(), count(at_most).into()];
                self.all(doing, &sql, &page, read)
            }
        }
    }
}

impl WriteNotices for Postgres {
    fn put_notice(&mut self, notice: &NoticeRow) -> Result<i64, Fault> {
        let id = self.next(|numbers| &mut numbers.notices);
        let NoticeRow { id: _, seq, at, event, phase, verdict, addressees } = notice;
        let row = vec![
            id.into(),
            (*seq).into(),
            (*at).into(),
            event.into(),
            phase.into(),
            verdict.into(),
            Value::Text(addressees.join(SEPARATOR)),
        ];
        self.keep("keep a notice", tables::NOTICES, row, &[])?;
        for addressee in addressees {
            let row = vec![addressee.into(), id.into()];
            self.keep("address a notice", tables::NOTICE_ADDRESSEES, row, &[])?;
        }
        Ok(id)
    }

    fn put_rejection(&mut self, rejection: &RejectionRow, message: &[u8]) -> Result<(), Fault> {
        let RejectionRow { notice, command, owner, addressee, day, message: code, refers } =
            rejection;
        self.settle(tables::REJECTIONS, None)?;
        if let Some(command) = command {
            let other = "DELETE FROM rejections WHERE command = $1";
            self.run("replace a rejection", other, &[command.into()])?;
        }
        let row = vec![
            (*notice).into(),
            command.as_ref().into(),
            owner.into(),
            addressee.into(),
            day.into(),
            code.into(),
            refers.into(),
            message.into(),
        ];
        self.keep("keep a rejection", tables::REJECTIONS, row, &[])
    }

    fn drop_rejections(&mut self, day: &str) -> Result<(), Fault> {
        self.forget_rejections("SELECT notice FROM rejections WHERE day = $1", &[day.into()])
    }

    fn keep_latest_rejections(
        &mut self,
        owner: &str,
        at_most: usize,
        bytes: usize,
    ) -> Result<(), Fault> {
        let surplus = "SELECT notice FROM (SELECT notice, row_number() OVER latest AS number, \
                       sum(octet_length(sealed)) OVER latest AS bytes \
                       FROM rejections WHERE owner = $1 WINDOW latest AS (ORDER BY notice DESC)) r \
                       WHERE number > 1 AND (number > $2::BIGINT OR bytes > $3::BIGINT)";
        let limits = [owner.into(), count(at_most).into(), count(bytes).into()];
        self.forget_rejections(surplus, &limits)
    }

    fn put_subscription(&mut self, subscription: &SubscriptionRow) -> Result<(), Fault> {
        let SubscriptionRow { id, owner, position, wanted, secret, progress } = subscription;
        let row = vec![
            id.into(),
            owner.into(),
            (*position).into(),
            wanted.into(),
            secret.into(),
            progress.into(),
        ];
        self.keep("keep a subscription", tables::SUBSCRIPTIONS, row, &[])
    }

    fn drop_subscription(&mut self, id: &str) -> Result<(), Fault> {
        self.settle(tables::SUBSCRIPTIONS, None)?;
        self.run("end a subscription", "DELETE FROM subscriptions WHERE id = $1", &[id.into()])
    }
}
