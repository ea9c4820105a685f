//! Whole tables in SQLite, a page of rows at a time.

use rusqlite::types::{Value as Kept, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::Sqlite;
use super::read::parsed;
use crate::fault::Fault;
use crate::rows::count;
use crate::tables::{Column, Table, Value, Values};

fn kept(value: &Value) -> Kept {
    match value {
        Value::Nothing => Kept::Null,
        Value::Number(number) => Kept::Integer(*number),
        Value::Text(text) => Kept::Text(text.clone()),
        Value::Bytes(bytes) => Kept::Blob(bytes.clone()),
    }
}

fn read(table: Table, row: &Row<'_>) -> rusqlite::Result<Values> {
    let columns = (0..).zip(table.columns);
    let values = columns.map(|(at, column)| match (column, row.get_ref(at)?) {
        (Column::Number(_) | Column::Text(_), ValueRef::Null) => Ok(Value::Nothing),
        (Column::Number(_), ValueRef::Integer(number)) => Ok(Value::Number(number)),
        (Column::Text(_), text @ ValueRef::Text(_)) => Ok(Value::from(text.as_str()?)),
        (Column::Bytes(_), ValueRef::Blob(bytes)) => Ok(Value::from(bytes)),
        _ => parsed(at, Err(())),
    });
    values.collect()
}

impl Sqlite {
    pub(super) fn read_page(
        &self,
        table: Table,
        after: Option<&[Value]>,
        at_most: usize,
    ) -> Result<Vec<Values>, Fault> {
        let (name, columns, key) = (table.name, table.column_names(), table.key_names());
        let after = after.unwrap_or_default();
        let beyond = match after.len() {
            0 => String::new(),
            parts => format!("WHERE ({key}) > ({})", vec!["?"; parts].join(", ")),
        };
        let bound = after.iter().map(kept).chain([Kept::Integer(count(at_most))]);
        let sql = format!("SELECT {columns} FROM {name} {beyond} ORDER BY {key} LIMIT ?");
        self.all("read a table", &sql, params_from_iter(bound), |row| read(table, row))
    }

    /// What is wrong with the file as a whole: which table, where that can be said.
    pub(super) fn unsound(&self) -> Result<Option<String>, Fault> {
        let sql = "PRAGMA quick_check(1)";
        let said = match self.one("check the file", sql, [], |row| row.get::<_, String>(0)) {
            Ok(said) => said.filter(|said| said != "ok"),
            Err(Fault::Damaged { doing }) => Some(format!("it could not {doing}")),
            Err(fault) => return Err(fault),
        };
        let Some(said) = said else { return Ok(None) };
        Ok(Some(self.unreadable_table()?.unwrap_or(said)))
    }

    /// Which table has a row that cannot be read, the first of them.
    fn unreadable_table(&self) -> Result<Option<String>, Fault> {
        for table in Table::ALL {
            let Table { name, .. } = table;
            let sql = format!("SELECT {} FROM {name} NOT INDEXED", table.column_names());
            let width = table.columns.len();
            let touched = |row: &Row<'_>| (0..width).try_for_each(|at| row.get_ref(at).map(drop));
            match self.all("read a table", &sql, [], touched) {
                Ok(_) => {}
                Err(Fault::Damaged { .. }) => {
                    return Ok(Some(format!("a row of the table {name} cannot be read")));
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(None)
    }

    pub(super) fn write_page(&self, table: Table, rows: &[Values]) -> Result<(), Fault> {
        let (name, columns) = (table.name, table.column_names());
        let values = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT OR REPLACE INTO {name} ({columns}) VALUES ({values})");
        let write =
            |row: &Values| self.run("write a table", &sql, params_from_iter(row.iter().map(kept)));
        rows.iter().try_for_each(write)
    }
}
