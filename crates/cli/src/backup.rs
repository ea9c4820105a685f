//! `passavant backup` and `passavant restore`: the store of a node as a file, and back.

use std::io::IsTerminal;
use std::path::Path;

use api::{Config, Saved};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::args::{BackupOptions, RestoreOptions};
use crate::member::CONFIG;
use crate::outcome::{Outcome, print};
use crate::speech::tell;
use crate::training;
use crate::verify::damaged;

/// Saves the store of a node that may be at work.
pub(crate) fn back_up(options: &BackupOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.dir.join(CONFIG))?;
    training::tell(config.node.training);
    let bar = bar(options.json)?;
    let saved = api::back_up(&config, &options.to, &mut |table, rows| {
        bar.set_message(table);
        bar.inc(rows);
    });
    bar.finish_and_clear();
    told(&config, options.json, ("cli-backed-up", &options.to), &saved?)
}

/// Puts a backup in the place of the store of a node that is not at work.
pub(crate) fn restore(options: &RestoreOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.dir.join(CONFIG))?;
    training::tell(config.node.training);
    let Some(from) = &options.from else { return from_peers(&config, options.json) };
    let bar = bar(options.json)?;
    let saved = api::restore(&config, from, &mut |table, rows| {
        bar.set_message(table);
        bar.inc(rows);
    });
    bar.finish_and_clear();
    told(&config, options.json, ("cli-restored", from), &saved?)
}

/// Sets the store aside: the node begins with nothing but its keys, and recovers from its peers.
fn from_peers(config: &Config, as_json: bool) -> anyhow::Result<Outcome> {
    let aside = api::set_store_aside(config)?.map(|path| path.display().to_string());
    let node = config.node.node.to_string();
    let object = json!({"node": node, "ok": true, "replaced": aside});
    let object = training::marked(object, config.node.training)?;
    print(as_json, &object, &tell("cli-restored-from-peers", &[("node", &node)]));
    if let Some(aside) = aside.filter(|_| !as_json) {
        eprintln!("{}", tell("cli-replaced", &[("file", &aside)]));
    }
    Ok(Outcome::Good)
}

fn told(
    config: &Config,
    as_json: bool,
    (key, file): (&str, &Path),
    saved: &Saved,
) -> anyhow::Result<Outcome> {
    let (node, file) = (config.node.node.to_string(), file.display().to_string());
    let replaced = saved.replaced.as_ref().map(|path| path.display().to_string());
    let object = json!({
        "node": node, "file": file, "rows": saved.rows, "entries": saved.found.entries,
        "first_bad": saved.found.first_bad, "ok": saved.found.ok, "replaced": replaced,
    });
    let object = training::marked(object, config.node.training)?;
    let line = match &saved.found.first_bad {
        Some(bad) => damaged(bad),
        None => {
            let rows = saved.rows.unwrap_or_default().to_string();
            let entries = saved.found.entries.to_string();
            let said =
                [("node", node.as_str()), ("file", &file), ("rows", &rows), ("entries", &entries)];
            tell(key, &said)
        }
    };
    print(as_json, &object, &line);
    if let Some(replaced) = replaced.filter(|_| !as_json) {
        eprintln!("{}", tell("cli-replaced", &[("file", &replaced)]));
    }
    Ok(if saved.found.ok { Outcome::Good } else { Outcome::Damaged })
}

/// Rows are copied and then compared, so that each is counted twice.
pub(crate) fn bar(json: bool) -> anyhow::Result<ProgressBar> {
    if json || !std::io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{spinner} {pos} {msg} {per_sec} {elapsed}")?;
    Ok(ProgressBar::new_spinner().with_style(style))
}
