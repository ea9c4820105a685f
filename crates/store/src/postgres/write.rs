//! Writing to PostgreSQL, in one transaction at a time.

use journal::{Item, LogId, Tile, TileId};
use kernel::{Administration, Digest, DossierId, Epoch, Name, NodeId};

use super::batch::{ALARMS_ABOUT, Numbers};
use super::known::{BLOCK, COMMAND, DOSSIER, NAMED, READERS_OF, TOLD_OF};
use super::{Postgres, read};
use crate::fault::Fault;
use crate::rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Source, TaskRow, ToldRow, ViewRow, bytes, count, epoch_code, item_code, number,
    place_key, spaced,
};
use crate::store::{Read, Store};
use crate::tables::{self, Table, Value, Values};

/// Where the verdict stands among the columns of an event.
const VERDICT: usize = 9;
/// How much of what an alarm is about it is looked for by; an index has no room for any length.
const ABOUT_CHARACTERS_MAX: usize = 200;

/// What an alarm is looked for by; none where its body does not say what it is about.
pub(super) fn about(body: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(body.get("about")?.as_str()?.to_owned())
}

pub(super) fn looked_for(about: &str) -> String {
    about.chars().take(ABOUT_CHARACTERS_MAX).collect()
}

/// The word by which the rows of a name are looked for.
pub(super) fn name_word(name: &Name) -> String {
    format!("{} {}", name.kind.as_str(), name.value)
}

impl Postgres {
    /// Lets a row wait, to be found by some words.
    pub(super) fn keep(
        &self,
        doing: &'static str,
        table: Table,
        row: Values,
        words: &[&str],
    ) -> Result<(), Fault> {
        self.batch.borrow_mut().keep(&mut self.link.borrow_mut(), (doing, table), row, words)
    }

    /// The next number of a series.
    pub(super) fn next(&self, series: impl FnOnce(&mut Numbers) -> &mut i64) -> i64 {
        Numbers::next(series(&mut self.batch.borrow_mut().numbers))
    }

    /// The short number of another node's log.
    fn log_id(&self, log: &LogId) -> Result<i64, Fault> {
        let origin = log.to_string();
        if let Some(id) = self.batch.borrow().logs.get(&origin) {
            return Ok(*id);
        }
        let find = "SELECT id FROM logs WHERE origin = $1";
        let found = self.one("find a log", find, &[(&origin).into()], |row| row.number(0))?;
        let id = match found {
            Some(id) => id,
            None => {
                let id = self.next(|numbers| &mut numbers.logs);
                let row = vec![id.into(), (&origin).into()];
                self.keep("add a log", tables::LOGS, row, &[])?;
                id
            }
        };
        self.batch.borrow_mut().logs.insert(origin, id);
        Ok(id)
    }

    /// How long a log is while this transaction appends to it. The first to ask locks its head.
    fn head(&self, epoch: Epoch, partition: u16) -> Result<u64, Fault> {
        let log = (epoch.0, partition);
        if let Some(size) = self.batch.borrow().heads.get(&log) {
            return Ok(*size);
        }
        let sql = "SELECT size FROM heads WHERE epoch = $1 AND partition = $2 FOR UPDATE";
        let at = [i64::from(epoch.0).into(), i64::from(partition).into()];
        let size = self.one("lock a log", sql, &at, |row| row.unsigned(0))?.unwrap_or_default();
        self.batch.borrow_mut().heads.insert(log, size);
        Ok(size)
    }

    /// Lets an alarm be found by what it is about.
    pub(super) fn index_alarm(&self, place: i64, body: &str) -> Result<(), Fault> {
        let Some(about) = about(body) else { return Ok(()) };
        let row = vec![Value::Text(looked_for(&about)), place.into()];
        self.keep("keep an alarm", ALARMS_ABOUT, row, &[])
    }
}

impl Store for Postgres {
    /// A server that could not sync ends, and goes over its own log before it lets anybody in; then it
    /// shows what its standby may never have heard of.
    fn make_sure(&mut self) -> Result<(), Fault> {
        self.link.borrow_mut().make_sure("UPDATE turn SET taken = taken WHERE one = 1; ")
    }

    fn begin(&mut self) -> Result<(), Fault> {
        self.batch.borrow_mut().begin(&mut self.link.borrow_mut())
    }

    fn overtaken(&self) -> Result<bool, Fault> {
        Ok(self.batch.borrow().overtaken)
    }

