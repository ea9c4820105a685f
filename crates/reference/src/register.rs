//! Entries by their key, each valid for a while.

use std::collections::BTreeMap;

use kernel::Date;

use crate::validity::Validity;

/// Something that is known by a key and holds for a while.
pub trait Entry {
    /// What it is known by.
    type Key: Ord + Clone + std::fmt::Debug;

    /// Its key.
    fn key(&self) -> Self::Key;
    /// When it holds.
    fn validity(&self) -> Validity;
}

/// Something of which somebody may have several at a time.
pub trait Belongs: Entry {
    /// To whom it belongs.
    type Owner: Ord + Clone + std::fmt::Debug;

    /// To whom this one belongs.
    fn owner(&self) -> Self::Owner;
}

/// Two entries of one key would hold on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap;

/// Entries of one kind. On any day a key has at most one.
#[derive(Debug, Clone, PartialEq)]
pub struct Register<E: Entry> {
    entries: BTreeMap<E::Key, Vec<E>>,
}

impl<E: Entry> Default for Register<E> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<E: Entry> Register<E> {
    /// Adds an entry, unless another of its key holds at the same time.
    pub fn add(&mut self, entry: E) -> Result<(), Overlap> {
        let others = self.entries.entry(entry.key()).or_default();
        if others.iter().any(|other| other.validity().overlaps(&entry.validity())) {
            return Err(Overlap);
        }
        self.put(entry);
        Ok(())
    }

    /// The entry of a key on a day.
    pub fn at(&self, key: &E::Key, day: Date) -> Option<&E> {
        self.entries.get(key)?.iter().find(|entry| entry.validity().covers(day))
    }

    /// All entries of a day, by their keys.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &E> {
        self.all().filter(move |entry| entry.validity().covers(day))
    }

    /// All entries, by their keys.
    pub fn all(&self) -> impl Iterator<Item = &E> {
        self.entries.values().flatten()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries of a key, in the order of their days.
    pub(crate) fn of(&self, key: &E::Key) -> &[E] {
        self.entries.get(key).map_or(&[], Vec::as_slice)
    }

    /// Puts an entry among those of its key, in the order of their days.
    pub(crate) fn put(&mut self, entry: E) {
        let others = self.entries.entry(entry.key()).or_default();
        others.push(entry);
        others.sort_by_key(|entry| entry.validity().from());
    }

    /// Puts an entry in the place of the one that begins on the same day.
    pub(crate) fn replace(&mut self, entry: E) {
        let others = self.entries.entry(entry.key()).or_default();
        others.retain(|other| other.validity().from() != entry.validity().from());
        self.put(entry);
    }

    /// The first key that is this or comes after it.
    pub(crate) fn next_key(&self, key: &E::Key) -> Option<&E::Key> {
        self.entries.range(key..).next().map(|(key, _)| key)
    }

    /// Whether the key has an entry on any day.
    pub(crate) fn knows(&self, key: &E::Key) -> bool {
        self.entries.contains_key(key)
    }
}

/// Entries of one kind by whom they belong to, so that one look finds all of somebody's.
#[derive(Debug, Clone, PartialEq)]
pub struct Holdings<E: Belongs> {
    pub(crate) owners: BTreeMap<E::Owner, Register<E>>,
    pub(crate) owner_of: BTreeMap<E::Key, E::Owner>,
}

impl<E: Belongs> Default for Holdings<E> {
    fn default() -> Self {
        Self { owners: BTreeMap::new(), owner_of: BTreeMap::new() }
    }
}

impl<E: Belongs> Holdings<E> {
    /// Adds an entry, unless another of its key holds at the same time, or has another owner.
    pub fn add(&mut self, entry: E) -> Result<(), Overlap> {
        let owner = entry.owner();
        let known = self.owner_of.entry(entry.key()).or_insert_with(|| owner.clone());
        if *known != owner {
            return Err(Overlap);
        }
        self.owners.entry(owner).or_default().add(entry)
    }

    /// All entries of an owner, by their keys.
    pub fn of(&self, owner: &E::Owner) -> impl Iterator<Item = &E> {
        self.owners.get(owner).into_iter().flat_map(Register::all)
    }

    /// All entries, by their owners.
    pub fn all(&self) -> impl Iterator<Item = &E> {
        self.owners.values().flat_map(Register::all)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }
}
