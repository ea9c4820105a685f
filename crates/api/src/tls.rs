//! TLS 1.3 between nodes: a peer is known by the key the directory pins, never by a name.
//!
//! Certificates are self-signed carriers of that key; nobody's authority stands behind them. A
//! client without a certificate is welcome too, but is nobody until it shows a token.

use std::sync::{Arc, RwLock};

use identity::Directory;
use kernel::Digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, DistinguishedName, Error,
    ServerConfig, SignatureScheme, WantsVerifier,
};

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
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let key = spki_digest(certificate);
        if key.is_some_and(|key| self.0.has(&key)) {
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

/// What a client asks of a server: one certain key.
#[derive(Debug)]
struct PinnedServer(Digest);

impl ServerCertVerifier for PinnedServer {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if spki_digest(certificate) == Some(self.0) {
            Ok(ServerCertVerified::assertion())
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
    Ok(config)
}

/// A client's side: TLS 1.3, and whoever is to be believed still to be said.
pub(crate) fn client() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Error> {
    ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
}

/// A client that speaks to the holder of one key, with a certificate of its own if it has one.
pub fn client_pinned_to(
    server: Digest,
    pem: Option<&(Vec<u8>, Vec<u8>)>,
    timeout: std::time::Duration,
) -> Result<reqwest::Client, Fault> {
    let builder =
        client()?.dangerous().with_custom_certificate_verifier(Arc::new(PinnedServer(server)));
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
        .build()
        .map_err(Fault::Client)
}
