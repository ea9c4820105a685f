//! What a demonstration looks at when its stories have been told: each node's own account of itself,
//! and what `verify` finds in its folder.

use std::collections::BTreeMap;

use anyhow::Context;
use kernel::Signed;
use node::Verification;
use serde::Deserialize;
use serde_json::Value;

use super::acts::Journey;
use super::fleet::Ship;
use super::scene::{AtZero, Scene};
use super::stories::Told;
use crate::args::StoryName;
use crate::client::until;

/// Everything that is judged.
#[derive(Debug, Clone)]
pub(crate) struct Observed {
    /// The nodes.
    pub(crate) nodes: Vec<NodeSeen>,
    /// The guarantees.
    pub(crate) guarantees: Vec<GuaranteeSeen>,
    /// The stories.
    pub(crate) stories: Vec<Told>,
    /// The power cuts, where some were asked for.
    pub(crate) cuts: Option<Cuts>,
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

/// Looks at everything.
pub(crate) async fn observe(
    scene: &Scene,
    stories: Vec<Told>,
    cuts: Option<Cuts>,
) -> anyhow::Result<Observed> {
    let mut nodes = Vec::new();
    for ship in &scene.fleet.ships {
        nodes.push(node(scene, ship).await?);
    }
    let mut guarantees = Vec::new();
    for registered in &scene.guarantees {
        let ship = scene.ship(&registered.home)?;
        let place = format!("/guarantees/{}", registered.grn);
        let view: Value =
            ship.client.read(&place, ship.watcher()).await?.context("no guarantee")?;
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
    Ok(Observed { nodes, guarantees, stories, cuts })
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

/// What every administration sees of a movement that has come to its end.
pub(crate) async fn told(journey: &Journey<'_>, story: StoryName) -> anyhow::Result<Told> {
    let scene = journey.scene;
    let mut told = Told {
        name: story.word().to_owned(),
        mrn: journey.mrn.clone(),
        route: story.route(),
        ..Told::default()
    };
    for (administration, _) in scene.fleet.customs() {
        let seen = journey.seen_by(administration.as_str()).await?;
        told.seen.insert(administration.to_string(), seen);
    }
    told.access_code.clone_from(&scene.guarantee_of(journey.way.holder)?.access_code);
    if story == StoryName::DakarBamako {
        told.messages = messages(journey).await?;
    } else {
        for what in ["accepted", "covered", "entered", "arrived", "ended", "discharged"] {
            let name = journey.written_back(what).await?;
            let ship = scene.ship("CI")?;
            let text = crate::files::read(&ship.placed.dir.join("folder/out").join(name))?;
            told.written_back.push((what.to_owned(), text));
        }
    }
    Ok(told)
}

/// The messages of customs to the trader at departure.
async fn messages(journey: &Journey<'_>) -> anyhow::Result<Vec<(String, String)>> {
    let ship = journey.scene.ship("SN")?;
    let trader = ship.placed.tokens.traders.values().next().context("no trader")?;
    let place = format!("/movements/{}/messages", journey.mrn);
    let lines: Vec<Value> = ship.client.read(&place, trader).await?.context("no messages")?;
    let mut messages = Vec::new();
    for line in lines {
        let number = line.get("number").and_then(Value::as_u64).unwrap_or_default();
        let name = line.get("message").and_then(Value::as_str).unwrap_or_default();
        let answer = ship.client.get(&format!("{place}/{number}"), trader).await?;
        let text = String::from_utf8_lossy(&answer.good(&place)?.body).into_owned();
        messages.push((name.to_owned(), text));
    }
    Ok(messages)
}
