//! What agreements promise: no agreement, no sharing; never more than both sides signed.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Administration, Country, Date, SigningKey};
use proptest::prelude::*;

use crate::*;

const PROJECTIONS: &[(&str, &[&str])] =
    &[("minimal", &[]), ("operational", &["goods", "transport"])];

fn administration(code: &str) -> Administration {
    Administration::parse(code).unwrap()
}

fn administrations(codes: &[&str]) -> BTreeSet<Administration> {
    codes.iter().map(|code| administration(code)).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn agreement(id: &str, parties: &[&str], projection: &str) -> Agreement {
    Agreement {
        v: 1,
        id: id.to_owned(),
        version: 1,
        title: id.to_owned(),
        parties: administrations(parties),
        instrument: Instrument { title: "transit".to_owned(), citation: "A/P4/5/82".to_owned() },
        purpose: "customs transit".to_owned(),
        from: day("2026-01-01"),
        until: None,
        run_off_days: 30,
        shares: [("movement".to_owned(), projection.to_owned())].into(),
        passage: Passage { exit: Duty::Required, entry: Duty::Required },
        retention_days: BTreeMap::new(),
    }
}

fn in_force(agreements: &[Agreement]) -> Agreements {
    let mut known = Agreements::default();
    agreements.iter().cloned().for_each(|agreement| known.adopt(agreement));
    known
}

fn ask<'a>(
    author: &'a Administration,
    concerned: &'a BTreeSet<Administration>,
    released_under: &'a BTreeMap<String, u64>,
    on: &str,
) -> Question<'a> {
    let projections = PROJECTIONS;
    Question { kind: "movement", projections, author, concerned, released_under, day: day(on) }
}

#[test]
fn without_an_agreement_nobody_is_told() {
    let known = in_force(&[agreement("trie", &["CI", "BF"], "operational")]);
    let (ci, concerned) = (administration("CI"), administrations(&["CI", "BF", "ML"]));
    let audience = known.audience(ask(&ci, &concerned, &BTreeMap::new(), "2026-11-23"));
    let told: Vec<_> = audience.keys().map(Administration::as_str).collect();
    assert_eq!(told, ["BF"]);
    assert_eq!(
        in_force(&[]).audience(ask(&ci, &concerned, &BTreeMap::new(), "2026-11-23")),
        Audience::new()
    );
}

#[test]
fn an_agreement_about_something_else_opens_nothing() {
    let mut other = agreement("trie", &["CI", "BF"], "operational");
    other.shares = [("intelligence".to_owned(), "operational".to_owned())].into();
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let known = in_force(&[other]);
    assert!(known.audience(ask(&ci, &concerned, &BTreeMap::new(), "2026-11-23")).is_empty());
}

#[test]
fn a_projection_nobody_knows_opens_the_core_alone() {
    let known = in_force(&[agreement("trie", &["CI", "BF"], "everything")]);
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let audience = known.audience(ask(&ci, &concerned, &BTreeMap::new(), "2026-11-23"));
    assert_eq!(audience[&administration("BF")].groups, BTreeSet::new());
}

#[test]
fn what_was_released_under_an_agreement_is_told_until_its_run_off_ends_core_only() {
    let mut left = agreement("trie", &["CI", "BF"], "operational");
    left.until = Some(day("2026-06-30"));
    let known = in_force(&[left]);
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let (released, fresh) = ([("trie".to_owned(), 1)].into(), BTreeMap::new());
    let audience = known.audience(ask(&ci, &concerned, &released, "2026-07-10"));
    assert_eq!(audience[&administration("BF")].groups, BTreeSet::new());
    assert!(known.audience(ask(&ci, &concerned, &fresh, "2026-07-10")).is_empty());
    assert!(known.audience(ask(&ci, &concerned, &released, "2026-08-01")).is_empty());
}

#[test]
fn a_later_version_that_binds_both_says_when_the_run_off_of_all_before_it_ends() {
    let first = agreement("trie", &["CI", "BF"], "operational");
    let until = Some(day("2026-06-30"));
    let last = Agreement { version: 2, until, run_off_days: 30, ..first.clone() };
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let released = [("trie".to_owned(), 1)].into();
    let known = in_force(&[first.clone(), last.clone()]);
    let audience = known.audience(ask(&ci, &concerned, &released, "2026-07-30"));
    assert_eq!(audience[&administration("BF")].cites["trie"], 2);
    assert!(known.audience(ask(&ci, &concerned, &released, "2026-07-31")).is_empty());

    // One that leaves somebody out says nothing about him: what he was bound by does.
    let without = Agreement { parties: administrations(&["CI", "ML"]), until: None, ..last };
    let known = in_force(&[first, without]);
    let audience = known.audience(ask(&ci, &concerned, &released, "2026-07-10"));
    assert_eq!(audience[&administration("BF")].cites["trie"], 1);
}

