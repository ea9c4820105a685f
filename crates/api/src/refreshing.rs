//! Files the node reads while it is at work: reference data, and who holds which post. Each is read again
//! once it has changed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex, MutexGuard};

use crate::fault::{Fault, chain};
use crate::host::{Handle, Replacing};

/// How often a file is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// What is in use of a file.
#[derive(Debug)]
pub(crate) struct Current<T> {
    /// The lock is held only to take or to change what it points to.
    used: Arc<RwLock<Arc<T>>>,
    /// Held by whoever reads or writes the file and then changes what is in use, so that nobody puts
    /// something older in the place of something newer.
    turn: Arc<Mutex<()>>,
}

impl<T> Clone for Current<T> {
    fn clone(&self) -> Self {
        Self { used: self.used.clone(), turn: self.turn.clone() }
    }
}

impl<T> Current<T> {
    /// Uses what was read at the start.
    pub(crate) fn of(read: T) -> Self {
        Self { used: Arc::new(RwLock::new(Arc::new(read))), turn: Arc::default() }
    }

    /// What is in use now. Whoever works with it goes on with the same, whatever comes meanwhile.
    pub(crate) fn now(&self) -> Arc<T> {
        self.used.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Waits until nobody else is about to change what is in use.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Uses what was read since.
    pub(crate) fn set(&self, read: T) {
        let mut current = self.used.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *current = Arc::new(read);
    }
}

/// By what a change of a file is seen: it is replaced whole, so its time and length tell.
pub(crate) type Stamp = Option<(SystemTime, u64)>;

/// The stamp of a file; none where there is no file.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// A file that is followed.
pub(crate) struct Followed<T> {
    /// What it is called before the operator.
    pub(crate) what: &'static str,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// As it was when it was read last.
    pub(crate) seen: Stamp,
    /// How it is read.
    pub(crate) read: fn(&Path) -> Result<T, Fault>,
    /// What is in use of it.
    pub(crate) current: Current<T>,
    /// How the node is told.
    pub(crate) replacing: Replacing<T>,
}

/// Reads a file again whenever it has changed, and tells the node. What cannot be read, or does not hold
/// together, is told to the operator, and what is in use stays so.
pub(crate) async fn follow<T: Clone + Send + 'static>(mut file: Followed<T>, handle: Handle) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let _turn = file.current.turn().await;
        let now = stamp(&file.path);
        if now == file.seen {
            continue;
        }
        file.seen = now;
        let (read, path, what) = (file.read, file.path.clone(), file.what);
        let read = tokio::task::spawn_blocking(move || read(&path)).await;
        match read.map_err(|_| Fault::Thread).flatten() {
            Ok(read) => {
                if handle.replaced(read.clone(), file.replacing).await.is_err() {
                    // The node is busy: it is told at the next look.
                    file.seen = None;
                    continue;
                }
                file.current.set(read);
                tracing::info!("{what}: read again");
            }
            Err(fault) => tracing::error!("{what}: what is in use stays so: {}", chain(&fault)),
        }
    }
}
