//! The files of a watched folder, each written whole or not at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use language::ToldFinding;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::fault::Fault;
use crate::training;

/// Where the memory of a folder is.
const MEMORY: &str = ".memory.json";

/// How many files are taken at a time: what has come about meanwhile is written back in between.
const FILES_MAX: usize = 256;
/// Of how many things that are no files the operator is told.
const PASSED_OVER_MAX: usize = 1000;

/// A watched folder.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    training: bool,
}

/// What is said of a file whose bytes are not kept.
#[derive(Debug, Serialize)]
struct Withheld<'a> {
    name: &'a str,
    size_bytes: u64,
    sha256: String,
}

/// Whether a file in a watched folder is taken: by its name it is not still being written.
pub fn is_whole(name: &str) -> bool {
    let unfinished = [".part", ".tmp"].iter().any(|ending| name.ends_with(ending));
    !name.starts_with('.') && !unfinished
}

/// A file that waits to be taken.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// Its name.
    pub(super) name: String,
}

/// What may be a slip in a file that was taken.
#[derive(Serialize)]
struct Warned<'a> {
    findings: &'a [ToldFinding],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    training: bool,
}

impl Folder {
    /// A folder at a place; whether what is put out there is for training.
    pub(super) fn at(path: &Path, training: bool) -> Self {
        Self { path: path.to_owned(), training }
    }

    /// The first of the files that wait, in the order of their names, and whether there are more.
    /// Files still being written are passed over, and so are folders and links, of which the operator
    /// is told once. However many there are, no more are kept in mind than are taken at a time.
    pub(super) fn waiting(
        &self,
        passed_over: &mut BTreeSet<OsString>,
    ) -> Result<(Vec<Waiting>, bool), Fault> {
        for part in ["in", "out", "done", "refused"] {
            let path = self.path.join(part);
            fs::create_dir_all(&path).map_err(fault(&path, "made"))?;
        }
        let path = self.path.join("in");
        let (mut waiting, mut more) = (BTreeSet::new(), false);
        for entry in fs::read_dir(&path).map_err(fault(&path, "read"))? {
            let entry = entry.map_err(fault(&path, "read"))?;
            // One that was renamed meanwhile is found next time.
            let Ok(kind) = entry.file_type() else { continue };
            let name = entry.file_name().to_str().map(ToOwned::to_owned);
            let Some(name) = name.filter(|_| kind.is_file()) else {
                if passed_over.len() < PASSED_OVER_MAX && passed_over.insert(entry.file_name()) {
                    let name = entry.file_name();
                    tracing::warn!(?name, "what is no file is not taken from the watched folder");
                }
                continue;
            };
            if is_whole(&name) {
                waiting.insert(name);
            }
            if waiting.len() > FILES_MAX {
                waiting.pop_last();
                more = true;
            }
        }
        Ok((waiting.into_iter().map(|name| Waiting { name }).collect(), more))
    }

    /// The bytes of a file that waits; none where there are more than the limit.
    pub(super) fn read(&self, waiting: &Waiting, limit: u64) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.path.join("in").join(&waiting.name);
        let mut bytes = Vec::new();
        let file = File::open(&path).map_err(fault(&path, "read"))?;
        let count = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let count = count.map_err(fault(&path, "read"))?;
        Ok(u64::try_from(count).is_ok_and(|count| count <= limit).then_some(bytes))
    }

    /// What is said of a file instead of its bytes.
    fn withheld(&self, waiting: &Waiting) -> Result<Vec<u8>, Fault> {
        let path = self.path.join("in").join(&waiting.name);
        let (mut hasher, mut size_bytes, mut part) = (Sha256::new(), 0_u64, vec![0; 64 * 1024]);
        let mut file = File::open(&path).map_err(fault(&path, "read"))?;
        loop {
            let count = file.read(&mut part).map_err(fault(&path, "read"))?;
            let Some(read) = part.get(..count).filter(|read| !read.is_empty()) else { break };
            hasher.update(read);
            size_bytes = size_bytes.saturating_add(u64::try_from(count).unwrap_or_default());
        }
        let sha256: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let said = Withheld { name: &waiting.name, size_bytes, sha256 };
        let mut said = serde_json::to_vec_pretty(&said).unwrap_or_default();
        said.push(b'\n');
        Ok(said)
    }

    /// Puts an answer out.
    pub(super) fn put_out(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let name = training::name(self.training, name);
        let bytes = training::marked(self.training, bytes.to_vec());
        self.write(&self.path.join("out").join(name), &bytes)
    }

    /// A file was taken: what may be kept of it is, and it waits no more.
    pub(super) fn set_done(
        &self,
        waiting: &Waiting,
        kept: Option<&[u8]>,
        warnings: &[ToldFinding],
    ) -> Result<(), Fault> {
        if !warnings.is_empty() {
            let beside = format!("{}.findings.json", waiting.name);
            let mut findings =
                serde_json::to_vec_pretty(&Warned { findings: warnings, training: self.training })
                    .unwrap_or_default();
            findings.push(b'\n');
            self.write(&self.path.join("done").join(beside), &findings)?;
        }
        self.set_aside(waiting, "done", kept)
    }

    /// A file was not taken: what may be kept of it is put aside with its findings.
    pub(super) fn set_refused(
        &self,
        waiting: &Waiting,
        kept: Option<&[u8]>,
        findings: &[u8],
    ) -> Result<(), Fault> {
        let beside = format!("{}.findings.json", waiting.name);
        self.write(&self.path.join("refused").join(beside), findings)?;
        self.set_aside(waiting, "refused", kept)
    }

    /// Moves what may be kept. Where nothing may be, a file says what it was: whoever sent it can
    /// recognise it by that, and nobody learns what was in it.
    fn set_aside(&self, waiting: &Waiting, part: &str, kept: Option<&[u8]>) -> Result<(), Fault> {
        let aside = self.path.join(part);
        match kept {
            Some(kept) => self.write(&aside.join(&waiting.name), kept)?,
            None => {
                let said = self.withheld(waiting)?;
                self.write(&aside.join(format!("{}.withheld.json", waiting.name)), &said)?;
            }
        }
        self.remove(waiting)
    }

    fn remove(&self, waiting: &Waiting) -> Result<(), Fault> {
        let path = self.path.join("in").join(&waiting.name);
        fs::remove_file(&path).map_err(fault(&path, "removed"))
    }

    /// What was remembered; nothing the first time.
    pub(super) fn recall<T: DeserializeOwned + Default>(&self) -> Result<T, Fault> {
        let path = self.path.join(MEMORY);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Fault::Content {
                path,
                what: "the memory of a watched folder",
                detail: error.to_string(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
            Err(error) => Err(fault(&path, "read")(error)),
        }
    }

    /// Remembers.
    pub(super) fn remember<T: Serialize>(&self, memory: &T) -> Result<(), Fault> {
        let path = self.path.join(MEMORY);
        let bytes = serde_json::to_vec(memory).map_err(|error| Fault::Content {
            path: path.clone(),
            what: "the memory of a watched folder",
            detail: error.to_string(),
        })?;
        self.write(&path, &bytes)
    }

    /// Writes a file beside its place, syncs it and renames it there.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let folder = path.parent().unwrap_or(&self.path);
        let beside = folder.join(format!(".{name}.part"));
        let written = File::create(&beside)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, path))
            .and_then(|()| File::open(folder)?.sync_all());
        written.map_err(fault(path, "written"))
    }
}

fn fault(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> Fault {
    let path = path.to_owned();
    move |source| Fault::File { path, doing, source }
}

#[cfg(test)]
mod tests;
