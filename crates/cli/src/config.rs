//! `passavant config show`: each value a node would run with, and where it comes from.
//!
//! A value stands in the file, on a line, or is the usual one; none comes from the environment, so
//! that a node does the same whoever starts it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use api::{Config, ConnectionString};
use serde::Serialize;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::args::{ConfigCommand, ConfigShowOptions};
use crate::files;
use crate::outcome::Outcome;
use crate::speech::{say, tell};
use crate::training;

/// What stands in the place of a secret.
const MASK: &str = "****";
/// Parts of names behind which secrets stand. A file that holds one is no secret.
const SECRETS: [&str; 4] = ["secret", "password", "token", "access_code"];
/// What names a database, and may hold a password.
const DATABASES: [&str; 2] = ["database.store", "database.keystore"];

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Shown {
    /// Its name, with those of the tables it stands in.
    name: String,
    /// What it is, as JSON writes it.
    value: String,
    /// `file` or `default`.
    from: &'static str,
    /// On which line of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// All of them.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    values: Vec<Shown>,
}

/// Shows a configuration.
pub(crate) fn run(command: &ConfigCommand) -> anyhow::Result<Outcome> {
    let ConfigCommand::Show(options) = command;
    show(options)
}

fn show(options: &ConfigShowOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.config)?;
    let training = config.node.training;
    training::tell(training);
    let written = lines(&options.config)?;
    let mut values = Vec::new();
    for (table, value) in tables(&config)? {
        flatten(table, &value, &mut |name, value| values.push(shown(name, value, &written)));
    }
    let file = options.config.display().to_string();
    if options.json {
        println!("{}", training::json(&Report { file, values }, training)?);
        return Ok(Outcome::Good);
    }
    for Shown { name, value, line, .. } in &values {
        let from = line.map_or_else(
            || say("cli-config-usual"),
            |line| tell("cli-config-line", &[("line", &line.to_string())]),
        );
        println!("{name} = {value}  # {from}");
    }
    Ok(Outcome::Good)
}

/// The tables of a configuration with every value in them, those that are usual too.
fn tables(config: &Config) -> anyhow::Result<Vec<(&'static str, Value)>> {
    // Taken apart whole, so that a table that is new cannot be left out.
    let Config {
        node,
        serve,
        paths,
        database,
        hub,
        national,
        folder,
        clock,
        listeners,
        webhooks,
        limits,
    } = config;
    let tables = [
        ("node", serde_json::to_value(node)?),
        ("serve", serde_json::to_value(serve)?),
        ("paths", serde_json::to_value(paths)?),
        ("database", serde_json::to_value(database)?),
        ("hub", serde_json::to_value(hub)?),
        ("national", serde_json::to_value(national)?),
        ("folder", serde_json::to_value(folder)?),
        ("clock", serde_json::to_value(clock)?),
        ("listeners", serde_json::to_value(listeners)?),
        ("webhooks", serde_json::to_value(webhooks)?),
        ("limits", serde_json::to_value(limits)?),
    ];
    Ok(tables.into())
}

/// Gives every value that is no table, with its whole name.
fn flatten(name: &str, value: &Value, found: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Null => {}
        Value::Object(inner) if !inner.is_empty() => {
            for (part, value) in inner {
                flatten(&format!("{name}.{part}"), value, found);
            }
        }
        other => found(name, other),
    }
}

fn shown(name: &str, value: &Value, written: &BTreeMap<String, usize>) -> Shown {
    let last = name.rsplit('.').next().unwrap_or_default();
    let secret = !last.ends_with("_file") && SECRETS.iter().any(|secret| last.contains(secret));
    let value = match value.as_str().filter(|_| DATABASES.contains(&name)) {
        _ if secret => MASK.to_owned(),
        Some(named) => Value::from(ConnectionString::from(named).shown()).to_string(),
        None => without_password(&value.to_string()),
    };
    let line = written.get(name).copied();
    let from = if line.is_some() { "file" } else { "default" };
    Shown { name: name.to_owned(), value, from, line }
}

/// An address without the password that may stand in it.
fn without_password(text: &str) -> String {
    let masked = || {
        let (scheme, rest) = text.split_once("://")?;
        let (host, _) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        // A password may hold any of these signs: where it is not clear, less is shown.
        let at = host.rfind('@').or_else(|| rest.rfind('@'))?;
        let (who, place) = rest.split_at(at);
        let (user, _) = who.split_once(':')?;
        Some(format!("{scheme}://{user}:{MASK}{place}"))
    };
    masked().unwrap_or_else(|| text.to_owned())
}

/// On which line of a file each value stands.
fn lines(path: &Path) -> anyhow::Result<BTreeMap<String, usize>> {
    let text = files::read(path)?;
    let table = DeTable::parse(&text).with_context(|| path.display().to_string())?;
    let mut found = BTreeMap::new();
    stands("", table.get_ref(), &text, &mut found);
    Ok(found)
}

fn stands(above: &str, table: &DeTable<'_>, text: &str, found: &mut BTreeMap<String, usize>) {
    for (key, value) in table {
        let part = key.get_ref();
        let name = if above.is_empty() { part.to_string() } else { format!("{above}.{part}") };
        if let DeValue::Table(inner) = value.get_ref() {
            stands(&name, inner, text, found);
        }
        let before = text.get(..key.span().start).unwrap_or_default();
        found.insert(name, before.matches('\n').count() + 1);
    }
}

#[cfg(test)]
mod tests;
