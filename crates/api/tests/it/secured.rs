//! A database over TLS: a server in whose place nobody else can put himself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{Config, Fault, Kept, Keyring};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use testkit::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What a client of PostgreSQL sends first where it wants TLS.
const WANTS_TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Whoever stands before the server, shows a certificate, and lets nobody in who speaks in the clear.
async fn front(listener: TcpListener, acceptor: TlsAcceptor, socket: PathBuf) {
    let mut lines = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        lines.spawn(line(stream, acceptor.clone(), socket.clone()));
    }
}

async fn line(mut stream: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) -> Option<()> {
    let mut first = [0; 8];
    stream.read_exact(&mut first).await.ok()?;
    if first != WANTS_TLS {
        return None;
    }
    stream.write_all(b"S").await.ok()?;
    let mut inside = acceptor.accept(stream).await.ok()?;
    let mut server = UnixStream::connect(socket).await.ok()?;
    copy_bidirectional(&mut inside, &mut server).await.ok().map(drop)
}

/// A certificate and its key in a folder.
fn certificate(folder: &Path) -> (PathBuf, TlsAcceptor) {
    let keyring = Keyring::at(folder);
    keyring.make(&mut api::entropy().unwrap()).unwrap();
    let (certificate, key) = keyring.tls().unwrap();
    let chain = vec![CertificateDer::from_pem_slice(&certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    (folder.join("tls.cert.pem"), TlsAcceptor::from(Arc::new(config)))
}

/// Opens a store in a database.
async fn opened(folder: &Path, database: Value) -> Result<(), Fault> {
    let config = json!({
        "node": {"region": "corridor", "administration": "SN", "node": "SN-1", "currency": "XOF"},
        "serve": {"listen": "127.0.0.1:0"},
        "paths": {"keystore": folder.join("keystore")},
        "database": database,
    });
    let config: Config = serde_json::from_value(config).unwrap();
    tokio::task::spawn_blocking(move || Kept::open(&config).map(drop)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_reached_over_tls_where_somebody_vouches_for_its_server() {
    let Some(server) = Server::start(&[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (good, acceptor) = certificate(&folder.path().join("good"));
    let (other, _) = certificate(&folder.path().join("other"));
    let host = server.named().split_whitespace().find_map(|pair| pair.strip_prefix("host="));
    let socket = Path::new(host.unwrap()).join(".s.PGSQL.5432");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut fronts = JoinSet::new();
    fronts.spawn(front(listener, acceptor, socket));
    let named = |mode: &str| {
        format!("host=127.0.0.1 port={port} user=passavant dbname=postgres sslmode={mode}")
    };
    let folder = folder.path();
    opened(folder, json!({"store": named("require"), "authorities": good})).await.unwrap();
    let stranger = json!({"store": named("require"), "authorities": other});
    let fault = opened(folder, stranger).await.unwrap_err();
    assert!(matches!(fault, Fault::Store(store::Fault::Reach { .. })), "{fault:?}");
    let fault = opened(folder, json!({"store": named("require")})).await.unwrap_err();
    assert!(matches!(fault, Fault::Store(store::Fault::NobodyVouches)), "{fault:?}");
    let clear = json!({"store": named("disable"), "authorities": good});
    let fault = opened(folder, clear).await.unwrap_err();
    assert!(matches!(fault, Fault::Store(store::Fault::Reach { .. })), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_to_another_machine_in_the_clear_unless_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let named = "host=192.0.2.1 connect_timeout=1 dbname=passavant";
    let fault = opened(folder.path(), json!({"store": named})).await.unwrap_err();
    assert!(matches!(fault, Fault::Store(store::Fault::InTheClear { .. })), "{fault:?}");
}
