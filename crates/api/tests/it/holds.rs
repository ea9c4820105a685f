//! Guarantees about which a national system decides: it asks what is requested, and answers. And
//! what a holder may know of its own.

use kernel::Decides;
use serde_json::{Value, json};

use crate::client::Client;
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

/// What contradicts the record of a hold, as `why` shows it: refused, and said.
async fn contradicting(system: &Client, hold: &str) -> Vec<(String, Value)> {
    let why = system.get(&format!("/holds/{hold}/why")).await.json();
    let found = why["contradictions"].as_array().cloned().unwrap_or_default().into_iter();
    let alarms = system.get("/alarms").await.json();
    let about = |alarm: &Value| alarm["about"] == json!(hold) && alarm.get("said").is_none();
    let alarms = alarms.as_array().unwrap().iter().filter(|line| about(&line["alarm"]));
    assert_eq!(alarms.count(), found.len(), "each is an alarm too");
    found.map(|one| (one["refused"].as_str().unwrap().to_owned(), one["said"].clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_national_system_says_of_a_hold_twice_and_otherwise_is_kept_and_shown() {
    let guarantees = json!({"guarantee": Decides::National});
    let mut region = Region::with(&json!({}), &guarantees, |_| {}).await;
    let (system, number) = (region.ml.client(SYSTEM), grn("ML"));
    let mut register = registering("ML", "SN100");
    register["Register"]["grn"] = json!(number);
    register["Register"]["basis"] = national();
    system.done("/guarantees", "register", &register).await;
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 }.command();
    let presented = trader.done("/movements", "LRN-1", &declared).await;
    let hold = until("a request", || async {
        let list = system.get("/holds?phase=requested").await.json();
        listed(&list).into_iter().next()
    });
    let hold = hold.await;
    let view = system.get(&format!("/holds/{hold}")).await.json();
    let held = json!({"hold": hold, "attempt": view["attempt"]});
    let recorded = |answer: Value| {
        let (usage, basis) = (&view["usage"], national());
        json!({"RecordUse": {"hold": held, "usage": usage, "answer": answer, "basis": basis}})
    };
    let amount = |amount: &str| json!({"amount": amount, "currency": "XOF"});
    let commands = format!("/guarantees/{number}/commands");
    system.done(&commands, "first", &recorded(json!({"Ok": amount("400000")}))).await;
    trader.movement_in(presented["dossier"].as_str().unwrap(), "released").await;
    // The same under another name says nothing new; another answer, and another amount, does.
    system.done(&commands, "again", &recorded(json!({"Ok": amount("400000")}))).await;
    assert_eq!(contradicting(&system, &hold).await, []);
    let refusing = recorded(json!({"Err": ["G05"]}));
    for key in ["otherwise", "otherwise"] {
        let answer = system.post(&commands, key, &refusing).await;
        assert_eq!((answer.status, &answer.json()["code"]), (422, &json!("GUA-019")));
    }
    let credit = |amount: Value| json!({"RecordCredit": {"hold": held, "amount": amount, "basis": national()}});
    let answer = system.post(&commands, "credit", &credit(amount("300000"))).await;
    assert_eq!((answer.status, &answer.json()["code"]), (422, &json!("GUA-019")));
    let said = [
        ("record-no-use: GUA-019".to_owned(), json!("G05")),
        ("record-credit: GUA-019".to_owned(), json!("300000 XOF")),
    ];
    assert_eq!(contradicting(&system, &hold).await, said);
    for (language, begins, refused) in [
        ("en", "On ", "not covered (G05)"),
        ("fr", "Le ", "non couvert (G05)"),
        ("pt", "Em ", "não coberto (G05)"),
    ] {
        let why = system.get_in(&format!("/holds/{hold}/why"), language).await;
        let first = why["contradictions"][0]["sentence"].as_str().unwrap();
        assert!(first.contains(refused), "{first}");
        let sentence = why["contradictions"][1]["sentence"].as_str().unwrap();
        assert!(sentence.starts_with(begins) && sentence.contains("300000 XOF"), "{sentence}");
    }
    let shown = system.get(&format!("/holds/{hold}")).await.json();
    assert_eq!(shown["held"], amount("400000"));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_the_request_was_taken_back_is_recorded_and_asks_for_its_return()
{
    let guarantees = json!({"guarantee": Decides::National});
    let mut region = Region::with(&json!({}), &guarantees, |_| {}).await;
    let (system, number) = (region.ml.client(SYSTEM), grn("ML"));
    let mut register = registering("ML", "SN100");
    register["Register"]["grn"] = json!(number);
    register["Register"]["basis"] = national();
    system.done("/guarantees", "register", &register).await;
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 }.command();
    let presented = trader.done("/movements", "LRN-1", &declared).await;
    let movement = presented["dossier"].as_str().unwrap();
    let hold = until("a request", || async {
        let list = system.get("/holds?phase=requested").await.json();
        listed(&list).into_iter().next()
    });
    let hold = hold.await;
    let view = system.get(&format!("/holds/{hold}")).await.json();
    let invalidate = json!({"Invalidate": {"basis": basis()}});
    let officer = region.sn.client(OFFICER);
    officer.done(&format!("/movements/{movement}/commands"), "away", &invalidate).await;
    let phase = |wanted: &'static str| {
        let (system, hold) = (system.clone(), hold.clone());
        async move {
            until(wanted, || async {
                let list = system.get(&format!("/holds?phase={wanted}")).await.json();
                listed(&list).contains(&hold).then_some(())
            })
            .await;
        }
    };
    phase("withdrawing").await;
    let held = json!({"hold": hold, "attempt": view["attempt"]});
    let record = json!({"RecordUse": {
        "hold": held, "usage": view["usage"], "answer": {"Ok": view["usage"]["amount"]},
        "basis": national(),
    }});
    let commands = format!("/guarantees/{number}/commands");
    system.done(&commands, "late", &record).await;
    phase("withdrawing").await;
    let why = system.get_in(&format!("/holds/{hold}/why"), "en").await;
    assert_eq!(why["open"].as_array().unwrap().len(), 1, "{why}");
    let withdrawal = json!({"RecordWithdrawal": {"hold": held, "basis": national()}});
    system.done(&commands, "back", &withdrawal).await;
    phase("credited").await;
    let told = system.get(&format!("/guarantees/{number}/history")).await.json();
    let told = told["items"].as_array().unwrap().iter().map(|item| item["event"].as_str().unwrap());
    let told: Vec<_> = told.collect();
    assert_eq!(told, ["Registered", "Held", "WithdrawalRecorded"]);
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
