//! The files of a watched folder, each written whole or not at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use language::ToldFinding;
use rustix::fs::{Mode, OFlags};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::fault::Fault;
use crate::training;

/// Where the memory of a folder is.
const MEMORY: &str = ".memory.json";

/// How many files are taken at a time: what has come about meanwhile is written back in between.
const FILES_MAX: usize = 256;
/// How long a name may be that is given to what is put aside or out, with room for what is written
/// behind it: no file has a name of more than 255 bytes.
const NAME_BYTES_MAX: usize = 200;
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

    /// Opens a file that waits, and nothing that was put in its place since the folder was looked at: no
    /// link is followed, and no pipe is waited for.
    fn open(&self, waiting: &Waiting) -> Result<(PathBuf, File), Fault> {
        let path = self.path.join("in").join(&waiting.name);
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::open(&path, flags, Mode::empty());
        let file = file.map(File::from).map_err(|error| fault(&path, "read")(error.into()))?;
        if !file.metadata().is_ok_and(|of| of.is_file()) {
            return Err(fault(&path, "read")(std::io::ErrorKind::InvalidInput.into()));
        }
        Ok((path, file))
    }

    /// The bytes of a file that waits; none where there are more than the limit.
    pub(super) fn read(&self, waiting: &Waiting, limit: u64) -> Result<Option<Vec<u8>>, Fault> {
        let (path, file) = self.open(waiting)?;
        let mut bytes = Vec::new();
        let count = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let count = count.map_err(fault(&path, "read"))?;
        Ok(u64::try_from(count).is_ok_and(|count| count <= limit).then_some(bytes))
    }

    /// What is said of a file instead of its bytes.
    fn withheld(&self, waiting: &Waiting) -> Result<Vec<u8>, Fault> {
        let (path, mut file) = self.open(waiting)?;
        let (mut hasher, mut size_bytes, mut part) = (Sha256::new(), 0_u64, vec![0; 64 * 1024]);
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

    /// Puts an answer out. One that nobody has taken yet stays beside it.
    pub(super) fn put_out(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let name = training::name(self.training, name);
        let bytes = training::marked(self.training, bytes.to_vec());
        self.put("out", &name, &[("", &bytes)])
    }

    /// A file was taken: what may be kept of it is, and it waits no more.
    pub(super) fn set_done(
        &self,
        waiting: &Waiting,
        kept: Option<&[u8]>,
        warnings: &[ToldFinding],
    ) -> Result<(), Fault> {
        let warned = Warned { findings: warnings, training: self.training };
        let mut findings = serde_json::to_vec_pretty(&warned).unwrap_or_default();
        findings.push(b'\n');
        self.set_aside(waiting, "done", kept, (!warnings.is_empty()).then_some(&findings))
    }

    /// A file was not taken: what may be kept of it is put aside with its findings.
    pub(super) fn set_refused(
        &self,
        waiting: &Waiting,
        kept: Option<&[u8]>,
        findings: &[u8],
    ) -> Result<(), Fault> {
        self.set_aside(waiting, "refused", kept, Some(findings))
    }

    /// Moves what may be kept, with its findings beside it. Where nothing may be, a file says what it
    /// was: whoever sent it can recognise it by that, and nobody learns what was in it.
    fn set_aside(
        &self,
        waiting: &Waiting,
        part: &str,
        kept: Option<&[u8]>,
        findings: Option<&[u8]>,
    ) -> Result<(), Fault> {
        let said = if kept.is_none() { self.withheld(waiting)? } else { Vec::new() };
        let content = kept.map_or((".withheld.json", said.as_slice()), |kept| ("", kept));
        let findings = findings.map(|findings| (".findings.json", findings));
        let files: Vec<_> = findings.into_iter().chain([content]).collect();
        self.put(part, &waiting.name, &files)?;
        self.remove(waiting)
    }

    /// Writes files of one name, each with an ending of its own behind it. Where others of that name are
    /// there already, they get a number; what was put there before a crash is not put there twice.
    fn put(&self, part: &str, name: &str, files: &[(&str, &[u8])]) -> Result<(), Fault> {
        let folder = self.path.join(part);
        let (stem, ending) = shortened(name);
        let mut called = format!("{stem}{ending}");
        let mut number = 1_u64;
        while !is_free(&folder, &called, files)? {
            number += 1;
            called = format!("{stem}.{number}{ending}");
        }
        for (behind, bytes) in files {
            self.write(&folder.join(format!("{called}{behind}")), bytes)?;
        }
        Ok(())
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

/// A name before its ending, and that ending with its point; as much of both as a name may have.
fn shortened(name: &str) -> (&str, &str) {
    let point = name.rfind('.').filter(|at| *at > 0 && name.len() - at <= NAME_BYTES_MAX / 4);
    let (stem, ending) = name.split_at_checked(point.unwrap_or(name.len())).unwrap_or((name, ""));
    let most = NAME_BYTES_MAX - ending.len();
    (stem.get(..stem.floor_char_boundary(most)).unwrap_or(stem), ending)
}

/// Whether nothing is kept under a name but what is to be kept under it.
fn is_free(folder: &Path, name: &str, files: &[(&str, &[u8])]) -> Result<bool, Fault> {
    for behind in ["", ".withheld.json", ".findings.json"] {
        let path = folder.join(format!("{name}{behind}"));
        let ours = files.iter().find(|(ending, _)| *ending == behind).map(|(_, bytes)| *bytes);
        match fs::read(&path) {
            Ok(found) if Some(found.as_slice()) != ours => return Ok(false),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(fault(&path, "read")(error));
            }
            Ok(_) | Err(_) => {}
        }
    }
    Ok(true)
}

fn fault(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> Fault {
    let path = path.to_owned();
    move |source| Fault::File { path, doing, source }
}

#[cfg(test)]
mod tests;
