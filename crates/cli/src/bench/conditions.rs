//! Under what conditions a figure was measured.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

use super::{percentile, rounded};
use crate::demo::now;
use crate::speech::{say, tell};

/// How often a block is synced to learn what a sync takes.
const SYNCS: usize = 200;

/// Under what conditions.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Conditions {
    /// How many cores the process may use.
    cores: usize,
    /// The load average of the last minute, before anything was measured.
    load: f64,
    /// The median time to write and sync 4 KiB where the stores are.
    fsync_p50_ms: f64,
    /// The commit of the source in the working folder, with a plus where it has been changed since;
    /// a dash where there is none.
    commit: String,
}

impl Conditions {
    /// Those of this machine, with stores in a folder.
    pub(super) fn here(folder: &Path) -> anyhow::Result<Self> {
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().and_then(|first| first.parse().ok());
        let commit = git(&["rev-parse", "--short", "HEAD"]);
        let changed = git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty());
        let mark = if changed { "+" } else { "" };
        Ok(Self {
            cores: std::thread::available_parallelism()?.get(),
            load: load.unwrap_or_default(),
            fsync_p50_ms: sync_ms(folder)?,
            commit: commit.map_or_else(|| "-".to_owned(), |commit| format!("{commit}{mark}")),
        })
    }

    /// Prints them for people.
    pub(super) fn print(&self, name: &str) {
        let (cores, load) = (self.cores.to_string(), self.load.to_string());
        let fsync = self.fsync_p50_ms.to_string();
        let said = [
            ("name", name),
            ("cores", &cores),
            ("load", &load),
            ("fsync", &fsync),
            ("commit", &self.commit),
        ];
        println!("{}", tell("bench-conditions", &said));
    }
}

/// How many writes of 4 KiB the disk syncs a second, one after the other: a peer that is always here.
pub(super) fn synced_writes(folder: &Path) -> anyhow::Result<(String, f64)> {
    let milliseconds = sync_ms(folder)?;
    let rate = if milliseconds > 0.0 { 1000.0 / milliseconds } else { 0.0 };
    Ok((say("bench-synced-writes"), rate))
}

/// What git answers about the working folder, if there is one.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(answer)
}

fn sync_ms(folder: &Path) -> anyhow::Result<f64> {
    let mut file = File::create(folder.join("sync"))?;
    let mut took = Vec::new();
    for _ in 0..SYNCS {
        let started = now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(rounded(percentile(&took, 0.5)))
}
