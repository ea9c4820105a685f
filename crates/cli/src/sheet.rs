//! Tables in files: CSV as spreadsheets write it, or JSON in the shape the program itself uses,
//! read with everything that is wrong with them at once.
//!
//! A table is what its columns say, whichever form it has. Nothing of it is guessed: an unknown
//! column is a finding, and so is a cell that cannot be read.

mod columns;
mod objects;
mod separated;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::bail;
use kernel::Amount;
use serde::Serialize;
use serde_json::{Map, Number, Value};

pub use columns::columns;
pub(crate) use columns::{CALENDARS, GUARANTEES, OFFICES, RATES, TRADERS};

use crate::args::{Format, Table};
use crate::speech::{spoken, tell};
use columns::TEXT;

/// What one column holds.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// Where its value stands in the object of an entry.
    path: &'static [&'static str],
    /// In which form.
    shape: Shape,
    /// Whether every entry has one.
    required: bool,
    /// What a cell, or each word of it, should be.
    expected: &'static str,
    good: fn(&str) -> bool,
}

/// In which form a value stands in the object of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Number,
    /// An amount, without needless zeros.
    Amount,
    /// Words with a space between them.
    Words,
    /// The same, of numbers.
    Numbers,
}

/// Something that is wrong with a table, as people are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line, from 1.
    pub(crate) line: u64,
    /// Which entry, from 1; none where it is about the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<usize>,
    /// Which column of the line, from 1, in a table with separators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    /// The name of the column, or where in the object.
    pub(crate) field: String,
    /// By which rule, the same in every language.
    pub(crate) rule: String,
    /// What stands there.
    pub(crate) found: String,
    /// What should.
    pub(crate) expected: String,
    /// What is wrong.
    pub(crate) title: String,
    /// What to do now.
    pub(crate) next: String,
}

/// A place in a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    line: u64,
    entry: Option<usize>,
    column: Option<usize>,
    field: &'a str,
}

impl<'a> Spot<'a> {
    /// A place that belongs to no entry.
    fn outside(line: u64, column: Option<usize>, field: &'a str) -> Self {
        Self { line, entry: None, column, field }
    }
}

impl Finding {
    /// What is wrong at a place, in the language spoken.
    pub(crate) fn at(spot: Spot<'_>, rule: &str, found: &str, expected: &str) -> Self {
        let Spot { line, entry, column, field } = spot;
        let path = format!("/{line}/{field}");
        let told =
            language::finding(spoken(), &kernel::Finding::error(path, rule, found, expected));
        Self {
            line,
            entry,
            column,
            field: field.to_owned(),
            rule: told.rule,
            found: told.found,
            expected: told.expected,
            title: told.title,
            next: told.next,
        }
    }

    /// What a node said to the command of a row.
    pub(crate) fn refused(spot: Spot<'_>, code: String, title: String, next: String) -> Self {
        Self { title, next, ..Self::at(spot, &code, "", "") }
    }

    /// What a reader sees of it.
    pub(crate) fn lines(&self) -> Vec<String> {
        let place = [("line", self.line.to_string()), ("field", self.field.clone())];
        let place: Vec<_> = place.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let key = if self.field.is_empty() { "cli-at-line" } else { "cli-at-field" };
        let mut lines = vec![format!("{}: {}", tell(key, &place), self.title)];
        let values = [("found", self.found.as_str()), ("expected", self.expected.as_str())];
        if !self.expected.is_empty() {
            lines.push(format!("    {}", tell("cli-found-expected", &values)));
        }
        lines.push(format!("    {}", self.next));
        lines
    }
}

/// A cell, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    text: String,
    column: Option<usize>,
    /// Whether the file marks it as text, so that no spreadsheet carries it out.
    marked: bool,
}

/// What begins a cell that a spreadsheet carries out.
const CARRIED_OUT: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// One entry, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins.
    pub(crate) line: u64,
    /// Which entry it is, from 1.
    pub(crate) entry: usize,
    cells: BTreeMap<&'static str, Cell>,
}

/// The entries of a file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Every entry that could be told from the others.
    pub(crate) rows: Vec<Row>,
    /// What is wrong with the file, or with a cell.
    pub(crate) findings: Vec<Finding>,
    /// Columns that are wanted and are not there at all; no row is blamed for that.
    absent: BTreeSet<&'static str>,
}

impl Sheet {
    /// A file of which nothing can be read.
    fn wrong(finding: Finding) -> Self {
        Self { findings: vec![finding], ..Self::default() }
    }

    /// Parts the entries about which nothing is to be said from what is to be said of the others.
    /// Where something is wrong with the file as a whole, no entry is as it was meant.
    pub fn parted(self) -> (Vec<Row>, Vec<Finding>) {
        let Self { mut rows, findings, .. } = self;
        let bad: BTreeSet<Option<usize>> = findings.iter().map(|finding| finding.entry).collect();
        rows.retain(|row| !bad.contains(&None) && !bad.contains(&Some(row.entry)));
        (rows, findings)
    }
}

