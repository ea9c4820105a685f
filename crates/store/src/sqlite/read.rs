//! Reading from SQLite.

use journal::{Item, LogId, StreamHead, Tile, TileId};
use kernel::{Administration, Digest, DossierId, Epoch, Name, NameKind, NodeId};
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Row, params};

use super::Sqlite;
use crate::fault::Fault;
use crate::rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Search, Source, TaskRow, ToldRow, ViewRow, count, epoch_from, item_from, key_place,
    number, place_key,
};
use crate::store::Read;
use crate::tables::{Table, Value, Values};

const FOREIGN: &str = "SELECT f.id, l.origin, f.idx, f.header, f.commitments, f.sealed, f.proof, \
                       f.size, f.received FROM foreign_entries f JOIN logs l ON l.id = f.log";
const TOLD: &str =
    "SELECT seq, dossier, kind, writer, part, epoch, idx, own, source, verdict FROM told";
const OUT: &str = "SELECT recipient, epoch, partition, number, dispatch, dispatch_count, \
                   receipted, receipted_dispatch, verified, cosigned FROM out_streams";
const IN: &str = "SELECT l.origin, s.through, s.dispatch, s.dispatched, s.size, s.root, s.receipt, \
                  s.exceptions FROM in_streams s JOIN logs l ON l.id = s.log";

/// A value of a row that does not parse is a damaged row.
pub(super) fn parsed<T, E>(column: usize, value: Result<T, E>) -> rusqlite::Result<T> {
    let damaged = || Box::new(FromSqlError::InvalidType);
    value.map_err(|_| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, damaged()))
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    parsed(column, u64::try_from(row.get::<_, i64>(column)?))
}

fn maybe_unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<u64>> {
    row.get::<_, Option<i64>>(column)?.map(|value| parsed(column, u64::try_from(value))).transpose()
}

fn epoch(row: &Row<'_>, column: usize) -> rusqlite::Result<Epoch> {
    parsed(column, u32::try_from(row.get::<_, i64>(column)?)).map(Epoch)
}

fn partition(row: &Row<'_>, column: usize) -> rusqlite::Result<u16> {
    parsed(column, u16::try_from(row.get::<_, i64>(column)?))
}

pub(super) fn dossier(row: &Row<'_>, column: usize) -> rusqlite::Result<DossierId> {
    parsed(column, DossierId::parse(row.get_ref(column)?.as_str()?))
}

fn node(row: &Row<'_>, column: usize) -> rusqlite::Result<NodeId> {
    parsed(column, NodeId::parse(row.get_ref(column)?.as_str()?))
}

fn log(row: &Row<'_>, column: usize) -> rusqlite::Result<LogId> {
    parsed(column, LogId::parse(row.get_ref(column)?.as_str()?))
}

fn digests(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Digest>> {
    let (chunks, rest) = row.get_ref(column)?.as_blob()?.as_chunks::<32>();
    parsed(column, rest.is_empty().then_some(()).ok_or(()))?;
    Ok(chunks.iter().map(|chunk| Digest(*chunk)).collect())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    let (place, commitments) = (key_place(row.get(0)?), digests(row, 2)?);
    Ok(EntryRow { place, header: row.get(1)?, commitments, sealed: row.get(3)? })
}

fn foreign(row: &Row<'_>) -> rusqlite::Result<ForeignRow> {
    Ok(ForeignRow {
        id: row.get(0)?,
        log: log(row, 1)?,
        index: unsigned(row, 2)?,
        header: row.get(3)?,
        commitments: digests(row, 4)?,
        sealed: row.get(5)?,
        proof: digests(row, 6)?,
        size: unsigned(row, 7)?,
        received: row.get(8)?,
    })
}

pub(super) fn told(row: &Row<'_>) -> rusqlite::Result<ToldRow> {
    let source = row.get(8)?;
    let own: bool = row.get(7)?;
    Ok(ToldRow {
        seq: row.get(0)?,
        dossier: dossier(row, 1)?,
        kind: row.get(2)?,
        writer: node(row, 3)?,
        part: unsigned(row, 4)?,
        epoch: epoch(row, 5)?,
        index: unsigned(row, 6)?,
        source: if own { Source::Own(key_place(source)) } else { Source::Foreign(source) },
        verdict: row.get(9)?,
    })
}

fn out_stream(row: &Row<'_>) -> rusqlite::Result<OutStream> {
    let epoch = epoch(row, 1)?;
    Ok(OutStream {
        recipient: node(row, 0)?,
        epoch,
        partition: partition(row, 2)?,
        head: StreamHead { epoch, number: unsigned(row, 3)?, dispatch: maybe_unsigned(row, 4)? },
        dispatch_count: unsigned(row, 5)?,
        receipted: unsigned(row, 6)?,
        receipted_dispatch: maybe_unsigned(row, 7)?,
        verified: unsigned(row, 8)?,
        cosigned: unsigned(row, 9)?,
    })
}

fn in_stream(row: &Row<'_>) -> rusqlite::Result<InStream> {
    Ok(InStream {
        log: log(row, 0)?,
        through: unsigned(row, 1)?,
        dispatch: maybe_unsigned(row, 2)?,
        dispatched: row.get(3)?,
        size: unsigned(row, 4)?,
        root: Digest(row.get(5)?),
        receipt: row.get::<_, Option<i64>>(6)?.map(key_place),
        exceptions: row.get(7)?,
    })
}

/// A signed note. Bytes that are no text stay visible as such, and no signature holds over them: the
/// row is read, so that whoever checks it can name it.
fn note(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(row.get_ref(column)?.as_bytes()?).into_owned())
}

