//! Whole regions, each from one seed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod plans;
mod seeds;
