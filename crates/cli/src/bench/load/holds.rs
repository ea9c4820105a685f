//! One hold under a guarantee that has a hundred, and under one that has forty thousand.

use std::path::Path;

use crate::bench::archive::{Archive, EVENTS_OF_ONE};
use crate::bench::{Row, percentile};
use crate::demo::now;
use crate::speech::tell;

/// How many holds there are at first and at last.
const HOLDS: [u32; 2] = [100, 40_000];
/// How many more are measured.
const MEASURED: usize = 200;
/// How many times as long one may take under forty thousand.
const TIMES: f64 = 1.5;

/// Measures.
pub(super) fn measure(folder: &Path) -> anyhow::Result<Vec<Row>> {
    std::fs::create_dir_all(folder)?;
    let mut archive = Archive::begin(folder)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut before: Option<(String, f64)> = None;
    for holds in HOLDS {
        archive.grow(u64::from(holds * EVENTS_OF_ONE))?;
        let started = now();
        let node = api::open_node(&archive.config)?;
        let started = started.elapsed().as_secs_f64() * 1000.0;
        let took = archive.one_by_one(node, MEASURED)?;
        let first = took.first().copied().unwrap_or_default();
        let mut took = took;
        took.sort_by(f64::total_cmp);
        let count = holds.to_string();
        let said = |key: &str| tell(key, &[("count", &count)]);
        let median = percentile(&took, 0.5);
        let mut row = Row::new(said("bench-load-hold"), median, "ms");
        if let Some((what, value)) = before {
            row = row.beside(Some((what, value))).at_most(value * TIMES);
        }
        before = Some((said("bench-load-hold"), median));
        rows.extend([
            row,
            Row::new(said("bench-load-hold-worst"), percentile(&took, 0.99), "ms"),
            Row::new(said("bench-load-hold-first"), first, "ms"),
            Row::new(said("bench-load-start"), started, "ms").at_most(1000.0),
        ]);
    }
    Ok(rows)
}
