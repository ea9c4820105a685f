//! What whoever asked is told of the guarantee afterwards.

use kernel::Date;

use super::*;

pub(super) fn day() -> Date {
    "2026-11-23".parse().unwrap()
}

pub(super) fn suspension() -> Command {
    Command::TellSuspension { on: day() }
}

pub(super) fn lifting() -> Command {
    Command::TellLifting { on: day() }
}

pub(super) fn valid_but_in(countries: &[&str]) -> Validity {
    Validity {
        from: "2026-01-01".parse().unwrap(),
        until: None,
        not_valid_in: countries.iter().map(|code| code.parse().unwrap()).collect(),
        not_valid_for: [].into(),
    }
}

pub(super) fn validity(countries: &[&str]) -> Command {
    Command::TellValidity { validity: valid_but_in(countries) }
}

fn decided(case: &Case, command: Command) -> Result<Vec<Event>, Vec<Refusal>> {
    case.clone().seen_by("ML").decide(&Facts::default(), command)
}

#[test]
fn whoever_holds_under_a_guarantee_learns_of_its_suspension_and_of_its_end() {
    let suspended = answered(held(), suspension());
    assert_eq!(suspended.view().suspended_since, Some(day()));
    // What is held stays held, and the movement goes on.
    assert_eq!(suspended.standing(), Standing::Held);
    assert_eq!(suspended.view().held, Some(xof(400_000)));
    assert_eq!(decided(&suspended, suspension()), Ok(vec![]));
    let lifted = answered(suspended, lifting());
    assert_eq!(lifted.view().suspended_since, None);
    assert_eq!(decided(&lifted, lifting()), Ok(vec![]));
    assert_eq!(decided(&lifted, suspension()), Ok(vec![Event::GuaranteeSuspended { on: day() }]));
}

#[test]
fn whoever_asks_of_a_suspended_guarantee_learns_that_it_is() {
    let refused = answered(requested(), refused());
    assert_eq!(decided(&refused, suspension()), Ok(vec![Event::GuaranteeSuspended { on: day() }]));
    let checked = Case::new("SN", "SN").did(&facts(), check());
    assert_eq!(decided(&checked, suspension()), Ok(vec![Event::GuaranteeSuspended { on: day() }]));
}

#[test]
fn a_change_of_validity_says_which_countries_of_the_route_it_takes_away() {
    let changed = answered(held(), validity(&["ML", "NE"]));
    let view = changed.view();
    assert_eq!(view.validity, Some(valid_but_in(&["ML", "NE"])));
    assert_eq!(view.not_valid_in, ["ML".parse().unwrap()].into());
    assert_eq!(decided(&changed, validity(&["ML", "NE"])), Ok(vec![]));
    let again = answered(changed, validity(&["NE"]));
    assert_eq!(again.view().not_valid_in, [].into());
}

#[test]
fn what_is_free_again_needs_no_notice() {
    let record = Command::RecordCredit { attempt: FIRST };
    let credited = answered(held().did(&facts(), credit()), record);
    assert_eq!(decided(&credited, suspension()), Ok(vec![]));
    assert_eq!(decided(&credited, validity(&["ML"])), Ok(vec![]));
}

#[test]
fn nobody_but_the_guarantees_home_says_what_became_of_it_and_only_where_it_was_asked() {
    let event = Event::GuaranteeSuspended { on: day() };
    assert_eq!(held().admit("ML", &[], &event), Ok(()));
    assert_eq!(held().admit("SN", &[], &event), Err(Inadmissible::NotTheirs));
    assert_eq!(held().admit("BF", &[], &event), Err(Inadmissible::NotTheirs));
    let nothing = Case::new("SN", "ML");
    assert_eq!(nothing.admit("ML", &[], &event), Err(Inadmissible::NothingAsked));
    let unasked = nothing.decide(&Facts::default(), suspension());
    assert_eq!(unasked, Err(vec![Refusal::NothingAsked]));
}
