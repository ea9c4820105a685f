//! A node and its store: other processes of the node may write there, the database may be away for a
//! while, and the disk may be full.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::SignedDuration;
use node::Node;

use super::job::Waiting;
use super::{Job, TICK};
use crate::clock;
use crate::fault::{Fault, chain};

/// How long the first pause is between two tries to open the node anew, and how long the longest.
const PAUSE: SignedDuration = SignedDuration::from_millis(100);
const PAUSE_MAX: SignedDuration = SignedDuration::from_secs(2);

/// How a node is opened anew.
pub(crate) type Opening = Box<dyn Fn() -> Result<Node, Fault> + Send>;

/// How a node is with its store.
pub(crate) struct Company {
    /// What this process is called among those of the node.
    pub(crate) process: String,
    /// Whether there may be others.
    pub(crate) shared: bool,
    /// How long whoever has the duties may be silent.
    pub(crate) silent_max: SignedDuration,
    /// How the node is opened anew where its database was away, or its disk was full.
    pub(crate) open: Opening,
}

impl Company {
    /// Looks what others have told; whether this process has the duties.
    pub(super) fn on_duty(&self, node: &mut Node) -> Result<bool, node::Fault> {
        if !self.shared {
            return Ok(true);
        }
        node.look_for_news()?;
        node.on_duty(clock::now(), &self.process, self.silent_max)
    }
}

/// Opens a node anew, and turns everything away until that is done; none when the process is to end.
pub(super) fn opened(open: &Opening, jobs: &Receiver<Waiting>) -> Result<Option<Node>, Fault> {
    let mut pause = PAUSE;
    loop {
        match open() {
            Ok(node) => return Ok(Some(node)),
            Err(fault) if fault.is_passing() => tracing::debug!("still: {}", chain(&fault)),
            Err(fault) => return Err(fault),
        }
        if !turned_away(jobs, pause) {
            return Ok(None);
        }
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Turns away whatever comes for so long: who waits for an answer is told that there is none. False when
/// the process is to end.
fn turned_away(jobs: &Receiver<Waiting>, pause: SignedDuration) -> bool {
    let begun = clock::now();
    while clock::now().duration_since(begun).abs() < pause {
        match jobs.recv_timeout(TICK.min(pause.unsigned_abs().max(Duration::from_millis(1)))) {
            Ok(Waiting { job: Job::Stop, .. }) | Err(RecvTimeoutError::Disconnected) => {
                return false;
            }
            Ok(waiting) => drop(waiting),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    true
}
