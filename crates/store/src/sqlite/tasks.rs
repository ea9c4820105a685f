//! What is to be done, and when.

use super::Sqlite;
use crate::fault::Fault;
use crate::rows::{TaskRow, count};

impl Sqlite {
    pub(super) fn tasks_where(
        &self,
        due: &str,
        time: i64,
        at_most: usize,
    ) -> Result<Vec<TaskRow>, Fault> {
        let sql =
            format!("SELECT id, due, policy, seq FROM tasks WHERE {due} ORDER BY due, id LIMIT ?2");
        self.all("read what is due", &sql, [time, count(at_most)], |row| {
            Ok(TaskRow { id: row.get(0)?, due: row.get(1)?, policy: row.get(2)?, seq: row.get(3)? })
        })
    }
}
