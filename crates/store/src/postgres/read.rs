//! Reading from PostgreSQL.

use journal::{Item, LogId, Tile, TileId};
use kernel::{DossierId, Epoch, Name, NameKind, NodeId};

use super::fields::{
    Fields, Unread, alarm, command, entry, foreign, in_stream, out_stream, reader, told,
};
use super::known::{COMMAND, DOSSIER, NAMED, OUT_STREAM, READERS_OF, TEXT, TOLD_OF};
use super::write::{about, looked_for, name_word};
use super::{Postgres, read};
use crate::fault::Fault;
use crate::rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Search, TaskRow, ToldRow, ViewRow, count, epoch_from, item_from, number, place_key,
};
use crate::store::Read;
use crate::tables::{self, Table, Value, Values};

const FOREIGN: &str = "SELECT f.id, l.origin, f.idx, f.header, f.commitments, f.sealed, f.proof, \
                       f.size, f.received FROM foreign_entries f JOIN logs l ON l.id = f.log";
const TOLD: &str =
    "SELECT seq, dossier, kind, writer, part, epoch, idx, own, source, verdict FROM told";
const OUT: &str = "SELECT recipient, epoch, partition, number, dispatch, dispatch_count, \
                   receipted, receipted_dispatch, verified, cosigned FROM out_streams";
const IN: &str = "SELECT l.origin, s.through, s.dispatch, s.dispatched, s.size, s.root, s.receipt, \
                  s.exceptions FROM in_streams s JOIN logs l ON l.id = s.log";

/// Where the entries of a log begin, and where those of the next one would.
fn range(epoch: Epoch, partition: u16, from: u64) -> [Value; 2] {
    let first = place_key(Place { epoch, partition, index: from });
    let after = place_key(Place { epoch, partition, index: 0 }) + (1 << 38);
    [first.into(), after.into()]
}

fn log_at(epoch: Epoch, partition: u16) -> [Value; 2] {
    [i64::from(epoch.0).into(), i64::from(partition).into()]
}

impl Read for Postgres {
    fn hold_still(&self) -> Result<(), Fault> {
        self.hold()
    }

    fn let_go(&self) -> Result<(), Fault> {
        self.release()
    }

    fn size(&self, epoch: Epoch, partition: u16) -> Result<u64, Fault> {
        if let Some(size) = self.batch.borrow().heads.get(&(epoch.0, partition)) {
            return Ok(*size);
        }
        let sql = "SELECT size FROM heads WHERE epoch = $1 AND partition = $2";
        let size = self.one("measure a log", sql, &log_at(epoch, partition), |row| row.unsigned(0));
        Ok(size?.unwrap_or_default())
    }

    fn last_epoch(&self) -> Result<Option<Epoch>, Fault> {
        let sql = "SELECT epoch FROM heads WHERE size > 0 ORDER BY epoch DESC LIMIT 1";
        let kept = self.one("find the last epoch", sql, &[], |row| row.epoch(0))?;
        let batch = self.batch.borrow();
        let written = batch.heads.iter().filter(|(_, size)| **size > 0);
        Ok(kept.max(written.map(|((epoch, _), _)| Epoch(*epoch)).max()))
    }

    fn entry(&self, place: Place) -> Result<Option<EntryRow>, Fault> {
        let key = place_key(place);
        self.settle(tables::ENTRIES, Some(&key.to_string()))?;
        let sql = "SELECT place, header, commitments, sealed FROM entries WHERE place = $1";
        self.one("read an entry", sql, &[key.into()], entry)
    }

    fn entries(&self, from: Place, at_most: usize) -> Result<Vec<EntryRow>, Fault> {
        self.settle(tables::ENTRIES, None)?;
        let [first, after] = range(from.epoch, from.partition, from.index);
        let sql = "SELECT place, header, commitments, sealed FROM entries \
                   WHERE place >= $1 AND place < $2 ORDER BY place LIMIT $3";
        self.all("read entries", sql, &[first, after, count(at_most).into()], entry)
    }

    fn tile(&self, epoch: Epoch, partition: u16, id: TileId) -> Result<Option<Tile>, Fault> {
        self.settle(tables::TILES, None)?;
        let sql = "SELECT hashes FROM tiles \
                   WHERE epoch = $1 AND partition = $2 AND level = $3 AND tile = $4";
        let [epoch, partition] = log_at(epoch, partition);
        let place = [epoch, partition, i64::from(id.level).into(), number(id.index).into()];
        self.one("read a tile", sql, &place, |row| Tile::from_bytes(&row.bytes(0)?).ok_or(Unread))
    }

