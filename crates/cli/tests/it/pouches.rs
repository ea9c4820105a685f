//! Two nodes that never meet over a network: a whole journey goes by files that are carried.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::{good, json as run, passavant, text};
use crate::serving::{Serving, done, once, read, until_ready};

/// Dakar and Bamako, of which never more than one is at work.
struct Apart {
    folder: tempfile::TempDir,
}

impl Apart {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("made");
        good(&["region", "init", text(&made), "--members", "SN,ML", "--hub", "CORRIDOR"]);
        Self { folder }
    }

    fn home(&self, code: &str) -> PathBuf {
        self.folder.path().join("made").join(code)
    }

    fn token(&self, code: &str, kind: &str, who: &str) -> String {
        let tokens = read(&self.home(code).join("tokens.json"));
        let found = if who.is_empty() { &tokens[kind] } else { &tokens[kind][who] };
        found.as_str().unwrap().to_owned()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Packs a pouch; the node is not at work.
    fn pack(&self, from: &str, to: &str, name: &str) -> Value {
        let (home, file, to) = (self.home(from), self.file(name), format!("{to}-1"));
        let (code, packed) =
            run(&["exchange", "export", "--node", text(&home), "--to", &to, text(&file), "--json"]);
        assert_eq!(code, Some(0));
        packed
    }

    /// Takes a pouch; the node is not at work.
    fn unpack(&self, at: &str, name: &str) -> Value {
        let (home, file) = (self.home(at), self.file(name));
        let (code, taken) =
            run(&["exchange", "import", "--node", text(&home), text(&file), "--json"]);
        assert_eq!(code, Some(0), "{taken}");
        taken
    }

    /// Carries a pouch; whether it brought anything.
    fn carry(&self, from: &str, to: &str) -> bool {
        self.pack(from, to, "carried.pouch");
        self.unpack(to, "carried.pouch")["new_entries"].as_u64().unwrap() > 0
    }

    /// What a node that is started for this says of the movement.
    async fn phase(&self, code: &str, movement: &str, phase: &str) {
        let home = self.home(code);
        let _serving = Serving::start(&home);
        until_ready(&home).await;
        let office = if code == "SN" { "SNDKR000" } else { "MLBKO000" };
        let token = self.token(code, "officers", office);
        let place = format!("/movements/{movement}");
        once(&home, &place, &token, |view| view["standing"]["phase"] == phase).await;
    }
}

fn now() -> String {
    api::now().to_string()
}

/// Bamako registers the guarantee of its trader; its number.
async fn lodged(apart: &Apart) -> String {
    let home = apart.home("ML");
    let _serving = Serving::start(&home);
    until_ready(&home).await;
    let token = apart.token("ML", "officers", "MLBKO000");
    let basis = json!({"provision": "A/SP.1/5/90"});
    let register = json!({"Register": {
        "type": "1", "holder": "ML0000007", "guarantor": "ML-CHAMBER", "office": "MLBKO000",
        "reference_amount": {"amount": "1000000", "currency": "XOF"}, "percentage": 100,
        "validity": {"from": "2026-01-01"}, "basis": basis,
    }});
    let registered = done(&home, "/guarantees", &token, "register", &register).await;
    let place = format!("/guarantees/{}", registered["dossier"].as_str().unwrap());
    let codes = json!({"ReplaceAccessCodes": {"codes": ["AC01"], "basis": basis}});
    done(&home, &format!("{place}/commands"), &token, "codes", &codes).await;
    let view = once(&home, &place, &token, |_| true).await;
    view["registration"]["reference"]["grn"].as_str().unwrap().to_owned()
}

/// Dakar's broker presents a declaration under it; the movement.
async fn presented(apart: &Apart, grn: &str) -> String {
    let home = apart.home("SN");
    let present = json!({"Present": {
        "declaration": {
            "lrn": "DKR-1", "declaration_type": "T1", "security": "0", "holder": "ML0000007",
            "representative": "SN0000001", "representation": "direct",
            "departure": "SNDKR000", "destination": "MLBKO000", "transits": ["MLX02000"], "countries": ["SN", "ML"], "commodities": ["100630"],
            "guarantees": [{"type": "1", "reference": {"grn": grn},
                            "amount": {"amount": "400000", "currency": "XOF"}}],
        },
        "access_codes": {"1": "AC01"},
    }});
    let token = apart.token("SN", "traders", "SN0000001");
    let done = done(&home, "/movements", &token, "present", &present).await;
    done["dossier"].as_str().unwrap().to_owned()
}

/// Officers act at their node, which is started for this.
async fn act(apart: &Apart, code: &str, movement: &str, acts: &[(&str, Value)]) {
    let home = apart.home(code);
    let _serving = Serving::start(&home);
    until_ready(&home).await;
    for (number, (office, command)) in acts.iter().enumerate() {
        let token = apart.token(code, "officers", office);
        let place = format!("/movements/{movement}/commands");
        done(&home, &place, &token, &format!("act-{number}"), command).await;
    }
}

