//! What only one node may read: HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use kernel::{Malformed, SealedText};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Keeps what is sealed here from being opened as anything else.
const INFO: &[u8] = b"passavant/seal/1";

/// The public key of a node, to which facts are sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SealKey([u8; 32]);

/// The private key of a node. It is never printed.
#[derive(Clone)]
pub struct UnsealKey(<X25519HkdfSha256 as Kem>::PrivateKey);

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// The key is not one.
    #[error("the key is not an X25519 key")]
    Key,
    /// It was sealed to another key, bound to something else, or changed.
    #[error("the sealed text does not open with this key for this purpose")]
    Closed,
}

impl SealKey {
    /// Seals a text to the key, bound to the associated data.
    pub fn seal(
        &self,
        bound_to: &[u8],
        text: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<SealedText, SealError> {
        type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
        let key = PublicKey::from_bytes(&self.0).map_err(|_| SealError::Key)?;
        let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            X25519HkdfSha256,
        >(&OpModeS::Base, &key, INFO, text, bound_to, rng)
        .map_err(|_| SealError::Key)?;
        let key = STANDARD.encode(encapsulated.to_bytes());
        Ok(SealedText { key, text: STANDARD.encode(ciphertext) })
    }
}

impl UnsealKey {
    /// The key grown from 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(X25519HkdfSha256::derive_keypair(seed).0)
    }

    /// The public half.
    pub fn public(&self) -> SealKey {
        let bytes = X25519HkdfSha256::sk_to_pk(&self.0).to_bytes();
        SealKey(<[u8; 32]>::from(bytes))
    }

    /// Opens what was sealed to this key and bound to the same data.
    pub fn open(&self, bound_to: &[u8], sealed: &SealedText) -> Result<Vec<u8>, SealError> {
        type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;
        let key = STANDARD.decode(&sealed.key).map_err(|_| SealError::Closed)?;
        let key = Encapsulated::from_bytes(&key).map_err(|_| SealError::Closed)?;
        let text = STANDARD.decode(&sealed.text).map_err(|_| SealError::Closed)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &key,
            INFO,
            &text,
            bound_to,
        )
        .map_err(|_| SealError::Closed)
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for UnsealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsealKey")
    }
}

impl TryFrom<String> for SealKey {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("seal key", &text, "32 bytes in base64");
        let bytes = STANDARD.decode(&text).map_err(|_| malformed())?;
        bytes.try_into().map(Self).map_err(|_| malformed())
    }
}

impl From<SealKey> for String {
    fn from(key: SealKey) -> Self {
        STANDARD.encode(key.0)
    }
}
