//! An entry as it is told to a peer: header, groups open or withheld, and the proof that it stands
//! in the log.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Digest;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::header::Header;
use crate::leaf::{Group, leaf_hash};
use crate::merkle::{ProofError, verify_inclusion};

/// More groups than any event has; a longer excerpt is not read.
const GROUPS_MAX: usize = 64;

/// The form on the wire. Header and bodies stand in it byte for byte as their writer wrote them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Excerpt {
    header: Box<RawValue>,
    groups: Vec<Opening>,
    proof: Vec<Digest>,
}

/// One group on the wire: either `name`, `salt` and `body`, or `commitment` alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opening {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<Digest>,
}

/// Why an excerpt is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExcerptError {
    /// The header cannot be read.
    #[error("the header of an entry cannot be read")]
    Header,
    /// A group is neither open nor withheld.
    #[error("group {0} of an entry is neither open nor withheld")]
    Group(usize),
    /// The entry is of another log than the checkpoint.
    #[error("the entry is of another log than the checkpoint")]
    OtherLog,
    /// It does not stand where it says.
    #[error("entry {index} is not proven to stand in the log")]
    Proof {
        /// The place it claims.
        index: u64,
        /// What is wrong with the proof.
        #[source]
        source: ProofError,
    },
}

impl Excerpt {
    /// The wire form of an entry. `None` where stored bytes are no longer JSON.
    pub fn new(header: &[u8], groups: &[Group], proof: Vec<Digest>) -> Option<Self> {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).ok();
        let groups = groups.iter().map(|group| match group {
            Group::Open { name, salt, body } => Some(Opening {
                name: Some(name.clone()),
                salt: Some(STANDARD.encode(salt)),
                body: Some(raw(body)?),
                commitment: None,
            }),
            Group::Withheld(commitment) => {
                Some(Opening { name: None, salt: None, body: None, commitment: Some(*commitment) })
            }
        });
        let groups = groups.collect::<Option<_>>()?;
        Some(Self { header: raw(std::str::from_utf8(header).ok()?)?, groups, proof })
    }

    /// The header's bytes.
    pub fn header_bytes(&self) -> &[u8] {
        self.header.get().as_bytes()
    }

    /// The header, read.
    pub fn header(&self) -> Result<Header, ExcerptError> {
        serde_json::from_str(self.header.get()).map_err(|_| ExcerptError::Header)
    }

    /// About how many bytes it takes on the wire.
    pub fn bytes(&self) -> usize {
        const DIGEST: usize = 48;
        const AROUND: usize = 64;
        let groups = self.groups.iter().map(|opening| {
            let body = opening.body.as_ref().map_or(0, |body| body.get().len());
            body + opening.name.as_ref().map_or(0, String::len) + DIGEST + AROUND
        });
        self.header.get().len() + groups.sum::<usize>() + self.proof.len() * DIGEST + AROUND
    }

    /// The path to the root.
    pub fn proof(&self) -> &[Digest] {
        &self.proof
    }

    /// The groups.
    pub fn groups(&self) -> Result<Vec<Group>, ExcerptError> {
        if self.groups.len() > GROUPS_MAX {
            return Err(ExcerptError::Group(GROUPS_MAX));
        }
        let read =
            |(place, opening): (usize, &Opening)| opening.group().ok_or(ExcerptError::Group(place));
        self.groups.iter().enumerate().map(read).collect()
    }

    /// Checks that the entry stands in the log of the checkpoint, and gives back what it holds.
    pub fn verify(&self, under: &Checkpoint) -> Result<(Header, Vec<Group>), ExcerptError> {
        let header = self.header()?;
        if header.log != under.log {
            return Err(ExcerptError::OtherLog);
        }
        let groups = self.groups()?;
        let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
        let leaf = leaf_hash(self.header_bytes(), &commitments);
        verify_inclusion(leaf, header.index, under.size, &self.proof, under.root)
            .map_err(|source| ExcerptError::Proof { index: header.index, source })?;
        Ok((header, groups))
    }
}

impl Opening {
    fn group(&self) -> Option<Group> {
        match (&self.name, &self.salt, &self.body, self.commitment) {
            (Some(name), Some(salt), Some(body), None) => Some(Group::Open {
                name: name.clone(),
                salt: STANDARD.decode(salt).ok()?.try_into().ok()?,
                body: body.get().to_owned(),
            }),
            (None, None, None, Some(commitment)) => Some(Group::Withheld(commitment)),
            _ => None,
        }
    }
}
