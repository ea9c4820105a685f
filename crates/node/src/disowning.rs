//! What a later epoch has said is lost is not there again because an older copy of the store has it: all
//! that was decided since was decided without it.
//!
//! It happens where somebody puts back one backup, the node recovers, and another backup of the time
//! before takes the place of that.

use std::collections::BTreeMap;

use exchange::Proven;
use journal::{LogId, Opened, Recovery, Subject};
use kernel::Epoch;
use serde::{Deserialize, Serialize};
use store::Place;

use crate::fault::Fault;
use crate::history::{CORE, body, read_header};
use crate::node::Node;
use crate::recovering::Gathering;

/// Own entries of closed logs that a later epoch goes on without, by log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Disowned(BTreeMap<LogId, OfLog>);

/// What the last epoch that speaks of a log goes on without.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct OfLog {
    by: Epoch,
    /// From and to, both included, in order.
    ranges: Vec<(u64, u64)>,
}

impl Disowned {
    /// From and to, both included, in order.
    pub(crate) fn ranges(&self, log: &LogId) -> &[(u64, u64)] {
        self.0.get(log).map_or(&[], |of| &of.ranges)
    }

    pub(crate) fn first(&self, log: &LogId) -> Option<u64> {
        self.ranges(log).first().map(|(from, _)| *from)
    }

    /// Somebody holds it all the same.
    pub(crate) fn is_held_by_somebody(&mut self, log: &LogId, index: u64) {
        let Some(of) = self.0.get_mut(log) else { return };
        let apart = |(from, to): (u64, u64)| {
            if !(from..=to).contains(&index) {
                return [Some((from, to)), None];
            }
            let before = index.checked_sub(1).filter(|last| from <= *last);
            [before.map(|last| (from, last)), (index < to).then(|| (index + 1, to))]
        };
        of.ranges = of.ranges.iter().copied().flat_map(apart).flatten().collect();
    }

    /// Takes down what an epoch says of a closed log of which the store holds so much; whether that is
    /// news. An earlier epoch knew less.
    fn hear(&mut self, log: LogId, by: Epoch, left: &Recovery, held: u64) -> bool {
        let of = self.0.entry(log).or_default();
        if by <= of.by {
            return false;
        }
        // What was given up is there again where somebody gave it back.
        let unknown = (left.written < held).then(|| (left.written, held - 1));
        let ends = left.given_up.into_iter().chain(unknown);
        let ends = ends.flat_map(|range| without(range, &left.returned));
        let mut ranges: Vec<_> = left.lost.iter().copied().chain(ends).collect();
        ranges.retain(|(from, _)| *from < held);
        ranges.iter_mut().for_each(|(_, to)| *to = (*to).min(held.saturating_sub(1)));
        ranges.sort_unstable();
        *of = OfLog { by, ranges: merged(ranges) };
        !of.ranges.is_empty()
    }
}

/// What is left of a range without others, which are in order.
pub(crate) fn without((from, to): (u64, u64), others: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let (mut left, mut next) = (Vec::new(), from);
    for (other_from, other_to) in others.iter().filter(|other| other.0 <= to && from <= other.1) {
        if next < *other_from {
            left.push((next, other_from - 1));
        }
        next = next.max(other_to + 1);
    }
    if next <= to {
        left.push((next, to));
    }
    left
}

/// Ranges in order, those that meet as one.
pub(crate) fn merged(ranges: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (from, to) in ranges {
        match merged.last_mut() {
            Some((_, last)) if from <= *last + 1 => *last = to.max(*last),
            _ => merged.push((from, to)),
        }
    }
    merged
}

impl Node {
    /// Hears what an entry that came back says of the logs before its own: it is the first of a later
    /// epoch. Everybody is asked again for a log of which something is lost, since what somebody holds
    /// after all is not.
    pub(crate) fn hear_of_lost(
        &self,
        gathering: &mut Gathering,
        proven: &Proven,
    ) -> Result<(), Fault> {
        if proven.header.subject != Subject::Opened {
            return Ok(());
        }
        let Some(opened) = body::<Opened>(&proven.groups, CORE) else { return Ok(()) };
        let (log, by) = (&proven.header.log, proven.header.log.epoch);
        for left in opened.recovered.iter().filter(|left| left.closed < by) {
            let closed = LogId { epoch: left.closed, ..log.clone() };
            let held = self.store.size(left.closed, log.partition)?;
            if gathering.disowned.hear(closed.clone(), by, left, held) {
                for stands in gathering.peers.values_mut() {
                    stands.remove(&closed);
                }
            }
        }
        Ok(())
    }

    /// Whether an own entry in the store is one that counts no longer, and did not come back either.
    pub(crate) fn is_given_up(&self, place: Place) -> Result<bool, Fault> {
        let Some(row) = self.store.entry(place)? else { return Ok(false) };
        let Subject::Event { dossier, .. } = read_header(&row.header)?.subject else {
            return Ok(false);
        };
        let told = self.store.told_of(&dossier)?;
        let mut told = told.iter().filter(|row| {
            row.writer == self.settings.node && (row.epoch, row.index) == (place.epoch, place.index)
        });
        let first = told.next();
        Ok(first.is_some_and(|first| {
            !first.verdict.is_empty() && told.all(|row| !row.verdict.is_empty())
        }))
    }
}

#[cfg(test)]
mod tests;
