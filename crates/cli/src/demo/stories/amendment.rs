//! A declaration is amended before its goods are there; after release it is not.

use super::Told;
use super::steps::{BROKER, arrive, cross, leave, lodge, notify, numbered, prepared, released};
use crate::demo::acts::{IN_CODES, Journey};
use crate::demo::papers::{Covering, Lodging};
use crate::demo::scene::Scene;
use crate::demo::ways::{DAKAR_BAMAKO, DAKAR_KAYES};

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let (way, other) = (DAKAR_BAMAKO, DAKAR_KAYES);
    let guarantee = scene.guarantee(way.guarantee)?;
    told.access_codes.push(guarantee.access_code.clone());
    let mut journey = Journey::new(scene, way)?;
    lodge(&mut journey, &[way.guarantee], true).await?;
    let (grn, access_code) = (guarantee.grn.as_str(), guarantee.access_code.as_str());
    let coverings = [Covering { grn, access_code, amount: journey.load.amount }];
    let prepared = prepared(scene)?;
    let (representative, coverings) = (BROKER, coverings.as_slice());
    let lodging = Lodging { representative, coverings, prepared: &prepared, prelodged: true };
    let lrn = journey.load.lrn.clone();
    // What kind of transit it is may not be changed; where it goes may.
    let amendment = |name: &str| journey.load.amendment(&other, &lodging, &format!("{lrn}-{name}"));
    let another_kind = amendment("A").replace("<declarationType>T1<", "<declarationType>T2<");
    let answer = journey.post(way.from(), BROKER, &another_kind, IN_CODES).await?;
    told.refused("another-kind", &answer)?;
    let amended = amendment("B");
    journey.post(way.from(), BROKER, &amended, IN_CODES).await?.good("CC013C")?;
    scene.narrate("demo-amended", &[("lrn", &lrn), ("office", other.destination)]);
    let too_late = amendment("C");
    let presentation = journey.load.presentation(&other, &lodging);
    journey.post(way.from(), BROKER, &presentation, IN_CODES).await?.good("CC170C")?;
    scene.narrate("demo-presented", &[("lrn", &lrn), ("office", way.departure)]);
    journey.way = other;
    numbered(&mut journey).await?;
    released(&journey).await?;
    let answer = journey.post(way.from(), BROKER, &too_late, IN_CODES).await?;
    told.refused("too-late", &answer)?;
    let codes = told.noted.get("too-late").and_then(|refusal| refusal.get("codes"));
    let codes = codes.map(ToString::to_string).unwrap_or_default();
    scene.narrate("demo-not-amended", &[("mrn", &journey.mrn), ("codes", &codes)]);
    leave(&journey).await?;
    cross(&journey).await?;
    notify(&journey).await?;
    arrive(&journey).await?;
    told.movement("", &journey, other.route).await
}
