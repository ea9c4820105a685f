//! Files and folders that only their owner reads, whatever the process lets new ones be.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// What the store's engine may put beside its file, with the mode the file has.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes a folder for its owner alone. One that is there may be others' too, and stays as it is.
pub(crate) fn folder(path: &Path) -> Result<(), Fault> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Those above it may be for others too: a national system reaches its watched folder through them.
    let above = path.parent().map_or(Ok(()), fs::create_dir_all);
    let made = above.and_then(|()| builder.create(path)).and_then(|()| for_owner(path, 0o700));
    made.map_err(|source| Fault::File { path: path.to_owned(), doing: "made", source })
}

/// Makes a file for its owner alone, or makes one that is there so, before the store's engine opens it.
/// One that is there is not opened: closing it would give up the locks this process has on it.
pub(crate) fn file(path: &Path) -> Result<(), Fault> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    let made = match options().create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    };
    let mut made = made.and_then(|()| for_owner(path, 0o600));
    for ending in BESIDE {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let beside = PathBuf::from(beside);
        if beside.exists() {
            made = made.and_then(|()| for_owner(&beside, 0o600));
        }
    }
    made.map_err(|source| Fault::File { path: path.to_owned(), doing: "made", source })
}

/// A file that is made when it is opened, for its owner alone.
pub(crate) fn opened(path: &Path) -> io::Result<File> {
    let file = options().create(true).truncate(false).open(path)?;
    for_owner(path, 0o600)?;
    Ok(file)
}

fn options() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn for_owner(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn for_owner(path: &Path, _: u32) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}
