//! Whom and what customs here know: offices, agreements, peers, parties.

use serde_json::{Value, json};

use crate::papers::{Declared, grn, guarantee};
use crate::region::{GUARANTOR, OFFICER, Region, day, until};

fn all<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[name].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn offices_agreements_and_peers_are_read_as_they_are_in_force() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let of = async |query: &str| officer.get(&format!("/offices{query}")).await.json();
    let every = of("").await;
    assert_eq!(all(&every, "code"), ["MLX02000", "MLBKO000", "SNDKR000", "SNKID000"]);
    let ours = of("?administration=SN&function=passage").await;
    assert_eq!(all(&ours, "code"), ["SNKID000"]);
    let one = officer.get("/offices/SNDKR000").await.json();
    assert_eq!(one["functions"], json!(["departure", "guarantee"]));
    assert_eq!(officer.get("/offices/SNXXX000").await.status, 404);
    let agreements = officer.get("/agreements").await.json();
    assert_eq!(all(&agreements, "id"), ["dakar-bamako"]);
    assert_eq!(agreements[0]["parties"], json!(["ML", "SN"]));
    assert_eq!(
        (&agreements[0]["in_force"], &agreements[0]["from"]),
        (&json!(true), &json!("2020-01-01"))
    );
    guarantee(&officer, "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 400_000 };
    officer.done("/movements", "first", &declared.command()).await;
    // The other country is told once the movement is released, and is a peer from then on.
    until("a peer that has receipted everything", || async {
        let peers = officer.get("/peers").await.json();
        let told = all(&peers, "node") == ["ML-1"] && peers[0]["sent"] != json!(0);
        (told && peers[0]["pending"] == json!(0)).then_some(())
    })
    .await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_read_page_by_page_and_a_party_finds_itself_alone() {
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        let path = &config.paths.reference;
        let text = std::fs::read_to_string(path).unwrap();
        let mut data: Value = serde_json::from_str(&text).unwrap();
        let address = json!({"street_and_number": "Rue 1", "city": "Thiès", "country": "SN"});
        let traders = data["traders"].as_array_mut().unwrap();
        // Once under another name: what holds today is shown.
        let mut former = traders[0].clone();
        (former["name"], former["valid"]) = (json!("Teranga"), json!({"to": day(-30)}));
        traders[0]["valid"] = json!({"from": day(-29)});
        traders.push(former);
        traders.push(json!({"id": "SN200", "name": "Sahel Négoce", "address": address}));
        std::fs::write(path, data.to_string()).unwrap();
    })
    .await;
    let officer = region.sn.client(OFFICER);
    let first = officer.get("/parties?limit=2").await.json();
    assert_eq!(all(&first["items"], "id"), ["G-1", "SN100"]);
    assert_eq!(first["items"][1]["name"], "Transit Teranga");
    let next = first["next"].as_str().unwrap();
    let rest = officer.get(&format!("/parties?after={next}")).await.json();
    assert_eq!((all(&rest["items"], "id"), &rest["next"]), (vec!["SN200"], &Value::Null));
    let party = region.sn.client("SN100").get("/parties/SN100").await.json();
    assert_eq!(party["authorisations"][0]["number"], "CIACR2026001");
    assert_eq!(party["authorisations"][0]["kind"], "C521");
    let own = region.sn.client(GUARANTOR).get("/parties").await.json();
    assert_eq!(all(&own["items"], "id"), ["G-1"]);
    assert_eq!(region.sn.client(GUARANTOR).get("/parties/SN100").await.status, 404);
    region.stop().await;
}
