//! The header of an entry: what everybody who is given the entry may know of it.

use std::collections::BTreeMap;

use kernel::{DossierId, Seen, Timestamp};
use serde::{Deserialize, Serialize};

use crate::checkpoint::LogId;

/// The version of the header's form. A reader keeps and hashes the bytes of any version.
pub const VERSION: u32 = 1;

/// The header, canonicalised once by its writer; others hash the bytes as they came, and what they
/// do not know in it they keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of this form.
    pub v: u32,
    /// The log the entry stands in.
    pub log: LogId,
    /// Its place there, from 0.
    pub index: u64,
    /// The writer's time: a claim.
    pub at: Timestamp,
    /// The retention class of its groups.
    pub class: String,
    /// Under which directory and agreements it was written.
    pub cites: Cites,
    /// What it is about.
    pub subject: Subject,
}

/// The versions an entry is to be judged under. Within one log they never go back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cites {
    /// The version of the directory.
    pub directory: u64,
    /// The version of each agreement that lets somebody see the entry.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agreements: BTreeMap<String, u64>,
}

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The first entry of a log.
    Opened,
    /// Something happened in a dossier.
    Event {
        /// The dossier.
        dossier: DossierId,
        /// Its kind, which says whose rules read the core.
        kind: String,
        /// The place in the writer's part, from 1.
        part: u64,
        /// What the writer had seen of the other parts.
        #[serde(default, skip_serializing_if = "seen_nothing")]
        seen: Seen,
    },
    /// Entries are numbered for a recipient.
    Dispatch,
    /// What a peer told was recorded.
    Receipt,
    /// A directory or agreement is taken to be in force.
    Adopted,
    /// Something an operator must look at.
    Alarm,
    /// The same, where it quotes what somebody said of a dossier: it is erased with the dossier.
    Quoted {
        /// The dossier.
        dossier: DossierId,
    },
    /// What was written of a dossier is erased.
    Erased,
    /// A dossier is preserved beyond its days, or no longer.
    Preserved,
}

fn seen_nothing(seen: &Seen) -> bool {
    seen.0.is_empty()
}
