//! Very many at a time, or very much of one: what each gets, and who gets his answer all the same.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::client::{Answer, Request};
use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Place, Region, until};
use crate::slow::believing;

/// A connection from an address of this machine.
async fn from(last: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into()).unwrap();
    socket.connect(to).await.unwrap()
}

/// The same with hands shaken, where the node does so.
async fn try_shaken(last: u8, place: &Place) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = from(last, place.address()).await;
    let name = ServerName::try_from("localhost").unwrap();
    let config = Arc::new(believing(place.tls_key()));
    TlsConnector::from(config).connect(name, stream).await
}

async fn shaken(last: u8, place: &Place) -> TlsStream<TcpStream> {
    try_shaken(last, place).await.unwrap()
}

/// Waits until the other end has closed, which it does without a word.
async fn ends(stream: &mut (impl AsyncReadExt + Unpin)) {
    let mut rest = Vec::new();
    // Closed with something unread, it ends in an error.
    if stream.read_to_end(&mut rest).await.is_ok() {
        assert_eq!(rest, Vec::<u8>::new());
    }
}

/// The head of an answer.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        head.push(char::from(stream.read_u8().await.unwrap()));
    }
    head
}

/// A message that somebody begins to bring and never ends. When the node asks for its body, it is his
/// turn.
async fn begun(place: &Place, token: &str) -> TlsStream<TcpStream> {
    let mut stream = shaken(1, place).await;
    let request = format!(
        "POST /messages HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-length: 1000\r\nexpect: 100-continue\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    assert!(head(&mut stream).await.starts_with("HTTP/1.1 100"));
    stream
}

async fn with_limits(change: impl FnOnce(&mut api::LimitsConfig)) -> Region {
    Region::with(&json!({}), &json!({}), |config| change(&mut config.limits)).await
}

/// A declaration comes through, and its answer back.
async fn works(region: &Region, token: &str, lrn: &str) -> Answer {
    let grn = grn("SN");
    let command = Declared { lrn, grn: &grn, amount: 1 }.command();
    region.sn.client(token).post("/movements", lrn, &command).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_connections_of_one_address_are_taken_than_may_be_and_others_are() {
    let mut region = with_limits(|limits| limits.connections_of_one_max = 2).await;
    let address = region.sn.address();
    let first = from(2, address).await;
    let _second = from(2, address).await;
    ends(&mut from(2, address).await).await;
    let _other = from(3, address).await;
    drop(first);
    // As soon as the node has seen that one has gone, another has its place.
    until("a place for another", || async { try_shaken(2, &region.sn).await.ok() }).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_places_are_taken_who_was_not_recognised_makes_room() {
    let mut region = with_limits(|limits| limits.connections_max = 4).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    // One of them is known by its token, and asks nothing more.
    let officer = region.sn.client(OFFICER);
    assert_eq!(officer.get("/node").await.status, 200);
    let mut strangers = Vec::new();
    for last in 2..30 {
        strangers.push(from(last, region.sn.address()).await);
    }
    // Those that came last are there, the others were cut.
    for stranger in &mut strangers[..20] {
        ends(stranger).await;
    }
    assert_eq!(works(&region, "SN100", "LRN-1").await.status, 201);
    assert_eq!(officer.get("/node").await.status, 200);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_much_at_a_time_is_told_so_and_others_are_answered() {
    let mut region = with_limits(|limits| {
        (limits.at_once_of_one_max, limits.at_once_alone_max) = (1, 1);
        limits.waiting_of_one_max = 1;
    })
    .await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let done = works(&region, "SN100", "LRN-1").await.json();
    let endless = begun(&region.sn, "SN100").await;
    // Of two more one waits and the other is refused, whichever comes first.
    let trader = region.sn.client("SN100");
    let answer = tokio::select! {
        answer = trader.get("/movements") => answer,
        answer = trader.get("/answers") => answer,
    };
    assert_eq!((answer.status, answer.header("retry-after")), (429, "1"));
    let problem = answer.json();
    let told = (&problem["code"], &problem["refusals"][0]["arguments"]["count"]);
    assert_eq!(told, (&Value::from("NOD-040"), &Value::from("1")));
    // Others are answered meanwhile, and peers are told.
    let movement = done["dossier"].as_str().unwrap();
    assert_eq!(region.sn.client(OFFICER).get("/movements").await.status, 200);
    region.ml.client(OFFICER).movement_in(movement, "released").await;
    drop(endless);
    until("the turn of the next", || async {
        (works(&region, "SN100", "LRN-3").await.status == 201).then_some(())
    })
    .await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_news_keeps_no_turn_from_his_other_requests() {
    let mut region = with_limits(|limits| {
        (limits.at_once_of_one_max, limits.at_once_alone_max) = (1, 1);
        limits.waiting_of_one_max = 1;
    })
    .await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let trader = region.sn.client("SN100");
    let done = works(&region, "SN100", "LRN-1").await.json();
    let path = format!("/movements/{}", done["dossier"].as_str().unwrap());
    let released = trader.movement_in(done["dossier"].as_str().unwrap(), "released").await;
    let known = format!("\"{}\"", released["version"]);
    let headers = [("if-none-match", known.as_str()), ("prefer", "wait=3600")];
    let waiting =
        Request { method: reqwest::Method::GET, path: &path, headers: &headers, body: Vec::new() };
    let waits = trader.send(waiting);
    tokio::pin!(waits);
    let asks = until("an answer beside", || async {
        let answer = works(&region, "SN100", "LRN-2").await;
        (answer.status == 201).then_some(())
    });
    tokio::select! {
        _ = waits.as_mut() => panic!("there is no news"),
        () = asks => {}
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_in_words_and_one_that_is_not_is_read() {
    const LIMIT: usize = 1 << 20;
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        config.serve.body_bytes_max = LIMIT;
    })
    .await;
    let trader = region.sn.client("SN100");
    // It is no message, and that is told of it.
    assert_eq!(trader.message(&" ".repeat(LIMIT)).await.status, 422);
    for size in [LIMIT + 1, 3 * LIMIT] {
        let answer = trader.message(&" ".repeat(size)).await;
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (413, &Value::from("NOD-011")));
        assert_eq!(problem["refusals"][0]["arguments"]["limit_bytes"], LIMIT.to_string());
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_head_that_never_ends_or_is_too_long_is_answered_no_longer() {
    let mut region = with_limits(|limits| limits.idle_ms_max = 200).await;
    let mut slow = shaken(2, &region.sn).await;
    slow.write_all(b"GET /directory HTTP/1.1\r\nhost: local").await.unwrap();
    ends(&mut slow).await;
    let mut idle = shaken(2, &region.sn).await;
    ends(&mut idle).await;
    let mut long = shaken(2, &region.sn).await;
    let line = format!("GET /directory HTTP/1.1\r\nx: {}\r\n", "x".repeat(64 << 10));
    // The node may have closed before all of it is written.
    drop(long.write_all(line.as_bytes()).await);
    let mut answer = Vec::new();
    drop(long.read_to_end(&mut answer).await);
    let refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 431");
    assert!(refused, "{}", String::from_utf8_lossy(&answer));
    region.stop().await;
}
