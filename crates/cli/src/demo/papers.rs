//! The papers of a journey, drawn from a seed: SADs, declarations, access codes.

mod arrival;
mod declaration;
mod sad;

pub(crate) use arrival::Arrival;
pub(crate) use declaration::{Covering, Lodging};
pub(crate) use sad::Stage;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Draws papers; the same seed gives the same papers.
#[derive(Debug)]
pub(crate) struct Draw {
    seed: u64,
    random: ChaCha20Rng,
    count: u32,
}

/// What one truck carries, and how it is called on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Load {
    /// What the declarant calls the declaration.
    pub(crate) lrn: String,
    /// The registration number of the vehicle.
    pub(crate) plate: String,
    /// The seal.
    pub(crate) seal: String,
    /// How many bags of 50 kg.
    pub(crate) bag_count: u32,
    /// Duties and taxes at stake, in francs.
    pub(crate) amount: u32,
    /// The number under which a national system registers it.
    pub(crate) registration: u32,
}

impl Draw {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, random: ChaCha20Rng::seed_from_u64(seed), count: 0 }
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.random.next_u32() % limit
    }

    /// An access code.
    pub(crate) fn access_code(&mut self) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let count = u32::try_from(SIGNS.len()).unwrap_or(1);
        let mut sign = || {
            let at = usize::try_from(self.below(count)).unwrap_or_default();
            SIGNS.get(at).copied().map_or('A', char::from)
        };
        (0..4).map(|_| sign()).collect()
    }

    /// The next load.
    pub(crate) fn load(&mut self, place: &str) -> Load {
        self.count += 1;
        let bag_count = 200 + self.below(400);
        Load {
            lrn: format!("{place}-{}-{:06}", self.seed, self.count),
            plate: format!("{:04} {place} {:02}", self.below(10_000), self.below(100)),
            seal: format!("{place}-SEAL-{:05}", self.below(100_000)),
            bag_count,
            amount: bag_count * 4_000,
            registration: 1000 * self.count + self.below(1000),
        }
    }
}

impl Load {
    /// The mass of the bags and the pallets, in kilograms.
    fn gross_mass_kg(&self) -> u32 {
        self.bag_count * 51
    }
}
