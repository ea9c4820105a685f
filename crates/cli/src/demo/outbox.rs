//! What a node has written back to its national system: each file is read once, however many wait.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::now;
use crate::files;

/// How long what was seen is good enough.
const FRESH: Duration = Duration::from_millis(15);

/// The folder of a national system, as it looks at it.
#[derive(Debug)]
pub(crate) struct Outbox {
    folder: PathBuf,
    looked: Option<Instant>,
    read: BTreeSet<String>,
    /// By what files are about and which step they tell.
    found: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Outbox {
    /// Nothing has been looked at yet.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder, looked: None, read: BTreeSet::new(), found: BTreeMap::new() }
    }

    /// The name of the file that tells a step of a declaration, if it is there.
    pub(crate) fn find(&mut self, lrn: &str, what: &str) -> anyhow::Result<Option<String>> {
        let wanted = (lrn.to_owned(), what.to_owned());
        let fresh = self.looked.is_some_and(|looked| looked.elapsed() < FRESH);
        if !fresh && !self.found.contains_key(&wanted) {
            self.look()?;
            self.looked = Some(now());
        }
        Ok(self.found.get(&wanted).and_then(BTreeSet::first).cloned())
    }

    /// Everything that was written back about a declaration: which step, and the text.
    pub(crate) fn all(&mut self, lrn: &str) -> anyhow::Result<Vec<(String, String)>> {
        self.look()?;
        let about = self.found.iter().filter(|((about, _), _)| about == lrn);
        let out = self.folder.join("out");
        let named = about.flat_map(|((_, what), names)| names.iter().map(move |name| (what, name)));
        named.map(|(what, name)| Ok((what.clone(), files::read(&out.join(name))?))).collect()
    }

    fn look(&mut self) -> anyhow::Result<()> {
        let out = self.folder.join("out");
        for name in listed(&out)? {
            if !self.read.contains(&name) {
                let text = files::read(&out.join(&name))?;
                let number = text.split_once("<Number>").and_then(|(_, rest)| rest.split_once('<'));
                let what = name.strip_suffix(".xml").and_then(|name| name.rsplit_once('.'));
                if let (Some((lrn, _)), Some((_, what))) = (number, what) {
                    let told = self.found.entry((lrn.to_owned(), what.to_owned()));
                    told.or_default().insert(name.clone());
                }
                self.read.insert(name);
            }
        }
        Ok(())
    }

    /// The findings of a file that was refused, if one of this declaration was.
    pub(crate) fn refused(&self, lrn: &str) -> anyhow::Result<Option<String>> {
        let refused = self.folder.join("refused");
        let about = |name: &String| name.starts_with(lrn) && name.ends_with("findings.json");
        let found = listed(&refused)?.into_iter().find(about);
        found.map(|name| files::read(&refused.join(name))).transpose()
    }
}

/// The files of a folder, without those that are still being written.
fn listed(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    if folder.exists() {
        for entry in std::fs::read_dir(folder)? {
            names.extend(entry?.file_name().to_str().map(ToOwned::to_owned));
        }
    }
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    Ok(names)
}
