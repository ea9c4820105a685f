//! Tasks whose command was refused rest. They are tried again when what they may rest on has changed:
//! their dossier, the documents in force, the posts or the reference data; with every day, and whenever a
//! node starts.
//!
//! Tasks that cannot be done before peers have told again what they had told, after a loss, wait for that,
//! and are done then before anything that came since: what was promised comes before what is asked.

use std::collections::BTreeSet;

use kernel::DossierId;
use store::{TaskRow, ToldRow};

use crate::fault::Fault;
use crate::node::Node;

/// When a task that was refused is due: not by itself.
pub(crate) const PARKED: i64 = i64::MAX;
/// When one is due that waits for what peers have to tell again: not by itself either.
pub(crate) const AWAITS: i64 = i64::MAX - 1;
/// When it is due once they have: before all else.
const FIRST: i64 = 0;
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

    /// Lets a task wait that cannot be done yet.
    pub(super) fn await_peers(&mut self, task: TaskRow) -> Result<(), Fault> {
        Ok(self.store.put_task(&TaskRow { due: AWAITS, ..task })?)
    }

    /// Whether what waits for peers need not wait any more, and something does. Only a node that has
    /// recovered once has such tasks.
    pub(super) fn resumes_tasks(&mut self) -> Result<bool, Fault> {
        let waits = self.gathering.is_some() && !self.store.tasks_at(AWAITS, 1)?.is_empty();
        Ok(waits && self.caught_up()?)
    }

    /// What waited for peers is due now, in its order.
    pub(super) fn resume_tasks(&mut self) -> Result<(), Fault> {
        let waiting = self.store.tasks_at(AWAITS, TASKS_PARKED_MAX)?;
        waiting.into_iter().try_for_each(|task| self.is_due_at(task, FIRST))
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
        self.is_due_at(task, self.now.as_microsecond())
    }

    fn is_due_at(&mut self, task: TaskRow, due: i64) -> Result<(), Fault> {
        self.store.drop_task(task.id)?;
        Ok(self.store.put_task(&TaskRow { due, ..task })?)
    }
}
