//! The program: everything it does is in the library beside it.

use std::process::ExitCode;

/// A node allocates often and little at a time, on several threads; with the usual allocator it takes
/// an eighth fewer declarations in a second (docs/measurements.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
