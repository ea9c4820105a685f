//! What becomes of start and reading as a node grows: the same at ten times as many events.

use std::path::Path;

use anyhow::{Context, ensure};
use kernel::{Name, NameKind};
use node::Reader;

use super::archive::Archive;
use super::{Row, percentile};
use crate::args::BenchOptions;
use crate::demo::now;
use crate::speech::tell;

/// How many events at first, and at the end where nothing is said.
const FIRST: u64 = 10_000;
const LAST: u64 = 1_000_000;
/// How often each is measured.
const STARTS: usize = 5;
const READS: usize = 2_000;

/// Measures.
pub(super) fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let last = options.count.map_or(LAST, u64::from);
    let mut archive = Archive::begin(folder)?;
    let (mut rows, mut events) = (Vec::new(), FIRST.min(last));
    loop {
        archive.grow(events)?;
        rows.extend(at(&archive, events)?);
        if events >= last {
            return Ok(rows);
        }
        events = (events * 10).min(last);
    }
}

/// The figures at so many events.
fn at(archive: &Archive, events: u64) -> anyhow::Result<Vec<Row>> {
    let mut started = Vec::new();
    let mut directory = None;
    for _ in 0..STARTS {
        let before = now();
        let node = api::open_node(&archive.config)?;
        started.push(before.elapsed().as_secs_f64() * 1000.0);
        directory = Some(node.world().directory()?.clone());
    }
    started.sort_by(f64::total_cmp);
    let config = &archive.config;
    let (read, keys) = (api::snapshot(config)?, api::read_keys(config)?);
    let reader = Reader::new(read, keys, config.node.clone(), directory.map(Into::into));
    let numbers = archive.numbers()?;
    ensure!(!numbers.is_empty(), "no movement has a number");
    let mut took = Vec::new();
    for number in numbers.iter().cycle().take(READS) {
        let before = now();
        let name = Name::new(NameKind::Mrn, number);
        let id = reader.meant("movement", &name)?.context("a movement that is not found")?;
        reader.movement(&id)?.context("a movement that cannot be read")?;
        took.push(before.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let said = |key| tell(key, &[("count", &events.to_string())]);
    Ok(vec![
        Row::new(said("bench-growth-start"), percentile(&started, 0.5), "ms").at_most(1000.0),
        Row::new(said("bench-growth-median"), percentile(&took, 0.5), "ms"),
        Row::new(said("bench-growth-read"), percentile(&took, 0.99), "ms"),
    ])
}
