//! A backup of what a node keeps, made while it is at work, and a node restored from one.
//!
//! A backup is the store at one moment, as a file. Keys are in no backup: they have a replica of their
//! own, so that whoever destroys one has destroyed it. Whatever was restored is older than what the
//! node has told others, and it recovers before it writes.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use identity::Root;
use node::{Verification, mark_restored, verify_copy};
use store::{Fault::Filled, Read, Sqlite, Store, Vfs, Watching, copy};

use crate::clock;
use crate::config::Config;
use crate::fault::Fault;
use crate::keeping::{self, MOVED, only_one};
use crate::private;
use crate::serve::json;

/// What ends the name of a store that was replaced.
const REPLACED: &str = "replaced";
/// The files that belong to a file of the store.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// What was saved, or restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// How many rows were copied and compared; none where what was to be copied does not hold.
    pub rows: Option<u64>,
    /// What verifying it found.
    pub found: Verification,
    /// Where the store is now that was replaced.
    pub replaced: Option<PathBuf>,
}

/// Writes the store as it is at one moment into a new file, whatever the node does meanwhile; compares
/// every row and verifies what was written. A file that does not hold is not left behind.
pub fn back_up(config: &Config, to: &Path, watching: Watching<'_>) -> Result<Saved, Fault> {
    if to.exists() {
        return Err(unwritten(to, Error::from(ErrorKind::AlreadyExists)));
    }
    let part = with_ending(to, "part");
    remove(&part)?;
    private::file(&part)?;
    let from = keeping::snapshot(config)?;
    let mut target = Sqlite::open(&part, &Vfs::default())?;
    let rows = copy(from.as_ref(), &mut target, watching)?;
    let found = verified(config, &target)?;
    // The last connection takes what was written into the one file.
    drop(target);
    if !found.ok {
        remove(&part)?;
        return Ok(Saved { rows: None, found, replaced: None });
    }
    renamed(&part, to)?;
    Ok(Saved { rows: Some(rows), found, replaced: None })
}

/// Puts a backup in the place of the store of a node that is not at work. A store in a file is set
/// aside; one in a database must be empty. The node then recovers: it only reads until its peers have
/// given back what they hold.
pub fn restore(config: &Config, from: &Path, watching: Watching<'_>) -> Result<Saved, Fault> {
    let _lock = only_one(config)?;
    let backup = Sqlite::snapshot(from, &Vfs::default())?;
    if let Some(to) = backup.text(MOVED)? {
        return Err(Fault::Moved { to });
    }
    let found = verified(config, &backup)?;
    if !found.ok {
        return Ok(Saved { rows: None, found, replaced: None });
    }
    let (rows, replaced) = match config.database.store {
        Some(_) => (put(&backup, keeping::store(config, false)?.as_mut(), watching)?, None),
        None => into_file(&config.paths.store, &backup, watching)?,
    };
    Ok(Saved { rows: Some(rows), found, replaced })
}

/// Sets the store of a node that is not at work aside, and says where it is now. The node then begins with
/// nothing: what was noted beside its store says that there was more, and it recovers from its peers. One
/// in a database is emptied by whoever keeps the database.
pub fn set_store_aside(config: &Config) -> Result<Option<PathBuf>, Fault> {
    let _lock = only_one(config)?;
    if config.database.store.is_some() {
        return Err(Filled { table: "entries" }.into());
    }
    set_aside(&config.paths.store)
}

/// Copies a backup into an empty store, and notes in it that the node is to recover.
fn put(backup: &dyn Read, target: &mut dyn Store, watching: Watching<'_>) -> Result<u64, Fault> {
    if target.last_epoch()?.is_some() {
        return Err(Filled { table: "entries" }.into());
    }
    let rows = copy(backup, target, watching)?;
    target.begin()?;
    mark_restored(target, clock::now())?;
    target.commit()?;
    Ok(rows)
}

/// The same beside a store in a file, which then takes its place: whatever fails before leaves the old
/// one where it was.
fn into_file(
    store: &Path,
    backup: &dyn Read,
    watching: Watching<'_>,
) -> Result<(u64, Option<PathBuf>), Fault> {
    let part = with_ending(store, "part");
    remove(&part)?;
    private::file(&part)?;
    let mut target = Sqlite::open(&part, &Vfs::default())?;
    let rows = put(backup, &mut target, watching)?;
    // The last connection takes what was written into the one file.
    drop(target);
    let replaced = set_aside(store)?;
    renamed(&part, store)?;
    Ok((rows, replaced))
}

fn verified(config: &Config, read: &dyn Read) -> Result<Verification, Fault> {
    let root: Root = json(&config.paths.root, "a root")?;
    let (node, region) = (&config.node.node, &config.node.region);
    let keys = keeping::read_keys(config)?;
    Ok(verify_copy(read, keys.as_ref(), &root, node, region)?)
}

/// Renames the files of a store to a name that is free; says which.
fn set_aside(store: &Path) -> Result<Option<PathBuf>, Fault> {
    if !store.exists() {
        return Ok(None);
    }
    let names = (1_u32..).map(|number| with_ending(store, &format!("{REPLACED}-{number}")));
    let Some(aside) = names.into_iter().find(|name| !name.exists()) else { return Ok(None) };
    for ending in BESIDE {
        let from = beside(store, ending);
        if from.exists() {
            fs::rename(&from, beside(&aside, ending)).map_err(|source| unwritten(&from, source))?;
        }
    }
    Ok(Some(aside))
}

/// Gives a file that is whole its name, for good.
fn renamed(part: &Path, to: &Path) -> Result<(), Fault> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(part, to))
        .and_then(|()| fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all())
        .map_err(|source| unwritten(to, source))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    beside(path, &format!(".{ending}"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(store: &Path) -> Result<(), Fault> {
    for ending in BESIDE {
        match fs::remove_file(beside(store, ending)) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(unwritten(store, source));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn unwritten(path: &Path, source: Error) -> Fault {
    Fault::File { path: path.to_owned(), doing: "written", source }
}
