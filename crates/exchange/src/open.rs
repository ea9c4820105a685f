//! Opening an envelope: everything that can be checked without knowing a domain.

use journal::{
    Checkpoint, CheckpointError, Dispatch, Excerpt, ExcerptError, Group, Header, Item, LogId,
    ProofError, Receipt, Subject, verify_consistency,
};
use kernel::{Digest, Epoch, NodeId, Note, VerifyingKey};
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::envelope::{Consistency, Envelope, VERSION};

/// More than any sender puts into one envelope; a larger one is not read.
const ENTRIES_MAX: usize = 4096;
/// More than any sender numbers in one dispatch, all of which is recorded at a time.
const ITEMS_MAX: usize = 256;
/// The same for checkpoints of epochs that are closed.
const EARLIER_MAX: usize = 4096;

/// What the recipient knows of the author's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The last number recorded without a gap.
    pub through: u64,
    /// Where the last recorded dispatch stands.
    pub dispatch: Option<u64>,
    /// The size last verified.
    pub size: u64,
    /// The root at that size.
    pub root: Digest,
}

impl Default for Known {
    fn default() -> Self {
        Self { through: 0, dispatch: None, size: 0, root: Digest::of(&[]) }
    }
}

/// Why an envelope is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reject {
    /// It is of a version this program does not know.
    #[error("version {0} of the envelope is not known here")]
    Version(u32),
    /// The carrier's TLS key is not the author's.
    #[error("{carrier} carries an envelope of {author}")]
    Carrier {
        /// Who carries it.
        carrier: NodeId,
        /// Who claims to have written it.
        author: NodeId,
    },
    /// It is for somebody else.
    #[error("the envelope is for {0}")]
    NotForUs(NodeId),
    /// The checkpoint is not the author's.
    #[error("the checkpoint is not taken")]
    Checkpoint(#[source] CheckpointError),
    /// The log is not one history with what was seen before.
    #[error("the log is not one history with what was seen before")]
    Consistency(#[source] ProofError),
    /// An entry does not stand in the log.
    #[error("an entry is not taken")]
    Excerpt(#[source] ExcerptError),
    /// A dispatch cannot be read, or is for somebody else.
    #[error("a dispatch cannot be read, or is for somebody else")]
    Dispatch,
    /// The entries are not those the dispatches number.
    #[error("the entries are not those the dispatches number")]
    Items,
    /// Too many entries at once.
    #[error("more entries than fit into one envelope")]
    TooMany,
    /// Its author has gone on in a later epoch.
    #[error("its author has closed this log and goes on in another")]
    Closed,
    /// It does not follow what is recorded, or proves growth from another size than was seen.
    #[error("the envelope does not follow what is recorded")]
    Gap,
}

impl Reject {
    /// Its sort in a word, whatever it says in particular.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Version(_) => "version",
            Self::Carrier { .. } => "carrier",
            Self::NotForUs(_) => "not-for-us",
            Self::Checkpoint(_) => "checkpoint",
            Self::Consistency(_) => "consistency",
            Self::Excerpt(_) => "excerpt",
            Self::Dispatch => "dispatch",
            Self::Items => "items",
            Self::TooMany => "too-many",
            Self::Closed => "closed",
            Self::Gap => "gap",
        }
    }
}

/// An entry that stands in its author's log, with the bytes as they came.
#[derive(Debug, Clone)]
pub struct Proven {
    /// The header.
    pub header: Header,
    /// The groups, open or withheld.
    pub groups: Vec<Group>,
    /// The bytes and the proof.
    pub excerpt: Excerpt,
}

impl Proven {
    /// The body of a group, read; none where it is withheld or not there.
    pub fn body<T: DeserializeOwned>(&self, wanted: &str) -> Option<T> {
        self.groups.iter().find_map(|group| match group {
            Group::Open { name, body, .. } if name == wanted => serde_json::from_str(body).ok(),
            Group::Open { .. } | Group::Withheld(_) => None,
        })
    }
}

