//! Power cuts: nodes are killed at points of their journals that a seed draws, and started again.
//! The stores are only looked at, from outside, to see when a point is reached.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Epoch;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use store::{Read, Sqlite, Vfs};
use tokio::task::JoinHandle;

use super::fleet::{Fleet, Ship};

/// How often the journals are looked at.
const LOOK: Duration = Duration::from_millis(1);

/// Draws where to cut, and counts the cuts.
#[derive(Debug)]
pub(crate) struct Cutter {
    random: ChaCha20Rng,
    /// How many entries each node writes in a round that nobody disturbs.
    spans: BTreeMap<String, u64>,
    before: BTreeMap<String, u64>,
    /// How often each node was killed while stories were told.
    cuts: BTreeMap<String, u32>,
    wanted: u32,
}

/// The nodes that are cut off in a round, and who tells which of them were.
pub(crate) type Cutting = JoinHandle<anyhow::Result<Vec<String>>>;

/// The entries of a node's first log that are on the disk.
fn entries(ship: &Ship) -> anyhow::Result<u64> {
    let store = Sqlite::snapshot(&ship.placed.dir.join("store/store.db"), &Vfs::default())?;
    Ok(store.size(Epoch::FIRST, 0)?)
}

fn all_entries(fleet: &Fleet) -> anyhow::Result<BTreeMap<String, u64>> {
    let each = fleet.ships.iter().map(|ship| Ok((ship.placed.node.to_string(), entries(ship)?)));
    each.collect()
}

impl Cutter {
    /// Before the first, undisturbed round.
    pub(crate) fn before(fleet: &Fleet, seed: u64, wanted: u32) -> anyhow::Result<Self> {
        let nodes = fleet.ships.iter().map(|ship| (ship.placed.node.to_string(), 0));
        Ok(Self {
            random: ChaCha20Rng::seed_from_u64(seed ^ 0x90_3e_12),
            spans: BTreeMap::new(),
            before: all_entries(fleet)?,
            cuts: nodes.collect(),
            wanted,
        })
    }

    /// After it: now it is known how much each node writes.
    pub(crate) fn measured(&mut self, fleet: &Fleet) -> anyhow::Result<()> {
        for (node, after) in all_entries(fleet)? {
            let before = self.before.get(&node).copied().unwrap_or_default();
            self.spans.insert(node, after.saturating_sub(before).max(1));
        }
        Ok(())
    }

    /// Whether every node was killed as often as was asked.
    pub(crate) fn is_done(&self) -> bool {
        self.cuts.values().all(|count| *count >= self.wanted)
    }

    /// How often each node was killed while stories were told.
    pub(crate) fn cuts(&self) -> &BTreeMap<String, u32> {
        &self.cuts
    }

    /// Takes down which nodes were cut off in a round.
    pub(crate) fn count(&mut self, cut: Vec<String>) {
        for node in cut {
            *self.cuts.entry(node).or_default() += 1;
        }
    }

    /// Watches the journals of a round and cuts off, once each, the nodes that have cuts left. A
    /// point that a node does not come to before the stories are over is not cut.
    pub(crate) fn watch(
        &mut self,
        fleet: &Arc<Fleet>,
        over: Arc<AtomicBool>,
    ) -> anyhow::Result<Cutting> {
        let mut points = BTreeMap::new();
        for (node, entries) in all_entries(fleet)? {
            let span = self.spans.get(&node).copied().unwrap_or(1);
            let point = entries + 1 + self.random.next_u64() % span;
            if self.cuts.get(&node).is_some_and(|count| *count < self.wanted) {
                points.insert(node, point);
            }
        }
        let fleet = fleet.clone();
        Ok(tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Handle::current();
            let mut cut = Vec::new();
            while !over.load(Ordering::Relaxed) {
                for ship in &fleet.ships {
                    let node = ship.placed.node.as_str();
                    let Some(point) = points.get(node) else { continue };
                    if entries(ship)? >= *point {
                        ship.kill()?;
                        ship.start()?;
                        points.remove(node);
                        cut.push(node.to_owned());
                    }
                }
                runtime.block_on(tokio::time::sleep(LOOK));
            }
            Ok(cut)
        }))
    }
}
