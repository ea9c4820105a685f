//! What many stories have in common: how a truck leaves, crosses and arrives.

use anyhow::Context;
use serde_json::{Value, json};

use crate::client::until;
use crate::demo::acts::Journey;
use crate::demo::papers::{Covering, Lodging, Stage};
use crate::demo::scene::Scene;

/// Who lodges declarations in Dakar for others.
pub(super) const BROKER: &str = "SN0000001";

/// In how many days a national system wants the goods at destination.
const LIMIT_DAYS: i64 = 10;

/// The national system of departure registers a transit, and the node holds the cover.
pub(super) async fn register(journey: &mut Journey<'_>) -> anyhow::Result<()> {
    journey.export_sad(&Stage::Registered)?;
    let lrn = journey.load.lrn.clone();
    journey.scene.narrate("demo-sad-registered", &[("lrn", &lrn)]);
    journey.number_written_back().await?;
    journey.written_back("covered").await?;
    let amount = journey.load.amount.to_string();
    journey.scene.narrate("demo-covered", &[("mrn", &journey.mrn), ("amount", &amount)]);
    Ok(())
}

/// It releases the goods; gives back the day by which they must be at destination.
pub(super) async fn release(journey: &Journey<'_>) -> anyhow::Result<String> {
    let today = kernel::utc_day(journey.scene.now()?);
    let limit = today.checked_add(jiff::Span::new().days(LIMIT_DAYS))?.to_string();
    journey.export_sad(&Stage::Released(limit.clone()))?;
    released(journey).await?;
    Ok(limit)
}

/// The truck leaves the country, and the SAD says so.
pub(super) async fn go(journey: &Journey<'_>, limit: String) -> anyhow::Result<()> {
    let border = journey.way.borders.first().context("a way without a border")?;
    let now = journey.scene.now()?;
    let stamp = |format: &str| now.strftime(format).to_string();
    let (day, time) = (stamp("%Y-%m-%d"), stamp("%H:%M:%S"));
    journey.export_sad(&Stage::Gone { limit, office: border.exit.to_owned(), day, time })?;
    journey.phase(border.left, &["under-way"]).await?;
    journey.scene.narrate("demo-exited", &[("mrn", &journey.mrn), ("office", border.exit)]);
    Ok(())
}

/// All of it: registered, covered, released, gone.
pub(super) async fn leave_abidjan(journey: &mut Journey<'_>) -> anyhow::Result<()> {
    register(journey).await?;
    let limit = release(journey).await?;
    go(journey, limit).await
}

/// The broker lodges a declaration under some guarantees, each for the whole amount.
pub(super) async fn lodge(
    journey: &mut Journey<'_>,
    guarantees: &[&str],
    prelodged: bool,
) -> anyhow::Result<()> {
    let mut coverings = Vec::new();
    for name in guarantees {
        let guarantee = journey.scene.guarantee(name)?;
        let (grn, access_code) = (guarantee.grn.as_str(), guarantee.access_code.as_str());
        coverings.push(Covering { grn, access_code, amount: journey.load.amount });
    }
    let prepared = prepared(journey.scene)?;
    let (representative, coverings) = (BROKER, coverings.as_slice());
    let lodging = Lodging { representative, coverings, prepared: &prepared, prelodged };
    lodge_so(journey, &lodging).await
}

/// He lodges it just so.
pub(super) async fn lodge_so(
    journey: &mut Journey<'_>,
    lodging: &Lodging<'_>,
) -> anyhow::Result<()> {
    journey.mrn = journey.lodge(BROKER, lodging).await?;
    let numbers: Vec<_> = lodging.coverings.iter().map(|covering| covering.grn).collect();
    let said = [("lrn", journey.load.lrn.as_str()), ("grn", &numbers.join(", "))];
    let key = if lodging.prelodged { "demo-prelodged" } else { "demo-lodged" };
    journey.scene.narrate(key, &said);
    Ok(())
}

