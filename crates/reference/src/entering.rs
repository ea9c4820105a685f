//! How an entry comes into a register that is in use: what held before stays, and ends.
//!
//! Decisions were taken by what held on their day, so nothing is taken out and nothing is changed
//! but an end: a new entry ends the one before it, and the last one may be given an end.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Rate};
use schemars::JsonSchema;
use serde::Serialize;

use crate::rate::Rates;
use crate::register::{Belongs, Entry, Holdings, Register};
use crate::validity::Validity;
use crate::{Agent, Authorisation, Calendar, Guarantor, Licence, Mandate, Office, Trader};

/// An entry that can be followed by another of its key.
pub trait Dated: Entry + Clone + PartialEq {
    /// The same, holding on other days.
    fn lasting(&self, valid: Validity) -> Self;
}

macro_rules! dated {
    ($($entry:ty),*) => {
        $(impl Dated for $entry {
            fn lasting(&self, valid: Validity) -> Self {
                Self { valid, ..self.clone() }
            }
        })*
    };
}

dated!(Trader, Office, Calendar, Authorisation, Mandate, Licence, Guarantor, Agent);

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entered {
    /// It is there already.
    Unchanged,
    /// Its key had none for these days.
    Added,
    /// It follows another, which ends the day before.
    Follows,
    /// It is there, and its end is another now.
    Ends,
}

/// What became of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// How many there were.
    pub rows: usize,
    /// How many of them are new.
    pub added: usize,
    /// How many of those follow another, which ends the day before.
    pub follow: usize,
    /// How many have another last day than before.
    pub end: usize,
    /// How many are there already.
    pub unchanged: usize,
}

impl Counts {
    /// Counts what became of one.
    pub fn count(&mut self, entered: Entered) {
        match entered {
            Entered::Unchanged => self.unchanged += 1,
            Entered::Added => self.added += 1,
            Entered::Follows => {
                self.added += 1;
                self.follow += 1;
            }
            Entered::Ends => self.end += 1,
        }
    }

    /// Whether anything is otherwise than before.
    pub fn changed(&self) -> bool {
        self.added + self.end > 0
    }
}

/// Why an entry cannot come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// Another entry of its key holds on some of the same days, and would have to be changed.
    Entry {
        /// When the other one holds.
        with: Validity,
    },
    /// Its key is that of somebody else's.
    Owner,
}

impl<E: Dated> Register<E> {
    /// Enters what holds from some day on.
    pub fn enter(&mut self, entry: E) -> Result<Entered, Clash> {
        let wanted = entry.validity();
        let known = self.of(&entry.key());
        let same = known.iter().position(|other| {
            other.validity().from() == wanted.from() && other.lasting(wanted) == entry
        });
        if let Some(position) = same {
            return self.limit(&entry, position);
        }
        let overlaps = |other: &&E| other.validity().overlaps(&wanted);
        let Some(before) = known.iter().find(overlaps) else {
            self.put(entry);
            return Ok(Entered::Added);
        };
        let with = before.validity();
        let alone = known.iter().filter(overlaps).count() == 1;
        // Where an end was set, or is to be, somebody meant it: only what was open is followed.
        let open = with.to().is_none() && wanted.to().is_none();
        let later = wanted.from().filter(|from| with.from().is_none_or(|began| began < *from));
        let eve = later.and_then(|from| from.yesterday().ok()).filter(|_| alone && open);
        let shortened = eve.and_then(|eve| Validity::new(with.from(), Some(eve)));
        let Some(shortened) = shortened else { return Err(Clash::Entry { with }) };
        let before = before.lasting(shortened);
        self.replace(before);
        self.put(entry);
        Ok(Entered::Follows)
    }

    /// Gives an entry that is there another end, unless it has it, or another entry stands where it
    /// would reach. An entry without an end says only that none is known: one that another follows
    /// stays as it is.
    fn limit(&mut self, entry: &E, position: usize) -> Result<Entered, Clash> {
        let known = self.of(&entry.key());
        let Some(kept) = known.get(position) else { return Ok(Entered::Unchanged) };
        let (wanted, held) = (entry.validity(), kept.validity());
        let next = held.to().and_then(|end| end.tomorrow().ok());
        let followed = known.iter().any(|other| next.is_some() && other.validity().from() == next);
        if held == wanted || (wanted.to().is_none() && followed) {
            return Ok(Entered::Unchanged);
        }
        let others = known.iter().enumerate().filter(|(number, _)| *number != position);
        let mut others = others.map(|(_, other)| other.validity());
        if let Some(with) = others.find(|other| other.overlaps(&wanted)) {
            return Err(Clash::Entry { with });
        }
        self.replace(entry.clone());
        Ok(Entered::Ends)
    }
}

impl<E: Dated + Belongs> Holdings<E> {
    /// Enters what holds from some day on, for whom it belongs to; a key stays with its owner.
    pub fn enter(&mut self, entry: E) -> Result<Entered, Clash> {
        let owner = entry.owner();
        let known = self.owner_of.entry(entry.key()).or_insert_with(|| owner.clone());
        if *known != owner {
            return Err(Clash::Owner);
        }
        self.owners.entry(owner).or_default().enter(entry)
    }
}

/// Lets each entry of a key without an end hold until the next one of the same key begins, as
/// whoever writes them one below the other means it.
pub fn in_sequence<E: Dated>(entries: &mut [E]) {
    let mut begins: BTreeMap<E::Key, BTreeSet<Date>> = BTreeMap::new();
    for entry in entries.iter() {
        begins.entry(entry.key()).or_default().extend(entry.validity().from());
    }
    for entry in entries.iter_mut() {
        let held = entry.validity();
        let Some(begins) = begins.get(&entry.key()).filter(|_| held.to().is_none()) else {
            continue;
        };
        let next = begins.iter().find(|begin| held.from().is_none_or(|from| from < **begin));
        let eve = next.and_then(|next| next.yesterday().ok());
        if let Some(valid) = eve.and_then(|eve| Validity::new(held.from(), Some(eve))) {
            *entry = entry.lasting(valid);
        }
    }
}

impl Rates {
    /// Enters a rate; nothing but the same one may stand for its pair and day.
    pub fn enter(&mut self, rate: Rate) -> Result<Entered, Clash> {
        let known = self.published(rate.from, rate.to, rate.day);
        match known {
            Some(known) if known.factor == rate.factor => Ok(Entered::Unchanged),
            Some(known) => {
                let day = Some(known.day);
                Err(Clash::Entry { with: Validity::new(day, day).unwrap_or_default() })
            }
            None => {
                self.add(rate);
                Ok(Entered::Added)
            }
        }
    }
}

#[cfg(test)]
mod tests;
