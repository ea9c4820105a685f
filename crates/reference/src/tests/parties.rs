//! Who acts for whom, who pays for whom, and where they are reached.

use kernel::{GuarantorId, NoLicence, NoMandate, Procedure, Representation, TraderId};

use super::{Country, Reference, day, office, wrong, wrong_one};
use crate::Representing;

const PARTIES: &str = r#"{
  "members": [{"country": "CI"}, {"country": "ML", "agent_demanded": true}, {"country": "BF"}],
  "mandates": [
    {"number": "M1", "principal": "CI0000001", "representative": "CI0000007", "kind": "direct",
     "procedures": ["transit", "home-use"], "offices": ["CIABJ000"],
     "declaration_amount_max": {"amount": "50000", "currency": "XOF"},
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}},
    {"number": "M1", "principal": "CI0000001", "representative": "CI0000007", "kind": "direct",
     "procedures": ["transit"], "valid": {"from": "2027-01-01", "to": "2027-06-30"}},
    {"number": "M2", "principal": "CI0000001", "representative": "CI0000007", "kind": "indirect",
     "procedures": ["exportation"], "valid": {"from": "2026-01-01", "to": "2026-12-31"}},
    {"number": "M3", "principal": "CI0000001", "representative": "CI0000007", "kind": "direct",
     "procedures": ["transit"], "offices": ["CISPY000", "CIBKE000"],
     "declaration_amount_max": {"amount": "1", "currency": "XOF"},
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}},
    {"number": "M4", "principal": "CI0000001", "representative": "CI0000007", "kind": "direct",
     "procedures": ["transit"], "offices": ["CISPY000"],
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}}
  ],
  "licences": [
    {"number": "L1", "trader": "CI0000007", "procedures": ["transit"],
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}},
    {"number": "L2", "trader": "CI0000007", "procedures": ["home-use"],
     "valid": {"from": "2026-06-01", "to": "2027-12-31"}}
  ],
  "guarantors": [
    {"id": "CIGUAR01", "name": "Caution du Golfe", "undertaking": "CI/2026/17",
     "address": {"street_and_number": "Plateau", "city": "Abidjan", "country": "CI"},
     "valid": {"from": "2026-01-01", "to": "2026-12-31"}}
  ],
  "agents": [
    {"guarantor": "CIGUAR01", "id": "ML0000042", "name": "Sahel Conseil",
     "address": {"street_and_number": "Quinzambougou", "city": "Bamako", "country": "ML"},
     "valid": {"from": "2026-03-01", "to": "2026-09-30"}},
    {"guarantor": "CIGUAR01", "name": "Office notarial",
     "address": {"street_and_number": "Rue 5", "city": "Ouagadougou", "country": "BF"}}
  ]
}"#;

