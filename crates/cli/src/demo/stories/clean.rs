//! Journeys on which everything is in order.

use super::Told;
use super::steps::{arrive, cross, leave_abidjan, leave_dakar, notify};
use crate::demo::acts::Journey;
use crate::demo::scene::Scene;
use crate::demo::ways::{ABIDJAN_BAMAKO, ABIDJAN_BOBO, DAKAR_BAMAKO, Way};

/// The ways of the clean journeys.
pub(crate) const CLEAN: [Way; 3] = [ABIDJAN_BOBO, ABIDJAN_BAMAKO, DAKAR_BAMAKO];

pub(super) async fn tell(scene: &Scene, way: Way, told: &mut Told) -> anyhow::Result<()> {
    told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    let journey = travel(scene, way).await?;
    if scene.ship(way.from())?.is_national() {
        journey.written_back("discharged").await?;
    }
    told.movement("", &journey, way.route).await
}

/// Lets a truck make its journey; gives back the journey, which has come to its end.
pub(crate) async fn travel(scene: &Scene, way: Way) -> anyhow::Result<Journey<'_>> {
    let mut journey = Journey::new(scene, way)?;
    let national = scene.ship(way.from())?.is_national();
    if national {
        leave_abidjan(&mut journey).await?;
    } else {
        leave_dakar(&mut journey, &[way.guarantee]).await?;
    }
    cross(&journey).await?;
    notify(&journey).await?;
    arrive(&journey).await?;
    Ok(journey)
}
