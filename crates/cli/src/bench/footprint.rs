//! What a node takes of a machine: the size of the program, memory while idle, time to start.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use super::{Row, peers, percentile};
use crate::client::until;
use crate::demo::now;
use crate::demo::scene::{Place, Scene};
use crate::speech::say;

/// How often a node is started.
const STARTS: usize = 9;
/// How long a node is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(3);

/// Measures.
pub(super) async fn measure(folder: &Path) -> anyhow::Result<Vec<Row>> {
    let program = std::env::current_exe()?;
    let size = std::fs::metadata(&program)?.len();
    let size_mb = u32::try_from(size).map_or(f64::MAX, f64::from) / 1_000_000.0;
    let scene = Scene::open(folder, &program, Place::Corridor.plan(None)?, 1, false).await?;
    crate::demo::observe::at_rest(&scene).await?;
    tokio::time::sleep(IDLE).await;
    let ship = scene.ship("CI")?;
    let id = ship.process_id()?.context("a node that is not running")?;
    let memory = peers::resident_mb(&Path::new("/proc").join(id.to_string()));
    let memory = memory.context("the memory of a node cannot be read")?;
    let mut took = Vec::new();
    for _ in 0..STARTS {
        ship.stop()?;
        let started = now();
        ship.start()?;
        until("a node that starts", async || {
            let answer = ship.client.get("/health", "").await?;
            Ok(answer.status.is_success().then_some(()))
        })
        .await?;
        took.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    scene.fleet.stop()?;
    Ok(vec![
        Row::new(say("bench-size"), size_mb, "MB"),
        Row::new(say("bench-memory"), memory, "MB").beside(peers::nats_memory()).at_most(60.0),
        Row::new(say("bench-start"), percentile(&took, 0.5), "ms").at_most(1000.0),
    ])
}
