//! Which disks there are: SQLite names a file by its path alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::medium::Medium;

pub(crate) type Shared = Arc<Mutex<Medium>>;

#[derive(Debug)]
struct Registry {
    last: u64,
    disks: BTreeMap<u64, Shared>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry { last: 0, disks: BTreeMap::new() });

/// A panic elsewhere leaves nothing half done here.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn enter(medium: Medium) -> (u64, Shared) {
    let mut registry = locked(&REGISTRY);
    registry.last += 1;
    let (number, medium) = (registry.last, Arc::new(Mutex::new(medium)));
    registry.disks.insert(number, Arc::clone(&medium));
    (number, medium)
}

pub(crate) fn find(number: u64) -> Option<Shared> {
    locked(&REGISTRY).disks.get(&number).map(Arc::clone)
}

pub(crate) fn leave(number: u64) {
    locked(&REGISTRY).disks.remove(&number);
}