fn trader(id: &str) -> TraderId {
    TraderId::parse(id).unwrap()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// The number of the mandate that is found for a declaration of CI0000001 by CI0000007.
fn mandate(
    parties: &Reference,
    kind: Option<Representation>,
    procedure: Procedure,
    at: &str,
    on: &str,
) -> Result<String, NoMandate> {
    let (principal, representative) = (trader("CI0000001"), trader("CI0000007"));
    let asked = Representing {
        principal: &principal,
        representative: &representative,
        kind,
        procedure,
        office: &office(at),
    };
    parties.mandates(asked, day(on)).map(|found| found[0].number.to_string())
}

#[test]
fn a_mandate_is_for_its_days_its_way_of_acting_its_procedures_and_its_offices() {
    let parties = Reference::load(PARTIES).unwrap();
    let direct = Some(Representation::Direct);
    let indirect = Some(Representation::Indirect);
    let transit = Procedure::Transit;
    let found = |kind, procedure, at, on| mandate(&parties, kind, procedure, at, on);
    assert_eq!(found(direct, transit, "CIABJ000", "2026-01-01").as_deref(), Ok("M1"));
    assert_eq!(found(direct, transit, "CIX01000", "2027-01-01").as_deref(), Ok("M1"));
    let none = |kind, procedure, at, on| found(kind, procedure, at, on).unwrap_err();
    assert_eq!(none(direct, transit, "CIABJ000", "2025-12-31"), NoMandate::NotValid);
    assert_eq!(none(direct, transit, "CIABJ000", "2027-07-01"), NoMandate::NotValid);
    assert_eq!(none(None, transit, "CIABJ000", "2026-12-31"), NoMandate::RepresentationUnsaid);
    assert_eq!(none(indirect, transit, "CIABJ000", "2027-01-01"), NoMandate::OtherRepresentation);
    assert_eq!(none(indirect, transit, "CIABJ000", "2026-11-23"), NoMandate::OtherProcedure);
    assert_eq!(none(direct, transit, "CIX01000", "2026-11-23"), NoMandate::OtherOffice);
}

#[test]
fn of_several_mandates_those_without_a_limit_come_first() {
    let parties = Reference::load(PARTIES).unwrap();
    let found =
        |at| mandate(&parties, Some(Representation::Direct), Procedure::Transit, at, "2026-11-23");
    assert_eq!(found("CISPY000").as_deref(), Ok("M4"));
    assert_eq!(found("CIBKE000").as_deref(), Ok("M3"));
}

#[test]
fn nobody_acts_for_whom_he_has_no_mandate() {
    let parties = Reference::load(PARTIES).unwrap();
    let (principal, representative) = (trader("CI0000007"), trader("CI0000001"));
    let asked = Representing {
        principal: &principal,
        representative: &representative,
        kind: None,
        procedure: Procedure::Transit,
        office: &office("CIABJ000"),
    };
    assert_eq!(parties.mandates(asked, day("2026-11-23")), Err(NoMandate::Unknown));
}

#[test]
fn a_licence_is_for_its_days_and_its_procedures() {
    let parties = Reference::load(PARTIES).unwrap();
    let found = |id: &str, procedure, on: &str| {
        let licence = parties.licence(&trader(id), procedure, day(on));
        licence.map(|licence| licence.number.to_string())
    };
    let transit = Procedure::Transit;
    assert_eq!(found("CI0000007", transit, "2026-11-23").as_deref(), Ok("L1"));
    assert_eq!(found("CI0000007", Procedure::HomeUse, "2026-11-23").as_deref(), Ok("L2"));
    assert_eq!(found("CI0000007", transit, "2025-11-23"), Err(NoLicence::NotValid));
    assert_eq!(found("CI0000007", transit, "2027-01-01"), Err(NoLicence::OtherProcedure));
    assert_eq!(found("CI0000001", transit, "2026-11-23"), Err(NoLicence::Unknown));
}

#[test]
fn a_guarantor_is_approved_for_a_while_and_reached_in_each_country_by_whom_it_named() {
    let parties = Reference::load(PARTIES).unwrap();
    let id = GuarantorId::parse("CIGUAR01").unwrap();
    let guarantor = parties.guarantor(&id, day("2026-11-23")).unwrap();
    assert_eq!((guarantor.name.as_str(), guarantor.country().as_str()), ("Caution du Golfe", "CI"));
    assert_eq!(guarantor.undertaking.as_str(), "CI/2026/17");
    assert_eq!(parties.guarantor(&id, day("2027-01-01")), None);
    let agent = |code: &str, on: &str| {
        parties.agent(&id, &country(code), day(on)).map(|agent| agent.name.as_str())
    };
    assert_eq!(agent("ML", "2026-03-01"), Some("Sahel Conseil"));
    assert_eq!(agent("ML", "2026-10-01"), None);
    assert_eq!(agent("BF", "2026-10-01"), Some("Office notarial"));
    assert_eq!(agent("SN", "2026-03-01"), None);
    assert!(parties.knows_guarantor(&id));
    let demanding = parties.members.all().filter(|member| member.agent_demanded);
    let demanding: Vec<_> = demanding.map(|member| member.country.as_str()).collect();
    assert_eq!(demanding, ["ML"]);
}

#[test]
fn parties_hold_together() {
    let after = |from: &str, to: &str| {
        assert!(PARTIES.contains(from), "{from}");
        let (path, found, expected) = wrong_one(&PARTIES.replacen(from, to, 1));
        format!("{path}: {found:?}, {expected:?}")
    };
    assert_eq!(
        after("M2\", \"principal\": \"CI0000001\"", "M2\", \"principal\": \"CI0000007\""),
        "/mandates[3]/representative: \"CI0000007\", \"another than the principal\""
    );
    assert_eq!(
        after("[\"exportation\"]", "[]"),
        "/mandates[3]/procedures: \"[]\", \"at least one procedure\""
    );
    assert_eq!(
        after("[\"home-use\"]", "[]"),
        "/licences[2]/procedures: \"[]\", \"at least one procedure\""
    );
    assert_eq!(
        after("\"guarantor\": \"CIGUAR01\"", "\"guarantor\": \"CIGUAR02\""),
        "/agents[1]/guarantor: \"CIGUAR02\", \"a guarantor of the guarantors\""
    );
    assert_eq!(
        after(
            "\"city\": \"Bamako\", \"country\": \"ML\"",
            "\"city\": \"Bouaké\", \"country\": \"CI\""
        ),
        "/agents[1]/address/country: \"CI\", \"another country than the guarantor's\""
    );
    let once = "no other entry of the same key for the same days";
    assert_eq!(wrong_one(&PARTIES.replace("\"L2\"", "\"L1\"")).2, once);
}

#[test]
fn a_number_stands_for_one_pair_of_parties_only() {
    let licence = |trader: &str, from: &str| {
        format!(
            r#"{{"number": "L1", "trader": "{trader}", "procedures": ["transit"],
                "valid": {{"from": "{from}-01-01", "to": "{from}-12-31"}}}}"#
        )
    };
    let both = |one: &str, other: &str| {
        format!(r#"{{"licences": [{}, {}]}}"#, licence(one, "2026"), licence(other, "2027"))
    };
    assert!(Reference::load(&both("CI0000007", "CI0000007")).is_ok());
    let found: Vec<String> =
        wrong(&both("CI0000007", "CI0000008")).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(found, ["/licences[2]"]);
}

