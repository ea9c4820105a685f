//! Declarations that come to nothing: by the holder before acceptance and before release, by customs
//! after it.

use serde_json::json;

use super::Told;
use super::steps::{BROKER, leave_dakar, lodge, register};
use crate::demo::acts::Journey;
use crate::demo::observe;
use crate::demo::scene::Scene;
use crate::demo::ways::{ABIDJAN_BOBO, DAKAR_BAMAKO};

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    for way in [ABIDJAN_BOBO, DAKAR_BAMAKO] {
        told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    }
    before_acceptance(scene, told).await?;
    before_release(scene, told).await?;
    after_release(scene, told).await
}

/// Nothing has been accepted yet: the holder takes his declaration back, and nobody decides.
async fn before_acceptance(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BAMAKO;
    let mut journey = Journey::new(scene, way)?;
    lodge(&mut journey, &[way.guarantee], true).await?;
    let act = "RequestInvalidation";
    let why = json!({"remarks": "the ship does not call at Dakar"});
    journey.trader(way.from(), BROKER, act, why).await?.good(act)?;
    journey.phase(way.from(), &["invalidated"]).await?;
    scene.narrate("demo-invalidated-unaccepted", &[("lrn", &journey.load.lrn)]);
    told.movement("before-acceptance", &journey, &["SN"]).await
}

/// The national system has accepted: the holder asks, and that system decides.
async fn before_release(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = ABIDJAN_BOBO;
    let mut journey = Journey::new(scene, way)?;
    register(&mut journey).await?;
    told.noted.insert("held-before-release", observe::held(scene).await?);
    let act = "RequestInvalidation";
    let why = json!({"remarks": "the buyer has withdrawn"});
    journey.trader(way.from(), way.holder, act, why).await?.good(act)?;
    let said = [("mrn", journey.mrn.as_str()), ("holder", way.holder)];
    scene.narrate("demo-invalidation-requested", &said);
    journey.written_back("invalidation-requested").await?;
    journey.customs(way.departure, "Invalidate", json!({})).await?;
    scene.narrate("demo-invalidated", &[("mrn", &journey.mrn), ("office", way.departure)]);
    journey.written_back("invalidated").await?;
    told.noted.insert("held-before-release-after", freed(scene, way.guarantee).await?);
    told.movement("before-release", &journey, &["CI"]).await
}

/// Customs find out after release; the country on the way knew of the movement and learns of it.
async fn after_release(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BAMAKO;
    let mut journey = Journey::new(scene, way)?;
    leave_dakar(&mut journey, &[way.guarantee]).await?;
    journey.phase(way.to(), &["released", "under-way"]).await?;
    told.noted.insert("held-after-release", observe::held(scene).await?);
    let why = json!({"remarks": "declared twice"});
    journey.customs(way.departure, "Invalidate", why).await?;
    scene.narrate("demo-invalidated", &[("mrn", &journey.mrn), ("office", way.departure)]);
    journey.phase(way.to(), &["invalidated"]).await?;
    scene.narrate("demo-route-learns", &[("mrn", &journey.mrn), ("country", way.to())]);
    told.noted.insert("held-after-release-after", freed(scene, way.guarantee).await?);
    told.movement("after-release", &journey, way.route).await
}

/// Waits until a guarantee holds nothing any more.
async fn freed(scene: &Scene, guarantee: &str) -> anyhow::Result<serde_json::Value> {
    crate::client::until(&format!("{guarantee} free"), async || {
        let held = observe::held(scene).await?;
        Ok(Some(held).filter(|held| held.get(guarantee) == Some(&json!("0"))))
    })
    .await
}
