//! Readers beside the node: a small pool, each with connections of its own.

use std::sync::{Arc, Mutex};

use identity::Directory;
use node::Reader;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Config;
use crate::fault::Fault;
use crate::keeping::{read_keys, read_store};
use crate::keyring::Keyring;
use crate::tls::Pins;
use crate::turns::Turn;

/// The pool. The lock guards the list of idle readers and is held only to take one or put it back.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    config: Config,
    idle: Mutex<Vec<Reader>>,
    free: Arc<Semaphore>,
    directory: std::sync::RwLock<Option<Arc<Directory>>>,
}

impl Readers {
    /// So many readers as the configuration says of its store and keystore.
    pub(crate) async fn open(config: Config) -> Result<Self, Fault> {
        let count = config.serve.readers.max(1);
        let opening = move || {
            let idle: Result<Vec<Reader>, Fault> = (0..count).map(|_| open(&config)).collect();
            idle.map(|idle| (idle, config))
        };
        let opened = tokio::task::spawn_blocking(opening).await.map_err(|_| Fault::Thread)?;
        let (idle, config) = opened?;
        let free = Arc::new(Semaphore::new(count));
        let directory = std::sync::RwLock::new(None);
        Ok(Self(Arc::new(Pool { config, idle: Mutex::new(idle), free, directory })))
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
        let turn = Turn::current();
        let to_read = turn.to_read().await;
        let free = Arc::clone(&self.0.free);
        let permit = free.acquire_owned().await.map_err(|_| Fault::Thread)?;
        let idle = self.0.idle.lock().map_err(|_| Fault::Thread)?.pop();
        let directory = self.directory();
        let mut lent = Lent {
            pool: Arc::clone(&self.0),
            reader: idle,
            _permit: permit,
            _turn: (turn, to_read),
        };
        let reading = tokio::task::spawn_blocking(move || lent.read(directory, read));
        reading.await.map_err(|_| Fault::Thread)?
    }
}

/// One reader over connections of its own.
fn open(config: &Config) -> Result<Reader, Fault> {
    let secret = Keyring::at(&config.paths.keys).secret()?;
    let reader = Reader::new(read_store(config)?, read_keys(config)?, config.node.clone(), None);
    Ok(reader.recognising(secret))
}

/// A reader in use. It goes back to the pool with whoever reads, also where nobody waits for what is
/// read any more, and only then is the next one let in.
struct Lent {
    pool: Arc<Pool>,
    reader: Option<Reader>,
    _permit: OwnedSemaphorePermit,
    _turn: (Turn, Option<OwnedSemaphorePermit>),
}

impl Lent {
    /// Reads with it. One whose store is away is given up, and the next who reads opens another.
    fn read<T>(
        &mut self,
        directory: Option<Arc<Directory>>,
        read: impl FnOnce(&Reader) -> Result<T, node::Fault>,
    ) -> Result<T, Fault> {
        let mut read = Some(read);
        loop {
            let waited = self.reader.is_some();
            let reader = match &mut self.reader {
                Some(reader) => reader,
                none => none.insert(open(&self.pool.config)?),
            };
            if let Some(directory) = directory.clone() {
                reader.set_directory(directory);
            }
            let done =
                reader.at_one_moment(|reader| read.take().map(|read| read(reader)).transpose());
            if done.as_ref().is_err_and(node::Fault::is_passing) {
                self.reader = None;
                // A line that was cut while nobody read says nothing of the server that is there now.
                if waited && read.is_some() {
                    continue;
                }
            }
            return done?.ok_or(Fault::Thread);
        }
    }
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
