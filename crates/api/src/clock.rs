//! The one place where the time of day is read.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// How the names of regions begin in which a clock may be shifted. The name is in every log, every
/// directory and every key of a member, so a region that works cannot become one by a setting.
const FOR_SHOW: [&str; 2] = ["demo-", "training-"];

/// By how many seconds this process's clock is shifted; all that is in one process shares it.
static SHIFT_SECONDS: AtomicI64 = AtomicI64::new(0);

/// How a node's clock differs from the machine's, in a region where nothing counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockConfig {
    /// By how many seconds it is ahead; behind, where negative.
    pub shift_seconds: i64,
}

/// The time, to the microsecond: what the store and the journal keep.
#[expect(clippy::disallowed_methods, reason = "the edge at which time is injected")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    let now = shifted(now, SHIFT_SECONDS.load(Ordering::Relaxed)).unwrap_or(now);
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

fn shifted(now: Timestamp, seconds: i64) -> Option<Timestamp> {
    now.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
}

/// Shifts the clock of this process, where its region is one for show; once and for all.
pub(crate) fn shift(by: ClockConfig, region: &str) -> Result<(), Fault> {
    if !FOR_SHOW.iter().any(|beginning| region.starts_with(beginning)) {
        return Err(Fault::ClockOfRegion { region: region.to_owned() });
    }
    let seconds = by.shift_seconds;
    let order = Ordering::Relaxed;
    match SHIFT_SECONDS.compare_exchange(0, seconds, order, order) {
        Err(before) if before != seconds => Err(Fault::ClockShiftedOtherwise { seconds: before }),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// By how many seconds it is shifted; nothing where it is the machine's.
pub(crate) fn shift_seconds() -> Option<i64> {
    Some(SHIFT_SECONDS.load(Ordering::Relaxed)).filter(|seconds| *seconds != 0)
}

#[cfg(test)]
mod tests;
