//! Commands made durable by a node with nothing around it, so many in flight: whole transactions with
//! journal, keys and checkpoint, in files and, where that is asked for, in PostgreSQL.
//!
//! What is in flight at once is one batch, as on the thread of a node at work.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use api::Config;
use identity::{Actor, People};
use kernel::{CommandId, Function};
use node::{Command, Node, Submission, Target};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::conditions::synced_writes;
use super::nats::Nats;
use super::{Row, f64_of, peers};
use crate::args::BenchOptions;
use crate::demo::now;
use crate::demo::scene::{Place, Scene};
use crate::files;
use crate::member::CONFIG;
use crate::speech::{say, tell};

/// How many are in flight.
const IN_FLIGHT: [usize; 4] = [1, 8, 32, 256];
/// For how long each is measured, and how many batches go before.
const MEASURED: Duration = Duration::from_secs(4);
const BEFORE: usize = 10;
/// How many events a node lists at a time, at least.
const LISTED: usize = 1_000;

/// Measures.
pub(super) fn measure(
    folder: &Path,
    options: &BenchOptions,
    runtime: &Runtime,
) -> anyhow::Result<Vec<Row>> {
    let program = std::env::current_exe()?;
    let open = Scene::open(folder, &program, Place::Corridor.plan(None)?, 1, false);
    let scene = runtime.block_on(open)?;
    let home = scene.ship("SN")?.placed.dir.clone();
    scene.fleet.stop()?;
    let mut config = Config::load(&home.join(CONFIG))?;
    let nats = options.peers.then(|| Nats::start(&options.nats_server, folder)).transpose()?;
    let mut nats = nats.flatten();
    let mut rows = measured("SQLite", &config, |in_flight| {
        let written = synced_writes(folder)?;
        let published = nats.as_mut().map(|nats| nats.rate(in_flight)).transpose()?;
        Ok([Some(written), published])
    })?;
    if let Some(databases) = options.peers.then(peers::Databases::make).flatten() {
        config.database.store = Some(databases.store().as_str().into());
        config.database.keystore = Some(databases.keystore().as_str().into());
        rows.extend(measured("PostgreSQL", &config, |in_flight| {
            let inserted = peers::postgres_inserts(folder, in_flight);
            let published = nats.as_mut().map(|nats| nats.rate(in_flight)).transpose()?;
            Ok([inserted, published])
        })?);
        let told = api::snapshot(&config)?.viewed()?;
        let count = u32::try_from(told).map_or(f64::MAX, f64::from);
        let each = databases.bytes().map(|bytes| bytes / count.max(1.0));
        rows.extend(each.map(|each| Row::new(say("bench-store-bytes"), each, "B")));
    }
    Ok(rows)
}

/// A node on one engine, at each number in flight.
fn measured(
    engine: &str,
    config: &Config,
    mut beside: impl FnMut(usize) -> anyhow::Result<[Option<(String, f64)>; 2]>,
) -> anyhow::Result<Vec<Row>> {
    let mut registrar = Registrar::open(config)?;
    let mut rows = Vec::new();
    for in_flight in IN_FLIGHT {
        let rate = registrar.rate(in_flight)?;
        let said = [("engine", engine), ("count", &in_flight.to_string())];
        let row = Row::new(tell("bench-store", &said), rate, "1/s");
        rows.push(row.beside(beside(in_flight)?.into_iter().flatten()));
    }
    registrar.list()?;
    Ok(rows)
}

/// A node, and an officer who registers guarantees at it.
struct Registrar {
    node: Node,
    actor: Actor,
    command: Value,
    count: usize,
}

impl Registrar {
    fn open(config: &Config) -> anyhow::Result<Self> {
        let people: People = files::read_json(&config.paths.people)?;
        let post = people.posts.iter().find(|post| post.function == Function::Guarantee);
        let post = post.context("no office of guarantee")?;
        let held = people.holdings.iter().find(|held| held.post == post.post);
        let command = json!({"Register": {
            "type": "1", "holder": "SN0000001", "guarantor": "SN-CHAMBER", "office": post.office,
            "reference_amount": {"amount": "1000000", "currency": "XOF"}, "percentage": 100,
            "validity": {"from": kernel::utc_day(api::now())},
            "basis": {"provision": "A/SP.1/5/90"},
        }});
        let actor = Actor::Officer(held.context("an empty post")?.officer.clone());
        Ok(Self { node: api::open_node(config)?, actor, command, count: 0 })
    }

    /// How many a second are on the disk, so many in flight.
    fn rate(&mut self, in_flight: usize) -> anyhow::Result<f64> {
        for _ in 0..BEFORE {
            self.register(in_flight)?;
        }
        let (started, before) = (now(), self.count);
        while started.elapsed() < MEASURED {
            self.register(in_flight)?;
        }
        Ok(f64_of(self.count - before) / started.elapsed().as_secs_f64())
    }

    /// Has the lists follow, as they do a little behind.
    fn list(&mut self) -> anyhow::Result<()> {
        for _ in 0..=self.count / LISTED {
            self.node.work(api::now())?;
        }
        Ok(())
    }

    fn register(&mut self, in_flight: usize) -> anyhow::Result<()> {
        let batch: anyhow::Result<Vec<Submission>> =
            (0..in_flight).map(|number| self.submission(self.count + number)).collect();
        self.count += in_flight;
        for reply in self.node.submit(api::now(), batch?)? {
            let done = reply.outcome.map_err(|why| anyhow::anyhow!("{why:?}"));
            done.context("a guarantee is refused")?;
        }
        Ok(())
    }

    fn submission(&self, number: usize) -> anyhow::Result<Submission> {
        let id: CommandId = format!("bench-{number}").parse()?;
        let command = serde_json::from_value(self.command.clone())?;
        Ok(Submission {
            raw: id.as_str().as_bytes().to_vec(),
            id,
            actor: self.actor.clone(),
            target: Target::New,
            command: Command::Guarantee(Box::new(command)),
            versions: None,
        })
    }
}
