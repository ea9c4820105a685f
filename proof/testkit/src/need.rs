//! Things a test needs that may not be there. A missing one is written down, never passed over.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's root folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file or folder of the public reference data, or `None` where the data is not on this machine;
/// `cargo xtask test` counts and prints those tests as `no data`.
///
/// The data is looked for in `PASSAVANT_DATA`, else beside the workspace.
pub fn data(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PASSAVANT_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder.join(path));
    }
    write_down("no-data", path);
    None
}

/// Whether an outside program is installed.
///
/// # Panics
///
/// Where `CI` is set: there a skip is a failure, and `cargo xtask test` has installed the program.
pub fn tool(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        missing_tool(program);
    }
    found
}

/// Counts a test for which this machine lacks something that cannot be installed.
///
/// # Panics
///
/// As [`tool`] does.
pub fn lacking(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what}");
    write_down("no-tool", what);
}

/// Counts a test that a program is missing for.
pub(crate) fn missing_tool(program: &str) {
    assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
    write_down("no-tool", program);
}

/// A program that comes as a Python package: the one `cargo xtask test` has installed under
/// `target/tools`, or one of this machine's own.
///
/// # Panics
///
/// As [`tool`] does.
pub fn python_tool(program: &str) -> Option<PathBuf> {
    let installed = root().join("target/tools/bin").join(program);
    if installed.is_file() {
        return Some(installed);
    }
    tool(program).then(|| PathBuf::from(program))
}

/// Appends a line to the list that `cargo xtask test` prints at its end.
fn write_down(list: &str, what: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let file = root().join("target").join(format!("{list}.txt"));
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&file)
        .and_then(|mut file| writeln!(file, "{test}: {what}"));
    if let Err(error) = written {
        eprintln!("{list}: {test}: {what} ({}: {error})", file.display());
    }
}
