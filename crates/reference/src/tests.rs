//! What reference data answers, and what it says of bad data.

use std::collections::BTreeSet;

use kernel::{CodeLists, Country, Currency, Date, Listed, OfficeCode, Rate};

mod parties;

use crate::{
    AuthorisationKind, List, Mark, Member, Office, OfficeRole, Reference, Standing, Validity,
};

const REGION: &str = r#"{
  "members": [
    {"country": "CI"},
    {"country": "ML"},
    {"country": "BF", "valid": {"to": "2025-01-28"}}
  ],
  "lists": [
    {"id": "CL226", "name": "RejectionCode", "standing": "public",
     "codes": [{"code": "7", "valid": {"from": "2026-01-01"}}]}
  ],
  "offices": [
    {"code": "CIABJ000", "name": "Abidjan Port", "roles": ["departure", "destination", "guarantee"]},
    {"code": "CIX01000", "name": "Laléraba", "roles": ["transit"], "marks": ["not-a-locode"],
     "valid": {"from": "2026-01-01"}},
    {"code": "MLBKO000", "name": "Bamako", "roles": ["departure", "destination"]},
    {"code": "MLX01000", "name": "Zégoua", "roles": ["transit"]}
  ],
  "traders": [
    {"id": "CI0000001", "name": "Comptoir d'Abidjan",
     "address": {"street_and_number": "Port autonome", "city": "Abidjan", "country": "CI"}}
  ],
  "routes": [
    {"departure": "CIABJ000", "destination": "MLBKO000", "countries": ["CI", "ML"],
     "entries": {"ML": ["MLX01000"]}, "frontiers": [{"exit": "CIX01000", "entry": "MLX01000"}],
     "limit_days": 10}
  ],
  "authorisations": [
    {"kind": "C521", "number": "CIACR2026001", "holder": "CI0000001", "offices": ["CIABJ000"],
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}}
  ],
  "calendars": [
    {"country": "CI", "weekly": [6, 7], "holidays": ["2026-12-25"],
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}}
  ],
  "rates": [
    {"from": "EUR", "to": "XOF", "factor": "655.957", "day": "2026-11-01"},
    {"from": "EUR", "to": "XOF", "factor": "656", "day": "2026-11-20"}
  ],
  "rate_age_max_days": 30
}"#;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn region() -> Reference {
    Reference::load(REGION).unwrap()
}

