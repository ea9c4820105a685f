//! The Merkle tree: of every leaf and every two sizes there is one proof, and no other is taken.

use journal::{
    Frontier, Tile, TileId, consistency_proof, inclusion_proof, node_from_tiles,
    verify_consistency, verify_inclusion,
};
use kernel::Digest;

use crate::seed;

/// How many leaves a tree has at most.
const LEAVES_MAX: u64 = 64;

pub(crate) fn run(bytes: &[u8]) -> bool {
    match bytes {
        [b'i', index, size, path @ ..] => {
            let size = u64::from(*size) % (LEAVES_MAX + 1);
            inclusion(u64::from(*index), size, &digests(path))
        }
        [b'c', old, new, path @ ..] => {
            let [old, new] = [old, new].map(|size| u64::from(*size) % (LEAVES_MAX + 1));
            consistency(old, new, &digests(path))
        }
        [b't', level, place @ .., a, b] => {
            let Some(tile) = Tile::from_bytes(place) else { return false };
            assert!(tile.to_bytes() == place);
            let index = u64::from(*a) << 8 | u64::from(*b);
            let read = |_: TileId| Ok(Some(tile.clone()));
            let _missing: Result<Digest, ()> =
                node_from_tiles(u32::from(*level), index, || (), read);
            true
        }
        _ => false,
    }
}

fn digests(bytes: &[u8]) -> Vec<Digest> {
    bytes.as_chunks::<32>().0.iter().map(|bytes| Digest(*bytes)).collect()
}

fn leaves(size: u64) -> Vec<Digest> {
    (0..size).map(|leaf| Digest::of(&[&leaf.to_be_bytes()])).collect()
}

/// The root of a complete subtree, recomputed from its leaves.
fn node(level: u32, index: u64) -> Result<Digest, ()> {
    let width = 1_u64.checked_shl(level).ok_or(())?;
    let mut frontier = Frontier::default();
    for leaf in index * width..(index + 1) * width {
        frontier.push(Digest::of(&[&leaf.to_be_bytes()]));
    }
    Ok(frontier.root())
}

fn inclusion(index: u64, size: u64, path: &[Digest]) -> bool {
    let leaf = Digest::of(&[&index.to_be_bytes()]);
    let root = journal::root(&leaves(size));
    let taken = verify_inclusion(leaf, index, size, path, root).is_ok();
    let right = index < size && inclusion_proof(index, size, &mut node).as_deref() == Ok(path);
    assert_eq!(taken, right, "{index} {size}");
    taken
}

fn consistency(old: u64, new: u64, path: &[Digest]) -> bool {
    let [old_root, new_root] = [old, new].map(|size| journal::root(&leaves(size)));
    let taken = verify_consistency(old, old_root, new, new_root, path).is_ok();
    let right = old <= new && consistency_proof(old, new, &mut node).as_deref() == Ok(path);
    assert_eq!(taken, right, "{old} {new}");
    taken
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let written = |path: Result<Vec<Digest>, ()>| {
        path.unwrap_or_default().iter().flat_map(|digest| digest.0).collect::<Vec<u8>>()
    };
    let mut seeds = Vec::new();
    for (old, new) in [(0_u8, 1_u8), (1, 2), (3, 7), (6, 8), (40, 64), (5, 5)] {
        let (from, to) = (u64::from(old), u64::from(new));
        let path = written(consistency_proof(from, to, &mut node));
        seeds.push(seed(b'c', [&[old, new], path.as_slice()].concat()));
        if old < new {
            let path = written(inclusion_proof(from, to, &mut node));
            seeds.push(seed(b'i', [&[old, new], path.as_slice()].concat()));
        }
    }
    let tile: Vec<u8> = leaves(3).iter().flat_map(|digest| digest.0).collect();
    seeds.push(seed(b't', [&[0], tile.as_slice(), &[0, 1]].concat()));
    seeds
}