#[test]
fn a_version_that_begins_later_replaces_nothing_before_its_day() {
    let first = agreement("trie", &["CI", "BF"], "operational");
    let (from, shares) =
        (day("2026-12-01"), [("movement".to_owned(), "minimal".to_owned())].into());
    let second = Agreement { version: 2, from, shares, ..first.clone() };
    let until = Some(day("2026-12-31"));
    let third = Agreement { version: 3, until, from: day("2026-12-10"), ..second.clone() };
    let known = in_force(&[first, second, third]);
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let nothing = BTreeMap::new();
    let granted = |on: &str| known.audience(ask(&ci, &concerned, &nothing, on));
    let version = |on: &str| granted(on).into_values().next().map(|grant| grant.cites["trie"]);
    let days = ["2026-11-30", "2026-12-01", "2026-12-10", "2026-12-31", "2027-01-01"];
    assert_eq!(days.map(version), [Some(1), Some(2), Some(3), Some(3), None]);
}

#[test]
fn a_later_version_replaces_the_one_before() {
    let mut later = agreement("trie", &["CI", "BF"], "minimal");
    later.version = 2;
    let known = in_force(&[agreement("trie", &["CI", "BF"], "operational"), later]);
    let (ci, concerned) = (administration("CI"), administrations(&["BF"]));
    let audience = known.audience(ask(&ci, &concerned, &BTreeMap::new(), "2026-11-23"));
    let grant = &audience[&administration("BF")];
    assert_eq!((grant.groups.len(), grant.cites["trie"]), (0, 2));
}

#[test]
fn groups_follow_the_narrower_of_then_and_now() {
    let grant = |groups: &[&str]| Grant {
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        cites: BTreeMap::new(),
    };
    let narrowed = grant(&["goods", "parties"]).narrowed(Some(&grant(&["goods", "transport"])));
    assert_eq!(narrowed.groups, grant(&["goods"]).groups);
    assert_eq!(grant(&["goods"]).narrowed(None).groups, BTreeSet::new());
}

#[test]
fn a_proposal_that_one_party_has_not_signed_binds_nobody() {
    let members = keys(&["CI", "BF", "ML"], &[]);
    let agreement = agreement("trie", &["CI", "BF", "ML"], "minimal");
    let note = agreement.propose().unwrap().signed_by(&key("CI")).signed_by(&key("BF"));
    assert!(matches!(
        Agreement::verify(&note, &members, None),
        Err(AgreementError::Unsigned { party, .. }) if party == administration("ML")
    ));
    let note = note.signed_by(&key("ML"));
    assert_eq!(Agreement::verify(&note, &members, None), Ok(agreement));
}

fn key(code: &str) -> SigningKey {
    SigningKey::from_seed(&format!("member/{code}"), &[code.as_bytes()[0]; 32])
}

/// The members of a region, and those who were members once.
fn keys(members: &[&str], former: &[&str]) -> Keys {
    let of = |codes: &[&str]| {
        codes.iter().map(|code| (administration(code), key(code).verifying())).collect()
    };
    Keys { members: of(members), former: of(former) }
}

fn version(version: u64, parties: &[&str]) -> Agreement {
    Agreement { version, ..agreement("trie", parties, "minimal") }
}

/// What is wrong with a version that some have signed.
fn wrong(
    next: &Agreement,
    signers: &[&str],
    keys: &Keys,
    before: Option<&Agreement>,
) -> Vec<String> {
    let note = next.propose().unwrap();
    let note = signers.iter().fold(note, |note, code| note.signed_by(&key(code)));
    match Agreement::check(&note, keys, before) {
        Ok(_) => Vec::new(),
        Err((first, others)) => {
            std::iter::once(first).chain(others).map(|error| error.to_string()).collect()
        }
    }
}

