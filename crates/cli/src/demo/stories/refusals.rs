//! What is not done, and how precisely it is answered: nothing stays bound by it.

use serde_json::{Value, json};

use super::Told;
use super::steps::{BROKER, lodge, lodge_so, numbered, prepared};
use crate::demo::acts::{IN_CODES, IN_KIND, Journey};
use crate::demo::observe;
use crate::demo::papers::{Covering, Lodging};
use crate::demo::scene::Scene;
use crate::demo::ways::{DAKAR_BAMAKO, DAKAR_BOBO, DAKAR_NOWHERE};

/// A guarantee that is too small for any truck.
const SMALL: &str = "bamako-small";
/// The code of no guarantee: an access code that is drawn has neither I nor O in it.
const WRONG_CODE: &str = "IOIO";

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    for name in [DAKAR_BAMAKO.guarantee, SMALL] {
        told.access_codes.push(scene.guarantee(name)?.access_code.clone());
    }
    amount_not_sufficient(scene, told).await?;
    access_code_wrong(scene, told).await?;
    no_agreement(scene, told).await?;
    unknown_office(scene, told).await?;
    // What was held is set free by messages between nodes.
    let after = crate::client::until("nothing bound", async || {
        let held = observe::held(scene).await?;
        Ok(Some(held).filter(nothing_held))
    })
    .await?;
    told.noted.insert("held-after", after);
    Ok(())
}

/// Whether no guarantee holds anything.
pub(crate) fn nothing_held(held: &Value) -> bool {
    let mut amounts = held.as_object().into_iter().flat_map(serde_json::Map::values).peekable();
    amounts.peek().is_some() && amounts.all(|amount| amount == "0")
}

async fn amount_not_sufficient(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let mut journey = Journey::new(scene, DAKAR_BAMAKO)?;
    lodge(&mut journey, &[SMALL], false).await?;
    not_covered(&mut journey, told, "amount", "cover-refused").await
}

async fn access_code_wrong(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let mut journey = Journey::new(scene, DAKAR_BAMAKO)?;
    let grn = scene.guarantee(DAKAR_BAMAKO.guarantee)?.grn.as_str();
    let coverings = [Covering { grn, access_code: WRONG_CODE, amount: journey.load.amount }];
    let prepared = prepared(scene)?;
    let (representative, coverings) = (BROKER, coverings.as_slice());
    let lodging = Lodging { representative, coverings, prepared: &prepared, prelodged: false };
    lodge_so(&mut journey, &lodging).await?;
    not_covered(&mut journey, told, "access-code", "access-code-refused").await
}

/// The guarantee's home says why it does not cover, and the holder takes the declaration back.
async fn not_covered(
    journey: &mut Journey<'_>,
    told: &mut Told,
    what: &'static str,
    concern: &str,
) -> anyhow::Result<()> {
    let (scene, way) = (journey.scene, journey.way);
    numbered(journey).await?;
    let view = journey.concerns(way.from(), &[concern]).await?;
    let reasons = view.pointer("/covers/0/reasons").cloned().unwrap_or_default();
    let said = [("mrn", journey.mrn.as_str()), ("reasons", &reasons.to_string())];
    scene.narrate("demo-not-covered", &said);
    told.noted.insert(what, reasons);
    let act = "RequestInvalidation";
    journey.trader(way.from(), BROKER, act, json!({})).await?.good(act)?;
    journey.phase(way.from(), &["invalidated"]).await?;
    told.movement(what, journey, &["SN"]).await
}

/// No agreement joins Senegal and Burkina Faso. The node accepts and is covered, and does not release:
/// it alarms its operator, answers the officer who tries, and he closes the movement.
async fn no_agreement(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BOBO;
    let mut journey = Journey::new(scene, way)?;
    lodge(&mut journey, &[way.guarantee], false).await?;
    numbered(&mut journey).await?;
    let view = journey.step(way.from(), "covered", 1).await?;
    let answer = journey.try_customs(way.departure, "Release", json!({})).await?;
    told.refused("agreement", &answer)?;
    let about = view.get("dossier").cloned().unwrap_or_default();
    told.noted.insert("alarms", json!([{"about": about, "detail": "release: TRA-018"}]));
    let codes = told.noted.get("agreement").and_then(|refusal| refusal.get("codes"));
    let codes = codes.map(ToString::to_string).unwrap_or_default();
    scene.narrate("demo-release-refused", &[("mrn", &journey.mrn), ("codes", &codes)]);
    let why = json!({"reason": "other", "remarks": "no agreement with Burkina Faso"});
    journey.customs(way.departure, "RefuseRelease", why).await?;
    journey.phase(way.from(), &["not-released"]).await?;
    // What the node was refused rests until it starts again; now there is nothing left to release.
    let ship = scene.ship(way.from())?;
    ship.stop()?;
    ship.start()?;
    ship.ready().await?;
    scene.narrate("demo-started-again", &[("node", ship.placed.node.as_str())]);
    told.movement("agreement", &journey, &["SN"]).await
}

/// The office of destination is in nobody's directory: the declaration is answered at once, and there
/// is no movement.
async fn unknown_office(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_NOWHERE;
    let journey = Journey::new(scene, way)?;
    let guarantee = scene.guarantee(way.guarantee)?;
    let (grn, access_code) = (guarantee.grn.as_str(), guarantee.access_code.as_str());
    let coverings = [Covering { grn, access_code, amount: journey.load.amount }];
    let prepared = prepared(scene)?;
    let (representative, coverings) = (BROKER, coverings.as_slice());
    let lodging = Lodging { representative, coverings, prepared: &prepared, prelodged: false };
    let declaration = journey.declaration(&lodging);
    let answer = journey.post(way.from(), BROKER, &declaration, IN_CODES).await?;
    told.refused("office", &answer)?;
    let answer = journey.post(way.from(), BROKER, &declaration, IN_KIND).await?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    told.noted.insert("office-in-kind", Value::String(text));
    scene
        .narrate("demo-office-unknown", &[("lrn", &journey.load.lrn), ("office", way.destination)]);
    Ok(())
}
