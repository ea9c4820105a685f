//! Erasing a dossier: what a store keeps of it in clear, and the ciphertext that no key opens any more.
//!
//! Headers, commitments, proofs and the order told stay, so that every log and every bundle verifies.

use kernel::{Date, DossierId, Name, NodeId};

use crate::fault::Fault;
use crate::rows::Place;

/// That something of a dossier was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRow {
    /// Where the entry stands that says so.
    pub place: Place,
    /// Of which dossier.
    pub dossier: DossierId,
}

/// Since when this node has known a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSince {
    /// The number of its first event in the order told.
    pub begun: i64,
    /// The day.
    pub day: Date,
    /// Which dossier.
    pub dossier: DossierId,
}

/// Reading what was erased, and what must be.
pub trait ReadErasures {
    /// The dossiers of a kind on the lists whose first event has a later number, in that order, at most
    /// so many.
    fn known_after(&self, kind: &str, begun: i64, count: usize) -> Result<Vec<KnownSince>, Fault>;
    /// Erasures after the entry at a place, in the order of their places, at most so many.
    fn erasures(&self, after: Option<Place>, count: usize) -> Result<Vec<ErasureRow>, Fault>;
    /// The erasures of a dossier, in the order of their places.
    fn erasures_of(&self, dossier: &DossierId) -> Result<Vec<ErasureRow>, Fault>;
    /// The identifiers of the answered commands that were about a dossier.
    fn commands_of(&self, dossier: &DossierId) -> Result<Vec<String>, Fault>;
}

/// Erasing, in the transaction of the store.
pub trait WriteErasures: ReadErasures {
    /// Notes that something of a dossier was erased.
    fn put_erasure(&mut self, erasure: &ErasureRow) -> Result<(), Fault>;
    /// Empties the bodies of the entries told of a dossier that one writer wrote.
    fn empty_told(&mut self, dossier: &DossierId, writer: &NodeId) -> Result<(), Fault>;
    /// Empties the bodies of an own entry.
    fn empty_entry(&mut self, place: Place) -> Result<(), Fault>;
    /// Puts another value in the place of a name of a dossier. It stays reserved if it was.
    fn rename(&mut self, name: &Name, to: &str, dossier: &DossierId) -> Result<(), Fault>;
    /// Lets other dossiers take a name that one had reserved; it leads there as before.
    fn free_name(&mut self, name: &Name, dossier: &DossierId) -> Result<(), Fault>;
    /// Puts another identifier in the place of that of an answered command, and empties its answer.
    fn rename_command(&mut self, id: &str, to: &str) -> Result<(), Fault>;
    /// Takes a dossier off the lists, while its names are still what they were.
    fn unlist(&mut self, dossier: &DossierId) -> Result<(), Fault>;
    /// Takes out of the notices of a dossier what they say and to whom.
    fn hush(&mut self, dossier: &DossierId) -> Result<(), Fault>;
}
