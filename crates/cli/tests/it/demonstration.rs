//! The main job, and evidence that is damaged afterwards.

use std::path::Path;

use serde_json::Value;

use crate::commands::{json, said, text};

fn number(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("{pointer}: {value}"))
}

fn verify(folder: &Path) -> (Option<i32>, Value) {
    json(&["verify", text(folder), "--json"])
}

/// Every story, in the order it is told.
const STORIES: [&str; 12] = [
    "one-border",
    "two-borders",
    "dakar-bamako",
    "unloading-remarks",
    "discrepancy",
    "invalidation",
    "amendment",
    "refusals",
    "two-guarantees",
    "cut-and-healed",
    "public-sample",
    "two-trucks",
];

/// Some of what must be judged; each is a promise of its story.
const JUDGED: [&str; 13] = [
    "refusals:amount",
    "refusals:access-code",
    "refusals:agreement",
    "refusals:office",
    "refusals:held-after",
    "amendment:too-late",
    "two-guarantees:held-released",
    "cut-and-healed:backlog-before",
    "cut-and-healed:backlog-after",
    "two-trucks:sad",
    "two-trucks:limit",
    "two-trucks/second:agreed",
    "invalidation/after-release:outcome",
];

#[test]
fn the_demonstration_tells_every_story_and_every_check_holds() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["demo", "--once", "--json", "--lang", "fr", "--dir", text(folder.path()), "--seed", "7"];
    let (code, report) = json(&arguments);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    let names = |list: &str, name: &str| -> Vec<String> {
        let list = report[list].as_array().unwrap().iter();
        list.map(|item| item[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("stories", "name"), STORIES);
    let nodes = ["CI-1", "BF-1", "ML-1", "SN-1", "CORRIDOR-1"];
    let sample = ["XI-1", "GB-1", "TRANSIT-1"];
    let trucks = ["CI-1", "BF-1", "ML-1", "CORRIDOR-1"];
    assert_eq!(names("nodes", "id"), [&nodes[..], &sample, &trucks].concat());
    let decides = ["national", "national", "national", "node", "none"];
    assert_eq!(names("nodes", "decides")[..5], decides);
    assert_eq!(report["ledger_sum"], serde_json::json!({"GBP": "0", "XOF": "0"}));
    let judged = names("checks", "name");
    let told = STORIES.map(|story| format!("{story}:told"));
    let wanted = JUDGED.map(ToOwned::to_owned).into_iter().chain(told);
    let missing: Vec<_> = wanted.filter(|check| !judged.contains(check)).collect();
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(report["seed"], 7);
    for node in report["nodes"].as_array().unwrap() {
        assert_eq!(number(node, "/pending"), 0);
        assert_eq!(number(node, "/sent"), number(node, "/receipted"));
        assert_eq!(node["journal"]["verified"], true);
    }
    a_damaged_store_is_named(&folder.path().join("corridor"));
}

#[test]
fn the_public_declaration_runs_unchanged_to_discharge() {
    let path = "transit/ncts5-hmrc-validator/samples/test/uk/gov/hmrc/\
                transitmovementsvalidator/versioned/v2_1/data/cc015c-valid-2.xml";
    let Some(file) = testkit::data(path) else { return };
    let story = ["demo", "--once", "--json", "--story", "public-sample", "--sample", text(&file)];
    let (code, report) = json(&story);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    // The guarantee it names was held for it, and is free again.
    assert_eq!(report["guarantees"][0]["grn"], "20XI0000010000070");
    let names = report["checks"].as_array().unwrap().iter().map(|check| &check["name"]);
    let names: Vec<_> = names.filter_map(Value::as_str).collect();
    assert!(names.contains(&"public-sample:outcome") && names.contains(&"public-sample:posted"));
}

#[test]
fn many_clean_journeys_are_made_and_judged_like_any_story() {
    let (code, report) = json(&["demo", "--once", "--json", "--scale", "7"]);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    assert_eq!(report["scale"]["count"], 7);
    let stories = report["stories"].as_array().unwrap();
    let made = stories.iter().map(|story| story["movements"].as_array().unwrap().len());
    assert_eq!(made.sum::<usize>(), 7);
}

#[test]
fn the_stories_are_listed_in_the_language_spoken() {
    let (code, list) = json(&["demo", "--list", "--json", "--lang", "fr"]);
    let list = &list["stories"];
    let names: Vec<_> =
        list.as_array().unwrap().iter().map(|story| story["name"].clone()).collect();
    assert_eq!((code, names), (Some(0), STORIES.map(Value::from).to_vec()));
    let about = "Abidjan - Bobo-Dioulasso\u{a0}: une frontière, les systèmes nationaux décident.";
    assert_eq!(list[0]["about"], about);
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

#[test]
fn a_demonstration_that_would_tell_nothing_says_so() {
    let (code, why) = said(&["demo", "--once", "--power-cuts", "2", "--story", "refusals"]);
    assert_eq!(code, Some(1));
    assert!(why.contains("one-border"), "{why}");
}
