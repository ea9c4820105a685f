//! What is said of a day by which somebody must act.

use super::*;

#[test]
fn a_day_that_has_passed_is_not_spoken_of_as_one_to_come() {
    let since = "2026-11-20T08:00:00Z".parse().unwrap();
    let arguments = [("resolver", "departure"), ("next", "act"), ("then", "nothing moves")];
    let said = |by| sentence(Language::English, "why-next", &since, by, &arguments);
    assert_eq!(
        said(None),
        "Departure is to act, since 2026-11-20 08:00 UTC. Until then nothing moves."
    );
    assert_eq!(
        said(Some(Date::MAX)),
        "Departure is to act, since 2026-11-20 08:00 UTC, by 9999-12-31. Otherwise nothing moves."
    );
    let passed = "2020-01-01".parse().unwrap();
    assert_eq!(
        said(Some(passed)),
        "Departure is to act, since 2026-11-20 08:00 UTC. It was to be done by 2020-01-01, and that day has passed. Where nobody acts, nothing moves."
    );
}
