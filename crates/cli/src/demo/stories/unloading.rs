//! An authorised consignee unloads before he is controlled, in two goes.

use serde_json::json;

use super::Told;
use super::steps::{arrive, cross, leave_dakar, prepared};
use crate::demo::acts::{IN_CODES, Journey};
use crate::demo::observe;
use crate::demo::papers::Arrival;
use crate::demo::scene::Scene;
use crate::demo::ways::DAKAR_BAMAKO;

/// An authorisation nobody has given.
const UNKNOWN: &str = "MLC522BKO99";
/// The consignee's.
const AUTHORISATION: &str = "MLC522BKO01";

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BAMAKO;
    told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    let mut journey = Journey::new(scene, way)?;
    leave_dakar(&mut journey, &[way.guarantee]).await?;
    cross(&journey).await?;
    notify(&journey, told).await?;
    let here = [("mrn", journey.mrn.as_str()), ("office", way.destination)];
    scene.narrate("demo-arrived-simplified", &here);
    journey.customs(way.destination, "PermitUnloading", json!({})).await?;
    scene.narrate("demo-unloading-permitted", &here);
    remark(&journey, false, "300 bags are unloaded, the rest tomorrow").await?;
    scene.narrate("demo-unloading-incomplete", &here);
    journey.customs(way.destination, "PermitUnloading", json!({})).await?;
    remark(&journey, true, "all bags are unloaded, as declared").await?;
    scene.narrate("demo-unloading-complete", &here);
    arrive(&journey).await?;
    let ship = scene.ship(way.to())?;
    let consignee = ship.placed.tokens.traders.get(&way.consignee.parse()?);
    let consignee = consignee.map(String::as_str).unwrap_or_default();
    let messages = observe::messages(ship, &journey.mrn, consignee).await?;
    let names: Vec<_> = messages.into_iter().map(|(name, _)| name).collect();
    told.noted.insert("consignee", json!(names));
    told.movement("", &journey, way.route).await
}

/// The consignee notifies the arrival: first under an authorisation nobody has given, which is
/// refused, then under his own.
async fn notify(journey: &Journey<'_>, told: &mut Told) -> anyhow::Result<()> {
    let way = &journey.way;
    let prepared = prepared(journey.scene)?;
    let identification = format!("{}-A", journey.load.lrn);
    let arrival = Arrival {
        trader: way.consignee,
        mrn: &journey.mrn,
        office: way.destination,
        authorisation: Some(UNKNOWN),
        prepared: &prepared,
        identification: &identification,
    };
    let answer = journey.post(way.to(), way.consignee, &arrival.message(), IN_CODES).await?;
    told.refused("unknown-authorisation", &answer)?;
    let identification = format!("{}-B", journey.load.lrn);
    let authorisation = Some(AUTHORISATION);
    let arrival = Arrival { authorisation, identification: &identification, ..arrival };
    let answer = journey.post(way.to(), way.consignee, &arrival.message(), IN_CODES).await?;
    answer.good("CC007C")?;
    Ok(())
}

async fn remark(journey: &Journey<'_>, completed: bool, remarks: &str) -> anyhow::Result<()> {
    let date = kernel::utc_day(journey.scene.now()?);
    let unloading = json!({
        "date": date, "completed": completed, "conform": true, "seals": "intact",
    });
    let body = json!({"unloading": unloading, "remarks": remarks});
    let (way, act) = (&journey.way, "RemarkUnloading");
    journey.trader(way.to(), way.consignee, act, body).await?.good(act)?;
    Ok(())
}
