//! What must be sent before some tables are read, and what is known not to be there.

use super::Postgres;
use super::batch::ALARMS_ABOUT;
use crate::fault::Fault;
use crate::tables::{self, Table};

impl Postgres {
    /// Sends what waits to be written to a table, where what is about to be read may be in it: rows
    /// that were put under a word, or any.
    pub(super) fn settle(&self, table: Table, word: Option<&str>) -> Result<(), Fault> {
        let mut batch = self.batch.borrow_mut();
        if batch.concerns(table, word) {
            batch.send(&mut self.link.borrow_mut(), table)?;
        }
        Ok(())
    }

    pub(super) fn settle_foreign(&self, word: Option<&str>) -> Result<(), Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::FOREIGN_ENTRIES, word)
    }

    pub(super) fn settle_tasks(&self) -> Result<(), Fault> {
        self.settle(tables::TASKS, None)?;
        self.batch.borrow_mut().end_tasks(&mut self.link.borrow_mut())
    }

    pub(super) fn settle_alarms(&self) -> Result<(), Fault> {
        self.settle(ALARMS_ABOUT, None)?;
        self.settle(tables::ALARMS, None)
    }

    /// Remembers that something is not there; nobody else can put it there before the transaction
    /// ends.
    pub(super) fn note_absent(&self, absent: bool, word: String) {
        let mut batch = self.batch.borrow_mut();
        if absent && batch.is_open() {
            batch.absent.insert(word);
        }
    }

    /// In what the database is not what it should be. Every row is read, so that what the server
    /// finds damaged on its disk comes to light.
    pub(super) fn unlike(&self) -> Result<Option<String>, Fault> {
        let doing = "check the database";
        for table in tables::Table::ALL {
            let (name, columns) = (table.name, table.column_names());
            let sql = format!("SELECT count(*) FROM {name} t WHERE ROW({columns}) IS NULL");
            self.one(doing, &sql, &[], |row| row.number(0))?;
        }
        // A log has as many entries as its head says, and none beyond it.
        let sql = "SELECT h.epoch, h.partition, h.size, count(e.place), coalesce(max(e.place), -1) \
                   FROM heads h LEFT JOIN entries e \
                   ON e.place >= h.epoch * 281474976710656 + h.partition * 274877906944 \
                   AND e.place < h.epoch * 281474976710656 + (h.partition + 1) * 274877906944 \
                   GROUP BY h.epoch, h.partition, h.size ORDER BY h.epoch, h.partition";
        let heads = self.all(doing, sql, &[], |row| {
            let (size, entries) = (row.unsigned(2)?, row.unsigned(3)?);
            let last = row.place(4)?.index.wrapping_add(1);
            let whole = size == entries && (size == 0 || last == size);
            let (epoch, partition) = (row.number(0)?, row.number(1)?);
            Ok((!whole).then(|| {
                format!("log {epoch}/{partition} has {entries} entries, and its head says {size}")
            }))
        })?;
        Ok(heads.into_iter().flatten().next())
    }
}
