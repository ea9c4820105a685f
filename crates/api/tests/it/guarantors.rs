//! A guarantor: what it sees of what it has undertaken, and of nothing else.

use serde_json::{Value, json};

use crate::papers::{grn, guarantee};
use crate::region::{GUARANTOR, OFFICER, Region};

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
