//! A region for training works like any other, and marks everything it says.

use std::collections::BTreeSet;

use serde_json::json;

use crate::folder::{refused, taken};
use crate::papers::{Declared, grn, guarantee};
use crate::receiver::{Received, Receiver};
use crate::region::{OFFICER, Region, SYSTEM, until};

#[tokio::test(flavor = "multi_thread")]
async fn everything_a_node_for_training_says_is_marked_and_nothing_of_a_real_one_is() {
    for training in [true, false] {
        let decides = (&json!({}), &json!({}));
        let mut region = Region::of_kind(training, decides, |_| {}).await;
        let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
        let mark = if training { "true" } else { "" };
        guarantee(&officer, "SN").await;
        let number = grn("SN");
        let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
        let answered = trader.message(&declared.message("SN100", "M-1")).await;
        let text = answered.text();
        assert_eq!((answered.status, answered.header("passavant-training")), (200, mark), "{text}");
        assert_eq!(text.contains("<messageSender>NTA.SN.TRAINING<"), training, "{text}");
        assert_eq!(text.contains("EXERCICE") || text.contains("Exercice"), training, "{text}");
        assert_eq!(answered.header("content-length").parse(), Ok(answered.body.len()));
        let movement = answered.header("location").rsplit('/').next().unwrap().to_owned();
        let view = officer.movement_in(&movement, "released").await;
        let letter = view["mrn"].as_str().unwrap().chars().nth(4).unwrap();
        assert_eq!(letter == 'T', training, "{view}");
        // The other node hears of it, as it would in earnest.
        region.ml.client(OFFICER).movement_in(&movement, "released").await;
        for (_, message) in trader.messages(&movement).await {
            let text = String::from_utf8(message).unwrap();
            assert_eq!(text.contains("Training"), training, "{text}");
        }
        for path in ["/health", "/node", "/documents", "/errors/NOD-001", "/no/such/place"] {
            let answer = officer.get(path).await;
            assert_eq!(answer.header("passavant-training"), mark, "{path}");
        }
        assert_eq!(officer.get("/node").await.json()["training"], json!(training));
        let problem = officer.get("/no/such/place").await.json();
        assert_eq!(problem.get("training").is_some(), training, "{problem}");
        region.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_for_training_puts_into_the_watched_folder_says_so_by_its_name() {
    let mut region = Region::with_folder_of_kind(true, |_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let number = grn("SN");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    taken(&region.sn, "good.xml", &declared.message("SN100", "M-1")).await;
    let problem = refused(&region.sn, "bad.xml", b"<a/>").await;
    assert_eq!(problem["training"], json!(true));
    let out = region.sn.folder("out");
    let names = || -> BTreeSet<String> {
        let entries = std::fs::read_dir(&out).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let whole = || names().into_iter().filter(|name| !name.starts_with('.')).collect::<Vec<_>>();
    until("two answers", || async { (whole().len() > 1).then_some(()) }).await;
    for name in whole() {
        assert!(name.starts_with("TRAINING-"), "{name}");
        let text = std::fs::read_to_string(out.join(&name)).unwrap();
        assert!(text.contains("<!-- Training"), "{text}");
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_for_training_carries_to_others_says_so() {
    for training in [true, false] {
        let receiver = Receiver::start().await;
        let (host, endpoint) = (receiver.address.clone(), receiver.endpoint());
        let decides = (&json!({}), &json!({}));
        let mut region = Region::of_kind(training, decides, |config| {
            config.webhooks.hosts = vec![host];
            let acts = json!({"system": SYSTEM, "acceptance": "a", "release": "r", "exit": "e"});
            let national = json!({"acts": acts, "push": {"endpoint": endpoint}});
            config.national = Some(serde_json::from_value(national).unwrap());
        })
        .await;
        let officer = region.sn.client(OFFICER);
        guarantee(&officer, "SN").await;
        let hook = json!({"endpoint": receiver.endpoint()});
        officer.done("/webhooks", "hook", &hook).await;
        let number = grn("SN");
        let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
        region.sn.client("SN100").message(&declared.message("SN100", "M-1")).await;
        let of = |kind: &'static str| {
            move |received: &[Received]| {
                received.iter().any(|one| one.header("content-type") == kind)
            }
        };
        receiver.until("an answer", of("application/xml")).await;
        receiver.until("a webhook", of("application/json")).await;
        for one in receiver.received() {
            let marked = one.headers.get("passavant-training").is_some();
            assert_eq!(marked, training, "{}", one.path);
            let text = String::from_utf8(one.body.clone()).unwrap();
            if one.header("content-type") == "application/json" {
                assert_eq!(one.json().get("training").is_some(), training, "{text}");
            } else {
                assert_eq!(text.contains("<!-- Training"), training, "{text}");
                let name = one.header("idempotency-key");
                assert_eq!(name.starts_with("TRAINING-"), training, "{name}");
            }
        }
        region.stop().await;
    }
}
