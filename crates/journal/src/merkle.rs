//! The Merkle tree of RFC 6962: roots, inclusion proofs and consistency proofs.

use kernel::Digest;
use thiserror::Error;

/// Why a proof is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The numbers do not fit together, or the path has the wrong length.
    #[error("the proof does not have the form these sizes call for")]
    Form,
    /// The path leads to another root.
    #[error("the proof leads to another root")]
    Mismatch,
}

/// The hash of a leaf's data. RFC 6962, section 2.1.
pub fn hash_leaf(data: &[&[u8]]) -> Digest {
    let mut parts: Vec<&[u8]> = vec![&[0x00]];
    parts.extend_from_slice(data);
    Digest::of(&parts)
}

/// The hash of two subtrees. RFC 6962, section 2.1.
pub fn hash_node(left: &Digest, right: &Digest) -> Digest {
    Digest::of(&[&[0x01], &left.0, &right.0])
}

/// The largest power of two smaller than a size above one.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The root over the leaves from `start` (inclusive) to `end` (exclusive), given the roots of
/// complete subtrees by level and index.
pub fn subtree_root<E>(
    start: u64,
    end: u64,
    node: &mut impl FnMut(u32, u64) -> Result<Digest, E>,
) -> Result<Digest, E> {
    let size = end - start;
    if size == 0 {
        return Ok(Digest::of(&[]));
    }
    let level = size.trailing_zeros();
    if size.is_power_of_two() && start.trailing_zeros() >= level {
        return node(level, start >> level);
    }
    let middle = start + split(size);
    let left = subtree_root(start, middle, node)?;
    let right = subtree_root(middle, end, node)?;
    Ok(hash_node(&left, &right))
}

/// The root over leaf hashes that are all at hand.
pub fn root(leaves: &[Digest]) -> Digest {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The path from the leaf at `index` to the root of the first `size` leaves. RFC 6962, 2.1.1.
pub fn inclusion_proof<E>(
    index: u64,
    size: u64,
    node: &mut impl FnMut(u32, u64) -> Result<Digest, E>,
) -> Result<Vec<Digest>, E> {
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(subtree_root(middle, end, node)?);
            end = middle;
        } else {
            path.push(subtree_root(start, middle, node)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The path that proves the first `old` leaves unchanged among the first `new`. RFC 6962, 2.1.2.
pub fn consistency_proof<E>(
    old: u64,
    new: u64,
    node: &mut impl FnMut(u32, u64) -> Result<Digest, E>,
) -> Result<Vec<Digest>, E> {
    let mut path = Vec::new();
    if old == 0 || old >= new {
        return Ok(path);
    }
    let (mut start, mut end, mut whole) = (0, new, true);
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(subtree_root(middle, end, node)?);
            end = middle;
        } else {
            path.push(subtree_root(start, middle, node)?);
            start = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(subtree_root(start, end, node)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that a leaf stands at `index` of the log whose first `size` leaves have this root.
/// RFC 9162, section 2.1.3.2.
pub fn verify_inclusion(
    leaf: Digest,
    index: u64,
    size: u64,
    path: &[Digest],
    expected: Digest,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Form);
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for step in path {
        if last == 0 {
            return Err(ProofError::Form);
        }
        if node & 1 == 1 || node == last {
            hash = hash_node(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = hash_node(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last == 0, hash == expected) {
        (false, _) => Err(ProofError::Form),
        (true, false) => Err(ProofError::Mismatch),
        (true, true) => Ok(()),
    }
}

/// Checks that the log of size `old` is the beginning of the log of size `new`.
/// RFC 9162, section 2.1.4.2.
pub fn verify_consistency(
    old: u64,
    old_root: Digest,
    new: u64,
    new_root: Digest,
    path: &[Digest],
) -> Result<(), ProofError> {
    if old > new || (old == 0 || old == new) && !path.is_empty() {
        return Err(ProofError::Form);
    }
    if old == 0 {
        return Ok(());
    }
    if old == new {
        return if old_root == new_root { Ok(()) } else { Err(ProofError::Mismatch) };
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    // Where the old size is a power of two, its root is a node of the new tree and not repeated.
    let mut steps = path.iter();
    let first = if old.is_power_of_two() { Some(&old_root) } else { steps.next() };
    let first = *first.ok_or(ProofError::Form)?;
    let (mut from_old, mut from_new) = (first, first);
    for step in steps {
        if last == 0 {
            return Err(ProofError::Form);
        }
        if node & 1 == 1 || node == last {
            from_old = hash_node(step, &from_old);
            from_new = hash_node(step, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = hash_node(&from_new, step);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last == 0, from_old == old_root && from_new == new_root) {
        (false, _) => Err(ProofError::Form),
        (true, false) => Err(ProofError::Mismatch),
        (true, true) => Ok(()),
    }
}

/// The roots of the complete subtrees a log is made of, enough to append and to know the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Digest>,
}

impl Frontier {
    /// The frontier of a log, from the roots of its complete subtrees.
    pub fn load<E>(
        size: u64,
        node: &mut impl FnMut(u32, u64) -> Result<Digest, E>,
    ) -> Result<Self, E> {
        let mut peaks = Vec::new();
        let mut start = 0_u64;
        for level in (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1) {
            peaks.push(node(level, start >> level)?);
            start += 1 << level;
        }
        Ok(Self { size, peaks })
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = hash_node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the log.
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return Digest::of(&[]) };
        peaks.fold(*last, |right, left| hash_node(left, &right))
    }
}
