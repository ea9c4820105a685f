//! Others on this machine that do something comparable, where it was asked to measure them too. One
//! that is not here is left out. In PostgreSQL a table is made for it, and dropped again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::speech::{say, tell};

/// For how many seconds PostgreSQL inserts.
const SECONDS: &str = "6";
/// How many clients at most: a server takes no more than a hundred connections where nobody has set more.
const CLIENTS_MAX: usize = 80;
const ADDRESS: [&str; 6] = ["-h", "127.0.0.1", "-p", "5432", "-U", "postgres"];

/// Two databases of that server, taken away again in the end.
pub(super) struct Databases(String);

impl Databases {
    /// Makes them; none where there is no such server.
    pub(super) fn make() -> Option<Self> {
        let name = format!("passavant_bench_{}", std::process::id());
        psql(&format!("CREATE DATABASE {name}"))?;
        let databases = Self(name);
        psql(&format!("CREATE DATABASE {}_keys", databases.0))?;
        Some(databases)
    }

    pub(super) fn store(&self) -> String {
        format!("host=127.0.0.1 port=5432 user=postgres dbname={}", self.0)
    }

    pub(super) fn keystore(&self) -> String {
        format!("{}_keys", self.store())
    }

    /// How many bytes the store takes on the disk, indices and all.
    pub(super) fn bytes(&self) -> Option<f64> {
        let asked = format!("SELECT pg_database_size('{}')", self.0);
        let output = Command::new("psql").args(ADDRESS).args(["-Atc", &asked, "postgres"]).output();
        String::from_utf8_lossy(&output.ok()?.stdout).trim().parse().ok()
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        for ending in ["", "_keys"] {
            let dropped = psql(&format!("DROP DATABASE IF EXISTS {}{ending} WITH (FORCE)", self.0));
            if dropped.is_none() {
                tracing::warn!("the database {}{ending} is still there", self.0);
            }
        }
    }
}

/// How many single rows PostgreSQL inserts a second, each in a transaction of its own, at so many
/// clients, by its own `pgbench`.
pub(super) fn postgres_inserts(folder: &Path, clients: usize) -> Option<(String, f64)> {
    let (pgbench, clients) = (pgbench()?, clients.min(CLIENTS_MAX).to_string());
    let table = format!("passavant_bench_{}", std::process::id());
    psql(&format!("CREATE TABLE {table} (id bigserial PRIMARY KEY, body text NOT NULL)"))?;
    let script = folder.join("insert.sql");
    let insert = format!("INSERT INTO {table} (body) VALUES (repeat('x', 1024));\n");
    let written = std::fs::write(&script, insert).ok();
    let output = written.and_then(|()| {
        Command::new(pgbench)
            .args(ADDRESS)
            .args(["-n", "-c", &clients, "-j", "2", "-T", SECONDS, "-f"])
            .arg(&script)
            .arg("postgres")
            .output()
            .ok()
    });
    psql(&format!("DROP TABLE {table}"))?;
    let text = String::from_utf8_lossy(&output?.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("tps"))?.to_owned();
    let value = line.split_whitespace().nth(2)?.parse().ok()?;
    Some((tell("bench-postgres", &[("clients", &clients)]), value))
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
    memory_mb(process, "VmRSS:")
}

/// The most of it that a process has had, in megabytes.
pub(super) fn peak_mb(process: &Path) -> Option<f64> {
    memory_mb(process, "VmHWM:")
}

fn memory_mb(process: &Path, what: &str) -> Option<f64> {
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(what))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1_000_000.0)
}
