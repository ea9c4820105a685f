//! What only the node itself must recognise: keyed digests under its secret, and token hashes.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac as _};
use kernel::{Digest, Grn};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A secret of the node, kept outside the store. It is never printed.
#[derive(Clone)]
pub struct NodeSecret([u8; 32]);

/// A keyed digest: equal for equal texts, and telling nothing without the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mac(Digest);

impl NodeSecret {
    /// The secret from 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest of a command as it came, clear codes included, for recognising a repeat.
    pub fn of_command(&self, command: &[u8]) -> Mac {
        self.mac(b"passavant/command/1\0", &[command])
    }

    /// The digest of an access code of a guarantee. Four characters are few, so only the holder of
    /// the secret may be able to try them.
    pub fn of_access_code(&self, grn: &Grn, code: &str) -> Mac {
        self.mac(b"passavant/access/1\0", &[grn.as_str().as_bytes(), b"\0", code.as_bytes()])
    }

    /// What stands for a name of a dossier that was erased.
    pub fn of_erased_name(&self, kind: &str, value: &str) -> Mac {
        self.mac(b"passavant/erased-name/1\0", &[kind.as_bytes(), b"\0", value.as_bytes()])
    }

    /// What stands for the identifier of a command about a dossier that was erased.
    pub fn of_erased_command(&self, id: &str) -> Mac {
        self.mac(b"passavant/erased-command/1\0", &[id.as_bytes()])
    }

    fn mac(&self, purpose: &[u8], parts: &[&[u8]]) -> Mac {
        // HMAC takes keys of any length, so this cannot fail; an empty digest would match nothing.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return Mac(Digest([0; 32]));
        };
        mac.update(purpose);
        for part in parts {
            mac.update(part);
        }
        Mac(Digest(mac.finalize().into_bytes().into()))
    }
}

impl fmt::Debug for NodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeSecret")
    }
}

impl Mac {
    /// The digest itself.
    pub fn digest(self) -> Digest {
        self.0
    }
}

/// The SHA-256 of a token. Tokens are random and long, so a plain hash is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenHash(Digest);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(Digest::of(&[token.as_bytes()]))
    }
}
