//! Whole journeys a second: five nodes, four countries, every step as in the demonstration.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;

use super::{Row, f64_of, percentile};
use crate::args::BenchOptions;
use crate::demo::now;
use crate::demo::observe::at_rest;
use crate::demo::scene::{Place, Scene};
use crate::demo::stories::{CLEAN, travel};
use crate::speech::say;

/// How many journeys, where nothing is said.
const COUNT: u32 = 300;
/// How many are under way at a time.
const UNDER_WAY: usize = 32;

/// Measures.
pub(super) async fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let count = usize::try_from(options.count.unwrap_or(COUNT))?;
    let program = std::env::current_exe()?;
    let plan = Place::Corridor.plan(None)?;
    let scene = Arc::new(Scene::open(folder, &program, plan, 1, false).await?);
    let next = Arc::new(AtomicUsize::new(0));
    let mut drivers: JoinSet<anyhow::Result<Vec<f64>>> = JoinSet::new();
    let started = now();
    for _ in 0..UNDER_WAY {
        let (scene, next) = (scene.clone(), next.clone());
        drivers.spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(took);
                }
                let Some(way) = CLEAN.get(number % CLEAN.len()) else {
                    return Ok(took);
                };
                let began = now();
                travel(&scene, *way).await?;
                took.push(began.elapsed().as_secs_f64() * 1000.0);
            }
        });
    }
    let mut took = Vec::new();
    while let Some(done) = drivers.join_next().await {
        took.extend(done??);
    }
    let seconds = started.elapsed().as_secs_f64();
    at_rest(&scene).await?;
    scene.fleet.stop()?;
    took.sort_by(f64::total_cmp);
    Ok(vec![
        Row::new(say("bench-journeys"), f64_of(took.len()) / seconds, "1/s"),
        Row::new(say("bench-journey-median"), percentile(&took, 0.5), "ms"),
        Row::new(say("bench-journey-worst"), percentile(&took, 0.99), "ms"),
    ])
}
