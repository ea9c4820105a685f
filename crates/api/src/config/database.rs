//! Settings of the databases, where store and keystore are in PostgreSQL.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// The databases of a node. Where none is named, store and keystore are files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// What names the database of the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<ConnectionString>,
    /// What names the database of the keystore, another one, with backups of its own. Several
    /// processes of one node need it; with a keystore in a file there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keystore: Option<ConnectionString>,
    /// A file of the authorities that may vouch for the servers, in PEM, where they are reached over
    /// TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
    /// For how many milliseconds the process that has the duties may be silent before another one of
    /// the node takes them.
    pub takeover_ms: u64,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { store: None, keystore: None, authorities: None, takeover_ms: 10_000 }
    }
}

impl DatabaseConfig {
    /// Whether several processes of the node may be at work at once.
    pub(crate) fn is_shared(&self) -> bool {
        self.store.is_some() && self.keystore.is_some()
    }

    /// What does not go together.
    pub(super) fn wrong(&self) -> Option<&'static str> {
        let only_keys = self.store.is_none() && self.keystore.is_some();
        only_keys.then_some(
            "[database] with a keystore and no store: a store in a file has its keys in one",
        )
    }

    /// A password in a file that others may read is none.
    pub(super) fn is_private(&self, path: &Path) -> Result<(), Fault> {
        let strings = self.store.iter().chain(&self.keystore);
        let secret = strings.clone().any(ConnectionString::has_password);
        if secret && others_may_read(path) {
            return Err(Fault::Readable { path: path.to_owned() });
        }
        Ok(())
    }

    /// Makes every path absolute, seen from a folder.
    pub(super) fn seen_from(&mut self, folder: &Path) {
        if let Some(authorities) = &mut self.authorities {
            *authorities = folder.join(&*authorities);
        }
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    let mode = |metadata: std::fs::Metadata| {
        std::os::unix::fs::PermissionsExt::mode(&metadata.permissions())
    };
    std::fs::metadata(path).map(mode).is_ok_and(|mode| mode & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> bool {
    false
}

/// What names a database, as `libpq` writes it (`host=/run/postgresql dbname=passavant`) or as an URL.
/// It may hold a password, so that it is shown without it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionString(String);

/// What stands in the place of a password.
const MASK: &str = "****";

impl ConnectionString {
    /// As it stands in the configuration, password and all.
    pub fn open(&self) -> &str {
        &self.0
    }

    /// Whether a password stands in it.
    fn has_password(&self) -> bool {
        self.shown() != self.0
    }

    /// Without the password.
    pub fn shown(&self) -> String {
        match self.0.split_once("://") {
            Some((scheme, rest)) => format!("{scheme}://{}", without_password_of_url(rest)),
            None => without_password(&self.0),
        }
    }
}

fn without_password_of_url(rest: &str) -> String {
    // A name may have an @ in its password only where that is written otherwise.
    let place = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(place);
    let who = authority.rsplit_once('@');
    let user = who.and_then(|(who, host)| Some((who.split_once(':')?.0, host)));
    let authority = match user {
        Some((user, host)) => format!("{user}:{MASK}@{host}"),
        None => authority.to_owned(),
    };
    let Some((path, query)) = path.split_once('?') else { return authority + path };
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if name.contains("password") => format!("{name}={MASK}"),
        _ => part.to_owned(),
    });
    format!("{authority}{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

/// The pairs of a connection string, that of the password masked. A value may stand between
/// apostrophes, and an equals sign between spaces.
fn without_password(text: &str) -> String {
    let Some(at) = text.find("password") else { return text.to_owned() };
    let (before, rest) = text.split_at(at);
    let Some((name, value)) = rest.split_once('=') else { return text.to_owned() };
    let value = value.trim_start();
    let (mut quoted, mut escaped) = (false, false);
    let end = value.find(|character: char| {
        let (was_escaped, is_quote) = (std::mem::take(&mut escaped), character == '\'');
        if was_escaped {
            return false;
        }
        escaped = character == '\\';
        quoted ^= is_quote;
        !quoted && character.is_whitespace()
    });
    let after = end.and_then(|end| value.get(end..)).unwrap_or_default();
    format!("{before}{name}={MASK}{}", without_password(after))
}

impl std::fmt::Debug for ConnectionString {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

impl From<&str> for ConnectionString {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(test)]
mod tests;
