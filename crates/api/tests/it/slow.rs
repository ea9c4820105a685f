//! A listener that takes nothing: its connection is cut, and it comes back for the rest.

use std::net::SocketAddr;
use std::sync::Arc;

use kernel::Digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::hearing::{Heard, Parser};
use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region, until};

/// Believes one key.
#[derive(Debug)]
struct Pinned(Digest);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        assert_eq!(api::spki_digest(certificate), Some(self.0));
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        panic!("TLS 1.3 is spoken")
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// How somebody shakes hands who believes one key.
pub(crate) fn believing(key: Digest) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(key)))
        .with_no_client_auth()
}

/// A connection through which little fits at a time, so that it is soon full.
async fn narrow(address: SocketAddr, key: Digest) -> TlsStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2048).unwrap();
    socket2::SockRef::from(&socket).set_tcp_mss(536).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let config = believing(key);
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

/// Everything that still comes through before the connection ends, however it ends.
async fn drained(stream: &mut TlsStream<TcpStream>) -> String {
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(count) = stream.read(&mut buffer).await {
        if count == 0 {
            break;
        }
        all.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(all).unwrap()
}

/// What of a chunked answer was sent whole: its frames.
fn frames(answer: &str) -> Parser {
    let (head, mut rest) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let mut parser = Parser::default();
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        let Some((chunk, after)) = after.split_at_checked(length) else { break };
        parser.add(chunk.as_bytes());
        let Some(after) = after.strip_prefix("\r\n") else { break };
        rest = after;
    }
    parser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_takes_nothing_is_cut_and_comes_back_for_the_rest() {
    const MOVEMENTS: usize = 80;
    let impatient = |config: &mut api::Config| {
        config.listeners.heartbeat_ms = 100;
        config.listeners.patience_ms = 200;
    };
    let mut region = Region::with(&json!({}), &json!({}), impatient).await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let grn = grn("SN");
    for number in 0..MOVEMENTS {
        let lrn = format!("LRN-{number}");
        let declared = Declared { lrn: &lrn, grn: &grn, amount: 1 };
        trader.done("/movements", &lrn, &declared.command()).await;
    }
    let mut slow = narrow(region.sn.address(), region.sn.tls_key()).await;
    let request = format!(
        "GET /events?after=0 HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {OFFICER}\r\n\r\n"
    );
    slow.write_all(request.as_bytes()).await.unwrap();
    // It reads the head of the answer and nothing more, so the node lets it go.
    let mut answer = String::new();
    while !answer.contains("\r\n\r\n") {
        answer.push(char::from(slow.read_u8().await.unwrap()));
    }
    until("nobody to listen", || async {
        (officer.get("/node").await.json()["listeners"] == json!(0)).then_some(())
    })
    .await;
    answer.push_str(&drained(&mut slow).await);
    let mut parser = frames(&answer);
    let mut heard: Vec<Heard> = std::iter::from_fn(|| parser.event()).collect();
    let all = 2 + MOVEMENTS * 7;
    assert!(!heard.is_empty() && heard.len() < all, "{} of {all}", heard.len());
    // It comes back with what it has seen last and gets the rest, nothing twice.
    let mut ear = officer.listen("", Some(parser.last_id())).await;
    while heard.len() < all {
        heard.push(ear.next().await.unwrap());
    }
    let ids: Vec<_> = heard.iter().map(|heard| heard.id).collect();
    assert_eq!(ids, (1..=i64::try_from(all).unwrap()).collect::<Vec<_>>());
    region.stop().await;
}
