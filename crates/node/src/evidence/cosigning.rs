//! Which checkpoints a bundle has of each log, which of them are proven to be one history, and who has
//! cosigned which.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Checkpoint, Header, LogId, Receipt};
use kernel::{Digest, NodeId, Timestamp};

use super::record::Cosignature;

/// The size and root of a log under a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) size: u64,
    pub(super) root: Digest,
}

/// What a signature under a checkpoint is worth today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seal {
    /// It is by a key that nobody else has had.
    Sound,
    /// Somebody else may have signed it, since this time.
    Doubtful(Timestamp),
}

/// The checkpoints of one log, from the shortest to the longest, each with the number of the history it
/// is proven to belong to.
#[derive(Debug, Default)]
pub(super) struct Chain {
    sizes: Vec<(Size, usize)>,
    seals: BTreeMap<u64, Seal>,
}

impl Chain {
    pub(super) fn last(&self) -> Option<Size> {
        self.sizes.last().map(|(size, _)| *size)
    }

    /// Adds a checkpoint; `grown` where it is proven to go on from the one before.
    pub(super) fn add(&mut self, checkpoint: Checkpoint, grown: bool, seal: Seal) {
        self.seals.insert(checkpoint.size, seal);
        let history = self.sizes.last().map_or(0, |(_, history)| history + usize::from(!grown));
        self.sizes.push((Size { size: checkpoint.size, root: checkpoint.root }, history));
    }

    pub(super) fn at(&self, size: u64) -> Option<Size> {
        self.found(size).map(|(known, _)| known)
    }

    fn found(&self, size: u64) -> Option<(Size, usize)> {
        self.sizes.iter().find(|(known, _)| known.size == size).copied()
    }

    /// Whether a checkpoint with a sound seal covers an entry that is proven under one of these sizes.
    fn is_sound(&self, index: u64, size: u64) -> bool {
        let mut seals = self.seals.iter().filter(|(_, seal)| **seal == Seal::Sound);
        seals.any(|(sound, _)| *sound > index && self.joined(*sound, size))
    }

    /// Whether two sizes are proven to be of one history.
    fn joined(&self, one: u64, other: u64) -> bool {
        let history = |size| self.found(size).map(|(_, history)| history);
        history(one).is_some() && history(one) == history(other)
    }
}

/// A receipt that was given.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) by: NodeId,
    pub(super) at: Timestamp,
    pub(super) header: Header,
    /// Under which size of its own log it is proven.
    pub(super) size: u64,
    pub(super) receipt: Receipt,
}

/// The checkpoints of all logs, and the receipts for them.
#[derive(Debug, Default)]
pub(super) struct Chains {
    chains: BTreeMap<LogId, Chain>,
    given: BTreeMap<LogId, Vec<Given>>,
}

impl Chains {
    pub(super) fn add(&mut self, log: LogId, chain: Chain) {
        self.chains.insert(log, chain);
    }

    /// Takes a receipt, which must name a checkpoint that is there.
    pub(super) fn cosigned(&mut self, given: Given) -> Result<(), &'static str> {
        let Receipt { of, to, size, root, .. } = &given.receipt;
        if *to != given.by || of.node == given.by {
            return Err("it is not its writer's receipt for another log");
        }
        let known = self.chains.get(of).and_then(|chain| chain.at(*size));
        match known {
            None => Err("the checkpoint it cosigns is missing"),
            Some(known) if known.root != *root => Err("it cosigns another history"),
            Some(_) => {
                self.given.entry(of.clone()).or_default().push(given);
                Ok(())
            }
        }
    }

    /// Whether an entry stands although a key of its log may have come into other hands: its writer has
    /// signed it with another too, or as many as the directory asks for had cosigned it before.
    pub(super) fn vouched(&self, log: &LogId, (index, size): (u64, u64), quorum: usize) -> bool {
        let Some(chain) = self.chains.get(log) else { return false };
        let Some(Seal::Doubtful(since)) = chain.seals.get(&size).copied() else { return true };
        let sound = |given: &&Given| {
            let own = self.chains.get(&given.header.log);
            own.is_some_and(|own| own.is_sound(given.header.index, given.size))
        };
        let before = |given: &&Given| {
            given.at < since && given.receipt.size > index && chain.joined(given.receipt.size, size)
        };
        let given = self.given.get(log).into_iter().flatten().filter(before).filter(sound);
        let cosigners: BTreeSet<_> = given.map(|given| &given.by).collect();
        chain.is_sound(index, size) || cosigners.len() >= quorum
    }

    /// Who has cosigned a checkpoint that covers an entry and is of one history with that under which it
    /// is proven: each by his earliest, the earliest first.
    pub(super) fn cosigners(&self, log: &LogId, index: u64, size: u64) -> Vec<Cosignature> {
        let Some(chain) = self.chains.get(log) else { return Vec::new() };
        let mut earliest: BTreeMap<&NodeId, &Given> = BTreeMap::new();
        for given in self.given.get(log).into_iter().flatten() {
            let covers = given.receipt.size > index && chain.joined(given.receipt.size, size);
            let known = earliest.get(&given.by);
            if covers && known.is_none_or(|known| given.at < known.at) {
                earliest.insert(&given.by, given);
            }
        }
        let mut cosigners: Vec<_> = earliest.into_values().map(cosignature).collect();
        cosigners.sort_by(|one, other| (one.at, &one.node).cmp(&(other.at, &other.node)));
        cosigners
    }
}

fn cosignature(given: &Given) -> Cosignature {
    Cosignature {
        node: given.by.clone(),
        at: given.at,
        size: given.receipt.size,
        log: given.header.log.clone(),
        entry: given.header.index,
    }
}
