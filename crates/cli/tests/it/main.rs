//! The program as people run it: whole commands, real processes, real folders.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod commands;
mod demonstration;
mod founding;
mod full_disk;
mod killing;
mod measuring;
mod pages;
mod pouches;
mod serving;
mod tables;
mod training;
