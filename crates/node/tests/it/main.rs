//! Nodes in one process: the real node, store and exchange, with time, randomness and the network
//! in the hands of the test.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod acts;
mod altering;
mod arbitrary;
mod asked;
mod asking;
mod carrying;
mod clocks;
mod commands;
mod comparing;
mod crossing;
mod delivering;
mod determinism;
mod documents;
mod ending;
mod erasing;
mod evidence;
mod exchange;
mod failing;
mod flipping;
mod forger;
mod hostile;
mod joining;
mod journeys;
mod lists;
mod looking;
mod messages;
mod national;
mod notices;
mod ordinary;
mod overtaking;
mod partitions;
mod post;
mod promising;
mod recovering;
mod rekeying;
mod refusals;
mod region;
mod rejecting;
mod representing;
mod requests;
mod siblings;
mod standing_behind;
mod steps;
mod streams;
mod telling;
mod training;
mod verifying;
mod witnessing;
