//! The contract every engine keeps. `storesuite` is the same contract as tests.

use journal::{Item, LogId, Tile, TileId};
use kernel::{Administration, Digest, DossierId, Epoch, Name, NameKind, NodeId};

use crate::erasing::{ReadErasures, WriteErasures};
use crate::fault::Fault;
use crate::notices::{ReadNotices, WriteNotices};
use crate::rows::{
    AlarmRow, CommandRow, DossierRow, EntryRow, ForeignRow, HeardRow, InStream, OutStream, Place,
    ReaderRow, Search, TaskRow, ToldRow, ViewRow,
};
use crate::tables::{Table, Value, Values};

/// Reading. What is read inside a transaction includes what it has written.
pub trait Read: ReadNotices + ReadErasures + Send {
    /// What is read from now on is of one moment, that of the first reading, until [`Read::let_go`].
    /// Not inside of a transaction.
    fn hold_still(&self) -> Result<(), Fault>;
    /// What is read from now on is of its own moment again.
    fn let_go(&self) -> Result<(), Fault>;
    /// How many entries a log holds.
    fn size(&self, epoch: Epoch, partition: u16) -> Result<u64, Fault>;
    /// The highest epoch there is; none in an empty store.
    fn last_epoch(&self) -> Result<Option<Epoch>, Fault>;
    /// An entry.
    fn entry(&self, place: Place) -> Result<Option<EntryRow>, Fault>;
    /// Entries from a place on, at most so many.
    fn entries(&self, from: Place, count: usize) -> Result<Vec<EntryRow>, Fault>;
    /// A tile of a log.
    fn tile(&self, epoch: Epoch, partition: u16, id: TileId) -> Result<Option<Tile>, Fault>;
    /// Own checkpoints from a size on, in order, at most so many.
    fn checkpoints(
        &self,
        epoch: Epoch,
        partition: u16,
        from: u64,
        count: usize,
    ) -> Result<Vec<(u64, String)>, Fault>;
    /// How many entries and how many checkpoints there are of all own logs together.
    fn journal_counts(&self) -> Result<(u64, u64), Fault>;
    /// What is broken in the store as a whole, whoever reads it: the first thing, in the engine's
    /// words. Reads everything.
    fn broken(&self) -> Result<Option<String>, Fault>;
    /// The last own checkpoint.
    fn last_checkpoint(&self, epoch: Epoch, partition: u16)
    -> Result<Option<(u64, String)>, Fault>;
    /// A foreign entry by its number here.
    fn foreign(&self, id: i64) -> Result<Option<ForeignRow>, Fault>;
    /// A foreign entry by its place in its author's log.
    fn foreign_at(&self, log: &LogId, index: u64) -> Result<Option<ForeignRow>, Fault>;
    /// Foreign entries of one log from a place in it on, in its order, at most so many.
    fn foreigns_of(&self, log: &LogId, from: u64, count: usize) -> Result<Vec<ForeignRow>, Fault>;
    /// Foreign entries from a number on, at most so many.
    fn foreigns(&self, from: i64, count: usize) -> Result<Vec<ForeignRow>, Fault>;
    /// The checkpoint of another log at a size, where entries were recorded under it.
    fn foreign_checkpoint(&self, log: &LogId, size: u64) -> Result<Option<String>, Fault>;
    /// Checkpoints of another log under which entries were recorded: size and note.
    fn foreign_checkpoints(&self) -> Result<Vec<(LogId, u64, String)>, Fault>;
    /// The events of a dossier in the order they were told.
    fn told_of(&self, dossier: &DossierId) -> Result<Vec<ToldRow>, Fault>;
    /// The same after a number, at most so many.
    fn told_of_after(
        &self,
        dossier: &DossierId,
        seq: i64,
        count: usize,
    ) -> Result<Vec<ToldRow>, Fault>;
    /// The number of the last event of a dossier; 0 where there is none.
    fn version(&self, dossier: &DossierId) -> Result<i64, Fault>;
    /// One event.
    fn told(&self, seq: i64) -> Result<Option<ToldRow>, Fault>;
    /// Events after a number, at most so many.
    fn told_after(&self, seq: i64, count: usize) -> Result<Vec<ToldRow>, Fault>;
    /// What is known of a dossier.
    fn dossier(&self, dossier: &DossierId) -> Result<Option<DossierRow>, Fault>;
    /// Who reads a dossier.
    fn readers(&self, dossier: &DossierId) -> Result<Vec<ReaderRow>, Fault>;
    /// The dossiers that carry a name.
    fn named(&self, name: &Name) -> Result<Vec<DossierId>, Fault>;
    /// The names of a dossier.
    fn names_of(&self, dossier: &DossierId) -> Result<Vec<(NameKind, String)>, Fault>;
    /// Whether this node has reserved a name, and to which dossier.
    fn reserved(&self, name: &Name) -> Result<Option<DossierId>, Fault>;
    /// A command that was answered.
    fn command(&self, id: &str) -> Result<Option<CommandRow>, Fault>;
    /// What is to be done by a time, in order, at most so many.
    fn due(&self, by: i64, count: usize) -> Result<Vec<TaskRow>, Fault>;
    /// What is to be done exactly at a time, at most so many.
    fn tasks_at(&self, due: i64, count: usize) -> Result<Vec<TaskRow>, Fault>;
    /// How much is to be done by a time.
    fn task_count(&self, by: i64) -> Result<u64, Fault>;
    /// A stream to a recipient.
    fn out_stream(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
    ) -> Result<Option<OutStream>, Fault>;
    /// Every stream to a recipient.
    fn out_streams(&self) -> Result<Vec<OutStream>, Fault>;
    /// What was numbered for a recipient, from a number on, at most so many.
    fn items(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        from: u64,
        count: usize,
    ) -> Result<Vec<(u64, Item)>, Fault>;
    /// The dispatches written for a recipient after a place in the log, at most so many.
    fn dispatches(
        &self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        after: Option<u64>,
        count: usize,
    ) -> Result<Vec<u64>, Fault>;
    /// A stream from an author.
    fn in_stream(&self, log: &LogId) -> Result<Option<InStream>, Fault>;
    /// Every stream from an author.
    fn in_streams(&self) -> Result<Vec<InStream>, Fault>;
    /// The latest checkpoints heard.
    fn heard(&self) -> Result<Vec<HeardRow>, Fault>;
    /// Every version of a signed document: `directory`, or an agreement's identifier.
    fn documents(&self) -> Result<Vec<(String, u64, String)>, Fault>;
    /// Dossiers as lists show them, from the latest to the earliest: those that begun before a
    /// number, at most so many.
    fn views(
        &self,
        search: &Search,
        before: Option<i64>,
        count: usize,
    ) -> Result<Vec<ViewRow>, Fault>;
    /// A dossier as lists show it.
    fn view(&self, dossier: &DossierId) -> Result<Option<ViewRow>, Fault>;
    /// How many dossiers of a kind are in each phase.
    fn phases(&self, kind: &str) -> Result<Vec<(String, u64)>, Fault>;
    /// How far the lists follow the events.
    fn viewed(&self) -> Result<i64, Fault>;
    /// Alarms from a place on, at most so many.
    fn alarms(&self, count: usize) -> Result<Vec<AlarmRow>, Fault>;
    /// Every alarm about a dossier, log or file, the earliest first. The body of an alarm is JSON, and
    /// its field `about` says what it is about.
    fn alarms_about(&self, about: &str) -> Result<Vec<AlarmRow>, Fault>;
    /// How many alarms there are.
    fn alarm_count(&self) -> Result<u64, Fault>;
    /// A text the node keeps under a name.
    fn text(&self, name: &str) -> Result<Option<String>, Fault>;
    /// Rows of a table as they are kept, in the order of their keys, after a key, at most so many.
    fn page(
        &self,
        table: Table,
        after: Option<&[Value]>,
        count: usize,
    ) -> Result<Vec<Values>, Fault>;
}

