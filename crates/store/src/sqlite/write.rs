//! Writing to SQLite, in one transaction at a time.

use journal::{Item, LogId, Tile, TileId};
use kernel::{Administration, Digest, DossierId, Epoch, Name, NodeId};
use rusqlite::params;

use super::Sqlite;
use crate::fault::Fault;
use crate::rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Source, TaskRow, ToldRow, ViewRow, bytes, count, epoch_code, item_code, number,
    place_key, spaced,
};
use crate::store::Store;
use crate::tables::{Table, Values};

impl Sqlite {
    fn batch(&self, doing: &'static str, sql: &str) -> Result<(), Fault> {
        self.run(doing, sql, [])
    }

    /// The short number of another node's log.
    fn log_id(&self, log: &LogId) -> Result<i64, Fault> {
        let origin = log.to_string();
        let find = "SELECT id FROM logs WHERE origin = ?1";
        if let Some(id) = self.one("find a log", find, [&origin], |row| row.get(0))? {
            return Ok(id);
        }
        self.run("add a log", "INSERT INTO logs (origin) VALUES (?1)", [&origin])?;
        Ok(self.db.last_insert_rowid())
    }
}

impl Store for Sqlite {
    fn make_sure(&mut self) -> Result<(), Fault> {
        self.settle()
    }

    fn begin(&mut self) -> Result<(), Fault> {
        self.batch("begin a transaction", "BEGIN IMMEDIATE")?;
        self.begun = self.data_version()?;
        Ok(())
    }

    fn overtaken(&self) -> Result<bool, Fault> {
        Ok(self.begun != self.seen)
    }

