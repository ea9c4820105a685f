//! What becomes of a quiet trader while others take all they can get: a trader and a peer that flood,
//! clients that never end what they say, ten thousand connections, large bodies; and of one hold under a
//! guarantee that has forty thousand.

mod crowd;
mod floods;
mod holds;
mod papers;
mod telling;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::{Row, f64_of, percentile};
use crate::args::BenchOptions;
use crate::client::{Asked, Client};
use crate::demo::fleet::Ship;
use crate::demo::now;
use crate::demo::scene::{Place, Scene};
use crate::speech::{say, tell};
use papers::{FLOODER, Papers, QUIET};

/// How many declarations of the quiet trader are measured at a time, and how many a second, where
/// nothing is said.
const COUNT: u32 = 400;
const RATE: u32 = 20;
/// How many of them go before.
const BEFORE: u32 = 40;
/// How many times as long one may take beside a flood as alone.
const TIMES: f64 = 2.0;

/// Somebody who sends declarations of his own to one node.
#[derive(Debug, Clone)]
struct Sender {
    client: Client,
    token: String,
    papers: Arc<Papers>,
    trader: &'static str,
}

impl Sender {
    /// Sends another declaration, and insists on its being taken.
    async fn declares(&self) -> anyhow::Result<()> {
        let (key, body) = self.papers.declaration(self.trader)?;
        self.posts(Some(&key), body).await?.good("/messages")?;
        Ok(())
    }

    async fn posts(
        &self,
        key: Option<&str>,
        body: Vec<u8>,
    ) -> anyhow::Result<crate::client::Answer> {
        let asked = Asked {
            method: reqwest::Method::POST,
            path: "/messages",
            token: Some(&self.token),
            key,
            content_type: "application/xml",
            accept: "*/*",
            body,
        };
        self.client.once(&asked).await
    }
}

/// Who is quiet.
#[derive(Debug, Clone)]
enum Who {
    /// A trader who declares.
    Trader(Sender),
    /// An officer who registers guarantees.
    Officer(telling::Keeper),
}

impl Who {
    async fn acts(&self) -> anyhow::Result<()> {
        match self {
            Self::Trader(sender) => sender.declares().await,
            Self::Officer(keeper) => keeper.registers().await,
        }
    }
}

/// The quiet one: so many commands, so many a second.
struct Quiet {
    who: Who,
    count: u32,
    rate: u32,
}

impl Quiet {
    /// How long each took from the moment it was due, in milliseconds, sorted.
    async fn acts(&self, count: u32) -> anyhow::Result<Vec<f64>> {
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / self.rate);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let mut senders: JoinSet<anyhow::Result<f64>> = JoinSet::new();
        for _ in 0..count {
            let due = ticks.tick().await;
            let who = self.who.clone();
            senders.spawn(async move {
                who.acts().await?;
                Ok(due.elapsed().as_secs_f64() * 1000.0)
            });
        }
        let took: anyhow::Result<Vec<f64>> = senders.join_all().await.into_iter().collect();
        let mut took = took?;
        took.sort_by(f64::total_cmp);
        Ok(took)
    }

    /// The 99th percentile alone. A machine is not the same from one minute to the next, so that it is
    /// measured again before each flood.
    async fn alone(&self) -> anyhow::Result<f64> {
        self.acts(BEFORE).await?;
        Ok(percentile(&self.acts(self.count).await?, 0.99))
    }

    /// The 99th percentile beside something that goes on until then, beside what it is alone; and how
    /// often the other thing happened a second.
    async fn beside(
        &self,
        what: &str,
        alone: f64,
        flood: impl Future<Output = anyhow::Result<usize>>,
        stop: tokio::sync::watch::Sender<bool>,
    ) -> anyhow::Result<(Row, f64)> {
        let started = now();
        let measuring = async {
            self.acts(BEFORE).await?;
            let took = self.acts(self.count).await;
            stop.send_replace(true);
            took
        };
        let (took, done) = tokio::try_join!(measuring, flood)?;
        let rate = f64_of(done) / started.elapsed().as_secs_f64();
        let row = Row::new(say(what), percentile(&took, 0.99), "ms");
        let row = row.beside(Some((say("bench-load-alone"), alone)));
        Ok((row.at_most(alone * TIMES), rate))
    }
}

/// Measures.
pub(super) fn measure(
    folder: &Path,
    options: &BenchOptions,
    runtime: &Runtime,
) -> anyhow::Result<Vec<Row>> {
    let mut rows = runtime.block_on(at_work(&folder.join("beside"), options))?;
    rows.extend(holds::measure(&folder.join("holds"))?);
    Ok(rows)
}

