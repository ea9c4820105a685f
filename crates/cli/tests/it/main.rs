//! The program as people run it: whole commands, real processes, real folders.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod checking;
mod commands;
mod crashing;
mod dakar;
mod demonstration;
mod evidence;
mod examples;
mod founding;
mod healing;
mod help;
mod full_disk;
mod integrating;
mod killing;
mod manual;
mod measuring;
mod pages;
mod posts;
mod pouches;
mod rekeying;
mod retaining;
mod saving;
mod serving;
mod showing;
mod simulating;
mod small_disk;
mod submitting;
mod tables;
mod training;
