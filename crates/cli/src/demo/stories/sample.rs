//! A declaration in the shape of the best-known public sample, posted as it is at the instant it was
//! written for, and carried to its end.

use anyhow::Context;
use serde_json::{Value, json};

use super::Told;
use super::steps::{arrive, cross, leave, notify, numbered, released};
use crate::demo::acts::{IN_KIND, Journey};
use crate::demo::scene::Scene;
use crate::demo::ways::BELFAST;

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = BELFAST;
    told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    let declared = scene.declared()?;
    let mut journey = Journey::new(scene, way)?;
    declared.lrn.clone_into(&mut journey.load.lrn);
    let ship = scene.ship(way.from())?;
    let health = ship.client.get("/health", "").await?;
    let health = String::from_utf8_lossy(&health.body).trim_end().to_owned();
    told.noted.insert("health", Value::String(health));
    let answer = journey.post(way.from(), &declared.holder, &declared.message, IN_KIND).await?;
    let answer = answer.good("/messages")?;
    let place = answer.location.context("an answer without a place")?;
    place.trim_start_matches("/movements/").clone_into(&mut journey.mrn);
    let posted = scene.now()?;
    told.noted.insert("posted", json!(posted));
    let said = [("lrn", declared.lrn.as_str()), ("at", &posted.to_string())];
    scene.narrate("demo-sample-posted", &said);
    numbered(&mut journey).await?;
    released(&journey).await?;
    leave(&journey).await?;
    cross(&journey).await?;
    notify(&journey).await?;
    arrive(&journey).await?;
    told.movement("", &journey, way.route).await
}
