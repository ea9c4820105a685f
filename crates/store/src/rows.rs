//! What a store keeps, row by row.

use journal::{ItemAs, LogId, StreamHead};
use kernel::{Administration, Date, Digest, DossierId, Epoch, Name, NodeId};

/// A place in one of the node's own logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The epoch of the log.
    pub epoch: Epoch,
    /// The partition.
    pub partition: u16,
    /// The index.
    pub index: u64,
}

/// An entry of an own log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Where it stands.
    pub place: Place,
    /// The header, canonical bytes.
    pub header: Vec<u8>,
    /// The commitments, 32 bytes each.
    pub commitments: Vec<Digest>,
    /// Salts and bodies, encrypted; empty once erased.
    pub sealed: Vec<u8>,
}

/// An entry of another node's log, with the proof that it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignRow {
    /// Its own number in this store, given by the store.
    pub id: i64,
    /// The author's log.
    pub log: LogId,
    /// The index there.
    pub index: u64,
    /// The header, the author's bytes.
    pub header: Vec<u8>,
    /// The commitments.
    pub commitments: Vec<Digest>,
    /// Salts and bodies this node was given, encrypted under this node's keys.
    pub sealed: Vec<u8>,
    /// The path to the root.
    pub proof: Vec<Digest>,
    /// The size of the log the path leads to.
    pub size: u64,
    /// When it was recorded here, in microseconds since 1970.
    pub received: i64,
}

/// Where the bytes of a told event are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// In an own log.
    Own(Place),
    /// In the foreign entries, under this number.
    Foreign(i64),
}

/// An event of a dossier, in the order this node learnt of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// Its number in that order, given by the store.
    pub seq: i64,
    /// The dossier.
    pub dossier: DossierId,
    /// Its kind.
    pub kind: String,
    /// Who wrote it.
    pub writer: NodeId,
    /// The place in the writer's part, from 1.
    pub part: u64,
    /// Where it stands in the writer's log.
    pub epoch: Epoch,
    /// The same.
    pub index: u64,
    /// Where its bytes are.
    pub source: Source,
    /// Whether it counts: empty if it does, else the verdict as JSON.
    pub verdict: String,
}

/// What is known of a dossier beside its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRow {
    /// The dossier.
    pub dossier: DossierId,
    /// Its kind.
    pub kind: String,
    /// Why it is set apart (`quarantined`, `contested`, `unreadable`), or empty.
    pub flag: String,
}

/// Who reads a dossier, since when and in what detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderRow {
    /// The dossier.
    pub dossier: DossierId,
    /// The reader.
    pub administration: Administration,
    /// The grant under which it became one, as JSON.
    pub grant: String,
}

/// A command that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRow {
    /// Its identifier.
    pub id: String,
    /// The keyed digest of what it said.
    pub mac: [u8; 32],
    /// The dossier it was about, if it came to one.
    pub dossier: Option<DossierId>,
    /// The answer, encrypted under the dossier's key.
    pub answer: Vec<u8>,
}

/// Something the node must still do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its number, given by the store.
    pub id: i64,
    /// Not before this time, in microseconds since 1970.
    pub due: i64,
    /// Which policy or duty.
    pub policy: String,
    /// The event it follows from, by its number in the order told.
    pub seq: i64,
}

/// A stream to a recipient: how far it is numbered and receipted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutStream {
    /// Who is told.
    pub recipient: NodeId,
    /// From which epoch and partition.
    pub epoch: Epoch,
    /// The same.
    pub partition: u16,
    /// How far it is numbered, and where the last dispatch stands.
    pub head: StreamHead,
    /// How many dispatches there are.
    pub dispatch_count: u64,
    /// How far the recipient has receipted: the last number.
    pub receipted: u64,
    /// Where the last receipted dispatch stands.
    pub receipted_dispatch: Option<u64>,
    /// How much of our log the recipient says it has verified: from there its proofs begin.
    pub verified: u64,
    /// How much of it a receipt with its proof has cosigned.
    pub cosigned: u64,
}

