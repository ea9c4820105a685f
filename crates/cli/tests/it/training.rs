//! A region for training: made as such, marked as such, and never mixed with a real one. And what a
//! configuration says, and where each value comes from.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::{good, json as run, said, text};

fn node(folder: &Path, code: &str, more: &[&str]) -> PathBuf {
    let home = folder.join(code);
    let mut arguments = vec!["node", "init", text(&home)];
    arguments.extend(["--region", "corridor", "--administration", code]);
    arguments.extend(more);
    good(&arguments);
    home
}

#[test]
fn a_region_is_for_training_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let training = node(folder, "CI", &["--training"]).join("public.json");
    let real = node(folder, "BF", &[]).join("public.json");
    let region = folder.join("region");
    let (code, why) = said(&["region", "admit", text(&region), text(&training), text(&real)]);
    assert_eq!(code, Some(1));
    assert!(why.contains("For training: CI; not: BF"), "{why}");
    assert!(!region.exists());
    let other = node(folder, "ML", &["--training"]).join("public.json");
    let (code, told) = said(&["region", "admit", text(&region), text(&training), text(&other)]);
    assert_eq!(code, Some(0));
    assert!(told.contains("TRAINING"), "{told}");
}

#[test]
fn every_command_about_a_node_for_training_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, more: &[&str]| {
        let region = folder.path().join(name);
        let mut arguments = vec!["region", "init", text(&region), "--members", "SN,ML"];
        arguments.extend(["--hub", "CORRIDOR"]);
        arguments.extend(more);
        arguments.push("--json");
        let (_, object) = run(&arguments);
        assert_eq!(object.get("training").is_some(), !more.is_empty(), "{object}");
        region
    };
    let (training, real) = (made("training", &["--training"]), made("real", &[]));
    let [pouch, table] = ["sn.pouch", "traders.csv"].map(|name| folder.path().join(name));
    for (region, marked) in [(&training, true), (&real, false)] {
        let home = region.join("SN");
        let config = home.join("node.toml");
        let commands: [&[&str]; 5] = [
            &["exchange", "export", "--node", text(&home), "--to", "ML-1", text(&pouch)],
            &["export", "traders", text(&table), "--node", text(&home)],
            &["import", "traders", text(&table), "--node", text(&home)],
            &["config", "show", "--config", text(&config)],
            &["verify", text(&home)],
        ];
        for command in commands {
            let (code, told) = said(command);
            assert_eq!((code, told.contains("TRAINING")), (Some(0), marked), "{command:?}: {told}");
            let (_, object) = run(&[command, &["--json"]].concat());
            assert_eq!(object.get("training").is_some(), marked, "{command:?}: {object}");
        }
        let token = ["token", text(&home), "--trader", "SN0000001"];
        let (_, told) = said(&token);
        assert_eq!(told.contains("TRAINING"), marked, "{told}");
        let (_, object) = run(&[&token[..], &["--json"]].concat());
        assert_eq!(object.get("training").is_some(), marked, "{object}");
        // What is for training opens at no real node, and the other way round.
        for (other, opens) in [(&training, marked), (&real, !marked)] {
            let home = other.join("ML");
            let (code, told) = said(&["exchange", "import", "--node", text(&home), text(&pouch)]);
            assert_eq!(code == Some(0), opens, "{told}");
            assert_eq!(!opens, told.contains("for training"), "{told}");
        }
    }
}

/// A value as `config show` gives it.
fn shown<'a>(report: &'a Value, name: &str) -> &'a Value {
    let values = report["values"].as_array().unwrap();
    values.iter().find(|value| value["name"] == name).unwrap_or(&Value::Null)
}

#[test]
fn each_value_of_a_configuration_is_shown_with_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let config = home.join("node.toml");
    let lines = [
        "[node]",
        "region = \"corridor\"",
        "administration = \"CI\"",
        "node = \"CI-1\"",
        "currency = \"XOF\"",
        "",
        "[serve]",
        "listen = \"127.0.0.1:7443\"",
        "[hub]",
        "endpoint = \"https://somebody:hidden@hub.example\"",
        "tls_key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
        "[national]",
        "acts = {system = \"S\", acceptance = \"a\", release = \"r\", exit = \"e\"}",
        "[national.push]",
        "endpoint = \"https://systeme.example/told\"",
        "token_file = \"systeme.token\"",
        "[webhooks]",
        "hosts = [\"broker.example\"]",
    ];
    std::fs::write(&config, lines.join("\n")).unwrap();
    let (code, report) = run(&["config", "show", "--config", text(&config), "--json"]);
    assert_eq!(code, Some(0));
    for (name, value, line) in [
        ("node.region", json!("corridor"), Some(2)),
        ("node.pace.retry_ms", json!(200), None),
        ("node.training", json!(false), None),
        ("serve.listen", json!("127.0.0.1:7443"), Some(8)),
        ("serve.readers", json!(2), None),
        ("paths.store", json!(home.join("store/store.db")), None),
        ("hub.endpoint", json!("https://somebody:****@hub.example"), Some(10)),
        ("national.acts.system", json!("S"), Some(13)),
        ("national.push.endpoint", json!("https://systeme.example/told"), Some(15)),
        ("national.push.token_file", json!(home.join("systeme.token")), Some(16)),
        ("national.push.retry_ms", json!([1_000, 5_000, 30_000, 300_000]), None),
        ("webhooks.hosts", json!(["broker.example"]), Some(18)),
        ("webhooks.answer_ms_max", json!(20_000), None),
        ("listeners.heartbeat_ms", json!(15_000), None),
    ] {
        let found = shown(&report, name);
        let from = if line.is_some() { "file" } else { "default" };
        let expected = (json!(value.to_string()), json!(from), line.map(|line: u32| json!(line)));
        let found = (found["value"].clone(), found["from"].clone(), found.get("line").cloned());
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(shown(&report, "folder.path"), &Value::Null);
    let told = good(&["config", "show", "--config", text(&config)]);
    assert!(told.contains("serve.readers = 2  # usual"), "{told}");
    assert!(!told.contains("hidden"), "{told}");
    let nobodys = lines.join("\n").replace("[national]", "[folder]\npath = \"f\"\n[x]");
    let nobodys = nobodys.split_once("[x]").unwrap().0.to_owned();
    std::fs::write(&config, nobodys).unwrap();
    let (code, why) = said(&["config", "show", "--config", text(&config)]);
    assert_eq!(code, Some(1));
    assert!(why.contains("[national]"), "{why}");
    std::fs::write(&config, lines.join("\n").replace("currency", "curency")).unwrap();
    let (code, why) = said(&["config", "show", "--config", text(&config)]);
    assert_eq!(code, Some(1));
    assert!(why.contains("line 5") && why.contains("curency"), "{why}");
}
