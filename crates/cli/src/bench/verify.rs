//! How fast a journal is verified, on one core: every entry, every checkpoint, every body opened.

use std::path::Path;

use anyhow::{Context, ensure};
use kernel::Digest;
use store::{Place, Read};

use super::Row;
use super::archive::Archive;
use crate::args::BenchOptions;
use crate::demo::now;
use crate::speech::{say, tell};

/// How many events, where nothing is said.
const EVENTS: u32 = 50_000;
/// How many rows are read at a time.
const PAGE: usize = 256;

/// Measures.
pub(super) fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let mut archive = Archive::begin(folder)?;
    archive.grow(u64::from(options.count.unwrap_or(EVENTS)))?;
    let read = api::snapshot(&archive.config)?;
    let (mb, hashed) = read_and_hashed(read.as_ref())?;
    let home = archive.config.paths.root.parent().context("a node without a folder")?;
    let started = now();
    let found = crate::verify::verify(home)?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(found.ok, "the journal does not verify: {:?}", found.first_bad);
    let entries = found.entries.to_string();
    let said = [("entries", entries.as_str()), ("size", &format!("{mb:.0}"))];
    Ok(vec![
        Row::new(tell("bench-verify", &said), mb / seconds, "MB/s")
            .beside(Some((say("bench-verify-hashed"), mb / hashed)))
            .at_least(300.0),
    ])
}

/// How many megabytes the entries are, and in how many seconds they are read and hashed once, which is
/// the least that verifying does.
fn read_and_hashed(read: &dyn Read) -> anyhow::Result<(f64, f64)> {
    let started = now();
    let epoch = read.last_epoch()?.context("a node that has written nothing")?;
    let (mut place, mut bytes) = (Place { epoch, partition: 0, index: 0 }, 0_usize);
    let mut last = Digest::of(&[]);
    loop {
        let rows = read.entries(place, PAGE)?;
        let Some(end) = rows.last() else { break };
        place.index = end.place.index + 1;
        for row in &rows {
            let commitments = row.commitments.iter().map(|digest| digest.0.as_slice());
            let parts: Vec<&[u8]> =
                [&row.header[..], &row.sealed[..]].into_iter().chain(commitments).collect();
            bytes += parts.iter().map(|part| part.len()).sum::<usize>();
            last = Digest::of(&[&last.0, &Digest::of(&parts).0]);
        }
    }
    let mb = f64::from(u32::try_from(bytes / 1_000)?) / 1_000.0;
    Ok((mb, started.elapsed().as_secs_f64()))
}
