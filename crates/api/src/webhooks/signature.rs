//! How a webhook is signed, by the Standard Webhooks specification 1.0.0: HMAC-SHA256 over its
//! identifier, the time of the try and its body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;

/// What stands before a secret, so that it is recognised as one.
const SECRET_PREFIX: &str = "whsec_";

/// A secret as its owner is shown it.
pub(crate) fn shown(secret: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(secret))
}

/// The header `webhook-signature` of one try; none if the secret cannot be used.
pub(crate) fn signature(secret: &[u8], id: &str, second: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(format!("{id}.{second}.").as_bytes());
    mac.update(body);
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests;
