//! The reader against public data: the samples of the official schemas and the W3C suite of
//! well-formed and ill-formed documents.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod lists;
mod notation;
mod pairs;
mod samples;
mod wellformed;

use kernel::{CodeLists, Date, Listed};
use wire::Reading;

/// No list is kept.
struct NoLists;

impl CodeLists for NoLists {
    fn listed(&self, _list: &str, _code: &str, _day: Date) -> Listed {
        Listed::NoSuchList
    }
}

fn structure(bytes: &[u8]) -> Reading {
    wire::read(bytes, &NoLists, Date::constant(2026, 11, 23))
}
