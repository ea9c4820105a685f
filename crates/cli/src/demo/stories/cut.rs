//! A node is cut off while others go on; when it is back it is told everything, once.

use anyhow::Context;
use serde_json::{Map, Value};

use super::Told;
use super::steps::{arrive, cross, go, notify, register, release};
use crate::client::until;
use crate::demo::acts::Journey;
use crate::demo::observe;
use crate::demo::scene::Scene;
use crate::demo::ways::ABIDJAN_BOBO;
use crate::show::peer_lines;

/// How many trucks leave meanwhile.
const TRUCKS: [&str; 2] = ["first", "second"];

pub(super) async fn tell(scene: &Scene, told: &mut Told) -> anyhow::Result<()> {
    let way = ABIDJAN_BOBO;
    told.access_codes.push(scene.guarantee(way.guarantee)?.access_code.clone());
    let ship = scene.ship(way.to())?;
    ship.kill()?;
    scene.narrate("demo-cut-off", &[("node", ship.placed.node.as_str())]);
    let mut journeys = Vec::new();
    for _ in TRUCKS {
        let mut journey = Journey::new(scene, way)?;
        register(&mut journey).await?;
        let limit = release(&journey).await?;
        go(&journey, limit).await?;
        journeys.push(journey);
    }
    told.noted.insert("backlog-before", backlog(scene, Some(way.to())).await?);
    show_peers(scene, way.from()).await?;
    ship.start()?;
    ship.ready().await?;
    scene.narrate("demo-back", &[("node", ship.placed.node.as_str())]);
    let after = until("no backlog", async || {
        let after = backlog(scene, None).await?;
        Ok(Some(after).filter(nothing_waits))
    })
    .await?;
    told.noted.insert("backlog-after", after);
    show_peers(scene, way.from()).await?;
    for (what, journey) in TRUCKS.into_iter().zip(&journeys) {
        cross(journey).await?;
        notify(journey).await?;
        arrive(journey).await?;
        journey.written_back("discharged").await?;
        told.movement(what, journey, way.route).await?;
    }
    Ok(())
}

/// How many entries each node has told each peer that has not receipted them; nothing is asked of the
/// node that is away.
async fn backlog(scene: &Scene, away: Option<&str>) -> anyhow::Result<Value> {
    let mut backlog = Map::new();
    for (administration, ship) in scene.fleet.customs() {
        if Some(administration.as_str()) != away {
            let peers = observe::peers(ship).await?;
            backlog.insert(ship.placed.node.to_string(), peers);
        }
    }
    Ok(Value::Object(backlog))
}

/// Whether no node waits for any peer.
pub(crate) fn nothing_waits(backlog: &Value) -> bool {
    let nodes = backlog.as_object().into_iter().flat_map(Map::values);
    let mut peers = nodes.filter_map(Value::as_object).flat_map(Map::values).peekable();
    peers.peek().is_some() && peers.all(|pending| pending.as_u64() == Some(0))
}

/// Prints what `show peers` prints of a node.
async fn show_peers(scene: &Scene, administration: &str) -> anyhow::Result<()> {
    let ship = scene.ship(administration)?;
    let node: Value = ship.client.read("/node", ship.watcher()).await?.context("no state")?;
    scene.narrate("demo-peers", &[("node", ship.placed.node.as_str())]);
    scene.show(&peer_lines(&node));
    Ok(())
}
