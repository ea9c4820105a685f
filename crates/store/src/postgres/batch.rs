//! What a transaction has written and not yet sent, and the numbers it gives out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use postgres::types::ToSql;

use super::known::Known;
use super::link::{Link, Shown, marked};
use super::tasks::Tasks;
use crate::fault::Fault;
use crate::tables::{self, Column, Table, Value, Values};

/// How many bytes may wait for a table; more goes out before the end of the transaction.
const WAITING_BYTES_MAX: usize = 4 << 20;
const DOING: &str = "begin a transaction";
const NUMBERS: &str =
    "SELECT taken, told, notices, foreign_entries, tasks, logs FROM turn WHERE one = 1";
/// What is written once; two rows of one key are a mistake of the writer.
const ONCE: &[Table] = &[
    tables::ENTRIES,
    tables::LOGS,
    tables::FOREIGN_ENTRIES,
    tables::TOLD,
    tables::COMMANDS,
    tables::TASKS,
    tables::DISPATCHES,
    tables::ITEMS,
    tables::NOTICES,
    tables::ERASURES,
];

/// The sizes of the logs.
pub(super) const HEADS: Table = Table {
    name: "heads",
    columns: &[Column::Number("epoch"), Column::Number("partition"), Column::Number("size")],
    key_count: 2,
};
/// What alarms are about.
pub(super) const ALARMS_ABOUT: Table = Table {
    name: "alarms_about",
    columns: &[Column::Text("about"), Column::Number("place")],
    key_count: 2,
};

/// The last number of everything that is numbered. Whoever writes has the row they stand in to
/// himself from `begin` to the commit, so that numbers have no gaps and are seen in their order.
#[derive(Debug, Default, Clone)]
pub(super) struct Numbers {
    /// How many transactions have written.
    taken: i64,
    pub(super) told: i64,
    pub(super) notices: i64,
    pub(super) foreign_entries: i64,
    pub(super) tasks: i64,
    pub(super) logs: i64,
}

impl Numbers {
    fn of(row: Option<Shown>) -> Result<Self, Fault> {
        let numbers = row.into_iter().flatten().map(|text| text.and_then(|text| text.parse().ok()));
        let numbers: Option<Vec<i64>> = numbers.collect();
        match numbers.as_deref() {
            Some([taken, told, notices, foreign_entries, tasks, logs]) => Ok(Self {
                taken: *taken,
                told: *told,
                notices: *notices,
                foreign_entries: *foreign_entries,
                tasks: *tasks,
                logs: *logs,
            }),
            _ => Err(Fault::Damaged { doing: DOING }),
        }
    }

    /// The next number of a series.
    pub(super) fn next(series: &mut i64) -> i64 {
        *series += 1;
        *series
    }
}

/// Rows that wait, by their keys, and the words they are looked for by.
struct Waiting {
    table: Table,
    rows: BTreeMap<Values, Values>,
    words: BTreeSet<String>,
    bytes: usize,
}

/// A transaction, or what is remembered between two.
#[derive(Default)]
pub(super) struct Batch {
    open: bool,
    wrote: bool,
    /// The transactions others and this one had written when this one last began or committed.
    seen: i64,
    pub(super) overtaken: bool,
    pub(super) numbers: Numbers,
    waiting: BTreeMap<&'static str, Waiting>,
    pub(super) done_tasks: Vec<i64>,
    /// The sizes of logs this transaction appends to.
    pub(super) heads: BTreeMap<(u32, u16), u64>,
    /// What was looked for in this transaction and is not there.
    pub(super) absent: BTreeSet<String>,
    /// Rows that are as this process last saw them, unless another has written.
    pub(super) known: Known,
    pub(super) tasks: Option<Tasks>,
    /// The short numbers of other nodes' logs.
    pub(super) logs: BTreeMap<String, i64>,
}

impl Batch {
    /// Nothing written yet; knows how much was before it.
    pub(super) fn since(link: &mut Link) -> Result<Self, Fault> {
        let numbers = Numbers::of(link.script(DOING, NUMBERS)?)?;
        Ok(Self { seen: numbers.taken, ..Self::default() })
    }

