//! What a peer gives back of a log to the node that wrote it, where that node's store is older than
//! what it has told others.

use std::collections::BTreeMap;

use journal::{Checkpoint, CheckpointError, LogId};
use kernel::{Note, VerifyingKey};

use crate::envelope::{Position, Returned, VERSION};
use crate::open::{Proven, Reject, checkpoint, prove};

/// More than any peer gives back at once; a larger answer is not read.
const ENTRIES_MAX: usize = 4096;

/// What was given back, every entry with the own checkpoint it is proven under.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The entries, in the order of their places, each with the checkpoint it is proven under and its
    /// note.
    pub entries: Vec<(Checkpoint, Note, Proven)>,
    /// Every own checkpoint that came with them, of whatever log of the node.
    pub checkpoints: Vec<(Checkpoint, Note)>,
    /// Up to which number the peer has recorded the stream of the log.
    pub through: u64,
    /// Up to which number this node has receipted each of the peer's logs.
    pub receipted: Vec<Position>,
    /// The version of the directory by which the peer goes; 0 where it does not say.
    pub directory: u64,
    /// From where to ask on; none where there is no more.
    pub next: Option<u64>,
}

/// Opens what a peer gives back of an own log from a place on. `keys` are the node's own log keys: what
/// does not stand under a checkpoint it signed is not its own.
pub fn open_returned(
    returned: &Returned,
    (log, from): (&LogId, u64),
    keys: &[VerifyingKey],
) -> Result<Brought, Reject> {
    if returned.v != VERSION {
        return Err(Reject::Version(returned.v));
    }
    if returned.of != *log {
        return Err(Reject::Checkpoint(CheckpointError::OtherLog));
    }
    if returned.from != from {
        return Err(Reject::Items);
    }
    if returned.entries.len() > ENTRIES_MAX
        || returned.checkpoints.len() > ENTRIES_MAX
        || returned.receipted.len() > ENTRIES_MAX
    {
        return Err(Reject::TooMany);
    }
    let checkpoints = returned.checkpoints.iter().map(|note| checkpoint(note, &log.node, keys));
    let checkpoints = checkpoints.collect::<Result<Vec<_>, _>>()?;
    let of_log = checkpoints.iter().filter(|(checkpoint, _)| checkpoint.log == *log);
    let by_size: BTreeMap<u64, &(Checkpoint, Note)> =
        of_log.map(|signed| (signed.0.size, signed)).collect();
    let mut entries = Vec::new();
    let mut place = from;
    for returning in &returned.entries {
        let under = by_size.get(&returning.size);
        let (under, note) = under.ok_or(Reject::Checkpoint(CheckpointError::OtherLog))?;
        let proven = prove(&returning.entry, under)?;
        if proven.header.index < place {
            return Err(Reject::Items);
        }
        place = proven.header.index + 1;
        entries.push((under.clone(), note.clone(), proven));
    }
    // Asking on leads on, or it would never end.
    let next = returned.next.filter(|next| *next > from && *next >= place);
    if returned.next != next {
        return Err(Reject::Items);
    }
    let (through, receipted) = (returned.through, returned.receipted.clone());
    let directory = returned.directory.unwrap_or_default();
    Ok(Brought { entries, checkpoints, through, receipted, directory, next })
}