/// What a node at work gives a quiet trader.
async fn at_work(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let program = std::env::current_exe()?;
    let scene = Scene::open(folder, &program, Place::Corridor.plan(None)?, 1, false).await?;
    let papers = Arc::new(Papers::lodged(&scene).await?);
    // One node is measured; the others would use the same cores.
    scene.fleet.stop()?;
    let ship = scene.ship("SN")?;
    let [quiet, flooder] = papers::both_known(&ship.placed.dir)?;
    ship.start()?;
    ship.ready().await?;
    let sender = |token, trader| Sender {
        client: ship.client.clone(),
        token,
        papers: papers.clone(),
        trader,
    };
    let quiet = Quiet {
        who: Who::Trader(sender(quiet, QUIET)),
        count: options.count.unwrap_or(COUNT),
        rate: options.rate.unwrap_or(RATE),
    };
    let flooder = sender(flooder, FLOODER);
    quiet.acts(BEFORE).await?;
    let took = quiet.acts(quiet.count).await?;
    let alone = percentile(&took, 0.99);
    let rate = quiet.rate.to_string();
    let mut rows = vec![
        Row::new(tell("bench-load-median", &[("rate", &rate)]), percentile(&took, 0.5), "ms"),
        Row::new(say("bench-load-alone"), alone, "ms"),
    ];
    rows.extend(beside_floods(&scene, &quiet, &flooder).await?);
    rows.extend(beside_crowds(ship, &quiet, &flooder).await?);
    let again = quiet.acts(quiet.count).await?;
    let again = Row::new(say("bench-load-again"), percentile(&again, 0.99), "ms");
    rows.push(again.beside(Some((say("bench-load-alone"), alone))));
    scene.fleet.stop()?;
    rows.extend(telling::measure(&scene, (quiet.count, quiet.rate)).await?);
    scene.fleet.stop()?;
    Ok(rows)
}

async fn beside_floods(scene: &Scene, quiet: &Quiet, flooder: &Sender) -> anyhow::Result<Vec<Row>> {
    let alone = quiet.alone().await?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let flood = floods::declarations(flooder, stopping);
    let (trader, declared) = quiet.beside("bench-load-trader", alone, flood, stop).await?;
    let alone = quiet.alone().await?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let flood = floods::questions(scene, stopping);
    let (peer, asked) = quiet.beside("bench-load-peer", alone, flood, stop).await?;
    Ok(vec![
        trader,
        Row::new(say("bench-load-trader-rate"), declared, "1/s"),
        peer,
        Row::new(say("bench-load-peer-rate"), asked, "1/s"),
    ])
}

async fn beside_crowds(ship: &Ship, quiet: &Quiet, flooder: &Sender) -> anyhow::Result<Vec<Row>> {
    let process = ship.process_id()?.context("a node that is not running")?;
    let memory = crowd::Memory::of(process);
    let mut rows = Vec::new();
    // Before the crowd: memory that it had and the process keeps would hide what bodies take.
    let alone = quiet.alone().await?;
    memory.forget_peak()?;
    let idle = memory.now_mb()?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let bodies = floods::large_bodies(flooder, stopping);
    let (row, rate) = quiet.beside("bench-load-bodies", alone, bodies, stop).await?;
    rows.extend([
        row,
        Row::new(say("bench-load-bodies-rate"), rate, "1/s"),
        Row::new(say("bench-load-bodies-memory"), memory.peak_mb()? - idle, "MB"),
    ]);
    let alone = quiet.alone().await?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let slow = crowd::slow_ones(ship, &flooder.token, stopping);
    rows.push(quiet.beside("bench-load-slow", alone, slow, stop).await?.0);
    // Before the crowd comes, which is cut after a minute without a word.
    let alone = quiet.alone().await?;
    let idle = memory.now_mb()?;
    let held = crowd::held_open(ship).await?;
    let open = crowd::open_at(ship).await?;
    let memory_mb = memory.now_mb()? - idle;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let (row, _) =
        quiet.beside("bench-load-crowd", alone, crowd::kept(held, stopping), stop).await?;
    rows.extend([
        Row::new(say("bench-load-connections"), open, "").at_least(10_000.0),
        row,
        Row::new(say("bench-load-crowd-memory"), memory_mb, "MB"),
    ]);
    Ok(rows)
}
