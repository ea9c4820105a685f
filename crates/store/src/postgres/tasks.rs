//! Tasks while a transaction is under way: most of them are put and done in the same one, and never
//! seen by the server.

use std::collections::BTreeMap;

use super::Postgres;
use super::batch::{Batch, Numbers};
use super::fields::Fields;
use crate::fault::Fault;
use crate::rows::{TaskRow, count};
use crate::tables::{self, Value, Values};

/// How many tasks are read at once.
const READ_MAX: usize = 1_024;

/// Which tasks are due by a time.
const BY: &str = "due <= $1";

/// The tasks that are due by some time: all there are.
#[derive(Default)]
pub(super) struct Tasks {
    by: i64,
    /// By when they are due, and their numbers.
    rows: BTreeMap<(i64, i64), TaskRow>,
    due: BTreeMap<i64, i64>,
}

impl Tasks {
    fn put(&mut self, task: TaskRow) {
        if task.due <= self.by {
            self.due.insert(task.id, task.due);
            self.rows.insert((task.due, task.id), task);
        }
    }

    fn drop_task(&mut self, id: i64) {
        if let Some(due) = self.due.remove(&id) {
            self.rows.remove(&(due, id));
        }
    }
}

fn row(task: &TaskRow) -> Values {
    vec![task.id.into(), task.due.into(), (&task.policy).into(), task.seq.into()]
}

impl Batch {
    fn drop_task(&mut self, id: i64) -> Result<(), Fault> {
        self.writes("end a task")?;
        if let Some(tasks) = &mut self.tasks {
            tasks.drop_task(id);
        }
        if !self.forget(tables::TASKS, &[Value::Number(id)]) {
            self.done_tasks.push(id);
        }
        Ok(())
    }
}

impl Postgres {
    pub(super) fn keep_task(&self, task: &TaskRow) -> Result<(), Fault> {
        let id = Numbers::next(&mut self.batch.borrow_mut().numbers.tasks);
        let task = TaskRow { id, ..task.clone() };
        self.keep("keep a task", tables::TASKS, row(&task), &[])?;
        if let Some(tasks) = &mut self.batch.borrow_mut().tasks {
            tasks.put(task);
        }
        Ok(())
    }

    pub(super) fn end_task(&self, id: i64) -> Result<(), Fault> {
        self.batch.borrow_mut().drop_task(id)
    }

    pub(super) fn tasks_due(&self, by: i64, at_most: usize) -> Result<Vec<TaskRow>, Fault> {
        let mut batch = self.batch.borrow_mut();
        if !batch.is_open() {
            drop(batch);
            return self.read_tasks(BY, by, at_most);
        }
        if batch.tasks.as_ref().is_none_or(|tasks| tasks.by < by) {
            drop(batch);
            let read = self.read_tasks(BY, i64::MAX, READ_MAX)?;
            // A full page has all that is due before its last one.
            let all_by = match read.last() {
                Some(last) if read.len() == READ_MAX => last.due.saturating_sub(1),
                _ => i64::MAX,
            };
            if all_by < by {
                return self.read_tasks(BY, by, at_most);
            }
            let mut tasks = Tasks { by: all_by, ..Tasks::default() };
            read.into_iter().for_each(|task| tasks.put(task));
            batch = self.batch.borrow_mut();
            batch.tasks = Some(tasks);
        }
        let rows = batch.tasks.iter().flat_map(|tasks| tasks.rows.range(..=(by, i64::MAX)));
        Ok(rows.take(at_most).map(|(_, task)| task.clone()).collect())
    }

    pub(super) fn read_tasks(
        &self,
        due: &str,
        time: i64,
        at_most: usize,
    ) -> Result<Vec<TaskRow>, Fault> {
        self.settle_tasks()?;
        let sql =
            format!("SELECT id, due, policy, seq FROM tasks WHERE {due} ORDER BY due, id LIMIT $2");
        self.all(
            "read what is due",
            &sql,
            &[time.into(), count(at_most).into()],
            |row: &Fields<'_>| {
                Ok(TaskRow {
                    id: row.number(0)?,
                    due: row.number(1)?,
                    policy: row.text(2)?,
                    seq: row.number(3)?,
                })
            },
        )
    }
}
