//! A disk on which there is no room left: a clear fault, nothing lost, and on again once there is.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::commands::{good, text};
use crate::serving::{Serving, answered, done, read, sent, until_ready};

/// How many kibibytes a file of the node may have, which is where its disk ends.
const ROOM: u32 = 1_500;

/// A node that cannot make any file larger than so much, as on a disk that is full.
fn cramped(home: &Path) -> std::process::Child {
    // In POSIX the limit is counted in units of 512 bytes. A file that may not grow is an error of
    // writing only where the signal for it is ignored.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", ROOM * 2);
    Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_passavant"), "serve", "--stop-with-stdin"])
        .arg("--config")
        .arg(home.join("node.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A declaration of some size.
pub(crate) fn presenting(number: u32) -> Value {
    json!({"Present": {"declaration": {
        "lrn": format!("DKR-{number}"), "declaration_type": "T1", "security": "0",
        "holder": "ML0000007", "representative": "SN0000001", "representation": "direct",
        "departure": "SNDKR000", "destination": "MLBKO000", "transits": ["MLX02000"], "countries": ["SN", "ML"],
        "commodities": ["100630"], "guarantees": [{"type": "8"}],
    }, "access_codes": {}, "contents": {"goods": ["Consignment", [["x", "y".repeat(20_000)]]]}}})
}

#[tokio::test]
async fn a_node_on_a_full_disk_stops_with_a_clear_fault_and_loses_nothing_it_has_answered() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    good(&["region", "init", text(&made), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = made.join("SN");
    let token = read(&home.join("tokens.json"))["traders"]["SN0000001"].clone();
    let token = token.as_str().unwrap();
    let mut node = cramped(&home);
    until_ready(&home).await;
    let mut taken = Vec::new();
    let unanswered = loop {
        let number = u32::try_from(taken.len()).unwrap();
        let key = format!("p-{number}");
        match sent(&home, "/movements", token, &key, &presenting(number)).await {
            Some((201, answer)) => taken.push(answer["dossier"].as_str().unwrap().to_owned()),
            Some((503, _)) | None => break number,
            Some(other) => panic!("{other:?}"),
        }
        assert!(taken.len() < 1_000, "the disk is never full");
    };
    assert!(!taken.is_empty());
    // The process ends by itself, and says why.
    let status = node.wait().unwrap();
    let mut said = String::new();
    node.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("the store failed"), "{said}");
    // With room again it goes on: what was answered is there, and what was not counts once.
    let _serving = Serving::start(&home);
    until_ready(&home).await;
    for dossier in &taken {
        let view = answered(&home, &format!("/movements/{dossier}"), token).await;
        assert_eq!(view["dossier"], json!(dossier));
    }
    let key = format!("p-{unanswered}");
    let again = presenting(unanswered);
    let once = done(&home, "/movements", token, &key, &again).await;
    let twice = done(&home, "/movements", token, &key, &again).await;
    assert_eq!((&once["dossier"], &twice["repeated"]), (&twice["dossier"], &json!(true)));
    let listed = answered(&home, "/movements?limit=500", token).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), taken.len() + 1);
    good(&["verify", text(&home)]);
}