    fn checkpoints(
        &self,
        epoch: Epoch,
        partition: u16,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<(u64, String)>, Fault> {
        self.settle(tables::CHECKPOINTS, None)?;
        let [first, after] = range(epoch, partition, from);
        let sql = "SELECT place, note FROM checkpoints \
                   WHERE place >= $1 AND place < $2 ORDER BY place LIMIT $3";
        let page = [first, after, count(at_most).into()];
        self.all("read checkpoints", sql, &page, |row| Ok((row.place(0)?.index, row.text(1)?)))
    }

    fn journal_counts(&self) -> Result<(u64, u64), Fault> {
        self.settle(tables::ENTRIES, None)?;
        self.settle(tables::CHECKPOINTS, None)?;
        let sql = "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM checkpoints)";
        let counts = self.one("count the rows of the journal", sql, &[], |row| {
            Ok((row.unsigned(0)?, row.unsigned(1)?))
        })?;
        Ok(counts.unwrap_or_default())
    }

    fn broken(&self) -> Result<Option<String>, Fault> {
        self.unlike()
    }

    fn last_checkpoint(
        &self,
        epoch: Epoch,
        partition: u16,
    ) -> Result<Option<(u64, String)>, Fault> {
        self.settle(tables::CHECKPOINTS, None)?;
        let sql = "SELECT place, note FROM checkpoints \
                   WHERE place >= $1 AND place < $2 ORDER BY place DESC LIMIT 1";
        self.one("read the last checkpoint", sql, &range(epoch, partition, 0), |row| {
            Ok((row.place(0)?.index, row.text(1)?))
        })
    }

    fn foreign(&self, id: i64) -> Result<Option<ForeignRow>, Fault> {
        self.settle_foreign(Some(&id.to_string()))?;
        self.one(
            "read a foreign entry",
            &format!("{FOREIGN} WHERE f.id = $1"),
            &[id.into()],
            foreign,
        )
    }

    fn foreign_at(&self, log: &LogId, index: u64) -> Result<Option<ForeignRow>, Fault> {
        let word = format!("{log} {index}");
        self.settle_foreign(Some(&word))?;
        let sql = format!("{FOREIGN} WHERE l.origin = $1 AND f.idx = $2");
        let place = [Value::Text(log.to_string()), number(index).into()];
        let found = self.one("find a foreign entry", &sql, &place, foreign)?;
        self.note_absent(found.is_none(), word);
        Ok(found)
    }

    fn foreigns_of(
        &self,
        log: &LogId,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<ForeignRow>, Fault> {
        self.settle_foreign(None)?;
        let sql = format!("{FOREIGN} WHERE l.origin = $1 AND f.idx >= $2 ORDER BY f.idx LIMIT $3");
        let range = [Value::Text(log.to_string()), number(from).into(), count(at_most).into()];
        self.all("read the entries of a foreign log", &sql, &range, foreign)
    }

    fn foreign_checkpoint(&self, log: &LogId, size: u64) -> Result<Option<String>, Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::FOREIGN_CHECKPOINTS, None)?;
        let sql = "SELECT c.note FROM foreign_checkpoints c JOIN logs l ON l.id = c.log \
                   WHERE l.origin = $1 AND c.size = $2";
        let key = [Value::Text(log.to_string()), number(size).into()];
        self.one("read a foreign checkpoint", sql, &key, |row| row.text(0))
    }

    fn foreigns(&self, from: i64, at_most: usize) -> Result<Vec<ForeignRow>, Fault> {
        self.settle_foreign(None)?;
        let sql = format!("{FOREIGN} WHERE f.id >= $1 ORDER BY f.id LIMIT $2");
        self.all("read foreign entries", &sql, &[from.into(), count(at_most).into()], foreign)
    }

