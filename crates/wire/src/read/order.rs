//! What is wrong with the order and the number of the elements in one group, told once a mistake.

use crate::catalogue::Structure;

/// An element that came: which item it is and the byte it began at.
pub(super) type Arrival = (usize, usize);

/// The elements of a group as they come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The item of the last element that was not out of order, from where the next is looked for.
    pub(super) slot: usize,
    count: u32,
    /// How often each item came; filled once an element has come out of order.
    counts: Vec<u32>,
}

impl Progress {
    /// Takes note of an element, and says which of its name it is, from 1.
    pub(super) fn arrive(&mut self, slot: usize, size: usize, before: &[Arrival]) -> u32 {
        if self.counts.is_empty() && slot >= self.slot {
            self.count = if slot == self.slot { self.count + 1 } else { 1 };
            self.slot = slot;
            return self.count;
        }
        if self.counts.is_empty() {
            self.counts = vec![0; size];
            before.iter().for_each(|(earlier, _)| self.bump(*earlier));
        }
        self.slot = slot;
        self.bump(slot);
        self.counts.get(slot).copied().unwrap_or(1)
    }

    fn bump(&mut self, slot: usize) {
        if let Some(count) = self.counts.get_mut(slot) {
            *count += 1;
        }
    }

    /// Whether some element came after one it should have come before.
    pub(super) fn disordered(&self) -> bool {
        !self.counts.is_empty()
    }
}

/// An element that stands in the wrong place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misplaced {
    pub(super) arrival: Arrival,
    /// Which of its name it is.
    pub(super) occurrence: u32,
    /// An element it should come before, or else after.
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// The fewest elements that must be moved to put a group in order: those outside a longest rising
/// sequence.
pub(super) fn misplaced(arrivals: &[Arrival]) -> Vec<Misplaced> {
    let stays = rising(arrivals);
    let stays_at = |position: &usize| stays.get(*position).copied().unwrap_or(false);
    let mut found = Vec::new();
    for (position, arrival) in arrivals.iter().enumerate() {
        if stays_at(&position) {
            continue;
        }
        let (earlier, later) = arrivals.split_at(position);
        let kept = |range: std::ops::Range<usize>| range.filter(stays_at);
        // The first of those it has come too late for; else the last it has come too early for.
        let slot_at = |place: usize| arrivals.get(place).map(|(slot, _)| *slot);
        let too_late = kept(0..position).filter_map(slot_at).find(|slot| *slot > arrival.0);
        let rest = position..position + later.len();
        let too_early = kept(rest).filter_map(slot_at).rfind(|slot| *slot < arrival.0);
        let same = earlier.iter().filter(|(slot, _)| *slot == arrival.0).count();
        found.push(Misplaced {
            arrival: *arrival,
            occurrence: u32::try_from(same + 1).unwrap_or(u32::MAX),
            before: too_late,
            after: too_early,
        });
        if found.len() > crate::read::report::FINDINGS_MAX {
            break;
        }
    }
    found
}

/// Which arrivals belong to one longest sequence that never falls.
fn rising(arrivals: &[Arrival]) -> Vec<bool> {
    // `ends` holds, for each length, the position whose slot is the lowest such a sequence ends in.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(arrivals.len());
    let slot_at = |position: usize| arrivals.get(position).map_or(0, |(slot, _)| *slot);
    for (position, (slot, _)) in arrivals.iter().enumerate() {
        let length = ends.partition_point(|end| slot_at(*end) <= *slot);
        previous.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = position,
            None => ends.push(position),
        }
    }
    let mut stays = vec![false; arrivals.len()];
    let mut at = ends.last().copied();
    while let Some(position) = at {
        if let Some(kept) = stays.get_mut(position) {
            *kept = true;
        }
        at = previous.get(position).copied().flatten();
    }
    stays
}

/// An item that should have come, and the byte before which it belongs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) slot: usize,
    pub(super) at: Option<usize>,
}

/// The required items that did not come.
pub(super) fn missing(structure: &Structure, arrivals: &[Arrival]) -> Vec<Missing> {
    let came = |slot: usize| arrivals.iter().filter(|(other, _)| *other == slot).count();
    let short = |slot: usize| {
        let least = structure.item(slot).map_or(0, |item| item.least);
        usize::try_from(least).is_ok_and(|least| came(slot) < least)
    };
    let slots = structure.required.iter().copied().filter(|slot| short(*slot));
    slots
        .map(|slot| {
            let next = arrivals.iter().find(|(other, _)| *other > slot);
            Missing { slot, at: next.map(|(_, at)| *at) }
        })
        .collect()
}

/// Whether the ordered arrivals hold every required item: the common case, in one pass.
pub(super) fn complete(structure: &Structure, arrivals: &[Arrival]) -> bool {
    let mut rest = arrivals.iter();
    structure.required.iter().all(|required| {
        let once = structure.item(*required).is_some_and(|item| item.least == 1);
        once && rest.any(|(slot, _)| slot == required)
    })
}
