//! Entries of reference data: into the file that the node reads, which is changed whole or not at
//! all.

use anyhow::{anyhow, bail};
use api::ReferenceFile;
use kernel::Rate;
use reference::{Clash, Dated, Entered, Reference, Register, in_sequence};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Report;
use crate::args::{ImportOptions, Table};
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
    let mut file = ReferenceFile::open(&path)?;
    let mut reference = file.reference().clone();
    let mut entering = Entering { sheet, report };
    let section = match options.table {
        Table::Traders => entering.dated(TRADERS, "valid_from", &mut reference.traders)?,
        Table::Offices => entering.dated(OFFICES, "valid_from", &mut reference.offices)?,
        Table::Calendars => entering.dated(CALENDARS, "valid_from", &mut reference.calendars)?,
        Table::Rates => entering.rates(&mut reference)?,
        Table::Guarantees => bail!("guarantees are no reference data"),
    };
    if options.check || !report.counts.changed() || !report.may_go_on(options) {
        return Ok(());
    }
    file.put(options.table.word(), section)?;
    file.write()?.map_err(|findings| apart(&findings))?;
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
            Ok(entered) => self.report.counts.count(entered),
            Err(clash) => {
                let with = match clash {
                    Clash::Entry { with } => with.to_string(),
                    Clash::Owner => String::new(),
                };
                self.report.findings.push(Finding::at(row.spot(from), "entry", &with, ""));
            }
        }
    }
}

/// The reference data would no longer hold together with what is to come into it.
fn apart(findings: &[kernel::Finding]) -> anyhow::Error {
    let said = findings.iter().map(|found| format!("{}: {}", found.path, found.found));
    anyhow!(tell("cli-import-apart", &[("what", &said.collect::<Vec<_>>().join("; "))]))
}
