//! Lists: which dossiers fit, from the latest to the earliest, each page by an index.

use kernel::{Date, DossierId, Name};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::Sqlite;
use super::read::{dossier, name_kind, parsed};
use crate::fault::Fault;
use crate::rows::{Search, ViewRow, count};

const COLUMNS: &str = "SELECT v.dossier, v.kind, v.phase, v.version, v.name_kind, v.name, \
                       v.begun, v.day, v.name_count, v.concerns";

/// A statement while it is put together: its conditions, and what is bound to them.
#[derive(Default)]
struct Conditions {
    text: Vec<String>,
    bound: Vec<Value>,
}

impl Conditions {
    /// Adds a condition; `?` stands for what is bound to it.
    fn add(&mut self, text: &str, bound: impl IntoIterator<Item = Value>) {
        self.text.push(text.to_owned());
        self.bound.extend(bound);
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// The statement of a search. The rarest name leads, so that a page costs what it shows and not what
/// there is.
fn statement(search: &Search, before: Option<i64>, at_most: usize) -> (String, Vec<Value>) {
    let mut conditions = Conditions::default();
    let mut names = search.names.iter();
    let from = match names.next() {
        None => "views v",
        Some(name) => {
            let named = [text(name.kind.as_str()), text(&name.value)];
            conditions.add("f.kind = ? AND f.name = ?", named);
            "found_by f CROSS JOIN views v ON v.begun = f.begun"
        }
    };
    conditions.add("v.kind = ?", [text(&search.kind)]);
    for name in names {
        let also = "EXISTS (SELECT 1 FROM found_by o \
                    WHERE o.kind = ? AND o.name = ? AND o.begun = v.begun)";
        conditions.add(also, [text(name.kind.as_str()), text(&name.value)]);
    }
    if let Some(phase) = &search.phase {
        conditions.add("v.phase = ?", [text(phase)]);
    }
    if let Some(concern) = &search.concern {
        let has = "v.concerns <> '' AND instr(v.concerns, ?) > 0";
        conditions.add(has, [text(&format!(" {concern} "))]);
    }
    let begun = if search.names.is_empty() { "v.begun" } else { "f.begun" };
    if let Some(before) = before {
        conditions.add(&format!("{begun} < ?"), [Value::Integer(before)]);
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
    bound.push(Value::Integer(count(at_most)));
    let conditions = text.join(" AND ");
    let sql = format!("{COLUMNS} FROM {from} WHERE {conditions} ORDER BY {begun} DESC LIMIT ?");
    (sql, bound)
}

impl Sqlite {
    pub(super) fn search(
        &self,
        search: &Search,
        before: Option<i64>,
        at_most: usize,
    ) -> Result<Vec<ViewRow>, Fault> {
        let (sql, bound) = statement(search, before, at_most);
        self.all("list dossiers", &sql, params_from_iter(bound), view)
    }

    pub(super) fn view_of(&self, id: &DossierId) -> Result<Option<ViewRow>, Fault> {
        let sql = format!("{COLUMNS} FROM views v WHERE v.dossier = ?1");
        self.one("read how a dossier is listed", &sql, [id.as_str()], view)
    }
}

fn on(search: &Search, day: Date) -> [Value; 2] {
    [text(&search.kind), text(&day.to_string())]
}

fn view(row: &Row<'_>) -> rusqlite::Result<ViewRow> {
    let name = match row.get::<_, Option<String>>(5)? {
        Some(value) => Some(Name { kind: name_kind(row, 4)?, value }),
        None => None,
    };
    Ok(ViewRow {
        dossier: dossier(row, 0)?,
        kind: row.get(1)?,
        phase: row.get(2)?,
        version: row.get(3)?,
        name,
        begun: row.get(6)?,
        day: parsed(7, row.get_ref(7)?.as_str()?.parse())?,
        name_count: parsed(8, usize::try_from(row.get::<_, i64>(8)?))?,
        concerns: row.get_ref(9)?.as_str()?.split_whitespace().map(ToOwned::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests;
