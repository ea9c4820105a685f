//! Nodes as others meet them: over HTTPS, with certificates, through watched folders.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod client;
mod crossing;
mod folder;
mod handshake;
mod holds;
mod kinds;
mod papers;
mod problems;
mod refreshing;
mod region;
mod sads;
mod silence;
mod training;
