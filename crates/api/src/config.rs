//! A node's configuration: one file, every value with a meaning, unknown keys refused.

mod database;
mod limits;
mod national;
mod telling;

use std::path::{Path, PathBuf};

use kernel::Digest;
use node::Settings;
use serde::{Deserialize, Serialize};

use crate::clock::ClockConfig;
use crate::fault::Fault;

pub use database::{ConnectionString, DatabaseConfig};
pub use limits::LimitsConfig;
pub use national::{FolderConfig, NationalConfig, NationalGuarantee, PushConfig};
pub use telling::{ListenersConfig, WebhooksConfig};

/// The file `passavant serve --config` reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the administration sets for its node.
    pub node: Settings,
    /// Where it listens.
    pub serve: ServeConfig,
    /// Where its files are, seen from the configuration file.
    #[serde(default)]
    pub paths: Paths,
    /// Where its store and its keystore are, where they are in PostgreSQL.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub database: DatabaseConfig,
    /// The hub that keeps the directory; none for the hub itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<HubConfig>,
    /// The national system, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<NationalConfig>,
    /// Its watched folder, if it uses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderConfig>,
    /// A clock that is not the machine's: for demonstration and training only. A node does not start
    /// with one in a region whose name does not begin with `demo-` or `training-`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockConfig>,
    /// Whoever listens to what happens.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub listeners: ListenersConfig,
    /// Endpoints to which it is carried.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub webhooks: WebhooksConfig,
    /// How much is taken at a time.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub limits: LimitsConfig,
}

/// Whether nothing is set that differs from what is usual.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where a node listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeConfig {
    /// Address and port; loopback unless a reverse proxy or firewall stands before it.
    pub listen: String,
    /// The longest body taken, in bytes.
    #[serde(default = "ten_mebibytes")]
    pub body_bytes_max: usize,
    /// How long a request may take, in milliseconds.
    #[serde(default = "thirty_seconds")]
    pub request_ms_max: u64,
    /// How many threads read beside the node.
    #[serde(default = "two")]
    pub readers: usize,
    /// How long a start waits for peers to say what they know of the node's log, in milliseconds.
    #[serde(default = "five_seconds")]
    pub compare_ms_max: u64,
}

impl ServeConfig {
    /// The usual values, at an address.
    pub fn listening_on(listen: &str) -> Self {
        Self {
            listen: listen.to_owned(),
            body_bytes_max: ten_mebibytes(),
            request_ms_max: thirty_seconds(),
            readers: two(),
            compare_ms_max: five_seconds(),
        }
    }
}

fn ten_mebibytes() -> usize {
    10 * 1024 * 1024
}

fn thirty_seconds() -> u64 {
    30_000
}

fn five_seconds() -> u64 {
    5_000
}

fn two() -> usize {
    2
}

/// Where a node's files are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// The store.
    pub store: PathBuf,
    /// The keystore, which belongs on another disk than the store and its backups.
    pub keystore: PathBuf,
    /// The folder of the node's private keys.
    pub keys: PathBuf,
    /// The root of the directory, handed over on another way.
    pub root: PathBuf,
    /// Posts, holdings, standing orders, tokens.
    pub people: PathBuf,
    /// Traders, routes, rates, authorisations.
    pub reference: PathBuf,
    /// Signed documents to adopt at start: directory and agreements.
    pub documents: PathBuf,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            store: "store/store.db".into(),
            keystore: "keystore/keys.db".into(),
            keys: "keys".into(),
            root: "root.json".into(),
            people: "people.json".into(),
            reference: "reference.json".into(),
            documents: "documents".into(),
        }
    }
}

/// The hub that keeps and serves the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubConfig {
    /// Where it is: `https://host:port`.
    pub endpoint: String,
    /// The SHA-256 of its TLS key.
    pub tls_key: Digest,
    /// After how many milliseconds the directory is asked for again.
    #[serde(default = "one_minute")]
    pub refresh_ms: u64,
}

fn one_minute() -> u64 {
    60_000
}

/// What is wrong, and on which line.
fn located(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| before.matches('\n').count() + 1);
    line.map_or_else(
        || error.message().to_owned(),
        |line| format!("line {line}: {}", error.message()),
    )
}

impl Config {
    /// Reads the file; paths in it are seen from its folder.
    pub fn load(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|source| Fault::File {
            path: path.to_owned(),
            doing: "read",
            source,
        })?;
        let mut config: Self = toml::from_str(&text).map_err(|error| Fault::Content {
            path: path.to_owned(),
            what: "a configuration",
            detail: located(&error, &text),
        })?;
        let alone = config.folder.is_some() && config.national.is_none();
        let alone = alone.then_some("[folder] without [national]: nobody would know whose it is");
        if let Some(wrong) = alone.or(config.database.wrong()) {
            return Err(Fault::Content {
                path: path.to_owned(),
                what: "a configuration",
                detail: wrong.to_owned(),
            });
        }
        config.database.is_private(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        config.seen_from(folder);
        Ok(config)
    }

    /// Makes every path absolute, seen from a folder.
    fn seen_from(&mut self, folder: &Path) {
        let paths = &mut self.paths;
        for path in [
            &mut paths.store,
            &mut paths.keystore,
            &mut paths.keys,
            &mut paths.root,
            &mut paths.people,
            &mut paths.reference,
            &mut paths.documents,
        ] {
            *path = folder.join(&*path);
        }
        self.database.seen_from(folder);
        if let Some(authorities) = &mut self.webhooks.authorities {
            *authorities = folder.join(&*authorities);
        }
        if let Some(watched) = &mut self.folder {
            watched.path = folder.join(&watched.path);
        }
        if let Some(national) = &mut self.national {
            national.seen_from(folder);
        }
    }

    /// Whether anything is carried to endpoints: to hosts that are listed, or to the national system.
    pub(crate) fn carries(&self) -> bool {
        let pushes = self.national.as_ref().and_then(NationalConfig::pushes);
        pushes.is_some() || !self.webhooks.hosts.is_empty()
    }

    /// The text of the file.
    pub fn to_toml(&self) -> Result<String, Fault> {
        toml::to_string_pretty(self).map_err(|error| Fault::Content {
            path: PathBuf::new(),
            what: "a configuration",
            detail: error.to_string(),
        })
    }
}
