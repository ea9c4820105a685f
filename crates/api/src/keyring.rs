//! The node's private keys as files, made on site.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use identity::{NodeSecret, UnsealKey};
use kernel::{Digest, SigningKey};
use node::{Entropy, NodeKeys};

use crate::fault::Fault;
use crate::private;
use crate::tls::{certificate_digest, new_certificate};

/// The folder that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyring(PathBuf);

impl Keyring {
    /// Keys in a folder.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Makes all keys. Those that are there already stay.
    pub fn make(&self, entropy: &mut dyn Entropy) -> Result<(), Fault> {
        private::folder(&self.0)?;
        for name in ["log.key", "seal.key", "secret.key"] {
            let mut seed = [0; 32];
            entropy.fill_bytes(&mut seed);
            self.write_new(name, STANDARD.encode(seed).as_bytes())?;
        }
        if !self.0.join("tls.key.pem").exists() {
            let (certificate, key) = new_certificate()?;
            self.write_new("tls.key.pem", key.as_bytes())?;
            self.write_new("tls.cert.pem", certificate.as_bytes())?;
        }
        Ok(())
    }

    /// Makes a key under which a member signs; one that is there already stays.
    pub fn make_member(&self, name: &str, entropy: &mut dyn Entropy) -> Result<SigningKey, Fault> {
        private::folder(&self.0)?;
        let mut seed = [0; 32];
        entropy.fill_bytes(&mut seed);
        self.write_new("member.key", STANDARD.encode(seed).as_bytes())?;
        self.member(name)
    }

    /// The key under which a member signs.
    pub fn member(&self, name: &str) -> Result<SigningKey, Fault> {
        Ok(SigningKey::from_seed(name, &self.seed("member.key")?))
    }

    /// The node's own keys.
    pub fn node(&self, name: &str) -> Result<NodeKeys, Fault> {
        Ok(NodeKeys {
            log: SigningKey::from_seed(name, &self.seed("log.key")?),
            seal: UnsealKey::from_seed(&self.seed("seal.key")?),
            secret: NodeSecret::new(self.seed("secret.key")?),
        })
    }

    /// The TLS certificate and key, in PEM.
    pub fn tls(&self) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        Ok((self.read("tls.cert.pem")?, self.read("tls.key.pem")?))
    }

    /// The digest by which the directory pins the TLS key.
    pub fn tls_digest(&self) -> Result<Digest, Fault> {
        let certificate = self.read("tls.cert.pem")?;
        certificate_digest(&certificate).ok_or_else(|| Fault::Content {
            path: self.0.join("tls.cert.pem"),
            what: "a certificate",
            detail: String::new(),
        })
    }

    fn seed(&self, name: &str) -> Result<[u8; 32], Fault> {
        let text = self.read(name)?;
        let bytes = STANDARD.decode(text.trim_ascii()).ok();
        bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| Fault::Content {
            path: self.0.join(name),
            what: "a key of 32 bytes in base64",
            detail: String::new(),
        })
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let path = self.0.join(name);
        fs::read(&path).map_err(|source| Fault::File { path, doing: "read", source })
    }

    /// Writes a file that only its owner reads, unless it is there.
    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.0.join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = match options.open(&path) {
            Ok(mut file) => file.write_all(bytes).and_then(|()| file.sync_all()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        };
        written.map_err(|source| Fault::File { path, doing: "written", source })
    }
}