impl Row {
    /// The text of a cell; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.cells.get(name).map_or("", |cell| cell.text.as_str())
    }

    /// The place of a column in this row.
    pub(crate) fn spot<'a>(&self, field: &'a str) -> Spot<'a> {
        let column = self.cells.get(field).and_then(|cell| cell.column);
        Spot { line: self.line, entry: Some(self.entry), column, field }
    }

    /// The object the row stands for.
    pub fn object(&self, columns: &[Column]) -> Value {
        let mut object = Map::new();
        for column in columns {
            let text = self.text(column.name);
            if !text.is_empty() {
                put(&mut object, column.path, column.shape.value(text));
            }
        }
        Value::Object(object)
    }

    fn check(
        &self,
        columns: &[Column],
        absent: &BTreeSet<&'static str>,
        findings: &mut Vec<Finding>,
    ) {
        for column in columns.iter().filter(|column| !absent.contains(column.name)) {
            let (spot, text) = (self.spot(column.name), self.text(column.name));
            if text.is_empty() {
                if column.required {
                    findings.push(Finding::at(spot, "cell", "", column.expected));
                }
                continue;
            }
            // What is marked may begin as it likes, where any text may stand.
            let marked = self.cells.get(column.name).is_some_and(|cell| cell.marked);
            let free = marked && column.expected == TEXT;
            let judged = if free { text.trim_start_matches(CARRIED_OUT) } else { text };
            let words = column.shape.words(judged);
            findings.extend(
                words
                    .filter(|word| !(column.good)(word))
                    .map(|word| Finding::at(spot, "cell", word, column.expected)),
            );
        }
    }
}

impl Shape {
    fn words(self, text: &str) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Text | Self::Number | Self::Amount => Box::new(std::iter::once(text)),
            Self::Words | Self::Numbers => Box::new(text.split_whitespace()),
        }
    }

    fn value(self, text: &str) -> Value {
        let number = |text: &str| text.parse().map_or(Value::Null, |n: u64| Number::from(n).into());
        match self {
            Self::Text => text.into(),
            Self::Amount => {
                Amount::parse(text).map_or_else(|_| text.into(), |a| a.to_string().into())
            }
            Self::Number => number(text),
            Self::Words => text.split_whitespace().map(Value::from).collect(),
            Self::Numbers => text.split_whitespace().map(number).collect(),
        }
    }
}

impl Column {
    /// Whether two cells say the same.
    pub(crate) fn same(&self, one: &str, other: &str) -> bool {
        let words = |text| self.shape.words(text).collect::<BTreeSet<_>>();
        match self.shape {
            Shape::Words | Shape::Numbers => words(one) == words(other),
            Shape::Text | Shape::Number | Shape::Amount => {
                self.shape.value(one) == self.shape.value(other)
            }
        }
    }

    /// What an object says in this column.
    pub(crate) fn cell(&self, object: &Value) -> String {
        cell(object, self.path).unwrap_or_default()
    }
}

/// Puts a value into nested objects.
fn put(object: &mut Map<String, Value>, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        object.insert((*first).to_owned(), value);
        return;
    }
    let inner = object.entry(*first).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}

/// The value at a path, as a cell shows it.
fn cell(object: &Value, path: &[&str]) -> Option<String> {
    let value = path.iter().try_fold(object, |value, name| value.get(name))?;
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().map(plain).collect::<Vec<_>>().join(" ")),
        other => Some(plain(other)),
    }
}

/// Counts the lines of a text, from place to place.
struct Lines<'a> {
    text: &'a str,
    reached: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, reached: 0, line: 1 }
    }

    /// The line of a place, which is not before the last one that was asked for.
    fn at(&mut self, place: usize) -> u64 {
        let between = self.text.get(self.reached..place).unwrap_or_default();
        self.line += u64::try_from(between.matches('\n').count()).unwrap_or_default();
        self.reached = self.reached.max(place);
        self.line
    }
}

/// Which form a file has: the one that is asked for, else the one its name says.
pub(crate) fn format_of(path: &Path, asked: Option<Format>) -> anyhow::Result<Format> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match (asked, ending.as_deref()) {
        (Some(format), _) => Ok(format),
        (None, Some("csv")) => Ok(Format::Csv),
        (None, Some("json")) => Ok(Format::Json),
        (None, _) => {
            let file = path.display().to_string();
            bail!(tell("cli-format-unknown", &[("file", &file)]))
        }
    }
}

/// Reads a table. A cell that is wrong does not keep the others from being looked at.
pub fn read(bytes: &[u8], format: Format, table: Table) -> Sheet {
    let columns = columns(table);
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(finding) => return Sheet::wrong(*finding),
    };
    let mut sheet = match format {
        Format::Csv => separated::read(text, columns),
        Format::Json => objects::read(text, table.word(), columns),
    };
    let Sheet { rows, findings, absent } = &mut sheet;
    rows.iter().for_each(|row| row.check(columns, absent, findings));
    findings.sort_by_key(|finding| (finding.line, finding.column));
    sheet
}

/// The text of a file in UTF-8, without the mark that some programs put before it.
fn text_of(bytes: &[u8]) -> Result<&str, Box<Finding>> {
    let wrong = |line: u64, found: &str| {
        Box::new(Finding::at(Spot::outside(line, None, ""), "encoding", found, "UTF-8"))
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(wrong(1, "UTF-16"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let (good, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
            let before = good.iter().filter(|byte| **byte == b'\n').count();
            let line = u64::try_from(before).unwrap_or_default() + 1;
            let byte = rest.first().map_or_else(String::new, |byte| format!("byte {byte:#04x}"));
            Err(wrong(line, &byte))
        }
    }
}

/// Writes a table.
pub fn write(
    objects: &[Value],
    format: Format,
    columns: &[Column],
    spreadsheet: bool,
) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => separated::write(objects, columns, spreadsheet),
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(objects)?;
            bytes.push(b'\n');
            Ok(bytes)
        }
    }
}

#[cfg(test)]
mod tests;
