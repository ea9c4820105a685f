//! Others on this machine that do something comparable, where it was asked to measure them too. One
//! that is not here is left out. In PostgreSQL a table is made for it, and dropped again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::speech::say;

/// For how many seconds PostgreSQL inserts.
const SECONDS: &str = "6";
const ADDRESS: [&str; 6] = ["-h", "127.0.0.1", "-p", "5432", "-U", "postgres"];

/// How many single rows PostgreSQL inserts a second, each in a transaction of its own, at 32
/// clients, by its own `pgbench`.
pub(super) fn postgres_inserts(folder: &Path) -> Option<(String, f64)> {
    let pgbench = pgbench()?;
    let table = format!("passavant_bench_{}", std::process::id());
    psql(&format!("CREATE TABLE {table} (id bigserial PRIMARY KEY, body text NOT NULL)"))?;
    let script = folder.join("insert.sql");
    let insert = format!("INSERT INTO {table} (body) VALUES (repeat('x', 1024));\n");
    let written = std::fs::write(&script, insert).ok();
    let output = written.and_then(|()| {
        Command::new(pgbench)
            .args(ADDRESS)
            .args(["-n", "-c", "32", "-j", "2", "-T", SECONDS, "-f"])
            .arg(&script)
            .arg("postgres")
            .output()
            .ok()
    });
    psql(&format!("DROP TABLE {table}"))?;
    let text = String::from_utf8_lossy(&output?.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("tps"))?.to_owned();
    let value = line.split_whitespace().nth(2)?.parse().ok()?;
    Some((say("bench-postgres"), value))
}

fn psql(statement: &str) -> Option<()> {
    let done = Command::new("psql")
        .args(ADDRESS)
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-c", statement, "postgres"])
        .output()
        .ok()?;
    done.status.success().then_some(())
}

/// Debian keeps it beside the server and not on the path.
fn pgbench() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let installed = versions.flatten().map(|version| version.path().join("bin/pgbench"));
    let mut installed: Vec<_> = installed.filter(|path| path.exists()).collect();
    installed.sort();
    installed.pop()
}

/// The memory a NATS server on this machine keeps while idle, in megabytes.
pub(super) fn nats_memory() -> Option<(String, f64)> {
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let process = entry.path();
        let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        if name.trim() == "nats-server" {
            return Some((say("bench-nats"), resident_mb(&process)?));
        }
    }
    None
}

/// The resident memory of a process, in megabytes.
pub(super) fn resident_mb(process: &Path) -> Option<f64> {
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?.to_owned();
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1_000_000.0)
}
