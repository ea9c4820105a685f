//! `passavant migrate-store`: what a node keeps, moved into databases or back into files.

use api::Config;
use serde_json::json;

use crate::args::MigrateOptions;
use crate::backup::bar;
use crate::outcome::{Outcome, print};
use crate::speech::tell;
use crate::training;

/// Moves what a node keeps to where another configuration has it.
pub(crate) fn run(options: &MigrateOptions) -> anyhow::Result<Outcome> {
    let (from, to) = (Config::load(&options.from)?, Config::load(&options.to)?);
    training::tell(from.node.training);
    let bar = bar(options.json)?;
    let moved = api::migrate(&from, &to, &mut |table, rows| {
        bar.set_message(table);
        bar.inc(rows);
    });
    bar.finish_and_clear();
    let moved = moved?;
    let node = from.node.node.to_string();
    let object = json!({"node": node, "rows": moved.rows, "keys": moved.keys, "to": moved.to});
    let count = |count: Option<u64>| count.unwrap_or_default().to_string();
    let (rows, keys) = (count(moved.rows), count(moved.keys));
    let said = [("node", node.as_str()), ("rows", &rows), ("keys", &keys), ("to", &moved.to)];
    let object = training::marked(object, from.node.training)?;
    print(options.json, &object, &tell("cli-migrated", &said));
    Ok(Outcome::Good)
}
