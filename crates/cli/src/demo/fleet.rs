//! The nodes of a region as child processes: started, killed and started again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context;
use kernel::{Administration, Decides};

use super::outbox::Outbox;
use crate::client::{Asked, Client, until};
use crate::member::CONFIG;
use crate::region::{Made, Placed};
use crate::speech::spoken;

/// How long it may take to say whether it takes commands, where nobody waits for it.
const LOOK_MAX: Duration = Duration::from_secs(2);

/// A node, its process, and the way to speak to it.
#[derive(Debug)]
pub(crate) struct Ship {
    /// Who and where it is.
    pub(crate) placed: Placed,
    /// How to speak to it.
    pub(crate) client: Client,
    program: PathBuf,
    /// The process; the lock is held only to start or end it.
    process: Mutex<Option<Child>>,
    /// What the national system has found; the lock is held while it looks.
    outbox: Mutex<Outbox>,
}

/// All nodes of a region.
#[derive(Debug)]
pub(crate) struct Fleet {
    /// The nodes, the hub last.
    pub(crate) ships: Vec<Ship>,
}

impl Ship {
    fn launch(placed: Placed, program: &Path) -> anyhow::Result<Self> {
        let client = Client::new(&placed.endpoint, placed.tls_key, spoken().code())?;
        let outbox = Mutex::new(Outbox::at(placed.dir.join("folder")));
        let process = Mutex::new(None);
        let ship = Self { placed, client, program: program.to_owned(), process, outbox };
        ship.start()?;
        Ok(ship)
    }

    /// Starts the process.
    pub(crate) fn start(&self) -> anyhow::Result<()> {
        let log = self.placed.dir.join("node.log");
        let log = File::options().create(true).append(true).open(&log)?;
        let child = Command::new(&self.program)
            .arg("serve")
            .arg("--config")
            .arg(self.placed.dir.join(CONFIG))
            .arg("--stop-with-stdin")
            .stdin(Stdio::piped())
            .stdout(Stdio::from(log.try_clone()?))
            .stderr(Stdio::from(log))
            .spawn()
            .with_context(|| self.program.display().to_string())?;
        *self.lock()? = Some(child);
        Ok(())
    }

    /// Waits until it takes commands.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        let what = format!("{} ready", self.placed.node);
        until(&what, async || {
            let answer = self.client.get("/health", "").await?;
            Ok(answer.status.is_success().then_some(()))
        })
        .await
    }

    /// Whether it takes commands now.
    pub(crate) async fn is_ready(&self) -> bool {
        let asked = Asked {
            method: reqwest::Method::GET,
            path: "/health",
            token: None,
            key: None,
            content_type: "application/json",
            accept: "*/*",
            body: Vec::new(),
        };
        let answer = tokio::time::timeout(LOOK_MAX, self.client.once(&asked)).await;
        answer.is_ok_and(|answer| answer.is_ok_and(|answer| answer.status.is_success()))
    }

    /// How the process ended, where it has ended by itself.
    pub(crate) fn ended(&self) -> anyhow::Result<Option<std::process::ExitStatus>> {
        let mut process = self.lock()?;
        Ok(process.as_mut().map(Child::try_wait).transpose()?.flatten())
    }

    /// Kills the process as a power cut would (`SIGKILL`).
    pub(crate) fn kill(&self) -> anyhow::Result<()> {
        if let Some(mut child) = self.lock()?.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Tells the process to end and waits until it has.
    pub(crate) fn stop(&self) -> anyhow::Result<()> {
        if let Some(mut child) = self.lock()?.take() {
            drop(child.stdin.take());
            child.wait()?;
        }
        Ok(())
    }

    /// The identifier of the process.
    pub(crate) fn process_id(&self) -> anyhow::Result<Option<u32>> {
        Ok(self.lock()?.as_ref().map(Child::id))
    }

    /// Whether the national system decides about movements here.
    pub(crate) fn is_national(&self) -> bool {
        self.placed.decides == Some(Decides::National)
    }

    /// The token of the national system, or of the officer of an office.
    pub(crate) fn watcher(&self) -> &str {
        let tokens = &self.placed.tokens;
        let officer = tokens.officers.values().next();
        tokens.system.as_ref().or(officer).map(String::as_str).unwrap_or_default()
    }

    /// What the node has written back to the national system.
    pub(crate) fn outbox(&self) -> anyhow::Result<std::sync::MutexGuard<'_, Outbox>> {
        self.outbox.lock().map_err(|_| anyhow::anyhow!("a thread that looked at a folder ended"))
    }

    fn lock(&self) -> anyhow::Result<std::sync::MutexGuard<'_, Option<Child>>> {
        self.process.lock().map_err(|_| anyhow::anyhow!("a thread that held a process ended"))
    }
}

/// A process that is still there when its ship goes is killed.
impl Drop for Ship {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("{error:#}");
        }
    }
}

impl Fleet {
    /// Starts every node and waits until each takes commands.
    pub(crate) async fn launch(made: Made, program: &Path) -> anyhow::Result<Self> {
        let ships: Result<Vec<_>, _> =
            made.nodes.into_iter().map(|placed| Ship::launch(placed, program)).collect();
        let fleet = Self { ships: ships? };
        fleet.ready().await?;
        Ok(fleet)
    }

    /// Waits until every node takes commands.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        for ship in &self.ships {
            ship.ready().await?;
        }
        Ok(())
    }

    /// The node of an administration.
    pub(crate) fn ship(&self, administration: &str) -> anyhow::Result<&Ship> {
        let found =
            self.ships.iter().find(|ship| ship.placed.administration.as_str() == administration);
        found.with_context(|| format!("no node of {administration}"))
    }

    /// The administrations whose nodes write.
    pub(crate) fn customs(&self) -> impl Iterator<Item = (&Administration, &Ship)> {
        self.ships
            .iter()
            .filter(|ship| ship.placed.decides.is_some())
            .map(|ship| (&ship.placed.administration, ship))
    }

    /// Tells every process to end and waits.
    pub(crate) fn stop(&self) -> anyhow::Result<()> {
        self.ships.iter().try_for_each(Ship::stop)
    }
}
