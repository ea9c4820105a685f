//! Suites of documents that are none, at the doors of a node.

use std::path::PathBuf;

use reqwest::Method;
use serde_json::json;

use crate::client::{Answer, Client, Request};
use crate::region::{OFFICER, Region, SYSTEM};

/// The files of a folder of the public data, by name.
fn files(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = testkit::data(folder)?;
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let files = paths.iter().filter(|path| path.is_file());
    Some(files.map(|path| (named(path), std::fs::read(path).unwrap())).collect())
}

async fn sent(client: &Client, path: &str, kind: &str, body: &[u8]) -> Answer {
    let headers =
        [("content-type", kind), ("idempotency-key", "a-key"), ("accept", "application/json")];
    let body = body.to_vec();
    client.send(Request { method: Method::POST, path, headers: &headers, body }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_json_is_refused_at_every_door() {
    let Some(files) = files("badinput/JSONTestSuite/test_parsing") else { return };
    let mut region = Region::start().await;
    let doors = [
        ("SN100", "/movements"),
        (OFFICER, "/movements/26SN000000000001J1/commands"),
        (OFFICER, "/guarantees"),
        (OFFICER, "/guarantees/26SN0000010000012/commands"),
        (OFFICER, "/peers/ML-1/commands"),
        (OFFICER, "/recovery/commands"),
        (SYSTEM, "/parties"),
        ("SN100", "/webhooks"),
        (OFFICER, "/pouches/ML-1"),
    ];
    let mut refused = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("n_")) {
        for (who, path) in doors {
            let answer = sent(&region.sn.client(who), path, "application/json", bytes).await;
            let problem = answer.json();
            // An entry of the register is told with everything that is wrong with it.
            let said = (answer.status, &problem["code"]);
            let wrong = [json!("NOD-008"), json!("NOD-003")];
            assert!(
                matches!(said.0, 400 | 422) && wrong.contains(said.1),
                "{name} {path}: {problem}"
            );
            refused += 1;
        }
        let answer = sent(&region.sn.client("SN100"), "/messages", "application/json", bytes).await;
        // A message is read in the form its first letter shows: what begins with no bracket, as XML.
        let rule = answer.json()["findings"][0]["rule"].clone();
        let form = match wire::Form::shown(bytes) {
            wire::Form::Json => "json",
            wire::Form::Xml => "xml",
        };
        assert!(rule == form || rule == "limit", "{name}: {}", answer.text());
        // A peer's door is a peer's alone, and reads the same.
        let peer = Client::new(&region.sn, Some(&region.ml.pem()), None);
        for path in ["/exchange/1/envelopes", "/exchange/1/asks"] {
            let answer = sent(&peer, path, "application/json", bytes).await;
            assert_eq!((answer.status, &answer.json()["code"]), (400, &json!("NOD-008")), "{name}");
        }
    }
    assert!(refused > 1000, "{refused}");
    let officer = region.sn.client(OFFICER);
    assert_eq!(officer.get("/movements").await.json()["items"], json!([]));
    region.stop().await;
}

/// Every document of the W3C suite that it says is not well-formed, by XML 1.0 in its fifth edition.
fn not_well_formed() -> Option<Vec<PathBuf>> {
    let folder = testkit::data("badinput/xmlconf")?;
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "xml") {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                for case in text.split("<TEST ").skip(1) {
                    found.extend(case_of(case).map(|file| path.with_file_name("").join(file)));
                }
            }
        }
    }
    found.retain(|path| path.is_file());
    Some(found)
}

fn case_of(case: &str) -> Option<String> {
    let attribute = |name: &str| {
        let (_, value) = case.split_once(&format!("{name}="))?;
        value[1..].split(value.chars().next()?).next().map(str::to_owned)
    };
    let current = attribute("EDITION").is_none_or(|edition| edition.contains('5'));
    (attribute("TYPE")? == "not-wf" && current).then(|| attribute("URI"))?
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_not_well_formed_is_refused_as_such() {
    let Some(documents) = not_well_formed() else { return };
    assert!(documents.len() > 500, "{}", documents.len());
    let mut region = Region::start().await;
    let trader = region.sn.client("SN100");
    for path in documents {
        let bytes = std::fs::read(&path).unwrap();
        let answer = sent(&trader, "/messages", "application/xml", &bytes).await;
        let problem = answer.json();
        assert_eq!(answer.status, 422, "{}: {problem}", path.display());
        let findings = problem["findings"].as_array().unwrap();
        let rule = findings[0]["rule"].as_str().unwrap();
        assert!(findings.len() == 1 && matches!(rule, "xml" | "dtd" | "limit"), "{problem}");
    }
    assert_eq!(region.sn.client(OFFICER).get("/movements").await.json()["items"], json!([]));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_body_is_refused_and_never_expanded() {
    let mut region = Region::start().await;
    let trader = region.sn.client("SN100");
    // `{}` and nothing more, as gzip writes it.
    let zipped =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    for (path, status) in [("/movements", 400), ("/messages", 422)] {
        let headers = [
            ("content-encoding", "gzip"),
            ("content-type", "application/json"),
            ("idempotency-key", "a-key"),
        ];
        let body = zipped.to_vec();
        let asked = Request { method: Method::POST, path, headers: &headers, body };
        let answer = trader.send(asked).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    region.stop().await;
}
