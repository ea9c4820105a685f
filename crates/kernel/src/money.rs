//! Amounts of money, currencies and rates. No floating point anywhere.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::text::Malformed;
use crate::time::Date;

/// A currency of ISO 4217, by its three letters.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("enum" = currencies()))]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads a code and checks that ISO 4217 has it.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let bytes: Option<[u8; 3]> = text.as_bytes().try_into().ok();
        match (iso_currency::Currency::from_code(text), bytes) {
            (Some(_), Some(code)) => Ok(Self(code)),
            _ => Err(Malformed::new("currency", text, "a currency of ISO 4217")),
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals the currency has: 0 for XOF, 2 for GBP. Two where ISO 4217 says none.
    pub fn decimals(self) -> u32 {
        iso_currency::Currency::from_code(self.as_str())
            .and_then(iso_currency::Currency::exponent)
            .map_or(2, u32::from)
    }
}

/// Every code of ISO 4217, for whoever reads the schema.
fn currencies() -> Vec<String> {
    let letters = || 'A'..='Z';
    let pairs = letters().flat_map(|first| letters().map(move |second| (first, second)));
    pairs
        .flat_map(|(first, second)| letters().map(move |third| format!("{first}{second}{third}")))
        .filter(|code| iso_currency::Currency::from_code(code).is_some())
        .collect()
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Currency {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// Reads a plain decimal: an optional sign, digits, at most one point. No exponent, no plus.
fn plain(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let whole = unsigned.starts_with(|first: char| first.is_ascii_digit());
    (digits && whole && !unsigned.ends_with('.')).then(|| text.parse().ok()).flatten()
}

/// An amount that is not negative: at most 16 digits, of which at most two decimals.
///
/// NCTS phase 5, format n..16,2. Written without needless zeros, as a string.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = crate::schema::decimal!(14, 2)))]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Reads an amount.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        plain(text).and_then(Self::of).ok_or_else(|| {
            Malformed::new("amount", text, "a decimal of at most 16 digits and 2 decimals")
        })
    }

    /// The amount, unless it is negative or too long.
    pub fn of(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let fits = value.scale() <= 2 && value.trunc().mantissa() < 10_i128.pow(14);
        (fits && !value.is_sign_negative()).then_some(Self(value))
    }

    /// A whole number of currency units.
    pub fn whole(value: u32) -> Self {
        Self(Decimal::from(value))
    }

    /// The sum, unless it is too long.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::of)
    }

    /// The difference, unless it is negative.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::of)
    }

    /// So many hundredths of it, rounded up to two decimals; at most the whole.
    #[must_use]
    pub fn per_cent(self, share: u8) -> Self {
        let part = self.0 * Decimal::new(i64::from(share.min(100)), 2);
        let rounded = part.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero);
        Self::of(rounded).unwrap_or(self)
    }

    /// Whether there is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The number itself.
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Amount {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

/// A balance or posting, which may be negative: one side of a double entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, schemars::JsonSchema)]
#[schemars(with = "String", extend("pattern" = r"^-?[0-9]{1,28}(\.[0-9]{1,28})?$"))]
pub struct Signed(Decimal);

impl Signed {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Puts an amount on the account.
    pub fn credit(amount: Amount) -> Self {
        Self(amount.0)
    }

    /// Takes an amount off the account.
    pub fn debit(amount: Amount) -> Self {
        Self(-amount.0)
    }

    /// The sum; 28 digits are more than all the money there is, so it cannot overflow.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).normalize())
    }

    /// The amount, where it is not negative.
    pub fn amount(self) -> Option<Amount> {
        Amount::of(self.0)
    }

    /// Whether both sides are even.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

/// In writing it is text, as amounts are.
impl Serialize for Signed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Signed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// Both together.
    pub fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The amount in the currency of `rate`, rounded to what that currency can pay.
    pub fn convert(self, rate: &Rate, rounding: Rounding) -> Option<Self> {
        if rate.from != self.currency {
            return None;
        }
        let exact = self.amount.0.checked_mul(rate.factor)?;
        let strategy = match rounding {
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Nearest => RoundingStrategy::MidpointAwayFromZero,
        };
        let rounded = exact.round_dp_with_strategy(rate.to.decimals().min(2), strategy);
        Some(Self { amount: Amount::of(rounded)?, currency: rate.to })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Which way a conversion gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero: a hold must not fall short of the debt it covers.
    Up,
    /// To the nearest, halves away from zero.
    Nearest,
}

/// A rate of exchange as an administration published it for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The currency converted.
    pub from: Currency,
    /// The currency obtained.
    pub to: Currency,
    /// How many units of `to` one unit of `from` is worth.
    #[serde(with = "rust_decimal::serde::str")]
    #[schemars(with = "String", extend("pattern" = crate::schema::decimal!(14, 14)))]
    pub factor: Decimal,
    /// The day the rate holds for.
    #[schemars(with = "crate::schema::Day")]
    pub day: Date,
}

impl Rate {
    /// A rate, unless its factor is not a positive decimal.
    pub fn new(from: Currency, to: Currency, factor: &str, day: Date) -> Result<Self, Malformed> {
        let factor = plain(factor)
            .filter(|value| *value > Decimal::ZERO)
            .ok_or_else(|| Malformed::new("rate", factor, "a positive decimal"))?;
        Ok(Self { from, to, factor: factor.normalize(), day })
    }
}
