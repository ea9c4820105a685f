//! One act follows another, each at the node whose it is; and what is checked after a day is seen when
//! it is not so.

use super::acts::{Act, next};
use super::{Lived, checks, live};
use crate::demo::ways::{ABIDJAN_BAMAKO, ABIDJAN_BOBO};

#[test]
fn each_node_of_the_way_does_its_own_part_of_it() {
    let after = |here, event, writer| next(here, &ABIDJAN_BAMAKO, (event, writer));
    assert_eq!(after("CI", "Released", "CI"), Some(Act::Exit(0)));
    assert_eq!(after("BF", "Released", "CI"), None);
    assert_eq!(after("BF", "Exited", "CI"), Some(Act::Enter(0)));
    assert_eq!(after("ML", "Exited", "CI"), None);
    assert_eq!(after("BF", "Entered", "BF"), Some(Act::Exit(1)));
    assert_eq!(after("ML", "Exited", "BF"), Some(Act::Enter(1)));
    assert_eq!(after("ML", "Entered", "BF"), None);
    assert_eq!(after("ML", "Entered", "ML"), Some(Act::Arrive));
    assert_eq!(after("ML", "Arrived", "ML"), Some(Act::Control));
    assert_eq!(after("ML", "Controlled", "ML"), Some(Act::End));
    assert_eq!(after("CI", "Ended", "ML"), None);
}

/// What is found of a day to which something was done.
fn found(lived: &mut Lived, done: impl FnOnce(&mut Lived)) -> String {
    let (journeys, pledges) = (lived.journeys.clone(), lived.pledges.clone());
    done(lived);
    let found = checks::all(lived).expect_err("that is not so").to_string();
    (lived.journeys, lived.pledges) = (journeys, pledges);
    found
}

#[test]
fn a_day_that_was_otherwise_than_it_is_claimed_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let mut lived = live(folder.path(), 9).unwrap();
    assert_eq!(checks::all(&lived).unwrap().copies, 3 * 2 + 3 * 3 + 3 * 2);
    let more = found(&mut lived, |lived| {
        lived.journeys.values_mut().next().unwrap().amount += 1;
    });
    assert!(more.contains("not those lodged"), "{more}");
    let fewer = found(&mut lived, |lived| drop(lived.journeys.pop_first()));
    assert!(fewer.contains("were lodged"), "{fewer}");
    let farther = found(&mut lived, |lived| {
        let mut ways = lived.journeys.values_mut();
        ways.find(|journey| journey.way == ABIDJAN_BOBO).unwrap().way = ABIDJAN_BAMAKO;
    });
    assert!(farther.contains("has lost"), "{farther}");
    let nearer = found(&mut lived, |lived| {
        let mut ways = lived.journeys.values_mut();
        ways.find(|journey| journey.way == ABIDJAN_BAMAKO).unwrap().way = ABIDJAN_BOBO;
    });
    assert!(nearer.contains("has heard of"), "{nearer}");
    let other = found(&mut lived, |lived| drop(lived.pledges.pop_first()));
    assert!(other.contains("nobody lodged"), "{other}");
}