fn office(code: &str) -> OfficeCode {
    OfficeCode::parse(code).unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

/// What loading says is wrong: place, found, expected.
fn wrong(text: &str) -> Vec<(String, String, String)> {
    let findings = Reference::load(text).unwrap_err();
    assert!(findings.iter().all(|finding| finding.rule == "reference"));
    findings.into_iter().map(|found| (found.path, found.found, found.expected)).collect()
}

fn wrong_one(text: &str) -> (String, String, String) {
    let mut findings = wrong(text);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

#[test]
fn every_kind_of_entry_is_found_by_its_key_on_a_day_it_is_valid() {
    let region = region();
    let today = day("2026-11-23");
    let abidjan = region.office(&office("CIABJ000"), today).unwrap();
    assert_eq!(abidjan.name, "Abidjan Port");
    assert_eq!(abidjan.country().as_str(), "CI");
    let frontier = region.office(&office("CIX01000"), today).unwrap();
    assert_eq!(frontier.marks, BTreeSet::from([Mark::NotALocode]));
    assert_eq!(region.office(&office("CIX01000"), day("2025-12-31")), None);
    let id = kernel::TraderId::parse("CI0000001").unwrap();
    assert_eq!(region.trader(&id, today).unwrap().address.city, "Abidjan");
    let route = region.route(&office("CIABJ000"), &office("MLBKO000"), today).unwrap();
    assert_eq!(route.limit_days, 10);
    assert_eq!(region.route(&office("MLBKO000"), &office("CIABJ000"), today), None);
    let number = kernel::AuthorisationNumber::parse("CIACR2026001").unwrap();
    let authorisation = region.authorisation(&number, today).unwrap();
    assert_eq!((authorisation.kind, &authorisation.holder), (AuthorisationKind::Consignor, &id));
    assert_eq!(authorisation.kind.code(), "C521");
    assert_eq!(region.authorisation(&number, day("2027-01-01")), None);
    assert_eq!(region.offices.on(day("2025-12-31")).count(), 3);
}

#[test]
fn the_latest_rate_is_given_unless_it_is_too_old() {
    let region = region();
    let factor = |date: &str| {
        let rate = region.rate(currency("EUR"), currency("XOF"), day(date));
        rate.map(|rate| rate.factor.to_string())
    };
    assert_eq!(factor("2026-10-31"), None);
    assert_eq!(factor("2026-11-01").as_deref(), Some("655.957"));
    assert_eq!(factor("2026-11-19").as_deref(), Some("655.957"));
    assert_eq!(factor("2026-11-23").as_deref(), Some("656"));
    assert_eq!(factor("2026-12-20").as_deref(), Some("656"));
    assert_eq!(factor("2026-12-21"), None);
    assert_eq!(factor("2028-12-21"), None);
    let today = day("2026-11-23");
    assert_eq!(region.rate(currency("XOF"), currency("EUR"), today), None);
    let same = region.rate(currency("XOF"), currency("XOF"), today);
    assert_eq!(same, Rate::new(currency("XOF"), currency("XOF"), "1", today).ok());
}

#[test]
fn lists_of_countries_of_a_region_are_answered_from_its_members() {
    let region = region();
    let listed = |code: &str, date: &str| region.listed("CL009", code, day(date));
    assert_eq!(listed("CI", "2026-11-23"), Listed::Valid);
    assert_eq!(listed("BF", "2025-01-28"), Listed::Valid);
    assert_eq!(listed("BF", "2025-01-29"), Listed::Absent);
    assert_eq!(listed("FR", "2026-11-23"), Listed::Absent);
    assert_eq!(listed("x", "2026-11-23"), Listed::Absent);
    assert_eq!(Reference::new().listed("CL009", "CI", day("2026-11-23")), Listed::NoSuchList);
    assert!(region.is_member(&Country::parse("ML").unwrap(), day("2026-11-23")));
}

#[test]
fn lists_of_offices_are_answered_for_the_countries_whose_offices_are_kept() {
    let region = region();
    let listed = |list: &str, code: &str| region.listed(list, code, day("2026-11-23"));
    assert_eq!(listed("CL171", "CIABJ000"), Listed::Valid);
    assert_eq!(listed("CL173", "CIABJ000"), Listed::Absent);
    assert_eq!(listed("CL141", "CIX01000"), Listed::Valid);
    assert_eq!(region.listed("CL141", "CIX01000", day("2025-12-31")), Listed::Absent);
    assert_eq!(listed("CL171", "CISPY000"), Listed::Absent);
    assert_eq!(listed("CL171", "GB000060"), Listed::NoSuchList);
    assert_eq!(listed("CL171", "nonsense"), Listed::NoSuchList);
}

#[test]
fn a_loaded_list_takes_the_place_of_the_one_built_in() {
    let region = region();
    assert_eq!(region.listed("CL226", "7", day("2026-11-23")), Listed::Valid);
    assert_eq!(region.listed("CL226", "7", day("2025-11-23")), Listed::Absent);
    assert_eq!(region.listed("CL226", "12", day("2026-11-23")), Listed::Absent);
    let built_in = Reference::new();
    assert_eq!(built_in.listed("CL226", "12", day("2026-11-23")), Listed::Valid);
    assert_eq!(built_in.listed("CL226", "7", day("2026-11-23")), Listed::AbsentFromAssumed);
    assert_eq!(built_in.listed("CL999", "7", day("2026-11-23")), Listed::NoSuchList);
}

#[test]
fn a_calendar_says_nothing_of_days_it_does_not_know() {
    let region = region();
    let works =
        |country: &str, date: &str| region.works(&Country::parse(country).unwrap(), day(date));
    assert_eq!(works("CI", "2026-11-23"), Some(true));
    assert_eq!(works("CI", "2026-11-22"), Some(false));
    assert_eq!(works("CI", "2026-12-25"), Some(false));
    assert_eq!(works("CI", "2027-01-04"), None);
    assert_eq!(works("ML", "2026-11-23"), None);
}

#[test]
fn reference_data_can_be_built_in_code() {
    let mut reference = Reference::new();
    let country = Country::parse("CI").unwrap();
    let member =
        Member { country: country.clone(), agent_demanded: false, valid: Validity::ALWAYS };
    assert_eq!(reference.members.add(member.clone()), Ok(()));
    assert!(reference.members.add(member).is_err());
    let depot = Office {
        code: office("CIABJ000"),
        name: "Abidjan".to_owned(),
        roles: BTreeSet::from([OfficeRole::Departure]),
        marks: BTreeSet::new(),
        valid: Validity::ALWAYS,
    };
    assert_eq!(reference.offices.add(depot), Ok(()));
    let list = List::new("Own", Standing::Public).with("A", Validity::ALWAYS);
    reference.lists.set("CL999", list);
    assert_eq!(reference.listed("CL999", "A", day("2026-11-23")), Listed::Valid);
    assert_eq!(reference.listed("CL009", "CI", day("2026-11-23")), Listed::Valid);
}

#[test]
fn an_office_may_change_its_roles_but_not_have_two_entries_on_one_day() {
    let text = |from: &str| {
        format!(
            r#"{{"offices": [
            {{"code": "CIABJ000", "name": "a", "roles": ["departure"], "valid": {{"to": "2025-12-31"}}}},
            {{"code": "CIABJ000", "name": "b", "roles": ["transit"], "valid": {{"from": "{from}"}}}}]}}"#
        )
    };
    let reference = Reference::load(&text("2026-01-01")).unwrap();
    let name = |date: &str| reference.office(&office("CIABJ000"), day(date)).unwrap().name.clone();
    assert_eq!((name("2025-12-31").as_str(), name("2026-01-01").as_str()), ("a", "b"));
    let (path, _, expected) = wrong_one(&text("2025-12-31"));
    let reason = "no other entry of the same key for the same days";
    assert_eq!((path.as_str(), expected.as_str()), ("/offices[2]", reason));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let text = r#"{
      "members": [{"country": "Ivory Coast"}, {"country": "CI", "since": "1975"}],
      "offices": {"code": "CIABJ000"},
      "rates": [
        {"from": "EUR", "to": "XOF", "factor": "-1", "day": "2026-11-01"},
        {"from": "EUR", "to": "QQQ", "factor": "1", "day": "2026-11-01"},
        {"from": "EUR", "to": "XOF", "factor": "655.957", "day": "2026-11-01"},
        {"from": "EUR", "to": "XOF", "factor": "656", "day": "2026-11-01"}
      ],
      "calendars": [{"country": "CI", "weekly": [], "holidays": [], "valid": {"from": "2026-02-01", "to": "2026-01-01"}}],
      "rate_age_max_days": "a month",
      "weather": []
    }"#;
    let found: Vec<String> = wrong(text).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(
        found,
        [
            "/members[1]",
            "/members[2]",
            "/offices",
            "/calendars[1]",
            "/rate_age_max_days",
            "/rates[2]",
            "/rates[1]/factor",
            "/rates[4]",
            "/weather",
        ]
    );
}

