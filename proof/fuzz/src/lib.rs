//! What every reader of bytes from outside must do with any bytes whatever: read them or refuse them,
//! never panic, never run on; and what it has read, it reads again from what is written of it.
//!
//! One target is one family of readers. Its first byte chooses the reader, where there are several,
//! and the rest is what is read. `fuzz/` runs the same bodies under libFuzzer; the tests of this crate
//! run them over the seeds and over bytes broken at random.
//!
//! Invariants: a target is a function of its bytes alone; no clock, no disk, no network; what was
//! signed or proven cannot be told from what was not by any bytes but the right ones.

#![expect(clippy::panic, reason = "a target tells what it finds by a panic")]

mod bodies;
mod evidence;
mod exchanged;
mod masked;
mod message;
mod proofs;
mod signed;
mod texts;
mod values;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A family of readers.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What it is called, on the command line too.
    pub name: &'static str,
    /// Reads some bytes; whether they were taken for what they should be.
    pub run: fn(&[u8]) -> bool,
    /// Bytes that are taken, to begin from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "message", run: message::run, seeds: message::seeds },
    Target { name: "exchanged", run: exchanged::run, seeds: exchanged::seeds },
    Target { name: "signed", run: signed::run, seeds: signed::seeds },
    Target { name: "proofs", run: proofs::run, seeds: proofs::seeds },
    Target { name: "evidence", run: evidence::run, seeds: evidence::seeds },
    Target { name: "bodies", run: bodies::run, seeds: bodies::seeds },
    Target { name: "values", run: values::run, seeds: values::seeds },
    Target { name: "masked", run: masked::run, seeds: masked::seeds },
    Target { name: "texts", run: texts::run, seeds: texts::seeds },
];

/// One of them, by its name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// A seed: the byte that chooses the reader, and what it reads.
fn seed(reader: u8, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    [&[reader], bytes.as_ref()].concat()
}

/// What holds wherever a value was made by a reader.
fn made<T, E: Debug>(what: Result<T, E>) -> T {
    what.unwrap_or_else(|why| panic!("what was read cannot be written and read again: {why:?}"))
}

/// Reads JSON as something, which must come back from its own writing.
fn returns<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let first: T = serde_json::from_slice(bytes).ok()?;
    let written = made(serde_json::to_vec(&first));
    let second: T = made(serde_json::from_slice(&written));
    assert!(made(serde_json::to_vec(&second)) == written, "{}", String::from_utf8_lossy(&written));
    Some(first)
}
