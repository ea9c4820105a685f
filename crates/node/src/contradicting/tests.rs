//! Which refusals are contradictions, and what is a national system's to tell.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

#[test]
fn every_refusal_that_contradicts_has_a_page_and_is_named_once() {
    let pages = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors"));
    for code in CONTRADICTING {
        assert!(pages.join(format!("{code}.md")).exists(), "{code}");
    }
    assert_eq!(CONTRADICTING.iter().collect::<BTreeSet<_>>().len(), CONTRADICTING.len());
    // What is wrong with the command itself says nothing about the record.
    for code in ["TRA-004", "TRA-035", "TRA-036", "GUA-021", "GUA-023", "NOD-003", "NOD-004"] {
        assert!(!CONTRADICTING.contains(&code), "{code}");
    }
}

#[test]
fn only_a_national_system_tells_and_only_what_it_records() {
    let system = Actor::NationalSystem("GAINDE".to_owned());
    let basis = kernel::Basis {
        provision: "art. 1".parse().unwrap(),
        national_reference: None,
        officer: None,
        post: None,
    };
    let release = MovementCommand::Release { limit_date: None, basis };
    let asking =
        MovementCommand::RequestInvalidation { remarks: None, named: transit::Named::default() };
    let told = |actor: &Actor, command: &MovementCommand| {
        let command = Command::Movement(Box::new(command.clone()));
        Told::by(actor, &Target::New, &command).map(|told| told.what)
    };
    assert_eq!(told(&system, &release), Some("release"));
    assert_eq!(told(&system, &asking), None);
    for actor in [
        Actor::Officer("awa".parse().unwrap()),
        Actor::Trader("SN100".parse().unwrap()),
        Actor::Policy("release".to_owned()),
    ] {
        assert_eq!(told(&actor, &release), None);
    }
}
