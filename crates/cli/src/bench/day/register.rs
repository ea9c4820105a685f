//! Which way each movement of the day goes, as whoever drives the measurement knows it: a truck knows
//! where it is bound, and no node has to be asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use kernel::DossierId;

use crate::demo::ways::Way;

/// A movement that was lodged.
#[derive(Debug, Clone)]
pub(super) struct Journey {
    /// Where it goes.
    pub(super) way: Way,
    /// Which guarantee covers it.
    pub(super) grn: String,
    /// For how much.
    pub(super) amount: u32,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Register {
    journeys: Mutex<BTreeMap<DossierId, Journey>>,
    discharged: AtomicUsize,
    over: AtomicBool,
}

impl Register {
    fn held(&self) -> anyhow::Result<MutexGuard<'_, BTreeMap<DossierId, Journey>>> {
        self.journeys.lock().map_err(|_| anyhow::anyhow!("a thread that lodged movements ended"))
    }

    /// Notes movements that were lodged and acknowledged.
    pub(super) fn note(&self, lodged: Vec<(DossierId, Journey)>) -> anyhow::Result<()> {
        self.held()?.extend(lodged);
        Ok(())
    }

    /// Where a movement goes.
    pub(super) fn way(&self, movement: &DossierId) -> anyhow::Result<Option<Way>> {
        Ok(self.held()?.get(movement).map(|journey| journey.way))
    }

    /// All that were lodged.
    pub(super) fn journeys(&self) -> anyhow::Result<BTreeMap<DossierId, Journey>> {
        Ok(self.held()?.clone())
    }

    /// Departure has discharged one.
    pub(super) fn discharge(&self) {
        self.discharged.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are discharged.
    pub(super) fn discharged(&self) -> usize {
        self.discharged.load(Ordering::Relaxed)
    }

    /// The day is over: every thread ends.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}