#[test]
fn parties_enter_a_register_in_use_and_what_held_before_only_ends() {
    let mut register = Reference::load(PARTIES).unwrap();
    let more = r#"{
      "traders": [{"id": "CI0000001", "name": "Ivoire Négoce",
        "address": {"street_and_number": "Rue 12", "city": "Abidjan", "country": "CI"}}],
      "authorisations": [{"kind": "C521", "number": "CIACR1", "holder": "CI0000001",
        "offices": ["CIABJ000"], "valid": {"from": "2026-01-01"}}],
      "mandates": [{"number": "M4", "principal": "CI0000001", "representative": "CI0000007",
        "kind": "direct", "procedures": ["transit"], "offices": ["CISPY000"],
        "valid": {"from": "2026-01-01", "to": "2026-06-30"}}],
      "licences": [{"number": "L3", "trader": "CI0000007", "procedures": ["transit"]}],
      "guarantors": [{"id": "CIGUAR02", "name": "Caution du Nord", "undertaking": "CI/2026/18",
        "address": {"street_and_number": "Plateau", "city": "Abidjan", "country": "CI"}}],
      "agents": [{"guarantor": "CIGUAR02", "name": "Sahel Conseil",
        "address": {"street_and_number": "Rue 5", "city": "Bamako", "country": "ML"}}]
    }"#;
    let counts = register.enter_parties(more).unwrap();
    let first = crate::Counts { rows: 6, added: 5, follow: 0, end: 1, unchanged: 0 };
    assert_eq!(counts, first);
    let limited = |register: &Reference| {
        let direct = Some(Representation::Direct);
        mandate(register, direct, Procedure::Transit, "CISPY000", "2026-07-01")
    };
    assert_eq!(limited(&Reference::load(PARTIES).unwrap()), Ok("M4".to_owned()));
    assert_eq!(limited(&register), Ok("M3".to_owned()));
    let before = register.clone();
    let again = register.enter_parties(more).unwrap();
    assert_eq!((again.unchanged, again.changed()), (6, false));
    assert_eq!(register, before);
    let follow = r#"{"authorisations": [{"kind": "C521", "number": "CIACR1", "holder": "CI0000001",
      "offices": ["CIABJ000", "CISPY000"], "valid": {"from": "2026-12-01"}}]}"#;
    assert_eq!(register.enter_parties(follow).unwrap().follow, 1);
    let number = "CIACR1".parse().unwrap();
    let offices =
        |on: &str| register.authorisation(&number, day(on)).map(|held| held.offices.len());
    assert_eq!((offices("2026-11-30"), offices("2026-12-01")), (Some(1), Some(2)));
    // What it shows can be entered again, and is all there already.
    let shown = serde_json::to_string(&register.parties()).unwrap();
    assert!(!register.clone().enter_parties(&shown).unwrap().changed());
}

#[test]
fn of_parties_in_which_anything_is_wrong_all_of_it_is_told_and_none_is_entered() {
    let mut register = Reference::load(PARTIES).unwrap();
    let before = register.clone();
    let wrong = r#"{
      "traders": [{"id": "CI0000001"}, {"id": "CI0000009", "name": "Neuf",
        "address": {"street_and_number": "Rue 9", "city": "Abidjan", "country": "CI"}}],
      "mandates": [
        {"number": "M4", "principal": "CI0000009", "representative": "CI0000007",
         "kind": "direct", "procedures": ["transit"]},
        {"number": "M5", "principal": "CI0000007", "representative": "CI0000007",
         "kind": "direct", "procedures": []}],
      "guarantors": [{"id": "CIGUAR01", "name": "Caution du Golfe", "undertaking": "CI/2027/1",
        "address": {"street_and_number": "Plateau", "city": "Abidjan", "country": "CI"},
        "valid": {"from": "2026-07-01"}}],
      "agents": [{"guarantor": "CIGUAR99", "name": "Nobody",
        "address": {"street_and_number": "Rue 5", "city": "Bamako", "country": "ML"}}],
      "offices": []
    }"#;
    let findings = register.enter_parties(wrong).unwrap_err();
    let paths: Vec<&str> = findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/traders[1]",
            "/mandates[2]/representative",
            "/mandates[2]/procedures",
            "/mandates[1]",
            "/guarantors[1]",
            "/agents[1]/guarantor",
            "/offices",
        ]
    );
    let clash = &findings[4];
    assert_eq!((clash.rule.as_str(), clash.found.as_str()), ("entry", "2026-01-01 / 2026-12-31"));
    assert_eq!(register, before);
    for text in ["", "[]", "{", "{\"traders\": {}}"] {
        assert_eq!(register.enter_parties(text).unwrap_err().len(), 1, "{text}");
    }
}
