//! The one place where the time of day is read.

use kernel::Timestamp;

/// The time, to the microsecond: what the store and the journal keep.
#[expect(clippy::disallowed_methods, reason = "the edge at which time is injected")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}
