//! Orders about what is kept of a dossier, over HTTP: who may give them, how many must, and what is said of
//! a dossier that was erased.

use serde_json::{Value, json};
use testkit::Database;

use crate::client::Client;
use crate::crossing::{at, seen_through};
use crate::region::{AT_THE_FRONTIER, OFFICER, Region, SYSTEM, until};

const ORDERS: &str = "/erasures/commands";

fn order(of: &str, dossier: &str) -> Value {
    json!({of: {
        "dossier": dossier,
        "provision": "data protection act, section 17",
        "reference": "DPA/2026/18",
    }})
}

/// The status and the code of a problem.
async fn refused(client: &Client, path: &str, body: Option<&Value>) -> (u16, String) {
    let answer = match body {
        Some(body) => client.post(path, "key", body).await,
        None => client.get(path).await,
    };
    (answer.status, answer.json()["refusals"][0]["code"].as_str().unwrap_or_default().to_owned())
}

fn said(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A movement is erased at its home by two officers.
async fn erased(region: &Region) {
    seen_through(region).await;
    let one = region.sn.client(OFFICER);
    let other = region.sn.client(AT_THE_FRONTIER);
    let movement = one.only_movement().await;
    let mrn = one.get(&format!("/movements/{movement}")).await.json()["mrn"].clone();
    let mrn = mrn.as_str().unwrap().to_owned();
    let erase = order("Erase", &movement);
    for stranger in ["SN100", SYSTEM] {
        let answer = region.sn.client(stranger).post(ORDERS, "key", &erase).await;
        assert_eq!(answer.status, 403, "{stranger}");
    }
    // Preserved by one, and for as long as two have not ended it.
    let preserved = one.done(ORDERS, "key", &order("Preserve", &movement)).await;
    assert_eq!((&preserved["done"], &preserved["officers"]), (&json!(true), &json!([OFFICER])));
    assert_eq!(refused(&other, ORDERS, Some(&erase)).await, said(409, "NOD-038"));
    for (officer, done) in [(&one, false), (&one, false), (&other, true)] {
        let ended = officer.done(ORDERS, "key", &order("EndPreservation", &movement)).await;
        assert_eq!(ended["done"], json!(done));
    }
    let again = refused(&one, ORDERS, Some(&order("EndPreservation", &movement))).await;
    assert_eq!(again, said(409, "NOD-039"));
    // What the other country was told last may still be on its way there.
    let ordered = until("the other country's receipt", || async {
        let answer = one.post(ORDERS, "key", &erase).await;
        (answer.status == 200).then(|| answer.json())
    });
    assert_eq!(ordered.await["done"], json!(false));
    assert_eq!(other.done(ORDERS, "key", &erase).await["done"], json!(true));
    gone(region, &movement, &mrn).await;
}

async fn gone(region: &Region, movement: &str, mrn: &str) {
    let one = region.sn.client(OFFICER);
    for name in [movement, mrn] {
        for path in ["", "/history", "/why", "/evidence"] {
            let path = format!("/movements/{name}{path}");
            assert_eq!(refused(&one, &path, None).await, said(410, "NOD-035"), "{path}");
        }
        // To anybody but staff there is no such movement.
        let path = format!("/movements/{name}");
        let trader = region.sn.client("SN100");
        assert_eq!(refused(&trader, &path, None).await, said(404, "NOD-002"), "{path}");
        let erased = one.get(&format!("/erasures?of={name}")).await.json();
        let ground = &erased["items"][0]["ground"]["decision"];
        assert_eq!(ground["officers"], json!([OFFICER, AT_THE_FRONTIER]), "{erased}");
        assert_eq!(ground["reference"], json!("DPA/2026/18"));
    }
    let all = one.get("/erasures?limit=1").await.json();
    assert_eq!(all["items"][0]["dossier"], json!(movement));
    let after = all["next"].as_str().unwrap();
    let next = one.get(&format!("/erasures?after={after}")).await.json();
    assert_eq!(next, json!({"items": []}));
    assert_eq!(refused(&one, "/erasures?after=x", None).await, said(400, "NOD-008"));
    assert_eq!(one.get("/movements").await.json()["items"], json!([]));
    let commands = format!("/movements/{movement}/commands");
    let answer = one.post(&commands, "late", &at("RecordExit", "SNKID000")).await;
    assert_eq!(answer.status, 410, "{}", answer.text());
    // The other country has its copy.
    let bamako = region.ml.client(OFFICER);
    assert_eq!(bamako.get(&format!("/movements/{movement}")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_movement_that_two_officers_had_erased_is_gone_and_staff_alone_is_told_so() {
    let mut region = Region::start().await;
    erased(&region).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_so_where_the_store_is_in_postgresql() {
    let Some(store) = Database::new() else { return };
    let mut region = Region::with_database(&store).await;
    erased(&region).await;
    region.stop().await;
}