#[test]
fn what_is_no_json_object_is_told() {
    assert_eq!(wrong_one("[]").2, "an object");
    assert_eq!(wrong_one("{").2, "JSON");
    assert_eq!(wrong_one("1").1, "a number");
}

#[test]
fn a_route_holds_together() {
    let route = r#"{"offices": [{"code": "CIABJ000", "name": "Abidjan", "roles": []}], "routes": [
        {"departure": "CIABJ000", "destination": "MLBKO000", "countries": ["CI", "BF", "ML"],
         "entries": {"BF": ["BFX01000"], "ML": ["MLX01000"]},
         "frontiers": [{"exit": "BFX02000", "entry": "MLX01000"}], "limit_days": 10}]}"#;
    assert!(Reference::load(route).is_ok());
    let after = |from: &str, to: &str| {
        assert!(route.contains(from), "{from}");
        let (path, found, expected) = wrong_one(&route.replace(from, to));
        format!("{path}: {found:?}, {expected:?}")
    };
    assert_eq!(
        after("\"destination\": \"MLBKO000\"", "\"destination\": \"SNDKR000\""),
        "/routes[1]/destination: \"SNDKR000\", \"an office of the last of the countries\""
    );
    assert_eq!(
        after("\"BF\": [\"BFX01000\"]", "\"BF\": []"),
        "/routes[1]/entries/BF: \"\", \"an office of BF\""
    );
    assert_eq!(
        after("\"BF\": [\"BFX01000\"]", "\"BF\": [\"BFX01000\", \"NEX01000\"]"),
        "/routes[1]/entries/BF: \"NEX01000\", \"an office of BF\""
    );
    assert_eq!(
        after("\"BF\": [", "\"NE\": [\"NEX01000\"], \"BF\": ["),
        "/routes[1]/entries: \"NE\", \"a country after the first\""
    );
    assert_eq!(
        after("\"exit\": \"BFX02000\"", "\"exit\": \"CIABJ000\""),
        "/routes[1]/frontiers[1]: \"CIABJ000 MLX01000\", \"offices of two countries in a row\""
    );
    assert_eq!(after("_days\": 10", "_days\": 0"), "/routes[1]/limit_days: \"0\", \"at least 1\"");
    assert_eq!(
        after("\"departure\": \"CIABJ000\"", "\"departure\": \"CISPY000\""),
        "/routes[1]: \"CISPY000\", \"an office of the offices that are kept\""
    );
}

#[test]
fn validities_overlap_where_they_share_a_day() {
    let valid = |from: &str, to: &str| {
        let day = |text: &str| text.parse().ok();
        Validity::new(day(from), day(to)).unwrap()
    };
    for (one, other, expected) in [
        (valid("", ""), valid("2020-01-01", "2020-01-01"), true),
        (valid("", "2020-01-01"), valid("2020-01-01", ""), true),
        (valid("", "2020-01-01"), valid("2020-01-02", ""), false),
        (valid("2020-01-01", "2020-12-31"), valid("2020-06-01", "2020-06-30"), true),
        (valid("2020-01-01", "2020-05-31"), valid("2020-06-01", "2020-06-30"), false),
    ] {
        assert_eq!(one.overlaps(&other), expected, "{one:?} {other:?}");
        assert_eq!(other.overlaps(&one), expected, "{one:?} {other:?}");
    }
    assert_eq!(Validity::new(Some(day("2020-01-02")), Some(day("2020-01-01"))), None);
}
