//! One PostgreSQL server for a whole run of the tests, since each test is a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::Context;

use crate::needs::DATABASE;
use crate::repository::program;

/// A server that ends with this, or with the process.
pub(crate) struct Database {
    named: String,
    /// Its standard input is closed with it, and that ends the server.
    server: Child,
}

impl Database {
    /// What `testkit` looks for a server in.
    pub(crate) const NAMED_BY: &str = "PASSAVANT_POSTGRES";

    /// Starts one, unless one is given already or none can be; tests then say themselves that they
    /// miss it.
    pub(crate) fn start() -> anyhow::Result<Option<Self>> {
        if std::env::var_os(Self::NAMED_BY).is_some() {
            return Ok(None);
        }
        let mut command = program(Path::new(DATABASE), &[]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().with_context(|| format!("{DATABASE} does not start"))?;
        let mut named = String::new();
        if let Some(said) = server.stdout.take() {
            BufReader::new(said).read_line(&mut named)?;
        }
        let database = Self { named: named.trim().to_owned(), server };
        Ok((!database.named.is_empty()).then_some(database))
    }

    /// Its connection string.
    pub(crate) fn named(&self) -> &str {
        &self.named
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        // Whatever it answers, it has ended.
        drop(self.server.wait());
    }
}
