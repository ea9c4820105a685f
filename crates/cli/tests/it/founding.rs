//! A real region, member by member: keys made on site, public parts admitted, documents signed.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::commands::{good, json as json_of, passavant, text};
use crate::serving::{Serving, answered, read, until_ready};

#[test]
fn what_founds_and_lets_in_prints_one_object_where_json_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (region, home) = (folder.join("corridor"), folder.join("corridor/SN"));
    let done = |arguments: &[&str]| {
        let (code, object) = json_of(&[arguments, &["--json"]].concat());
        assert_eq!(code, Some(0), "{arguments:?}: {object}");
        object
    };
    let made = done(&["region", "init", text(&region), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    assert_eq!(made["nodes"].as_array().unwrap().len(), 3, "{made}");
    let token = done(&["token", text(&home), "--trader", "SN0000001"]);
    assert_eq!(token["actor"], json!({"trader": "SN0000001"}));
    assert_eq!(token["token"].as_str().unwrap().len(), 44);
    let at = ["--to", "SN-002", "--at", "2999-01-01T00:00:00Z"];
    let post = ["post", "hand-over", text(&home), "SNDKR000/departure"];
    let handed = done(&[&post[..], &at].concat());
    assert_eq!((&handed["before"], &handed["officer"]), (&json!(["SN-001"]), &json!("SN-002")));
    let pages = folder.join("pages");
    assert!(done(&["man", "--to", text(&pages)])["count"].as_u64().unwrap() > 20);
    let script = done(&["completions", "bash"])["script"].clone();
    assert!(script.as_str().unwrap().contains("passavant"));
    let (alone, admitted) = (folder.join("CI"), folder.join("region"));
    let init = ["node", "init", text(&alone), "--region", "other", "--administration", "CI"];
    assert_eq!(done(&init)["node"], "CI-1");
    let public = alone.join("public.json");
    let drafted = done(&["region", "admit", text(&admitted), text(&public)]);
    assert_eq!((&drafted["version"], &drafted["needed"]), (&json!(1), &json!(1)));
    let draft = drafted["draft"].as_str().unwrap();
    assert_eq!(done(&["node", "sign", text(&alone), draft])["member"], "CI");
    assert!(done(&["region", "publish", text(&admitted), draft])["name"].is_string());
    let handed = done(&["region", "hand-over", text(&admitted), text(&alone)]);
    assert_eq!(handed["nodes"], json!([alone]));
}

fn found(folder: &Path, code: &str, more: &[&str]) -> PathBuf {
    let home = folder.join(code);
    let mut arguments = vec!["node", "init", text(&home)];
    arguments.extend(["--region", "corridor", "--administration", code]);
    arguments.extend(more);
    good(&arguments);
    home
}

#[test]
fn a_region_is_founded_by_public_parts_alone_and_needs_its_members_signatures() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let hub = found(folder, "CORRIDOR", &["--hub"]);
    let hub_public = hub.join("public.json");
    let members: Vec<_> = ["CI", "BF", "ML"]
        .map(|code| found(folder, code, &["--hub-file", text(&hub_public)]))
        .into();
    let region = folder.join("region");
    let public: Vec<_> = members.iter().map(|home| home.join("public.json")).collect();
    let mut arguments = vec!["region", "admit", text(&region), text(&hub_public)];
    arguments.extend(public.iter().map(|path| text(path)));
    good(&arguments);
    let draft = region.join("draft.note");
    let publish = ["region", "publish", text(&region), text(&draft)];
    // Three of four must sign; nobody, then two, are not enough.
    assert_eq!(passavant(&publish).status.code(), Some(1));
    for home in &members[..2] {
        good(&["node", "sign", text(home), text(&draft)]);
    }
    assert_eq!(passavant(&publish).status.code(), Some(1));
    good(&["node", "sign", text(&members[2]), text(&draft)]);
    good(&publish);
    assert!(region.join("documents/0001-directory.note").exists());

    let agreement = json!({
        "v": 1, "id": "trie", "version": 1, "title": "TRIE", "parties": ["BF", "CI"],
        "instrument": {"title": "TRIE", "citation": "A/P4/5/82"}, "purpose": "customs transit",
        "from": "2026-01-01", "run_off_days": 180, "shares": {"movement": "operational"},
        "passage": {"exit": "required", "entry": "required"}, "retention_days": {"movement": 3650},
    });
    let (proposal, note) = (folder.join("trie.json"), folder.join("trie.note"));
    std::fs::write(&proposal, agreement.to_string()).unwrap();
    good(&["region", "propose", text(&proposal), text(&note)]);
    good(&["node", "sign", text(&members[0]), text(&note)]);
    let publish = ["region", "publish", text(&region), text(&note)];
    // What one party has not signed binds nobody.
    assert_eq!(passavant(&publish).status.code(), Some(1));
    good(&["node", "sign", text(&members[1]), text(&note)]);
    good(&publish);
    assert!(region.join("documents/trie-0001-agreement.note").exists());

    // Others can go on without a party once it has signed that they do, and not before.
    let mut without = agreement.clone();
    (without["version"], without["parties"]) = (json!(2), json!(["BF", "ML"]));
    std::fs::write(&proposal, without.to_string()).unwrap();
    good(&["region", "propose", text(&proposal), text(&note)]);
    for home in &members[1..] {
        good(&["node", "sign", text(home), text(&note)]);
    }
    assert_eq!(passavant(&publish).status.code(), Some(1));
    assert_eq!(passavant(&["node", "sign", text(&members[0]), text(&note)]).status.code(), Some(1));
    good(&["node", "sign", text(&members[0]), text(&note), "--leaving"]);
    good(&publish);
    assert!(region.join("documents/trie-0002-agreement.note").exists());

    // A member that joins makes the second version, which the first one's members sign.
    let late = found(folder, "SN", &[]);
    good(&["region", "admit", text(&region), text(&late.join("public.json"))]);
    for home in &members {
        good(&["node", "sign", text(home), text(&draft)]);
    }
    good(&["region", "publish", text(&region), text(&draft)]);
    assert!(region.join("documents/0002-directory.note").exists());
}

