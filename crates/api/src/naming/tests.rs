//! Nobody takes another's name, and no name is too long.

use super::*;

fn trader(id: &str) -> Actor {
    Actor::Trader(id.parse().unwrap())
}

fn name(actor: &Actor, parts: &[&str]) -> String {
    command_name(actor, parts).unwrap().to_string()
}

#[test]
fn the_same_key_of_two_actors_names_two_commands() {
    let officer = Actor::Officer("CI100".parse().unwrap());
    let system = Actor::NationalSystem("CI100".to_owned());
    let names = [&trader("CI100"), &trader("CI200"), &officer, &system]
        .map(|actor| name(actor, &["key-1"]));
    assert_eq!(
        names,
        ["trader:CI100/key-1", "trader:CI200/key-1", "officer:CI100/key-1", "system:CI100/key-1"]
    );
}

#[test]
fn what_is_too_long_or_could_be_read_in_two_ways_is_named_by_its_digest() {
    let long = "k".repeat(100);
    let cases = [
        (trader("CI100"), vec![long.as_str()]),
        (trader("CI100"), vec![long.as_str(), "present"]),
        (trader("CI/1"), vec!["key"]),
        (trader("CI"), vec!["1/key", "present"]),
        (trader("CI"), vec!["1", "key/present", ""]),
        (trader("CI"), vec!["two words"]),
        (trader("CI"), vec!["clé"]),
    ];
    let names = cases.map(|(actor, parts)| name(&actor, &parts));
    for name in &names {
        assert!(name.starts_with("trader-digest:") && name.len() == 58, "{name}");
    }
    let different: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len());
}

#[test]
fn a_command_that_was_refused_is_asked_anew_under_another_name() {
    let actor = trader("CI100");
    let mut naming = Naming::default();
    let first = naming.name(&actor, &["ncts", "CI100", "M-1"], "present").unwrap();
    assert_eq!(first.id.as_str(), "trader:CI100/ncts/CI100/M-1/present");
    naming.refused.insert(first.base.clone(), 1);
    let second = naming.name(&actor, &["ncts", "CI100", "M-1"], "present").unwrap();
    assert_eq!(second.base, first.base);
    assert_eq!(second.id.as_str(), "trader:CI100/ncts/CI100/M-1/present+1");
}
