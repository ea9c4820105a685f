//! A guarantor: what it sees of what it has undertaken, and of nothing else.

use reqwest::Method;
use serde_json::{Value, json};

use crate::access::{TABLE, scene};
use crate::client::Request;
use crate::papers::{grn, guarantee};
use crate::region::{GUARANTOR, OFFICER, Region};

/// Where a guarantor is met otherwise than a trader to whom nothing belongs.
const OTHERWISE: [(&str, &str, u16); 2] =
    [("GET", "/guarantees/{guarantee}", 200), ("GET", "/guarantees/{guarantee}/messages", 200)];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_open_to_a_guarantor_as_to_a_stranger_but_where_it_has_undertaken() {
    let hosts = |config: &mut api::Config| config.webhooks.hosts = vec!["127.0.0.1:9".to_owned()];
    let mut region = Region::with(&json!({}), &json!({}), hosts).await;
    let scene = scene(&region).await;
    let mut wrong = Vec::new();
    for (token, undertaken) in [(GUARANTOR, true), ("G-2", false)] {
        let client = region.sn.client(token);
        for (method, route, content, [_, _, stranger, ..]) in TABLE {
            let special = OTHERWISE.iter().find(|row| (row.0, row.1) == (method, route));
            let special = special.filter(|_| undertaken);
            let expected = special.map_or(stranger, |row| row.2);
            let key = format!("{route}-{token}").replace(' ', "-");
            let answer = client
                .send(Request {
                    method: method.parse::<Method>().unwrap(),
                    path: &scene.path(route),
                    headers: &[("idempotency-key", &key)],
                    body: content(&scene, token),
                })
                .await;
            if answer.status != expected {
                let (status, text) = (answer.status, answer.text());
                wrong.push(format!("{method} {route} by {token}: {status} not {expected} {text}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarantor_finds_what_it_has_undertaken_and_is_told_what_becomes_of_it() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let dossier = guarantee(&officer, "SN").await;
    let listed = |list: Value| {
        let items = list["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["dossier"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    crate::region::until("the list", || async {
        let list = listed(region.sn.client(GUARANTOR).get("/guarantees").await.json());
        (list == [dossier.clone()]).then_some(())
    })
    .await;
    assert_eq!(listed(region.sn.client("G-2").get("/guarantees").await.json()), [""; 0]);
    let suspend = json!({"Suspend": {"basis": crate::papers::basis()}});
    officer.done(&format!("/guarantees/{dossier}/commands"), "suspend", &suspend).await;
    let place = format!("/guarantees/{}/messages", grn("SN"));
    let guarantor = region.sn.client(GUARANTOR);
    let lines = guarantor.get(&place).await.json();
    let lines: Vec<_> = lines.as_array().unwrap().clone();
    // Registered, given its codes, suspended.
    assert_eq!(lines.iter().map(|line| &line["message"]).collect::<Vec<_>>(), ["CC225C"; 3]);
    let last = guarantor.get(&format!("{place}/{}", lines[2]["number"])).await;
    assert_eq!(last.status, 200);
    assert!(last.text().contains("<messageRecipient>G-1</messageRecipient>"), "{}", last.text());
    assert!(last.text().contains("<invalidityDate>"), "{}", last.text());
    // Staff sees those of the holder too; nobody else sees any.
    assert_eq!(officer.get(&place).await.json().as_array().unwrap().len(), 6);
    assert_eq!(region.sn.client("SN100").get(&place).await.json().as_array().unwrap().len(), 3);
    assert_eq!(region.sn.client("SN200").get(&place).await.status, 404);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarantor_that_no_register_has_stands_behind_nothing() {
    let mut region = Region::start().await;
    let mut register = crate::papers::registering("SN", "SN100");
    register["Register"]["guarantor"] = json!("G-9");
    let refused = region.sn.client(OFFICER).post("/guarantees", "unknown", &register).await;
    assert_eq!(refused.status, 422);
    let refused = refused.json();
    assert_eq!(refused["code"], "GUA-028");
    assert_eq!(refused["refusals"][0]["arguments"], json!({"guarantor": "G-9"}));
    region.stop().await;
}