#[test]
fn a_later_version_counts_only_with_the_word_of_everybody_the_one_before_binds() {
    let members = keys(&["BF", "CI", "ML", "SN", "TG"], &[]);
    let first = version(1, &["BF", "CI", "ML"]);
    let unsigned = |codes: &[&str]| -> Vec<String> {
        codes.iter().map(|code| format!("{code} has not signed these bytes")).collect()
    };
    // Two who are bound by nothing in it.
    let strangers = version(2, &["SN", "TG"]);
    let said = wrong(&strangers, &["SN", "TG"], &members, Some(&first));
    assert_eq!(said, unsigned(&["BF", "CI", "ML"]));
    // Two of three who leave the third out, and with whose word it goes.
    let without = version(2, &["BF", "CI"]);
    assert_eq!(wrong(&without, &["BF", "CI"], &members, Some(&first)), unsigned(&["ML"]));
    let all = ["BF", "CI", "ML"];
    assert_eq!(wrong(&without, &all, &members, Some(&first)), unsigned(&[]));
    // Nor can anybody be made a party.
    let wider = version(2, &["BF", "CI", "ML", "TG"]);
    assert_eq!(wrong(&wider, &all, &members, Some(&first)), unsigned(&["TG"]));
}

#[test]
fn who_is_no_member_any_more_is_not_asked_and_what_he_signed_still_counts() {
    let (before, after) = (keys(&["BF", "CI", "ML"], &[]), keys(&["BF", "CI"], &["ML"]));
    let first = version(1, &["BF", "CI", "ML"]);
    for keys in [&before, &after] {
        assert!(wrong(&first, &["BF", "CI", "ML"], keys, None).is_empty());
    }
    let without = version(2, &["BF", "CI"]);
    assert_eq!(wrong(&without, &["BF", "CI"], &before, Some(&first)).len(), 1);
    assert!(wrong(&without, &["BF", "CI"], &after, Some(&first)).is_empty());
    let said = wrong(&first, &["BF", "CI", "ML"], &keys(&["BF", "CI"], &[]), None);
    assert_eq!(said, ["ML is not a member of the region"]);
}

#[test]
fn versions_of_an_agreement_follow_one_another() {
    let (members, parties) = (keys(&["BF", "CI"], &[]), ["BF", "CI"]);
    let first = version(1, &parties);
    let said = |next: u64, before: Option<&Agreement>| {
        wrong(&version(next, &parties), &parties, &members, before)
    };
    assert!(said(1, None).is_empty() && said(2, Some(&first)).is_empty());
    assert_eq!(said(2, None), ["version 2 does not follow version 0"]);
    assert_eq!(said(0, None), ["version 0 does not follow version 0"]);
    assert_eq!(said(3, Some(&first)), ["version 3 does not follow version 1"]);
    // The highest that a document can say: RFC 8785 writes numbers as JavaScript reads them.
    let highest = (1 << 53) - 1;
    let last = format!("version {highest} does not follow version 1");
    assert_eq!(said(highest, Some(&first)), [last]);
    let end = version(highest, &parties);
    assert_eq!(said(1, Some(&end)).len(), 1);
}

#[test]
fn a_route_names_every_pair_of_countries_without_an_agreement() {
    let known = in_force(&[
        agreement("one", &["CI", "BF"], "minimal"),
        agreement("two", &["BF", "ML"], "minimal"),
    ]);
    let route = ["CI", "BF", "ML"].map(|code| Country::parse(code).unwrap()).into();
    let gaps = known.gaps("movement", &route, day("2026-11-23"));
    assert_eq!(gaps, [(Country::parse("CI").unwrap(), Country::parse("ML").unwrap())]);
}

proptest! {
    #[test]
    fn nobody_outside_an_agreement_or_the_dossier_is_ever_told(
        parties in prop::collection::btree_set("[A-D]{2}", 2..5),
        concerned in prop::collection::btree_set("[A-D]{2}", 0..6),
        author in "[A-D]{2}",
    ) {
        let names: Vec<&str> = parties.iter().map(String::as_str).collect();
        let known = in_force(&[agreement("any", &names, "operational")]);
        let author = administration(&author);
        let concerned: BTreeSet<_> = concerned.iter().map(|code| administration(code)).collect();
        let parties: BTreeSet<_> = names.iter().map(|code| administration(code)).collect();
        let audience = known.audience(ask(&author, &concerned, &BTreeMap::new(), "2026-11-23"));
        for reader in audience.keys() {
            prop_assert!(parties.contains(reader) && parties.contains(&author));
            prop_assert!(concerned.contains(reader) && *reader != author);
        }
    }
}
