//! Bytes of standard messages, and the neutral trees the rules read.
//!
//! Invariants: the structure of a message is data, in the notation of `catalogue/`; reading never
//! panics and tells everything that is wrong at once, one finding a mistake; what is written here
//! is accepted here; nothing here reads a clock or does input or output.
//!
//! Sources: DDNTA 5.15.2 of the European Commission (NCTS phase 5, version 51.8.6) for structure,
//! formats and rules; exports of ASYCUDA World for the single administrative document; XML 1.0.

mod answer;
mod catalogue;
mod code;
mod fault;
mod fit;
mod form;
mod format;
mod json;
mod piece;
mod read;
mod rules;
mod write;
mod xml;

pub use answer::{functional_error_group, functional_error_of};
pub use catalogue::not_understood;
pub use code::MessageCode;
pub use fault::{Layer, XmlError, functional_error};
pub use fit::{fit, write_fitted};
pub use form::Form;
pub use read::{Located, Reading, read, read_as};
pub use rules::{AmendedState, amendment, check};
pub use write::{write, write_as};

#[cfg(test)]
mod tests;
