//! Masses in kilograms.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::text::Malformed;

/// A mass in kilograms: at most 16 digits, of which at most six decimals (n..16,6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mass(Decimal);

impl Mass {
    /// Reads a mass.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed =
            || Malformed::new("mass", text, "a decimal of at most 16 digits and 6 decimals");
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let value: Decimal = text.parse().ok().filter(|_| plain).ok_or_else(malformed)?;
        let value = value.normalize();
        let fits = value.scale() <= 6 && value.trunc().mantissa() < 10_i128.pow(10);
        fits.then_some(Self(value)).ok_or_else(malformed)
    }
}

impl fmt::Display for Mass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Mass {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Mass> for String {
    fn from(mass: Mass) -> Self {
        mass.to_string()
    }
}
