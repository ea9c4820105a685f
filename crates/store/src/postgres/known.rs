//! Rows this process has read while it wrote, and knows until somebody else may have changed them.
//!
//! Nobody else writes from `begin` to the commit, and whoever begins learns whether anybody has
//! written since his last commit. So a row that was read or written in a transaction is not asked for
//! again, and what is not there is known not to be.

use std::collections::BTreeMap;

use crate::tables::{self, Table, Value, Values};

/// How much is known at most when a transaction ends.
const KNOWN_BYTES_MAX: usize = 32 << 20;
/// What a group costs beside its rows, about.
const GROUP_BYTES: usize = 200;

/// Rows of a table that are looked for together, by the same values in some columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) table: Table,
    /// Which columns.
    pub(super) by: &'static [usize],
}

pub(super) const TOLD_OF: Group = Group { table: tables::TOLD, by: &[1] };
pub(super) const DOSSIER: Group = Group { table: tables::DOSSIERS, by: &[0] };
pub(super) const READERS_OF: Group = Group { table: tables::READERS, by: &[0] };
pub(super) const NAMED: Group = Group { table: tables::NAMES, by: &[0, 1] };
pub(super) const COMMAND: Group = Group { table: tables::COMMANDS, by: &[0] };
pub(super) const OUT_STREAM: Group = Group { table: tables::OUT_STREAMS, by: &[0, 1, 2] };
pub(super) const BLOCK: Group = Group { table: tables::BLOCKS, by: &[0] };
pub(super) const TEXT: Group = Group { table: tables::TEXTS, by: &[0] };
const GROUPS: &[Group] = &[TOLD_OF, DOSSIER, READERS_OF, NAMED, COMMAND, OUT_STREAM, BLOCK, TEXT];

impl Group {
    /// The statement that finds its rows.
    pub(super) fn select(self) -> String {
        let by = self.by.iter().filter_map(|at| self.table.columns.get(*at));
        let by: Vec<String> =
            (1..).zip(by).map(|(number, it)| format!("{} = ${number}", it.name())).collect();
        let (columns, key) = (self.table.column_names(), self.table.key_names());
        let (name, by) = (self.table.name, by.join(" AND "));
        format!("SELECT {columns} FROM {name} WHERE {by} ORDER BY {key}")
    }

    /// The statement that finds the rows of many, each looked for by one text.
    pub(super) fn select_any(self) -> String {
        let by = self.by.first().and_then(|at| self.table.columns.get(*at));
        let (columns, key) = (self.table.column_names(), self.table.key_names());
        let (name, by) = (self.table.name, by.map_or("", |it| it.name()));
        format!("SELECT {columns} FROM {name} WHERE {by} = ANY($1) ORDER BY {key}")
    }

    /// By what a row of it is looked for.
    pub(super) fn of(self, row: &[Value]) -> Values {
        self.by.iter().filter_map(|at| row.get(*at).cloned()).collect()
    }
}

/// What is known, by the name of a table and what its rows are looked for by; rows by their keys.
#[derive(Default)]
pub(super) struct Known {
    groups: BTreeMap<(&'static str, Values), BTreeMap<Values, Values>>,
    bytes: usize,
}

impl Known {
    /// The rows of a group, if they are known.
    pub(super) fn rows(&self, group: Group, by: &[Value]) -> Option<Vec<Values>> {
        let rows = self.groups.get(&(group.table.name, by.to_vec()))?;
        Some(rows.values().cloned().collect())
    }

    /// One row of a group.
    pub(super) fn row(&self, group: Group, by: &[Value], key: &[Value]) -> Option<&Values> {
        self.groups.get(&(group.table.name, by.to_vec()))?.get(key)
    }

    /// Whether the rows are known of a group that is looked for by one text.
    pub(super) fn has(&self, group: Group, text: &str) -> bool {
        self.groups.contains_key(&(group.table.name, vec![Value::from(text)]))
    }

    /// Takes note of all rows of a group.
    pub(super) fn learn(&mut self, group: Group, by: Values, rows: Vec<Values>) {
        self.bytes += GROUP_BYTES + rows.iter().flatten().map(Value::bytes).sum::<usize>();
        let rows = rows.into_iter().map(|row| (group.table.key(&row).to_vec(), row)).collect();
        self.groups.insert((group.table.name, by), rows);
    }

    /// Takes note of a row that is written.
    pub(super) fn put(&mut self, table: Table, row: &Values) {
        for group in GROUPS.iter().filter(|group| group.table == table) {
            if let Some(rows) = self.groups.get_mut(&(table.name, group.of(row))) {
                self.bytes += row.iter().map(Value::bytes).sum::<usize>();
                rows.insert(table.key(row).to_vec(), row.clone());
            }
        }
    }

    /// Takes note that a row is taken away.
    pub(super) fn drop_row(&mut self, group: Group, by: Values, key: &[Value]) {
        if let Some(rows) = self.groups.get_mut(&(group.table.name, by)) {
            rows.remove(key);
        }
    }

    /// Changes a column of a row wherever it is known.
    pub(super) fn change(&mut self, table: Table, key: &[Value], column: usize, value: &Value) {
        let from = (table.name, Values::new());
        let groups = self.groups.range_mut(from..).take_while(|((name, _), _)| *name == table.name);
        for (_, rows) in groups {
            let cell = rows.get_mut(key).and_then(|row| row.get_mut(column));
            if let Some(cell) = cell {
                *cell = value.clone();
            }
        }
    }

    /// Forgets everything once that is too much.
    pub(super) fn settle(&mut self) {
        if self.bytes > KNOWN_BYTES_MAX {
            *self = Self::default();
        }
    }
}
