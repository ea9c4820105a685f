//! What a leaf commits to: header bytes, and one salted commitment a group.

use kernel::{Canonical, Digest, canonical};
use serde::Serialize;

use crate::header::Header;
use crate::merkle::{hash_leaf, root};

/// Thirty-two random bytes that keep a withheld or erased group from being guessed.
pub type Salt = [u8; 32];

/// Keeps a commitment from being taken for any other hash of the system.
const GROUP_TAG: &[u8] = b"passavant/group/1\0";

/// A group of an entry: open, or withheld behind its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// The reader has it.
    Open {
        /// The group's name, `core` for what rules read.
        name: String,
        /// What hides its body in the commitment.
        salt: Salt,
        /// The writer's canonical JSON, byte for byte.
        body: String,
    },
    /// The reader has only the commitment.
    Withheld(Digest),
}

impl Group {
    /// What the leaf holds of the group.
    pub fn commitment(&self) -> Digest {
        match self {
            Self::Open { name, salt, body } => commitment(name, salt, body.as_bytes()),
            Self::Withheld(commitment) => *commitment,
        }
    }

    /// The name, where the group is open.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Open { name, .. } => Some(name),
            Self::Withheld(_) => None,
        }
    }
}

/// The commitment to a group. The name's length stands before it, so that no two groups collide.
pub fn commitment(name: &str, salt: &Salt, body: &[u8]) -> Digest {
    let length = u32::try_from(name.len()).unwrap_or(u32::MAX).to_be_bytes();
    Digest::of(&[GROUP_TAG, salt, &length, name.as_bytes(), body])
}

/// The hash of an entry: its header bytes, then the root of the commitments in their order.
pub fn leaf_hash(header: &[u8], commitments: &[Digest]) -> Digest {
    hash_leaf(&[header, &root(commitments).0])
}

/// A header's canonical bytes and its groups', sorted by name, with their salts: a new leaf.
pub fn seal_leaf<B: Serialize>(
    header: &Header,
    groups: impl IntoIterator<Item = (String, B)>,
    mut salt: impl FnMut() -> Salt,
) -> Result<(Vec<u8>, Vec<Group>), Canonical> {
    let mut sealed = Vec::new();
    for (name, body) in groups {
        // Canonical JSON is UTF-8 by definition; a lossy reading could only change invalid bytes.
        let body = String::from_utf8_lossy(&canonical(&body)?).into_owned();
        sealed.push(Group::Open { name, salt: salt(), body });
    }
    sealed.sort_by(|a, b| a.name().cmp(&b.name()));
    Ok((canonical(header)?, sealed))
}
