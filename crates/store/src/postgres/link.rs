//! One connection: its statements, prepared once, and whether it can still be believed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use postgres::types::{ToSql, Type};
use postgres::{Client, Row, SimpleQueryMessage, Statement};

use crate::fault::Fault;
use crate::tables::{Value, Values};

/// What PostgreSQL's text cannot hold, and the mark that stands before what stands for it. Texts are
/// in the same order with it and without.
const MARK: char = '\u{1}';

/// A row as text.
pub(super) type Shown = Vec<Option<String>>;

/// A client that is closed on a thread of its own: closing waits for the server, as everything does
/// that the client does, and whoever drops it may be a task that must not wait.
struct Closing(Option<Client>);

impl Closing {
    /// The client; none only while this is dropped.
    fn open(&mut self) -> Result<&mut Client, Fault> {
        self.0.as_mut().ok_or(Fault::Doubtful)
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        let client = self.0.take();
        // Where there is no thread to be had the client is closed here.
        drop(thread::Builder::new().spawn(move || drop(client)));
    }
}

/// What the server last warned of over a connection. One that is made to give up waiting for its standby
/// says so in a warning, and calls the commit done all the same.
#[derive(Debug, Default, Clone)]
pub(super) struct Warning(Arc<Mutex<Option<String>>>);

impl Warning {
    pub(super) fn hear(&self, said: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(said.to_owned());
    }

    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A connection and what was prepared over it.
pub(super) struct Link {
    client: Closing,
    warning: Warning,
    statements: BTreeMap<String, Statement>,
    /// Whether a statement of the transaction under way has failed: it can only be taken back.
    failed: bool,
    /// Whether nobody knows what became of a commit.
    doubtful: bool,
}

/// What is bound to a statement.
enum Bound<'a> {
    Nothing(Option<&'a str>),
    Number(i64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

impl<'a> Bound<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Nothing => Self::Nothing(None),
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(marked(text)),
            Value::Bytes(bytes) => Self::Bytes(bytes),
        }
    }

