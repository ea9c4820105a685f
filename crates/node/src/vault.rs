//! Bodies are kept encrypted, one key a dossier, author and retention class, so that destroying the
//! key erases them and the journal still verifies.
//!
//! The cipher is ChaCha20-Poly1305 (RFC 8439). The entry's header is bound to the ciphertext.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use journal::{Group, Salt};
use kernel::Digest;
use store::{KeyId, Keys, RowKey};

use crate::entropy::Entropy;
use crate::fault::Fault;

const NONCE_BYTES: usize = 12;

/// The keystore, and keys that are new in the batch under way.
pub(crate) struct Vault {
    keys: Box<dyn Keys>,
    fresh: BTreeMap<KeyId, RowKey>,
    /// Keys that were looked up since the last batch began: each is wanted several times.
    found: RefCell<BTreeMap<KeyId, RowKey>>,
    /// The texts of keys that are destroyed once the batch is on the disk.
    doomed: Vec<String>,
}

impl Vault {
    pub(crate) fn new(keys: Box<dyn Keys>) -> Self {
        Self { keys, fresh: BTreeMap::new(), found: RefCell::default(), doomed: Vec::new() }
    }

    pub(crate) fn keys(&mut self) -> &mut dyn Keys {
        self.keys.as_mut()
    }

    /// A key, if it exists.
    pub(crate) fn key(&self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        if let Some(key) = self.fresh.get(id).or(self.found.borrow().get(id)) {
            return Ok(Some(*key));
        }
        let found = self.keys.get(id)?;
        if let Some(key) = found {
            self.found.borrow_mut().insert(id.clone(), key);
        }
        Ok(found)
    }

    /// Another batch begins: what another process has made or destroyed meanwhile is looked up.
    pub(crate) fn begin(&mut self) {
        self.found.get_mut().clear();
    }

    /// A key, made where there is none.
    fn key_or_new(&mut self, id: &KeyId, rng: &mut dyn Entropy) -> Result<RowKey, Fault> {
        if let Some(key) = self.key(id)? {
            return Ok(key);
        }
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        self.fresh.insert(id.clone(), key);
        Ok(key)
    }

    /// Puts new keys on the disk; the bodies they open must not be there before.
    pub(crate) fn sync(&mut self) -> Result<(), Fault> {
        let fresh: Vec<_> = std::mem::take(&mut self.fresh).into_iter().collect();
        Ok(self.keys.put(&fresh)?)
    }

    /// Has keys destroyed once what says so is on the disk.
    pub(crate) fn doom(&mut self, ids: impl Iterator<Item = String>) {
        self.doomed.extend(ids);
    }

    /// Destroys them.
    pub(crate) fn destroy_doomed(&mut self) -> Result<(), Fault> {
        self.found.get_mut().clear();
        let doomed = std::mem::take(&mut self.doomed);
        if doomed.is_empty() {
            return Ok(());
        }
        Ok(self.keys.destroy_named(&doomed)?)
    }

    /// Forgets keys of a batch that was taken back.
    pub(crate) fn forget(&mut self) {
        self.fresh.clear();
        self.found.get_mut().clear();
        self.doomed.clear();
    }

    /// Encrypts the open groups of an entry.
    pub(crate) fn seal(
        &mut self,
        id: &KeyId,
        header: &[u8],
        groups: &[Group],
        rng: &mut dyn Entropy,
    ) -> Result<Vec<u8>, Fault> {
        let key = self.key_or_new(id, rng)?;
        encrypt(&key, header, &pack(groups), rng)
    }

    /// Encrypts a text under the key of a dossier.
    pub(crate) fn seal_text(
        &mut self,
        id: &KeyId,
        bound_to: &[u8],
        text: &[u8],
        rng: &mut dyn Entropy,
    ) -> Result<Vec<u8>, Fault> {
        let key = self.key_or_new(id, rng)?;
        encrypt(&key, bound_to, text, rng)
    }

    /// Decrypts a text; none where its key was destroyed.
    pub(crate) fn open_text(
        &self,
        id: &KeyId,
        bound_to: &[u8],
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Fault> {
        self.key(id)?.map(|key| decrypt(&key, bound_to, sealed)).transpose()
    }
}

/// The groups of a row: open where its key opens them, withheld where they were never given or were
/// erased.
pub(crate) fn open_groups(
    key: Option<RowKey>,
    header: &[u8],
    commitments: &[Digest],
    sealed: &[u8],
) -> Result<Vec<Group>, Fault> {
    let mut groups: Vec<_> = commitments.iter().copied().map(Group::Withheld).collect();
    let Some(key) = key.filter(|_| !sealed.is_empty()) else { return Ok(groups) };
    let packed = decrypt(&key, header, sealed)?;
    for (position, group) in unpack(&packed).ok_or(Fault::Vault)? {
        *groups.get_mut(position).ok_or(Fault::Vault)? = group;
    }
    Ok(groups)
}

fn encrypt(
    key: &RowKey,
    bound_to: &[u8],
    text: &[u8],
    rng: &mut dyn Entropy,
) -> Result<Vec<u8>, Fault> {
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let payload = Payload { msg: text, aad: bound_to };
    let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Fault::Vault)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Decrypts a text under its key.
pub(crate) fn decrypt(key: &RowKey, bound_to: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Fault::Vault)?;
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    cipher
        .decrypt(&Nonce::from(*nonce), Payload { msg: text, aad: bound_to })
        .map_err(|_| Fault::Vault)
}

/// Each open group: its position, name, salt and body, with lengths before what varies.
fn pack(groups: &[Group]) -> Vec<u8> {
    let mut packed = Vec::new();
    for (position, group) in (0_u32..).zip(groups) {
        if let Group::Open { name, salt, body } = group {
            packed.extend(position.to_be_bytes());
            let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
            packed.extend(length(name));
            packed.extend(name.as_bytes());
            packed.extend(salt);
            packed.extend(length(body));
            packed.extend(body.as_bytes());
        }
    }
    packed
}

fn unpack(mut packed: &[u8]) -> Option<Vec<(usize, Group)>> {
    let mut groups = Vec::new();
    while !packed.is_empty() {
        let position = usize::try_from(take_number(&mut packed)?).ok()?;
        let name = take_text(&mut packed)?;
        let (salt, rest) = packed.split_first_chunk::<{ size_of::<Salt>() }>()?;
        let salt = *salt;
        packed = rest;
        let body = take_text(&mut packed)?;
        groups.push((position, Group::Open { name, salt, body }));
    }
    Some(groups)
}

fn take_number(packed: &mut &[u8]) -> Option<u32> {
    let (number, rest) = packed.split_first_chunk::<4>()?;
    *packed = rest;
    Some(u32::from_be_bytes(*number))
}

fn take_text(packed: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(take_number(packed)?).ok()?;
    let (text, rest) = packed.split_at_checked(length)?;
    *packed = rest;
    String::from_utf8(text.to_vec()).ok()
}
