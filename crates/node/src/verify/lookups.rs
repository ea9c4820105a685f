//! What is looked up while rows are verified: the rows of a page mostly want the same.

use std::collections::BTreeMap;

use journal::{LogId, Tile, TileId};
use kernel::Digest;
use store::{KeyId, RowKey};

use super::Verifier;
use crate::fault::Fault;

/// What was looked up since a page was begun. It is kept no longer: another process may destroy a key.
#[derive(Default)]
pub(super) struct LookedUp {
    keys: BTreeMap<KeyId, RowKey>,
    /// The leaf hashes that are kept of entries of the journal: which tile of which log, if it is there.
    leaves: Option<(LogId, u64, Option<Tile>)>,
}

impl Verifier<'_> {
    /// The key of the bodies of a row, unless there is none.
    pub(super) fn key(&mut self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        if let Some(key) = self.looked_up.keys.get(id) {
            return Ok(Some(*key));
        }
        let found = self.keys.get(id)?;
        if let Some(key) = found {
            self.looked_up.keys.insert(id.clone(), key);
        }
        Ok(found)
    }

    /// The leaf hash that is kept of an own entry, where it can be read.
    pub(super) fn kept_leaf(&mut self, log: &LogId, index: u64) -> Option<Digest> {
        let (tile, position) = (index / 256, usize::try_from(index % 256).unwrap_or_default());
        let known = self.looked_up.leaves.take();
        let leaves = known.filter(|(of, number, _)| of == log && *number == tile);
        let (_, _, leaves) = self.looked_up.leaves.insert(leaves.unwrap_or_else(|| {
            let id = TileId { level: 0, index: tile };
            let kept = self.read.tile(log.epoch, log.partition, id).ok().flatten();
            (log.clone(), tile, kept)
        }));
        leaves.as_ref().and_then(|tile| tile.hashes().get(position).copied())
    }
}
