//! What a node writes down about who asked what.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// All lines since they were last forgotten, of every node of the test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Keeps those that a thread writes from now on. Other tests may run in the same process, and ask
    /// the same of nodes of their own.
    pub(crate) fn keep_of_thread(&self) {
        let writer = self.clone();
        let layer =
            tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        let access = Targets::new().with_target("access", LevelFilter::DEBUG);
        // The thread listens as long as it lives.
        std::mem::forget(tracing_subscriber::registry().with(layer).with(access).set_default());
    }

    /// Keeps all that this process writes from now on, of whatever sort and however small.
    pub(crate) fn keep_all(&self) {
        let writer = self.clone();
        let layer =
            tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        tracing_subscriber::registry().with(layer).init();
    }

    /// Forgets those before.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

    /// How many say something.
    pub(crate) fn count(&self, what: &str) -> usize {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes).lines().filter(|line| line.contains(what)).count()
    }
}
