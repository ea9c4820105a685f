//! Tables with separators, as spreadsheets of every country write them.

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use kernel::Amount;
use serde_json::Value;

use super::{CARRIED_OUT, Cell, Column, Finding, Lines, Row, Shape, Sheet, Spot, cell};

/// Reads a table whose first line names its columns.
pub(super) fn read(text: &str, columns: &[Column]) -> Sheet {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut sheet, mut lines) = (Sheet::default(), Lines::of(text));
    let (mut header, mut entry) = (None::<Vec<Option<&'static str>>>, 0);
    for record in reader.records() {
        // The text is UTF-8 already, and cells may be as many as they like.
        let Ok(record) = record else { continue };
        // Empty lines are passed over, and the reader says where it was before it did so.
        let from = record.position().map_or(0, csv::Position::byte);
        let from = usize::try_from(from).unwrap_or_default();
        let empty = text
            .get(from..)
            .map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let line = lines.at(from + empty);
        match &header {
            None => header = Some(named(&record, line, columns, &mut sheet)),
            Some(names) if record.iter().any(|text| !text.trim().is_empty()) => {
                entry += 1;
                row(&record, (line, entry), names, &mut sheet);
            }
            Some(_) => {}
        }
    }
    if header.is_none() {
        named(&StringRecord::new(), 1, columns, &mut sheet);
    }
    sheet
}

/// The separator of a table: of the two in use, the one its first line has more of.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.chars().filter(|other| *other == sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// The columns a first line names, in its order.
fn named(
    record: &StringRecord,
    line: u64,
    columns: &[Column],
    sheet: &mut Sheet,
) -> Vec<Option<&'static str>> {
    let mut names: Vec<Option<&'static str>> = Vec::new();
    for (number, text) in (1..).zip(record) {
        let name = text.trim();
        let column = columns.iter().find(|column| column.name == name).map(|column| column.name);
        let column = column.filter(|name| !names.contains(&Some(name)));
        if column.is_none() {
            let spot = Spot::outside(line, Some(number), name);
            sheet.findings.push(Finding::at(spot, "column", name, &all(columns)));
        }
        names.push(column);
    }
    for missing in columns.iter().filter(|column| column.required) {
        if !names.contains(&Some(missing.name)) {
            let spot = Spot::outside(line, None, missing.name);
            sheet.findings.push(Finding::at(spot, "column", "", missing.name));
            sheet.absent.insert(missing.name);
        }
    }
    names
}

fn all(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// One entry, unless it has not as many cells as there are columns.
fn row(
    record: &StringRecord,
    (line, entry): (u64, usize),
    names: &[Option<&'static str>],
    sheet: &mut Sheet,
) {
    if record.len() != names.len() {
        let spot = Spot { line, entry: Some(entry), column: None, field: "" };
        let (found, expected) = (record.len().to_string(), names.len().to_string());
        sheet.findings.push(Finding::at(spot, "csv", &found, &expected));
        return;
    }
    let cells = (1..).zip(record).zip(names).filter_map(|((number, text), name)| {
        let (text, marked) = as_it_was(text.trim());
        let cell = Cell { text: text.to_owned(), column: Some(number), marked };
        Some(((*name)?, cell))
    });
    sheet.rows.push(Row { line, entry, cells: cells.collect() });
}

/// The mark that has a spreadsheet take a cell for text.
const MARK: char = '\'';

/// A cell that no spreadsheet carries out: with a mark where it would, and where it has the mark of its
/// own accord. Numbers of a column of numbers stay what they are.
fn harmless(text: String, shape: Shape) -> String {
    let number = shape != Shape::Text && text.parse::<i128>().is_ok();
    let amount = shape == Shape::Amount && Amount::parse(text.trim_start_matches('-')).is_ok();
    let begins = text.trim_start_matches(MARK).starts_with(CARRIED_OUT);
    if begins && !number && !amount { format!("{MARK}{text}") } else { text }
}

/// A cell without its mark, and whether it had one.
fn as_it_was(text: &str) -> (&str, bool) {
    let begins = text.trim_start_matches(MARK).starts_with(CARRIED_OUT);
    match text.strip_prefix(MARK).filter(|_| begins) {
        Some(text) => (text, true),
        None => (text, false),
    }
}

/// Writes a table; for a spreadsheet with the mark, the separator and the line ends that it takes
/// without asking.
pub(super) fn write(
    objects: &[Value],
    columns: &[Column],
    spreadsheet: bool,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new();
    if spreadsheet {
        writer.delimiter(b';').terminator(Terminator::CRLF);
    }
    let mut writer = writer.from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name))?;
    for object in objects {
        let cells = columns.iter().map(|column| {
            let text = cell(object, column.path).unwrap_or_default();
            harmless(text, column.shape)
        });
        writer.write_record(cells)?;
    }
    let table = writer.into_inner()?;
    let mark: &[u8] = if spreadsheet { "\u{feff}".as_bytes() } else { &[] };
    Ok([mark, &table].concat())
}
