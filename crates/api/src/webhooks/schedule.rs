//! When an endpoint that could not be told is tried again, and when it is given up.

use std::time::Duration;

use node::Entropy;

/// How much later than planned a try may be, as a part of the pause: one in so many. Whoever came
/// back all at once would bring down again what had just come up.
const JITTER: u64 = 10;
/// The pause where none is planned and it is not given up.
const AGAIN_MS: u64 = 300_000;
/// The longest an endpoint can put us off.
const PUT_OFF_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The pauses between tries, and whether they come to an end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace<'a> {
    /// After the last of these milliseconds it is given up.
    Ending(&'a [u64]),
    /// The last of these milliseconds is repeated for as long as it takes: what an administration's
    /// own system is told is never given up.
    Unending(&'a [u64]),
}

impl Pace<'_> {
    /// Whether it comes to an end.
    pub(crate) fn ends(self) -> bool {
        matches!(self, Self::Ending(_))
    }

    /// Whether it goes on at the last pause, and for ever: somebody should look.
    pub(crate) fn is_slowest(self, failure_count: u32) -> bool {
        match self {
            Self::Ending(_) => false,
            Self::Unending(retry_ms) => {
                usize::try_from(failure_count).is_ok_and(|count| count >= retry_ms.len())
            }
        }
    }

    /// The pause after so many failures in a row; none where it was tried as often as anything is. An
    /// endpoint that says how long it needs is given that long.
    pub(crate) fn pause(
        self,
        failure_count: u32,
        put_off: Option<Duration>,
        entropy: &mut dyn Entropy,
    ) -> Option<Duration> {
        let place = usize::try_from(failure_count).ok()?.checked_sub(1)?;
        let planned = match self {
            Self::Ending(retry_ms) => *retry_ms.get(place)?,
            Self::Unending(retry_ms) => {
                retry_ms.get(place).or(retry_ms.last()).copied().unwrap_or(AGAIN_MS)
            }
        };
        let jitter = entropy.next_u64() % (planned / JITTER + 1);
        let planned = Duration::from_millis(planned.saturating_add(jitter));
        Some(planned.max(put_off.unwrap_or_default().min(PUT_OFF_MAX)))
    }
}

#[cfg(test)]
mod tests;
