//! Reference data while the node is at work: read again once its file has changed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use reference::Reference;

use crate::fault::{Fault, chain};
use crate::host::Handle;
use crate::serve;

/// How often the file is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// The reference data in use. The lock is held only to take or to change what it points to.
#[derive(Debug, Clone)]
pub(crate) struct Current(Arc<RwLock<Arc<Reference>>>);

impl Current {
    /// Uses what was read at the start.
    pub(crate) fn of(reference: Reference) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(reference))))
    }

    /// What is in use now. Whoever works with it goes on with the same, whatever comes meanwhile.
    pub(crate) fn now(&self) -> Arc<Reference> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn set(&self, reference: Reference) {
        let mut current = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *current = Arc::new(reference);
    }
}

/// By what a change of the file is seen: it is replaced whole, so its time and length tell.
pub(crate) type Stamp = Option<(SystemTime, u64)>;

/// The stamp of a file; none where there is no file.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Reads the file again whenever it has changed since `seen`. What cannot be read, or does not hold
/// together, is told to the operator, and what is in use stays so.
pub(crate) async fn follow(path: PathBuf, mut seen: Stamp, current: Current, handle: Handle) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let now = stamp(&path);
        if now == seen {
            continue;
        }
        seen = now;
        match read(path.clone()).await {
            Ok(reference) => {
                if handle.refer(reference.clone()).await.is_err() {
                    // The node is busy: it is told at the next look.
                    seen = None;
                    continue;
                }
                current.set(reference);
                tracing::info!("reference data was read again");
            }
            Err(fault) => tracing::error!("what is in use stays so: {}", chain(&fault)),
        }
    }
}

async fn read(path: PathBuf) -> Result<Reference, Fault> {
    let read = tokio::task::spawn_blocking(move || serve::reference(&path));
    read.await.map_err(|_| Fault::Thread)?
}
