//! What is carried by hand where no network is: a pouch, a file of sealed envelopes for one node.
//!
//! A pouch is lines: a head that says for whom it is, a line for each envelope, sealed to its
//! recipient, and an end that says how many there are and what they add up to. Whoever finds one
//! learns who wrote to whom and no more; what was cut or changed on the way is seen before anything
//! is opened. Nothing here is trusted: an envelope proves itself, however it came.

use kernel::{Digest, NodeId, SealedText, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::envelope::{Consistency, Envelope, VERSION};

/// An envelope that is carried by hand. Nobody knows which of those packed before it have arrived,
/// so it proves growth from the size of each of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Carried {
    /// The envelope.
    pub envelope: Envelope,
    /// Proofs from other sizes the recipient may have seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub growth: Vec<Consistency>,
}

impl Carried {
    /// The envelope with the proof that begins where the recipient stands, if there is one.
    pub fn seen_from(self, size: u64) -> Envelope {
        let Self { mut envelope, growth } = self;
        if envelope.consistency.from != size
            && let Some(proof) = growth.into_iter().find(|proof| proof.from == size)
        {
            envelope.consistency = proof;
        }
        envelope
    }
}

/// The first line of a pouch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Head {
    /// The version of this form.
    pub v: u32,
    /// The region, by its name; it tells a pouch from any other file.
    pub pouch: String,
    /// Who packed it.
    pub from: NodeId,
    /// For whom it is.
    pub to: NodeId,
    /// When it was packed.
    #[schemars(with = "kernel::schema::Instant")]
    pub packed: Timestamp,
    /// Whether both are of a training region, whose papers count for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub training: bool,
}

impl Head {
    /// The head of a pouch of today's form.
    pub fn new(region: &str, from: &NodeId, to: &NodeId, packed: Timestamp) -> Self {
        let (from, to) = (from.clone(), to.clone());
        Self { v: VERSION, pouch: region.to_owned(), from, to, packed, training: false }
    }

    /// What its envelopes are bound to when they are sealed.
    pub fn bound_to(&self) -> Vec<u8> {
        let Self { pouch, from, to, training, .. } = self;
        let kind = if *training { "training" } else { "real" };
        format!("passavant/pouch/{VERSION}\n{kind}\n{pouch}\n{from}\n{to}").into_bytes()
    }
}

/// The last line of a pouch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    /// How many envelopes there are.
    envelopes: u64,
    /// The digest over all lines before this one, each added to the digest of those before it.
    digest: Digest,
}

/// Why a file is not taken as a pouch. Nothing of it has been opened then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PouchError {
    /// Its first line is not the head of a pouch.
    #[error("the file is no pouch")]
    NotOne,
    /// It is of a form this program does not know.
    #[error("version {0} of the pouch is not known here")]
    Version(u32),
    /// Its last line is missing: it was cut.
    #[error("the pouch was cut after line {0}")]
    Cut(u64),
    /// A line is not what was written.
    #[error("the pouch was changed at or before line {0}")]
    Changed(u64),
}

/// Writes a pouch, a line at a time.
#[derive(Debug, Clone)]
pub struct Packing {
    sum: Digest,
    envelopes: u64,
}

impl Packing {
    /// Begins one; gives back its first line.
    pub fn begin(head: &Head) -> Result<(Self, String), serde_json::Error> {
        let line = serde_json::to_string(head)?;
        Ok((Self { sum: added(Digest::of(&[]), line.as_bytes()), envelopes: 0 }, line))
    }

    /// The line of an envelope.
    pub fn envelope(&mut self, sealed: &SealedText) -> Result<String, serde_json::Error> {
        let line = serde_json::to_string(sealed)?;
        self.sum = added(self.sum, line.as_bytes());
        self.envelopes += 1;
        Ok(line)
    }

    /// The last line.
    pub fn end(self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&End { envelopes: self.envelopes, digest: self.sum })
    }
}

/// One line of a pouch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The first one.
    Head(Head),
    /// An envelope, sealed.
    Envelope(SealedText),
    /// The last one: everything before it is as it was written.
    End,
}

/// Reads a pouch, a line at a time.
#[derive(Debug, Clone)]
pub struct Unpacking {
    sum: Digest,
    lines: u64,
    envelopes: u64,
    ended: bool,
}

impl Default for Unpacking {
    fn default() -> Self {
        Self { sum: Digest::of(&[]), lines: 0, envelopes: 0, ended: false }
    }
}

impl Unpacking {
    /// Takes the next line, without what ends it.
    pub fn line(&mut self, line: &str) -> Result<Line, PouchError> {
        self.lines += 1;
        let changed = Err(PouchError::Changed(self.lines));
        if self.lines == 1 {
            let head: Head = serde_json::from_str(line).map_err(|_| PouchError::NotOne)?;
            if head.v != VERSION {
                return Err(PouchError::Version(head.v));
            }
            self.sum = added(self.sum, line.as_bytes());
            return Ok(Line::Head(head));
        }
        if self.ended {
            return changed;
        }
        if let Ok(sealed) = serde_json::from_str::<SealedText>(line) {
            self.sum = added(self.sum, line.as_bytes());
            self.envelopes += 1;
            return Ok(Line::Envelope(sealed));
        }
        match serde_json::from_str::<End>(line) {
            Ok(end) if end.envelopes == self.envelopes && end.digest == self.sum => {
                self.ended = true;
                Ok(Line::End)
            }
            Ok(_) | Err(_) => changed,
        }
    }

    /// Says, behind the last line, how many envelopes there are.
    pub fn end(self) -> Result<u64, PouchError> {
        match (self.lines, self.ended) {
            (0, _) => Err(PouchError::NotOne),
            (_, true) => Ok(self.envelopes),
            (lines, false) => Err(PouchError::Cut(lines)),
        }
    }
}

fn added(sum: Digest, line: &[u8]) -> Digest {
    Digest::of(&[&sum.0, line])
}

#[cfg(test)]
mod tests;
