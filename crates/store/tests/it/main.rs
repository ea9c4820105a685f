//! The contract every store keeps, run on every engine and way to the disk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod contract;
mod copying;
mod erasing;
mod failing;
mod faithful;
mod filled;
mod home;
mod keystore;
mod lists;
mod notices;
mod server;
mod standby;
mod stepping;
mod sharing;
