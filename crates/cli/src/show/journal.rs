//! The latest entries of a node's own journal, read from its folder as `verify` reads it.

use api::Config;
use node::JournalLine;
use serde::Serialize;

use super::seen::{phrase, second};
use crate::args::JournalOptions;
use crate::member::CONFIG;
use crate::outcome::Outcome;
use crate::speech::say;
use crate::table::Table;
use crate::training;

#[derive(Serialize)]
struct Latest {
    /// How many entries all logs of the node have.
    entries: u64,
    /// The latest of them.
    latest: Vec<JournalLine>,
}

/// Shows the latest entries.
pub(super) fn show(options: &JournalOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.node.join(CONFIG))?;
    training::tell(config.node.training);
    let read = api::snapshot(&config)?;
    let latest = node::latest(read.as_ref(), &config.node, options.count)?;
    if options.json {
        let (entries, _) = read.journal_counts()?;
        let latest = Latest { entries, latest };
        println!("{}", training::json(&latest, config.node.training)?);
        return Ok(Outcome::Good);
    }
    let head = ["show-number", "show-at", "show-about", "show-kind", "show-dossier", "show-log"];
    let mut table = Table::headed(head.map(say)).counting(&[0]);
    for line in latest {
        let kind = line.kind.map(|kind| phrase("kind", &kind.into())).unwrap_or_default();
        table.row([
            line.index.to_string(),
            second(line.at),
            phrase("entry", &line.about.into()),
            kind,
            line.dossier.map(|dossier| dossier.to_string()).unwrap_or_default(),
            line.log.to_string(),
        ]);
    }
    table.print(&say("show-empty-journal"));
    Ok(Outcome::Good)
}
