//! The node's own logs: what is appended in a batch, and the checkpoint over it.

use std::collections::BTreeMap;

use journal::{
    Checkpoint, Edge, Frontier, Group, LogId, Subject, Tile, TileId, inclusion_proof, leaf_hash,
    node_from_tiles,
};
use kernel::{Digest, Epoch, Note, Timestamp};
use store::{EntryRow, Place, Read};

use crate::fault::Fault;
use crate::history::{own_entry, read_header};

/// How many entries of another process are read at a time.
const FOLLOWED_MAX: usize = 512;
/// How many leaves a tile has that is full.
const LEAVES: u64 = 256;

/// One of the node's logs, one a partition.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) id: LogId,
    frontier: Frontier,
    edge: Edge,
    /// Leaves of the batch under way, which may yet be taken back.
    staged: Vec<Digest>,
    /// How many bytes each of them has.
    staged_bytes: Vec<usize>,
    /// How long the log was after the last entry that is not a receipt: what is worth a witness.
    pub(crate) substantive: u64,
    /// The time of its last entry when it was opened, or followed.
    pub(crate) last_at: Option<Timestamp>,
}

impl Log {
    /// Opens a log as the store holds it.
    pub(crate) fn open(id: LogId, read: &dyn Read) -> Result<Self, Fault> {
        let size = read.size(id.epoch, id.partition)?;
        let tile = |tile| Ok::<_, Fault>(read.tile(id.epoch, id.partition, tile)?);
        let edge = Edge::load(size, tile)?;
        let frontier = Frontier::load(size, &mut |level, index| node(read, &id, level, index))?;
        whole_to_its_end(read, &id, size, &frontier)?;
        let last = size.checked_sub(1);
        let last = last.map(|index| Place { epoch: id.epoch, partition: id.partition, index });
        let last = last.map(|place| read.entry(place)).transpose()?.flatten();
        let last_at = last.map(|row| read_header(&row.header)).transpose()?;
        Ok(Self {
            last_at: last_at.map(|header| header.at),
            id,
            frontier,
            edge,
            staged: Vec::new(),
            staged_bytes: Vec::new(),
            substantive: size,
        })
    }

    /// Takes up what another process has appended; false where the store holds less than was seen of it.
    pub(crate) fn follow(&mut self, read: &dyn Read) -> Result<bool, Fault> {
        let Some(missing) =
            read.size(self.id.epoch, self.id.partition)?.checked_sub(self.next().index)
        else {
            return Ok(false);
        };
        let mut missing = usize::try_from(missing).unwrap_or(usize::MAX);
        while missing > 0 {
            let rows = read.entries(self.next(), missing.min(FOLLOWED_MAX))?;
            if rows.is_empty() {
                return Err(Fault::Damaged { what: "a log" });
            }
            for row in &rows {
                let (leaf, header) =
                    (leaf_hash(&row.header, &row.commitments), read_header(&row.header)?);
                self.frontier.push(leaf);
                self.edge.push(leaf);
                self.last_at = Some(header.at);
                if header.subject != Subject::Receipt {
                    self.substantive = row.place.index + 1;
                }
            }
            missing -= rows.len();
        }
        // Whoever appended them has kept their tiles.
        drop(self.edge.drain());
        Ok(true)
    }

    /// Where the next entry will stand.
    pub(crate) fn next(&self) -> Place {
        let staged = u64::try_from(self.staged.len()).unwrap_or_default();
        let index = self.frontier.size() + staged;
        Place { epoch: self.id.epoch, partition: self.id.partition, index }
    }

    /// Adds the leaf of an entry to the batch.
    pub(crate) fn stage(&mut self, row: &EntryRow, receipt: bool) {
        self.staged.push(leaf_hash(&row.header, &row.commitments));
        self.staged_bytes.push(row_bytes(row));
        if !receipt {
            self.substantive = row.place.index + 1;
        }
    }

    /// Takes the leaves of the batch back.
    pub(crate) fn undo(&mut self) {
        self.staged.clear();
        self.staged_bytes.clear();
    }

    /// How many bytes an entry of the batch under way has; none for one from before it.
    pub(crate) fn staged_bytes(&self, index: u64) -> Option<usize> {
        let place = index.checked_sub(self.frontier.size())?;
        self.staged_bytes.get(usize::try_from(place).ok()?).copied()
    }

    /// Ends the batch: the tiles that changed and the checkpoint over the log, if it grew.
    pub(crate) fn seal(&mut self) -> Option<(Vec<(TileId, Tile)>, Checkpoint)> {
        if self.staged.is_empty() {
            return None;
        }
        self.staged_bytes.clear();
        for leaf in self.staged.drain(..) {
            self.frontier.push(leaf);
            self.edge.push(leaf);
        }
        Some((self.edge.drain(), self.checkpoint()))
    }

    /// The checkpoint over what is committed.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { log: self.id.clone(), size: self.frontier.size(), root: self.frontier.root() }
    }
}

