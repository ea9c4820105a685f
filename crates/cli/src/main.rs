//! The program: everything it does is in the library beside it.

use std::process::ExitCode;

/// A node allocates much and little at a time, on several threads; the usual allocator takes an eighth
/// longer over it (docs/measurements.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
