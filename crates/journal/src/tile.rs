//! How the tree is kept: tiles of 256 hashes (C2SP `tlog-tiles`), each level's last one partial.

use kernel::Digest;

use crate::merkle::hash_node;

/// How many hashes a full tile holds: its height is 8.
pub const TILE_WIDTH: usize = 256;
const TILE_HEIGHT: u32 = 8;

/// Which tile: its level (0 holds leaf hashes) and its place in that level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 for leaf hashes, 1 for the roots of full tiles of level 0, and so on.
    pub level: u32,
    /// The place within the level.
    pub index: u64,
}

/// Up to 256 hashes beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tile(Vec<Digest>);

impl Tile {
    /// Reads the stored form: the hashes one after the other.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > TILE_WIDTH * 32 {
            return None;
        }
        let (hashes, rest) = bytes.as_chunks::<32>();
        rest.is_empty().then(|| Self(hashes.iter().map(|hash| Digest(*hash)).collect()))
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// The hashes.
    pub fn hashes(&self) -> &[Digest] {
        &self.0
    }

    /// The root of the complete subtree of this height (0 to 8) at this place inside the tile.
    fn node(&self, height: u32, place: usize) -> Option<Digest> {
        let width = 1_usize << height;
        let start = place.checked_mul(width)?;
        let mut hashes = self.0.get(start..start.checked_add(width)?)?.to_vec();
        while hashes.len() > 1 {
            hashes = hashes.as_chunks::<2>().0.iter().map(|[l, r]| hash_node(l, r)).collect();
        }
        hashes.first().copied()
    }
}

/// The root of the complete subtree at a level and index of the tree, read from tiles.
pub fn node_from_tiles<E>(
    level: u32,
    index: u64,
    missing: impl FnOnce() -> E,
    tile: impl FnOnce(TileId) -> Result<Option<Tile>, E>,
) -> Result<Digest, E> {
    let height = level % TILE_HEIGHT;
    let places = TILE_HEIGHT - height;
    let id = TileId { level: level / TILE_HEIGHT, index: index >> places };
    let place = usize::try_from(index & ((1 << places) - 1)).unwrap_or(usize::MAX);
    let found = tile(id)?.and_then(|tile| tile.node(height, place));
    found.ok_or_else(missing)
}

/// The last, partial tile of each level: what an append needs to keep the tiles up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    levels: Vec<(u64, Tile)>,
    full: Vec<(TileId, Tile)>,
    touched: usize,
}

impl Edge {
    /// The edge of a log of this size, reading its partial tiles.
    pub fn load<E>(
        size: u64,
        mut tile: impl FnMut(TileId) -> Result<Option<Tile>, E>,
    ) -> Result<Self, E> {
        let mut edge = Self::default();
        let mut hashes = size;
        let mut level = 0;
        while hashes > 0 {
            let index = hashes >> TILE_HEIGHT;
            let partial = if hashes.trailing_zeros() >= TILE_HEIGHT {
                Tile::default()
            } else {
                tile(TileId { level, index })?.unwrap_or_default()
            };
            edge.levels.push((index, partial));
            hashes = index;
            level += 1;
        }
        Ok(edge)
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push((0, Tile::default()));
            }
            let Some((index, tile)) = self.levels.get_mut(level) else { return };
            tile.0.push(hash);
            self.touched = self.touched.max(level + 1);
            if tile.0.len() < TILE_WIDTH {
                return;
            }
            let done = std::mem::take(tile);
            let id = TileId { level: u32::try_from(level).unwrap_or(u32::MAX), index: *index };
            *index += 1;
            hash = done.node(TILE_HEIGHT, 0).unwrap_or(hash);
            self.full.push((id, done));
        }
    }

    /// The tiles that changed since the last call: those that became full, and the partial ones.
    pub fn drain(&mut self) -> Vec<(TileId, Tile)> {
        let mut changed = std::mem::take(&mut self.full);
        let touched = std::mem::take(&mut self.touched);
        for (level, (index, tile)) in (0_u32..).zip(self.levels.iter().take(touched)) {
            if !tile.0.is_empty() {
                changed.push((TileId { level, index: *index }, tile.clone()));
            }
        }
        changed
    }
}
