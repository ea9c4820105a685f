//! What is simulated: the seed, how large a region, for how long, and which faults.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The most customs nodes a region of a simulation has.
pub const NODES_MAX: usize = 12;
/// The fewest: goods need somewhere to go.
pub const NODES_MIN: usize = 2;
/// The most days: what is driven into the region is spread over them.
pub const DAYS_MAX: u32 = 30;

/// What is simulated. The same plan runs the same way, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everything is drawn from it.
    pub seed: u64,
    /// How many administrations, beside the hub.
    pub nodes: usize,
    /// For how many days people work and faults happen; then all heals.
    pub days: u32,
    /// Which faults happen.
    pub faults: BTreeSet<Trouble>,
}

impl Plan {
    /// Four administrations, one day, every fault.
    pub fn of(seed: u64) -> Self {
        Self { seed, nodes: 4, days: 1, faults: Trouble::ALL.into() }
    }
}

/// The command that runs it again.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, nodes, days, faults } = self;
        write!(f, "passavant simulate --seed {seed} --nodes {nodes} --days {days}")?;
        if *faults == Trouble::ALL.into() {
            return Ok(());
        }
        let words: Vec<_> = faults.iter().map(|trouble| trouble.word()).collect();
        let list = if words.is_empty() { "none".to_owned() } else { words.join(",") };
        write!(f, " --faults {list}")
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Requests or their answers are lost.
    Drop,
    /// A request arrives twice.
    Double,
    /// A request or an answer takes seconds, or minutes.
    Delay,
    /// What was sent later arrives earlier.
    Reorder,
    /// A byte of a request or an answer is changed.
    Corrupt,
    /// Two nodes cannot reach each other for hours or days.
    Partition,
    /// One node reaches another, and is not reached by it.
    OneWay,
    /// A process is killed between two steps.
    Crash,
    /// Power is cut before any effect on the disk; what was not synced is lost or torn.
    PowerCut,
    /// A sync fails.
    FailedSync,
    /// A disk is full for a while.
    FullDisk,
    /// A clock goes ahead or behind.
    Skew,
    /// A clock is set.
    Jump,
    /// A store is replaced by an old copy of itself.
    OldBackup,
    /// A whole machine is replaced by an old copy of itself: the store, and all that stands beside it.
    OldMachine,
    /// A member says what is not its to say, different things to different neighbours, and again.
    Liar,
    /// The program of a node is one version behind for a while, so that it cannot read all it is told.
    Behind,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Drop,
        Self::Double,
        Self::Delay,
        Self::Reorder,
        Self::Corrupt,
        Self::Partition,
        Self::OneWay,
        Self::Crash,
        Self::PowerCut,
        Self::FailedSync,
        Self::FullDisk,
        Self::Skew,
        Self::Jump,
        Self::OldBackup,
        Self::OldMachine,
        Self::Liar,
        Self::Behind,
    ];

    /// Its word in a command.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Double => "double",
            Self::Delay => "delay",
            Self::Reorder => "reorder",
            Self::Corrupt => "corrupt",
            Self::Partition => "partition",
            Self::OneWay => "one-way",
            Self::Crash => "crash",
            Self::PowerCut => "power-cut",
            Self::FailedSync => "failed-sync",
            Self::FullDisk => "full-disk",
            Self::Skew => "skew",
            Self::Jump => "jump",
            Self::OldBackup => "old-backup",
            Self::OldMachine => "old-machine",
            Self::Liar => "liar",
            Self::Behind => "behind",
        }
    }
}

/// A word that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no fault that is simulated")]
pub struct NoTrouble(pub String);

impl FromStr for Trouble {
    type Err = NoTrouble;

    fn from_str(word: &str) -> Result<Self, NoTrouble> {
        let found = Self::ALL.into_iter().find(|trouble| trouble.word() == word);
        found.ok_or_else(|| NoTrouble(word.to_owned()))
    }
}
