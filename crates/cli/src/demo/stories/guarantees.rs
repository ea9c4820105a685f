//! One movement under two guarantees, each lodged in another country.

use super::Told;
use super::steps::{arrive, cross, leave, lodge, notify, numbered, released};
use crate::demo::acts::Journey;
use crate::demo::observe;
use crate::demo::scene::Scene;
use crate::demo::ways::DAKAR_BAMAKO;

/// The guarantees, in the order the declaration names them.
const GUARANTEES: [&str; 2] = ["bamako", "dakar"];

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = DAKAR_BAMAKO;
    for name in GUARANTEES {
        told.access_codes.push(scene.guarantee(name)?.access_code.clone());
    }
    let mut journey = Journey::new(scene, way)?;
    lodge(&mut journey, &GUARANTEES, false).await?;
    numbered(&mut journey).await?;
    released(&journey).await?;
    let held = observe::held(scene).await?;
    for name in GUARANTEES {
        let amount = held.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let said = [("grn", scene.guarantee(name)?.grn.as_str()), ("amount", amount)];
        scene.narrate("demo-holds", &said);
    }
    told.noted.insert("held-released", held);
    leave(&journey).await?;
    cross(&journey).await?;
    notify(&journey).await?;
    arrive(&journey).await?;
    told.noted.insert("held-after", observe::held(scene).await?);
    told.movement("", &journey, way.route).await
}
