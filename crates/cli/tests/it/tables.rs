//! Tables that come in and go out: whole or not at all, and twice like once.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::{good, json as run, passavant, text};
use crate::serving::{Serving, read, until_ready};

/// A node that has just been made, and its folder.
fn made(folder: &Path) -> PathBuf {
    let home = folder.join("CI");
    good(&["node", "init", text(&home), "--region", "corridor", "--administration", "CI"]);
    home
}

/// Imports a table; the exit code and the report.
fn import(home: &Path, table: &str, file: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let mut arguments = vec!["import", table, text(file), "--node", text(home), "--json"];
    arguments.extend(more);
    run(&arguments)
}

/// How many rows are new, end another, have another end, and are there already.
fn counts(report: &Value) -> [u64; 4] {
    ["added", "follow", "end", "unchanged"].map(|name| report[name].as_u64().unwrap())
}

fn rules(report: &Value) -> Vec<(u64, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| (finding["line"].as_u64().unwrap(), finding["rule"].as_str().unwrap()))
        .collect()
}

const HEADER: &str = "id;name;street_and_number;city;country;valid_from;valid_to\n";

#[test]
fn a_table_is_taken_whole_or_not_at_all_and_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let home = made(folder.path());
    let reference = home.join("reference.json");
    let bytes = || std::fs::read(&reference).unwrap();
    let before = bytes();
    let file = folder.path().join("traders.csv");
    let one = "CI0000001;Un;Rue 12;Abidjan;CI;2020-01-01;\n";
    let two = "CI0000002;Deux;Rue 12;Abidjan;CI;2026-07-01;2026-01-01\n";
    let three = "CI0000003;;Rue 12;Abidjan;Ivoire;;\n";
    std::fs::write(&file, [HEADER, one, two, three].concat()).unwrap();
    let (code, report) = import(&home, "traders", &file, &[]);
    assert_eq!((code, &report["changed"]), (Some(1), &json!(false)));
    assert_eq!(rules(&report), [(3, "cell"), (4, "cell"), (4, "cell")]);
    assert_eq!(bytes(), before);
    let (code, report) = import(&home, "traders", &file, &["--only-good", "--check"]);
    assert_eq!((code, counts(&report), bytes() == before), (Some(1), [1, 0, 0, 0], true));
    let (code, report) = import(&home, "traders", &file, &["--only-good"]);
    assert_eq!((code, counts(&report)), (Some(1), [1, 0, 0, 0]));
    assert_eq!(read(&reference)["traders"].as_array().unwrap().len(), 1);
    let right = [HEADER, one, "CI0000003;Trois;Rue 12;Abidjan;CI;;\n"].concat();
    std::fs::write(&file, right).unwrap();
    let (code, report) = import(&home, "traders", &file, &[]);
    assert_eq!((code, counts(&report)), (Some(0), [1, 0, 0, 1]));
    let after = bytes();
    let (code, report) = import(&home, "traders", &file, &[]);
    assert_eq!((code, counts(&report), bytes() == after), (Some(0), [0, 0, 0, 2], true));
    api::reference(&reference).unwrap();
}

#[test]
fn what_held_stays_and_ends_and_what_is_exported_is_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let home = made(folder.path());
    let file = folder.path().join("traders.csv");
    for (row, expected) in [
        ("CI0000001;Avant;Rue 12;Abidjan;CI;2020-01-01;\n", [1, 0, 0, 0]),
        ("CI0000001;Depuis;Rue 12;Abidjan;CI;2026-07-01;\n", [1, 1, 0, 0]),
        ("CI0000001;Avant;Rue 12;Abidjan;CI;2020-01-01;\n", [0, 0, 0, 1]),
        ("CI0000001;Depuis;Rue 12;Abidjan;CI;2026-07-01;2027-06-30\n", [0, 0, 1, 0]),
    ] {
        std::fs::write(&file, [HEADER, row].concat()).unwrap();
        let (code, report) = import(&home, "traders", &file, &[]);
        assert_eq!((code, counts(&report)), (Some(0), expected), "{row}");
    }
    std::fs::write(&file, [HEADER, "CI0000001;Jamais;Rue;Abidjan;CI;;\n"].concat()).unwrap();
    let (code, report) = import(&home, "traders", &file, &[]);
    assert_eq!((code, rules(&report)), (Some(1), vec![(2, "entry")]));
    let csv = folder.path().join("out.csv");
    good(&["export", "traders", text(&csv), "--node", text(&home)]);
    let expected = "id,name,street_and_number,postcode,city,country,valid_from,valid_to\n\
        CI0000001,Avant,Rue 12,,Abidjan,CI,2020-01-01,2026-06-30\n\
        CI0000001,Depuis,Rue 12,,Abidjan,CI,2026-07-01,2027-06-30\n";
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), expected);
    for name in ["again.csv", "again.json"] {
        let file = folder.path().join(name);
        good(&["export", "traders", text(&file), "--node", text(&home), "--spreadsheet"]);
        let (code, report) = import(&home, "traders", &file, &[]);
        assert_eq!((code, counts(&report)), (Some(0), [0, 0, 0, 2]), "{name}");
    }
}