    fn foreign_checkpoints(&self) -> Result<Vec<(LogId, u64, String)>, Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::FOREIGN_CHECKPOINTS, None)?;
        let sql = "SELECT l.origin, c.size, c.note FROM foreign_checkpoints c \
                   JOIN logs l ON l.id = c.log ORDER BY l.origin, c.size";
        self.all("read foreign checkpoints", sql, &[], |row| {
            Ok((row.log(0)?, row.unsigned(1)?, row.text(2)?))
        })
    }

    fn told_of(&self, dossier: &DossierId) -> Result<Vec<ToldRow>, Fault> {
        let (doing, id) = ("read a dossier's events", dossier.as_str());
        read(doing, &self.rows_of(doing, TOLD_OF, vec![id.into()], id)?, told)
    }

    fn told_of_after(
        &self,
        dossier: &DossierId,
        seq: i64,
        at_most: usize,
    ) -> Result<Vec<ToldRow>, Fault> {
        self.settle(tables::TOLD, Some(dossier.as_str()))?;
        let sql = format!("{TOLD} WHERE dossier = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        let page = [dossier.as_str().into(), seq.into(), count(at_most).into()];
        self.all("read some of a dossier's events", &sql, &page, told)
    }

    fn version(&self, dossier: &DossierId) -> Result<i64, Fault> {
        let (doing, by) = ("read a version", vec![dossier.as_str().into()]);
        if let Some(known) = self.known(TOLD_OF, &by) {
            return Ok(read(doing, &known, |row| row.number(0))?.pop().unwrap_or_default());
        }
        self.settle(tables::TOLD, Some(dossier.as_str()))?;
        let sql = "SELECT coalesce(max(seq), 0) FROM told WHERE dossier = $1";
        Ok(self.one(doing, sql, &by, |row| row.number(0))?.unwrap_or_default())
    }

    fn told(&self, seq: i64) -> Result<Option<ToldRow>, Fault> {
        let doing = "read an event";
        if let Some(waiting) = self.batch.borrow().waits(tables::TOLD, &[seq.into()]) {
            return Ok(read(doing, std::slice::from_ref(waiting), told)?.pop());
        }
        self.one(doing, &format!("{TOLD} WHERE seq = $1"), &[seq.into()], told)
    }

    fn told_after(&self, seq: i64, at_most: usize) -> Result<Vec<ToldRow>, Fault> {
        self.settle(tables::TOLD, None)?;
        let sql = format!("{TOLD} WHERE seq > $1 ORDER BY seq LIMIT $2");
        self.all("read events", &sql, &[seq.into(), count(at_most).into()], told)
    }

    fn dossier(&self, id: &DossierId) -> Result<Option<DossierRow>, Fault> {
        let (doing, id) = ("read a dossier", id.as_str());
        let found = self.rows_of(doing, DOSSIER, vec![id.into()], id)?;
        let dossier = |row: &Fields<'_>| {
            Ok(DossierRow { dossier: row.dossier(0)?, kind: row.text(1)?, flag: row.text(2)? })
        };
        Ok(read(doing, &found, dossier)?.pop())
    }

    fn readers(&self, id: &DossierId) -> Result<Vec<ReaderRow>, Fault> {
        let (doing, id) = ("read a dossier's readers", id.as_str());
        read(doing, &self.rows_of(doing, READERS_OF, vec![id.into()], id)?, reader)
    }

    fn named(&self, name: &Name) -> Result<Vec<DossierId>, Fault> {
        let (doing, word) = ("find a name", name_word(name));
        let by = vec![name.kind.as_str().into(), (&name.value).into()];
        read(doing, &self.rows_of(doing, NAMED, by, &word)?, |row| row.dossier(2))
    }

    fn names_of(&self, id: &DossierId) -> Result<Vec<(NameKind, String)>, Fault> {
        self.settle(tables::NAMES, Some(id.as_str()))?;
        let sql = "SELECT kind, value FROM names WHERE dossier = $1 ORDER BY kind, value";
        self.all("read a dossier's names", sql, &[id.as_str().into()], |row| {
            Ok((row.name_kind(0)?, row.text(1)?))
        })
    }

    fn reserved(&self, name: &Name) -> Result<Option<DossierId>, Fault> {
        let (doing, word) = ("look for a reserved name", name_word(name));
        let by = vec![name.kind.as_str().into(), (&name.value).into()];
        let mut found = self.rows_of(doing, NAMED, by, &word)?;
        found.retain(|row| row.last() == Some(&Value::Number(1)));
        Ok(read(doing, &found, |row| row.dossier(2))?.pop())
    }

    fn command(&self, id: &str) -> Result<Option<CommandRow>, Fault> {
        let doing = "look for a command";
        Ok(read(doing, &self.rows_of(doing, COMMAND, vec![id.into()], id)?, command)?.pop())
    }

    fn due(&self, by: i64, at_most: usize) -> Result<Vec<TaskRow>, Fault> {
        self.tasks_due(by, at_most)
    }

    fn tasks_at(&self, due: i64, at_most: usize) -> Result<Vec<TaskRow>, Fault> {
        self.read_tasks("due = $1", due, at_most)
    }

    fn task_count(&self, by: i64) -> Result<u64, Fault> {
        self.settle_tasks()?;
        let sql = "SELECT count(*) FROM tasks WHERE due <= $1";
        Ok(self.one("count tasks", sql, &[by.into()], |row| row.unsigned(0))?.unwrap_or_default())
    }

    fn out_stream(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
    ) -> Result<Option<OutStream>, Fault> {
        let (doing, recipient) = ("read a stream", recipient.as_str());
        let [epoch, partition] = log_at(epoch, partition);
        let by = vec![recipient.into(), epoch, partition];
        Ok(read(doing, &self.rows_of(doing, OUT_STREAM, by, recipient)?, out_stream)?.pop())
    }

    fn out_streams(&self) -> Result<Vec<OutStream>, Fault> {
        self.settle(tables::OUT_STREAMS, None)?;
        let sql = format!("{OUT} ORDER BY recipient, epoch, partition");
        self.all("read the streams", &sql, &[], out_stream)
    }

    fn items(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        from: u64,
        at_most: usize,
    ) -> Result<Vec<(u64, Item)>, Fault> {
        self.settle(tables::ITEMS, None)?;
        let sql = "SELECT number, idx, told_as, of_epoch FROM items WHERE recipient = $1 AND epoch = $2 \
                   AND partition = $3 AND number >= $4 ORDER BY number LIMIT $5";
        let [epoch, partition] = log_at(epoch, partition);
        let (from, at_most) = (number(from).into(), count(at_most).into());
        let range = [recipient.as_str().into(), epoch, partition, from, at_most];
        self.all("read what was numbered", sql, &range, |row| {
            let (index, told_as) = (row.unsigned(1)?, item_from(row.number(2)?));
            let item = Item { index, told_as, epoch: epoch_from(row.number(3)?) };
            Ok((row.unsigned(0)?, item))
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
        self.settle(tables::DISPATCHES, None)?;
        let [first, end] = range(epoch, partition, after.map_or(0, |after| after + 1));
        let sql = "SELECT place FROM dispatches WHERE recipient = $1 AND place >= $2 AND place < $3 \
                   ORDER BY place LIMIT $4";
        let range = [recipient.as_str().into(), first, end, count(at_most).into()];
        self.all("read dispatches", sql, &range, |row| Ok(row.place(0)?.index))
    }

    fn in_stream(&self, log: &LogId) -> Result<Option<InStream>, Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::IN_STREAMS, None)?;
        let sql = format!("{IN} WHERE l.origin = $1");
        self.one("read a stream from a peer", &sql, &[Value::Text(log.to_string())], in_stream)
    }

    fn in_streams(&self) -> Result<Vec<InStream>, Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::IN_STREAMS, None)?;
        self.all("read the streams from peers", &format!("{IN} ORDER BY l.origin"), &[], in_stream)
    }

    fn heard(&self) -> Result<Vec<HeardRow>, Fault> {
        self.settle(tables::LOGS, None)?;
        self.settle(tables::HEARD, None)?;
        let sql = "SELECT l.origin, h.size, h.note FROM heard h JOIN logs l ON l.id = h.log \
                   ORDER BY l.origin";
        self.all("read what was heard", sql, &[], |row| {
            Ok(HeardRow { log: row.log(0)?, size: row.unsigned(1)?, note: row.text(2)? })
        })
    }

    fn documents(&self) -> Result<Vec<(String, u64, String)>, Fault> {
        self.settle(tables::DOCUMENTS, None)?;
        let sql = "SELECT what, version, note FROM documents ORDER BY what, version";
        self.all("read the documents", sql, &[], |row| {
            Ok((row.text(0)?, row.unsigned(1)?, row.text(2)?))
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
        self.settle(tables::VIEWS, None)?;
        let sql = "SELECT phase, count(*) FROM views WHERE kind = $1 GROUP BY phase ORDER BY phase";
        self.all("count dossiers", sql, &[kind.into()], |row| Ok((row.text(0)?, row.unsigned(1)?)))
    }

    fn viewed(&self) -> Result<i64, Fault> {
        let text = self.text("viewed")?.unwrap_or_default();
        text.parse().map_err(|_| Fault::Damaged { doing: "read how far the lists follow" })
    }

    fn alarms(&self, at_most: usize) -> Result<Vec<AlarmRow>, Fault> {
        self.settle(tables::ALARMS, None)?;
        let sql = "SELECT place, body FROM alarms ORDER BY place DESC LIMIT $1";
        self.all("read alarms", sql, &[count(at_most).into()], alarm)
    }

    fn alarms_about(&self, what: &str) -> Result<Vec<AlarmRow>, Fault> {
        self.settle_alarms()?;
        let sql = "SELECT a.place, a.body FROM alarms_about l JOIN alarms a ON a.place = l.place \
                   WHERE l.about = $1 ORDER BY a.place";
        let found = self.all("read alarms", sql, &[Value::Text(looked_for(what))], alarm)?;
        Ok(found.into_iter().filter(|row| about(&row.body).as_deref() == Some(what)).collect())
    }

    fn alarm_count(&self) -> Result<u64, Fault> {
        self.settle(tables::ALARMS, None)?;
        let sql = "SELECT count(*) FROM alarms";
        Ok(self.one("count alarms", sql, &[], |row| row.unsigned(0))?.unwrap_or_default())
    }

    fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        let doing = "read a text";
        let found = self.rows_of(doing, TEXT, vec![name.into()], name)?;
        Ok(read(doing, &found, |row| row.text(1))?.pop())
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
