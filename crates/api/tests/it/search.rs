//! Lists are searched, page by page, and nobody finds what he may not see.

use serde_json::{Value, json};

use crate::client::Client;
use crate::papers::{Declared, basis, grn, guarantee, registering};
use crate::region::{OFFICER, Region, day, until};

/// The dossiers of a list, once the lists have followed.
async fn found(client: &Client, officer: &Client, path: &str) -> Vec<String> {
    until("lists that follow", || async {
        let state = officer.get("/node").await.json();
        (state["lists_behind"] == json!(false)).then_some(())
    })
    .await;
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    dossiers(&answer.json())
}

fn dossiers(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["dossier"].as_str().unwrap().to_owned()).collect()
}

/// Three movements of Dakar's, from the latest to the earliest; another trader holds the second.
async fn three(region: &Region, grn: &str) -> [String; 3] {
    let mut movements = Vec::new();
    for (lrn, holder) in [("LRN-1", "SN100"), ("LRN-2", "SN200"), ("LRN-3", "SN100")] {
        let mut command = Declared { lrn, grn, amount: 100_000 }.command();
        command["Present"]["declaration"]["holder"] = json!(holder);
        let done = region.sn.client(holder).done("/movements", lrn, &command).await;
        movements.insert(0, done["dossier"].as_str().unwrap().to_owned());
    }
    movements.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn movements_are_found_by_number_trader_office_standing_and_day() {
    let mut region = Region::start().await;
    let (officer, grn) = (region.sn.client(OFFICER), grn("SN"));
    guarantee(&officer, "SN").await;
    let [third, second, first] = three(&region, &grn).await;
    let mrn = officer.movement_in(&first, "released").await["mrn"].as_str().unwrap().to_owned();
    officer.movement_in(&third, "released").await;
    until("cover that is refused", || async {
        let view = officer.get(&format!("/movements/{second}")).await.json();
        (view["standing"]["concerns"] == json!(["cover-refused"])).then_some(())
    })
    .await;
    let all = vec![third.clone(), second.clone(), first.clone()];
    let (of_sn100, none) = (vec![third.clone(), first.clone()], Vec::new());
    let today = day(0);
    let expected = [
        (String::new(), all.clone()),
        (format!("mrn={mrn}"), vec![first.clone()]),
        ("lrn=LRN-2".to_owned(), vec![second.clone()]),
        ("trader=SN100".to_owned(), of_sn100.clone()),
        ("trader=SN100&lrn=LRN-2".to_owned(), none.clone()),
        ("office=MLX02000".to_owned(), all.clone()),
        ("office=SNDKR000&trader=SN200".to_owned(), vec![second.clone()]),
        ("office=SNKID000".to_owned(), none.clone()),
        ("standing=released".to_owned(), of_sn100.clone()),
        ("standing=accepted&trader=SN100".to_owned(), none.clone()),
        ("concern=cover-refused".to_owned(), vec![second.clone()]),
        ("concern=cover-refused&trader=SN100".to_owned(), none.clone()),
        ("concern=overdue".to_owned(), none.clone()),
        (format!("from={today}&until={today}"), all.clone()),
        (format!("from={}", day(1)), none.clone()),
        (format!("until={}", day(-1)), none),
    ];
    for (query, expected) in expected {
        let path = format!("/movements?{query}");
        assert_eq!(found(&officer, &officer, &path).await, expected, "{query}");
    }
    let listed = officer.get("/movements?concern=cover-refused").await.json();
    assert_eq!(listed["items"][0]["concerns"], json!(["cover-refused"]));
    assert_eq!(officer.get("/movements?concern=trouble").await.status, 400);
    // A trader finds his own, whatever he asks for.
    let trader = region.sn.client("SN100");
    assert_eq!(found(&trader, &officer, "/movements?office=MLX02000").await, of_sn100);
    assert_eq!(found(&trader, &officer, "/movements?trader=SN200").await, Vec::<String>::new());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_page_by_page_until_there_is_no_next() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let all = three(&region, &grn("SN")).await;
    assert_eq!(found(&officer, &officer, "/movements").await, all);
    let (mut read, mut path) = (Vec::new(), "/movements?limit=2".to_owned());
    loop {
        let list = officer.get(&path).await.json();
        read.extend(dossiers(&list));
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/movements?limit=2&after={next}");
    }
    assert_eq!(read, all);
    let nowhere = "SN.SN-1.1.0123456789abcdef0123456789abcdef";
    let answer = officer.get(&format!("/movements?after={nowhere}")).await;
    assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("NOD-002")));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guarantees_are_found_by_number_holder_guarantor_and_standing_and_a_holder_finds_his_own() {
    let mut region = Region::start().await;
    let (officer, number) = (region.sn.client(OFFICER), grn("SN"));
    let first = guarantee(&officer, "SN").await;
    let other = registering("SN", "SN200");
    let other = officer.done("/guarantees", "other", &other).await;
    let second = other["dossier"].as_str().unwrap().to_owned();
    let suspend = json!({"Suspend": {"basis": basis()}});
    officer.done(&format!("/guarantees/{second}/commands"), "suspend", &suspend).await;
    let expected = [
        ("guarantor=G-1".to_owned(), vec![second.clone(), first.clone()]),
        (format!("grn={number}"), vec![first.clone()]),
        ("holder=SN200".to_owned(), vec![second.clone()]),
        ("office=SNDKR000".to_owned(), vec![second.clone(), first.clone()]),
        ("office=SNKID000".to_owned(), Vec::new()),
        ("standing=suspended".to_owned(), vec![second.clone()]),
        ("standing=suspended&holder=SN100".to_owned(), Vec::new()),
    ];
    for (query, expected) in expected {
        let path = format!("/guarantees?{query}");
        assert_eq!(found(&officer, &officer, &path).await, expected, "{query}");
    }
    for (trader, own) in [("SN100", vec![first]), ("SN200", vec![second]), ("ML300", vec![])] {
        let client = region.sn.client(trader);
        assert_eq!(found(&client, &officer, "/guarantees").await, own, "{trader}");
    }
    region.stop().await;
}
