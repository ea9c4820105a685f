//! Tables as JSON: an array of objects, each in the shape the program itself uses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Cell, Column, Finding, Lines, Row, Sheet, Spot, cell};

/// Reads an array of objects, or the one array of that name in an object.
pub(super) fn read(text: &str, table: &str, columns: &[Column]) -> Sheet {
    let entries = match entries(text, table) {
        Ok(entries) => entries,
        Err(finding) => return Sheet::wrong(*finding),
    };
    let mut sheet = Sheet::default();
    let mut lines = Lines::of(text);
    for (number, entry) in (1..).zip(entries) {
        // An entry is a part of the text, so where it stands says on which line it begins.
        let at = entry.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let line = lines.at(at);
        match serde_json::from_str::<Value>(entry.get()) {
            Ok(object @ Value::Object(_)) => {
                unknown(&object, (line, number), columns, &mut sheet.findings);
                sheet.rows.push(row(&object, (line, number), columns));
            }
            Ok(_) | Err(_) => {
                let spot = Spot { line, entry: Some(number), column: None, field: "" };
                let found: String = entry.get().chars().take(40).collect();
                sheet.findings.push(Finding::at(spot, "json", &found, "an object"));
            }
        }
    }
    sheet
}

fn entries<'a>(text: &'a str, table: &str) -> Result<Vec<&'a RawValue>, Box<Finding>> {
    let wrong = |error: serde_json::Error| {
        let line = u64::try_from(error.line()).unwrap_or_default();
        let spot = Spot::outside(line, Some(error.column()), "");
        Box::new(Finding::at(spot, "json", &error.to_string(), "an array of objects"))
    };
    if !text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(wrong);
    }
    let whole: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(wrong)?;
    match whole.get(table).filter(|_| whole.len() == 1) {
        Some(entries) => serde_json::from_str(entries.get()).map_err(wrong),
        None => {
            let found = whole.into_keys().collect::<Vec<_>>().join(", ");
            Err(Box::new(Finding::at(Spot::outside(1, None, ""), "json", &found, table)))
        }
    }
}

fn row(object: &Value, (line, entry): (u64, usize), columns: &[Column]) -> Row {
    let cells = columns.iter().filter_map(|column| {
        let text = cell(object, column.path)?.trim().to_owned();
        Some((column.name, Cell { text, column: None, marked: false }))
    });
    Row { line, entry, cells: cells.collect() }
}

/// Tells of everything in an object that no column is for.
fn unknown(
    object: &Value,
    (line, entry): (u64, usize),
    columns: &[Column],
    findings: &mut Vec<Finding>,
) {
    let known: BTreeSet<String> = columns.iter().map(|column| column.path.join("/")).collect();
    let mut open = vec![(String::new(), object)];
    let mut paths = BTreeSet::new();
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(inner) => open.extend(inner.iter().map(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                (path, value)
            })),
            _ => drop(paths.insert(path)),
        }
    }
    for path in paths.difference(&known) {
        let spot = Spot { line, entry: Some(entry), column: None, field: path };
        let expected = known.iter().cloned().collect::<Vec<_>>().join(", ");
        findings.push(Finding::at(spot, "column", path, &expected));
    }
}
