//! Locks between connections of one process, as SQLite asks for them.

use std::collections::{BTreeMap, BTreeSet};

/// How far a connection has locked a file, in SQLite's numbers.
const SHARED: i32 = 1;
const RESERVED: i32 = 2;
const PENDING: i32 = 3;
const EXCLUSIVE: i32 = 4;

/// Who has locked a file, by connection.
#[derive(Debug, Default)]
pub(crate) struct FileLocks(BTreeMap<u64, i32>);

impl FileLocks {
    fn others(&self, handle: u64) -> i32 {
        let others = self.0.iter().filter(|(other, _)| **other != handle);
        others.map(|(_, level)| *level).max().unwrap_or_default()
    }

    /// Whether the lock was given.
    pub(crate) fn lock(&mut self, handle: u64, level: i32) -> bool {
        let held = self.0.get(&handle).copied().unwrap_or_default();
        let others = self.others(handle);
        if held >= level {
            return true;
        }
        let most = if level == SHARED { PENDING } else { RESERVED };
        if others >= most {
            return false;
        }
        let alone = level < EXCLUSIVE || others == 0;
        self.0.insert(handle, if alone { level } else { PENDING });
        alone
    }

    pub(crate) fn unlock(&mut self, handle: u64, level: i32) {
        if level == 0 {
            self.0.remove(&handle);
        } else {
            self.0.insert(handle, level);
        }
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.0.values().any(|level| *level >= RESERVED)
    }
}

/// Who has locked which slot of the shared memory.
#[derive(Debug, Default)]
pub(crate) struct ShmLocks {
    shared: BTreeMap<i32, BTreeSet<u64>>,
    exclusive: BTreeMap<i32, u64>,
}

impl ShmLocks {
    /// Whether the slots were given.
    pub(crate) fn lock(&mut self, handle: u64, slots: std::ops::Range<i32>, alone: bool) -> bool {
        let taken = |slot: &i32| {
            let exclusively = self.exclusive.get(slot).is_some_and(|owner| *owner != handle);
            let shared = self.shared.get(slot);
            exclusively
                || alone && shared.is_some_and(|owners| owners.iter().any(|it| *it != handle))
        };
        if slots.clone().any(|slot| taken(&slot)) {
            return false;
        }
        for slot in slots {
            if alone {
                self.exclusive.insert(slot, handle);
            } else {
                self.shared.entry(slot).or_default().insert(handle);
            }
        }
        true
    }

    pub(crate) fn unlock(&mut self, handle: u64, slots: std::ops::Range<i32>) {
        for slot in slots {
            if self.exclusive.get(&slot) == Some(&handle) {
                self.exclusive.remove(&slot);
            }
            if let Some(owners) = self.shared.get_mut(&slot) {
                owners.remove(&handle);
            }
        }
    }

    pub(crate) fn leave(&mut self, handle: u64) {
        self.exclusive.retain(|_, owner| *owner != handle);
        self.shared.values_mut().for_each(|owners| {
            owners.remove(&handle);
        });
    }
}
