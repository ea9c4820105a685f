//! Instants and days. Both come from outside: nothing here knows what time it is.

/// An instant in UTC, written as RFC 3339 with a `Z`.
pub use jiff::Timestamp;

/// A day of the civil calendar, written `2026-11-23`.
pub use jiff::civil::Date;

/// The day of an instant in UTC.
pub fn utc_day(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}