#[test]
fn offices_calendars_and_rates_are_taken_too_and_must_hold_together() {
    let folder = tempfile::tempdir().unwrap();
    let home = made(folder.path());
    let reference = home.join("reference.json");
    for (table, text_of, expected) in [
        (
            "offices",
            "code,name,roles,marks\nCIABJ000,Abidjan,departure guarantee,\nCIX01000,Laléraba,exit transit,not-a-locode\n",
            2,
        ),
        (
            "calendars",
            "country,weekly,holidays,valid_from,valid_to\nCI,6 7,2026-12-25 2026-05-01,2026-01-01,2026-12-31\n",
            1,
        ),
        ("rates", "from,to,factor,day\nEUR,XOF,655.957,2026-11-24\nUSD,XOF,603.12,2026-11-24\n", 2),
    ] {
        let file = folder.path().join(format!("{table}.csv"));
        std::fs::write(&file, text_of).unwrap();
        let (code, report) = import(&home, table, &file, &[]);
        assert_eq!((code, counts(&report)), (Some(0), [expected, 0, 0, 0]), "{report}");
        assert_eq!(import(&home, table, &file, &[]).1["unchanged"], json!(expected));
        let json = folder.path().join(format!("{table}.json"));
        good(&["export", table, text(&json), "--node", text(&home)]);
        assert_eq!(read(&json), read(&reference)[table]);
    }
    // What may be left out may be left out.
    let file = folder.path().join("weeks.csv");
    std::fs::write(&file, "country,weekly\nSN,6 7\n").unwrap();
    let (code, report) = import(&home, "calendars", &file, &[]);
    assert_eq!((code, counts(&report)), (Some(0), [1, 0, 0, 0]), "{report}");
    let file = folder.path().join("rates.csv");
    std::fs::write(&file, "from,to,factor,day\nEUR,XOF,700,2026-11-24\n").unwrap();
    let (code, report) = import(&home, "rates", &file, &[]);
    assert_eq!((code, rules(&report)), (Some(1), vec![(2, "entry")]));
    // A route leads over an office that the offices of its country, now kept, do not have.
    let mut data = read(&reference);
    data["routes"] = json!([{
        "departure": "CIABJ000", "destination": "BFBOY000", "countries": ["CI", "BF"],
        "entries": {"BF": ["BFX01000"]}, "limit_days": 10,
        "frontiers": [{"exit": "CIX01000", "entry": "BFX01000"}],
    }]);
    std::fs::write(&reference, data.to_string()).unwrap();
    let file = folder.path().join("offices.csv");
    std::fs::write(&file, "code,name,roles\nBFBOY000,Bobo,destination\n").unwrap();
    let output = passavant(&["import", "offices", text(&file), "--node", text(&home)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("BFX01000"));
    assert_eq!(read(&reference), data);
}

#[test]
fn findings_are_told_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let home = made(folder.path());
    let file = folder.path().join("rates.txt");
    std::fs::write(&file, "from,to,factor,day\nEUR,XOF,-1,2026-11-24\n").unwrap();
    let arguments = ["import", "rates", text(&file), "--node", text(&home)];
    assert_eq!(passavant(&arguments).status.code(), Some(1));
    for (language, said) in [("en", "Line 2, factor"), ("fr", "Ligne 2, factor"), ("pt", "Linha 2")]
    {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--format", "csv", "--lang", language]);
        let output = passavant(&arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(said), "{language}: {told}");
    }
}

const LODGED: &str = "type,grn,holder,guarantor,guarantor_name,office,amount,currency,percentage,\
    valid_from,not_valid_in,access_codes\n";

