//! Guarantees about which a national system decides: it asks what is requested, and answers. And
//! what a holder may know of its own.

use kernel::Decides;
use serde_json::{Value, json};

use crate::papers::{CODE, Declared, basis, grn, guarantee, registering};
use crate::region::{OFFICER, Region, SYSTEM, until};

/// A basis that names the act in the national system.
fn national() -> Value {
    let mut basis = basis();
    basis["national_reference"] = json!("SYDONIA 7");
    basis
}

/// The holds of a list.
fn listed(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["dossier"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_system_polls_what_is_requested_and_answers_it() {
    let guarantees = json!({"guarantee": Decides::National});
    let mut region = Region::with(&json!({}), &guarantees, |_| {}).await;
    let (system, number) = (region.ml.client(SYSTEM), grn("ML"));
    let mut register = registering("ML", "SN100");
    register["Register"]["grn"] = json!(number);
    register["Register"]["basis"] = national();
    system.done("/guarantees", "register", &register).await;
    let requested = "/holds?phase=requested&limit=1";
    assert_eq!(listed(&system.get(requested).await.json()), Vec::<String>::new());
    let trader = region.sn.client("SN100");
    let declared = |lrn| Declared { lrn, grn: &number, amount: 400_000 }.command();
    let mut movements = Vec::new();
    for lrn in ["LRN-1", "LRN-2"] {
        let presented = trader.done("/movements", lrn, &declared(lrn)).await;
        movements.push(presented["dossier"].as_str().unwrap().to_owned());
    }
    // Both are found, a page at a time, and leave the phase once they are answered.
    for answered in 0..2 {
        let hold = until("a request", || async {
            let list = system.get(requested).await.json();
            listed(&list).into_iter().next()
        });
        let hold = hold.await;
        let view = system.get(&format!("/holds/{hold}")).await.json();
        let record = json!({"RecordUse": {
            "hold": {"hold": hold, "attempt": view["attempt"]}, "usage": view["usage"],
            "answer": {"Ok": view["usage"]["amount"]}, "basis": national(),
        }});
        let commands = format!("/guarantees/{number}/commands");
        system.done(&commands, &format!("use-{answered}"), &record).await;
        until("the answer", || async {
            let list = system.get("/holds?phase=requested").await.json();
            (!listed(&list).contains(&hold)).then_some(())
        })
        .await;
    }
    for movement in &movements {
        trader.movement_in(movement, "released").await;
    }
    let held = until("both held", || async {
        let first = system.get("/holds?phase=held&limit=1").await.json();
        let next = first["next"].as_str()?;
        let second = system.get(&format!("/holds?phase=held&limit=1&after={next}")).await.json();
        let both = [listed(&first), listed(&second)].concat();
        (both.len() == 2).then_some(both)
    });
    let held = held.await;
    assert_eq!(listed(&system.get("/holds").await.json()), held);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_asks_about_its_own_guarantee_and_no_other_trader_does() {
    let mut region = Region::start().await;
    let dossier = guarantee(&region.sn.client(OFFICER), "SN").await;
    for named in [dossier, grn("SN")] {
        let path = format!("/guarantees/{named}");
        let answer = region.sn.client("SN100").get(&path).await;
        assert_eq!((answer.status, &answer.json()["free"]), (200, &json!("1000000")));
        assert!(!answer.text().contains(CODE) && !answer.text().contains("\"codes\""));
        let other = region.sn.client("SN200").get(&path).await;
        assert_eq!((other.status, &other.json()["code"]), (404, &json!("NOD-002")));
    }
    region.stop().await;
}
