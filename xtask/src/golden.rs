//! `cargo xtask golden`: writes the golden files anew and shows which have changed.

use std::collections::BTreeMap;
use std::path::Path;

use crate::repository::{files, git, root, succeeds};
use crate::suite;

/// Runs it. The change is to be read before it is committed: what it shows may be a mistake.
pub(crate) fn run() -> anyhow::Result<bool> {
    let before = contents()?;
    let good = succeeds(suite::command(suite::ALL).env("UPDATE_EXPECT", "1"))?;
    let after = contents()?;
    let changed: Vec<&str> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    if changed.is_empty() {
        println!("no golden file changed");
        return Ok(good);
    }
    for path in changed.iter().filter(|path| !before.contains_key(**path)) {
        println!("new: {path}");
    }
    let mut diff = git(&["--no-pager", "diff", "--stat", "--"]);
    Ok(succeeds(diff.args(&changed))? && good)
}

/// Every file of the repository that is there, by its path.
fn contents() -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let root = root();
    let read = |path: String| std::fs::read(root.join(Path::new(&path))).ok().map(|it| (path, it));
    Ok(files()?.into_iter().filter_map(read).collect())
}
