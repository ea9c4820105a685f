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

#[cfg(test)]
mod tests;

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

    /// Makes the next key that signs and the next that opens what is sealed. Those before stay, under
    /// numbers: what was sealed to them, or by them, is still under way.
    pub fn renew(&self, entropy: &mut dyn Entropy) -> Result<(), Fault> {
        for name in ["log", "seal"] {
            let (last, next) = (format!("{name}.key"), format!("{name}.next.key"));
            let number = self.former(name).last().map_or(1, |number| number + 1);
            let (mut seed, before) = ([0; 32], self.seed(&last)?);
            entropy.fill_bytes(&mut seed);
            // Each file has its name once it is whole: a process that ends in between leaves none that
            // cannot be read.
            for (name, seed) in [(format!("{name}.{number}.key"), before), (last, seed)] {
                self.remove(&next)?;
                self.write_new(&next, STANDARD.encode(seed).as_bytes())?;
                let path = self.0.join(name);
                fs::rename(self.0.join(&next), &path)
                    .and_then(|()| fs::File::open(&self.0)?.sync_all())
                    .map_err(|source| Fault::File { path, doing: "written", source })?;
            }
        }
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), Fault> {
        let path = self.0.join(name);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Fault::File { path, doing: "removed", source })
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The numbers of the keys of a name that were in use before, the first first.
    fn former(&self, name: &str) -> Vec<u32> {
        let there = |number: &u32| self.0.join(format!("{name}.{number}.key")).exists();
        (1..).take_while(there).collect()
    }

    /// The seeds of a name, the one in use first, then those before, the last first.
    fn seeds(&self, name: &str) -> Result<([u8; 32], Vec<[u8; 32]>), Fault> {
        let former = self.former(name).into_iter().rev();
        let former = former.map(|number| self.seed(&format!("{name}.{number}.key")));
        Ok((self.seed(&format!("{name}.key"))?, former.collect::<Result<_, _>>()?))
    }

    /// The node's own keys.
    pub fn node(&self, name: &str) -> Result<NodeKeys, Fault> {
        let (log, former_logs) = self.seeds("log")?;
        let (seal, former_seals) = self.seeds("seal")?;
        let log_key = |seed: &[u8; 32]| SigningKey::from_seed(name, seed);
        Ok(NodeKeys {
            log: log_key(&log),
            former_logs: former_logs.iter().map(log_key).collect(),
            seal: UnsealKey::from_seed(&seal),
            former_seals: former_seals.iter().map(UnsealKey::from_seed).collect(),
            secret: self.secret()?,
        })
    }

    /// By what the node recognises commands, access codes and names of what was erased.
    pub fn secret(&self) -> Result<NodeSecret, Fault> {
        Ok(NodeSecret::new(self.seed("secret.key")?))
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
