//! Signed notes (C2SP `signed-note`): a text and Ed25519 signatures under it, as lines one can read.
//!
//! Checkpoints, the directory and agreements are all signed this way, so there is one verifier.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, Verifier};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hash::Digest;
use crate::text::Malformed;

/// The signature type C2SP `signed-note` gives to Ed25519.
const ED25519: u8 = 0x01;
const DASH: &str = "\u{2014} ";
/// More signatures than any directory has members; a longer note is not read.
const SIGNATURES_MAX: usize = 256;

/// Why a note or key is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Not the form of a signed note.
    #[error("the text is not a signed note: {0}")]
    Form(&'static str),
    /// No signature by this key.
    #[error("the note carries no signature of {0}")]
    Unsigned(String),
    /// A signature that names the key and does not verify.
    #[error("the signature of {0} does not verify")]
    Forged(String),
}

/// Why bytes are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the bytes are not an Ed25519 public key")]
pub struct KeyError;

/// A public key with the name under which it signs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyingKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// A key from its 32 bytes.
    pub fn new(name: &str, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError)?;
        if !Self::may_be_called(name) {
            return Err(KeyError);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// Whether a key may sign under a name. C2SP `signed-note`: not without one, and no white space and no
    /// plus sign in it.
    pub fn may_be_called(name: &str) -> bool {
        !name.is_empty() && !name.contains(|letter: char| letter == '+' || letter.is_whitespace())
    }

    /// The same key signing under another name.
    pub fn named(&self, name: &str) -> Result<Self, KeyError> {
        Self::new(name, &self.key.to_bytes())
    }

    /// The name under which it signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    fn id(&self) -> [u8; 4] {
        let hash = Digest::of(&[self.name.as_bytes(), b"\n", &[ED25519], &self.key.to_bytes()]);
        let [a, b, c, d, ..] = hash.0;
        [a, b, c, d]
    }

    fn verifies(&self, text: &str, signature: &[u8; 64]) -> bool {
        self.key.verify(text.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }
}

/// The verifier form of C2SP: `name+hash+base64(type, key)`.
impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![ED25519];
        typed.extend_from_slice(&self.key.to_bytes());
        let [a, b, c, d] = self.id();
        write!(f, "{}+{a:02x}{b:02x}{c:02x}{d:02x}+{}", self.name, STANDARD.encode(typed))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for VerifyingKey {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("verifier key", &text, "name+hash+base64 of C2SP");
        let mut fields = text.splitn(3, '+');
        let (name, _, typed) = (fields.next(), fields.next(), fields.next());
        let typed = STANDARD.decode(typed.unwrap_or_default()).map_err(|_| malformed())?;
        let key: [u8; 32] = match typed.split_first() {
            Some((&ED25519, key)) => key.try_into().map_err(|_| malformed())?,
            _ => return Err(malformed()),
        };
        let key = Self::new(name.unwrap_or_default(), &key).map_err(|_| malformed())?;
        if key.to_string() == text { Ok(key) } else { Err(malformed()) }
    }
}

impl From<VerifyingKey> for String {
    fn from(key: VerifyingKey) -> Self {
        key.to_string()
    }
}

/// A private key with the name under which it signs. It is never printed.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key grown from 32 random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Self {
        Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(seed) }
    }

    /// The 32 bytes it grows from, for keeping.
    pub fn seed(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The public half.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The same key signing under another name.
    #[must_use]
    pub fn named(&self, name: &str) -> Self {
        Self { name: name.to_owned(), key: self.key.clone() }
    }

    /// Signs a text, which must end in a line break.
    pub fn sign(&self, text: &str) -> NoteSignature {
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        NoteSignature { name: self.name.clone(), id: self.verifying().id(), signature }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.name)
    }
}

/// One line of signature under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    id: [u8; 4],
    signature: [u8; 64],
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_vec();
        bytes.extend_from_slice(&self.signature);
        write!(f, "{DASH}{} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text with the signatures under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A text nobody has signed yet. A line break is added where it does not end in one.
    pub fn unsigned(text: &str) -> Self {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        Self { text: format!("{text}{end}"), signatures: Vec::new() }
    }

    /// Adds a signature; the same key signs once.
    #[must_use]
    pub fn signed_by(mut self, key: &SigningKey) -> Self {
        let signature = key.sign(&self.text);
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        self
    }

    /// The text that is signed, line break at the end included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let clean = note.chars().all(|char| char == '\n' || !char.is_control());
        if !clean {
            return Err(NoteError::Form("a control character"));
        }
        let split = note.rfind("\n\n").ok_or(NoteError::Form("no empty line"))?;
        let (text, rest) = note.split_at(split + 1);
        let lines = rest.strip_prefix('\n').and_then(|rest| rest.strip_suffix('\n'));
        let lines = lines.ok_or(NoteError::Form("no line break at the end"))?;
        let signatures: Vec<_> = lines
            .split('\n')
            .take(SIGNATURES_MAX + 1)
            .map(signature_line)
            .collect::<Option<_>>()
            .ok_or(NoteError::Form("a signature line"))?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Form("too many signatures"));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Whether this key signed the text.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), NoteError> {
        let named = |line: &&NoteSignature| line.name == key.name && line.id == key.id();
        // Whoever adds a false line hides none that is true.
        let mut lines = self.signatures.iter().filter(named).peekable();
        if lines.peek().is_none() {
            return Err(NoteError::Unsigned(key.name.clone()));
        }
        if lines.any(|line| key.verifies(&self.text, &line.signature)) {
            Ok(())
        } else {
            Err(NoteError::Forged(key.name.clone()))
        }
    }

    /// The same with the signatures of these keys alone.
    #[must_use]
    pub fn only_by(&self, keys: &[VerifyingKey]) -> Self {
        let by = |line: &&NoteSignature, key: &VerifyingKey| {
            line.name == key.name
                && line.id == key.id()
                && key.verifies(&self.text, &line.signature)
        };
        let mut signatures: Vec<NoteSignature> = Vec::new();
        for key in keys {
            let line = self.signatures.iter().find(|line| by(line, key));
            signatures.extend(line.filter(|line| !signatures.contains(line)).cloned());
        }
        Self { text: self.text.clone(), signatures }
    }

    /// The same with what another has under the same text.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        for signature in other.signatures.iter().filter(|_| other.text == self.text) {
            if !self.signatures.contains(signature) {
                self.signatures.push(signature.clone());
            }
        }
        self
    }

    /// How many of these keys signed the text.
    pub fn count(&self, keys: &[VerifyingKey]) -> usize {
        keys.iter().filter(|key| self.verify(key).is_ok()).count()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn signature_line(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix(DASH)?.rsplit_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_at_checked(4)?;
    Some(NoteSignature {
        name: name.to_owned(),
        id: id.try_into().ok()?,
        signature: signature.try_into().ok()?,
    })
}
