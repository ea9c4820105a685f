//! How an envelope is cut into steps.

use std::collections::VecDeque;

use exchange::{Delivery, Envelope, Numbered, Position, Proven};
use journal::{Checkpoint, Dispatch};
use kernel::{NodeId, Note};

/// How much is done at a time of what nobody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// Little: somebody is at work at the node, and would wait.
    Short,
    /// Much: each step costs a sync.
    Long,
}

impl Steps {
    /// How many entries and dispatches of an envelope are recorded, unless a single dispatch numbers more.
    fn entries_max(self) -> usize {
        match self {
            Self::Short => 24,
            Self::Long => 256,
        }
    }

    /// How many events lists follow.
    pub(crate) fn events_max(self) -> usize {
        match self {
            Self::Short => 64,
            Self::Long => 512,
        }
    }
}

/// An envelope that is being recorded.
#[derive(Debug)]
pub struct Receiving {
    pub(super) from: NodeId,
    pub(super) verified: Vec<Position>,
    pub(super) checkpoint: Checkpoint,
    pub(super) note: Note,
    pub(super) rest: VecDeque<Brought>,
    /// The last number and dispatch that are recorded.
    pub(super) reached: (u64, Option<u64>),
}

/// A dispatch, and the entries it numbers.
#[derive(Debug)]
pub(super) struct Brought {
    pub(super) dispatch: Dispatch,
    pub(super) proven: Proven,
    pub(super) entries: Vec<Numbered>,
}

impl Brought {
    pub(super) fn count(&self) -> usize {
        1 + self.entries.len()
    }
}

impl Receiving {
    pub(super) fn new(envelope: &Envelope, delivery: Delivery) -> Self {
        let Delivery { checkpoint, note, dispatches, entries } = delivery;
        let mut entries = entries.into_iter().peekable();
        let rest = dispatches.into_iter().map(|(dispatch, proven)| {
            let last = dispatch.last();
            let of_it = |numbered: &Numbered| numbered.number <= last;
            let entries = std::iter::from_fn(|| entries.next_if(of_it)).collect();
            Brought { dispatch, proven, entries }
        });
        Self {
            from: envelope.from.clone(),
            verified: envelope.verified.clone(),
            rest: rest.collect(),
            checkpoint,
            note,
            reached: (0, None),
        }
    }

    pub(super) fn asker(&self) -> (&NodeId, &[Position]) {
        (&self.from, &self.verified)
    }

    /// The next dispatch, if there is one and it still goes into a step that has so much already.
    pub(super) fn next(&mut self, count: usize, steps: Steps) -> Option<Brought> {
        let most = steps.entries_max();
        self.rest.pop_front_if(|brought| count == 0 || count + brought.count() <= most)
    }
}
