//! Guarantees: what a trader has lodged, how much of it is free, and which movements hold the rest.
//!
//! Two kinds of dossier. The [`account`] is the guarantee itself, kept at its home and shown to
//! nobody else. A [`hold`] is the conversation about one movement between the administration that
//! asks for cover and the guarantee's home; both read it, and no third one does.
//!
//! Invariants: the sum over all accounts of a ledger is zero after every event; a hold is counted
//! once, however often it is asked for; an attempt gets exactly one final answer; no hold ends by
//! time alone.
//!
//! Sources: CTC Convention, Appendix I, Title III (guarantees); NCTS phase 5, IE200 to IE229 and
//! code list CL252; ECOWAS Convention A/SP.1/5/90 on the guarantee mechanism of inter-State transit.

// A new state or command must break the build where thought is due; tests may lump.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod account;
pub mod hold;
