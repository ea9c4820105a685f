//! Whole tables in PostgreSQL, a page of rows at a time.

use super::Postgres;
use super::batch::Batch;
use crate::fault::Fault;
use crate::rows::{count, key_place};
use crate::tables::{self, Table, Value, Values};

impl Postgres {
    pub(super) fn read_page(
        &self,
        table: Table,
        after: Option<&[Value]>,
        at_most: usize,
    ) -> Result<Vec<Values>, Fault> {
        self.settle(table, None)?;
        let (name, columns, key) = (table.name, table.column_names(), table.key_names());
        let mut bound = after.map_or_else(Vec::new, <[Value]>::to_vec);
        let place: Vec<String> = (1..=bound.len()).map(|number| format!("${number}")).collect();
        let beyond = match after {
            Some(_) => format!("WHERE ({key}) > ({})", place.join(", ")),
            None => String::new(),
        };
        bound.push(count(at_most).into());
        let last = bound.len();
        let sql = format!("SELECT {columns} FROM {name} {beyond} ORDER BY {key} LIMIT ${last}");
        self.link.borrow_mut().query("read a table", &sql, &bound)
    }

    pub(super) fn write_page(&self, table: Table, rows: &[Values]) -> Result<(), Fault> {
        for row in rows {
            if let Some(Value::Number(key)) = row.first() {
                self.batch.borrow_mut().reach(table, *key);
            }
            if let (tables::ALARMS, [Value::Number(place), Value::Text(body)]) = (table, &**row) {
                self.index_alarm(*place, body)?;
            }
            self.keep("write a table", table, row.clone(), &[])?;
        }
        self.settle(table, None)
    }
}

impl Batch {
    /// Sees to it that the next number of a table comes after one that was given elsewhere.
    fn reach(&mut self, table: Table, key: i64) {
        let numbers = &mut self.numbers;
        let last = match table {
            tables::TOLD => &mut numbers.told,
            tables::NOTICES => &mut numbers.notices,
            tables::FOREIGN_ENTRIES => &mut numbers.foreign_entries,
            tables::TASKS => &mut numbers.tasks,
            tables::LOGS => &mut numbers.logs,
            tables::ENTRIES => {
                let place = key_place(key);
                self.heads.insert((place.epoch.0, place.partition), place.index + 1);
                return;
            }
            _ => return,
        };
        *last = key.max(*last);
    }
}