/// An entry with its number in the stream.
#[derive(Debug, Clone)]
pub struct Numbered {
    /// The number.
    pub number: u64,
    /// In what form it is told.
    pub item: Item,
    /// The entry.
    pub entry: Proven,
    /// The checkpoint it is proven under, where it stands in an epoch that its author has closed.
    pub earlier: Option<(Checkpoint, Note)>,
}

/// An envelope whose every proof holds.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The author's checkpoint.
    pub checkpoint: Checkpoint,
    /// The same, signed.
    pub note: Note,
    /// The dispatches that are new here.
    pub dispatches: Vec<(Dispatch, Proven)>,
    /// The entries that are new here.
    pub entries: Vec<Numbered>,
}

/// Opens an envelope that `carrier` brought to `to`. `keys` are the author's log keys by the
/// directory, `known` what is recorded of that log.
pub fn open(
    envelope: &Envelope,
    (to, carrier): (&NodeId, Option<&NodeId>),
    keys: &[VerifyingKey],
    known: impl FnOnce(&LogId) -> Known,
) -> Result<Delivery, Reject> {
    if envelope.v != VERSION {
        return Err(Reject::Version(envelope.v));
    }
    let author = &envelope.from;
    if let Some(carrier) = carrier.filter(|carrier| *carrier != author) {
        return Err(Reject::Carrier { carrier: carrier.clone(), author: author.clone() });
    }
    if envelope.to != *to {
        return Err(Reject::NotForUs(envelope.to.clone()));
    }
    if envelope.dispatches.len() + envelope.entries.len() > ENTRIES_MAX {
        return Err(Reject::TooMany);
    }
    let (checkpoint, note) = checkpoint(&envelope.checkpoint, author, keys)?;
    let known = known(&checkpoint.log);
    grown(&checkpoint, &envelope.consistency, &known)?;
    let earlier = closed(&envelope.earlier, &checkpoint.log, keys)?;
    let mut dispatches = Vec::new();
    let mut entries = envelope.entries.iter();
    let mut numbered = Vec::new();
    let (mut through, mut last) = (known.through, known.dispatch);
    for excerpt in &envelope.dispatches {
        let (dispatch, proven) = dispatch(excerpt, &checkpoint, to)?;
        if dispatch.items.len() > ITEMS_MAX {
            return Err(Reject::TooMany);
        }
        let old = known.dispatch.is_some_and(|known| proven.header.index <= known);
        if !old {
            if dispatch.previous != last || dispatch.first != through + 1 {
                return Err(Reject::Gap);
            }
            (through, last) = (dispatch.last(), Some(proven.header.index));
        }
        for (number, item) in dispatch.numbered() {
            let excerpt = entries.next().ok_or(Reject::Items)?;
            let (entry, earlier) = match item.epoch {
                None => (prove(excerpt, &checkpoint)?, None),
                Some(epoch) => {
                    let (entry, under) = prove_earlier(excerpt, epoch, &earlier)?;
                    (entry, Some(under))
                }
            };
            if entry.header.index != item.index {
                return Err(Reject::Items);
            }
            if !old {
                numbered.push(Numbered { number, item: *item, entry, earlier });
            }
        }
        if !old {
            dispatches.push((dispatch, proven));
        }
    }
    if entries.next().is_some() {
        return Err(Reject::Items);
    }
    Ok(Delivery { checkpoint, note, dispatches, entries: numbered })
}

pub(crate) fn checkpoint(
    note: &str,
    author: &NodeId,
    keys: &[VerifyingKey],
) -> Result<(Checkpoint, Note), Reject> {
    let note =
        Note::parse(note).map_err(|error| Reject::Checkpoint(CheckpointError::Note(error)))?;
    let checkpoint = Checkpoint::verify(&note, keys).map_err(Reject::Checkpoint)?;
    if checkpoint.log.node != *author {
        return Err(Reject::Checkpoint(CheckpointError::OtherLog));
    }
    Ok((checkpoint, note))
}

