//! Where the repository is, and the programs that are asked about it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// The root folder of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Cargo, the one that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    program(Path::new(&cargo), arguments)
}

/// Git. The checkout of a build machine may belong to another user, whom git would not trust.
pub(crate) fn git(arguments: &[&str]) -> Command {
    let mut git = program(Path::new("git"), &["-c", "safe.directory=*"]);
    git.args(arguments);
    git
}

/// Any other program, started in the root folder.
pub(crate) fn program(name: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{command:?} does not start"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {}: {}", output.status, complaint.trim());
    String::from_utf8(output.stdout).with_context(|| format!("{command:?} prints no text"))
}

/// Whether a program, whose output everybody sees, ends well.
pub(crate) fn succeeds(command: &mut Command) -> anyhow::Result<bool> {
    let status = command.status().with_context(|| format!("{command:?} does not start"))?;
    Ok(status.success())
}

/// Whether a program is there and answers; what it says is not shown.
pub(crate) fn answers(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Every file that is committed or would be, by its path from the root; sorted.
pub(crate) fn files() -> anyhow::Result<Vec<String>> {
    let listed =
        output(&mut git(&["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let mut files: Vec<String> =
        listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// Every file below a folder, by its path from there.
pub(crate) fn files_below(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(below) = path.strip_prefix(folder) {
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    Ok(found)
}
