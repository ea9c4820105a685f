//! Erasing in SQLite. What is taken out is overwritten, also where its pages are given up.

use kernel::{DossierId, Name, NodeId};
use rusqlite::{Params, Row, params};

use super::Sqlite;
use super::read::{dossier, parsed};
use crate::erasing::{ErasureRow, KnownSince, ReadErasures, WriteErasures};
use crate::fault::Fault;
use crate::rows::{Place, count, key_place, place_key};

const DOING: &str = "erase a dossier";
/// The entries told of a dossier by one writer.
const TOLD: &str = "SELECT source FROM told WHERE dossier = ?1 AND writer = ?2";

fn erasure(row: &Row<'_>) -> rusqlite::Result<ErasureRow> {
    Ok(ErasureRow { place: key_place(row.get(0)?), dossier: dossier(row, 1)? })
}

impl Sqlite {
    /// Runs a statement so that nothing it takes out is left in the file.
    fn erase(&self, sql: &str, params: impl Params) -> Result<(), Fault> {
        let set = |sql| self.one(DOING, sql, [], |_| Ok(())).map(|_| ());
        set("PRAGMA secure_delete = ON")?;
        self.run(DOING, sql, params)?;
        set("PRAGMA secure_delete = OFF")
    }
}

impl ReadErasures for Sqlite {
    fn known_after(
        &self,
        kind: &str,
        begun: i64,
        at_most: usize,
    ) -> Result<Vec<KnownSince>, Fault> {
        let sql = "SELECT begun, day, dossier FROM views WHERE kind = ?1 AND begun > ?2 \
                   ORDER BY begun LIMIT ?3";
        self.all("read dossiers by their age", sql, params![kind, begun, count(at_most)], |row| {
            let day = parsed(1, row.get_ref(1)?.as_str()?.parse())?;
            Ok(KnownSince { begun: row.get(0)?, day, dossier: dossier(row, 2)? })
        })
    }

    fn erasures(&self, after: Option<Place>, at_most: usize) -> Result<Vec<ErasureRow>, Fault> {
        let sql = "SELECT place, dossier FROM erasures WHERE place > ?1 ORDER BY place LIMIT ?2";
        let page = params![after.map_or(-1, place_key), count(at_most)];
        self.all("read erasures", sql, page, erasure)
    }

    fn erasures_of(&self, dossier: &DossierId) -> Result<Vec<ErasureRow>, Fault> {
        let sql = "SELECT place, dossier FROM erasures WHERE dossier = ?1 ORDER BY place";
        self.all("read the erasures of a dossier", sql, [dossier.as_str()], erasure)
    }

    fn commands_of(&self, dossier: &DossierId) -> Result<Vec<String>, Fault> {
        let sql = "SELECT id FROM commands WHERE dossier = ?1 ORDER BY id";
        self.all("read the commands of a dossier", sql, [dossier.as_str()], |row| row.get(0))
    }
}

impl WriteErasures for Sqlite {
    fn put_erasure(&mut self, erasure: &ErasureRow) -> Result<(), Fault> {
        let row = params![place_key(erasure.place), erasure.dossier.as_str()];
        self.run("keep an erasure", "INSERT INTO erasures VALUES (?1, ?2)", row)
    }

    fn empty_told(&mut self, dossier: &DossierId, writer: &NodeId) -> Result<(), Fault> {
        for (table, key, own) in [("entries", "place", 1), ("foreign_entries", "id", 0)] {
            let sql =
                format!("UPDATE {table} SET sealed = x'' WHERE {key} IN ({TOLD} AND own = {own})");
            self.erase(&sql, [dossier.as_str(), writer.as_str()])?;
        }
        Ok(())
    }

    fn empty_entry(&mut self, place: Place) -> Result<(), Fault> {
        self.erase("UPDATE entries SET sealed = x'' WHERE place = ?1", [place_key(place)])
    }

    fn rename(&mut self, name: &Name, to: &str, dossier: &DossierId) -> Result<(), Fault> {
        let sql = "UPDATE names SET value = ?3 WHERE kind = ?1 AND value = ?2 AND dossier = ?4";
        self.erase(sql, params![name.kind.as_str(), name.value, to, dossier.as_str()])
    }

    fn free_name(&mut self, name: &Name, dossier: &DossierId) -> Result<(), Fault> {
        let sql = "UPDATE names SET reserved = 0 WHERE kind = ?1 AND value = ?2 AND dossier = ?3";
        self.erase(sql, params![name.kind.as_str(), name.value, dossier.as_str()])
    }

    fn rename_command(&mut self, id: &str, to: &str) -> Result<(), Fault> {
        self.erase("UPDATE commands SET id = ?2, answer = x'' WHERE id = ?1", [id, to])
    }

    fn unlist(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let begun = "SELECT begun FROM views WHERE dossier = ?1";
        let begun: Option<i64> = self.one(DOING, begun, [dossier.as_str()], |row| row.get(0))?;
        let Some(begun) = begun else { return Ok(()) };
        let found = "DELETE FROM found_by WHERE begun = ?2 AND (kind, name) IN \
                     (SELECT kind, value FROM names WHERE dossier = ?1)";
        self.erase(found, params![dossier.as_str(), begun])?;
        self.erase("DELETE FROM views WHERE dossier = ?1", [dossier.as_str()])
    }

    fn hush(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let sql = "SELECT n.id, n.addressees FROM told t JOIN notices n ON n.seq = t.seq \
                   WHERE t.dossier = ?1";
        let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        for (id, addressees) in self.all(DOING, sql, [dossier.as_str()], row)? {
            for addressee in addressees.lines() {
                let sql = "DELETE FROM notice_addressees WHERE addressee = ?1 AND notice = ?2";
                self.erase(sql, params![addressee, id])?;
            }
            let sql = "UPDATE notices SET event = '', phase = '', addressees = '' WHERE id = ?1";
            self.erase(sql, [id])?;
        }
        Ok(())
    }
}
