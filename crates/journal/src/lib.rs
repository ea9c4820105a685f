//! A node's journal: what a leaf commits to, the Merkle log over leaves, and the signed checkpoint.
//!
//! A node's journal is its voice: everything it tells others is an excerpt of it, with the proof
//! that it stands there. Invariants: a leaf is the hash of the writer's header bytes and of salted
//! commitments to its groups, so any group can be withheld or erased and the leaf stays; the one
//! signature on events is the checkpoint's; nothing here knows a domain, a store or a network.
//!
//! Sources: RFC 6962 (Merkle tree, inclusion and consistency), C2SP `tlog-checkpoint`,
//! C2SP `tlog-tiles` (tiles of height 8), RFC 8785 (canonical JSON).

mod checkpoint;
mod entry;
mod erasure;
mod excerpt;
mod header;
mod leaf;
mod merkle;
mod tile;
mod witness;

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "sizes of tests fit everywhere")]
mod tests;

pub use checkpoint::{Checkpoint, CheckpointError, LogId};
pub use entry::{
    Adopted, Alarm, AlarmKind, Dispatch, Exception, Item, ItemAs, Opened, Receipt, Recovery,
    StreamHead, Verdict,
};
pub use erasure::{Erased, Erasure, Ground, Preservation};
pub use excerpt::{Excerpt, ExcerptError, Opening};
pub use header::{Cites, Header, Subject, VERSION};
pub use leaf::{Group, Salt, commitment, leaf_hash, seal_leaf};
pub use merkle::{
    Frontier, ProofError, consistency_proof, hash_leaf, hash_node, inclusion_proof, root,
    subtree_root, verify_consistency, verify_inclusion,
};
pub use tile::{Edge, TILE_WIDTH, Tile, TileId, node_from_tiles};
pub use witness::{HeadBook, Heard};
