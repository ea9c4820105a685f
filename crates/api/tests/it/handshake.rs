//! Who gets as far as a request: TLS 1.3, and no certificate or one that the directory pins.

use std::io::{Read, Write};
use std::net::TcpStream;

use api::Keyring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::client::{Client, Request};
use crate::documents::{in_force, next, root, signed};
use crate::receiver::Receiver;
use crate::region::{OFFICER, Place, Region};
use crate::signing::member;

/// The first words of a client that speaks TLS 1.2 and no newer: RFC 5246, 7.4.1.2.
fn hello_of_tls12() -> Vec<u8> {
    let mut hello = vec![0x03, 0x03];
    hello.extend([0x2A; 32]);
    hello.push(0);
    // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and the same with RSA; no compression.
    hello.extend([0, 4, 0xC0, 0x2B, 0xC0, 0x2F, 1, 0]);
    let groups = [0, 10, 0, 4, 0, 2, 0, 23];
    let signatures = [0, 13, 0, 6, 0, 4, 0x04, 0x03, 0x08, 0x04];
    hello.extend([0, u8::try_from(groups.len() + signatures.len()).unwrap()]);
    hello.extend(groups);
    hello.extend(signatures);
    let length = u8::try_from(hello.len()).unwrap();
    let handshake = [&[1, 0, 0, length][..], &hello].concat();
    [&[22, 3, 1, 0, length + 4][..], &handshake].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_speaks_only_tls_1_2_is_refused() {
    let mut region = Region::start().await;
    let address = region.sn.address();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(&hello_of_tls12()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    });
    // A fatal alert: protocol version (RFC 8446, 6.2).
    assert_eq!(answer.await.unwrap(), [21, 3, 3, 0, 2, 2, 70]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_taken_only_where_the_directory_pins_its_key() {
    let mut region = Region::start().await;
    let stranger = tempfile::tempdir().unwrap();
    let keyring = Keyring::at(stranger.path());
    keyring.make(&mut api::entropy().unwrap()).unwrap();
    let health = || Request {
        method: reqwest::Method::GET,
        path: "/health",
        headers: &[],
        body: Vec::new(),
    };
    let of_a_stranger = Client::new(&region.sn, Some(&keyring.tls().unwrap()), None);
    assert!(of_a_stranger.try_send(health()).await.is_err());
    let of_bamako = Client::new(&region.sn, Some(&region.ml.pem()), None);
    assert_eq!(of_bamako.try_send(health()).await.unwrap().status, 200);
    let without = Client::new(&region.sn, None, None);
    assert_eq!(without.try_send(health()).await.unwrap().status, 200);
    region.stop().await;
}

/// A certificate of a node's own key that was valid once.
fn expired((_, key): &(Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let key = rcgen::KeyPair::from_pem(std::str::from_utf8(key).unwrap()).unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    params.self_signed(&key).unwrap().pem().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_has_expired_is_taken_by_nobody_although_its_key_is_pinned() {
    let mut region = Region::start().await;
    let (pem, pinned) = (region.ml.pem(), region.ml.tls_key());
    let old = (expired(&pem), pem.1.clone());
    let health = |client: Client| async move {
        let (headers, body) = (&[][..], Vec::new());
        let asked = Request { method: reqwest::Method::GET, path: "/health", headers, body };
        client.try_send(asked).await
    };
    assert!(health(Client::new(&region.sn, Some(&old), None)).await.is_err());
    assert_eq!(health(Client::new(&region.sn, Some(&pem), None)).await.unwrap().status, 200);
    // Nor is a server believed that shows one.
    region.ml.stop().await;
    let certificate = region.ml.config.paths.keys.join("tls.cert.pem");
    std::fs::write(&certificate, &old.0).unwrap();
    assert_eq!(region.ml.tls_key(), pinned);
    region.ml.start().await;
    let refused = health(Client::new(&region.ml, None, None)).await.unwrap_err();
    assert!(api::is_stranger(&refused), "{refused:?}");
    region.stop().await;
}

/// What a node answers to a question that is none: that it cannot be read, where a peer asks it.
async fn asked(peer: &Client, headers: &[(&str, &str)]) -> Option<(u16, String)> {
    let (method, path) = (reqwest::Method::POST, "/exchange/1/asks");
    let answer =
        peer.try_send(Request { method, path, headers, body: b"{}".to_vec() }).await.ok()?;
    Some((answer.status, answer.json()["code"].as_str().unwrap().to_owned()))
}

/// Puts another TLS key in the place of that of a node, by hand, as long as no command does it.
fn replace_tls_key(place: &Place) {
    for name in ["tls.key.pem", "tls.cert.pem"] {
        std::fs::remove_file(place.config.paths.keys.join(name)).unwrap();
    }
    Keyring::at(&place.config.paths.keys).make(&mut api::entropy().unwrap()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tls_key_that_the_directory_has_replaced_is_refused_at_once_also_on_open_connections() {
    let mut region = Region::start().await;
    let (officer, stolen) = (region.sn.client(OFFICER), region.ml.pem());
    let [open, resuming] = [(); 2].map(|()| Client::new(&region.sn, Some(&stolen), None));
    let closing = [("connection", "close")];
    let peer = Some((400, "NOD-008".to_owned()));
    assert_eq!(
        [asked(&open, &[]).await, asked(&resuming, &closing).await],
        [peer.clone(), peer.clone()]
    );
    let known = in_force(&officer, &root(&region.sn)).await;
    replace_tls_key(&region.ml);
    let mut mali = member(&region.ml.config, "ML");
    mali.serial = 2;
    let replacing = signed(&region, next(&region, &known, &mali));
    assert_eq!(officer.bring("/documents", &replacing).await.status, 200);
    // Over the connection that is open whoever has the key is nobody; none begins, nor one that would
    // go on with what was said when hands were shaken before.
    assert_eq!(asked(&open, &[]).await, Some((401, "NOD-013".to_owned())));
    assert_eq!(asked(&resuming, &closing).await, None);
    assert_eq!(asked(&Client::new(&region.sn, Some(&stolen), None), &[]).await, None);
    let replaced = Client::new(&region.sn, Some(&region.ml.pem()), None);
    assert_eq!(asked(&replaced, &[]).await, peer);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_speaks_to_no_server_but_the_one_it_means() {
    let mut region = Region::start().await;
    let timeout = std::time::Duration::from_secs(30);
    let mistaken = api::client_pinned_to(region.ml.tls_key(), None, timeout).unwrap();
    let url = format!("https://{}/health", region.sn.address());
    assert!(mistaken.get(url).send().await.is_err());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_peers_is_led_nowhere_else_and_says_nothing_in_clear() {
    let (peer, pem) = Receiver::start_with_tls().await;
    let elsewhere = Receiver::start().await;
    let key = api::spki_digest(&CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let client = api::client_pinned_to(key, None, std::time::Duration::from_secs(30)).unwrap();
    let url = format!("https://{}/exchange/1/envelopes", peer.address);
    let places = [elsewhere.endpoint(), format!("https://{}/inside", peer.address)];
    let mut answered = Vec::new();
    for (status, place) in [301, 302, 303, 307, 308].into_iter().zip(places.iter().cycle()) {
        peer.leads(status, place);
        answered.push(client.post(&url).body("sealed").send().await.unwrap().status().as_u16());
    }
    assert_eq!(answered, [301, 302, 303, 307, 308]);
    let paths: Vec<_> = peer.received().into_iter().map(|received| received.path).collect();
    assert_eq!(paths, ["/exchange/1/envelopes"; 5]);
    assert!(client.post(elsewhere.endpoint()).body("sealed").send().await.is_err());
    assert_eq!(elsewhere.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_kept_off_a_node_until_the_first_has_ended() {
    let mut region = Region::start().await;
    let mut twin = region.sn.config.clone();
    twin.serve.listen = "127.0.0.1:0".to_owned();
    let fault = api::serve(twin.clone()).await.unwrap_err();
    assert!(matches!(fault, api::Fault::AlreadyRunning { .. }), "{fault}");
    region.sn.stop().await;
    let second = api::serve(twin).await.unwrap();
    second.stop();
    second.stopped().await.unwrap();
    region.stop().await;
}
