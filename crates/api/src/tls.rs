//! TLS 1.3 between nodes: a peer is known by the key the directory pins, never by a name.
//!
//! Certificates are self-signed carriers of that key; nobody's authority stands behind them. A
//! client without a certificate is welcome too, but is nobody until it shows a token.

use std::sync::{Arc, RwLock};

use identity::Directory;
use kernel::Digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_cert_signed_by_trust_anchor};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ParsedCertificate};
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, DistinguishedName, Error,
    RootCertStore, ServerConfig, SignatureScheme, WantsVerifier,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::fault::Fault;

/// The SHA-256 of a certificate's key (SubjectPublicKeyInfo).
pub fn spki_digest(certificate: &CertificateDer<'_>) -> Option<Digest> {
    let parsed = ParsedCertificate::try_from(certificate).ok()?;
    Some(Digest::of(&[parsed.subject_public_key_info().as_ref()]))
}

/// The same, of a certificate in PEM.
pub(crate) fn certificate_digest(pem: &[u8]) -> Option<Digest> {
    spki_digest(&CertificateDer::from_pem_slice(pem).ok()?)
}

/// A new key and a certificate that carries it, both in PEM.
pub(crate) fn new_certificate() -> Result<(String, String), Fault> {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let key = rcgen::KeyPair::generate()?;
    let certificate = rcgen::CertificateParams::new(names)?.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// Which keys the directory pins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pins(Arc<RwLock<Vec<Digest>>>);

impl Pins {
    /// Takes the keys of a directory.
    pub(crate) fn set(&self, directory: &Directory) {
        let keys = directory.nodes().map(|(_, entry)| entry.tls_key).collect();
        if let Ok(mut pins) = self.0.write() {
            *pins = keys;
        }
    }

    fn has(&self, key: &Digest) -> bool {
        self.0.read().is_ok_and(|pins| pins.contains(key))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn schemes() -> Vec<SignatureScheme> {
    ring::default_provider().signature_verification_algorithms.supported_schemes()
}

fn signed(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let algorithms = ring::default_provider().signature_verification_algorithms;
    verify_tls13_signature(message, certificate, signature, &algorithms)
}

/// Whether a certificate that carries a pinned key is within its own dates, and carries that key by its
/// own signature. Nobody else stands behind it, so it is asked as its own authority.
fn in_date(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let mut itself = RootCertStore::empty();
    itself.add(certificate.clone().into_owned())?;
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    let parsed = ParsedCertificate::try_from(certificate)?;
    verify_server_cert_signed_by_trust_anchor(&parsed, &itself, &[], now, algorithms)
}

fn only_tls13() -> Result<HandshakeSignatureValid, Error> {
    Err(Error::General("only TLS 1.3 is spoken here".to_owned()))
}

/// What the server asks of a client: a pinned key, or no certificate at all.
#[derive(Debug)]
struct PinnedClients(Pins);

impl ClientCertVerifier for PinnedClients {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let key = spki_digest(certificate);
        if key.is_some_and(|key| self.0.has(&key)) {
            in_date(certificate, now)?;
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        only_tls13()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signed(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

/// What a client asks of a server: one of certain keys, or a certificate that somebody vouches for.
#[derive(Debug)]
struct KnownServer {
    keys: Vec<Digest>,
    vouched: Option<Arc<WebPkiServerVerifier>>,
}

impl KnownServer {
    fn by_key(key: Digest) -> Self {
        Self { keys: vec![key], vouched: None }
    }

    /// By certificates in PEM: the server's own is known by its key, as a node's carries no name
    /// anybody needs; that of an authority vouches for others, by their names.
    fn by_certificates(pem: &[u8]) -> Result<Self, Fault> {
        let unreadable = |why: &str| Fault::Tls(Error::General(why.to_owned()));
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = certificates.map_err(|_| unreadable("a PEM file cannot be read"))?;
        let keys: Vec<_> = certificates.iter().filter_map(spki_digest).collect();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        if keys.is_empty() || roots.is_empty() {
            return Err(unreadable("there is no certificate in the PEM file"));
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
        let vouched = verifier.build().map_err(|error| unreadable(&error.to_string()))?;
        Ok(Self { keys, vouched: Some(vouched) })
    }
}

impl ServerCertVerifier for KnownServer {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if spki_digest(certificate).is_some_and(|key| self.keys.contains(&key)) {
            in_date(certificate, now)?;
            return Ok(ServerCertVerified::assertion());
        }
        match &self.vouched {
            Some(vouched) => vouched.verify_server_cert(certificate, between, name, stapled, now),
            None => Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        only_tls13()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signed(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn identity((certificate, key): &(Vec<u8>, Vec<u8>)) -> Result<Identity, Fault> {
    let wrong = |_| Fault::Tls(Error::General("a PEM file cannot be read".to_owned()));
    let certificate = CertificateDer::from_pem_slice(certificate).map_err(wrong)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(wrong)?;
    Ok((vec![certificate], key))
}

/// The server's side: TLS 1.3, client certificates pinned by the directory, none asked for.
pub(crate) fn server(pem: &(Vec<u8>, Vec<u8>), pins: Pins) -> Result<ServerConfig, Fault> {
    let (certificates, key) = identity(pem)?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(Arc::new(PinnedClients(pins)))
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A session that is taken up again brings along a certificate that is not looked at once more, and
    // whose key the directory may have replaced since.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(config)
}

/// A client's side: TLS 1.3, and whoever is to be believed still to be said.
pub(crate) fn client_builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Error> {
    ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
}

/// A client that speaks to the holder of one key, with a certificate of its own if it has one.
pub fn client_pinned_to(
    server: Digest,
    pem: Option<&(Vec<u8>, Vec<u8>)>,
    timeout: std::time::Duration,
) -> Result<reqwest::Client, Fault> {
    client(KnownServer::by_key(server), pem, timeout)
}

/// A client that speaks to whoever shows one of these certificates, in PEM, or one of an authority
/// among them.
pub fn client_trusting(
    certificates: &[u8],
    timeout: std::time::Duration,
) -> Result<reqwest::Client, Fault> {
    client(KnownServer::by_certificates(certificates)?, None, timeout)
}

/// Whether a request failed because the server is not who it should be: asking again changes
/// nothing.
pub fn is_stranger(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if matches!(error.downcast_ref(), Some(Error::InvalidCertificate(_))) {
            return true;
        }
        // An error of input or output that wraps another names only what that one wraps.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}

/// What a connection is once hands are shaken over it.
pub type Stream = TlsStream<TcpStream>;

/// How somebody shakes hands with the holder of one key, over connections that he makes himself.
#[derive(Debug, Clone)]
pub struct Handshake(Arc<ClientConfig>);

impl Handshake {
    /// With the holder of a key.
    pub fn with(server: Digest) -> Result<Self, Fault> {
        let known = Arc::new(KnownServer::by_key(server));
        let builder = client_builder()?.dangerous().with_custom_certificate_verifier(known);
        Ok(Self(Arc::new(builder.with_no_client_auth())))
    }

    /// Shakes hands.
    pub async fn over(&self, stream: TcpStream) -> std::io::Result<Stream> {
        let name = ServerName::IpAddress(std::net::Ipv4Addr::LOCALHOST.into());
        TlsConnector::from(self.0.clone()).connect(name, stream).await
    }
}

fn client(
    known: KnownServer,
    pem: Option<&(Vec<u8>, Vec<u8>)>,
    timeout: std::time::Duration,
) -> Result<reqwest::Client, Fault> {
    let builder = client_builder()?.dangerous().with_custom_certificate_verifier(Arc::new(known));
    let config = match pem {
        Some(pem) => {
            let (certificates, key) = identity(pem)?;
            builder.with_client_auth_cert(certificates, key)?
        }
        None => builder.with_no_client_auth(),
    };
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .timeout(timeout)
        .no_proxy()
        // Whoever answers is known by its key; where it leads and what is not encrypted is not.
        .redirect(reqwest::redirect::Policy::none())
        .https_only(true)
        .build()
        .map_err(Fault::Client)
}

#[cfg(test)]
mod tests;
