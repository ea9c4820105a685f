//! Canonical JSON: the one form in which a writer hashes and signs.

use serde::Serialize;
use thiserror::Error;

/// Why a value has no canonical form.
#[derive(Debug, Error)]
#[error("the value has no canonical JSON form")]
pub struct Canonical(#[source] serde_json::Error);

/// The RFC 8785 bytes of a value.
///
/// Only a writer calls this, once for each thing it writes; everybody else keeps the bytes as they
/// came. Amounts and masses are strings and no field is a floating point number, so the one delicate
/// part of the standard is never used.
pub fn canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, Canonical> {
    serde_json_canonicalizer::to_vec(value).map_err(Canonical)
}
