//! Between two nodes: envelopes, receipts, streams and retry, without input or output.
//!
//! An envelope is an excerpt of the author's journal: entries, the proofs that they stand in it,
//! the signed checkpoint and the proof that the log has only grown. A receipt is the recipient's
//! own entry that it has recorded a stream up to a number. Nothing here sends, waits or stores;
//! the node does, and asks here what is right.
//!
//! Invariants: a stream is recorded without a gap or not at all; a receipt is never numbered nor
//! receipted; what fails any check leaves no trace but the refusal.
//!
//! Sources: RFC 6962 for the proofs, C2SP `tlog-checkpoint` for the checkpoint.

mod envelope;
mod link;
mod open;
mod pouch;
mod returning;

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "sizes of tests fit everywhere")]
mod tests;

pub use envelope::{
    Answer, Ask, Consistency, Envelope, Outcome, Position, Returned, Returning, ToldAgain, VERSION,
    Wanted, WireError, read, write,
};
pub use link::{Link, Pace, within};
pub use open::{Delivery, Known, Numbered, Proven, Receipts, Reject, open, open_receipts};
pub use pouch::{Carried, Head, Line, Packing, PouchError, Unpacking};
pub use returning::{Brought, open_returned};