    fn foresee(&self, commands: &[&str], dossiers: &[DossierId]) -> Result<(), Fault> {
        let dossiers = || dossiers.iter().map(|dossier| dossier.as_str().to_owned());
        let commands = commands.iter().map(|command| (*command).to_owned());
        self.foresee_all("look for commands", COMMAND, commands)?;
        self.foresee_all("read events", TOLD_OF, dossiers())?;
        self.foresee_all("read dossiers", DOSSIER, dossiers())?;
        self.foresee_all("read readers", READERS_OF, dossiers())
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.batch.borrow_mut().commit(&mut self.link.borrow_mut())
    }

    fn roll_back(&mut self) -> Result<(), Fault> {
        self.batch.borrow_mut().roll_back(&mut self.link.borrow_mut())
    }

    fn append(&mut self, entry: &EntryRow) -> Result<(), Fault> {
        let doing = "append an entry";
        let EntryRow { place, header, commitments, sealed } = entry;
        self.batch.borrow_mut().writes(doing)?;
        if self.head(place.epoch, place.partition)? != place.index {
            return Err(Fault::Taken { doing });
        }
        let log = (place.epoch.0, place.partition);
        self.batch.borrow_mut().heads.insert(log, place.index + 1);
        let key = place_key(*place);
        let row = vec![key.into(), header.into(), Value::Bytes(bytes(commitments)), sealed.into()];
        self.keep(doing, tables::ENTRIES, row, &[&key.to_string()])
    }

    fn put_tiles(
        &mut self,
        epoch: Epoch,
        partition: u16,
        tiles: &[(TileId, Tile)],
    ) -> Result<(), Fault> {
        for (TileId { level, index }, tile) in tiles {
            let row = vec![
                i64::from(epoch.0).into(),
                i64::from(partition).into(),
                i64::from(*level).into(),
                number(*index).into(),
                Value::Bytes(tile.to_bytes()),
            ];
            self.keep("keep a tile", tables::TILES, row, &[])?;
        }
        Ok(())
    }

    fn put_checkpoint(
        &mut self,
        epoch: Epoch,
        partition: u16,
        size: u64,
        note: &str,
    ) -> Result<(), Fault> {
        let place = place_key(Place { epoch, partition, index: size });
        self.keep("keep a checkpoint", tables::CHECKPOINTS, vec![place.into(), note.into()], &[])
    }

    fn record(&mut self, entry: &ForeignRow) -> Result<i64, Fault> {
        let doing = "record a foreign entry";
        self.batch.borrow_mut().writes(doing)?;
        let absent = format!("{} {}", entry.log, entry.index);
        let asked = self.batch.borrow_mut().absent.remove(&absent);
        if !asked && self.foreign_at(&entry.log, entry.index)?.is_some() {
            return Err(Fault::Taken { doing });
        }
        self.batch.borrow_mut().absent.remove(&absent);
        let log = self.log_id(&entry.log)?;
        let id = self.next(|numbers| &mut numbers.foreign_entries);
        let row = vec![
            id.into(),
            log.into(),
            number(entry.index).into(),
            (&entry.header).into(),
            Value::Bytes(bytes(&entry.commitments)),
            (&entry.sealed).into(),
            Value::Bytes(bytes(&entry.proof)),
            number(entry.size).into(),
            entry.received.into(),
        ];
        self.keep(doing, tables::FOREIGN_ENTRIES, row, &[&absent, &id.to_string()])?;
        Ok(id)
    }

    fn reseal(&mut self, id: i64, sealed: &[u8]) -> Result<(), Fault> {
        self.settle(tables::FOREIGN_ENTRIES, Some(&id.to_string()))?;
        let sql = "UPDATE foreign_entries SET sealed = $2 WHERE id = $1";
        self.run("add to a foreign entry", sql, &[id.into(), sealed.into()])
    }

    fn reprove(&mut self, id: i64, size: u64, proof: &[Digest]) -> Result<(), Fault> {
        self.settle(tables::FOREIGN_ENTRIES, Some(&id.to_string()))?;
        let sql = "UPDATE foreign_entries SET size = $2, proof = $3 WHERE id = $1";
        let row = [id.into(), number(size).into(), Value::Bytes(bytes(proof))];
        self.run("prove a foreign entry", sql, &row)
    }

    fn put_foreign_checkpoint(&mut self, log: &LogId, size: u64, note: &str) -> Result<(), Fault> {
        let log = self.log_id(log)?;
        let row = vec![log.into(), number(size).into(), note.into()];
        self.keep("keep a foreign checkpoint", tables::FOREIGN_CHECKPOINTS, row, &[])
    }