    fn to_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Nothing(nothing) => nothing,
            Self::Number(number) => number,
            Self::Text(text) => text,
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl Link {
    pub(super) fn new(client: Client, warning: Warning) -> Self {
        Self {
            client: Closing(Some(client)),
            warning,
            statements: BTreeMap::new(),
            failed: false,
            doubtful: false,
        }
    }

    /// The rows a statement finds.
    pub(super) fn query(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Values>, Fault> {
        let bound: Vec<Bound<'_>> = params.iter().map(Bound::of).collect();
        let bound: Vec<_> = bound.iter().map(Bound::to_sql).collect();
        let statement = self.prepared(doing, sql)?;
        let found = self.client.open()?.query(&statement, &bound);
        let found = self.or_fault(doing, found)?;
        let values: Option<Vec<Values>> = found.iter().map(values).collect();
        values.ok_or(Fault::Damaged { doing })
    }

    /// The rows a statement finds by any of many texts.
    pub(super) fn query_any(
        &mut self,
        doing: &'static str,
        sql: &str,
        texts: &[String],
    ) -> Result<Vec<Values>, Fault> {
        let texts: Vec<Cow<'_, str>> = texts.iter().map(|text| marked(text)).collect();
        let statement = self.prepared(doing, sql)?;
        let found = self.client.open()?.query(&statement, &[&texts]);
        let found = self.or_fault(doing, found)?;
        let values: Option<Vec<Values>> = found.iter().map(values).collect();
        values.ok_or(Fault::Damaged { doing })
    }

    /// Runs a statement over whole columns; gives back how many rows it changed.
    pub(super) fn execute(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Fault> {
        let statement = self.prepared(doing, sql)?;
        let changed = self.client.open()?.execute(&statement, params);
        self.or_fault(doing, changed)
    }

    /// Runs statements that nothing is bound to, in one message; gives back the last row found.
    pub(super) fn script(
        &mut self,
        doing: &'static str,
        sql: &str,
    ) -> Result<Option<Shown>, Fault> {
        self.certain()?;
        let answered = self.client.open()?.simple_query(sql);
        let messages = self.or_fault(doing, answered)?;
        let row = messages.into_iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(row.map(|row| (0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()))
    }

    /// The same to begin a transaction.
    pub(super) fn begin(&mut self, doing: &'static str, sql: &str) -> Result<Option<Shown>, Fault> {
        self.failed = false;
        self.script(doing, sql)
    }

    /// Commits, after what is still to be said of the transaction. Whatever fails here leaves it open
    /// what the server has kept, and a commit is never tried twice.
    pub(super) fn commit(&mut self, doing: &'static str, last: &str) -> Result<(), Fault> {
        if self.failed {
            // The server would answer such a commit by taking everything back, and call it done.
            return Err(Fault::Doubtful);
        }
        self.kept(doing, |link| link.script(doing, &format!("{last}COMMIT")).map(|_| ()))
    }

    /// Runs a statement that is a transaction of its own.
    pub(super) fn write(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<(), Fault> {
        self.kept(doing, |link| link.query(doing, sql, params).map(|_| ()))
    }

    /// Does what commits. Only what the server neither fails at nor warns of is kept for sure.
    fn kept(
        &mut self,
        doing: &'static str,
        commit: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.warning.take();
        let committed = commit(self).and_then(|()| match self.warning.take() {
            Some(said) => Err(Fault::Warned { doing, said }),
            None => Ok(()),
        });
        self.doubtful |= committed.is_err();
        committed
    }

    /// Has the server commit something now, which it answers when all before it is kept as well: on
    /// its disk, and at its standby.
    pub(super) fn make_sure(&mut self, touch: &str) -> Result<(), Fault> {
        let doing = "make sure of what is there";
        self.begin(doing, "BEGIN ISOLATION LEVEL READ COMMITTED")?;
        self.commit(doing, touch)
    }

    pub(super) fn roll_back(&mut self) -> Result<(), Fault> {
        self.failed = false;
        self.script("take a transaction back", "ROLLBACK").map(|_| ())
    }

    fn certain(&self) -> Result<(), Fault> {
        if self.doubtful { Err(Fault::Doubtful) } else { Ok(()) }
    }

    fn prepared(&mut self, doing: &'static str, sql: &str) -> Result<Statement, Fault> {
        self.certain()?;
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.client.open()?.prepare(sql);
        let statement = self.or_fault(doing, prepared)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn or_fault<T>(
        &mut self,
        doing: &'static str,
        answer: Result<T, postgres::Error>,
    ) -> Result<T, Fault> {
        self.failed |= answer.is_err();
        answer.map_err(|source| Fault::of_server(doing, source))
    }
}

/// What stands in a row; none where it is of no sort that is kept.
fn values(row: &Row) -> Option<Values> {
    let value = |at: usize, sort: &Type| match *sort {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).ok().map(Value::from),
        Type::TEXT => {
            let text = row.try_get::<_, Option<String>>(at).ok()?;
            Some(text.map_or(Value::Nothing, |text| Value::Text(unmarked(text))))
        }
        Type::BYTEA => {
            let bytes = row.try_get::<_, Option<Vec<u8>>>(at).ok()?;
            Some(bytes.map_or(Value::Nothing, Value::Bytes))
        }
        _ => None,
    };
    (0..).zip(row.columns()).map(|(at, column)| value(at, column.type_())).collect()
}

/// Text as it is kept.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', MARK]) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => kept.extend([MARK, '0']),
            MARK => kept.extend([MARK, '1']),
            other => kept.push(other),
        }
    }
    Cow::Owned(kept)
}

/// Text as it was put.
pub(super) fn unmarked(kept: String) -> String {
    if !kept.contains(MARK) {
        return kept;
    }
    let mut text = String::with_capacity(kept.len());
    let mut characters = kept.chars();
    while let Some(character) = characters.next() {
        match character {
            MARK => text.push(if characters.next() == Some('0') { '\0' } else { MARK }),
            other => text.push(other),
        }
    }
    text
}
