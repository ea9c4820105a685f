//! A PostgreSQL server for tests: the one they are given, or one of their own that ends with them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::need::missing_tool;

/// Names the server of a whole run of tests, by a connection string.
const GIVEN: &str = "PASSAVANT_POSTGRES";
/// How often a server is asked before what it is asked for is taken for something that never comes.
const ASKED_MAX: u32 = 2_000;

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("postgres.sh")
}

/// Whether a commit waits for the standby.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standby {
    /// Each does: what was answered is there too.
    Synchronous,
    /// None does.
    Asynchronous,
}

/// A server that this process has started, with a standby or without. It ends when this is dropped, or
/// with the process.
#[derive(Debug)]
pub struct Server {
    named: String,
    /// Its standard input is closed with it, and that ends the server.
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one, with options of `postgres`; none where it is not installed, which is counted.
    ///
    /// # Panics
    ///
    /// As [`tool`](crate::tool) does, and where it is installed and does not start.
    pub fn start(options: &[&str]) -> Option<Self> {
        Self::launch(options)
    }

    /// Starts one, and a standby that follows it; what it is named by names both.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start) does.
    pub fn with_standby(standby: Standby) -> Option<Self> {
        let how = match standby {
            Standby::Synchronous => "synchronous",
            Standby::Asynchronous => "asynchronous",
        };
        Self::launch(&["--standby", how])
    }

    fn launch(options: &[&str]) -> Option<Self> {
        let there = Command::new("sh").arg(script()).arg("--version").output();
        if !there.is_ok_and(|output| output.status.success()) {
            missing_tool("postgres");
            return None;
        }
        let mut command = Command::new("sh");
        command.arg(script()).args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().ok()?;
        let mut named = String::new();
        let mut said = BufReader::new(child.stdout.take()?);
        let read = said.read_line(&mut named);
        assert!(read.is_ok() && !named.is_empty(), "no server starts");
        Some(Self { named: named.trim().to_owned(), child, said })
    }

    /// Ends it at once, as a power cut does; what it had not synced is gone.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn stop(&mut self) {
        self.tell("stop");
    }

    /// Starts it again with what it has on the disk.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn go_on(&mut self) {
        self.tell("start");
    }

    /// Ends the standby once it has everything: it lacks whatever is committed from now on.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn part(&mut self) {
        self.tell("part");
    }

    /// Has the standby take the place of the server, which is ended at once if it has not been.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn promote(&mut self) {
        self.tell("promote");
    }

    fn tell(&mut self, word: &str) {
        let told = self.child.stdin.as_mut().map(|input| writeln!(input, "{word}"));
        let mut said = String::new();
        let done = told.is_some_and(|told| told.is_ok()) && self.said.read_line(&mut said).is_ok();
        assert!(done && said.trim() == word, "the server does not {word}");
    }

    /// Its connection string.
    pub fn named(&self) -> &str {
        &self.named
    }

    /// Does what SQL says, in its first database.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn run(&self, sql: &str) {
        run(&self.named, sql);
    }

    /// Asks it again and again until it says yes.
    ///
    /// # Panics
    ///
    /// Where it cannot be asked, or has been asked too often.
    pub fn until(&self, sql: &str) {
        let asked = (0..ASKED_MAX).any(|_| run(&self.named, sql).trim() == "t");
        assert!(asked, "never so: {sql}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Whatever it answers, it has ended.
        drop(self.child.wait());
    }
}

fn given() -> Option<String> {
    std::env::var_os(GIVEN)?.into_string().ok()
}

/// The server that is given, or the one of this process.
fn shared() -> Option<&'static str> {
    static GIVEN_ONE: OnceLock<Option<String>> = OnceLock::new();
    static OWN: OnceLock<Option<Server>> = OnceLock::new();
    if let Some(given) = GIVEN_ONE.get_or_init(given) {
        return Some(given);
    }
    OWN.get_or_init(|| Server::start(&[])).as_ref().map(Server::named)
}

/// A database that is empty at first, and taken away in the end: a schema of its own on the server
/// that `PASSAVANT_POSTGRES` names, else on one that this process starts.
#[derive(Debug)]
pub struct Database {
    server: &'static str,
    schema: String,
    named: String,
}

impl Database {
    /// Makes one; none where PostgreSQL is not installed, which is counted.
    ///
    /// # Panics
    ///
    /// As [`Server::start`] does.
    pub fn new() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = shared()?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("test_{}_{count}", std::process::id());
        run(server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"));
        let named = if server.contains("://") {
            let separator = if server.contains('?') { '&' } else { '?' };
            format!("{server}{separator}options=-csearch_path%3D{schema}&application_name={schema}")
        } else {
            format!("{server} options='-csearch_path={schema}' application_name={schema}")
        };
        Some(Self { server, schema, named })
    }

    /// Its connection string.
    pub fn named(&self) -> &str {
        &self.named
    }

    /// Ends every connection to it, as a server does that is stopped.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn cut(&self) {
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = current_setting('application_name') \
             AND pid <> pg_backend_pid()",
        );
    }

    /// Does what SQL says, in it.
    ///
    /// # Panics
    ///
    /// Where that fails.
    pub fn run(&self, sql: &str) {
        run(&self.named, sql);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let Self { server, schema, .. } = self;
            run(server, &format!("SET lock_timeout = '30s'; DROP SCHEMA {schema} CASCADE"));
        }
    }
}

/// Gives back what it answers.
fn run(server: &str, sql: &str) -> String {
    let options = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", sql];
    let output = Command::new("psql").args(options).output();
    let output = output.unwrap_or_else(|error| panic!("psql does not run: {error}"));
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
