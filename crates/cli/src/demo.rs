//! `passavant demo`: a region on this machine, and trucks across its borders.
//!
//! Every node is a child process of the same program with its own folder, keys, store and port. The
//! demonstration speaks to them as anybody would: over HTTPS, and through watched folders.

pub(crate) mod acts;
mod checks;
pub(crate) mod fleet;
pub(crate) mod observe;
mod outbox;
pub(crate) mod papers;
mod power;
mod report;
mod scale;
pub(crate) mod scene;
pub(crate) mod stories;
pub(crate) mod ways;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, bail};

use crate::args::{DemoOptions, StoryName};
use crate::outcome::Outcome;
use crate::speech::{say, tell};
use observe::{Cuts, Observed};
use power::Cutter;
use report::Report;
use scene::{Place, Scene};
use stories::Told;

/// Runs a demonstration.
pub(crate) fn run(options: &DemoOptions) -> anyhow::Result<Outcome> {
    if options.list {
        list(options.json)?;
        return Ok(Outcome::Good);
    }
    if options.scale == 0 && Place::ALL.iter().all(|place| chosen(options, *place).is_empty()) {
        bail!(say("demo-nothing-to-tell"));
    }
    let temporary = tempfile::tempdir()?;
    let dir = options.dir.clone().unwrap_or_else(|| temporary.path().to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(play(options, &dir))
}

async fn play(options: &DemoOptions, dir: &Path) -> anyhow::Result<Outcome> {
    let started = now();
    let program = std::env::current_exe().context("where this program is")?;
    let (mut scenes, mut regions, mut cuts, mut scale) = (Vec::new(), Vec::new(), None, None);
    for place in Place::ALL {
        let stories = chosen(options, place);
        let scaled = options.scale > 0 && place == Place::Corridor;
        if stories.is_empty() && !scaled {
            continue;
        }
        let plan = place.plan(options.sample.as_deref())?;
        if !options.json {
            let said = [("region", plan.region.as_str()), ("dir", &dir.display().to_string())];
            eprintln!("{}", tell("demo-begins", &said));
        }
        let scene = Scene::open(dir, &program, plan, options.seed, !options.json).await?;
        let (mut told, made) = round_after_round(&scene, options, &stories).await?;
        if scaled {
            let (journeys, rate) = scale::journeys(&scene, options).await?;
            told.extend(journeys);
            scale = Some(rate);
        }
        // Where a story failed something may never come to rest; what is so is reported all the same.
        if let Err(error) = observe::at_rest(&scene).await {
            eprintln!("{error:#}");
        }
        regions.push(observe::observe(&scene, told).await?);
        cuts = cuts.or(made);
        scenes.push(scene);
    }
    let report = Report::of(&Observed { regions, cuts, scale }, options.seed, started.elapsed());
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        report.print();
    }
    if !options.once {
        stay_up(&scenes, dir).await?;
    }
    scenes.iter().try_for_each(|scene| scene.fleet.stop())?;
    Ok(if report.ok { Outcome::Good } else { Outcome::Failed })
}

/// Which stories there are, each with the sentence it begins with.
fn list(json: bool) -> anyhow::Result<()> {
    let stories = StoryName::ALL.map(|story| (story.word(), say(story.title())));
    if json {
        let stories =
            stories.map(|(name, about)| serde_json::json!({"name": name, "about": about}));
        println!("{}", serde_json::json!({ "stories": stories }));
    } else {
        stories.iter().for_each(|(name, about)| println!("{name:<20} {about}"));
    }
    Ok(())
}

/// The stories that are told in a place; of those that are repeated under power cuts, the clean
/// journeys only.
fn chosen(options: &DemoOptions, place: Place) -> Vec<StoryName> {
    let all = options.story.is_empty() && options.scale == 0;
    let wanted = |story: &StoryName| {
        (all || options.story.contains(story))
            && story.place() == place
            && (options.power_cuts == 0 || story.is_clean())
    };
    StoryName::ALL.into_iter().filter(wanted).collect()
}

/// Tells the stories once; where power cuts are asked for, again and again until every node has had
/// them all.
async fn round_after_round(
    scene: &Scene,
    options: &DemoOptions,
    asked: &[StoryName],
) -> anyhow::Result<(Vec<Told>, Option<Cuts>)> {
    let wanted = options.power_cuts;
    if wanted == 0 {
        return Ok((round(scene, options, asked, 0).await, None));
    }
    let mut cutter = Cutter::before(&scene.fleet, options.seed, wanted)?;
    let mut stories = round(scene, options, asked, 0).await;
    observe::at_rest(scene).await?;
    cutter.measured(&scene.fleet)?;
    // A node may miss its point in a round; one that misses half of them is not cut as was asked.
    for number in 1..=wanted.saturating_mul(2) {
        if cutter.is_done() {
            break;
        }
        let over = Arc::new(AtomicBool::new(false));
        let cutting = cutter.watch(&scene.fleet, over.clone())?;
        stories.extend(round(scene, options, asked, number).await);
        over.store(true, Ordering::Relaxed);
        cutter.count(cutting.await??);
    }
    for (node, count) in cutter.cuts() {
        scene.narrate("demo-cut", &[("node", node), ("count", &count.to_string())]);
    }
    Ok((stories, Some(Cuts { wanted, made: cutter.cuts().clone() })))
}

async fn round(
    scene: &Scene,
    options: &DemoOptions,
    asked: &[StoryName],
    number: u32,
) -> Vec<Told> {
    let mut stories = Vec::new();
    for story in asked {
        if !options.json {
            eprintln!("{}", say(story.title()));
        }
        let mut told = stories::tell(scene, *story).await;
        if number > 0 {
            told.name = format!("{}-{number}", told.name);
        }
        stories.push(told);
    }
    stories
}

/// Says where the nodes are and waits until somebody has seen enough.
async fn stay_up(scenes: &[Scene], dir: &Path) -> anyhow::Result<()> {
    eprintln!();
    for ship in scenes.iter().flat_map(|scene| &scene.fleet.ships) {
        let (node, tokens) = (&ship.placed.node, ship.placed.dir.join("tokens.json"));
        let (node, tokens) = (node.to_string(), tokens.display().to_string());
        let said =
            [("node", node.as_str()), ("endpoint", &ship.placed.endpoint), ("tokens", &tokens)];
        eprintln!("{}", tell("demo-address", &said));
    }
    eprintln!("{}", tell("demo-stays-up", &[("dir", &dir.display().to_string())]));
    tokio::signal::ctrl_c().await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "how long a demonstration took, for people")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
