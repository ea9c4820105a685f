//! An evidence bundle: what it proves, in a table or as one object, and the certified extract of it.

use std::path::Path;

use anyhow::Context;
use identity::Root;
use kernel::NodeId;
use node::evidence::{Evidence, Missing, Record};

use super::damaged;
use crate::args::VerifyOptions;
use crate::extract;
use crate::files;
use crate::outcome::Outcome;
use crate::show::seen::second;
use crate::speech::{say, tell};
use crate::table::Table;
use crate::training;

/// Verifies a bundle against a root. An extract is made only of what holds.
pub(super) fn verify(options: &VerifyOptions, root: &Path) -> anyhow::Result<Outcome> {
    let root: Root = files::read_json(root)?;
    let bytes = std::fs::read(&options.what);
    let bytes = bytes.with_context(|| options.what.display().to_string())?;
    let found = node::evidence::verify(&bytes, &root);
    training::tell(found.training);
    if options.json {
        println!("{}", training::json(&found, found.training)?);
    } else {
        print(&found);
    }
    if !found.ok {
        return Ok(Outcome::Damaged);
    }
    if let Some(file) = &options.extract {
        files::write_secret(file, extract::text_of(&found))?;
        eprintln!("{}", tell("cli-extract-written", &[("file", &file.display().to_string())]));
    }
    Ok(Outcome::Good)
}

fn print(found: &Evidence) {
    let head =
        ["show-step", "show-at", "show-administration", "show-log", "show-entry", "show-cosigned"];
    let mut table = Table::headed(head.map(say)).counting(&[4]);
    for record in &found.records {
        table.row([
            extract::happened(record),
            second(record.at),
            record.administration.as_ref().map(ToString::to_string).unwrap_or_default(),
            record.log.to_string(),
            record.entry.to_string(),
            cosigned(record),
        ]);
    }
    table.lines().iter().for_each(|line| println!("{line}"));
    let counts = [
        ("records", found.records.len().to_string()),
        ("cosigned", found.cosigned.to_string()),
        ("receipts", found.receipts.to_string()),
        ("checkpoints", found.checkpoints.to_string()),
        ("directories", found.directories.to_string()),
        ("agreements", found.agreements.to_string()),
    ];
    let counts: Vec<_> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    println!("{}", tell("cli-evidence-verified", &counts));
    if let Some(digest) = found.digest {
        println!("{}: {digest}", say("extract-digest"));
    }
    found.missing.iter().for_each(|missing| println!("{}", lacking(missing)));
    match &found.first_bad {
        None => println!("{}", say("cli-verified-good")),
        Some(bad) => println!("{}", damaged(bad)),
    }
}

/// How many have cosigned it, and of how many that must.
fn cosigned(record: &Record) -> String {
    let quorum = record.quorum.map_or_else(|| "?".to_owned(), |quorum| quorum.to_string());
    let nodes = record.cosigned_by.iter().map(|one| &one.node).map(NodeId::to_string);
    format!("{}/{quorum} {}", record.cosigned_by.len(), Vec::from_iter(nodes).join(" "))
}

/// What is known to be there, and is not in the bundle.
pub(crate) fn lacking(missing: &Missing) -> String {
    let Missing { dossier, writer, part, entry } = missing;
    let (dossier, writer) = (dossier.to_string(), writer.to_string());
    let number = part.or(*entry).unwrap_or_default().to_string();
    let said = [("dossier", dossier.as_str()), ("writer", &writer), ("number", &number)];
    if part.is_some() {
        tell("cli-evidence-no-part", &said)
    } else {
        tell("cli-evidence-no-entry", &said)
    }
}
