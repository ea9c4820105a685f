//! Seals are broken and bags are missing at destination; the holder is heard, and it is solved.

use serde_json::json;

use super::Told;
use super::steps::{BROKER, cross, end, leave_dakar, notify};
use crate::demo::acts::Journey;
use crate::demo::observe;
use crate::demo::scene::Scene;
use crate::demo::ways::DAKAR_BAMAKO;

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BAMAKO;
    told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    let mut journey = Journey::new(scene, way)?;
    leave_dakar(&mut journey, &[way.guarantee]).await?;
    cross(&journey).await?;
    notify(&journey).await?;
    let found = json!({
        "code": "B1", "seals": "broken", "remarks": "the seal is broken and 12 bags are missing",
        "discrepancies": [{"kind": "seals"}, {"kind": "missing", "item": 1}],
    });
    journey.customs(way.destination, "RecordControl", found).await?;
    let here = [("mrn", journey.mrn.as_str()), ("office", way.destination)];
    scene.narrate("demo-discrepancies-found", &here);
    hear(&journey, told).await?;
    told.noted.insert("held-before", observe::held(scene).await?);
    end(&journey).await?;
    told.noted.insert("held-after", observe::held(scene).await?);
    told.movement("", &journey, way.route).await
}

/// Departure puts it to the declarant, hears him and takes it for solved. At each turn it is noted who
/// must act.
async fn hear(journey: &Journey<'_>, told: &mut Told) -> anyhow::Result<()> {
    let (scene, way) = (journey.scene, &journey.way);
    let said = [("mrn", journey.mrn.as_str()), ("office", way.departure)];
    let view = journey.concerns(way.from(), &["control-not-satisfactory"]).await?;
    told.open("found", &view);
    let asked = json!({"remarks": "What became of 12 bags and of the seal?"});
    journey.customs(way.departure, "NotifyDiscrepancies", asked).await?;
    scene.narrate("demo-discrepancies-notified", &said);
    let concerns = ["discrepancies-unanswered", "control-not-satisfactory"];
    told.open("notified", &journey.until_seen(way.from(), "notified", has(&concerns)).await?);
    let answer =
        json!({"remarks": "12 bags burst in an accident at Kidira; the police broke the seal"});
    let act = "AnswerDiscrepancies";
    journey.trader(way.from(), BROKER, act, answer).await?.good(act)?;
    scene.narrate("demo-discrepancies-answered", &said);
    let concerns = ["discrepancies-unsolved", "control-not-satisfactory"];
    told.open("after-answer", &journey.until_seen(way.from(), "answered", has(&concerns)).await?);
    let solved =
        json!({"remarks": "the report of the police bears it out; duties on 12 bags are paid"});
    journey.customs(way.departure, "SolveDiscrepancies", solved).await?;
    scene.narrate("demo-discrepancies-solved", &said);
    told.open("solved", &journey.concerns(way.to(), &[]).await?);
    Ok(())
}

/// Whether a view has these concerns, in any order.
fn has<'a>(concerns: &'a [&str]) -> impl Fn(&serde_json::Value) -> bool + 'a {
    move |view| {
        let found = view.pointer("/standing/concerns").and_then(serde_json::Value::as_array);
        let has = |concern: &str| found.is_some_and(|found| found.contains(&json!(concern)));
        concerns.iter().all(|concern| has(concern))
    }
}
