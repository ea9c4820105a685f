//! The stories: what each is called, where it is told, and what became of it.

mod amendment;
mod clean;
pub(crate) mod cut;
mod discrepancy;
mod guarantees;
mod invalidation;
pub(crate) mod refusals;
mod sample;
mod steps;
mod trucks;
mod unloading;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use indicatif::ProgressBar;
use serde_json::Value;

use super::acts::{Journey, Refusal};
use super::observe;
use super::scene::{Place, Scene};
use super::ways::{ABIDJAN_BAMAKO, ABIDJAN_BOBO, DAKAR_BAMAKO};
use crate::args::StoryName;
use crate::client::Answer;

pub(crate) use clean::{CLEAN, travel};

/// Steps that a national system is not told of, because it has told them.
pub(crate) const OF_THE_SYSTEM: [&str; 2] = ["presented", "released"];

/// What became of a story.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// The story.
    pub(crate) story: StoryName,
    /// What it is called in the report.
    pub(crate) name: String,
    /// Its movements, in the order they began.
    pub(crate) movements: Vec<Moved>,
    /// What was seen on the way, by what it was about.
    pub(crate) noted: BTreeMap<&'static str, Value>,
    /// The access codes used, to be found in no message.
    pub(crate) access_codes: Vec<String>,
    /// Why it did not come to its end, if it did not.
    pub(crate) fault: Option<String>,
}

/// What became of a movement.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moved {
    /// What the story calls it, where it has several.
    pub(crate) what: &'static str,
    /// Its number, or its dossier where it has none.
    pub(crate) mrn: String,
    /// The administrations that are to know of it.
    pub(crate) known_to: Vec<&'static str>,
    /// What each administration sees of it at the end; nothing where it knows nothing.
    pub(crate) seen: BTreeMap<String, Option<Value>>,
    /// What was written back to the national system of departure, each with its text.
    pub(crate) written_back: Vec<(String, String)>,
    /// The messages the declarant got, each with its text.
    pub(crate) messages: Vec<(String, String)>,
}

impl StoryName {
    /// All of them, in the order they are told.
    pub(crate) const ALL: [Self; 12] = [
        Self::OneBorder,
        Self::TwoBorders,
        Self::DakarBamako,
        Self::UnloadingRemarks,
        Self::Discrepancy,
        Self::Invalidation,
        Self::Amendment,
        Self::Refusals,
        Self::TwoGuarantees,
        Self::CutAndHealed,
        Self::PublicSample,
        Self::TwoTrucks,
    ];

    /// What it is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OneBorder => "one-border",
            Self::TwoBorders => "two-borders",
            Self::DakarBamako => "dakar-bamako",
            Self::UnloadingRemarks => "unloading-remarks",
            Self::Discrepancy => "discrepancy",
            Self::Invalidation => "invalidation",
            Self::Amendment => "amendment",
            Self::Refusals => "refusals",
            Self::TwoGuarantees => "two-guarantees",
            Self::CutAndHealed => "cut-and-healed",
            Self::PublicSample => "public-sample",
            Self::TwoTrucks => "two-trucks",
        }
    }

    /// The sentence it begins with.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OneBorder => "demo-one-border",
            Self::TwoBorders => "demo-two-borders",
            Self::DakarBamako => "demo-dakar-bamako",
            Self::UnloadingRemarks => "demo-unloading-remarks",
            Self::Discrepancy => "demo-discrepancy",
            Self::Invalidation => "demo-invalidation",
            Self::Amendment => "demo-amendment",
            Self::Refusals => "demo-refusals",
            Self::TwoGuarantees => "demo-two-guarantees",
            Self::CutAndHealed => "demo-cut-and-healed",
            Self::PublicSample => "demo-public-sample",
            Self::TwoTrucks => "demo-two-trucks",
        }
    }

    /// Where it is told.
    pub(crate) fn place(self) -> Place {
        match self {
            Self::PublicSample => Place::Sample,
            Self::TwoTrucks => Place::Trucks,
            _ => Place::Corridor,
        }
    }

    /// Whether it is a clean journey, which is told again while nodes are killed.
    pub(crate) fn is_clean(self) -> bool {
        matches!(self, Self::OneBorder | Self::TwoBorders | Self::DakarBamako)
    }
}

impl Told {
    fn new(story: StoryName) -> Self {
        Self {
            story,
            name: story.word().to_owned(),
            movements: Vec::new(),
            noted: BTreeMap::new(),
            access_codes: Vec::new(),
            fault: None,
        }
    }

    /// Whether an alarm is about something the story lets go wrong.
    pub(crate) fn expects(&self, alarm: &Value) -> bool {
        let expected = self.noted.get("alarms").and_then(Value::as_array);
        let same = |expected: &Value| {
            ["about", "detail"].iter().all(|name| {
                alarm.get("alarm").and_then(|alarm| alarm.get(name)) == expected.get(name)
            })
        };
        expected.is_some_and(|expected| expected.iter().any(same))
    }

    /// Notes what somebody was answered whose wish was not granted.
    fn refused(&mut self, what: &'static str, answer: &Answer) -> anyhow::Result<()> {
        self.noted.insert(what, serde_json::to_value(Refusal::of(answer)?)?);
        Ok(())
    }

    /// Notes why a movement is open, as somebody sees it.
    fn open(&mut self, what: &'static str, view: &Value) {
        self.noted.insert(what, view.get("open").cloned().unwrap_or_default());
    }

    /// Notes what a movement has come to.
    async fn movement(
        &mut self,
        what: &'static str,
        journey: &Journey<'_>,
        known_to: &[&'static str],
    ) -> anyhow::Result<()> {
        self.movements.push(observe::moved(what, journey, known_to).await?);
        Ok(())
    }
}

/// Makes a clean journey again and again while some are left to make, or until one stops on the way.
pub(crate) async fn again(
    scene: &Scene,
    story: StoryName,
    left: &AtomicU32,
    bar: &ProgressBar,
) -> Told {
    let mut all = Told::new(story);
    all.name = format!("scale-{}", all.name);
    let one_less = |left: u32| left.checked_sub(1);
    while left.try_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
        let told = tell(scene, story).await;
        all.movements.extend(told.movements);
        all.access_codes = told.access_codes;
        all.fault = told.fault;
        if all.fault.is_some() {
            break;
        }
        bar.inc(1);
    }
    all
}

/// Tells a story to its end, or says where it stopped.
pub(crate) async fn tell(scene: &Scene, story: StoryName) -> Told {
    let mut told = Told::new(story);
    let outcome = match story {
        StoryName::OneBorder => clean::tell(scene, ABIDJAN_BOBO, &mut told).await,
        StoryName::TwoBorders => clean::tell(scene, ABIDJAN_BAMAKO, &mut told).await,
        StoryName::DakarBamako => clean::tell(scene, DAKAR_BAMAKO, &mut told).await,
        StoryName::UnloadingRemarks => unloading::tell(scene, &mut told).await,
        StoryName::Discrepancy => discrepancy::tell(scene, &mut told).await,
        StoryName::Invalidation => invalidation::tell(scene, &mut told).await,
        StoryName::Amendment => amendment::tell(scene, &mut told).await,
        StoryName::Refusals => refusals::tell(scene, &mut told).await,
        StoryName::TwoGuarantees => guarantees::tell(scene, &mut told).await,
        StoryName::CutAndHealed => cut::tell(scene, &mut told).await,
        StoryName::PublicSample => sample::tell(scene, &mut told).await,
        StoryName::TwoTrucks => trucks::tell(scene, &mut told).await,
    };
    told.fault = outcome.err().map(|error| format!("{error:#}"));
    told
}
