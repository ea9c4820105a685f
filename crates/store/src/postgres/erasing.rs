//! Erasing in PostgreSQL. What is taken out is in no row any more, but in what the server has not yet
//! written over or vacuumed, and in its own log: see `docs/operate.md`.

use kernel::{DossierId, Name, NodeId};

use super::Postgres;
use super::fields::{Fields, Unread};
use crate::erasing::{ErasureRow, KnownSince, ReadErasures, WriteErasures};
use crate::fault::Fault;
use crate::rows::{Place, count, key_place, place_key};
use crate::tables::{self, Value};

const DOING: &str = "erase a dossier";

fn erasure(row: &Fields<'_>) -> Result<ErasureRow, Unread> {
    Ok(ErasureRow { place: key_place(row.number(0)?), dossier: row.dossier(1)? })
}

fn known(row: &Fields<'_>) -> Result<KnownSince, Unread> {
    let day = row.text(1)?.parse().map_err(|_| Unread)?;
    Ok(KnownSince { begun: row.number(0)?, day, dossier: row.dossier(2)? })
}

impl Postgres {
    /// Runs a statement over everything this transaction has written, and knows nothing after it.
    fn erase(&self, sql: &str, params: &[Value]) -> Result<(), Fault> {
        {
            let mut batch = self.batch.borrow_mut();
            batch.writes(DOING)?;
            batch.send_all(&mut self.link.borrow_mut())?;
            batch.forget_all();
        }
        self.run(DOING, sql, params)
    }
}

impl ReadErasures for Postgres {
    fn known_after(
        &self,
        kind: &str,
        begun: i64,
        at_most: usize,
    ) -> Result<Vec<KnownSince>, Fault> {
        self.settle(tables::VIEWS, None)?;
        let sql = "SELECT begun, day, dossier FROM views WHERE kind = $1 AND begun > $2 \
                   ORDER BY begun LIMIT $3";
        let page = [kind.into(), begun.into(), count(at_most).into()];
        self.all("read dossiers by their age", sql, &page, known)
    }

    fn erasures(&self, after: Option<Place>, at_most: usize) -> Result<Vec<ErasureRow>, Fault> {
        self.settle(tables::ERASURES, None)?;
        let sql = "SELECT place, dossier FROM erasures WHERE place > $1 ORDER BY place LIMIT $2";
        let page = [after.map_or(-1, place_key).into(), count(at_most).into()];
        self.all("read erasures", sql, &page, erasure)
    }

    fn erasures_of(&self, dossier: &DossierId) -> Result<Vec<ErasureRow>, Fault> {
        self.settle(tables::ERASURES, None)?;
        let sql = "SELECT place, dossier FROM erasures WHERE dossier = $1 ORDER BY place";
        self.all("read the erasures of a dossier", sql, &[dossier.as_str().into()], erasure)
    }

    fn commands_of(&self, dossier: &DossierId) -> Result<Vec<String>, Fault> {
        self.settle(tables::COMMANDS, None)?;
        let sql = "SELECT id FROM commands WHERE dossier = $1 ORDER BY id";
        let of = [dossier.as_str().into()];
        self.all("read the commands of a dossier", sql, &of, |row| row.text(0))
    }
}

impl WriteErasures for Postgres {
    fn put_erasure(&mut self, erasure: &ErasureRow) -> Result<(), Fault> {
        let row = vec![place_key(erasure.place).into(), erasure.dossier.as_str().into()];
        self.keep("keep an erasure", tables::ERASURES, row, &[])
    }

    fn empty_told(&mut self, dossier: &DossierId, writer: &NodeId) -> Result<(), Fault> {
        let of = [dossier.as_str().into(), writer.as_str().into()];
        for (table, key, own) in [("entries", "place", 1), ("foreign_entries", "id", 0)] {
            let sql = format!(
                "UPDATE {table} SET sealed = '' WHERE {key} IN \
                 (SELECT source FROM told WHERE dossier = $1 AND writer = $2 AND own = {own})"
            );
            self.erase(&sql, &of)?;
        }
        Ok(())
    }

    fn empty_entry(&mut self, place: Place) -> Result<(), Fault> {
        let sql = "UPDATE entries SET sealed = '' WHERE place = $1";
        self.erase(sql, &[place_key(place).into()])
    }

    fn rename(&mut self, name: &Name, to: &str, dossier: &DossierId) -> Result<(), Fault> {
        let sql = "UPDATE names SET value = $3 WHERE kind = $1 AND value = $2 AND dossier = $4";
        let kind = name.kind.as_str();
        self.erase(sql, &[kind.into(), (&name.value).into(), to.into(), dossier.as_str().into()])
    }

    fn free_name(&mut self, name: &Name, dossier: &DossierId) -> Result<(), Fault> {
        let sql = "UPDATE names SET reserved = 0 WHERE kind = $1 AND value = $2 AND dossier = $3";
        let kind = name.kind.as_str();
        self.erase(sql, &[kind.into(), (&name.value).into(), dossier.as_str().into()])
    }

    fn rename_command(&mut self, id: &str, to: &str) -> Result<(), Fault> {
        let sql = "UPDATE commands SET id = $2, answer = '' WHERE id = $1";
        self.erase(sql, &[id.into(), to.into()])
    }

    fn unlist(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let of = [dossier.as_str().into()];
        let found = "DELETE FROM found_by f USING views v, names n WHERE v.dossier = $1 \
                     AND n.dossier = v.dossier AND f.begun = v.begun AND f.kind = n.kind \
                     AND f.name = n.value";
        self.erase(found, &of)?;
        self.erase("DELETE FROM views WHERE dossier = $1", &of)
    }

    fn hush(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let of = [dossier.as_str().into()];
        let told = "DELETE FROM notice_addressees a USING told t, notices n WHERE t.dossier = $1 \
                    AND n.seq = t.seq AND a.notice = n.id \
                    AND a.addressee = ANY(string_to_array(n.addressees, chr(10)))";
        self.erase(told, &of)?;
        let said = "UPDATE notices n SET event = '', phase = '', addressees = '' FROM told t \
                    WHERE t.dossier = $1 AND n.seq = t.seq";
        self.erase(said, &of)
    }
}
