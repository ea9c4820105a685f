//! When an endpoint that could not be told is tried again, and when it is given up.

use std::time::Duration;

use node::Entropy;

/// How much later than planned a try may be, as a part of the pause: one in so many. Whoever came
/// back all at once would bring down again what had just come up.
const JITTER: u64 = 10;
/// The longest an endpoint can put us off.
const PUT_OFF_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The pause after so many failures in a row; none where it was tried as often as anything is. An
/// endpoint that says how long it needs is given that long.
pub(crate) fn pause(
    retry_ms: &[u64],
    failure_count: u32,
    put_off: Option<Duration>,
    entropy: &mut dyn Entropy,
) -> Option<Duration> {
    let place = usize::try_from(failure_count).ok()?.checked_sub(1)?;
    let planned = *retry_ms.get(place)?;
    let jitter = entropy.next_u64() % (planned / JITTER + 1);
    let planned = Duration::from_millis(planned.saturating_add(jitter));
    Some(planned.max(put_off.unwrap_or_default().min(PUT_OFF_MAX)))
}

#[cfg(test)]
mod tests;