/// An older checkpoint is no failure; it just brings nothing new.
fn grown(checkpoint: &Checkpoint, consistency: &Consistency, known: &Known) -> Result<(), Reject> {
    if checkpoint.size < known.size {
        return Err(Reject::Gap);
    }
    if consistency.from != known.size && checkpoint.size != known.size {
        return Err(Reject::Gap);
    }
    let path = if checkpoint.size == known.size { &[][..] } else { &consistency.path };
    verify_consistency(known.size, known.root, checkpoint.size, checkpoint.root, path)
        .map_err(Reject::Consistency)
}

/// The checkpoints of epochs that the author of a log has closed.
fn closed(
    notes: &[String],
    log: &LogId,
    keys: &[VerifyingKey],
) -> Result<Vec<(Checkpoint, Note)>, Reject> {
    if notes.len() > EARLIER_MAX {
        return Err(Reject::TooMany);
    }
    let closed = notes.iter().map(|note| {
        let (closed, note) = checkpoint(note, &log.node, keys)?;
        let same = LogId { epoch: log.epoch, ..closed.log.clone() } == *log;
        let before = closed.log.epoch < log.epoch;
        let other = Reject::Checkpoint(CheckpointError::OtherLog);
        if same && before { Ok((closed, note)) } else { Err(other) }
    });
    closed.collect()
}

/// An entry of a closed epoch stands under one of its checkpoints. The author lost the end of that log,
/// and cannot prove that the checkpoint and what is known of it are one history; its signature is on
/// both.
fn prove_earlier(
    excerpt: &Excerpt,
    epoch: Epoch,
    earlier: &[(Checkpoint, Note)],
) -> Result<(Proven, (Checkpoint, Note)), Reject> {
    let mut reject = Reject::Items;
    for (under, note) in earlier.iter().filter(|(under, _)| under.log.epoch == epoch) {
        match prove(excerpt, under) {
            Ok(proven) => return Ok((proven, (under.clone(), note.clone()))),
            Err(why) => reject = why,
        }
    }
    Err(reject)
}

pub(crate) fn prove(excerpt: &Excerpt, under: &Checkpoint) -> Result<Proven, Reject> {
    let (header, groups) = excerpt.verify(under).map_err(Reject::Excerpt)?;
    Ok(Proven { header, groups, excerpt: excerpt.clone() })
}

fn dispatch(
    excerpt: &Excerpt,
    under: &Checkpoint,
    to: &NodeId,
) -> Result<(Dispatch, Proven), Reject> {
    let proven = prove(excerpt, under)?;
    let dispatch: Dispatch = proven.body("core").ok_or(Reject::Dispatch)?;
    if proven.header.subject == Subject::Dispatch && dispatch.to == *to && dispatch.first > 0 {
        Ok((dispatch, proven))
    } else {
        Err(Reject::Dispatch)
    }
}

/// Receipts whose every proof holds.
#[derive(Debug, Clone)]
pub struct Receipts {
    /// The peer's checkpoint.
    pub checkpoint: Checkpoint,
    /// The same, signed.
    pub note: Note,
    /// What it has recorded of our logs.
    pub receipts: Vec<(Receipt, Proven)>,
}

/// Receipts under a peer's checkpoint, for our logs. `grown_from` is what is known of the peer's
/// log, from which its growth is checked; none where that has been checked already.
pub fn open_receipts(
    (note, consistency): (&str, &Consistency),
    receipts: &[Excerpt],
    (author, keys): (&NodeId, &[VerifyingKey]),
    grown_from: Option<&Known>,
) -> Result<Receipts, Reject> {
    let (checkpoint, note) = checkpoint(note, author, keys)?;
    if let Some(known) = grown_from {
        grown(&checkpoint, consistency, known)?;
    }
    let mut read = Vec::new();
    for excerpt in receipts {
        let proven = prove(excerpt, &checkpoint)?;
        let receipt: Receipt = proven.body("core").ok_or(Reject::Items)?;
        if proven.header.subject != Subject::Receipt {
            return Err(Reject::Items);
        }
        read.push((receipt, proven));
    }
    Ok(Receipts { checkpoint, note, receipts: read })
}
