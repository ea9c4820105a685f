//! An endpoint that is told: what it received, and what it answers.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use rustls::ServerConfig;
use rustls::crypto::ring as provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::region::{free_address, until};

/// What was received once.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn event(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// Whether somebody with the secret has signed it, as receivers find out.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let id = self.header("webhook-id");
        let signed = format!("{id}.{}.", self.header("webhook-timestamp"));
        let content = [signed.as_bytes(), &self.body].concat();
        self.header("webhook-signature").split(' ').any(|signature| {
            let signature = signature.strip_prefix("v1,").unwrap();
            hmac::verify(&key, &content, &STANDARD.decode(signature).unwrap()).is_ok()
        })
    }
}

/// What is answered next, where it is not 204: a status, and where it leads.
type Answers = VecDeque<(u16, Option<String>)>;

#[derive(Debug, Clone, Default)]
struct Kept(Arc<Mutex<(Vec<Received>, Answers)>>);

/// Connections over TLS.
struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // Whoever does not believe the certificate goes away.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// An endpoint on the loopback address.
pub(crate) struct Receiver {
    pub(crate) address: String,
    kept: Kept,
    serving: JoinSet<()>,
}

async fn receive(
    State(kept): State<Kept>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let mut kept = kept.0.lock().unwrap();
    let path = uri.path().to_owned();
    kept.0.push(Received { headers, path, body: body.to_vec() });
    let (status, location) = kept.1.pop_front().unwrap_or((204, None));
    let mut answer = StatusCode::from_u16(status).unwrap().into_response();
    if let Some(location) = location {
        answer.headers_mut().insert("location", location.parse().unwrap());
        answer.headers_mut().insert("retry-after", "0".parse().unwrap());
    }
    answer
}

impl Receiver {
    /// One that is not up yet.
    pub(crate) fn down() -> Self {
        let (address, kept) = (free_address(), Kept::default());
        Self { address, kept, serving: JoinSet::new() }
    }

    /// One that is up.
    pub(crate) async fn start() -> Self {
        let mut receiver = Self::down();
        receiver.up().await;
        receiver
    }

    pub(crate) async fn up(&mut self) {
        let listener = TcpListener::bind(&self.address).await.unwrap();
        let router = Router::new().fallback(receive).with_state(self.kept.clone());
        self.serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
    }

    /// One that is up and speaks TLS 1.3 under a certificate of its own, which is given back in PEM.
    pub(crate) async fn start_with_tls() -> (Self, String) {
        let mut receiver = Self::down();
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec!["127.0.0.1".to_owned()];
        let certificate = rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(provider::default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind(&receiver.address).await.unwrap();
        let listener = Tls { listener, acceptor: TlsAcceptor::from(Arc::new(config)) };
        let router = Router::new().fallback(receive).with_state(receiver.kept.clone());
        receiver.serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        (receiver, certificate.pem())
    }

    /// Its address, as a webhook names it.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/told", self.address)
    }

    /// What it answers next.
    pub(crate) fn answers(&self, answers: &[u16]) {
        let answers = answers.iter().map(|status| (*status, None));
        self.kept.0.lock().unwrap().1.extend(answers);
    }

    /// It leads elsewhere next.
    pub(crate) fn leads(&self, status: u16, to: &str) {
        self.kept.0.lock().unwrap().1.push_back((status, Some(to.to_owned())));
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.kept.0.lock().unwrap().0.clone()
    }

    /// What was received, once it is what is wanted.
    pub(crate) async fn until(
        &self,
        what: &str,
        wanted: impl Fn(&[Received]) -> bool,
    ) -> Vec<Received> {
        until(what, || async {
            let received = self.received();
            wanted(&received).then_some(received)
        })
        .await
    }
}

/// What was received, each notice once, in the order in which each came first.
pub(crate) fn once(received: &[Received]) -> Vec<Value> {
    let mut known = BTreeSet::new();
    let first = received.iter().filter(|one| known.insert(one.header("webhook-id").to_owned()));
    first.map(|one| one.json()["data"].clone()).collect()
}