/// A stream from an author: how far it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InStream {
    /// The author's log.
    pub log: LogId,
    /// The last number recorded without a gap.
    pub through: u64,
    /// Where the last recorded dispatch stands.
    pub dispatch: Option<u64>,
    /// The writer's time of that dispatch, in microseconds since 1970.
    pub dispatched: i64,
    /// The size of the author's log last verified.
    pub size: u64,
    /// Its root.
    pub root: Digest,
    /// Where our last receipt for it stands in our partition 0, if we wrote one.
    pub receipt: Option<Place>,
    /// Exceptions of the receipt, as JSON.
    pub exceptions: String,
}

/// The latest checkpoint heard of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardRow {
    /// The log.
    pub log: LogId,
    /// Its size.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

/// A dossier as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRow {
    /// The dossier.
    pub dossier: DossierId,
    /// Its kind.
    pub kind: String,
    /// How far it is.
    pub phase: String,
    /// Its version: the number of its last event in the order told.
    pub version: i64,
    /// One of its names, for people.
    pub name: Option<Name>,
    /// The number of its first event in the order told: lists go from the latest to the earliest.
    pub begun: i64,
    /// The day this node first knew of it.
    pub day: Date,
    /// How many names it is found by.
    pub name_count: usize,
    /// What is not as it should be with it, each by a word without a space.
    pub concerns: Vec<String>,
}

/// Which dossiers a list is to have: all that fit everything that is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Of this kind.
    pub kind: String,
    /// Found by all of these names, the rarest first.
    pub names: Vec<Name>,
    /// In this phase.
    pub phase: Option<String>,
    /// With this concern.
    pub concern: Option<String>,
    /// First known on this day or later.
    pub from: Option<Date>,
    /// First known on this day or earlier.
    pub until: Option<Date>,
}

impl Search {
    /// All dossiers of a kind.
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }
}

/// Something an operator must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRow {
    /// Where the alarm stands in our log.
    pub place: Place,
    /// What sort, about what, and what was seen, as JSON.
    pub body: String,
}

/// In what form an item was numbered, as a small number.
pub(crate) fn item_code(told_as: ItemAs) -> i64 {
    match told_as {
        ItemAs::Leaf => 0,
        ItemAs::Backfill => 1,
        ItemAs::Stub => 2,
    }
}

/// The epoch of an item; 0 where it is that of the log that numbers it.
pub(crate) fn epoch_code(epoch: Option<Epoch>) -> i64 {
    epoch.map_or(0, |epoch| i64::from(epoch.0))
}

pub(crate) fn epoch_from(code: i64) -> Option<Epoch> {
    u32::try_from(code).ok().filter(|epoch| *epoch > 0).map(Epoch)
}

pub(crate) fn item_from(code: i64) -> ItemAs {
    match code {
        1 => ItemAs::Backfill,
        2 => ItemAs::Stub,
        _ => ItemAs::Leaf,
    }
}

/// Fits a place into a number of 63 bits: 15 of epoch, 10 of partition, 38 of index.
pub(crate) fn place_key(place: Place) -> i64 {
    let (epoch, partition) = (i64::from(place.epoch.0), i64::from(place.partition));
    let index = i64::try_from(place.index).unwrap_or(i64::MAX >> 25);
    epoch << 48 | partition << 38 | index
}

pub(crate) fn key_place(key: i64) -> Place {
    Place {
        epoch: Epoch(u32::try_from(key >> 48).unwrap_or_default()),
        partition: u16::try_from(key >> 38 & 0x3ff).unwrap_or_default(),
        index: u64::try_from(key & 0x3f_ffff_ffff).unwrap_or_default(),
    }
}

/// A number the store counts with: never near the end of 63 bits.
pub(crate) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn count(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Digests one after the other.
pub(crate) fn bytes(digests: &[Digest]) -> Vec<u8> {
    digests.iter().flat_map(|digest| digest.0).collect()
}

/// Words with a space before and after each, so that one is found whole.
pub(crate) fn spaced(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!(" {} ", words.join(" ")) }
}
