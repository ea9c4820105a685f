//! Many clean journeys, on all ways beside each other.

use std::sync::atomic::AtomicU32;

use futures_util::future::join_all;
use indicatif::{ProgressBar, ProgressStyle};

use super::now;
use super::observe::Rate;
use super::scene::Scene;
use super::stories::{Told, again};
use crate::args::{DemoOptions, StoryName};
use crate::speech::tell;

/// The clean journeys, in turn.
const STORIES: [StoryName; 3] =
    [StoryName::OneBorder, StoryName::TwoBorders, StoryName::DakarBamako];

/// How many journeys are under way at a time.
const DRIVERS: usize = 24;

/// What became of the journeys of each way.
fn by_story(driven: Vec<Told>) -> Vec<Told> {
    let mut stories: Vec<Told> = Vec::new();
    for told in driven {
        match stories.iter_mut().find(|before| before.story == told.story) {
            None => stories.push(told),
            Some(before) => {
                before.movements.extend(told.movements);
                before.fault = before.fault.take().or(told.fault);
            }
        }
    }
    stories.retain(|told| !told.movements.is_empty() || told.fault.is_some());
    stories
}

/// Makes as many journeys as were asked for; what became of those of each way, and how fast it went.
pub(super) async fn journeys(
    scene: &Scene,
    options: &DemoOptions,
) -> anyhow::Result<(Vec<Told>, Rate)> {
    let count = options.scale;
    if !options.json {
        eprintln!("{}", tell("demo-scale", &[("count", &count.to_string())]));
    }
    let bar = if options.json {
        ProgressBar::hidden()
    } else {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}")?;
        ProgressBar::new(count.into()).with_style(style)
    };
    let aloud = scene.speak(false);
    let started = now();
    let left = AtomicU32::new(count);
    let drivers = STORIES.into_iter().cycle().take(DRIVERS);
    let drivers = drivers.map(|story| again(scene, story, &left, &bar));
    let driven = join_all(drivers).await;
    let seconds = started.elapsed().as_secs_f64();
    scene.speak(aloud);
    bar.finish_and_clear();
    let rate = Rate { count, seconds, rate: f64::from(count) / seconds };
    if !options.json {
        let (seconds, rate) = (format!("{seconds:.1}"), format!("{:.1}", rate.rate));
        let said = [("count", count.to_string()), ("seconds", seconds), ("rate", rate)];
        let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
        eprintln!("{}", tell("demo-scale-rate", &said));
    }
    Ok((by_story(driven), rate))
}
