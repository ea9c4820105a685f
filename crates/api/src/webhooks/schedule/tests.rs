//! Pauses between tries, from one seed.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::Pace;
use crate::config::WebhooksConfig;

#[test]
fn ten_tries_span_three_days_and_then_it_is_given_up() {
    let (retry_ms, mut entropy) =
        (WebhooksConfig::default().retry_ms, ChaCha20Rng::seed_from_u64(1));
    let pauses: Vec<_> = (1..)
        .map_while(|failures| Pace::Ending(&retry_ms).pause(failures, None, &mut entropy))
        .collect();
    assert_eq!(pauses.len(), 9);
    let (planned, paused) = (retry_ms.iter().sum::<u64>(), pauses.iter().sum::<Duration>());
    assert_eq!(planned, ((75 * 60 + 35) * 60 + 5) * 1_000, "75:35:05 as in the specification");
    assert!(paused > Duration::from_millis(planned), "{paused:?}");
    for (planned, pause) in retry_ms.iter().zip(&pauses) {
        let planned = Duration::from_millis(*planned);
        assert!(*pause >= planned && *pause <= planned + planned / 10, "{planned:?} {pause:?}");
    }
    assert_eq!(
        Pace::Ending(&retry_ms).pause(0, None, &mut entropy),
        None,
        "nothing has failed yet"
    );
}

#[test]
fn two_endpoints_that_failed_together_are_not_tried_together() {
    let retry_ms = WebhooksConfig::default().retry_ms;
    let mut entropy = ChaCha20Rng::seed_from_u64(2);
    let mut drawn = || Pace::Ending(&retry_ms).pause(3, None, &mut entropy);
    assert_ne!(drawn(), drawn());
    // The same seed draws the same pauses.
    let mut again = ChaCha20Rng::seed_from_u64(2);
    let mut entropy = ChaCha20Rng::seed_from_u64(2);
    let first = Pace::Ending(&retry_ms).pause(3, None, &mut entropy);
    assert_eq!(first, Pace::Ending(&retry_ms).pause(3, None, &mut again));
}

#[test]
fn an_endpoint_that_asks_for_time_has_it_but_no_more_than_a_day() {
    let (retry_ms, mut entropy) = (vec![1_000], ChaCha20Rng::seed_from_u64(3));
    let mut put_off = |seconds| {
        Pace::Ending(&retry_ms).pause(1, Some(Duration::from_secs(seconds)), &mut entropy).unwrap()
    };
    assert_eq!(put_off(3_600), Duration::from_secs(3_600));
    assert!(put_off(0) >= Duration::from_secs(1));
    assert_eq!(put_off(1_000_000), Duration::from_secs(86_400));
}