    /// Waits until nobody else writes.
    pub(super) fn begin(&mut self, link: &mut Link) -> Result<(), Fault> {
        let sql = format!("BEGIN ISOLATION LEVEL READ COMMITTED; {NUMBERS} FOR UPDATE");
        self.numbers = Numbers::of(link.begin(DOING, &sql)?)?;
        self.open = true;
        self.overtaken = self.numbers.taken != self.seen;
        if self.overtaken {
            self.forget_all();
        }
        Ok(())
    }

    pub(super) fn commit(&mut self, link: &mut Link) -> Result<(), Fault> {
        self.send_all(link)?;
        let mut last = String::new();
        if self.wrote {
            self.numbers.taken += 1;
            let Numbers { taken, told, notices, foreign_entries, tasks, logs } = &self.numbers;
            last = format!(
                "UPDATE turn SET taken = {taken}, told = {told}, notices = {notices}, \
                 foreign_entries = {foreign_entries}, tasks = {tasks}, logs = {logs} \
                 WHERE one = 1; "
            );
        }
        link.commit("sync a transaction", &last)?;
        self.seen = self.numbers.taken;
        self.known.settle();
        self.end();
        Ok(())
    }

    pub(super) fn roll_back(&mut self, link: &mut Link) -> Result<(), Fault> {
        self.forget_all();
        self.end();
        link.roll_back()
    }

    /// What others, or a statement over many rows, may have changed is asked for again.
    pub(super) fn forget_all(&mut self) {
        self.logs.clear();
        self.known = Known::default();
        self.tasks = None;
    }

    fn end(&mut self) {
        (self.open, self.wrote, self.overtaken) = (false, false, false);
        self.waiting.clear();
        self.done_tasks.clear();
        self.heads.clear();
        self.absent.clear();
    }

    /// Notes that something is written.
    pub(super) fn writes(&mut self, doing: &'static str) -> Result<(), Fault> {
        if !self.open {
            return Err(Fault::Outside { doing });
        }
        self.wrote = true;
        Ok(())
    }

