//! `passavant exchange export | import`: envelopes and receipts on a data carrier, where no network
//! is.
//!
//! A pouch holds everything its recipient has not confirmed, so one that was lost is replaced by
//! the next; it is sealed, so one that was found tells nothing. It is read through before anything
//! of it is taken: what was cut or changed is refused whole.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use exchange::{Head, Line, Packing, PouchError, Unpacking};
use node::Unpacked;
use serde::Serialize;

use crate::args::{ExchangeCommand, PackOptions, UnpackOptions};
use crate::door::Door;
use crate::outcome::{DamagedEvidence, Outcome};
use crate::speech::{say, tell};
use crate::training;

/// What was packed.
#[derive(Debug, Serialize)]
struct Exported {
    from: String,
    to: String,
    envelopes: u64,
    entries: usize,
}

/// What was taken.
#[derive(Debug, Serialize)]
struct Imported {
    from: String,
    to: String,
    envelopes: u64,
    new_entries: u64,
    /// What stopped it, if anything did.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<Unpacked>,
    /// Whether all of it was known here before.
    known: bool,
}

/// Packs or takes a pouch.
pub(crate) fn run(command: &ExchangeCommand) -> anyhow::Result<Outcome> {
    match command {
        ExchangeCommand::Export(options) => export(options),
        ExchangeCommand::Import(options) => import(options),
    }
}

fn export(options: &PackOptions) -> anyhow::Result<Outcome> {
    only_a_pouch_is_replaced(&options.file)?;
    let mut door = Door::open(&options.door)?;
    training::tell(door.config.node.training);
    let place = || options.file.display().to_string();
    let beside = options.file.with_extension("pouch-part");
    let mut file = BufWriter::new(File::create(&beside).with_context(place)?);
    let mut pack = door.pack(&options.to, None)?;
    let head = pack.head.clone();
    let (mut packing, line) = Packing::begin(&head)?;
    writeln!(file, "{line}").with_context(place)?;
    let (mut envelopes, mut entries) = (0, 0);
    loop {
        writeln!(file, "{}", packing.envelope(&pack.sealed)?).with_context(place)?;
        envelopes += 1;
        entries += pack.entries;
        let Some(next) = pack.next else { break };
        pack = door.pack(&options.to, Some(&next))?;
    }
    writeln!(file, "{}", packing.end()?).with_context(place)?;
    let file =
        file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(place)?;
    file.sync_all().with_context(place)?;
    fs::rename(&beside, &options.file).with_context(place)?;
    let (from, to) = (head.from.to_string(), head.to.to_string());
    if options.json {
        let exported = Exported { from, to, envelopes, entries };
        println!("{}", training::json(&exported, head.training)?);
    } else {
        let (count, file) = (entries.to_string(), place());
        let said = [("from", from.as_str()), ("to", &to), ("count", &count), ("file", &file)];
        println!("{}", tell("cli-packed", &said));
        println!("{}", say("cli-packed-next"));
    }
    Ok(Outcome::Good)
}

/// A pouch may replace one, and no other file.
fn only_a_pouch_is_replaced(path: &Path) -> anyhow::Result<()> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let mut line = String::new();
    let read = BufReader::new(file).read_line(&mut line);
    if read.is_err() || Unpacking::default().line(line.trim_end()).is_err() {
        bail!(tell("cli-not-replaced", &[("file", &path.display().to_string())]));
    }
    Ok(())
}

fn import(options: &UnpackOptions) -> anyhow::Result<Outcome> {
    let (head, envelopes) = checked(&options.file)?;
    let mut door = Door::open(&options.door)?;
    training::tell(door.config.node.training);
    for_us(&head, &door)?;
    let mut imported = Imported {
        from: head.from.to_string(),
        to: head.to.to_string(),
        envelopes,
        new_entries: 0,
        stopped: None,
        known: true,
    };
    let mut unpacking = Unpacking::default();
    for line in lines(&options.file)? {
        let Line::Envelope(sealed) = unpacking.line(&line?)? else { continue };
        match door.unpack(&head, &sealed)? {
            Unpacked::Recorded { entries } => {
                imported.new_entries += entries;
                imported.known &= entries == 0;
            }
            Unpacked::Older => {}
            stopped @ (Unpacked::Gap | Unpacked::Refused { .. }) => {
                imported.stopped = Some(stopped);
                imported.known = false;
                break;
            }
        }
    }
    let outcome = if imported.stopped.is_none() { Outcome::Good } else { Outcome::Failed };
    if options.json {
        println!("{}", training::json(&imported, head.training)?);
    } else {
        told(&imported);
    }
    Ok(outcome)
}

fn told(imported: &Imported) {
    let count = imported.new_entries.to_string();
    let said = [("from", imported.from.as_str()), ("count", &count)];
    if imported.new_entries > 0 || imported.stopped.is_none() {
        let key = if imported.known { "cli-unpacked-known" } else { "cli-unpacked" };
        println!("{}", tell(key, &said));
    }
    match &imported.stopped {
        None => println!("{}", tell("cli-unpacked-next", &said)),
        Some(Unpacked::Refused { reason }) => {
            let said = [("from", imported.from.as_str()), ("reason", reason)];
            eprintln!("{}", tell("cli-unpacked-refused", &said));
        }
        Some(_) => eprintln!("{}", tell("cli-unpacked-gap", &said)),
    }
}

/// Reads a pouch through: its head, and how many envelopes it has.
fn checked(path: &Path) -> anyhow::Result<(Head, u64)> {
    let mut unpacking = Unpacking::default();
    let mut head = None;
    for line in lines(path)? {
        // What is no text is no line of a pouch.
        let line = line.unwrap_or_default();
        if let Line::Head(read) = unpacking.line(&line).map_err(|error| damaged(path, &error))? {
            head = Some(read);
        }
    }
    let envelopes = unpacking.end().map_err(|error| damaged(path, &error))?;
    let head = head.ok_or_else(|| damaged(path, &PouchError::NotOne))?;
    Ok((head, envelopes))
}

fn lines(path: &Path) -> anyhow::Result<std::io::Lines<BufReader<File>>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    Ok(BufReader::new(file).lines())
}

fn damaged(path: &Path, error: &PouchError) -> anyhow::Error {
    let file = path.display().to_string();
    let (key, number) = match error {
        PouchError::NotOne => ("cli-pouch-none", 0),
        PouchError::Version(version) => ("cli-pouch-version", u64::from(*version)),
        PouchError::Cut(line) => ("cli-pouch-cut", *line),
        PouchError::Changed(line) => ("cli-pouch-changed", *line),
    };
    let told = tell(key, &[("file", &file), ("number", &number.to_string())]);
    match error {
        PouchError::Cut(_) | PouchError::Changed(_) => DamagedEvidence(told).into(),
        PouchError::NotOne | PouchError::Version(_) => anyhow::Error::msg(told),
    }
}

/// Whether a pouch is for this node, as far as its head says.
fn for_us(head: &Head, door: &Door) -> anyhow::Result<()> {
    let settings = &door.config.node;
    if head.to != settings.node || head.pouch != settings.region {
        let (to, region) = (head.to.to_string(), head.pouch.clone());
        let said = [("to", to.as_str()), ("region", &region), ("node", settings.node.as_str())];
        bail!(tell("cli-pouch-elsewhere", &said));
    }
    if head.training != settings.training {
        let key = if head.training { "cli-pouch-training" } else { "cli-pouch-real" };
        bail!(tell(key, &[("node", settings.node.as_str())]));
    }
    Ok(())
}
