//! What answers tell a browser in which somebody misuses a token: to believe them, to keep nothing, and to
//! come back over TLS alone.

use reqwest::Method;

use crate::client::{Answer, Client, Request};
use crate::papers::{Declared, grn};
use crate::region::{OFFICER, Region};

/// What an answer says to browsers.
fn told(answer: &Answer) -> [&str; 3] {
    ["x-content-type-options", "strict-transport-security", "cache-control"]
        .map(|name| answer.header(name))
}

async fn sent(client: &Client, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    client.send(Request { method, path, headers, body: b"{".to_vec() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_to_be_taken_as_what_it_is_kept_nowhere_and_asked_for_over_tls_alone() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let declared = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 1 }.command();
    let created = trader.post("/movements", "first", &declared).await;
    let movement = created.header("location").to_owned();
    let seen = officer.get(&movement).await;
    let known = [("if-none-match", seen.header("etag"))];
    let peer = Client::new(&region.sn, Some(&region.ml.pem()), None);
    let nobody = Client::new(&region.sn, None, None);
    let (get, post) = (Method::GET, Method::POST);
    let mut answers = vec![
        (201, created),
        (304, sent(&officer, get.clone(), &movement, &known).await),
        (400, sent(&trader, post.clone(), "/movements", &[("idempotency-key", "k")]).await),
        (400, sent(&peer, post.clone(), "/exchange/1/asks", &[]).await),
        (401, sent(&nobody, get.clone(), &movement, &[]).await),
        (404, sent(&nobody, get.clone(), "/no/such/place", &[]).await),
        (405, sent(&nobody, post.clone(), "/health", &[]).await),
        (422, sent(&trader, post, "/messages", &[]).await),
    ];
    let pages = ["/health", "/documents", "/errors/NOD-001", "/openapi.json", "/metrics", "/node"];
    for path in pages {
        answers.push((200, officer.get(path).await));
    }
    answers.push((200, officer.get("/events").await));
    answers.push((200, seen));
    let expected = ["nosniff", "max-age=31536000; includeSubDomains", "no-store"];
    for (status, answer) in &answers {
        assert_eq!(answer.status, *status, "{}", answer.text());
        assert_eq!(told(answer), expected, "{}", answer.text());
    }
    region.stop().await;
}
