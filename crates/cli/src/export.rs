//! `passavant export`: the tables that can be imported, as they are now.

use std::fs;

use anyhow::Context;
use api::Config;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::args::{ExportOptions, Table};
use crate::door::Asking;
use crate::member::CONFIG;
use crate::outcome::Outcome;
use crate::sheet::{self, format_of};
use crate::speech::tell;
use crate::training;

/// Exports a table.
pub(crate) fn run(options: &ExportOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.door.node.join(CONFIG))?;
    training::tell(config.node.training);
    let format = format_of(&options.file, options.format)?;
    let columns = sheet::columns(options.table);
    let objects = match options.table {
        Table::Guarantees => guarantees(options)?,
        Table::Traders | Table::Offices | Table::Calendars | Table::Rates => {
            entries(options.table, &config)?
        }
    };
    let bytes = sheet::write(&objects, format, columns, options.spreadsheet)?;
    let place = || options.file.display().to_string();
    fs::write(&options.file, bytes).with_context(place)?;
    let (table, rows) = (options.table.word(), objects.len());
    if options.json {
        let exported = json!({"table": table, "rows": rows});
        println!("{}", training::json(&exported, config.node.training)?);
    } else {
        let (rows, file) = (rows.to_string(), place());
        println!("{}", tell("cli-exported", &[("rows", rows.as_str()), ("file", &file)]));
    }
    Ok(Outcome::Good)
}

/// What the reference data of the node has of it, past, present and future.
fn entries(table: Table, config: &Config) -> anyhow::Result<Vec<Value>> {
    let reference = api::reference(&config.paths.reference)?;
    match table {
        Table::Traders => objects(reference.traders.all()),
        Table::Offices => objects(reference.offices.all()),
        Table::Calendars => objects(reference.calendars.all()),
        Table::Rates => objects(reference.rates.all()),
        Table::Guarantees => Ok(Vec::new()),
    }
}

fn objects<'a, E: Serialize + 'a>(
    entries: impl Iterator<Item = &'a E>,
) -> anyhow::Result<Vec<Value>> {
    entries.map(|entry| Ok(serde_json::to_value(entry)?)).collect()
}

/// Every guarantee the node keeps.
fn guarantees(options: &ExportOptions) -> anyhow::Result<Vec<Value>> {
    let asking = Asking::open(&options.door)?;
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = asking.get(&format!("/guarantees?limit=500{after}"))?.good()?;
        let lines = page.get("items").and_then(Value::as_array);
        for line in lines.into_iter().flatten() {
            let dossier = line.get("dossier").and_then(Value::as_str).unwrap_or_default();
            let view = asking.get(&format!("/guarantees/{dossier}"))?.good()?;
            // A guarantee of another administration, of which this one only knows that it is there.
            if view.get("registration").is_some_and(Value::is_object) {
                found.push(registered(&view));
            }
        }
        match page.get("next").and_then(Value::as_str) {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(found),
        }
    }
}

/// A guarantee as it is shown, in the shape of the command that registers one.
pub(crate) fn registered(view: &Value) -> Value {
    let at = |path: &str| view.pointer(path).filter(|value| !value.is_null()).cloned();
    let mut object = Map::new();
    for (name, path) in [
        ("type", "/registration/type"),
        ("grn", "/registration/reference/grn"),
        ("cash_account", "/registration/reference/cash"),
        ("other_reference", "/registration/other_reference"),
        ("holder", "/registration/holder"),
        ("holder_name", "/names/holder"),
        ("guarantor", "/registration/guarantor"),
        ("guarantor_name", "/names/guarantor"),
        ("office", "/registration/office"),
        ("reference_amount", "/registration/reference_amount"),
        ("percentage", "/registration/percentage"),
        ("validity", "/registration/validity"),
        ("bound_to", "/registration/bound_to"),
    ] {
        object.extend(at(path).map(|value| (name.to_owned(), value)));
    }
    Value::Object(object)
}
