//! Agreements between administrations, and the one function that says who may know what.
//!
//! Invariants: an agreement counts only when every party has signed its bytes, and everybody
//! bound by the version it replaces; an empty or unknown audience means nobody; agreements choose
//! among the projections a domain defines and never name fields. Pure: the day is an argument.

mod audience;
mod document;

#[cfg(test)]
mod tests;

pub use audience::{Agreements, Audience, Grant, Question};
pub use document::{Agreement, AgreementError, DIRECTORY, Duty, Instrument, Keys, Passage};