    fn tell(&mut self, told: &ToldRow) -> Result<i64, Fault> {
        let (own, source) = match told.source {
            Source::Own(place) => (1, place_key(place)),
            Source::Foreign(id) => (0, id),
        };
        let seq = self.next(|numbers| &mut numbers.told);
        let dossier = told.dossier.as_str();
        let row = vec![
            seq.into(),
            dossier.into(),
            (&told.kind).into(),
            told.writer.as_str().into(),
            number(told.part).into(),
            i64::from(told.epoch.0).into(),
            number(told.index).into(),
            own.into(),
            source.into(),
            (&told.verdict).into(),
        ];
        self.keep("tell an event", tables::TOLD, row, &[dossier, &seq.to_string()])?;
        Ok(seq)
    }

    fn judge(&mut self, seq: i64, verdict: &str) -> Result<(), Fault> {
        self.settle(tables::TOLD, Some(&seq.to_string()))?;
        let sql = "UPDATE told SET verdict = $2 WHERE seq = $1";
        self.run("judge an event", sql, &[seq.into(), verdict.into()])?;
        let mut batch = self.batch.borrow_mut();
        batch.known.change(tables::TOLD, &[seq.into()], VERDICT, &verdict.into());
        Ok(())
    }

    fn put_dossier(&mut self, dossier: &DossierRow) -> Result<(), Fault> {
        let id = dossier.dossier.as_str();
        let row = vec![id.into(), (&dossier.kind).into(), (&dossier.flag).into()];
        self.keep("keep a dossier", tables::DOSSIERS, row, &[id])
    }

    fn put_reader(&mut self, reader: &ReaderRow) -> Result<(), Fault> {
        let id = reader.dossier.as_str();
        let row = vec![id.into(), reader.administration.as_str().into(), (&reader.grant).into()];
        self.keep("keep a reader", tables::READERS, row, &[id])
    }

    fn drop_reader(
        &mut self,
        dossier: &DossierId,
        administration: &Administration,
    ) -> Result<(), Fault> {
        self.settle(tables::READERS, Some(dossier.as_str()))?;
        let sql = "DELETE FROM readers WHERE dossier = $1 AND administration = $2";
        let reader = [dossier.as_str().into(), administration.as_str().into()];
        self.run("take a reader away", sql, &reader)?;
        let mut batch = self.batch.borrow_mut();
        batch.known.drop_row(READERS_OF, vec![dossier.as_str().into()], &reader);
        Ok(())
    }

    fn put_name(&mut self, name: &Name, dossier: &DossierId, reserve: bool) -> Result<(), Fault> {
        let doing = "keep a name";
        self.batch.borrow_mut().writes(doing)?;
        if reserve && self.reserved(name)?.is_some_and(|other| other != *dossier) {
            return Err(Fault::Taken { doing });
        }
        let (kind, id) = (name.kind.as_str(), dossier.as_str());
        let mut row = vec![kind.into(), (&name.value).into(), id.into(), i64::from(reserve).into()];
        {
            // What was reserved before stays so, wherever that is remembered.
            let batch = self.batch.borrow();
            let key = tables::NAMES.key(&row);
            let before =
                [batch.waits(tables::NAMES, key), batch.known.row(NAMED, &NAMED.of(&row), key)];
            row = before.into_iter().flatten().cloned().fold(row.clone(), Values::max);
        }
        self.keep(doing, tables::NAMES, row, &[&name_word(name), id])
    }

    fn put_command(&mut self, command: &CommandRow) -> Result<(), Fault> {
        let doing = "keep a command";
        self.batch.borrow_mut().writes(doing)?;
        if self.command(&command.id)?.is_some() {
            return Err(Fault::Taken { doing });
        }
        let about = command.dossier.as_ref().map(DossierId::as_str);
        let row = vec![
            (&command.id).into(),
            command.mac.as_slice().into(),
            about.into(),
            (&command.answer).into(),
        ];
        self.keep(doing, tables::COMMANDS, row, &[&command.id])
    }

    fn put_task(&mut self, task: &TaskRow) -> Result<(), Fault> {
        self.keep_task(task)
    }

    fn drop_task(&mut self, id: i64) -> Result<(), Fault> {
        self.end_task(id)
    }

