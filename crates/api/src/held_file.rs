//! A file that several may change: one at a time, and whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// A file as it is, held against everybody else who would change it.
#[derive(Debug)]
pub struct HeldFile {
    path: PathBuf,
    text: String,
    /// Held until it is replaced or let go.
    _lock: File,
}

impl HeldFile {
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
        Ok(Self { path: path.to_owned(), text, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts another text in its place, on the disk. Whoever reads it meanwhile reads one or the other,
    /// and whoever could read the one can read the other.
    pub fn replace(self, text: &str) -> Result<(), Fault> {
        replace(&self.path, text.as_bytes()).map_err(fault(&self.path, "written"))
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
