//! A message that is not taken is answered in kind, and its sender finds the answer again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::papers::{Declared, arrival, grn, guarantee};
use crate::region::{OFFICER, Region};

/// Posts a message that is not taken; gives back the answer.
async fn refused(client: &Client, message: &str) -> String {
    let answer = client.message(message).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    answer.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_is_found_again_by_its_sender_as_it_was_sent_and_by_no_other_trader() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let grn = grn("SN");
    let declared = |lrn, amount| Declared { lrn, grn: &grn, amount };
    let taken = declared("LRN-1", 1_000).message("SN100", "M-1");
    assert_eq!(trader.message(&taken).await.status, 200);
    let movement = trader.only_movement().await;
    trader.movement_in(&movement, "released").await;
    // One is not built as it should be, one breaks a rule of its own, one is refused by the domain.
    let malformed = taken.replace("<grossMass>", "<grossMass>x").replace("M-1", "M-2");
    let faulty = taken.replace("<security>0<", "<security>9<").replace("M-1", "M-3");
    let twice = taken.replace("M-1", "M-4");
    let sent = [
        refused(&trader, &malformed).await,
        refused(&trader, &faulty).await,
        refused(&trader, &twice).await,
    ];
    // Asked for as JSON it is kept all the same.
    let problem = problem(&trader, &faulty.replace("M-3", "M-5")).await;
    assert_eq!(problem["code"], json!("NOD-015"));

    let items = trader.get("/messages").await.json()["items"].clone();
    let shown: Vec<_> = items.as_array().unwrap().iter().skip(3).collect();
    let line = |position: usize| {
        let line = shown[position];
        json!([line["message"], line["answers"], line["lrn"], line["movement"]])
    };
    assert_eq!(shown.len(), 4, "{items}");
    assert_eq!(line(0), json!(["CC917C", "M-2", "LRN-1", null]));
    assert_eq!(line(1), json!(["CC056C", "M-3", "LRN-1", null]));
    assert_eq!(line(2), json!(["CC056C", "M-4", "LRN-1", null]));
    assert_eq!(line(3), json!(["CC056C", "M-5", "LRN-1", null]));
    let stranger = region.sn.client("SN200");
    for (position, text) in sent.iter().enumerate() {
        let path = format!("/messages/{}", shown[position]["id"]);
        assert_eq!(trader.get(&path).await.text(), *text);
        assert_eq!(officer.get(&path).await.text(), *text);
        assert_eq!(stranger.get(&path).await.status, 404);
    }
    assert_eq!(stranger.get("/messages").await.json(), json!({"items": []}));
    assert_eq!(officer.get("/messages").await.json()["items"], items);
    // What tells of an event is fetched the same way.
    let (id, message) = (&items[2]["id"], &items[2]["message"]);
    let text = trader.get(&format!("/messages/{id}")).await.text();
    assert!(message == "CC029C" && text.contains("CC029C"), "{message} {text}");
    assert_eq!(trader.get("/messages/999").await.status, 404);
    region.stop().await;
}

/// Posts a message that is not taken; gives back why, as JSON.
async fn problem(client: &Client, message: &str) -> Value {
    let (method, headers) = (Method::POST, [("accept", "application/json")]);
    let body = message.as_bytes().to_vec();
    let asked = Request { method, path: "/messages", headers: &headers, body };
    let answer = client.send(asked).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_is_told_with_what_is_wrong_with_the_message_at_once() {
    let mut region = Region::start().await;
    let trader = region.sn.client("SN100");
    let grn = grn("SN");
    let wrong = Declared { lrn: "LRN-1", grn: &grn, amount: 1_000 }
        .message("SN100", "M-1")
        .replace("<referenceNumber>MLBKO000<", "<referenceNumber>MLXYZ000<")
        .replace(
            "<HouseConsignment>\n      <sequenceNumber>1<",
            "<HouseConsignment>\n      <sequenceNumber>2<",
        );
    let told = problem(&trader, &wrong).await;
    let codes: Vec<_> =
        told["refusals"].as_array().unwrap().iter().map(|why| why["code"].clone()).collect();
    assert_eq!(codes, ["NOD-015", "TRA-005"], "{told}");
    assert_eq!(told["findings"].as_array().unwrap().len(), 1, "{told}");
    let answer = refused(&trader, &wrong.replace("M-1", "M-2")).await;
    for part in ["CC056C", "R0987", "TRA-005"] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    // Whoever may not declare for the holder is told what is wrong with the message alone.
    let stranger = region.sn.client("SN200");
    let told = problem(&stranger, &wrong.replace("M-1", "M-3")).await;
    assert_eq!(told["refusals"].as_array().unwrap().len(), 1, "{told}");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_refused_again_has_the_answer_it_had_and_is_kept_once() {
    let mut region = Region::start().await;
    let trader = region.ml.client("ML300");
    let notification = arrival("ML300", &mrn(), "A-1");
    let first = refused(&trader, &notification).await;
    assert!(first.contains("CC057C"), "{first}");
    assert_eq!(refused(&trader, &notification).await, first);
    let items = trader.get("/messages").await.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    assert_eq!((&items[0]["mrn"], &items[0]["answers"]), (&json!(mrn()), &json!("A-1")));
    region.stop().await;
}

/// A number that nobody has given.
fn mrn() -> String {
    let serial = kernel::Serial {
        year: 26,
        country: "SN".parse().unwrap(),
        node: "SN-1".parse().unwrap(),
        epoch: kernel::Epoch::FIRST,
        number: 99,
        training: false,
    };
    kernel::Mrn::mint(&serial, kernel::Security::None).unwrap().to_string()
}