    fn put_out_stream(&mut self, stream: &OutStream) -> Result<(), Fault> {
        let recipient = stream.recipient.as_str();
        let row = vec![
            recipient.into(),
            i64::from(stream.epoch.0).into(),
            i64::from(stream.partition).into(),
            number(stream.head.number).into(),
            stream.head.dispatch.map(number).into(),
            number(stream.dispatch_count).into(),
            number(stream.receipted).into(),
            stream.receipted_dispatch.map(number).into(),
            number(stream.verified).into(),
            number(stream.cosigned).into(),
        ];
        self.keep("keep a stream", tables::OUT_STREAMS, row, &[recipient])
    }

    fn put_dispatch(
        &mut self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        place: u64,
        items: &[(u64, Item)],
    ) -> Result<(), Fault> {
        let key = place_key(Place { epoch, partition, index: place });
        let row = vec![recipient.as_str().into(), key.into()];
        self.keep("keep a dispatch", tables::DISPATCHES, row, &[])?;
        for (item_number, item) in items {
            let row = vec![
                recipient.as_str().into(),
                i64::from(epoch.0).into(),
                i64::from(partition).into(),
                number(*item_number).into(),
                number(item.index).into(),
                item_code(item.told_as).into(),
                epoch_code(item.epoch).into(),
            ];
            self.keep("number an entry", tables::ITEMS, row, &[])?;
        }
        Ok(())
    }

    fn put_in_stream(&mut self, stream: &InStream) -> Result<(), Fault> {
        let log = self.log_id(&stream.log)?;
        let row = vec![
            log.into(),
            number(stream.through).into(),
            stream.dispatch.map(number).into(),
            stream.dispatched.into(),
            number(stream.size).into(),
            stream.root.0.as_slice().into(),
            stream.receipt.map(place_key).into(),
            (&stream.exceptions).into(),
        ];
        self.keep("keep a stream from a peer", tables::IN_STREAMS, row, &[])
    }

    fn put_heard(&mut self, heard: &HeardRow) -> Result<(), Fault> {
        let log = self.log_id(&heard.log)?;
        let row = vec![log.into(), number(heard.size).into(), (&heard.note).into()];
        self.keep("keep what was heard", tables::HEARD, row, &[])
    }

    fn put_document(&mut self, what: &str, version: u64, note: &str) -> Result<(), Fault> {
        let row = vec![what.into(), number(version).into(), note.into()];
        self.keep("keep a document", tables::DOCUMENTS, row, &[])
    }

    fn lease(&mut self, series: &str, count: u64) -> Result<u64, Fault> {
        let doing = "lease a block";
        let found = self.rows_of(doing, BLOCK, vec![series.into()], series)?;
        let next = read(doing, &found, |row| row.unsigned(1))?;
        let first = next.first().copied().unwrap_or_default();
        let row = vec![series.into(), number(first.saturating_add(count)).into()];
        self.keep(doing, tables::BLOCKS, row, &[series])?;
        Ok(first)
    }

    fn put_view(&mut self, view: &ViewRow, names: &[Name]) -> Result<(), Fault> {
        let row = vec![
            view.dossier.as_str().into(),
            (&view.kind).into(),
            (&view.phase).into(),
            view.version.into(),
            view.name.as_ref().map(|name| name.kind.as_str()).into(),
            view.name.as_ref().map(|name| &name.value).into(),
            view.begun.into(),
            Value::Text(view.day.to_string()),
            count(view.name_count).into(),
            Value::Text(spaced(&view.concerns)),
        ];
        self.keep("list a dossier", tables::VIEWS, row, &[])?;
        for name in names {
            let row = vec![name.kind.as_str().into(), (&name.value).into(), view.begun.into()];
            self.keep("let a dossier be found", tables::FOUND_BY, row, &[])?;
        }
        Ok(())
    }

    fn put_viewed(&mut self, seq: i64) -> Result<(), Fault> {
        self.put_text("viewed", &seq.to_string())
    }

    fn put_alarm(&mut self, alarm: &AlarmRow) -> Result<(), Fault> {
        let place = place_key(alarm.place);
        self.index_alarm(place, &alarm.body)?;
        let row = vec![place.into(), (&alarm.body).into()];
        self.keep("keep an alarm", tables::ALARMS, row, &[])
    }

    fn put_text(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        self.keep("keep a text", tables::TEXTS, vec![name.into(), text.into()], &[name])
    }

    fn put_page(&mut self, table: Table, rows: &[Values]) -> Result<(), Fault> {
        self.write_page(table, rows)
    }
}
