//! Why something was not done, in the reader's language; and commands that come twice.

use reqwest::Method;
use serde_json::json;

use crate::client::Request;
use crate::papers::{Declared, basis, grn};
use crate::region::{OFFICER, Region};

const DECLARED: Declared<'static> = Declared { lrn: "LRN-1", grn: "", amount: 400_000 };

fn declared(grn: &str) -> Declared<'_> {
    Declared { grn, ..DECLARED }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_told_in_three_languages_with_its_code_and_its_page() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let mut titles = std::collections::BTreeSet::new();
    for language in ["en", "fr", "pt"] {
        let headers = [("accept-language", language), ("idempotency-key", language)];
        let body = serde_json::to_vec(&json!({"End": {"basis": basis()}})).unwrap();
        let path = "/movements/26SN000000000001J1/commands";
        let asked = Request { method: Method::POST, path, headers: &headers, body };
        let answer = officer.send(asked).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("content-language"), language);
        let problem = answer.json();
        assert_eq!(problem["code"], "NOD-002");
        assert_eq!(problem["status"], 404);
        let page = officer.get(problem["type"].as_str().unwrap()).await;
        assert!(page.status == 200 && page.text().starts_with("# NOD-002"), "{}", page.text());
        titles.insert(problem["title"].as_str().unwrap().to_owned());
    }
    assert_eq!(titles.len(), 3, "{titles:?}");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_with_a_command_is_told_at_once() {
    let mut region = Region::start().await;
    let mut command = declared(&grn("SN")).command();
    command["Present"]["declaration"]["destination"] = json!("XXXYZ000");
    command["Present"]["declaration"]["limit_date"] = json!("2020-01-01");
    let answer = region.sn.client("SN100").post("/movements", "k", &command).await;
    let problem = answer.json();
    let refusals = problem["refusals"].as_array().unwrap().iter();
    let codes: Vec<_> = refusals.map(|refusal| refusal["code"].as_str().unwrap()).collect();
    assert_eq!((answer.status, codes), (422, vec!["TRA-005", "TRA-010", "TRA-011"]));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sent_again_is_answered_again_and_with_other_content_refused() {
    let mut region = Region::start().await;
    let (grn, trader) = (grn("SN"), region.sn.client("SN100"));
    let command = declared(&grn).command();
    let first = trader.post("/movements", "key-1", &command).await;
    assert_eq!((first.status, &first.json()["repeated"]), (201, &json!(false)));
    let again = trader.post("/movements", "key-1", &command).await.json();
    assert_eq!((&again["repeated"], &again["dossier"]), (&json!(true), &first.json()["dossier"]));
    let other = Declared { lrn: "LRN-2", ..declared(&grn) }.command();
    let refused = trader.post("/movements", "key-1", &other).await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("NOD-001")));
    let missing = trader
        .send(Request {
            method: Method::POST,
            path: "/movements",
            headers: &[],
            body: serde_json::to_vec(&other).unwrap(),
        })
        .await;
    assert_eq!((missing.status, &missing.json()["code"]), (400, &json!("NOD-008")));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_name_from_another() {
    let mut region = Region::start().await;
    let grn = grn("SN");
    let (one, other) = (region.sn.client("SN100"), region.sn.client("SN200"));
    let theirs = |lrn| {
        let mut command = Declared { lrn, ..declared(&grn) }.command();
        command["Present"]["declaration"]["holder"] = json!("SN200");
        command
    };
    // The other trader is first under the same key, and names itself as whom it is not.
    assert_eq!(other.post("/movements", "key-1", &theirs("LRN-9")).await.status, 201);
    let message = declared(&grn).message("SN100", "M-1");
    let stolen = message
        .replace("LRN-1<", "LRN-8<")
        .replace("<identificationNumber>SN100<", "<identificationNumber>SN200<")
        .replace("CIACR2026001", "CIACR2026002");
    assert_eq!(other.message(&stolen).await.status, 200);
    let mine = Declared { lrn: "LRN-7", ..declared(&grn) }.command();
    assert_eq!(one.post("/movements", "key-1", &mine).await.status, 201);
    let taken = one.message(&message).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    assert!(taken.text().contains("CC928C"));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_again_is_answered_again_and_counts_once() {
    let mut region = Region::start().await;
    let (grn, trader) = (grn("SN"), region.sn.client("SN100"));
    let message = declared(&grn).message("SN100", "M-1");
    let mut answers = Vec::new();
    for _ in 0..2 {
        let headers = [("accept", "application/json")];
        let body = message.as_bytes().to_vec();
        let asked = Request { method: Method::POST, path: "/messages", headers: &headers, body };
        let answer = trader.send(asked).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answers.push(answer.json());
    }
    let [first, again] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)));
    assert_eq!(first["dossier"], again["dossier"]);
    let movements = region.sn.client(OFFICER).get("/movements").await.json();
    assert_eq!(movements["items"].as_array().map(Vec::len), Some(1));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_cannot_be_read_is_a_problem_like_any_other() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    for path in ["/movements?limit=abc", "/guarantees?after=x", "/holds?unknown=1"] {
        let answer = officer.get(path).await;
        assert_eq!((answer.status, &answer.json()["code"]), (400, &json!("NOD-008")), "{path}");
    }
    region.stop().await;
}
