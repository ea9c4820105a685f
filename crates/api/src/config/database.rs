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

    /// Without the password. An URL begins with a word; in pairs, `://` may stand in a value.
    pub fn shown(&self) -> String {
        let scheme = self.0.split_once("://");
        match scheme.filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphabetic())) {
            Some((scheme, rest)) => format!("{scheme}://{}", without_password_of_url(rest)),
            None => without_password(&self.0),
        }
    }
}

/// The parts of an URL, as the client of the database takes it apart: whoever connects stands before an
/// @, and his password may have any other sign.
fn without_password_of_url(rest: &str) -> String {
    let first = rest.find('@').unwrap_or_default();
    let (before, after) = rest.split_at(first);
    let named = after.split('?').next().unwrap_or_default();
    let (who, place) = rest.split_at(before.len() + named.rfind('@').unwrap_or_default());
    let who = match who.split_once(':') {
        Some((user, _)) => format!("{user}:{MASK}"),
        None => who.to_owned(),
    };
    let Some((place, query)) = place.split_once('?') else { return who + place };
    // A name may be written with signs that stand for letters.
    let secret = |name: &str| name.contains("password") || name.contains('%');
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if secret(name) => format!("{name}={MASK}"),
        _ => part.to_owned(),
    });
    format!("{who}{place}?{}", parts.collect::<Vec<_>>().join("&"))
}

/// The pairs of a connection string, that of the password masked, each from the end of the one before.
fn without_password(text: &str) -> String {
    let (mut shown, mut rest) = (String::new(), text);
    while let Some(equals) = rest.find('=') {
        let (name, after) = rest.split_at(equals + 1);
        let value = after.trim_start();
        let (value, next) = value.split_at(value_length(value));
        let is_secret = name.contains("password");
        let whole = after.strip_suffix(next).unwrap_or(value);
        shown.extend([name, if is_secret { MASK } else { whole }]);
        if is_secret && next.starts_with(|sign: char| !sign.is_whitespace()) {
            shown.push(' ');
        }
        rest = next;
    }
    shown + rest
}

/// How long the value is that begins here: between apostrophes, or as far as the next space. A sign
/// behind a backslash is part of it in either.
fn value_length(value: &str) -> usize {
    let quoted = value.starts_with('\'');
    let mut escaped = false;
    for (at, sign) in value.char_indices().skip(usize::from(quoted)) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' if quoted => return at + 1,
            _ if !quoted && sign.is_whitespace() => return at,
            _ => {}
        }
    }
    value.len()
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