#[tokio::test]
async fn nodes_that_never_meet_tell_each_other_a_whole_journey_by_files() {
    let apart = Apart::new();
    let grn = lodged(&apart).await;
    let home = apart.home("SN");
    let serving = Serving::start(&home);
    until_ready(&home).await;
    let movement = presented(&apart, &grn).await;
    // A node at work is asked over its API, by somebody it knows.
    let pouch = apart.file("first.pouch");
    let mut export = vec!["exchange", "export", "--node", text(&home), "--to", "ML-1"];
    export.push(text(&pouch));
    assert_eq!(passavant(&export).status.code(), Some(1));
    let token = apart.file("token");
    std::fs::write(&token, apart.token("SN", "officers", "SNDKR000")).unwrap();
    export.extend(["--token", text(&token)]);
    good(&export);
    drop(serving);
    assert!(apart.unpack("ML", "first.pouch")["new_entries"].as_u64().unwrap() > 0);
    // Bamako holds the amount; Dakar learns so and releases; Bamako learns that.
    assert!(apart.carry("ML", "SN"));
    assert!(apart.carry("SN", "ML"));
    apart.phase("ML", &movement, "released").await;
    // Bamako's own system decides about movements, and each act has its reference there.
    let basis = json!({"provision": "A/P4/5/82", "national_reference": "T 4711"});
    let at =
        |what: &str, office: &str| json!({what: {"office": office, "at": now(), "basis": basis}});
    act(&apart, "SN", &movement, &[("SNKID000", at("RecordExit", "SNKID000"))]).await;
    let mut arrived = at("NotifyArrival", "MLBKO000");
    arrived["NotifyArrival"]["trader"] = json!("ML0000007");
    let control = json!({"RecordControl": {"code": "A1", "seals": "intact", "basis": basis}});
    act(
        &apart,
        "ML",
        &movement,
        &[
            ("MLX02000", at("RecordEntry", "MLX02000")),
            ("MLBKO000", arrived),
            ("MLBKO000", control),
            ("MLBKO000", json!({"End": {"basis": basis}})),
        ],
    )
    .await;
    // The first one is lost; the next holds what it held.
    apart.pack("ML", "SN", "lost.pouch");
    assert!(apart.carry("ML", "SN"));
    assert!(apart.carry("SN", "ML"));
    apart.phase("SN", &movement, "discharged").await;
    apart.phase("ML", &movement, "discharged").await;
    // What was lost turns up after all.
    let late = apart.unpack("SN", "lost.pouch");
    assert_eq!((&late["new_entries"], &late["known"]), (&json!(0), &json!(true)));
}

/// How a pouch is refused.
fn refused(apart: &Apart, at: &str, file: &Path, code: i32) -> String {
    let home = apart.home(at);
    let output = passavant(&["exchange", "import", "--node", text(&home), text(file)]);
    assert_eq!(output.status.code(), Some(code));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_pouch_that_was_cut_changed_or_misdirected_is_refused_whole_and_nothing_is_lost() {
    let apart = Apart::new();
    apart.pack("SN", "ML", "good.pouch");
    let good = std::fs::read_to_string(apart.file("good.pouch")).unwrap();
    let (cut, changed) = (apart.file("cut.pouch"), apart.file("changed.pouch"));
    let lines: Vec<_> = good.lines().collect();
    std::fs::write(&cut, lines[..lines.len() - 1].join("\n")).unwrap();
    std::fs::write(&changed, good.replacen("\"text\":\"", "\"text\":\"A", 1)).unwrap();
    assert!(refused(&apart, "ML", &cut, 70).contains("was cut after line 2"));
    assert!(refused(&apart, "ML", &changed, 70).contains("was changed at or before line 3"));
    assert!(refused(&apart, "SN", &apart.file("good.pouch"), 1).contains("is for ML-1"));
    let page = apart.file("page.txt");
    std::fs::write(&page, [0xff, 0xfe, 0, b'x', b'\n']).unwrap();
    assert!(refused(&apart, "ML", &page, 1).contains("is no pouch"));
    apart.unpack("ML", "good.pouch");
    // No other file is overwritten by a pouch.
    let home = apart.home("SN");
    let over = ["exchange", "export", "--node", text(&home), "--to", "ML-1", text(&page)];
    assert_eq!(passavant(&over).status.code(), Some(1));
    assert_eq!(std::fs::read(&page).unwrap(), [0xff, 0xfe, 0, b'x', b'\n']);
    let stranger = ["exchange", "export", "--node", text(&home), "--to", "TG-1", text(&cut)];
    let output = passavant(&stranger);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("NOD-030"));
}
