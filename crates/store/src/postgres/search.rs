//! Lists: which dossiers fit, from the latest to the earliest.

use kernel::{Date, DossierId, Name};

use super::Postgres;
use super::fields::{Fields, Unread};
use crate::fault::Fault;
use crate::rows::{Search, ViewRow, count};
use crate::tables::{self, Value};

const COLUMNS: &str = "SELECT v.dossier, v.kind, v.phase, v.version, v.name_kind, v.name, \
                       v.begun, v.day, v.name_count, v.concerns";

/// A statement while it is put together: its conditions, and what is bound to them.
#[derive(Default)]
struct Conditions {
    text: Vec<String>,
    bound: Vec<Value>,
}

impl Conditions {
    /// Adds a condition; each `?` stands for the next value that is bound to it.
    fn add(&mut self, text: &str, bound: impl IntoIterator<Item = Value>) {
        let mut numbered = String::new();
        let mut values = bound.into_iter();
        for (at, part) in text.split('?').enumerate() {
            if at > 0 {
                self.bound.extend(values.next());
                numbered.push_str(&format!("${}", self.bound.len()));
            }
            numbered.push_str(part);
        }
        self.text.push(numbered);
    }
}

/// The statement of a search.
fn statement(search: &Search, before: Option<i64>, at_most: usize) -> (String, Vec<Value>) {
    let mut conditions = Conditions::default();
    let mut names = search.names.iter();
    let named = |name: &Name| [Value::from(name.kind.as_str()), Value::from(&name.value)];
    let from = match names.next() {
        None => "views v",
        Some(name) => {
            conditions.add("f.kind = ? AND f.name = ?", named(name));
            "found_by f JOIN views v ON v.begun = f.begun"
        }
    };
    conditions.add("v.kind = ?", [Value::from(&search.kind)]);
    for name in names {
        let also = "EXISTS (SELECT 1 FROM found_by o \
                    WHERE o.kind = ? AND o.name = ? AND o.begun = v.begun)";
        conditions.add(also, named(name));
    }
    if let Some(phase) = &search.phase {
        conditions.add("v.phase = ?", [Value::from(phase)]);
    }
    if let Some(concern) = &search.concern {
        let has = "v.concerns <> '' AND position(? IN v.concerns) > 0";
        conditions.add(has, [Value::Text(format!(" {concern} "))]);
    }
    let begun = if search.names.is_empty() { "v.begun" } else { "f.begun" };
    if let Some(before) = before {
        conditions.add(&format!("{begun} < ?"), [before.into()]);
    }
    // Days follow the order in which dossiers became known, so that a day is a place in it.
    if let Some(day) = search.from {
        let first = "(SELECT d.begun FROM views d WHERE d.kind = ? AND d.day >= ? \
                      ORDER BY d.day, d.begun LIMIT 1)";
        conditions.add(&format!("{begun} >= {first}"), on(search, day));
    }
    if let Some(day) = search.until {
        let last = "(SELECT d.begun FROM views d WHERE d.kind = ? AND d.day <= ? \
                     ORDER BY d.day DESC, d.begun DESC LIMIT 1)";
        conditions.add(&format!("{begun} <= {last}"), on(search, day));
    }
    let Conditions { text, mut bound } = conditions;
    bound.push(count(at_most).into());
    let (conditions, last) = (text.join(" AND "), bound.len());
    let sql =
        format!("{COLUMNS} FROM {from} WHERE {conditions} ORDER BY {begun} DESC LIMIT ${last}");
    (sql, bound)
}

fn on(search: &Search, day: Date) -> [Value; 2] {
    [Value::from(&search.kind), Value::Text(day.to_string())]
}

impl Postgres {
    pub(super) fn search(
        &self,
        search: &Search,
        before: Option<i64>,
        at_most: usize,
    ) -> Result<Vec<ViewRow>, Fault> {
        self.settle(tables::VIEWS, None)?;
        self.settle(tables::FOUND_BY, None)?;
        let (sql, bound) = statement(search, before, at_most);
        self.all("list dossiers", &sql, &bound, view)
    }

    pub(super) fn view_of(&self, id: &DossierId) -> Result<Option<ViewRow>, Fault> {
        self.settle(tables::VIEWS, None)?;
        let sql = format!("{COLUMNS} FROM views v WHERE v.dossier = $1");
        self.one("read how a dossier is listed", &sql, &[id.as_str().into()], view)
    }
}

fn view(row: &Fields<'_>) -> Result<ViewRow, Unread> {
    let name = match row.maybe_text(5)? {
        Some(value) => Some(Name { kind: row.name_kind(4)?, value }),
        None => None,
    };
    Ok(ViewRow {
        dossier: row.dossier(0)?,
        kind: row.text(1)?,
        phase: row.text(2)?,
        version: row.number(3)?,
        name,
        begun: row.number(6)?,
        day: row.text(7)?.parse().map_err(|_| Unread)?,
        name_count: usize::try_from(row.number(8)?).map_err(|_| Unread)?,
        concerns: row.text(9)?.split_whitespace().map(ToOwned::to_owned).collect(),
    })
}