#[tokio::test]
async fn guarantees_are_registered_with_a_node_at_work_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    good(&["region", "init", text(&made), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = made.join("SN");
    let token = folder.path().join("token");
    let secret = read(&home.join("tokens.json"))["officers"]["SNDKR000"].clone();
    std::fs::write(&token, secret.as_str().unwrap()).unwrap();
    let file = folder.path().join("guarantees.csv");
    let grn = format!("26SN000001000001{}", digit("26SN000001000001"));
    let rows = [
        format!(
            "1,{grn},SN0000001,SN-CHAMBER,Caution,SNDKR000,5000000.00,XOF,100,2026-01-01,GH TG,AB12\n"
        ),
        "1,,SN0000001,SN-CHAMBER,,SNDKR000,700,XOF,50,2026-01-01,,\n".to_owned(),
        "1,,SN0000001,SN-CHAMBER,,MLBKO000,700,XOF,50,2026-01-01,,\n".to_owned(),
    ];
    std::fs::write(&file, format!("{LODGED}{}", rows.concat())).unwrap();
    let provision = ["--provision", "A/SP.1/5/90"];
    let with_token = [&provision[..], &["--token", text(&token)]].concat();
    // Without a provision no row is good; a check asks nobody.
    let (code, report) = import(&home, "guarantees", &file, &["--check"]);
    assert_eq!((code, rules(&report)), (Some(1), vec![(2, "cell"), (3, "cell"), (4, "cell")]));
    let (code, _) = import(&home, "guarantees", &file, &[&provision[..], &["--check"]].concat());
    assert_eq!(code, Some(0));
    let slip = format!("{grn},").replacen("26SN000001", "26SN000002", 1);
    let slipped = folder.path().join("slip.csv");
    std::fs::write(&slipped, format!("{LODGED}{}", rows[0].replace(&format!("{grn},"), &slip)))
        .unwrap();
    let (_, report) =
        import(&home, "guarantees", &slipped, &[&provision[..], &["--check"]].concat());
    assert_eq!(report["findings"][0]["field"], "grn", "{report}");
    let _serving = Serving::start(&home);
    until_ready(&home).await;
    let (code, report) = import(&home, "guarantees", &file, &with_token);
    assert_eq!((code, counts(&report)), (Some(1), [2, 0, 0, 0]), "{report}");
    assert_eq!(rules(&report), [(4, "NOD-003")]);
    let (code, report) = import(&home, "guarantees", &file, &with_token);
    assert_eq!((code, counts(&report)), (Some(1), [0, 0, 0, 2]), "{report}");
    // What there is goes out, and comes in again as what is there; no access code is in it.
    let out = folder.path().join("out.csv");
    let token = text(&token);
    good(&["export", "guarantees", text(&out), "--node", text(&home), "--token", token]);
    let table = std::fs::read_to_string(&out).unwrap();
    assert_eq!((table.lines().count(), table.contains("AB12")), (3, false), "{table}");
    let (code, report) = import(&home, "guarantees", &out, &with_token);
    assert_eq!((code, counts(&report)), (Some(0), [0, 0, 0, 2]), "{report}");
    std::fs::write(&out, table.replace("5000000", "6000000")).unwrap();
    let (code, report) = import(&home, "guarantees", &out, &with_token);
    assert_eq!(code, Some(1));
    let finding = &report["findings"][0];
    let said = ["rule", "field", "found", "expected"].map(|name| finding[name].as_str().unwrap());
    assert_eq!(said, ["registered", "amount", "6000000", "5000000"]);
    // What was registered before a row was refused is not said to be nothing.
    let more = [
        "1,,SN0000001,SN-CHAMBER,,SNDKR000,800,XOF,50,2026-01-01,,\n",
        "1,,SN0000001,SN-CHAMBER,,MLBKO000,800,XOF,50,2026-01-01,,\n",
    ];
    std::fs::write(&file, format!("{LODGED}{}", more.concat())).unwrap();
    let import = ["import", "guarantees", text(&file), "--node", text(&home)];
    let done = passavant(&[&import[..], &with_token].concat());
    let told = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(told.contains("What is counted as new stays") && !told.contains("Nothing"), "{told}");
}

/// The check digit of the first sixteen characters of a GRN.
fn digit(body: &str) -> u8 {
    let any: kernel::Grn = format!("{body}0").parse().unwrap();
    any.right_check_digit()
}
