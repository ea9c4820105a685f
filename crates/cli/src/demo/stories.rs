//! The stories: which way a truck goes, and who does what on it.

use anyhow::Context;
use serde_json::{Value, json};

use super::acts::{Journey, time};
use super::papers::{Lodging, Stage, Way};
use super::scene::Scene;
use crate::args::StoryName;
use crate::client::until;

/// A frontier: the country left and its office, the country entered and its office.
type Frontier = ((&'static str, &'static str), (&'static str, &'static str));

const LALERABA: Frontier = (("CI", "CIX01000"), ("BF", "BFX01000"));
const KOLOKO: Frontier = (("BF", "BFX02000"), ("ML", "MLX01000"));
const KIDIRA: Frontier = (("SN", "SNKID000"), ("ML", "MLX02000"));

/// What became of a story.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// The story.
    pub(crate) name: String,
    /// The number of its movement.
    pub(crate) mrn: String,
    /// The administrations of its route.
    pub(crate) route: Vec<&'static str>,
    /// What each administration sees of it at the end; nothing where it knows nothing.
    pub(crate) seen: std::collections::BTreeMap<String, Option<Value>>,
    /// What was written back to the national system of departure, each with its text.
    pub(crate) written_back: Vec<(String, String)>,
    /// The messages the trader got, each with its text.
    pub(crate) messages: Vec<(String, String)>,
    /// The access code used, to be found in none of them.
    pub(crate) access_code: String,
    /// Why it did not come to its end, if it did not.
    pub(crate) fault: Option<String>,
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

    /// The administrations its movement concerns.
    pub(crate) fn route(self) -> Vec<&'static str> {
        match self {
            Self::OneBorder => vec!["CI", "BF"],
            Self::TwoBorders => vec!["CI", "BF", "ML"],
            Self::DakarBamako => vec!["SN", "ML"],
        }
    }

    fn way(self) -> Way {
        match self {
            Self::OneBorder => {
                Way { departure: "CIABJ000", destination: "BFBOY000", holder: "CI0000001" }
            }
            Self::TwoBorders => {
                Way { departure: "CIABJ000", destination: "MLBKO000", holder: "CI0000001" }
            }
            Self::DakarBamako => {
                Way { departure: "SNDKR000", destination: "MLBKO000", holder: "ML0000007" }
            }
        }
    }

    fn frontiers(self) -> &'static [Frontier] {
        match self {
            Self::OneBorder => &[LALERABA],
            Self::TwoBorders => &[LALERABA, KOLOKO],
            Self::DakarBamako => &[KIDIRA],
        }
    }

    fn consignee(self) -> &'static str {
        match self {
            Self::OneBorder => "BF0000003",
            Self::TwoBorders | Self::DakarBamako => "ML0000007",
        }
    }
}

/// Lets a truck make its journey; gives back the journey, which has come to its end.
pub(crate) async fn travel(scene: &Scene, story: StoryName) -> anyhow::Result<Journey<'_>> {
    let way = story.way();
    let national = way.departure.starts_with("CI");
    let load = scene.load(if national { "ABJ" } else { "DKR" })?;
    let mut journey = Journey { scene, load, way, mrn: String::new() };
    if national {
        leave_abidjan(&mut journey, story).await?;
    } else {
        leave_dakar(&mut journey).await?;
    }
    cross(&journey, story).await?;
    arrive(&journey, story).await?;
    if national {
        journey.written_back("ended").await?;
        journey.system("CI", way.departure, "Discharge", json!({})).await?;
    }
    journey.closed(&story.route()).await?;
    scene.narrate("demo-closed", &[("mrn", &journey.mrn)]);
    Ok(journey)
}

