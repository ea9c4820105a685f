//! What a node shows to those who work with it.

use std::path::Path;

use serde_json::{Value, json};

use crate::commands::{good, json as printed, passavant, text};
use crate::dakar::{Dakar, region};
use crate::serving::once;

/// A table without what keeps its columns apart.
fn squeezed(table: &str) -> String {
    let squeezed =
        |line: &str| line.split(' ').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
    table.lines().map(squeezed).collect::<Vec<_>>().join("\n")
}

/// What is shown at a node to the bearer of a token.
fn show(what: &[&str], home: &Path, token: &Path) -> String {
    let at = ["--node", text(home), "--token", text(token)];
    squeezed(&good(&[&["show"][..], what, &at].concat()))
}

#[tokio::test]
async fn a_movement_a_guarantee_and_peers_are_shown_in_the_language_spoken() {
    let dakar = Dakar::at_work().await;
    let (sn, officer) = (dakar.home("SN"), dakar.officer("SN", "SNDKR000"));
    let movement = show(&["movement", &dakar.mrn], &sn, &officer);
    for said in [
        &dakar.mrn,
        "standing released for transit",
        "route SNDKR000 - MLBKO000",
        "countries SN - ML",
        "offices of transit MLX02000",
    ] {
        assert!(movement.contains(said), "{said}: {movement}");
    }
    assert!(movement.contains(&format!("1 {} held 800000 XOF", dakar.grn)), "{movement}");
    let steps = ["presented", "accepted", "covered", "released for transit"];
    let places: Vec<_> = steps.iter().map(|step| movement.find(&format!("\n{step} "))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {movement}");
    assert!(movement.contains("SN SNDKR000 SN-001"), "{movement}");
    let french = show(&["movement", &dakar.mrn, "--lang", "fr"], &sn, &officer);
    assert!(french.contains("situation mainlevée accordée pour le transit"), "{french}");
    assert!(french.contains("\nprésenté ") && !french.contains("presented"), "{french}");
    let (ml, at_bamako) = (dakar.home("ML"), dakar.officer("ML", "MLBKO000"));
    let guarantee = show(&["guarantee", &dakar.grn], &ml, &at_bamako);
    for said in ["reference amount 9000000 XOF", "held 800000 XOF", "free 8200000 XOF"] {
        assert!(guarantee.contains(said), "{said}: {guarantee}");
    }
    assert!(guarantee.contains(&format!("{} ", dakar.mrn)), "{guarantee}");
    let peers = show(&["peers", "--lang", "pt"], &sn, &officer);
    assert!(peers.starts_with("PAR ") && peers.contains("\nML-1 "), "{peers}");
}

#[tokio::test]
async fn the_api_s_json_is_printed_as_it_is_and_so_is_a_problem() {
    let dakar = Dakar::at_work().await;
    let (home, token) = (dakar.home("SN"), dakar.officer("SN", "SNDKR000"));
    let at = ["--node", text(&home), "--token", text(&token)];
    let json_of =
        |number: &str| printed(&[&["show", "movement", number, "--json"][..], &at].concat());
    let (code, view) = json_of(&dakar.mrn);
    assert_eq!((code, &view["standing"]["phase"]), (Some(0), &json!("released")));
    assert_eq!(view["mrn"], dakar.mrn);
    let (code, problem) = json_of("NONE");
    assert_eq!((code, &problem["code"]), (Some(1), &json!("NOD-002")));
    let told = |number: &str| {
        let told = passavant(&[&["show", "movement", number][..], &at].concat());
        assert_eq!((told.status.code(), told.stdout.len()), (Some(1), 0));
        String::from_utf8(told.stderr).unwrap()
    };
    assert!(told("NONE").contains("NOD-002"), "{}", told("NONE"));
    let elsewhere = told("../alarms");
    assert!(elsewhere.contains("neither a number nor an identifier"), "{elsewhere}");
}

#[tokio::test]
async fn the_journal_and_the_queue_are_shown_from_the_folder_while_the_node_works() {
    let dakar = Dakar::at_work().await;
    let home = dakar.home("SN");
    let (code, journal) =
        printed(&["show", "journal", "--node", text(&home), "--count", "5", "--json"]);
    assert_eq!(code, Some(0));
    let latest = journal["latest"].as_array().unwrap();
    let indices: Vec<_> = latest.iter().map(|line| line["index"].as_u64().unwrap()).collect();
    // The node may write between the two readings, never take back.
    let last = indices[0];
    assert!(journal["entries"].as_u64().unwrap() > last, "{journal}");
    assert_eq!(indices, (0..5).map(|back| last - back).collect::<Vec<_>>());
    let table = good(&["show", "journal", "--node", text(&home), "--count", "500"]);
    assert!(table.contains("event") && table.contains("movement"), "{table}");
    assert!(table.trim_end().lines().last().unwrap().contains("opening"), "{table}");
    // A released movement has a time limit that somebody watches.
    let (code, queue) = printed(&["show", "queue", "--node", text(&home), "--json"]);
    assert_eq!((code, &queue["alarms"]), (Some(0), &json!([])));
    let states: Vec<_> = queue["tasks"].as_array().unwrap().iter().map(|t| &t["state"]).collect();
    assert_eq!(states, vec!["later"; states.len()]);
    assert_eq!(queue["task_count"], states.len());
}

#[test]
fn files_that_nobody_has_taken_yet_wait_in_the_queue() {
    let region = region();
    let home = region.path().join("CI");
    // The store is made when a node starts first; the folder is there before, if somebody made it.
    assert_eq!(passavant(&["show", "queue", "--node", text(&home)]).status.code(), Some(1));
    let config = api::Config::load(&home.join("node.toml")).unwrap();
    std::fs::create_dir_all(config.paths.store.parent().unwrap()).unwrap();
    drop(store::Sqlite::open(&config.paths.store, &store::Vfs::default()).unwrap());
    let nothing = good(&["show", "queue", "--node", text(&home), "--lang", "fr"]);
    assert_eq!(nothing, "Rien n’attend.\n");
    std::fs::create_dir_all(home.join("folder/in")).unwrap();
    std::fs::write(home.join("folder/in/sad.xml"), "<ASYCUDA/>").unwrap();
    std::fs::write(home.join("folder/in/sad.xml.part"), "<ASY").unwrap();
    let (code, queue) = printed(&["show", "queue", "--node", text(&home), "--json"]);
    assert_eq!(code, Some(0));
    assert_eq!(queue["files"], json!([{"name": "sad.xml", "size_bytes": 10}]));
    assert_eq!((&queue["task_count"], &queue["alarms"]), (&json!(0), &json!([])));
    let table = good(&["show", "queue", "--node", text(&home)]);
    assert!(table.contains("sad.xml") && !table.contains(".part"), "{table}");
}

#[tokio::test]
async fn why_something_is_open_is_shown_for_one_for_all_and_for_conversations_about_cover() {
    let mut dakar = Dakar::at_work().await;
    let (home, trader) = (dakar.home("SN"), dakar.trader());
    let officer = dakar.officer("SN", "SNDKR000");
    let why = |more: &[&str]| show(&[&["why"][..], more].concat(), &home, &officer);
    let open = why(&[&dakar.mrn, "--lang", "pt"]);
    assert!(
        open.starts_with(&dakar.mrn) && open.contains("O titular do regime de trânsito"),
        "{open}"
    );
    // Bamako is away: nobody answers for the cover of the second.
    dakar.without_bamako();
    let second = dakar.write("second.xml", &dakar.declaration("LRN-1"));
    let to = ["--node", text(&home), "--token", text(&trader)];
    good(&[&["submit", text(&second)][..], &to].concat());
    // What follows by policy, and the lists that follow that, come a little later.
    let token = std::fs::read_to_string(&officer).unwrap();
    let phases = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["phase"].as_str().unwrap().to_owned()).collect()
    };
    let requested = |page: &Value| phases(page).contains(&"requested".to_owned());
    once(&home, "/why/holds", token.trim(), requested).await;
    let both = |page: &Value| {
        let phases = phases(page);
        phases.len() == 2
            && ["accepted", "released"].iter().all(|one| phases.iter().any(|phase| phase == one))
    };
    once(&home, "/why", token.trim(), both).await;
    let at = ["--node", text(&home), "--token", text(&officer)];
    let listed = |more: &[&str]| -> Vec<Value> {
        let (code, all) = printed(&[&["show", "why", "--json"][..], more, &at].concat());
        assert_eq!(code, Some(0), "{all}");
        all["items"].as_array().unwrap().clone()
    };
    let items = listed(&[]);
    let accepted = items.iter().find(|item| item["phase"] == "accepted").unwrap();
    let number = accepted["name"].as_str().unwrap();
    let (code, one) = printed(&[&["show", "why", number, "--json"][..], &at].concat());
    assert_eq!((code, &one), (Some(0), accepted));
    let told = why(&[number, "--lang", "fr"]);
    assert!(told.contains("L’administration qui tient la garantie"), "{told}");
    let holds = listed(&["--holds"]);
    let requested = holds.iter().find(|hold| hold["phase"] == "requested").unwrap();
    let hold = requested["dossier"].as_str().unwrap();
    assert!(why(&["--holds", hold]).contains(number), "{}", why(&["--holds", hold]));
    // Conversations about cover are none of a trader's.
    let refused = passavant(&[&["show", "why", "--holds"][..], &to].concat());
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("NOD-003"), "{said}");
}
