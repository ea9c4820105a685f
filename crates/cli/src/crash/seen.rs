//! What each node shows once all is at rest, and what `verify` finds in its folder.

use std::collections::BTreeMap;

use anyhow::Context;
use futures_util::StreamExt;
use futures_util::stream::iter;
use kernel::Amount;
use node::Verification;
use serde_json::Value;

use crate::demo::fleet::Ship;
use crate::demo::observe;
use crate::demo::scene::{Registered, Scene, all};

/// How many reads are under way at a time.
const READS: usize = 8;

/// Everything that is judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Seen {
    /// By administration, what it has of each movement.
    pub(super) movements: BTreeMap<String, BTreeMap<String, Movement>>,
    /// By number, what each guarantee holds at its home.
    pub(super) guarantees: BTreeMap<String, Cover>,
    /// By node.
    pub(super) nodes: BTreeMap<String, Condition>,
}

/// A movement as one administration has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Movement {
    /// What its declarant calls it.
    pub(super) lrn: String,
    /// Its number.
    pub(super) mrn: String,
    /// How far it is.
    pub(super) phase: String,
    /// What is held for it, where the administration sees that.
    pub(super) held: Vec<Amount>,
}

/// A guarantee at its home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// What all holds together bind.
    pub(super) held: Amount,
    /// By movement, the uses that bind an amount.
    pub(super) uses: BTreeMap<String, Vec<Amount>>,
}

/// How a node is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Condition {
    /// What verifying its folder found.
    pub(super) verified: Verification,
    /// What an operator would have to look at.
    pub(super) alarms: Vec<String>,
    /// Whether it recovers, or waits for what peers told before.
    pub(super) recovers: bool,
}

impl Seen {
    /// Looks at every node.
    pub(super) async fn look(scene: &Scene, covers: &[Registered]) -> anyhow::Result<Self> {
        let mut seen = Self::default();
        for ship in &scene.fleet.ships {
            let node = ship.placed.node.to_string();
            seen.nodes.insert(node, condition(ship).await?);
        }
        for (administration, ship) in scene.fleet.customs() {
            seen.movements.insert(administration.to_string(), movements(ship).await?);
        }
        for registered in covers {
            let view = observe::guarantee(scene, registered).await?;
            seen.guarantees.insert(registered.grn.clone(), cover(&view));
        }
        Ok(seen)
    }
}

async fn condition(ship: &Ship) -> anyhow::Result<Condition> {
    let watcher = ship.watcher();
    let recovery: Value = ship.client.read("/recovery", watcher).await?.context("no recovery")?;
    let alarms: Vec<Value> = ship.client.read("/alarms", watcher).await?.context("no alarms")?;
    let alarms = alarms.iter().map(|line| line.get("alarm").unwrap_or(line).to_string()).collect();
    let folder = ship.placed.dir.clone();
    let verified = tokio::task::spawn_blocking(move || crate::verify::verify(&folder)).await??;
    Ok(Condition { verified, alarms, recovers: !recovery.is_null() })
}

async fn movements(ship: &Ship) -> anyhow::Result<BTreeMap<String, Movement>> {
    let dossiers = all(ship, "/movements").await?;
    let read = async |dossier: String| {
        let place = format!("/movements/{dossier}");
        let view: Value = ship.client.read(&place, ship.watcher()).await?.context("no movement")?;
        anyhow::Ok((dossier, movement(&view)))
    };
    let mut reading = iter(dossiers).map(read).buffer_unordered(READS);
    let mut movements = BTreeMap::new();
    while let Some(read) = reading.next().await {
        let (dossier, movement) = read?;
        movements.insert(dossier, movement);
    }
    Ok(movements)
}

fn text(view: &Value, pointer: &str) -> String {
    view.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Amounts that are no numbers count as nothing, which no check takes for right.
fn amount(view: &Value, pointer: &str) -> Amount {
    Amount::parse(&text(view, pointer)).unwrap_or(Amount::ZERO)
}

fn items<'a>(view: &'a Value, pointer: &str) -> &'a [Value] {
    view.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn movement(view: &Value) -> Movement {
    let covers = items(view, "/covers").iter();
    let held = covers.filter(|cover| text(cover, "/state") == "held");
    Movement {
        lrn: text(view, "/declaration/lrn"),
        mrn: text(view, "/mrn"),
        phase: text(view, "/standing/phase"),
        held: held.map(|cover| amount(cover, "/amount/amount")).collect(),
    }
}

fn cover(view: &Value) -> Cover {
    let mut uses: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    for used in items(view, "/usage").iter().filter(|used| text(used, "/state") == "held") {
        uses.entry(text(used, "/mrn")).or_default().push(amount(used, "/covered/amount"));
    }
    Cover { held: amount(view, "/held"), uses }
}