pub(super) fn name_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<NameKind> {
    let text = row.get_ref(column)?.as_str()?;
    parsed(column, NameKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(()))
}

impl Read for Sqlite {
    fn hold_still(&self) -> Result<(), Fault> {
        self.hold()
    }

    fn let_go(&self) -> Result<(), Fault> {
        self.release()
    }

    fn size(&self, epoch: Epoch, partition: u16) -> Result<u64, Fault> {
        let first = place_key(Place { epoch, partition, index: 0 });
        let after = place_key(Place { epoch, partition: partition + 1, index: 0 });
        let sql = "SELECT max(place) FROM entries WHERE place >= ?1 AND place < ?2";
        let last =
            self.one("measure a log", sql, [first, after], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().map_or(0, |key| key_place(key).index + 1))
    }

    fn last_epoch(&self) -> Result<Option<Epoch>, Fault> {
        let sql = "SELECT max(place) FROM entries";
        let last = self.one("find the last epoch", sql, [], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().map(|key| key_place(key).epoch))
    }

    fn entry(&self, place: Place) -> Result<Option<EntryRow>, Fault> {
        let sql = "SELECT place, header, commitments, sealed FROM entries WHERE place = ?1";
        self.one("read an entry", sql, [place_key(place)], entry)
    }

    fn entries(&self, from: Place, at_most: usize) -> Result<Vec<EntryRow>, Fault> {
        let after = place_key(Place { partition: from.partition + 1, index: 0, ..from });
        let sql = "SELECT place, header, commitments, sealed FROM entries \
                   WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3";
        self.all("read entries", sql, [place_key(from), after, count(at_most)], entry)
    }

    fn tile(&self, epoch: Epoch, partition: u16, id: TileId) -> Result<Option<Tile>, Fault> {
        let sql = "SELECT hashes FROM tiles \
                   WHERE epoch = ?1 AND partition = ?2 AND level = ?3 AND tile = ?4";
        let place = params![epoch.0, partition, id.level, number(id.index)];
        self.one("read a tile", sql, place, |row| {
            parsed(0, Tile::from_bytes(row.get_ref(0)?.as_blob()?).ok_or(()))
        })
    }

