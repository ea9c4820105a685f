//! Which database on which server, and what it must be like before anything is trusted to it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode, TargetSessionAttrs};
use postgres::error::{Severity, SqlState};
use postgres::{Client, Config, NoTls};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::link::{Link, Warning};
use crate::fault::Fault;

/// How long reaching the server may take, unless its name says otherwise.
const REACHED_WITHIN: Duration = Duration::from_secs(10);
/// After how long a server that says nothing is taken for gone, unless its name says otherwise.
const GONE_AFTER: Duration = Duration::from_secs(30);
/// What must be set, and to what. Where the first is off, a commit is told before it is on the disk;
/// where the others are, a crash of the server's machine may take it back.
const SETTINGS: &[(&str, &[&str], &str)] = &[
    ("synchronous_commit", &["on", "remote_apply"], "on"),
    ("fsync", &["on"], "on"),
    ("full_page_writes", &["on"], "on"),
    ("server_encoding", &["UTF8"], "UTF8"),
];
/// A process that stands still in the middle of a transaction keeps every other from writing.
const WRITES: &str = "SET idle_in_transaction_session_timeout = '60s'";
const READS: &str = "SET default_transaction_read_only = on";

/// Which database, and who vouches for its server where it is reached over TLS.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a> {
    /// What `libpq` calls a connection string, or an URL.
    pub named: &'a str,
    /// Certificates in PEM.
    pub authorities: Option<&'a [u8]>,
}

impl<'a> From<&'a str> for Address<'a> {
    fn from(named: &'a str) -> Self {
        Self { named, authorities: None }
    }
}

/// A database.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    /// How its server is reached, unless it is in the clear.
    tls: Option<MakeRustlsConnect>,
}

impl Server {
    pub(super) fn parse(address: Address<'_>) -> Result<Self, Fault> {
        let named = address.named;
        let mut config: Config = named.parse().map_err(|source| Fault::Named { source })?;
        if config.get_application_name().is_none() {
            config.application_name("passavant");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(REACHED_WITHIN);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(GONE_AFTER);
        }
        if !named.contains("keepalives") {
            config.keepalives_idle(GONE_AFTER);
        }
        // Of several servers one takes writes, and what another shows may be of an earlier moment.
        let several = config.get_hosts().len().max(config.get_hostaddrs().len()) > 1;
        if several && config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(vouched(address.authorities)?),
            _ => None,
        };
        let server = Self { config, tls };
        server.in_the_clear()?;
        Ok(server)
    }

    /// What is not told over TLS stays on this machine, unless the name itself says `sslmode=disable`.
    fn in_the_clear(&self) -> Result<(), Fault> {
        if self.tls.is_some() || self.config.get_ssl_mode() == SslMode::Disable {
            return Ok(());
        }
        let named = self.config.get_hosts().iter().filter_map(|host| match host {
            Host::Tcp(name) => Some(name.clone()),
            Host::Unix(_) => None,
        });
        let addressed = self.config.get_hostaddrs().iter().map(IpAddr::to_string);
        let here = |host: &String| {
            host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        };
        match named.chain(addressed).find(|host| !here(host)) {
            Some(host) => Err(Fault::InTheClear { host }),
            None => Ok(()),
        }
    }

    fn client(&self) -> Result<(Client, Warning), postgres::Error> {
        let (mut config, warning) = (self.config.clone(), Warning::default());
        let heard = warning.clone();
        config.notice_callback(move |notice| {
            if notice.parsed_severity() == Some(Severity::Warning) {
                heard.hear(notice.message());
            }
        });
        let client = match &self.tls {
            Some(tls) => config.connect(tls.clone()),
            None => config.connect(NoTls),
        };
        Ok((client?, warning))
    }

    /// Connects, and looks whether the server keeps what it says it keeps.
    pub(super) fn connect(&self, writes: bool) -> Result<Link, Fault> {
        let reach = |source| Fault::Reach { server: self.to_string(), source };
        let (client, warning) = self.client().map_err(reach)?;
        let mut link = Link::new(client, warning);
        for (setting, good, needed) in SETTINGS {
            let mut found = shown(&mut link, setting)?;
            let lost = |found: &Option<String>| {
                found.as_ref().is_some_and(|found| !good.contains(&found.as_str()))
            };
            // Only this one is ours to set.
            if lost(&found) && *setting == "synchronous_commit" {
                link.script("have commits synced", "SET synchronous_commit = on")?;
                found = shown(&mut link, setting)?;
            }
            if let Some(found) = found.clone().filter(|_| lost(&found)) {
                return Err(Fault::Setting { setting, found, needed });
            }
        }
        // Tables grow from nothing to millions of rows under plans that are made once: each look-up goes
        // by an index from the first day.
        if shown(&mut link, "enable_seqscan")?.is_some() {
            link.script("set a connection up", "SET enable_seqscan = off")?;
        }
        link.script("set a connection up", if writes { WRITES } else { READS })?;
        Ok(link)
    }
}

/// TLS 1.3 with whoever one of these vouches for, by the name the connection string has for him.
fn vouched(authorities: Option<&[u8]>) -> Result<MakeRustlsConnect, Fault> {
    let Some(authorities) = authorities else { return Err(Fault::NobodyVouches) };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(authorities) {
        let certificate = certificate.map_err(|_| Fault::Authorities)?;
        roots.add(certificate).map_err(|_| Fault::Authorities)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|_| Fault::Authorities)?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// What is set; none where the server knows no such setting.
fn shown(link: &mut Link, setting: &str) -> Result<Option<String>, Fault> {
    match link.script("read a setting", &format!("SHOW {setting}")) {
        Ok(row) => Ok(row.and_then(|row| row.into_iter().next().flatten())),
        Err(Fault::Server { source, .. }) if source.code() == Some(&SqlState::UNDEFINED_OBJECT) => {
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({self})")
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts = hosts.collect::<Vec<_>>().join(" or ");
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        write!(f, "{database} at {hosts}")
    }
}
