//! Readers beside the node: a small pool, each with connections of its own.

use std::path::Path;
use std::sync::{Arc, Mutex};

use identity::Directory;
use node::{Reader, Settings};
use store::{Sqlite, SqliteKeys, Vfs};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::Fault;
use crate::tls::Pins;

/// The pool. The lock guards the list of idle readers and is held only to take one or put it back.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    idle: Mutex<Vec<Reader>>,
    free: Arc<Semaphore>,
    directory: std::sync::RwLock<Option<Arc<Directory>>>,
}

impl Readers {
    /// So many readers of a store and its keystore.
    pub(crate) fn open(
        store: &Path,
        keystore: &Path,
        settings: &Settings,
        count: usize,
    ) -> Result<Self, Fault> {
        let mut idle = Vec::new();
        for _ in 0..count.max(1) {
            let read = Sqlite::open(store, &Vfs::default())?.reader()?;
            let keys = SqliteKeys::open(keystore, &Vfs::default())?.reader()?;
            let reader = Reader::new(Box::new(read), Box::new(keys), settings.clone(), None);
            idle.push(reader);
        }
        let free = Arc::new(Semaphore::new(idle.len()));
        let directory = std::sync::RwLock::new(None);
        Ok(Self(Arc::new(Pool { idle: Mutex::new(idle), free, directory })))
    }

    /// Uses another directory from now on, and has connections go by it, unless a later one is used
    /// already.
    pub(crate) fn set_directory(&self, directory: Directory, pins: &Pins) {
        if let Ok(mut known) = self.0.directory.write()
            && known.as_ref().is_none_or(|known| known.version() <= directory.version())
        {
            pins.set(&directory);
            *known = Some(Arc::new(directory));
        }
    }

    /// The directory in force.
    pub(crate) fn directory(&self) -> Option<Arc<Directory>> {
        self.0.directory.read().ok().and_then(|known| known.clone())
    }

    /// Reads something, all of it as it was at one moment, on a thread that may wait for the disk.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, node::Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let free = Arc::clone(&self.0.free);
        let permit = free.acquire_owned().await.map_err(|_| Fault::Thread)?;
        let mut reader = self.take().ok_or(Fault::Thread)?;
        if let Some(directory) = self.directory() {
            reader.set_directory(directory);
        }
        let lent = Lent { pool: Arc::clone(&self.0), reader: Some(reader), _permit: permit };
        let reading = tokio::task::spawn_blocking(move || {
            lent.reader.as_ref().map(|reader| reader.at_one_moment(read))
        });
        Ok(reading.await.map_err(|_| Fault::Thread)?.ok_or(Fault::Thread)??)
    }

    fn take(&self) -> Option<Reader> {
        self.0.idle.lock().ok()?.pop()
    }
}

/// A reader in use. It goes back to the pool with whoever reads, also where nobody waits for what is
/// read any more, and only then is the next one let in.
struct Lent {
    pool: Arc<Pool>,
    reader: Option<Reader>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Ok(mut idle), Some(reader)) = (self.pool.idle.lock(), self.reader.take()) {
            idle.push(reader);
        }
    }
}

#[cfg(test)]
mod tests;
