//! Backups, and what becomes of a node that goes on from one.

use serde_json::{Value, json};

use crate::commands::{good, json as printed, passavant, text};
use crate::dakar::Dakar;
use crate::serving::{once, until_ready};

#[tokio::test]
async fn a_node_goes_on_from_a_backup_with_what_peers_give_back_and_once_two_officers_say_so() {
    let mut dakar = Dakar::at_work().await;
    let (home, backup) = (dakar.home("SN"), dakar.home("monday.db"));
    let (code, saved) = printed(&["backup", text(&home), "--to", text(&backup), "--json"]);
    assert_eq!((code, &saved["ok"]), (Some(0), &json!(true)), "{saved}");
    assert!(saved["rows"].as_u64() > saved["entries"].as_u64(), "{saved}");
    // What is there already is not written over.
    assert_eq!(passavant(&["backup", text(&home), "--to", text(&backup)]).status.code(), Some(1));
    let lost = released(&dakar, "LRN-1").await;
    let busy = passavant(&["restore", text(&home), "--from", text(&backup)]);
    assert_eq!(busy.status.code(), Some(1), "the node is at work");
    dakar.without_dakar();
    let restored = good(&["restore", text(&home), "--from", text(&backup)]);
    assert!(restored.contains("passavant show recovery"), "{restored}");
    dakar.dakar_again();
    let officers = dakar.officers();
    let token = std::fs::read_to_string(&officers[0]).unwrap();
    // Two members of the region are not at work in this test.
    let waits = |recovery: &Value| recovery["unanswered"] == json!(["CI-1", "CORRIDOR-1"]);
    let recovery = once(&home, "/recovery", token.trim(), waits).await;
    assert_eq!(
        (&recovery["reads_only"], &recovery["why"]),
        (&json!(true), &json!("restored")),
        "{recovery}"
    );
    let (accept, one, other) = ("accept-gap", &officers[0], &officers[1]);
    good(&[accept, "--node", text(&home), "--token", text(one)]);
    let again = passavant(&[accept, "--node", text(&home), "--token", text(one)]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("NOD-034"));
    let said = good(&[accept, "--node", text(&home), "--token", text(other), "--lang", "fr"]);
    assert!(said.contains("lacune"), "{said}");
    until_ready(&home).await;
    let there = |view: &Value| view["standing"]["phase"] == "released";
    let view = once(&home, &format!("/movements/{lost}"), token.trim(), there).await;
    assert_eq!(view["mrn"], json!(lost), "what was told comes back under its number");
    let said = good(&["show", "recovery", "--node", text(&home), "--token", text(one)]);
    assert!(said.contains("CI-1") && said.contains("CORRIDOR-1"), "{said}");
    dakar.without_dakar();
    let (code, found) = printed(&["verify", text(&home), "--json"]);
    assert_eq!((code, &found["ok"]), (Some(0), &json!(true)), "{found}");
}

/// A movement that Dakar has released, and Bamako knows of; its number.
pub(crate) async fn released(dakar: &Dakar, lrn: &str) -> String {
    let (home, trader) = (dakar.home("SN"), dakar.trader());
    let file = dakar.write("next.xml", &dakar.declaration(lrn));
    let to = ["--node", text(&home), "--token", text(&trader), "--json"];
    let (_, taken) = printed(&[&["submit", text(&file)][..], &to].concat());
    let dossier = taken["files"][0]["answer"]["dossier"].as_str().unwrap().to_owned();
    let token = std::fs::read_to_string(&trader).unwrap();
    let there = |view: &Value| view["standing"]["phase"] == "released";
    let view = once(&home, &format!("/movements/{dossier}"), token.trim(), there).await;
    let mrn = view["mrn"].as_str().unwrap().to_owned();
    let officer = std::fs::read_to_string(dakar.officer("ML", "MLBKO000")).unwrap();
    once(&dakar.home("ML"), &format!("/movements/{mrn}"), officer.trim(), there).await;
    mrn
}

#[test]
fn a_file_that_is_no_backup_of_the_node_is_not_restored() {
    let region = crate::dakar::region();
    let home = region.path().join("SN");
    let file = region.path().join("other.db");
    std::fs::write(&file, "no store").unwrap();
    let refused = passavant(&["restore", text(&home), "--from", text(&file)]);
    assert!(matches!(refused.status.code(), Some(1 | 70)), "{refused:?}");
}