    /// Whether a transaction is under way: what is not there stays so until it ends.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Lets a row wait, to be found by some words.
    pub(super) fn keep(
        &mut self,
        link: &mut Link,
        (doing, table): (&'static str, Table),
        row: Values,
        words: &[&str],
    ) -> Result<(), Fault> {
        self.writes(doing)?;
        let fresh = || Waiting { table, rows: BTreeMap::new(), words: BTreeSet::new(), bytes: 0 };
        let waiting = self.waiting.entry(table.name).or_insert_with(fresh);
        waiting.bytes += row.iter().map(Value::bytes).sum::<usize>();
        waiting.words.extend(words.iter().map(|word| (*word).to_owned()));
        self.known.put(table, &row);
        let before = waiting.rows.insert(table.key(&row).to_vec(), row);
        if before.is_some() && ONCE.contains(&table) {
            return Err(Fault::Taken { doing });
        }
        if waiting.bytes > WAITING_BYTES_MAX {
            self.send(link, table)?;
        }
        Ok(())
    }

    /// What waits for a table under a key.
    pub(super) fn waits(&self, table: Table, key: &[Value]) -> Option<&Values> {
        self.waiting.get(table.name)?.rows.get(key)
    }

    /// Takes back a row that waits; false where none does.
    pub(super) fn forget(&mut self, table: Table, key: &[Value]) -> bool {
        let waiting = self.waiting.get_mut(table.name);
        waiting.is_some_and(|waiting| waiting.rows.remove(key).is_some())
    }

    /// Whether rows wait that were put under a word, or any.
    pub(super) fn concerns(&self, table: Table, word: Option<&str>) -> bool {
        let waiting = self.waiting.get(table.name);
        waiting.is_some_and(|waiting| word.is_none_or(|word| waiting.words.contains(word)))
    }

    /// Writes everything that waits.
    pub(super) fn send_all(&mut self, link: &mut Link) -> Result<(), Fault> {
        for ((epoch, partition), size) in std::mem::take(&mut self.heads) {
            let size = crate::rows::number(size);
            let row = vec![i64::from(epoch).into(), i64::from(partition).into(), size.into()];
            self.keep(link, ("keep the size of a log", HEADS), row, &[])?;
        }
        self.end_tasks(link)?;
        let tables: Vec<_> = self.waiting.values().map(|waiting| waiting.table).collect();
        tables.into_iter().try_for_each(|table| self.send(link, table))
    }

    /// Takes away the tasks that are done.
    pub(super) fn end_tasks(&mut self, link: &mut Link) -> Result<(), Fault> {
        if self.done_tasks.is_empty() {
            return Ok(());
        }
        self.send(link, tables::TASKS)?;
        let done = std::mem::take(&mut self.done_tasks);
        link.execute("end tasks", "DELETE FROM tasks WHERE id = ANY($1)", &[&done]).map(|_| ())
    }

    /// Writes what waits for a table, all rows by one statement.
    pub(super) fn send(&mut self, link: &mut Link, table: Table) -> Result<(), Fault> {
        let Some(Waiting { rows, .. }) = self.waiting.remove(table.name) else { return Ok(()) };
        if rows.is_empty() {
            return Ok(());
        }
        let columns: Vec<Cells<'_>> = (0..)
            .zip(table.columns)
            .map(|(at, column)| Cells::of(*column, rows.values().filter_map(|row| row.get(at))))
            .collect();
        let columns: Vec<_> = columns.iter().map(Cells::to_sql).collect();
        link.execute("write rows", &insert(table), &columns).map(|_| ())
    }
}

/// One column of many rows.
enum Cells<'a> {
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<Cow<'a, str>>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Cells<'a> {
    /// A value that is not of its column is none, which the server refuses.
    fn of(column: Column, values: impl Iterator<Item = &'a Value>) -> Self {
        match column {
            Column::Number(_) => Self::Numbers(
                values
                    .map(|it| if let Value::Number(it) = it { Some(*it) } else { None })
                    .collect(),
            ),
            Column::Text(_) => Self::Texts(
                values
                    .map(|it| if let Value::Text(it) = it { Some(marked(it)) } else { None })
                    .collect(),
            ),
            Column::Bytes(_) => Self::Bytes(
                values
                    .map(|it| if let Value::Bytes(it) = it { Some(&**it) } else { None })
                    .collect(),
            ),
        }
    }

    fn to_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Numbers(cells) => cells,
            Self::Texts(cells) => cells,
            Self::Bytes(cells) => cells,
        }
    }
}

/// The statement that writes any number of rows of a table.
fn insert(table: Table) -> String {
    let arrays: Vec<String> = (1..)
        .zip(table.columns)
        .map(|(number, column)| match column {
            Column::Number(_) => format!("${number}::BIGINT[]"),
            Column::Text(_) => format!("${number}::TEXT[]"),
            Column::Bytes(_) => format!("${number}::BYTEA[]"),
        })
        .collect();
    let (name, columns, key) = (table.name, table.column_names(), table.key_names());
    let (arrays, conflict) = (arrays.join(", "), on_conflict(table));
    let conflict = conflict.map(|what| format!(" ON CONFLICT ({key}) DO {what}"));
    let conflict = conflict.unwrap_or_default();
    format!("INSERT INTO {name} ({columns}) SELECT * FROM unnest({arrays}){conflict}")
}

/// What becomes of a row that is there already; none where it is a mistake.
fn on_conflict(table: Table) -> Option<String> {
    if ONCE.contains(&table) {
        return None;
    }
    let changed = table.columns.get(table.key_count..).unwrap_or_default();
    let set = |column: &Column| match (table.name, column.name()) {
        // A name that was reserved stays so when it is given again.
        ("names", name) => format!("{name} = greatest(names.{name}, excluded.{name})"),
        (_, name) => format!("{name} = excluded.{name}"),
    };
    let set: Vec<String> = changed.iter().map(set).collect();
    Some(if set.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", set.join(", "))
    })
}
