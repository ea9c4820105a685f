//! XML in over HTTPS to validated, guarantee held, synced, answered: how many a second, and how long
//! one takes at half that load, or at another.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::conditions::synced_writes;
use super::{Row, f64_of, peers, percentile};
use crate::args::BenchOptions;
use crate::client::{Asked, Client};
use crate::demo::now;
use crate::demo::papers::{Covering, Draw, Lodging};
use crate::demo::scene::{Place, Scene};
use crate::demo::ways::DAKAR_BAMAKO;
use crate::speech::tell;

/// How many declarations, where nothing is said.
const COUNT: u32 = 8_000;
/// How many are in flight.
const IN_FLIGHT: usize = 128;

/// Everything a request needs.
struct Load {
    client: Client,
    token: String,
    bodies: Vec<(String, Vec<u8>)>,
}

/// Measures.
pub(super) async fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let count = options.count.unwrap_or(COUNT);
    let program = std::env::current_exe()?;
    let scene = Scene::open(folder, &program, Place::Corridor.plan(None)?, 1, false).await?;
    // One node is measured; the others would use the same two cores.
    for ship in scene.fleet.ships.iter().filter(|ship| ship.placed.node.as_str() != "SN-1") {
        ship.stop()?;
    }
    let load = Arc::new(prepare(&scene, count).await?);
    let (warm, rest) = (load.bodies.len() / 10, load.bodies.len() * 7 / 10);
    flood(&load, 0, warm).await?;
    let seconds = flood(&load, warm, rest).await?;
    let rate = f64_of(rest - warm) / seconds;
    let pace = options.rate.map_or(rate / 2.0, f64::from);
    let mut latency = paced(&load, rest, load.bodies.len(), pace).await?;
    latency.sort_by(f64::total_cmp);
    check(&scene, load.bodies.len()).await?;
    scene.fleet.stop()?;
    let size = load.bodies.first().map_or(0, |(_, body)| body.len());
    let what = tell("bench-submit", &[("size", &size.to_string())]);
    let postgres = options.peers.then(|| peers::postgres_inserts(folder, 32)).flatten();
    let peer = postgres.map_or_else(|| synced_writes(folder), Ok)?;
    let at = format!("{pace:.0}");
    let one = |which| tell(which, &[("rate", &at)]);
    Ok(vec![
        Row::new(what, rate, "1/s").beside(Some(peer)).at_least(2000.0),
        Row::new(one("bench-submit-median"), percentile(&latency, 0.5), "ms"),
        Row::new(one("bench-submit-worst"), percentile(&latency, 0.99), "ms").at_most(50.0),
    ])
}

/// A guarantee in the node's own country that is large enough for all, and the declarations.
async fn prepare(scene: &Scene, count: u32) -> anyhow::Result<Load> {
    let ship = scene.ship("SN")?;
    let office = "SNDKR000".parse()?;
    let officer = ship.placed.tokens.officers.get(&office).context("no officer")?;
    let basis = json!({"provision": "A/SP.1/5/90"});
    let register = json!({"Register": {
        "type": "1", "holder": DAKAR_BAMAKO.holder, "guarantor": "SN-CHAMBER", "office": office,
        "reference_amount": {"amount": "900000000000", "currency": "XOF"}, "percentage": 100,
        "validity": {"from": kernel::utc_day(api::now())}, "basis": basis,
    }});
    let done = ship.client.command("/guarantees", officer, "bench/lodge", &register).await?;
    let dossier = done.get("dossier").and_then(Value::as_str).context("no dossier")?;
    let place = format!("/guarantees/{dossier}");
    let codes = json!({"ReplaceAccessCodes": {"codes": ["BNCH"], "basis": basis}});
    ship.client.command(&format!("{place}/commands"), officer, "bench/codes", &codes).await?;
    let view: Value = ship.client.read(&place, officer).await?.context("no guarantee")?;
    let grn = view.pointer("/registration/reference/grn").and_then(Value::as_str);
    let grn = grn.context("a guarantee without a number")?;
    let prepared = scene.now()?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let mut draw = Draw::new(1);
    let bodies = (0..count).map(|_| {
        let load = draw.load(DAKAR_BAMAKO.letters);
        let coverings = [Covering { grn, access_code: "BNCH", amount: load.amount }];
        let lodging = Lodging {
            representative: "SN0000001",
            coverings: &coverings,
            prepared: &prepared,
            prelodged: false,
        };
        let body = load.declaration(&DAKAR_BAMAKO, &lodging).into_bytes();
        (load.lrn, body)
    });
    let token = ship.placed.tokens.traders.values().next().context("no trader")?.clone();
    Ok(Load { client: ship.client.clone(), token, bodies: bodies.collect() })
}

async fn send(load: &Load, number: usize) -> anyhow::Result<()> {
    let (key, body) = load.bodies.get(number).context("too few declarations")?;
    let asked = Asked {
        method: reqwest::Method::POST,
        path: "/messages",
        token: Some(&load.token),
        key: Some(key),
        content_type: "application/xml",
        accept: "*/*",
        body: body.clone(),
    };
    load.client.once(&asked).await?.good("/messages")?;
    Ok(())
}

/// Sends as fast as answers come; gives back how many seconds it took.
async fn flood(load: &Arc<Load>, from: usize, to: usize) -> anyhow::Result<f64> {
    let next = Arc::new(AtomicUsize::new(from));
    let mut senders: JoinSet<anyhow::Result<()>> = JoinSet::new();
    let started = now();
    for _ in 0..IN_FLIGHT {
        let (load, next) = (load.clone(), next.clone());
        senders.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= to {
                    return Ok(());
                }
                send(&load, number).await?;
            }
        });
    }
    while let Some(done) = senders.join_next().await {
        done??;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Sends so many a second, whether or not answers come; gives back how long each took from the
/// moment it was due.
async fn paced(load: &Arc<Load>, from: usize, to: usize, rate: f64) -> anyhow::Result<Vec<f64>> {
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / rate.max(1.0)));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut senders: JoinSet<anyhow::Result<f64>> = JoinSet::new();
    for number in from..to {
        let due = ticks.tick().await;
        let load = load.clone();
        senders.spawn(async move {
            send(&load, number).await?;
            Ok(due.elapsed().as_secs_f64() * 1000.0)
        });
    }
    let mut took = Vec::new();
    while let Some(done) = senders.join_next().await {
        took.push(done??);
    }
    Ok(took)
}

/// Every declaration was released under held cover; a figure for anything less would be no figure.
async fn check(scene: &Scene, count: usize) -> anyhow::Result<()> {
    let ship = scene.ship("SN")?;
    crate::client::until("all released", async || {
        let state: Value = ship.client.read("/node", ship.watcher()).await?.context("no state")?;
        let released = state.pointer("/movements/released").and_then(Value::as_u64);
        Ok((released == u64::try_from(count).ok()).then_some(()))
    })
    .await
}
