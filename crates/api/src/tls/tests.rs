//! By what a client knows a server.

use super::*;

/// When the certificates are looked at: within the validity of those made here.
const NOW: u64 = 1_795_000_000;

fn an_authority() -> rcgen::CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    rcgen::CertifiedIssuer::self_signed(parameters, key).unwrap()
}

fn vouched_for(authority: &rcgen::CertifiedIssuer<'static, rcgen::KeyPair>) -> rcgen::Certificate {
    let names = vec!["node.example".to_owned()];
    let key = rcgen::KeyPair::generate().unwrap();
    rcgen::CertificateParams::new(names).unwrap().signed_by(&key, authority).unwrap()
}

fn taken(known: &KnownServer, certificate: &CertificateDer<'_>, name: &str) -> bool {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW));
    known.verify_server_cert(certificate, &[], &name, &[], now).is_ok()
}

#[test]
fn a_certificate_that_is_given_is_known_by_its_key_whatever_the_place_is_called() {
    let (pem, _) = new_certificate().unwrap();
    let (stranger, _) = new_certificate().unwrap();
    let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let known = KnownServer::by_certificates(pem.as_bytes()).unwrap();
    assert!(taken(&known, &der(&pem), "node.example"));
    assert!(!taken(&known, &der(&stranger), "node.example"));
    assert!(!taken(&known, &der(&stranger), "localhost"));
}

#[test]
fn an_authority_vouches_for_a_server_by_its_name_only() {
    let authority = an_authority();
    let known = KnownServer::by_certificates(authority.pem().as_bytes()).unwrap();
    let server = vouched_for(&authority);
    assert!(taken(&known, server.der(), "node.example"));
    assert!(!taken(&known, server.der(), "other.example"));
    assert!(!taken(&known, vouched_for(&an_authority()).der(), "node.example"));
}

#[test]
fn a_file_without_a_certificate_is_trusted_in_nothing() {
    let (_, key) = new_certificate().unwrap();
    for pem in ["", "no certificate", &key] {
        assert!(KnownServer::by_certificates(pem.as_bytes()).is_err(), "{pem}");
    }
}

#[test]
fn a_stranger_is_told_from_a_server_that_is_away_however_deep_the_reason_lies() {
    use std::io::Error as Io;
    let invalid = || Error::InvalidCertificate(CertificateError::UnknownIssuer);
    assert!(is_stranger(&invalid()));
    assert!(is_stranger(&Io::other(Io::other(invalid()))));
    assert!(is_stranger(&Fault::Tls(invalid())));
    assert!(!is_stranger(&Io::from(std::io::ErrorKind::ConnectionRefused)));
    assert!(!is_stranger(&Fault::Tls(Error::HandshakeNotComplete)));
}
