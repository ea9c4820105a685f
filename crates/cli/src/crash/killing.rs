//! Nodes are killed at moments that a seed draws: one, or several at once, at work or while they start.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::demo::fleet::Ship;
use crate::demo::now;
use crate::demo::scene::Scene;

/// How long nodes work at most between two kills.
const WORK_MS: u64 = 600;
/// How long a node that is killed while it starts has had at most.
const START_MS: u64 = 40;
/// How often it is looked whether a node is back.
const LOOK: Duration = Duration::from_millis(2);
/// How long is waited for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was done to the nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Kills {
    /// How often each was killed.
    pub(super) of: BTreeMap<String, u32>,
    /// How many of these were killed while they started.
    pub(super) starting: u32,
    /// Nodes that had ended by themselves, and how.
    pub(super) ended: Vec<String>,
    /// How long each node needed from its start until it took commands, in milliseconds.
    pub(super) back_ms: Vec<f64>,
}

impl Kills {
    /// How many there were.
    pub(super) fn count(&self) -> u32 {
        self.of.values().sum()
    }

    fn kill(&mut self, ship: &Ship, bar: &ProgressBar) -> anyhow::Result<()> {
        let node = ship.placed.node.to_string();
        if let Some(status) = ship.ended()? {
            self.ended.push(format!("{node}: {status}"));
        }
        ship.kill()?;
        *self.of.entry(node).or_default() += 1;
        bar.inc(1);
        Ok(())
    }
}

/// What a seed draws.
struct Chance(ChaCha20Rng);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit.max(1)
    }

    fn moment(&mut self, most_ms: u64) -> Duration {
        Duration::from_micros(self.below(most_ms * 1000))
    }

    /// One node mostly, two or all of them now and then; each once.
    fn some<'a>(&mut self, ships: &'a [Ship]) -> Vec<&'a Ship> {
        let mut all: Vec<_> = ships.iter().collect();
        let count = match self.below(8) {
            0 => all.len(),
            1 => 2,
            _ => 1,
        };
        let mut some = Vec::new();
        while some.len() < count && !all.is_empty() {
            let at = usize::try_from(self.below(u64::try_from(all.len()).unwrap_or(1)));
            some.push(all.swap_remove(at.unwrap_or_default()));
        }
        some
    }
}

/// Kills nodes so many times altogether, and starts each again.
pub(super) async fn kill(
    scene: &Scene,
    count: u32,
    seed: u64,
    bar: &ProgressBar,
) -> anyhow::Result<Kills> {
    let mut chance = Chance(ChaCha20Rng::seed_from_u64(seed ^ 0x0dd_ba11));
    let mut kills = Kills::default();
    while kills.count() < count {
        tokio::time::sleep(chance.moment(WORK_MS)).await;
        let some = chance.some(&scene.fleet.ships);
        some.iter().try_for_each(|ship| kills.kill(ship, bar))?;
        let mut starting = Vec::new();
        for ship in some {
            ship.start()?;
            if chance.below(4) == 0 && kills.count() < count {
                tokio::time::sleep(chance.moment(START_MS)).await;
                kills.kill(ship, bar)?;
                kills.starting += 1;
                ship.start()?;
            }
            starting.push((ship, now()));
        }
        for (ship, started) in starting {
            until_back(ship, &kills).await?;
            kills.back_ms.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(kills)
}

/// Waits until a node takes commands again; one that ended by itself never does.
async fn until_back(ship: &Ship, kills: &Kills) -> anyhow::Result<()> {
    let node = &ship.placed.node;
    let looking = async {
        while !ship.is_ready().await {
            if let Some(status) = ship.ended()? {
                bail!("{node} has ended by itself: {status}");
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    };
    let back = tokio::time::timeout(PATIENCE, looking).await;
    back.with_context(|| format!("{node} is not back after {} kills", kills.count()))?
}
