//! `cargo xtask mutants`: breaks the code on purpose, in a copy, and sees that the simulation finds it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::repository::{self, answers, cargo, git, output, root};

/// Where the patches are; each breaks one thing, and its first lines say what.
const PATCHES: &str = "proof/sim/mutants";
/// How many seeds a mutant may survive before it counts as not caught.
const SEEDS_MAX: u32 = 60;
/// What is said of a patch that does not apply, by tidy too.
pub(crate) const UNFIT: &str =
    "it does not fit the code any more: break the same thing where it is now";
/// What is said of code with which no seed could be tried.
const UNTRIED: &str = "no seed could be tried: it does not build, or the simulation does not run";

/// What became of a mutant.
struct Mutant {
    name: String,
    found: Value,
}

impl Mutant {
    fn is_caught(&self) -> bool {
        self.found.get("caught").and_then(Value::as_bool).unwrap_or_default()
    }

    fn as_json(&self) -> Value {
        let field = |name| self.found.get(name).cloned().unwrap_or_default();
        json!({
            "name": self.name, "caught": self.is_caught(), "seeds": field("seeds"),
            "promise": field("promise"), "detail": field("detail"),
        })
    }
}

/// Tries every patch, or those whose names are given; whether all were caught.
pub(crate) fn run(as_json: bool, only: &[&str]) -> anyhow::Result<bool> {
    let tree = root().join("target").join("mutants");
    copy(&tree)?;
    let sound = catch(&tree, 1)?;
    ensure!(sound.get("caught") == Some(&json!(false)), "the code is broken already: {sound}");
    let mut mutants = Vec::new();
    for patch in patches()? {
        let name = name_of(&patch);
        if !only.is_empty() && !only.contains(&name.as_str()) {
            continue;
        }
        let mutant = tried(&tree, &patch, || catch(&tree, SEEDS_MAX))?;
        if !as_json {
            print(&mutant);
        }
        mutants.push(mutant);
    }
    if as_json {
        let all: Vec<Value> = mutants.iter().map(Mutant::as_json).collect();
        println!("{}", json!({ "mutants": all }));
    }
    Ok(!mutants.is_empty() && mutants.iter().all(Mutant::is_caught))
}

/// Breaks the copy, looks whether that is found, and mends the copy. A patch of which nothing can be
/// said has not been caught; it keeps nobody from looking at the others.
fn tried(
    tree: &Path,
    patch: &Path,
    find: impl FnOnce() -> anyhow::Result<Value>,
) -> anyhow::Result<Mutant> {
    let name = name_of(patch);
    let missed = |detail: &str, why: &anyhow::Error| {
        eprintln!("{name}: {why:#}");
        json!({ "caught": false, "seeds": 0, "detail": detail })
    };
    let found = match apply(tree, patch, &[]) {
        Err(why) => missed(UNFIT, &why),
        Ok(()) => {
            let found = find();
            apply(tree, patch, &["--reverse"])?;
            found.unwrap_or_else(|why| missed(UNTRIED, &why))
        }
    };
    Ok(Mutant { name, found })
}

fn print(mutant: &Mutant) {
    let field = |name| mutant.found.get(name).map(ToString::to_string).unwrap_or_default();
    let (name, seeds) = (&mutant.name, field("seeds"));
    if mutant.is_caught() {
        println!("caught  {name}: seed {seeds}, {} {}", field("promise"), field("detail"));
    } else {
        println!("MISSED  {name}: {seeds} seeds {}", field("detail"));
    }
}

fn patches() -> anyhow::Result<Vec<PathBuf>> {
    let folder = root().join(PATCHES);
    let entries =
        fs::read_dir(&folder).with_context(|| format!("{} is not there", folder.display()))?;
    let mut patches = Vec::new();
    for entry in entries {
        patches.push(entry?.path());
    }
    patches.retain(|path| path.extension().is_some_and(|ending| ending == "patch"));
    patches.sort();
    Ok(patches)
}

/// The patches that do not apply to the code as it is.
pub(crate) fn unfit() -> anyhow::Result<Vec<String>> {
    let mut unfit = patches()?;
    unfit.retain(|patch| !answers(git(&["apply", "--check"]).arg(patch)));
    Ok(unfit.iter().map(|patch| format!("{PATCHES}/{}.patch", name_of(patch))).collect())
}

fn name_of(patch: &Path) -> String {
    patch.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Copies what is committed or would be. A file that is the same is left alone, so that what was built
/// of it stays.
fn copy(tree: &Path) -> anyhow::Result<()> {
    let files = repository::files()?;
    for file in &files {
        let (from, to) = (root().join(file), tree.join(file));
        let Ok(bytes) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(tree))?;
        fs::write(&to, bytes).with_context(|| format!("{} cannot be written", to.display()))?;
    }
    for stale in repository::files_below(tree)?.into_iter().filter(|file| !files.contains(file)) {
        fs::remove_file(tree.join(stale))?;
    }
    Ok(())
}

/// The copy lies in a folder git does not look at; it must not take it for part of this repository.
fn apply(tree: &Path, patch: &Path, options: &[&str]) -> anyhow::Result<()> {
    let mut apply = git(&["apply"]);
    apply.args(options).arg(patch).current_dir(tree);
    apply.env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
    output(&mut apply).map(|_| ())
}

/// Cargo names what it builds by paths from the root of a workspace: built into the same folder, the
/// copy would take the place of the code itself.
///
/// Builds the copy and runs seeds until one breaks a promise. What does not build is no mutant.
fn catch(tree: &Path, seeds: u32) -> anyhow::Result<Value> {
    let seeds = seeds.to_string();
    let mut run = cargo(&["run", "-q", "-p", "sim", "--example", "catch", "--", &seeds]);
    run.current_dir(tree).env("CARGO_TARGET_DIR", root().join("target").join("mutants-target"));
    let printed = output(&mut run)?;
    serde_json::from_str(printed.trim()).context("the simulation printed something else")
}

#[cfg(test)]
mod tests;