/// What a log ends with is what its tree says and its last checkpoint signs: nothing is ever written
/// over a damaged end. All else is looked at when it is read, and by `verify`.
fn whole_to_its_end(
    read: &dyn Read,
    id: &LogId,
    size: u64,
    frontier: &Frontier,
) -> Result<(), Fault> {
    let Some(last) = size.checked_sub(1) else { return Ok(()) };
    let at = |index| Place { epoch: id.epoch, partition: id.partition, index };
    let named = |place: Place| move |fault: Fault| fault.of(|| own_entry(place));
    let tile = TileId { level: 0, index: last / LEAVES };
    let mut place = at(tile.index * LEAVES);
    let kept = read.tile(id.epoch, id.partition, tile)?;
    let leaves = kept.as_ref().map(Tile::hashes).unwrap_or_default();
    for leaf in leaves {
        let row = read.entry(place).map_err(Fault::from).map_err(named(place))?;
        let row = row.ok_or(Fault::NotSigned).map_err(named(place))?;
        if leaf_hash(&row.header, &row.commitments) != *leaf {
            return Err(named(place)(Fault::NotSigned));
        }
        place.index += 1;
    }
    let signed = read.last_checkpoint(id.epoch, id.partition)?;
    let signed = signed.and_then(|(_, note)| Checkpoint::of(&Note::parse(&note).ok()?).ok());
    let is_signed = signed.is_some_and(|it| it.size == size && it.root == frontier.root());
    if is_signed && place.index == size { Ok(()) } else { Err(named(at(last))(Fault::NotSigned)) }
}

/// About how many bytes an entry takes wherever it goes.
pub(crate) fn row_bytes(row: &EntryRow) -> usize {
    row.header.len() + row.sealed.len() + row.commitments.len() * size_of::<Digest>()
}

/// The root of a complete subtree of an own log.
pub(crate) fn node(read: &dyn Read, log: &LogId, level: u32, index: u64) -> Result<Digest, Fault> {
    let missing = || Fault::Damaged { what: "a tile of the journal" };
    node_from_tiles(level, index, missing, |id| Ok(read.tile(log.epoch, log.partition, id)?))
}

/// The proof that an own entry stands in the log of a size.
pub(crate) fn proof(
    read: &dyn Read,
    log: &LogId,
    index: u64,
    size: u64,
) -> Result<Vec<Digest>, Fault> {
    inclusion_proof(index, size, &mut |level, place| node(read, log, level, place))
}

/// How many tiles are remembered at a time: of 8 KiB each, so that they stay little.
const TILES_MAX: usize = 32;

/// The tree of an own log while several proofs are made of it. Entries that are told together mostly
/// stand near each other, and what proves one proves most of the next: a tile that was read and a
/// subtree that was hashed are not read and hashed again.
pub(crate) struct Tree<'a> {
    read: &'a dyn Read,
    log: &'a LogId,
    tiles: BTreeMap<TileId, Option<Tile>>,
    nodes: BTreeMap<(u32, u64), Digest>,
}

impl<'a> Tree<'a> {
    pub(crate) fn of(read: &'a dyn Read, log: &'a LogId) -> Self {
        Self { read, log, tiles: BTreeMap::new(), nodes: BTreeMap::new() }
    }

    /// Where an entry of the log stands.
    pub(crate) fn place(&self, index: u64) -> Place {
        Place { epoch: self.log.epoch, partition: self.log.partition, index }
    }

    /// The proof that an entry stands in the log of a size.
    pub(crate) fn proof(&mut self, index: u64, size: u64) -> Result<Vec<Digest>, Fault> {
        inclusion_proof(index, size, &mut |level, place| self.node(level, place))
    }

    fn node(&mut self, level: u32, index: u64) -> Result<Digest, Fault> {
        if let Some(known) = self.nodes.get(&(level, index)) {
            return Ok(*known);
        }
        let missing = || Fault::Damaged { what: "a tile of the journal" };
        let found = node_from_tiles(level, index, missing, |id| self.tile(id))?;
        self.nodes.insert((level, index), found);
        Ok(found)
    }

    fn tile(&mut self, id: TileId) -> Result<Option<Tile>, Fault> {
        if let Some(known) = self.tiles.get(&id) {
            return Ok(known.clone());
        }
        let tile = self.read.tile(self.log.epoch, self.log.partition, id)?;
        if self.tiles.len() >= TILES_MAX {
            self.tiles.clear();
        }
        self.tiles.insert(id, tile.clone());
        Ok(tile)
    }
}

/// The commitments to the groups of an entry.
pub(crate) fn commitments(groups: &[Group]) -> Vec<Digest> {
    groups.iter().map(Group::commitment).collect()
}

/// The log of a partition in an epoch.
pub(crate) fn log_id(region: &str, node: &kernel::NodeId, epoch: Epoch, partition: u16) -> LogId {
    LogId { region: region.to_owned(), node: node.clone(), epoch, partition }
}