    fn checkpoints(
        &self,
        epoch: Epoch,
        partition: u16,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<(u64, String)>, Fault> {
        let first = place_key(Place { epoch, partition, index: from });
        let after = place_key(Place { epoch, partition: partition + 1, index: 0 });
        let sql = "SELECT place, note FROM checkpoints \
                   WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3";
        self.all("read checkpoints", sql, [first, after, count(at_most)], |row| {
            Ok((key_place(row.get(0)?).index, note(row, 1)?))
        })
    }

    fn journal_counts(&self) -> Result<(u64, u64), Fault> {
        let sql = "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM checkpoints)";
        let counts = self.one("count the rows of the journal", sql, [], |row| {
            Ok((unsigned(row, 0)?, unsigned(row, 1)?))
        })?;
        Ok(counts.unwrap_or_default())
    }

    fn broken(&self) -> Result<Option<String>, Fault> {
        self.unsound()
    }

    fn last_checkpoint(
        &self,
        epoch: Epoch,
        partition: u16,
    ) -> Result<Option<(u64, String)>, Fault> {
        let first = place_key(Place { epoch, partition, index: 0 });
        let after = place_key(Place { epoch, partition: partition + 1, index: 0 });
        let sql = "SELECT place, note FROM checkpoints \
                   WHERE place >= ?1 AND place < ?2 ORDER BY place DESC LIMIT 1";
        self.one("read the last checkpoint", sql, [first, after], |row| {
            Ok((key_place(row.get(0)?).index, row.get(1)?))
        })
    }

    fn foreign(&self, id: i64) -> Result<Option<ForeignRow>, Fault> {
        self.one("read a foreign entry", &format!("{FOREIGN} WHERE f.id = ?1"), [id], foreign)
    }

    fn foreign_at(&self, log: &LogId, index: u64) -> Result<Option<ForeignRow>, Fault> {
        let sql = format!("{FOREIGN} WHERE l.origin = ?1 AND f.idx = ?2");
        let place = params![log.to_string(), number(index)];
        self.one("find a foreign entry", &sql, place, foreign)
    }

    fn foreigns_of(
        &self,
        log: &LogId,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<ForeignRow>, Fault> {
        let sql = format!("{FOREIGN} WHERE l.origin = ?1 AND f.idx >= ?2 ORDER BY f.idx LIMIT ?3");
        self.all(
            "read a foreign log",
            &sql,
            params![log.to_string(), number(from), count(at_most)],
            foreign,
        )
    }

    fn foreign_checkpoint(&self, log: &LogId, size: u64) -> Result<Option<String>, Fault> {
        let sql = "SELECT c.note FROM foreign_checkpoints c JOIN logs l ON l.id = c.log \
                   WHERE l.origin = ?1 AND c.size = ?2";
        self.one("find a checkpoint", sql, (log.to_string(), number(size)), |row| note(row, 0))
    }

    fn foreigns(&self, from: i64, at_most: usize) -> Result<Vec<ForeignRow>, Fault> {
        let sql = format!("{FOREIGN} WHERE f.id >= ?1 ORDER BY f.id LIMIT ?2");
        self.all("read foreign entries", &sql, [from, count(at_most)], foreign)
    }

    fn foreign_checkpoints(&self) -> Result<Vec<(LogId, u64, String)>, Fault> {
        let sql = "SELECT l.origin, c.size, c.note FROM foreign_checkpoints c \
                   JOIN logs l ON l.id = c.log ORDER BY l.origin, c.size";
        self.all("read foreign checkpoints", sql, [], |row| {
            Ok((log(row, 0)?, unsigned(row, 1)?, note(row, 2)?))
        })
    }

    fn told_of(&self, dossier: &DossierId) -> Result<Vec<ToldRow>, Fault> {
        let sql = format!("{TOLD} WHERE dossier = ?1 ORDER BY seq");
        self.all("read a dossier's events", &sql, [dossier.as_str()], told)
    }

    fn told_of_after(
        &self,
        dossier: &DossierId,
        seq: i64,
        at_most: usize,
    ) -> Result<Vec<ToldRow>, Fault> {
        let sql = format!("{TOLD} WHERE dossier = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
        let page = params![dossier.as_str(), seq, count(at_most)];
        self.all("read some of a dossier's events", &sql, page, told)
    }

    fn version(&self, dossier: &DossierId) -> Result<i64, Fault> {
        let sql = "SELECT coalesce(max(seq), 0) FROM told WHERE dossier = ?1";
        Ok(self.one("read a version", sql, [dossier.as_str()], |row| row.get(0))?.unwrap_or(0))
    }

    fn told(&self, seq: i64) -> Result<Option<ToldRow>, Fault> {
        self.one("read an event", &format!("{TOLD} WHERE seq = ?1"), [seq], told)
    }

    fn told_after(&self, seq: i64, at_most: usize) -> Result<Vec<ToldRow>, Fault> {
        let sql = format!("{TOLD} WHERE seq > ?1 ORDER BY seq LIMIT ?2");
        self.all("read events", &sql, [seq, count(at_most)], told)
    }

    fn dossier(&self, id: &DossierId) -> Result<Option<DossierRow>, Fault> {
        let sql = "SELECT dossier, kind, flag FROM dossiers WHERE dossier = ?1";
        self.one("read a dossier", sql, [id.as_str()], |row| {
            Ok(DossierRow { dossier: dossier(row, 0)?, kind: row.get(1)?, flag: row.get(2)? })
        })
    }

    fn readers(&self, id: &DossierId) -> Result<Vec<ReaderRow>, Fault> {
        let sql = "SELECT dossier, administration, granted FROM readers \
                   WHERE dossier = ?1 ORDER BY administration";
        self.all("read a dossier's readers", sql, [id.as_str()], |row| {
            let administration = Administration::parse(row.get_ref(1)?.as_str()?);
            Ok(ReaderRow {
                dossier: dossier(row, 0)?,
                administration: parsed(1, administration)?,
                grant: row.get(2)?,
            })
        })
    }

    fn named(&self, name: &Name) -> Result<Vec<DossierId>, Fault> {
        let sql = "SELECT dossier FROM names WHERE kind = ?1 AND value = ?2 ORDER BY dossier";
        self.all("find a name", sql, [name.kind.as_str(), &name.value], |row| dossier(row, 0))
    }

    fn names_of(&self, id: &DossierId) -> Result<Vec<(NameKind, String)>, Fault> {
        let sql = "SELECT kind, value FROM names WHERE dossier = ?1 ORDER BY kind, value";
        self.all("read a dossier's names", sql, [id.as_str()], |row| {
            Ok((name_kind(row, 0)?, row.get(1)?))
        })
    }

    fn reserved(&self, name: &Name) -> Result<Option<DossierId>, Fault> {
        let sql = "SELECT dossier FROM names WHERE kind = ?1 AND value = ?2 AND reserved = 1";
        self.one("look for a reserved name", sql, [name.kind.as_str(), &name.value], |row| {
            dossier(row, 0)
        })
    }

    fn command(&self, id: &str) -> Result<Option<CommandRow>, Fault> {
        let sql = "SELECT id, mac, dossier, answer FROM commands WHERE id = ?1";
        self.one("look for a command", sql, [id], |row| {
            let about: Option<String> = row.get(2)?;
            let about = about.map(|about| parsed(2, DossierId::parse(&about))).transpose()?;
            Ok(CommandRow {
                id: row.get(0)?,
                mac: row.get(1)?,
                dossier: about,
                answer: row.get(3)?,
            })
        })
    }

    fn due(&self, by: i64, at_most: usize) -> Result<Vec<TaskRow>, Fault> {
        self.tasks_where("due <= ?1", by, at_most)
    }

    fn tasks_at(&self, due: i64, at_most: usize) -> Result<Vec<TaskRow>, Fault> {
        self.tasks_where("due = ?1", due, at_most)
    }

    fn task_count(&self, by: i64) -> Result<u64, Fault> {
        let sql = "SELECT count(*) FROM tasks WHERE due <= ?1";
        Ok(self.one("count tasks", sql, [by], |row| unsigned(row, 0))?.unwrap_or_default())
    }

    fn out_stream(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
    ) -> Result<Option<OutStream>, Fault> {
        let sql = format!("{OUT} WHERE recipient = ?1 AND epoch = ?2 AND partition = ?3");
        let stream = params![recipient.as_str(), epoch.0, partition];
        self.one("read a stream", &sql, stream, out_stream)
    }

    fn out_streams(&self) -> Result<Vec<OutStream>, Fault> {
        let sql = format!("{OUT} ORDER BY recipient, epoch, partition");
        self.all("read the streams", &sql, [], out_stream)
    }

    fn items(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<(u64, Item)>, Fault> {
        let sql = "SELECT number, idx, told_as, of_epoch FROM items WHERE recipient = ?1 AND epoch = ?2 \
                   AND partition = ?3 AND number >= ?4 ORDER BY number LIMIT ?5";
        let range = params![recipient.as_str(), epoch.0, partition, number(from), count(at_most)];
        self.all("read what was numbered", sql, range, |row| {
            let (index, told_as) = (unsigned(row, 1)?, item_from(row.get(2)?));
            let item = Item { index, told_as, epoch: epoch_from(row.get(3)?) };
            Ok((unsigned(row, 0)?, item))
        })
    }

    fn dispatches(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        after: Option<u64>,
        at_most: usize,
    ) -> Result<Vec<u64>, Fault> {
        let index = after.map_or(0, |after| after + 1);
        let first = place_key(Place { epoch, partition, index });
        let end = place_key(Place { epoch, partition: partition + 1, index: 0 });
        let sql = "SELECT place FROM dispatches WHERE recipient = ?1 AND place >= ?2 AND place < ?3 \
                   ORDER BY place LIMIT ?4";
        let range = params![recipient.as_str(), first, end, count(at_most)];
        self.all("read dispatches", sql, range, |row| Ok(key_place(row.get(0)?).index))
    }

    fn in_stream(&self, log: &LogId) -> Result<Option<InStream>, Fault> {
        let sql = format!("{IN} WHERE l.origin = ?1");
        self.one("read a stream from a peer", &sql, [log.to_string()], in_stream)
    }

    fn in_streams(&self) -> Result<Vec<InStream>, Fault> {
        self.all("read the streams from peers", &format!("{IN} ORDER BY l.origin"), [], in_stream)
    }

    fn heard(&self) -> Result<Vec<HeardRow>, Fault> {
        let sql = "SELECT l.origin, h.size, h.note FROM heard h JOIN logs l ON l.id = h.log \
                   ORDER BY l.origin";
        self.all("read what was heard", sql, [], |row| {
            Ok(HeardRow { log: log(row, 0)?, size: unsigned(row, 1)?, note: row.get(2)? })
        })
    }

    fn documents(&self) -> Result<Vec<(String, u64, String)>, Fault> {
        let sql = "SELECT what, version, note FROM documents ORDER BY what, version";
        self.all("read the documents", sql, [], |row| {
            Ok((row.get(0)?, unsigned(row, 1)?, note(row, 2)?))
        })
    }

    fn views(
        &self,
        search: &Search,
        before: Option<i64>,
        at_most: usize,
    ) -> Result<Vec<ViewRow>, Fault> {
        self.search(search, before, at_most)
    }

    fn view(&self, dossier: &DossierId) -> Result<Option<ViewRow>, Fault> {
        self.view_of(dossier)
    }

    fn phases(&self, kind: &str) -> Result<Vec<(String, u64)>, Fault> {
        let sql = "SELECT phase, count(*) FROM views WHERE kind = ?1 GROUP BY phase ORDER BY phase";
        self.all("count dossiers", sql, [kind], |row| Ok((row.get(0)?, unsigned(row, 1)?)))
    }

    fn viewed(&self) -> Result<i64, Fault> {
        let text = self.text("viewed")?.unwrap_or_default();
        text.parse().map_err(|_| Fault::Damaged { doing: "read how far the lists follow" })
    }

    fn alarms(&self, at_most: usize) -> Result<Vec<AlarmRow>, Fault> {
        let sql = "SELECT place, body FROM alarms ORDER BY place DESC LIMIT ?1";
        self.all("read alarms", sql, [count(at_most)], |row| {
            Ok(AlarmRow { place: key_place(row.get(0)?), body: row.get(1)? })
        })
    }

    fn alarms_about(&self, about: &str) -> Result<Vec<AlarmRow>, Fault> {
        let sql = "SELECT place, body FROM alarms WHERE json_extract(body, '$.about') = ?1 \
                   ORDER BY place";
        self.all("read alarms", sql, [about], |row| {
            Ok(AlarmRow { place: key_place(row.get(0)?), body: row.get(1)? })
        })
    }

    fn alarm_count(&self) -> Result<u64, Fault> {
        let sql = "SELECT COUNT(*) FROM alarms";
        Ok(self.one("count alarms", sql, [], |row| unsigned(row, 0))?.unwrap_or_default())
    }

    fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        self.one("read a text", "SELECT text FROM texts WHERE name = ?1", [name], |row| row.get(0))
    }

    fn page(
        &self,
        table: Table,
        after: Option<&[Value]>,
        at_most: usize,
    ) -> Result<Vec<Values>, Fault> {
        self.read_page(table, after, at_most)
    }
}