#[test]
fn no_private_key_is_in_a_public_part_and_a_node_is_not_made_twice() {
    let folder = tempfile::tempdir().unwrap();
    let home = found(folder.path(), "CI", &[]);
    let public = std::fs::read_to_string(home.join("public.json")).unwrap();
    for name in ["log.key", "seal.key", "secret.key", "member.key"] {
        let key = std::fs::read_to_string(home.join("keys").join(name)).unwrap();
        assert!(!public.contains(key.trim()), "{name}");
    }
    let again = ["node", "init", text(&home), "--region", "corridor", "--administration", "CI"];
    assert_eq!(passavant(&again).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(home.join("public.json")).unwrap(), public);
}

#[test]
fn a_demonstration_region_says_that_it_is_one_and_a_stranger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    let arguments =
        ["region", "init", text(&made), "--members", "CI,BF,ML,SN", "--hub", "CORRIDOR"];
    let output = passavant(&arguments);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("demonstration"));
    for code in ["CI", "BF", "ML", "SN", "CORRIDOR"] {
        assert!(made.join(code).join("node.toml").exists(), "{code}");
    }
    let offices = &read(&made.join("CI/reference.json"))["offices"];
    assert_eq!(offices[1]["marks"], json!(["not-a-locode"]));
    let other = folder.path().join("other");
    let arguments = ["region", "init", text(&other), "--members", "CI,FR", "--hub", "CORRIDOR"];
    assert_eq!(passavant(&arguments).status.code(), Some(1));
    assert!(!other.exists());
}

#[test]
fn a_members_key_signs_nothing_but_directories_and_its_own_agreements() {
    let folder = tempfile::tempdir().unwrap();
    let home = found(folder.path(), "CI", &[]);
    let letter = folder.path().join("letter.txt");
    for letter_text in ["we owe you", r#"{"region":"elsewhere","version":1,"members":[]}"#] {
        std::fs::write(&letter, letter_text).unwrap();
        assert_eq!(passavant(&["node", "sign", text(&home), text(&letter)]).status.code(), Some(1));
        assert_eq!(std::fs::read_to_string(&letter).unwrap(), letter_text);
    }
    let public = home.join("public.json");
    let before = std::fs::read_to_string(&public).unwrap();
    assert_eq!(passavant(&["node", "sign", text(&home), text(&public)]).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&public).unwrap(), before);
}

#[tokio::test]
async fn a_region_that_was_founded_member_by_member_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let places = testkit::free_addresses(3);
    let places: Vec<_> = places.iter().map(ToString::to_string).collect();
    let hub = found(folder, "CORRIDOR", &["--hub", "--listen", &places[0]]);
    let hub_public = hub.join("public.json");
    let offices = folder.join("offices.json");
    let office = json!([{"code": "CIABJ000", "name": "Abidjan", "functions": ["departure"]}]);
    std::fs::write(&offices, office.to_string()).unwrap();
    let more = ["--hub-file", text(&hub_public), "--decides", "movement=national"];
    let listens = [["--listen", places[1].as_str()], ["--listen", places[2].as_str()]];
    let ci_more = [&more[..], &listens[0], &["--offices", text(&offices)]].concat();
    let (ci, bf) =
        (found(folder, "CI", &ci_more), found(folder, "BF", &[&more[..], &listens[1]].concat()));
    let region = folder.join("region");
    let public = [&hub, &ci, &bf].map(|home| home.join("public.json"));
    let mut admit = vec!["region", "admit", text(&region)];
    admit.extend(public.iter().map(|path| text(path)));
    good(&admit);
    let draft = region.join("draft.note");
    for home in [&ci, &bf] {
        good(&["node", "sign", text(home), text(&draft)]);
    }
    good(&["region", "publish", text(&region), text(&draft)]);
    good(&["region", "hand-over", text(&region), text(&hub), text(&ci), text(&bf)]);
    let token = good(&["token", text(&ci), "--system", "ASYCUDA World"]);
    assert_eq!(passavant(&["token", text(&ci), "--officer", "nobody"]).status.code(), Some(1));
    // Only the root must travel by hand: what else the region has signed is fetched from the hub,
    // though the hub starts last.
    for home in [&ci, &bf] {
        std::fs::remove_dir_all(home.join("documents")).unwrap();
    }
    let _serving = [&ci, &bf, &hub].map(|home| Serving::start(home));
    let documents = answered(&hub, "/documents", "").await;
    assert_eq!(documents.as_array().map(Vec::len), Some(1));
    until_ready(&ci).await;
    let state = answered(&ci, "/node", token.trim()).await;
    assert_eq!(
        (&state["id"], &state["decides"]),
        (&json!("CI-1"), &json!({"movement": "national"}))
    );
}
