//! The words every other crate speaks: identifiers, quantities, message trees and the contract of a
//! domain.
//!
//! Invariants: a value of a type from here has been checked when it was made and cannot be mixed up
//! with another kind; nothing here reads a clock, draws a random number or does input or output.
//!
//! Sources: the formats of numbers are those of the European Commission's NCTS phase 5 and
//! DG XXI/0879/99; currencies are ISO 4217; canonical JSON is RFC 8785; signed notes are C2SP
//! `signed-note`.

mod canonical;
mod cover;
mod decider;
mod decision;
mod dossier;
mod finding;
mod hash;
mod id;
mod mass;
mod message;
mod money;
mod name;
mod note;
mod number;
mod place;
mod refusal;
mod represent;
pub mod schema;
mod text;
mod time;
mod tree;

#[cfg(test)]
mod tests;

pub use canonical::{Canonical, canonical};
pub use cover::{
    AccessCode, Attempt, CashAccount, CommodityCode, CoverNumber, GuaranteeReference,
    GuaranteeType, NoCover, SealedText,
};
pub use decider::{
    Competence, Decider, Function, Happened, Inadmissible, OutOfOrder, Told, Writer,
};
pub use decision::{Basis, Decides, Decision, Made};
pub use dossier::{Dossier, Seen};
pub use finding::{CodeLists, Finding, Listed, Severity};
pub use hash::Digest;
pub use id::{
    AuthorisationNumber, CommandId, DossierId, Epoch, GuarantorId, LicenceNumber, MandateNumber,
    NationalReference, NodeId, OfficerId, PostId, Provision, TraderId, UndertakingReference,
};
pub use mass::Mass;
pub use message::{MessageHeader, Reading, date_and_time, parse_date_and_time};
pub use money::{Amount, Currency, Money, Rate, Rounding, Signed};
pub use name::{Name, NameKind};
pub use note::{KeyError, Note, NoteError, NoteSignature, SigningKey, VerifyingKey};
pub use number::{Grn, Lrn, Mrn, Security, Serial, Voucher, check_digit};
pub use place::{Administration, Country, OfficeCode};
pub use refusal::{Refusal, Refused};
pub use represent::{NoLicence, NoMandate, Procedure, Representation};
pub use text::Malformed;
pub use time::{Date, Timestamp, utc_day};
pub use tree::{Content, Element, Path};
