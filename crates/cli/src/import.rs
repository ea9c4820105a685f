//! `passavant import`: traders, offices, calendars, rates and guarantees out of a file.
//!
//! Everything that is wrong is told at once, and nothing is changed where anything is, unless what
//! is good is to be taken alone. The same file twice changes nothing.

mod entries;
mod guarantees;

use std::fs;

use anyhow::Context;
use api::Config;
use reference::Counts;
use serde::Serialize;

use crate::args::{ImportOptions, Table};
use crate::member::CONFIG;
use crate::outcome::Outcome;
use crate::sheet::{self, Finding, format_of};
use crate::speech::{say, tell};
use crate::training;

/// What came of an import.
#[derive(Debug, Default, Serialize)]
struct Report {
    table: &'static str,
    #[serde(flatten)]
    counts: Counts,
    /// Whether anything was changed.
    changed: bool,
    findings: Vec<Finding>,
}

/// Imports a file.
pub(crate) fn run(options: &ImportOptions) -> anyhow::Result<Outcome> {
    let training = Config::load(&options.door.node.join(CONFIG))?.node.training;
    training::tell(training);
    let format = format_of(&options.file, options.format)?;
    let place = || options.file.display().to_string();
    let bytes = fs::read(&options.file).with_context(place)?;
    let sheet = sheet::read(&bytes, format, options.table);
    let table = options.table.word();
    let counts = Counts { rows: sheet.rows.len(), ..Counts::default() };
    let mut report = Report { table, counts, ..Report::default() };
    match options.table {
        Table::Guarantees => guarantees::import(options, sheet, &mut report)?,
        _ => entries::import(options, sheet, &mut report)?,
    }
    report.findings.sort_by_key(|finding| (finding.line, finding.column));
    if options.json {
        println!("{}", training::json(&report, training)?);
    } else {
        told(options, &report);
    }
    Ok(if report.findings.is_empty() { Outcome::Good } else { Outcome::Failed })
}

impl Report {
    /// Whether what is good may be taken.
    fn may_go_on(&self, options: &ImportOptions) -> bool {
        self.findings.is_empty() || options.only_good
    }
}

fn told(options: &ImportOptions, report: &Report) {
    for finding in &report.findings {
        finding.lines().iter().for_each(|line| eprintln!("{line}"));
    }
    let counts = [
        ("rows", report.counts.rows),
        ("added", report.counts.added),
        ("follow", report.counts.follow),
        ("end", report.counts.end),
        ("unchanged", report.counts.unchanged),
        ("findings", report.findings.len()),
    ];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let said = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    println!("{}", tell("cli-imported", &said));
    if options.check {
        println!("{}", say("cli-import-checked"));
        if options.table == Table::Guarantees {
            println!("{}", say("cli-import-checked-guarantees"));
        }
    } else if !report.may_go_on(options) {
        let kept = if report.changed { "cli-import-partly" } else { "cli-import-nothing" };
        println!("{}", say(kept));
    } else if report.changed && options.table != Table::Guarantees {
        println!("{}", say("cli-import-taken"));
    }
}
