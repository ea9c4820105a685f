//! Nodes as others meet them: over HTTPS, with certificates, through watched folders.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod asycuda;
mod backlogs;
mod badinput;
mod browsers;
mod client;
mod comparing;
mod conditions;
mod crossing;
mod crowds;
mod databases;
mod document;
mod documents;
mod erasing;
mod events;
mod failover;
mod folder;
mod guarantors;
mod handshake;
mod hearing;
mod histories;
mod holds;
mod injected;
mod injection;
mod kinds;
mod migrating;
#[cfg(unix)]
mod modes;
mod national;
mod numbers;
mod papers;
mod parties;
mod problems;
mod queries;
mod refreshing;
mod region;
mod registers;
mod rejections;
mod receiver;
mod sads;
mod saving;
mod search;
mod secrets;
mod secured;
mod signing;
mod slow;
mod webhooks;
mod why;
mod silence;
mod training;