/// The national system registers and releases; the node holds the cover in between.
async fn leave_abidjan(journey: &mut Journey<'_>, story: StoryName) -> anyhow::Result<()> {
    journey.export_sad(&Stage::Registered)?;
    let lrn = journey.load.lrn.clone();
    journey.scene.narrate("demo-sad-registered", &[("lrn", &lrn)]);
    journey.number_written_back().await?;
    journey.written_back("covered").await?;
    let amount = journey.load.amount.to_string();
    let covered = [("mrn", journey.mrn.as_str()), ("amount", &amount)];
    journey.scene.narrate("demo-covered", &covered);
    let limit = kernel::utc_day(api::now()).checked_add(jiff::Span::new().days(10))?.to_string();
    journey.export_sad(&Stage::Released(limit.clone()))?;
    journey.phase("CI", &["released"]).await?;
    journey.scene.narrate("demo-released", &[("mrn", &journey.mrn), ("country", "CI")]);
    let ((_, office), _) = story.frontiers().first().context("a story without a frontier")?;
    let now = time()?;
    let stamp = |format: &str| now.strftime(format).to_string();
    let (day, time) = (stamp("%Y-%m-%d"), stamp("%H:%M:%S"));
    let gone = Stage::Gone { limit, office: (*office).to_owned(), day, time };
    journey.export_sad(&gone)?;
    journey.phase("CI", &["under-way"]).await?;
    journey.scene.narrate("demo-exited", &[("mrn", &journey.mrn), ("office", office)]);
    Ok(())
}

/// The node decides: it accepts, asks Bamako for cover and releases by itself.
async fn leave_dakar(journey: &mut Journey<'_>) -> anyhow::Result<()> {
    let scene = journey.scene;
    let guarantee = scene.guarantee_of(journey.way.holder)?;
    let prepared = time()?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let lodging = Lodging {
        representative: "SN0000001",
        transit: "MLX02000",
        grn: &guarantee.grn,
        access_code: &guarantee.access_code,
        prepared: &prepared,
    };
    let dossier = journey.lodge(lodging.representative, &lodging).await?;
    scene.narrate("demo-lodged", &[("lrn", &journey.load.lrn), ("grn", &guarantee.grn)]);
    let ship = scene.ship("SN")?;
    let place = format!("/movements/{dossier}");
    let mrn = until(&place, async || {
        let view: Option<Value> = ship.client.read(&place, ship.watcher()).await?;
        let released = view.filter(|view| {
            view.pointer("/standing/phase").and_then(Value::as_str) == Some("released")
        });
        let mrn = released.as_ref().and_then(|view| view.get("mrn")).and_then(Value::as_str);
        Ok(mrn.map(ToOwned::to_owned))
    })
    .await?;
    journey.mrn = mrn;
    scene.narrate("demo-released", &[("mrn", &journey.mrn), ("country", "SN")]);
    let ((country, office), _) = KIDIRA;
    journey.officer(country, office, "RecordExit", at(office)?).await?;
    scene.narrate("demo-exited", &[("mrn", &journey.mrn), ("office", office)]);
    Ok(())
}

fn at(office: &str) -> anyhow::Result<Value> {
    Ok(json!({"office": office, "at": time()?}))
}

/// Exit is recorded by the country left and entry by the country entered.
async fn cross(journey: &Journey<'_>, story: StoryName) -> anyhow::Result<()> {
    for (number, ((left, exit), (entered, entry))) in story.frontiers().iter().enumerate() {
        // The exit from the country of departure is recorded with it.
        if number > 0 {
            journey.system(left, exit, "RecordExit", at(exit)?).await?;
            journey.scene.narrate("demo-exited", &[("mrn", &journey.mrn), ("office", exit)]);
        }
        journey.phase(entered, &["released", "under-way"]).await?;
        journey.system(entered, entry, "RecordEntry", at(entry)?).await?;
        journey.scene.narrate("demo-entered", &[("mrn", &journey.mrn), ("office", entry)]);
    }
    Ok(())
}

/// Arrival, the officer's control and the end, as the national system of destination records them.
async fn arrive(journey: &Journey<'_>, story: StoryName) -> anyhow::Result<()> {
    let office = journey.way.destination;
    let country = office.get(..2).unwrap_or_default();
    let mut arriving = at(office)?;
    if let Some(arriving) = arriving.as_object_mut() {
        arriving.insert("trader".to_owned(), json!(story.consignee()));
    }
    journey.system(country, office, "NotifyArrival", arriving).await?;
    journey.scene.narrate("demo-arrived", &[("mrn", &journey.mrn), ("office", office)]);
    let control = json!({"code": "A1", "seals": "intact"});
    journey.system(country, office, "RecordControl", control).await?;
    journey.system(country, office, "End", json!({})).await?;
    journey.scene.narrate("demo-ended", &[("mrn", &journey.mrn), ("office", office)]);
    Ok(())
}

impl StoryName {
    /// The sentence it begins with.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OneBorder => "demo-one-border",
            Self::TwoBorders => "demo-two-borders",
            Self::DakarBamako => "demo-dakar-bamako",
        }
    }
}
