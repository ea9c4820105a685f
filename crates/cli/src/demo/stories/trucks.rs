//! Two trucks leave together under one guarantor. One arrives; the other enters a country and is not
//! seen again, and everybody is told the same of it.

use jiff::{SignedDuration, ToSpan};
use kernel::{Date, Timestamp};
use serde_json::{Value, json};

use super::Told;
use super::steps::{arrive, cross, enter, leave_abidjan, prepared};
use crate::client::until;
use crate::demo::acts::Journey;
use crate::demo::observe;
use crate::demo::papers::Arrival;
use crate::demo::scene::Scene;
use crate::demo::ways::{ABIDJAN_BAMAKO, Way};

/// How long after the limit everybody is to be heard once more: later than clocks may differ.
const HEARD: SignedDuration = SignedDuration::from_mins(6);
/// How long after it the limit is watched: later than two heartbeats beyond that.
const WATCHED: SignedDuration = SignedDuration::from_mins(12);

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let other = Way { holder: "CI0000002", guarantee: "lagune", ..ABIDJAN_BAMAKO };
    let mut first = Journey::new(scene, ABIDJAN_BAMAKO)?;
    let mut second = Journey::new(scene, other)?;
    for journey in [&mut first, &mut second] {
        let guarantee = scene.guarantee(journey.way.guarantee)?;
        told.access_codes.push(guarantee.access_code.clone());
        leave_abidjan(journey).await?;
    }
    told.noted.insert("guarantors", guarantors(scene).await?);
    told.noted.insert("sad", json!(first.load.said()));
    enter(&second, 0).await?;
    cross(&first).await?;
    arrive_by_folder(&first).await?;
    first.written_back("discharged").await?;
    told.movement("first", &first, first.way.route).await?;
    vanish(&second, told).await?;
    told.movement("second", &second, second.way.route).await
}

/// Who answers for the guarantees of the two.
async fn guarantors(scene: &Scene) -> anyhow::Result<Value> {
    let mut guarantors = Vec::new();
    for name in ["abidjan", "lagune"] {
        let view = observe::guarantee(scene, scene.guarantee(name)?).await?;
        guarantors.push(view.pointer("/registration/guarantor").cloned().unwrap_or_default());
    }
    Ok(guarantors.into())
}

/// The national system of destination puts the notification of arrival into its folder; nobody has
/// typed anything that stood in the SAD.
async fn arrive_by_folder(journey: &Journey<'_>) -> anyhow::Result<()> {
    let (scene, way) = (journey.scene, &journey.way);
    let prepared = prepared(scene)?;
    let identification = format!("{}-ARR", journey.load.lrn);
    let arrival = Arrival {
        trader: way.consignee,
        mrn: &journey.mrn,
        office: way.destination,
        authorisation: None,
        prepared: &prepared,
        identification: &identification,
    };
    journey.put(way.to(), &format!("{identification}.xml"), &arrival.message())?;
    journey.phase(way.to(), &["arrived"]).await?;
    scene.narrate("demo-arrived", &[("mrn", &journey.mrn), ("office", way.destination)]);
    arrive(journey).await
}

/// Days pass and nobody sees the truck. When the limit has passed and everybody was heard again, all
/// three countries see one case.
async fn vanish(journey: &Journey<'_>, told: &mut Told) -> anyhow::Result<()> {
    let (scene, way) = (journey.scene, &journey.way);
    let view = journey.phase(way.from(), &["under-way"]).await?;
    let limit = view.get("limit_date").and_then(Value::as_str).unwrap_or_default();
    let limit: Date = limit.parse()?;
    let said = [("mrn", journey.mrn.as_str()), ("limit", &limit.to_string())];
    scene.narrate("demo-vanished", &said);
    observe::at_rest(scene).await?;
    let past = jiff::tz::Offset::UTC.to_timestamp(limit.checked_add(1.day())?.at(0, 0, 0, 0))?;
    scene.jump(past.checked_add(HEARD)?).await?;
    everybody_heard(scene, way, past).await?;
    scene.jump(past.checked_add(WATCHED)?).await?;
    for country in way.route {
        journey.concerns(country, &["overdue"]).await?;
    }
    journey.written_back("overdue").await?;
    scene.narrate("demo-overdue", &[("mrn", &journey.mrn), ("office", way.departure)]);
    told.noted.insert("limit", json!(limit));
    Ok(())
}

/// Waits until departure has heard the others of the route since an instant.
async fn everybody_heard(scene: &Scene, way: &Way, since: Timestamp) -> anyhow::Result<()> {
    let ship = scene.ship(way.from())?;
    let mut others = Vec::new();
    for country in way.route.iter().skip(1) {
        others.push(scene.ship(country)?.placed.node.to_string());
    }
    until("everybody heard", async || {
        let heard = observe::heard(ship).await?;
        let since = |node: &String| heard.get(node).is_some_and(|at| *at > since);
        Ok(others.iter().all(since).then_some(()))
    })
    .await
}
