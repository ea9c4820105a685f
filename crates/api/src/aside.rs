//! Work that takes long gives way to everybody else's: it has a thread of its own, which gets what of the
//! processor the others leave.

use rustix::process::setpriority_process;
use tokio::sync::oneshot;

use crate::fault::Fault;

/// How nice such a thread is.
const NICE: i32 = 10;

/// Does something aside. So much is done at a time as callers have turns for large things.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let (done, waiting) = oneshot::channel();
    let working = move || {
        // On Linux that is the thread alone. Where it may not, it is as any other.
        if let Err(error) = setpriority_process(None, NICE) {
            tracing::debug!("a thread aside is not nicer than others: {error}");
        }
        if done.send(work()).is_err() {
            tracing::debug!("nobody waits any more for what was done aside");
        }
    };
    let thread = std::thread::Builder::new().name("aside".to_owned());
    thread.spawn(working).map_err(|_| Fault::Thread)?;
    waiting.await.map_err(|_| Fault::Thread)
}

#[cfg(test)]
mod tests;
