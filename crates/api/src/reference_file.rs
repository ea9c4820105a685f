//! The file of reference data, which one at a time changes, and whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use kernel::Finding;
use reference::Reference;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::fault::Fault;

/// The file as it is, held against everybody else who would change it.
#[derive(Debug)]
pub struct ReferenceFile {
    path: PathBuf,
    object: Map<String, Value>,
    reference: Reference,
    /// Held until it is written or let go.
    _lock: File,
}

impl ReferenceFile {
    /// Waits until nobody else changes it. Two at a time would each write what the other does not
    /// know of.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let lock = lock(path)?;
        lock.lock().map_err(fault(path, "locked"))?;
        Self::read(path, lock)
    }

    /// The same without waiting; nothing while somebody else changes it.
    pub(crate) fn try_open(path: &Path) -> Result<Option<Self>, Fault> {
        let lock = lock(path)?;
        match lock.try_lock() {
            Ok(()) => Self::read(path, lock).map(Some),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(fault(path, "locked")(source)),
        }
    }

    fn read(path: &Path, lock: File) -> Result<Self, Fault> {
        let text = fs::read_to_string(path).map_err(fault(path, "read"))?;
        let reference = crate::serve::held(path, &text)?;
        let object = serde_json::from_str(&text).map_err(|error| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), object, reference, _lock: lock })
    }

    /// What it holds.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Puts entries in the place of those of their kind.
    pub fn put(&mut self, kind: &str, entries: impl Serialize) -> Result<(), Fault> {
        let entries = serde_json::to_value(entries);
        let entries = entries.map_err(|error| unreadable(&self.path, &error))?;
        self.object.insert(kind.to_owned(), entries);
        Ok(())
    }

    /// Puts what it holds now in the place of the file, on the disk; or tells what would no longer hold
    /// together, and changes nothing.
    pub fn write(self) -> Result<Result<Reference, Vec<Finding>>, Fault> {
        let text = serde_json::to_string_pretty(&self.object);
        let mut text = text.map_err(|error| unreadable(&self.path, &error))?;
        text.push('\n');
        let reference = match Reference::load(&text) {
            Ok(reference) => reference,
            Err(findings) => return Ok(Err(findings)),
        };
        replace(&self.path, text.as_bytes()).map_err(fault(&self.path, "written"))?;
        Ok(Ok(reference))
    }
}

/// The file that is locked; one that somebody else has made need only be readable.
fn lock(path: &Path) -> Result<File, Fault> {
    let lock = path.with_extension("lock");
    let made = File::options().create(true).truncate(false).write(true).open(&lock);
    made.or_else(|_| File::open(&lock)).map_err(fault(&lock, "locked"))
}

fn fault(path: &Path, doing: &'static str) -> impl Fn(std::io::Error) -> Fault {
    move |source| Fault::File { path: path.to_owned(), doing, source }
}

fn unreadable(path: &Path, error: &serde_json::Error) -> Fault {
    Fault::Content { path: path.to_owned(), what: "reference data", detail: error.to_string() }
}

/// Puts a file in the place of another; whoever could read that one can read this one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("json-part");
    let mut file = File::create(&beside)?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    fs::rename(&beside, path)?;
    // A path of one part lies in the folder the process was started in.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