/// Writing, in one transaction at a time.
pub trait Store: Read + WriteNotices + WriteErasures {
    /// Makes sure of what an earlier process has written, before anything is built on it: where its
    /// sync failed, it may be read and yet not be on the disk. Called once, by whoever writes.
    fn make_sure(&mut self) -> Result<(), Fault>;
    /// Begins a transaction. Where another process is writing, this one waits for it to end: what is
    /// read from now on stays so until this transaction ends.
    fn begin(&mut self) -> Result<(), Fault>;
    /// In a transaction: whether somebody else has written since the last one that was begun here, or
    /// since the store was opened. Whatever is remembered of the store must then be read again.
    fn overtaken(&self) -> Result<bool, Fault>;
    /// Says what will be looked for in this transaction, by commands and by dossiers: an engine that is
    /// far away reads it at one go. It changes nothing but how long the rest takes.
    fn foresee(&self, commands: &[&str], dossiers: &[DossierId]) -> Result<(), Fault>;
    /// Ends the transaction; what it wrote is synced when this returns.
    fn commit(&mut self) -> Result<(), Fault>;
    /// Takes the whole transaction back.
    fn roll_back(&mut self) -> Result<(), Fault>;

    /// Appends an entry.
    fn append(&mut self, entry: &EntryRow) -> Result<(), Fault>;
    /// Replaces tiles of a log.
    fn put_tiles(
        &mut self,
        epoch: Epoch,
        partition: u16,
        tiles: &[(TileId, Tile)],
    ) -> Result<(), Fault>;
    /// Keeps an own checkpoint.
    fn put_checkpoint(
        &mut self,
        epoch: Epoch,
        partition: u16,
        size: u64,
        note: &str,
    ) -> Result<(), Fault>;
    /// Records a foreign entry and gives back its number; the row's own number is ignored.
    fn record(&mut self, entry: &ForeignRow) -> Result<i64, Fault>;
    /// Replaces the encrypted bodies of a foreign entry, which now have more in them.
    fn reseal(&mut self, id: i64, sealed: &[u8]) -> Result<(), Fault>;
    /// Changes under which checkpoint of its log an entry of another log is proven.
    fn reprove(&mut self, id: i64, size: u64, proof: &[Digest]) -> Result<(), Fault>;
    /// Keeps the checkpoint of another log under which entries were recorded.
    fn put_foreign_checkpoint(&mut self, log: &LogId, size: u64, note: &str) -> Result<(), Fault>;
    /// Adds an event to the order told and gives back its number.
    fn tell(&mut self, told: &ToldRow) -> Result<i64, Fault>;
    /// Changes whether a told event counts.
    fn judge(&mut self, seq: i64, verdict: &str) -> Result<(), Fault>;
    /// Keeps what is known of a dossier.
    fn put_dossier(&mut self, dossier: &DossierRow) -> Result<(), Fault>;
    /// Adds or changes a reader.
    fn put_reader(&mut self, reader: &ReaderRow) -> Result<(), Fault>;
    /// Takes a reader away.
    fn drop_reader(
        &mut self,
        dossier: &DossierId,
        administration: &Administration,
    ) -> Result<(), Fault>;
    /// Gives a dossier a name; `reserve` keeps any other dossier of this node from taking it, and is a
    /// fault where another has it. What is reserved stays so when it is given again.
    fn put_name(&mut self, name: &Name, dossier: &DossierId, reserve: bool) -> Result<(), Fault>;
    /// Keeps an answered command.
    fn put_command(&mut self, command: &CommandRow) -> Result<(), Fault>;
    /// Adds something to be done; the row's own number is ignored.
    fn put_task(&mut self, task: &TaskRow) -> Result<(), Fault>;
    /// It is done.
    fn drop_task(&mut self, id: i64) -> Result<(), Fault>;
    /// Keeps a stream to a recipient.
    fn put_out_stream(&mut self, stream: &OutStream) -> Result<(), Fault>;
    /// Numbers items for a recipient, and keeps where the dispatch that numbers them stands.
    fn put_dispatch(
        &mut self,
        recipient: &NodeId,
        epoch: Epoch,
        partition: u16,
        place: u64,
        items: &[(u64, Item)],
    ) -> Result<(), Fault>;
    /// Keeps a stream from an author.
    fn put_in_stream(&mut self, stream: &InStream) -> Result<(), Fault>;
    /// Keeps the latest checkpoint heard of a log.
    fn put_heard(&mut self, heard: &HeardRow) -> Result<(), Fault>;
    /// Keeps a version of a signed document.
    fn put_document(&mut self, what: &str, version: u64, note: &str) -> Result<(), Fault>;
    /// Leases the next `count` numbers of a series; gives back the first.
    fn lease(&mut self, series: &str, count: u64) -> Result<u64, Fault>;
    /// Keeps a dossier as lists show it, and lets it be found by these names too.
    fn put_view(&mut self, view: &ViewRow, names: &[Name]) -> Result<(), Fault>;
    /// Notes how far the lists follow the events.
    fn put_viewed(&mut self, seq: i64) -> Result<(), Fault>;
    /// Keeps an alarm.
    fn put_alarm(&mut self, alarm: &AlarmRow) -> Result<(), Fault>;
    /// Keeps a text under a name.
    fn put_text(&mut self, name: &str, text: &str) -> Result<(), Fault>;
    /// Keeps rows of a table as another store has kept them, with the numbers it gave.
    fn put_page(&mut self, table: Table, rows: &[Values]) -> Result<(), Fault>;
}
