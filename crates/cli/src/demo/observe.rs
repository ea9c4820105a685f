//! What a demonstration looks at when its stories have been told: each node's own account of itself,
//! and what `verify` finds in its folder.

use std::collections::BTreeMap;

use anyhow::Context;
use kernel::{Signed, Timestamp};
use node::Verification;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::acts::Journey;
use super::fleet::Ship;
use super::scene::{AtZero, Registered, Scene};
use super::stories::{Moved, OF_THE_SYSTEM, Told};
use crate::client::until;

/// Everything that is judged.
#[derive(Debug, Clone)]
pub(crate) struct Observed {
    /// The regions.
    pub(crate) regions: Vec<RegionSeen>,
    /// The power cuts, where some were asked for.
    pub(crate) cuts: Option<Cuts>,
    /// How fast many clean journeys were, where some were asked for.
    pub(crate) scale: Option<Rate>,
}

/// How fast journeys were.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rate {
    /// How many there were.
    pub(crate) count: u32,
    /// How long all of them took.
    pub(crate) seconds: f64,
    /// How many a second.
    pub(crate) rate: f64,
}

/// A region, when its stories have been told.
#[derive(Debug, Clone)]
pub(crate) struct RegionSeen {
    /// What it is called.
    pub(crate) name: String,
    /// The nodes.
    pub(crate) nodes: Vec<NodeSeen>,
    /// The guarantees.
    pub(crate) guarantees: Vec<GuaranteeSeen>,
    /// The stories.
    pub(crate) stories: Vec<Told>,
}

/// Power cuts.
#[derive(Debug, Clone)]
pub(crate) struct Cuts {
    /// How many each node was to have.
    pub(crate) wanted: u32,
    /// How many each had while stories were told.
    pub(crate) made: BTreeMap<String, u32>,
}

/// A node, as it shows itself.
#[derive(Debug, Clone)]
pub(crate) struct NodeSeen {
    /// What it says of itself.
    pub(crate) state: NodeState,
    /// Who decides about movements; nobody at the hub.
    pub(crate) decides: &'static str,
    /// What it held before the first story; nothing is asked of the hub.
    pub(crate) at_zero: Option<AtZero>,
    /// The sum over all accounts of its guarantees, by currency.
    pub(crate) ledger: BTreeMap<String, Signed>,
    /// Its alarms.
    pub(crate) alarms: Vec<Value>,
    /// What `verify` found in its folder.
    pub(crate) verified: Verification,
}

impl NodeSeen {
    /// Whether everything the node says it has was verified.
    pub(crate) fn verified_whole(&self) -> bool {
        self.verified.ok && self.verified.entries >= self.state.journal.entries
    }
}

/// What `GET /node` says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NodeState {
    /// The node.
    pub(crate) id: String,
    /// How many movements are in each phase.
    pub(crate) movements: BTreeMap<String, u64>,
    /// How many entries were numbered for peers.
    pub(crate) sent: u64,
    /// How many peers told it.
    pub(crate) received: u64,
    /// How many of the sent ones were receipted.
    pub(crate) receipted: u64,
    /// How many were not.
    pub(crate) pending: u64,
    /// How much it must still do.
    pub(crate) task_count: u64,
    /// Whether its lists lag.
    pub(crate) lists_behind: bool,
    /// Its first log.
    pub(crate) journal: JournalSeen,
}

/// A node's first log.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct JournalSeen {
    /// How many entries it has.
    pub(crate) entries: u64,
    /// Who cosigned all of it.
    pub(crate) cosigned_by: Vec<String>,
}

/// A guarantee, as its home shows it.
#[derive(Debug, Clone)]
pub(crate) struct GuaranteeSeen {
    /// Its number.
    pub(crate) grn: String,
    /// Where it is lodged.
    pub(crate) home: String,
    /// Its currency.
    pub(crate) currency: String,
    /// How much it may cover.
    pub(crate) limit: String,
    /// How much is held.
    pub(crate) held: String,
    /// How much is free.
    pub(crate) free: String,
}

