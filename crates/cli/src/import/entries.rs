//! Entries of reference data: into the file that the node reads, which is changed whole or not at
//! all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use kernel::Rate;
use reference::{Clash, Dated, Entered, Reference, Register, Validity, in_sequence};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Report;
use crate::args::{ImportOptions, Table};
use crate::files;
use crate::member::CONFIG;
use crate::sheet::{CALENDARS, Column, Finding, OFFICES, RATES, Row, Sheet, TRADERS};
use crate::speech::tell;

/// Enters the rows of a sheet.
pub(super) fn import(
    options: &ImportOptions,
    sheet: Sheet,
    report: &mut Report,
) -> anyhow::Result<()> {
    let path = api::Config::load(&options.door.node.join(CONFIG))?.paths.reference;
    let lock = path.with_extension("lock");
    let lock = File::create(&lock).with_context(|| lock.display().to_string())?;
    // Two imports at a time would each write what the other does not know of.
    lock.lock()?;
    let text = files::read(&path)?;
    let mut reference = api::reference(&path)?;
    let mut entering = Entering { sheet, report };
    let section = match options.table {
        Table::Traders => entering.dated(TRADERS, "valid_from", &mut reference.traders)?,
        Table::Offices => entering.dated(OFFICES, "valid_from", &mut reference.offices)?,
        Table::Calendars => entering.dated(CALENDARS, "valid_from", &mut reference.calendars)?,
        Table::Rates => entering.rates(&mut reference)?,
        Table::Guarantees => bail!("guarantees are no reference data"),
    };
    let new = report.added + report.end > 0;
    if options.check || !new || !report.may_go_on(options) {
        return Ok(());
    }
    let mut object: Map<String, Value> = serde_json::from_str(&text)?;
    object.insert(options.table.word().to_owned(), section);
    let mut text = serde_json::to_string_pretty(&object)?;
    text.push('\n');
    holds_together(&text)?;
    replace(&path, text.as_bytes())?;
    report.changed = true;
    Ok(())
}

/// The rows on their way into a register.
struct Entering<'a> {
    sheet: Sheet,
    report: &'a mut Report,
}

impl Entering<'_> {
    /// Enters what holds from one day to another; gives back all there is then.
    fn dated<E: Dated + Serialize + DeserializeOwned>(
        &mut self,
        columns: &[Column],
        from: &'static str,
        register: &mut Register<E>,
    ) -> anyhow::Result<Value> {
        let (rows, mut entries): (Vec<Row>, Vec<E>) =
            self.good(columns, "valid_to").into_iter().unzip();
        in_sequence(&mut entries);
        for (row, entry) in rows.iter().zip(entries) {
            let entered = register.enter(entry);
            self.count(row, from, entered);
        }
        Ok(serde_json::to_value(register.all().collect::<Vec<_>>())?)
    }

    fn rates(&mut self, reference: &mut Reference) -> anyhow::Result<Value> {
        for (row, rate) in self.good::<Rate>(RATES, "day") {
            let entered = reference.rates.enter(rate);
            self.count(&row, "day", entered);
        }
        Ok(serde_json::to_value(reference.rates.all().collect::<Vec<_>>())?)
    }

    /// The rows about which nothing is to be said, read.
    fn good<T: DeserializeOwned>(
        &mut self,
        columns: &[Column],
        last: &'static str,
    ) -> Vec<(Row, T)> {
        let (rows, findings) = std::mem::take(&mut self.sheet).parted();
        self.report.findings.extend(findings);
        let mut good = Vec::new();
        for row in rows {
            match serde_json::from_value(row.object(columns)) {
                Ok(entry) => good.push((row, entry)),
                // Each cell is right by itself; what is left is that they do not go together.
                Err(error) => {
                    let found = row.text(last).to_owned();
                    let finding = Finding::at(row.spot(last), "cell", &found, &error.to_string());
                    self.report.findings.push(finding);
                }
            }
        }
        good
    }

    fn count(&mut self, row: &Row, from: &'static str, entered: Result<Entered, Clash>) {
        match entered {
            Ok(Entered::Unchanged) => self.report.unchanged += 1,
            Ok(Entered::Added) => self.report.added += 1,
            Ok(Entered::Follows) => {
                self.report.added += 1;
                self.report.follow += 1;
            }
            Ok(Entered::Ends) => self.report.end += 1,
            Err(Clash { with }) => {
                let spot = row.spot(from);
                self.report.findings.push(Finding::at(spot, "entry", &days(with), ""));
            }
        }
    }
}

/// From when to when, as it is shown.
fn days(validity: Validity) -> String {
    let day =
        |day: Option<kernel::Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    format!("{} / {}", day(validity.from()), day(validity.to()))
}

/// Whether the whole of the reference data still holds together with what has come into it.
fn holds_together(text: &str) -> anyhow::Result<()> {
    let Err(findings) = Reference::load(text) else { return Ok(()) };
    let said = findings.iter().map(|found| format!("{}: {}", found.path, found.found));
    bail!(tell("cli-import-apart", &[("what", &said.collect::<Vec<_>>().join("; "))]))
}

/// Puts a file in the place of another, whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let place = || path.display().to_string();
    let beside = path.with_extension("json-part");
    let mut file = File::create(&beside).with_context(place)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(place)?;
    fs::rename(&beside, path).with_context(place)?;
    if let Some(folder) = path.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(place)?;
    }
    Ok(())
}
