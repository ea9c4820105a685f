//! What must be sent before some tables are read, and what is known not to be there.

use super::Postgres;
use super::batch::ALARMS_ABOUT;
use super::known::Group;
use crate::fault::Fault;
use crate::tables::{self, Column, Table, Value, Values};

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

    /// The rows of a group, in the order of their keys: as they are known, or read.
    pub(super) fn rows_of(
        &self,
        doing: &'static str,
        group: Group,
        by: Values,
        word: &str,
    ) -> Result<Vec<Values>, Fault> {
        if !self.batch.borrow().is_open() {
            return self.link.borrow_mut().query(doing, &group.select(), &by);
        }
        if let Some(rows) = self.known(group, &by) {
            return Ok(rows);
        }
        self.settle(group.table, Some(word))?;
        let rows = self.link.borrow_mut().query(doing, &group.select(), &by)?;
        self.batch.borrow_mut().known.learn(group, by, rows.clone());
        Ok(rows)
    }

    /// The rows of a group, if a transaction is under way in which they are known.
    pub(super) fn known(&self, group: Group, by: &[Value]) -> Option<Vec<Values>> {
        let batch = self.batch.borrow();
        if batch.is_open() { batch.known.rows(group, by) } else { None }
    }

    /// Reads the rows of many groups at once, each looked for by one text, so that they are known.
    pub(super) fn foresee_all(
        &self,
        doing: &'static str,
        group: Group,
        texts: impl Iterator<Item = String>,
    ) -> Result<(), Fault> {
        let unknown: Vec<String> = {
            let batch = self.batch.borrow();
            let known = |text: &String| batch.known.has(group, text);
            texts.filter(|text| batch.is_open() && !known(text)).collect()
        };
        if unknown.is_empty() {
            return Ok(());
        }
        self.settle(group.table, None)?;
        let rows = self.link.borrow_mut().query_any(doing, &group.select_any(), &unknown)?;
        let mut batch = self.batch.borrow_mut();
        for text in unknown {
            batch.known.learn(group, vec![Value::Text(text)], Vec::new());
        }
        rows.iter().for_each(|row| batch.known.put(group.table, row));
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
        for table in Table::ALL {
            // Nothing is less than nothing, but to find that out the server reads all of it.
            let less = table.columns.iter().filter_map(|column| match column {
                Column::Number(_) => None,
                Column::Text(name) | Column::Bytes(name) => Some(format!("{name} < ''")),
            });
            let (name, less) = (table.name, less.collect::<Vec<_>>().join(" OR "));
            let sql = format!("SELECT count(*) FROM {name} WHERE {less}");
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
