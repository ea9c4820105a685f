//! A movement between two nodes over mutual TLS, and what each tells its traders.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kinds::{judged, refused_here};
use crate::papers::{CODE, Declared, arrival, basis, grn, guarantee};
use crate::region::{OFFICER, Region, until};

pub(crate) fn at(command: &str, office: &str) -> Value {
    json!({command: {"office": office, "at": api::now(), "basis": basis()}})
}

/// What the officers of Bamako do once the goods have been notified.
async fn control_and_end(region: &Region, movement: &str) {
    let officer = region.ml.client(OFFICER);
    let commands = format!("/movements/{movement}/commands");
    let control = json!({"RecordControl": {"code": "A1", "seals": "intact", "basis": basis()}});
    officer.done(&commands, "control", &control).await;
    officer.done(&commands, "end", &json!({"End": {"basis": basis()}})).await;
}

/// The number of a movement that has one.
async fn mrn(region: &Region, movement: &str) -> String {
    let view = region.sn.client(OFFICER).movement_in(movement, "released").await;
    view["mrn"].as_str().unwrap().to_owned()
}

/// The text of an element of a message.
fn value(message: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(message).into_owned();
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once('<')?.0.to_owned())
}

/// A movement from Dakar to Bamako under cover of Mali, from its declaration until its guarantee is
/// free again.
pub(crate) async fn seen_through(region: &Region) {
    let (dakar, bamako) = (region.sn.client(OFFICER), region.ml.client(OFFICER));
    let (grn, guarantee) = (grn("ML"), guarantee(&bamako, "ML").await);
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let presented =
        region.sn.client("SN100").done("/movements", "first", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    dakar.movement_in(&movement, "released").await;
    bamako.movement_in(&movement, "released").await;
    let commands = format!("/movements/{movement}/commands");
    dakar.done(&commands, "exit", &at("RecordExit", "SNKID000")).await;
    bamako.done(&commands, "entry", &at("RecordEntry", "MLX02000")).await;
    let mut arrived = at("NotifyArrival", "MLBKO000");
    arrived["NotifyArrival"]["trader"] = json!("ML300");
    bamako.done(&commands, "arrival", &arrived).await;
    control_and_end(region, &movement).await;
    dakar.movement_in(&movement, "discharged").await;
    bamako.movement_in(&movement, "discharged").await;
    let path = format!("/guarantees/{guarantee}");
    let free = until("credit", || async {
        let view = bamako.get(&path).await.json();
        (view["usage"][0]["state"] == "credited").then(|| view["free"].clone())
    });
    assert_eq!(free.await, json!("1000000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_movement_under_cover_of_the_other_country_is_seen_ended_discharged_and_credited() {
    let mut region = Region::start().await;
    seen_through(&region).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_nodes_write_to_traders_satisfies_the_official_schemas() {
    let mut region = Region::start().await;
    let (dakar, grn) = (region.sn.client(OFFICER), grn("SN"));
    guarantee(&dakar, "SN").await;
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let answered = trader.message(&declared.message("SN100", "M-1")).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    let movement = answered.header("location").rsplit('/').next().unwrap().to_owned();
    let mrn = mrn(&region, &movement).await;
    region.ml.client(OFFICER).movement_in(&movement, "released").await;
    // Where it is expected it is found by the offices that wait for it.
    for office in ["MLX02000", "MLBKO000"] {
        let place = format!("/movements?office={office}&standing=released");
        let listed = region.ml.client(OFFICER).get(&place).await.json();
        assert_eq!(listed["items"][0]["dossier"], json!(movement), "{office}: {listed}");
    }
    let notified = region.ml.client("ML300").message(&arrival("ML300", &mrn, "A-1")).await;
    assert_eq!(notified.status, 200, "{}", notified.text());
    // Whoever only brings the goods is not told what stands behind them.
    let seen = region.ml.client("ML300").get(&format!("/movements/{movement}")).await.json();
    assert_eq!((&seen["covers"], &seen["declaration"]["guarantees"]), (&json!([]), &json!([])));
    assert_eq!(seen["declaration"]["destination"], "MLBKO000");
    control_and_end(&region, &movement).await;
    dakar.movement_in(&movement, "discharged").await;
    // Another is accepted without cover, and controlled.
    let uncovered = Declared { lrn: "LRN-2", amount: 5_000_000, ..declared };
    let answered = trader.message(&uncovered.message("SN100", "M-2")).await;
    let second = answered.header("location").rsplit('/').next().unwrap().to_owned();
    let control = json!({"OrderControl": {"notification": "0", "basis": basis()}});
    dakar.done(&format!("/movements/{second}/commands"), "control", &control).await;
    let mut messages = dakar.messages(&movement).await;
    messages.extend(dakar.messages(&second).await);
    messages.extend(region.ml.client(OFFICER).messages(&movement).await);
    let kinds: BTreeSet<_> = messages.iter().map(|(kind, _)| kind.as_str()).collect();
    let expected = ["CC025C", "CC028C", "CC029C", "CC045C", "CC055C", "CC060C", "CC928C"];
    assert_eq!(kinds, expected.into());
    assert_eq!(judged(&messages), Vec::<String>::new());
    assert_eq!(refused_here(&messages), Vec::<String>::new());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_message_is_answered_in_kind_and_the_answers_satisfy_the_schemas() {
    let mut region = Region::start().await;
    let grn = grn("SN");
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let notification = arrival("ML300", "26SN000000000001J1", "A-1");
    let unknown = region.ml.client("ML300").message(&notification).await;
    assert_eq!(unknown.status, 422, "{}", unknown.text());
    assert!(unknown.text().contains("CC057C") && unknown.text().contains("NOD-002"));
    // The code is counted and logged, however the reason is told.
    let numbers = region.ml.client(OFFICER).get("/metrics").await.text();
    assert!(numbers.contains("passavant_refusals_total{code=\"NOD-002\"} 1"), "{numbers}");
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    assert_eq!(trader.message(&declared.message("SN100", "M-1")).await.status, 200);
    let used = trader.message(&declared.message("SN100", "M-2")).await;
    assert_eq!(used.status, 422, "{}", used.text());
    assert!(used.text().contains("CC056C") && used.text().contains("NOD-004"));
    // What is no fault of the message has no answer in kind.
    let differs = trader.message(&declared.message("SN100", "M-1").replace("460", "461")).await;
    assert_eq!((differs.status, &differs.json()["code"]), (409, &json!("NOD-001")));
    let malformed = declared
        .message("SN100", "M-3")
        .replace("<security>0</security>", "<security>x</security>")
        .replace(&format!("      <accessCode>{CODE}</accessCode>\n"), "");
    let malformed = trader.message(&malformed).await;
    assert_eq!(malformed.status, 422, "{}", malformed.text());
    // A value that cannot be read hides nothing of the rest: the LRN has been used.
    assert_eq!(malformed.text().matches("<XMLError>").count(), 3, "{}", malformed.text());
    assert!(malformed.text().contains("NOD-004"), "{}", malformed.text());
    let rejections = [("CC057C", unknown), ("CC056C", used), ("CC917C", malformed)]
        .map(|(kind, answer)| (kind.to_owned(), answer.body));
    assert_eq!(judged(&rejections), Vec::<String>::new());
    assert_eq!(refused_here(&rejections), Vec::<String>::new());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_to_the_trader_who_notified_the_arrival_and_to_no_other() {
    let mut region = Region::start().await;
    let grn = grn("SN");
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let answered = region.sn.client("SN100").message(&declared.message("SN100", "M-1")).await;
    let movement = answered.header("location").rsplit('/').next().unwrap().to_owned();
    let mrn = mrn(&region, &movement).await;
    region.ml.client(OFFICER).movement_in(&movement, "released").await;
    let (notifier, other) = (region.ml.client("ML300"), region.ml.client("SN200"));
    let path = format!("/movements/{movement}");
    assert_eq!(notifier.get(&path).await.status, 404);
    assert_eq!(notifier.message(&arrival("ML300", &mrn, "A-1")).await.status, 200);
    control_and_end(&region, &movement).await;
    region.sn.client(OFFICER).movement_in(&movement, "discharged").await;
    let view = notifier.get(&path).await.json();
    assert_eq!(view["mrn"], json!(mrn));
    for group in ["goods", "operation", "parties", "transport"] {
        assert!(view.get(group).is_none(), "{group}");
    }
    // Who decided and what was found is for its administrations and its parties.
    let history = notifier.get(&format!("{path}/history")).await.json();
    let lodger = region.sn.client("SN100");
    let own = lodger.get(&path).await.json();
    let own_history = lodger.get(&format!("{path}/history?limit=500")).await.json();
    let field = |steps: &Value, name: &str| {
        steps.as_array().unwrap().iter().filter(|step| step.get(name).is_some()).count()
    };
    for name in ["decision", "control", "seals"] {
        assert_eq!(field(&view["steps"], name), 0, "{name}: {view}");
        assert!(field(&own["steps"], name) > 0, "{name}: {own}");
        assert_eq!(field(&history["items"], name), 0, "{name}: {history}");
        assert!(field(&own_history["items"], name) > 0, "{name}: {own_history}");
    }
    let listed = notifier.get("/movements").await.json();
    assert_eq!(listed["items"][0]["dossier"], json!(movement));
    let told = notifier.messages(&movement).await;
    let kinds: Vec<_> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["CC025C"]);
    assert_eq!(value(&told[0].1, "messageRecipient").as_deref(), Some("ML300"));
    assert_eq!(value(&told[0].1, "correlationIdentifier"), None);
    // Where the declarant lodged it, its own messages go on answering its declaration.
    let lodged = region.sn.client("SN100").messages(&movement).await;
    assert_eq!(value(&lodged[0].1, "correlationIdentifier").as_deref(), Some("M-1"));
    assert_eq!(other.get(&path).await.status, 404);
    region.stop().await;
}