    fn foresee(&self, _: &[&str], _: &[DossierId]) -> Result<(), Fault> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.batch("sync a transaction", "COMMIT")?;
        self.seen = self.begun;
        Ok(())
    }

    fn roll_back(&mut self) -> Result<(), Fault> {
        self.batch("take a transaction back", "ROLLBACK")
    }

    fn append(&mut self, entry: &EntryRow) -> Result<(), Fault> {
        let EntryRow { place, header, commitments, sealed } = entry;
        let row = params![place_key(*place), header, bytes(commitments), sealed];
        self.run("append an entry", "INSERT INTO entries VALUES (?1, ?2, ?3, ?4)", row)
    }

    fn put_tiles(
        &mut self,
        epoch: Epoch,
        partition: u16,
        tiles: &[(TileId, Tile)],
    ) -> Result<(), Fault> {
        for (TileId { level, index }, tile) in tiles {
            let sql = "INSERT OR REPLACE INTO tiles VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![epoch.0, partition, level, number(*index), tile.to_bytes()];
            self.run("keep a tile", sql, row)?;
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
        let sql = "INSERT OR REPLACE INTO checkpoints VALUES (?1, ?2)";
        self.run("keep a checkpoint", sql, params![place, note])
    }

    fn record(&mut self, entry: &ForeignRow) -> Result<i64, Fault> {
        let log = self.log_id(&entry.log)?;
        let sql = "INSERT INTO foreign_entries \
                   (log, idx, header, commitments, sealed, proof, size, received) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = params![
            log,
            number(entry.index),
            entry.header,
            bytes(&entry.commitments),
            entry.sealed,
            bytes(&entry.proof),
            number(entry.size),
            entry.received
        ];
        self.run("record a foreign entry", sql, row)?;
        Ok(self.db.last_insert_rowid())
    }

    fn reseal(&mut self, id: i64, sealed: &[u8]) -> Result<(), Fault> {
        let sql = "UPDATE foreign_entries SET sealed = ?2 WHERE id = ?1";
        self.run("add to a foreign entry", sql, params![id, sealed])
    }

    fn reprove(&mut self, id: i64, size: u64, proof: &[Digest]) -> Result<(), Fault> {
        let sql = "UPDATE foreign_entries SET size = ?2, proof = ?3 WHERE id = ?1";
        self.run("prove a foreign entry", sql, params![id, number(size), bytes(proof)])
    }

    fn put_foreign_checkpoint(&mut self, log: &LogId, size: u64, note: &str) -> Result<(), Fault> {
        let log = self.log_id(log)?;
        let sql = "INSERT OR REPLACE INTO foreign_checkpoints VALUES (?1, ?2, ?3)";
        self.run("keep a foreign checkpoint", sql, params![log, number(size), note])
    }

    fn tell(&mut self, told: &ToldRow) -> Result<i64, Fault> {
        let (own, source) = match told.source {
            Source::Own(place) => (true, place_key(place)),
            Source::Foreign(id) => (false, id),
        };
        let sql = "INSERT INTO told (dossier, kind, writer, part, epoch, idx, own, source, verdict) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let row = params![
            told.dossier.as_str(),
            told.kind,
            told.writer.as_str(),
            number(told.part),
            told.epoch.0,
            number(told.index),
            own,
            source,
            told.verdict
        ];
        self.run("tell an event", sql, row)?;
        Ok(self.db.last_insert_rowid())
    }

    fn judge(&mut self, seq: i64, verdict: &str) -> Result<(), Fault> {
        let sql = "UPDATE told SET verdict = ?2 WHERE seq = ?1";
        self.run("judge an event", sql, params![seq, verdict])
    }

    fn put_dossier(&mut self, dossier: &DossierRow) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO dossiers VALUES (?1, ?2, ?3)";
        let row = params![dossier.dossier.as_str(), dossier.kind, dossier.flag];
        self.run("keep a dossier", sql, row)
    }

    fn put_reader(&mut self, reader: &ReaderRow) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO readers VALUES (?1, ?2, ?3)";
        let row = params![reader.dossier.as_str(), reader.administration.as_str(), reader.grant];
        self.run("keep a reader", sql, row)
    }

    fn drop_reader(
        &mut self,
        dossier: &DossierId,
        administration: &Administration,
    ) -> Result<(), Fault> {
        let sql = "DELETE FROM readers WHERE dossier = ?1 AND administration = ?2";
        self.run("take a reader away", sql, [dossier.as_str(), administration.as_str()])
    }

    fn put_name(&mut self, name: &Name, dossier: &DossierId, reserve: bool) -> Result<(), Fault> {
        let sql = "INSERT INTO names VALUES (?1, ?2, ?3, ?4) ON CONFLICT (kind, value, dossier) \
                   DO UPDATE SET reserved = max(reserved, excluded.reserved)";
        let row = params![name.kind.as_str(), name.value, dossier.as_str(), reserve];
        self.run("keep a name", sql, row)
    }

    fn put_command(&mut self, command: &CommandRow) -> Result<(), Fault> {
        let sql = "INSERT INTO commands VALUES (?1, ?2, ?3, ?4)";
        let about = command.dossier.as_ref().map(DossierId::as_str);
        let row = params![command.id, command.mac, about, command.answer];
        self.run("keep a command", sql, row)
    }

    fn put_task(&mut self, task: &TaskRow) -> Result<(), Fault> {
        let sql = "INSERT INTO tasks (due, policy, seq) VALUES (?1, ?2, ?3)";
        self.run("keep a task", sql, params![task.due, task.policy, task.seq])
    }

    fn drop_task(&mut self, id: i64) -> Result<(), Fault> {
        self.run("end a task", "DELETE FROM tasks WHERE id = ?1", [id])
    }

    fn put_out_stream(&mut self, stream: &OutStream) -> Result<(), Fault> {
        let sql =
            "INSERT OR REPLACE INTO out_streams VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let row = params![
            stream.recipient.as_str(),
            stream.epoch.0,
            stream.partition,
            number(stream.head.number),
            stream.head.dispatch.map(number),
            number(stream.dispatch_count),
            number(stream.receipted),
            stream.receipted_dispatch.map(number),
            number(stream.verified),
            number(stream.cosigned)
        ];
        self.run("keep a stream", sql, row)
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
        let sql = "INSERT INTO dispatches VALUES (?1, ?2)";
        self.run("keep a dispatch", sql, params![recipient.as_str(), key])?;
        for (item_number, item) in items {
            let sql = "INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let row = params![
                recipient.as_str(),
                epoch.0,
                partition,
                number(*item_number),
                number(item.index),
                item_code(item.told_as),
                epoch_code(item.epoch)
            ];
            self.run("number an entry", sql, row)?;
        }
        Ok(())
    }

    fn put_in_stream(&mut self, stream: &InStream) -> Result<(), Fault> {
        let log = self.log_id(&stream.log)?;
        let sql = "INSERT OR REPLACE INTO in_streams VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = params![
            log,
            number(stream.through),
            stream.dispatch.map(number),
            stream.dispatched,
            number(stream.size),
            stream.root.0,
            stream.receipt.map(place_key),
            stream.exceptions
        ];
        self.run("keep a stream from a peer", sql, row)
    }

    fn put_heard(&mut self, heard: &HeardRow) -> Result<(), Fault> {
        let log = self.log_id(&heard.log)?;
        let sql = "INSERT OR REPLACE INTO heard VALUES (?1, ?2, ?3)";
        self.run("keep what was heard", sql, params![log, number(heard.size), heard.note])
    }

    fn put_document(&mut self, what: &str, version: u64, note: &str) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO documents VALUES (?1, ?2, ?3)";
        self.run("keep a document", sql, params![what, number(version), note])
    }

    fn lease(&mut self, series: &str, count: u64) -> Result<u64, Fault> {
        let find = "SELECT next FROM blocks WHERE series = ?1";
        let next: Option<i64> = self.one("find a block", find, [series], |row| row.get(0))?;
        let first = next.and_then(|next| u64::try_from(next).ok()).unwrap_or_default();
        let sql = "INSERT OR REPLACE INTO blocks VALUES (?1, ?2)";
        self.run("lease a block", sql, params![series, number(first + count)])?;
        Ok(first)
    }

    fn put_view(&mut self, view: &ViewRow, names: &[Name]) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO views VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let row = params![
            view.dossier.as_str(),
            view.kind,
            view.phase,
            view.version,
            view.name.as_ref().map(|name| name.kind.as_str()),
            view.name.as_ref().map(|name| &name.value),
            view.begun,
            view.day.to_string(),
            count(view.name_count),
            spaced(&view.concerns)
        ];
        self.run("list a dossier", sql, row)?;
        let found = "INSERT OR IGNORE INTO found_by VALUES (?1, ?2, ?3)";
        for name in names {
            let row = params![name.kind.as_str(), name.value, view.begun];
            self.run("let a dossier be found", found, row)?;
        }
        Ok(())
    }

    fn put_viewed(&mut self, seq: i64) -> Result<(), Fault> {
        self.put_text("viewed", &seq.to_string())
    }

    fn put_alarm(&mut self, alarm: &AlarmRow) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO alarms VALUES (?1, ?2)";
        self.run("keep an alarm", sql, params![place_key(alarm.place), alarm.body])
    }

    fn put_text(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO texts VALUES (?1, ?2)";
        self.run("keep a text", sql, [name, text])
    }

    fn put_page(&mut self, table: Table, rows: &[Values]) -> Result<(), Fault> {
        self.write_page(table, rows)
    }
}
