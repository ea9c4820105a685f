//! The main job, and evidence that is damaged afterwards.

use std::path::Path;

use serde_json::Value;

use crate::commands::{json, text};

fn number(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("{pointer}: {value}"))
}

fn verify(folder: &Path) -> (Option<i32>, Value) {
    json(&["verify", text(folder), "--json"])
}

#[test]
fn the_demonstration_tells_three_stories_and_every_check_holds() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["demo", "--once", "--json", "--lang", "fr", "--dir", text(folder.path()), "--seed", "7"];
    let (code, report) = json(&arguments);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    let names = |list: &str, name: &str| -> Vec<String> {
        let list = report[list].as_array().unwrap().iter();
        list.map(|item| item[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("stories", "name"), ["one-border", "two-borders", "dakar-bamako"]);
    assert_eq!(names("nodes", "id"), ["CI-1", "BF-1", "ML-1", "SN-1", "CORRIDOR-1"]);
    assert_eq!(names("nodes", "decides"), ["national", "national", "national", "node", "none"]);
    assert_eq!(report["ledger_sum"], serde_json::json!({"XOF": "0"}));
    assert_eq!(report["seed"], 7);
    for node in report["nodes"].as_array().unwrap() {
        assert_eq!(number(node, "/pending"), 0);
        assert_eq!(number(node, "/sent"), number(node, "/receipted"));
        assert_eq!(node["journal"]["verified"], true);
    }
    a_damaged_store_is_named(folder.path());
}

/// One byte of one entry in the store of Abidjan is flipped.
fn a_damaged_store_is_named(region: &Path) {
    let home = region.join("CI");
    let (code, found) = verify(&home);
    assert_eq!((code, &found["ok"]), (Some(0), &Value::Bool(true)));
    assert!(number(&found, "/entries") > 20 && number(&found, "/checkpoints") > 5);
    let path = home.join("store/store.db");
    // Opened and closed once, so that nothing is left in the write-ahead log.
    drop(store::Sqlite::open(&path, &store::Vfs::default()).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    // A header that does not happen to run over the end of a page.
    let found_at = (10..20).find_map(|index| {
        let wanted = format!(r#""index":{index},"log":"passavant/corridor/CI-1/1/0""#);
        let wanted = wanted.as_bytes();
        let at = bytes.windows(wanted.len()).position(|window| window == wanted)?;
        Some((index, at + br#""index":"#.len()))
    });
    let (index, at) = found_at.unwrap();
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let (code, found) = verify(&home);
    assert_eq!((code, &found["ok"]), (Some(70), &Value::Bool(false)), "{found}");
    assert_eq!(found["first_bad"]["what"], "entry");
    assert_eq!(number(&found, "/first_bad/index"), index);
}
