//! What a later epoch has said is lost is not there again because an older copy of the store has it: all
//! that was decided since was decided without it.
//!
//! It happens where somebody puts back one backup, the node recovers, and another backup of the time
//! before takes the place of that.

use std::collections::{BTreeMap, BTreeSet};

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

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct OfLog {
    /// The epochs that have said so.
    by: BTreeSet<Epoch>,
    places: BTreeSet<u64>,
}

impl Disowned {
    /// Whether the store holds an entry that does not count any more.
    pub(crate) fn contains(&self, log: &LogId, index: u64) -> bool {
        self.0.get(log).is_some_and(|of| of.places.contains(&index))
    }

    pub(crate) fn places(&self, log: &LogId) -> impl Iterator<Item = u64> {
        self.0.get(log).into_iter().flat_map(|of| of.places.iter().copied())
    }

    /// Somebody holds it all the same.
    pub(crate) fn is_held_by_somebody(&mut self, log: &LogId, index: u64) {
        if let Some(of) = self.0.get_mut(log) {
            of.places.remove(&index);
        }
    }

    /// Takes down what an epoch says of a closed log of which the store holds so much; whether that is
    /// news.
    fn hear(&mut self, log: LogId, by: Epoch, left: &Recovery, held: u64) -> bool {
        let of = self.0.entry(log).or_default();
        if !of.by.insert(by) {
            return false;
        }
        let unknown = (left.written < held).then(|| (left.written, held - 1));
        let ranges = left.lost.iter().copied().chain(left.given_up).chain(unknown);
        let places = ranges.flat_map(|(from, to)| from..=to.min(held.saturating_sub(1)));
        let returned =
            |index: &u64| left.returned.iter().any(|(from, to)| (from..=to).contains(&index));
        let before = of.places.len();
        of.places.extend(places.filter(|index| *index < held && !returned(index)));
        of.places.len() > before
    }
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

    /// Whether an own entry in the store is one that counts no longer.
    pub(crate) fn is_given_up(&self, place: Place) -> Result<bool, Fault> {
        let Some(row) = self.store.entry(place)? else { return Ok(false) };
        let Subject::Event { dossier, .. } = read_header(&row.header)?.subject else {
            return Ok(false);
        };
        let told = self.store.told_of(&dossier)?;
        let is_it = |row: &&store::ToldRow| row.source == store::Source::Own(place);
        Ok(told.iter().find(is_it).is_some_and(|row| !row.verdict.is_empty()))
    }
}
