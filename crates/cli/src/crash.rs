//! `passavant crash`: real nodes as processes, killed at random moments while they work, and everything
//! that must hold all the same.
//!
//! Several submitters post declarations over HTTPS and remember every acknowledgement; whoever hears
//! nothing posts the same again. Meanwhile nodes are killed and started again. Then all comes to rest,
//! every message is posted once more, and everything that was acknowledged is looked for on both sides.

mod judged;
mod killing;
mod load;
mod report;
mod seen;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::CrashOptions;
use crate::demo::scene::Scene;
use crate::demo::{now, observe};
use crate::outcome::Outcome;
use crate::region::corridor::{Corridor, Plan};
use load::Load;
use report::Report;
use seen::Seen;

/// Who takes part beside the hub: declarations are lodged with the first and go to the second.
const MEMBERS: [&str; 2] = ["SN", "ML"];
/// How often a minute is waited for all to come to rest.
const MINUTES: u32 = 10;

/// Runs the nodes and kills them.
pub(crate) fn run(options: &CrashOptions) -> anyhow::Result<Outcome> {
    let temporary = tempfile::tempdir()?;
    let dir = options.dir.clone().unwrap_or_else(|| temporary.path().to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(play(options, &dir))
}

fn plan() -> anyhow::Result<Plan> {
    let mut plan = Corridor::built_in()?.plan(&MEMBERS)?;
    "crashes".clone_into(&mut plan.region);
    Ok(plan)
}

async fn play(options: &CrashOptions, dir: &Path) -> anyhow::Result<Outcome> {
    let seed = match options.seed {
        Some(seed) => seed,
        None => getrandom::u64().context("no randomness here")?,
    };
    let program = std::env::current_exe().context("where this program is")?;
    let scene = Scene::open(dir, &program, plan()?, seed, false).await?;
    let load = Arc::new(Load::prepare(&scene, seed).await?);
    let started = now();
    let submitting = load::submit(&load, options.submitters, seed);
    let bar = bar(options)?;
    let kills = killing::kill(&scene, options.kills, seed, &bar).await;
    load.end();
    bar.finish_and_clear();
    let (kills, submitted) = (kills?, submitting.all().await?);
    let seconds = started.elapsed().as_secs_f64();
    at_rest(&scene).await?;
    let contradicted = load.repeat(&submitted, options.submitters).await?;
    at_rest(&scene).await?;
    let seen = Seen::look(&scene, &load.covers).await?;
    let checks = judged::judge(&submitted, &contradicted, &kills, &seen);
    let report = Report { seed, seconds, kills, submitted: load::tally(&submitted), checks };
    report.print(options.json)?;
    scene.fleet.stop()?;
    Ok(if report.ok() { Outcome::Good } else { Outcome::Failed })
}

fn bar(options: &CrashOptions) -> anyhow::Result<ProgressBar> {
    if options.json {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {eta}")?;
    Ok(ProgressBar::new(options.kills.into()).with_style(style))
}

/// Waits until nobody has anything left to do: what queued up while nodes were away may take a while.
async fn at_rest(scene: &Scene) -> anyhow::Result<()> {
    scene.fleet.ready().await?;
    let mut left = MINUTES;
    loop {
        left -= 1;
        match observe::at_rest(scene).await {
            Err(_) if left > 0 => {}
            done => return done,
        }
    }
}
