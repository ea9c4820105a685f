//! The stories: what each is called, where it is told, and what became of it.

mod clean;
mod steps;

use std::collections::BTreeMap;

use serde_json::Value;

use super::acts::Journey;
use super::observe;
use super::scene::{Place, Scene};
use super::ways::{ABIDJAN_BAMAKO, ABIDJAN_BOBO, DAKAR_BAMAKO};
use crate::args::StoryName;

pub(crate) use clean::{CLEAN, travel};

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
    pub(crate) const ALL: [Self; 3] = [Self::OneBorder, Self::TwoBorders, Self::DakarBamako];

    /// What it is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OneBorder => "one-border",
            Self::TwoBorders => "two-borders",
            Self::DakarBamako => "dakar-bamako",
        }
    }

    /// Where it is told.
    pub(crate) fn place(self) -> Place {
        match self {
            Self::OneBorder | Self::TwoBorders | Self::DakarBamako => Place::Corridor,
        }
    }

    /// Whether it is a clean journey, which is told again while nodes are killed.
    pub(crate) fn is_clean(self) -> bool {
        matches!(self, Self::OneBorder | Self::TwoBorders | Self::DakarBamako)
    }

    /// The sentence it begins with.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OneBorder => "demo-one-border",
            Self::TwoBorders => "demo-two-borders",
            Self::DakarBamako => "demo-dakar-bamako",
        }
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
    pub(crate) fn expects(&self, _alarm: &Value) -> bool {
        false
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

/// Tells a story to its end, or says where it stopped.
pub(crate) async fn tell(scene: &Scene, story: StoryName) -> Told {
    let mut told = Told::new(story);
    let outcome = match story {
        StoryName::OneBorder => clean::tell(scene, ABIDJAN_BOBO, &mut told).await,
        StoryName::TwoBorders => clean::tell(scene, ABIDJAN_BAMAKO, &mut told).await,
        StoryName::DakarBamako => clean::tell(scene, DAKAR_BAMAKO, &mut told).await,
    };
    told.fault = outcome.err().map(|error| format!("{error:#}"));
    told
}