/// Waits until every node has nothing left to do or to tell, and its journal is cosigned.
pub(crate) async fn at_rest(scene: &Scene) -> anyhow::Result<()> {
    for ship in &scene.fleet.ships {
        let what = format!("{} at rest", ship.placed.node);
        until(&what, async || {
            let state = state(ship).await?;
            let quiet = state.pending == 0
                && state.task_count == 0
                && !state.lists_behind
                && !state.journal.cosigned_by.is_empty();
            Ok(quiet.then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn state(ship: &Ship) -> anyhow::Result<NodeState> {
    ship.client.read("/node", ship.watcher()).await?.context("no state")
}

/// How many entries a node has told each peer that has not receipted them.
pub(crate) async fn peers(ship: &Ship) -> anyhow::Result<Value> {
    let node: Value = ship.client.read("/node", ship.watcher()).await?.context("no state")?;
    let mut waiting = serde_json::Map::new();
    for peer in node.get("peers").and_then(Value::as_array).into_iter().flatten() {
        let name = peer.get("node").and_then(Value::as_str).unwrap_or_default();
        let pending = peer.get("pending").cloned().unwrap_or_default();
        waiting.insert(name.to_owned(), pending);
    }
    Ok(Value::Object(waiting))
}

/// How far a node has heard each peer.
pub(crate) async fn heard(ship: &Ship) -> anyhow::Result<BTreeMap<String, Timestamp>> {
    let node: Value = ship.client.read("/node", ship.watcher()).await?.context("no state")?;
    let peers = node.get("peers").and_then(Value::as_array).into_iter().flatten();
    let heard = peers.filter_map(|peer| {
        let at = Timestamp::from_millisecond(peer.get("dispatched_ms")?.as_i64()?).ok()?;
        Some((peer.get("node")?.as_str()?.to_owned(), at))
    });
    Ok(heard.collect())
}

/// Looks at everything in a region.
pub(crate) async fn observe(scene: &Scene, stories: Vec<Told>) -> anyhow::Result<RegionSeen> {
    let mut nodes = Vec::new();
    for ship in &scene.fleet.ships {
        nodes.push(node(scene, ship).await?);
    }
    let mut guarantees = Vec::new();
    for registered in &scene.guarantees {
        let view = guarantee(scene, registered).await?;
        let text = |pointer: &str| {
            view.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        guarantees.push(GuaranteeSeen {
            grn: registered.grn.clone(),
            home: registered.home.clone(),
            currency: text("/registration/reference_amount/currency"),
            limit: text("/registration/reference_amount/amount"),
            held: text("/held"),
            free: text("/free"),
        });
    }
    Ok(RegionSeen { name: scene.region()?, nodes, guarantees, stories })
}

/// A guarantee, as its home shows it.
pub(crate) async fn guarantee(scene: &Scene, registered: &Registered) -> anyhow::Result<Value> {
    let ship = scene.ship(&registered.home)?;
    let place = format!("/guarantees/{}", registered.grn);
    ship.client.read(&place, ship.watcher()).await?.context("no guarantee")
}

/// How much each guarantee holds now, by what stories call it.
pub(crate) async fn held(scene: &Scene) -> anyhow::Result<Value> {
    let mut held = serde_json::Map::new();
    for registered in &scene.guarantees {
        let view = guarantee(scene, registered).await?;
        let amount = view.get("held").cloned().unwrap_or_default();
        held.insert(registered.name.clone(), amount);
    }
    Ok(Value::Object(held))
}

async fn node(scene: &Scene, ship: &Ship) -> anyhow::Result<NodeSeen> {
    let watcher = ship.watcher();
    // Asked before the folder is verified: what it says it has must be found there.
    let state = state(ship).await?;
    let ledger = ship.client.read("/ledger", watcher).await?.context("no ledger")?;
    let alarms = ship.client.read("/alarms", watcher).await?.context("no alarms")?;
    let folder = ship.placed.dir.clone();
    let verified = tokio::task::spawn_blocking(move || crate::verify::verify(&folder)).await??;
    let decides = match ship.placed.decides {
        Some(kernel::Decides::National) => "national",
        Some(kernel::Decides::Node) => "node",
        None => "none",
    };
    let at_zero = scene.at_zero.get(&ship.placed.administration).cloned();
    Ok(NodeSeen { state, decides, at_zero, ledger, alarms, verified })
}

/// What every administration sees of a movement, and what was said of it where it began.
pub(crate) async fn moved(
    what: &'static str,
    journey: &Journey<'_>,
    known_to: &[&'static str],
) -> anyhow::Result<Moved> {
    let scene = journey.scene;
    let mut moved =
        Moved { what, mrn: journey.mrn.clone(), known_to: known_to.to_vec(), ..Moved::default() };
    for (administration, _) in scene.fleet.customs() {
        let seen = journey.seen_by(administration.as_str()).await?;
        moved.seen.insert(administration.to_string(), seen);
    }
    let departure = scene.ship(journey.way.from())?;
    if departure.is_national() {
        moved.written_back = written_back(departure, journey, &moved).await?;
    } else {
        let declarant = departure.placed.tokens.traders.values().next().context("no trader")?;
        moved.messages = messages(departure, &journey.mrn, declarant).await?;
    }
    Ok(moved)
}

/// What was written back, once it is as much as departure sees: a node writes a moment after it learns.
async fn written_back(
    departure: &Ship,
    journey: &Journey<'_>,
    moved: &Moved,
) -> anyhow::Result<Vec<(String, String)>> {
    let view = moved.seen.get(journey.way.from()).and_then(Option::as_ref);
    let steps = view.and_then(|view| view.get("steps")?.as_array()).context("no steps")?;
    let told = steps.iter().filter_map(|step| step.get("what")?.as_str());
    let told = told.filter(|what| !OF_THE_SYSTEM.contains(what)).count();
    until("everything written back", async || {
        let written = departure.outbox()?.all(&journey.load.lrn)?;
        Ok((written.len() >= told).then_some(written))
    })
    .await
}

/// The messages of customs about a movement that a node has for somebody.
pub(crate) async fn messages(
    ship: &Ship,
    mrn: &str,
    token: &str,
) -> anyhow::Result<Vec<(String, String)>> {
    let place = format!("/movements/{mrn}/messages");
    let lines: Vec<Value> = ship.client.read(&place, token).await?.context("no messages")?;
    let mut messages = Vec::new();
    for line in lines {
        let number = line.get("number").and_then(Value::as_u64).unwrap_or_default();
        let name = line.get("message").and_then(Value::as_str).unwrap_or_default();
        let answer = ship.client.get(&format!("{place}/{number}"), token).await?;
        let text = String::from_utf8_lossy(&answer.good(&place)?.body).into_owned();
        messages.push((name.to_owned(), text));
    }
    Ok(messages)
}
