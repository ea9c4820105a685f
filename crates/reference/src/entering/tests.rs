//! What comes into a register in use: nothing is taken out, and the same twice changes nothing.

use kernel::{Date, Rate};

use super::*;
use crate::{Address, Register};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn trader(name: &str, from: Option<&str>, to: Option<&str>) -> Trader {
    Trader {
        id: "CI0000001".parse().unwrap(),
        name: name.to_owned(),
        address: Address {
            street_and_number: "Rue 12".to_owned(),
            postcode: None,
            city: "Abidjan".to_owned(),
            country: "CI".parse().unwrap(),
        },
        valid: Validity::new(from.map(day), to.map(day)).unwrap(),
    }
}

fn entered(entries: Vec<Trader>) -> (Register<Trader>, Vec<Result<Entered, Clash>>) {
    let mut register = Register::default();
    let results = entries.into_iter().map(|entry| register.enter(entry)).collect();
    (register, results)
}

fn all(register: &Register<Trader>) -> Vec<Trader> {
    register.all().cloned().collect()
}

#[test]
fn a_new_entry_ends_the_one_before_it_and_takes_nothing_out() {
    let old = trader("Before", Some("2020-01-01"), None);
    let new = trader("After", Some("2026-07-01"), None);
    let (register, results) = entered(vec![old, new.clone()]);
    assert_eq!(results, [Ok(Entered::Added), Ok(Entered::Follows)]);
    let ended = trader("Before", Some("2020-01-01"), Some("2026-06-30"));
    assert_eq!(all(&register), [ended, new]);
}

#[test]
fn what_was_entered_before_changes_nothing_even_where_another_has_followed_since() {
    let old = trader("Before", Some("2020-01-01"), None);
    let new = trader("After", Some("2026-07-01"), None);
    let (mut register, _) = entered(vec![old.clone(), new.clone()]);
    let before = register.clone();
    for entry in [old, new] {
        assert_eq!(register.enter(entry), Ok(Entered::Unchanged));
    }
    assert_eq!(register, before);
}

#[test]
fn an_entry_is_ended_and_taken_up_again_by_its_last_day() {
    let (mut register, _) = entered(vec![trader("One", Some("2020-01-01"), None)]);
    let ended = trader("One", Some("2020-01-01"), Some("2026-12-31"));
    assert_eq!(register.enter(ended.clone()), Ok(Entered::Ends));
    assert_eq!(all(&register), [ended]);
    let open = trader("One", Some("2020-01-01"), None);
    assert_eq!(register.enter(open.clone()), Ok(Entered::Ends));
    assert_eq!(all(&register), [open]);
}

#[test]
fn what_would_change_more_than_an_end_clashes_and_changes_nothing() {
    let held = trader("One", Some("2020-01-01"), None);
    let set = trader("Two", Some("2020-01-01"), Some("2026-12-31"));
    for (kept, entry) in [
        // Another name from the same day, from an earlier one, and from always.
        (&held, trader("Other", Some("2020-01-01"), None)),
        (&held, trader("Other", Some("2019-01-01"), None)),
        (&held, trader("Other", None, None)),
        // A while in the middle, after which nobody would be there.
        (&held, trader("Other", Some("2026-01-01"), Some("2026-02-01"))),
        // An end that somebody set.
        (&set, trader("Other", Some("2026-07-01"), None)),
    ] {
        let (mut register, _) = entered(vec![kept.clone()]);
        assert_eq!(register.enter(entry), Err(Clash::Entry { with: kept.valid }));
        assert_eq!(all(&register), std::slice::from_ref(kept));
    }
}

#[test]
fn an_entry_cannot_be_made_to_reach_over_the_next_one() {
    let (mut register, _) = entered(vec![
        trader("One", Some("2020-01-01"), Some("2025-12-31")),
        trader("Two", Some("2026-07-01"), None),
    ]);
    let before = register.clone();
    let longer = trader("One", Some("2020-01-01"), Some("2026-08-01"));
    let with = trader("Two", Some("2026-07-01"), None).valid;
    assert_eq!(register.enter(longer), Err(Clash::Entry { with }));
    assert_eq!(register, before);
}

#[test]
fn entries_below_each_other_hold_until_the_next_one_of_their_key() {
    let other = Trader { id: "CI0000002".parse().unwrap(), ..trader("Other", None, None) };
    let mut entries = vec![
        trader("Three", Some("2026-07-01"), None),
        trader("One", None, None),
        other.clone(),
        trader("Two", Some("2026-01-01"), Some("2026-03-01")),
    ];
    in_sequence(&mut entries);
    let expected = vec![
        trader("Three", Some("2026-07-01"), None),
        trader("One", None, Some("2025-12-31")),
        other,
        trader("Two", Some("2026-01-01"), Some("2026-03-01")),
    ];
    assert_eq!(entries, expected);
}

#[test]
fn a_rate_is_published_once_a_day_and_never_another() {
    let rate = |factor: &str, on: &str| {
        let currency = |code: &str| code.to_owned().try_into().unwrap();
        Rate::new(currency("EUR"), currency("XOF"), factor, day(on)).unwrap()
    };
    let mut rates = Rates::default();
    assert_eq!(rates.enter(rate("655.957", "2026-11-24")), Ok(Entered::Added));
    assert_eq!(rates.enter(rate("655.957", "2026-11-24")), Ok(Entered::Unchanged));
    assert_eq!(rates.enter(rate("655.957", "2026-11-25")), Ok(Entered::Added));
    let on = Some(day("2026-11-24"));
    let with = Validity::new(on, on).unwrap();
    assert_eq!(rates.enter(rate("656", "2026-11-24")), Err(Clash::Entry { with }));
    assert_eq!(rates.all().count(), 2);
}
