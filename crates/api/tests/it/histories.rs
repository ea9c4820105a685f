//! What happened in a dossier, as it is shown; and what customs has for somebody, across movements.

use serde_json::{Value, json};

use crate::client::Client;
use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region};

async fn presented(trader: &Client, lrn: &str) -> String {
    let grn = grn("SN");
    let declared = Declared { lrn, grn: &grn, amount: 1_000 };
    let answered = trader.message(&declared.message("SN100", lrn)).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    answered.header("location").rsplit('/').next().unwrap().to_owned()
}

/// A field of every item.
fn each(items: &Value, field: &str) -> Vec<Value> {
    items.as_array().unwrap().iter().map(|item| item[field].clone()).collect()
}

/// Everything, a few at a time.
async fn paged(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), json!(0));
    while next.is_i64() {
        let page = client.get(&format!("{path}?limit={limit}&after={next}")).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{page}");
        all.extend(items.clone());
        next = page["next"].clone();
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_says_who_wrote_what_when_on_what_provision_and_where_it_stands() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let lodged = guarantee(&officer, "SN").await;
    let movement = presented(&trader, "LRN-1").await;
    let view = officer.movement_in(&movement, "released").await;
    let path = format!("/movements/{movement}/history");
    let history = officer.get(&path).await.json();
    let items = &history["items"];
    assert_eq!(each(items, "event"), ["Presented", "Accepted", "Covered", "Released"]);
    assert_eq!(
        each(items, "verdict"),
        [json!("admitted"), json!("admitted"), json!("admitted"), json!("admitted")]
    );
    assert_eq!(items[3]["version"], view["version"]);
    assert_eq!(items[3]["decision"]["provision"], json!("standing order 1"));
    assert_eq!(items[3]["office"], json!("SNDKR000"));
    assert_eq!(items[3]["agreements"], json!({"dakar-bamako": 1}));
    assert_eq!(items[0]["actor"], json!({"trader": "SN100"}));
    assert_eq!(items[3]["log"], json!("passavant/corridor/SN-1/1/0"));
    assert_eq!(history["next"], json!(null));
    // By its number it is the same, and a page at a time too.
    let mrn = view["mrn"].as_str().unwrap();
    assert_eq!(officer.get(&format!("/movements/{mrn}/history")).await.json(), history);
    assert_eq!(json!(paged(&officer, &path, 3).await), *items);
    // The trader sees the same without who asked; another trader nothing.
    let mut own = items.clone();
    own.as_array_mut().unwrap().iter_mut().for_each(|item| {
        item.as_object_mut().unwrap().remove("actor");
    });
    assert_eq!(trader.get(&path).await.json()["items"], own);
    let stranger = region.sn.client("SN200");
    assert_eq!(stranger.get(&path).await.status, 404);
    // The other node has the same leaves in the same places of the same journal.
    let bamako = region.ml.client(OFFICER);
    bamako.movement_in(&movement, "released").await;
    let there = bamako.get(&path).await.json()["items"].clone();
    for field in ["event", "log", "entry", "leaf", "at", "part"] {
        assert_eq!(each(&there, field), each(items, field), "{field}");
    }
    assert!(each(&there, "received").iter().all(Value::is_string));
    // The same of a guarantee, for its holder too, and of a hold.
    let path = format!("/guarantees/{lodged}/history");
    let events = ["Registered", "AccessCodesReplaced", "Held"];
    for client in [&officer, &trader] {
        assert_eq!(each(&client.get(&path).await.json()["items"], "event"), events);
    }
    assert_eq!(stranger.get(&path).await.status, 404);
    let hold = view["covers"][0]["hold"].as_str().unwrap();
    let history = officer.get(&format!("/holds/{hold}/history")).await.json();
    assert_eq!(each(&history["items"], "event"), ["HoldRequested", "Held"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trader_finds_everything_customs_has_for_it_across_its_movements() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let (first, second) = (presented(&trader, "LRN-1").await, presented(&trader, "LRN-2").await);
    trader.movement_in(&second, "released").await;
    let mailbox = trader.get("/messages").await.json();
    let items = mailbox["items"].clone();
    let kinds = ["CC928C", "CC028C", "CC029C"];
    assert_eq!(each(&items, "message"), [kinds, kinds].concat());
    assert_eq!(
        each(&items, "movement"),
        [[json!(first), json!(first), json!(first)], [json!(second), json!(second), json!(second)]]
            .concat()
    );
    assert_eq!(mailbox["next"], json!(null));
    assert_eq!(json!(paged(&trader, "/messages", 2).await), items);
    // Each is fetched under its movement and number.
    for item in items.as_array().unwrap() {
        let (movement, number) = (item["movement"].as_str().unwrap(), &item["number"]);
        let fetched = trader.get(&format!("/movements/{movement}/messages/{number}")).await;
        assert!(
            fetched.status == 200 && fetched.text().contains(item["message"].as_str().unwrap())
        );
    }
    // What comes later is found behind what is known already.
    let last = items[5]["id"].as_i64().unwrap();
    assert_eq!(trader.get(&format!("/messages?after={last}")).await.json(), json!({"items": []}));
    let third = presented(&trader, "LRN-3").await;
    trader.movement_in(&third, "released").await;
    let later = trader.get(&format!("/messages?after={last}")).await.json();
    assert_eq!(each(&later["items"], "movement"), [json!(third), json!(third), json!(third)]);
    // Staff sees what every trader was told, another trader nothing; at the other node there is
    // nothing, for it has told nobody anything.
    let all = officer.get("/messages").await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 9);
    assert_eq!(region.sn.client("SN200").get("/messages").await.json(), json!({"items": []}));
    region.ml.client(OFFICER).movement_in(&third, "released").await;
    assert_eq!(region.ml.client("SN100").get("/messages").await.json(), json!({"items": []}));
    let refused = trader.get("/messages?after=999").await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("NOD-023")));
    region.stop().await;
}
