//! How many connections the operating system lets the process have: each takes a file descriptor.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::LimitsConfig;
use crate::fault::Fault;

/// How many descriptors are kept for everything else: stores, readers, peers, endpoints, the folder,
/// and connections that were cut and are not closed yet.
const BESIDE: u64 = 512;
/// With fewer connections than that a node is of no use.
const CONNECTIONS_MIN: u64 = 16;

/// What to ask the operating system for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    /// The limit that would do.
    needed: u64,
    /// The limit to set; nothing where the present one does, or none may be set.
    raised: Option<u64>,
    /// How many connections there may be then.
    possible: u64,
}

fn wanted(connections_max: u64, now: Option<u64>, hardest: Option<u64>) -> Wanted {
    let needed = connections_max.saturating_add(BESIDE);
    let now = now.unwrap_or(u64::MAX);
    let reached = now.max(needed.min(hardest.unwrap_or(u64::MAX)));
    let raised = (reached > now).then_some(reached);
    Wanted { needed, raised, possible: reached.saturating_sub(BESIDE).min(connections_max) }
}

/// How many connections there may be: as many as the configuration says, or as the operating system
/// lets the process have, of which the operator is told.
pub(crate) fn connections_possible(limits: &LimitsConfig) -> Result<usize, Fault> {
    let connections_max = u64::try_from(limits.connections_max).unwrap_or(u64::MAX);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let mut wanted = wanted(connections_max, current, maximum);
    if let Some(raised) = wanted.raised {
        let raised = Rlimit { current: Some(raised), maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the limit of open files cannot be raised");
            wanted = self::wanted(connections_max, current, current);
        }
    }
    let Wanted { needed, possible, .. } = wanted;
    if possible < CONNECTIONS_MIN.min(connections_max) {
        return Err(Fault::FilesTooFew { needed, hardest: maximum.unwrap_or(u64::MAX) });
    }
    if possible < connections_max {
        tracing::warn!(
            needed,
            "too few files may be open (ulimit -n, or LimitNOFILE of systemd): {possible} connections \
             are taken at a time, and not {connections_max}"
        );
    }
    Ok(usize::try_from(possible).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests;
