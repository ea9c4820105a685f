//! A node that changes the key it signs with, as its operator and the members of its region do it.

use std::path::Path;

use serde_json::json;

use crate::commands::{good, json as printed, passavant, text};
use crate::dakar::{Dakar, stated};
use crate::saving::released;
use crate::serving::{brought, until_ready};

#[tokio::test]
async fn a_node_signs_with_its_next_key_once_the_members_have_signed_the_directory_that_names_it() {
    let mut dakar = Dakar::at_work().await;
    let (home, bamako) = (dakar.home("SN"), dakar.home("ML"));
    let before = stated(&home);
    let (code, made) = printed(&["node", "rekey", text(&home), "--json"]);
    assert_eq!(code, Some(0), "{made}");
    let after = stated(&home);
    assert_eq!((&after["log_key"], &made["node"]), (&made["key"], &json!("SN-1")));
    assert_eq!(after["former_log_keys"], json!([{"key": before["log_key"]}]));
    assert_ne!(after["seal_key"], before["seal_key"]);
    // It goes on with the key it has until the region names the other.
    dakar.without_dakar();
    dakar.dakar_again();
    until_ready(&home).await;
    let region = home.parent().unwrap().join("region");
    let public = home.join("public.json");
    let (_, drafted) = printed(&["region", "admit", text(&region), text(&public), "--json"]);
    assert_eq!(drafted["version"], json!(2), "{drafted}");
    let draft = drafted["draft"].as_str().unwrap().to_owned();
    for code in ["SN", "ML", "CI"] {
        good(&["node", "sign", text(&dakar.home(code)), &draft]);
    }
    good(&["region", "publish", text(&region), &draft]);
    for code in ["SN", "ML"] {
        let officer = match code {
            "SN" => dakar.officers()[0].clone(),
            _ => dakar.officer("ML", "MLBKO000"),
        };
        let token = std::fs::read_to_string(officer).unwrap();
        brought(&dakar.home(code), token.trim(), Path::new(&draft)).await;
    }
    let mrn = released(&dakar, "LRN-2").await;
    dakar.without_dakar();
    let bundle = region.join("movement.json");
    dakar.dakar_again();
    until_ready(&home).await;
    let officer = dakar.officers()[0].clone();
    let node = ["--node", text(&home), "--token", text(&officer)];
    good(&[&["show", "movement", &mrn][..], &node, &["--evidence", text(&bundle)]].concat());
    let root = region.join("root.json");
    let (code, found) = printed(&["verify", text(&bundle), "--root", text(&root), "--json"]);
    assert_eq!((code, &found["ok"]), (Some(0), &json!(true)), "{found}");
    let logs = found["records"].as_array().unwrap().iter().map(|it| it["log"].to_string());
    assert!(logs.clone().any(|log| log.contains("SN-1/2/0")), "{:?}", logs.collect::<Vec<_>>());
    dakar.without_dakar();
    dakar.without_bamako();
    for home in [&home, &bamako] {
        let (code, found) = printed(&["verify", text(home), "--json"]);
        assert_eq!((code, &found["ok"]), (Some(0), &json!(true)), "{found}");
    }
}

#[test]
fn a_key_that_was_compromised_is_stated_with_the_time_and_the_earliest_stays() {
    let region = crate::dakar::region();
    let home = region.path().join("SN");
    let first = stated(&home)["log_key"].as_str().unwrap().to_owned();
    let since = "2026-11-20T08:00:00Z";
    good(&["node", "rekey", text(&home), "--compromised", since]);
    let former = |number: usize| stated(&home)["former_log_keys"][number].clone();
    assert_eq!(former(0), json!({"key": first, "compromised": since}));
    let second = stated(&home)["log_key"].as_str().unwrap().to_owned();
    good(&["node", "rekey", text(&home)]);
    assert_eq!(
        (former(0), former(1)["compromised"].clone()),
        (json!({"key": second}), json!(since))
    );
    let keys = std::fs::read_dir(home.join("keys")).unwrap().count();
    for (key, said, kept) in [
        (&second, "2026-11-21T08:00:00Z", "2026-11-21T08:00:00Z"),
        (&second, "2026-11-25T08:00:00Z", "2026-11-21T08:00:00Z"),
    ] {
        good(&["node", "rekey", text(&home), "--key", key, "--compromised", said]);
        assert_eq!(former(0)["compromised"], json!(kept));
    }
    assert_eq!(std::fs::read_dir(home.join("keys")).unwrap().count(), keys, "none was made");
    let other = passavant(&["node", "rekey", text(&home), "--key", "x", "--compromised", since]);
    assert_eq!(other.status.code(), Some(1));
    let alone = passavant(&["node", "rekey", text(&home), "--key", &second]);
    assert_eq!(alone.status.code(), Some(2));
}
