//! Tasks whose command was refused rest. They are tried again when what they may rest on has changed:
//! their dossier, the documents in force, the posts or the reference data; with every day, and whenever a
//! node starts.

use std::collections::BTreeSet;

use kernel::DossierId;
use store::{TaskRow, ToldRow};

use crate::fault::Fault;
use crate::node::Node;

/// When a task that was refused is due: not by itself.
pub(crate) const PARKED: i64 = i64::MAX;
/// How many of them are looked at.
const TASKS_PARKED_MAX: usize = 100_000;

impl Node {
    /// Lets a task rest that was refused.
    pub(super) fn park(&mut self, task: TaskRow, row: &ToldRow) -> Result<(), Fault> {
        self.store.put_task(&TaskRow { due: PARKED, ..task })?;
        if let Some(parked) = &mut self.cache.parked {
            parked.insert(row.dossier.clone());
        }
        Ok(())
    }

    /// Whether everything that rests is to be tried again, and something does.
    pub(super) fn retries_tasks(&mut self) -> Result<bool, Fault> {
        // With a day an agreement may begin, a guarantee or an authorisation be valid.
        let today = kernel::utc_day(self.now);
        self.retries |= self.retried.replace(today).is_some_and(|day| day != today);
        self.retries = self.retries && !self.store.tasks_at(PARKED, 1)?.is_empty();
        Ok(self.retries)
    }

    /// Everything that rests is due now.
    pub(super) fn retry_tasks(&mut self) -> Result<(), Fault> {
        let parked = self.store.tasks_at(PARKED, TASKS_PARKED_MAX)?;
        self.retries = false;
        self.cache.parked = (parked.len() < TASKS_PARKED_MAX).then(BTreeSet::new);
        parked.into_iter().try_for_each(|task| self.is_due(task))
    }

    /// Something has happened to a dossier: what rests of it is due now.
    pub(super) fn retry_tasks_of(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        if self.cache.parked.is_none() {
            let mut parked = BTreeSet::new();
            for task in self.store.tasks_at(PARKED, TASKS_PARKED_MAX)? {
                parked.extend(self.store.told(task.seq)?.map(|row| row.dossier));
            }
            self.cache.parked = Some(parked);
        }
        let rests = self.cache.parked.as_mut().is_some_and(|parked| parked.remove(dossier));
        if !rests {
            return Ok(());
        }
        for task in self.store.tasks_at(PARKED, TASKS_PARKED_MAX)? {
            if self.store.told(task.seq)?.is_some_and(|row| row.dossier == *dossier) {
                self.is_due(task)?;
            }
        }
        Ok(())
    }

    fn is_due(&mut self, task: TaskRow) -> Result<(), Fault> {
        self.store.drop_task(task.id)?;
        Ok(self.store.put_task(&TaskRow { due: self.now.as_microsecond(), ..task })?)
    }
}
