//! The files of a watched folder, each written whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// Where the memory of a folder is.
const MEMORY: &str = ".memory.json";

/// A watched folder.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

/// A file that waits to be taken.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// Its name.
    pub(super) name: String,
    /// How large it is.
    pub(super) size: u64,
}

impl Folder {
    /// A folder at a place.
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The files that wait, in the order of their names. Folders, links and files still being
    /// written are passed over.
    pub(super) fn waiting(&self) -> Result<Vec<Waiting>, Fault> {
        for part in ["in", "out", "done", "refused"] {
            let path = self.0.join(part);
            fs::create_dir_all(&path).map_err(fault(&path, "made"))?;
        }
        let path = self.0.join("in");
        let mut waiting = Vec::new();
        for entry in fs::read_dir(&path).map_err(fault(&path, "read"))? {
            let entry = entry.map_err(fault(&path, "read"))?;
            let metadata = entry.metadata().map_err(fault(&entry.path(), "read"))?;
            let Some(name) = entry.file_name().to_str().map(ToOwned::to_owned) else { continue };
            let unfinished = [".part", ".tmp"].iter().any(|ending| name.ends_with(ending));
            if metadata.is_file() && !name.starts_with('.') && !unfinished {
                waiting.push(Waiting { name, size: metadata.len() });
            }
        }
        waiting.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(waiting)
    }

    /// The bytes of a file that waits.
    pub(super) fn read(&self, waiting: &Waiting) -> Result<Vec<u8>, Fault> {
        let path = self.0.join("in").join(&waiting.name);
        fs::read(&path).map_err(fault(&path, "read"))
    }

    /// Puts an answer out.
    pub(super) fn put_out(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.write(&self.0.join("out").join(name), bytes)
    }

    /// A file was taken: what may be kept of it is, and it waits no more.
    pub(super) fn set_done(&self, waiting: &Waiting, kept: &[u8]) -> Result<(), Fault> {
        self.write(&self.0.join("done").join(&waiting.name), kept)?;
        self.remove(waiting)
    }

    /// A file was not taken: it is put aside with its findings. One too large to be read is moved
    /// as it is.
    pub(super) fn set_refused(
        &self,
        waiting: &Waiting,
        kept: Option<&[u8]>,
        findings: &[u8],
    ) -> Result<(), Fault> {
        let aside = self.0.join("refused");
        self.write(&aside.join(format!("{}.findings.json", waiting.name)), findings)?;
        let path = aside.join(&waiting.name);
        match kept {
            Some(kept) => {
                self.write(&path, kept)?;
                self.remove(waiting)
            }
            None => {
                let from = self.0.join("in").join(&waiting.name);
                fs::rename(&from, &path).map_err(fault(&from, "moved"))
            }
        }
    }

    fn remove(&self, waiting: &Waiting) -> Result<(), Fault> {
        let path = self.0.join("in").join(&waiting.name);
        fs::remove_file(&path).map_err(fault(&path, "removed"))
    }

    /// What was remembered; nothing the first time.
    pub(super) fn recall<T: DeserializeOwned + Default>(&self) -> Result<T, Fault> {
        let path = self.0.join(MEMORY);
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
        let path = self.0.join(MEMORY);
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
        let folder = path.parent().unwrap_or(&self.0);
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