/// When a message is prepared, as it says.
pub(super) fn prepared(scene: &Scene) -> anyhow::Result<String> {
    Ok(scene.now()?.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Waits for the number of a movement that was lodged, and calls it so from then on.
pub(super) async fn numbered(journey: &mut Journey<'_>) -> anyhow::Result<()> {
    let country = journey.way.from();
    let number = until(&format!("a number for {}", journey.mrn), async || {
        let view = journey.seen_by(country).await?;
        let number = view.as_ref().and_then(|view| view.get("mrn")).and_then(Value::as_str);
        Ok(number.map(ToOwned::to_owned))
    })
    .await?;
    journey.mrn = number;
    Ok(())
}

/// Waits until departure has released the goods.
pub(super) async fn released(journey: &Journey<'_>) -> anyhow::Result<()> {
    let country = journey.way.from();
    journey.phase(country, &["released"]).await?;
    journey.scene.narrate("demo-released", &[("mrn", &journey.mrn), ("country", country)]);
    Ok(())
}

/// The node decides: it accepts, asks for cover and releases by itself; the truck leaves.
pub(super) async fn leave_dakar(
    journey: &mut Journey<'_>,
    guarantees: &[&str],
) -> anyhow::Result<()> {
    lodge(journey, guarantees, false).await?;
    numbered(journey).await?;
    released(journey).await?;
    leave(journey).await
}

/// The exit from the country of departure is recorded by its office.
pub(super) async fn leave(journey: &Journey<'_>) -> anyhow::Result<()> {
    let border = journey.way.borders.first().context("a way without a border")?;
    journey.customs(border.exit, "RecordExit", at(journey.scene, border.exit)?).await?;
    journey.scene.narrate("demo-exited", &[("mrn", &journey.mrn), ("office", border.exit)]);
    Ok(())
}

/// Something is recorded at an office, now.
fn at(scene: &Scene, office: &str) -> anyhow::Result<Value> {
    Ok(json!({"office": office, "at": scene.now()?}))
}

/// The next country records the entry of a truck whose exit is recorded.
pub(super) async fn enter(journey: &Journey<'_>, number: usize) -> anyhow::Result<()> {
    let border = journey.way.borders.get(number).context("no such border")?;
    journey.phase(border.entered, &["released", "under-way"]).await?;
    journey.customs(border.entry, "RecordEntry", at(journey.scene, border.entry)?).await?;
    journey.scene.narrate("demo-entered", &[("mrn", &journey.mrn), ("office", border.entry)]);
    Ok(())
}

/// Exit is recorded by the country left and entry by the country entered; the first exit is recorded
/// with the departure.
pub(super) async fn cross(journey: &Journey<'_>) -> anyhow::Result<()> {
    for (number, border) in journey.way.borders.iter().enumerate() {
        if number > 0 {
            journey.customs(border.exit, "RecordExit", at(journey.scene, border.exit)?).await?;
            let said = [("mrn", journey.mrn.as_str()), ("office", border.exit)];
            journey.scene.narrate("demo-exited", &said);
        }
        enter(journey, number).await?;
    }
    Ok(())
}

/// The goods are presented at destination, and customs there take note of it.
pub(super) async fn notify(journey: &Journey<'_>) -> anyhow::Result<()> {
    let (scene, way) = (journey.scene, &journey.way);
    let arriving = json!({
        "office": way.destination, "at": scene.now()?, "trader": way.consignee,
    });
    journey.customs(way.destination, "NotifyArrival", arriving).await?;
    scene.narrate("demo-arrived", &[("mrn", &journey.mrn), ("office", way.destination)]);
    Ok(())
}

/// Destination finds everything in order and ends it; departure discharges it.
pub(super) async fn arrive(journey: &Journey<'_>) -> anyhow::Result<()> {
    let office = journey.way.destination;
    let control = json!({"code": "A1", "seals": "intact"});
    journey.customs(office, "RecordControl", control).await?;
    end(journey).await
}

/// The transit ends at destination and is discharged at departure.
pub(super) async fn end(journey: &Journey<'_>) -> anyhow::Result<()> {
    let (scene, office) = (journey.scene, journey.way.destination);
    journey.customs(office, "End", json!({})).await?;
    scene.narrate("demo-ended", &[("mrn", &journey.mrn), ("office", office)]);
    if scene.ship(journey.way.from())?.is_national() {
        journey.written_back("ended").await?;
        journey.customs(journey.way.departure, "Discharge", json!({})).await?;
    }
    journey.closed(journey.way.route).await?;
    scene.narrate("demo-closed", &[("mrn", &journey.mrn)]);
    Ok(())
}
