//! How one procedure names the guarantee that covers it, and why a guarantee may not.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::Grn;
use crate::text::{Malformed, checked_text, printable};

/// A type of guarantee that is registered, by its code in NCTS (CL229).
///
/// Types 5 (value below a limit), 8 (public bodies), A (waiver by agreement) and B (TIR) have no
/// account and are not here.
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
pub enum GuaranteeType {
    /// 0: comprehensive guarantee, waived.
    #[serde(rename = "0")]
    Waiver,
    /// 1: comprehensive guarantee.
    #[serde(rename = "1")]
    Comprehensive,
    /// 2: individual guarantee by undertaking.
    #[serde(rename = "2")]
    Individual,
    /// 3: individual guarantee in cash.
    #[serde(rename = "3")]
    Cash,
    /// 4: individual guarantee by voucher.
    #[serde(rename = "4")]
    Voucher,
    /// 9: individual guarantee with multiple usage.
    #[serde(rename = "9")]
    MultipleUsage,
}

impl GuaranteeType {
    /// Every registered type.
    pub const ALL: [Self; 6] = [
        Self::Waiver,
        Self::Comprehensive,
        Self::Individual,
        Self::Cash,
        Self::Voucher,
        Self::MultipleUsage,
    ];

    /// The type with this code.
    pub fn parse(code: &str) -> Result<Self, Malformed> {
        let mut all = Self::ALL.into_iter();
        all.find(|candidate| candidate.code() == code).ok_or_else(|| {
            Malformed::new("guarantee type", code, "a registered type: 0, 1, 2, 3, 4 or 9")
        })
    }

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiver => "0",
            Self::Comprehensive => "1",
            Self::Individual => "2",
            Self::Cash => "3",
            Self::Voucher => "4",
            Self::MultipleUsage => "9",
        }
    }

    /// Whether it is known by a GRN and an access code. NCTS phase 5, C0086 (CL286).
    pub fn has_grn(self) -> bool {
        self != Self::Cash
    }

    /// Whether one movement uses it up.
    pub fn single_use(self) -> bool {
        matches!(self, Self::Individual | Self::Cash | Self::Voucher)
    }
}

impl fmt::Display for GuaranteeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

checked_text!(
    /// The account of a deposit in cash, in the words of the administration that took it.
    CashAccount,
    "cash account",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// A goods code of the Harmonized System, 4 to 10 digits.
    CommodityCode,
    "commodity code",
    "4 to 10 digits",
    |text| (4..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    "^[0-9]{4,10}$"
);

/// What a declaration says to name a guarantee.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum GuaranteeReference {
    /// Its number.
    Grn(Grn),
    /// The account of a deposit in cash at the administration of departure.
    Cash(CashAccount),
}

impl fmt::Display for GuaranteeReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grn(grn) => grn.fmt(f),
            Self::Cash(account) => account.fmt(f),
        }
    }
}

/// Which request for cover of one movement by one guarantee: 1, 2, 3, ...
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
#[serde(transparent)]
#[schemars(extend("maximum" = u32::MAX))]
pub struct Attempt(pub u32);

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which guarantee of a declaration, counted over all its references, from 1.
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
#[serde(transparent)]
pub struct CoverNumber(pub u16);

impl fmt::Display for CoverNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a guarantee does not cover a movement: the EU code list CL252, and one reason of our own.
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
pub enum NoCover {
    /// The guarantee does not exist.
    #[serde(rename = "G01")]
    Unknown,
    /// It exists and is not valid.
    #[serde(rename = "G02")]
    NotValid,
    /// The access code is wrong.
    #[serde(rename = "G03")]
    AccessCode,
    /// The holder of the procedure is not its owner.
    #[serde(rename = "G04")]
    NotOwner,
    /// The voucher has been used.
    #[serde(rename = "G05")]
    VoucherUsed,
    /// It is not valid for suspended goods.
    #[serde(rename = "G06")]
    SuspendedGoods,
    /// It is not valid for sensitive goods.
    #[serde(rename = "G07")]
    SensitiveGoods,
    /// It is not valid in a country of the route.
    #[serde(rename = "G08")]
    Country,
    /// The amount is not sufficient.
    #[serde(rename = "G09")]
    Amount,
    /// The individual guarantee has been used.
    #[serde(rename = "G10")]
    IndividualUsed,
    /// The office is not the one it was given for.
    #[serde(rename = "G11")]
    Office,
    /// The commodity is not the one it was given for.
    #[serde(rename = "G12")]
    Commodity,
    /// The request was withdrawn before it was answered. Not in CL252.
    #[serde(rename = "W01")]
    Withdrawn,
}

impl NoCover {
    /// Every reason.
    pub const ALL: [Self; 13] = [
        Self::Unknown,
        Self::NotValid,
        Self::AccessCode,
        Self::NotOwner,
        Self::VoucherUsed,
        Self::SuspendedGoods,
        Self::SensitiveGoods,
        Self::Country,
        Self::Amount,
        Self::IndividualUsed,
        Self::Office,
        Self::Commodity,
        Self::Withdrawn,
    ];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "G01",
            Self::NotValid => "G02",
            Self::AccessCode => "G03",
            Self::NotOwner => "G04",
            Self::VoucherUsed => "G05",
            Self::SuspendedGoods => "G06",
            Self::SensitiveGoods => "G07",
            Self::Country => "G08",
            Self::Amount => "G09",
            Self::IndividualUsed => "G10",
            Self::Office => "G11",
            Self::Commodity => "G12",
            Self::Withdrawn => "W01",
        }
    }
}

impl fmt::Display for NoCover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text sealed to one node (HPKE): the encapsulated key and the ciphertext, both in base64.
///
/// What it is bound to is said where it is used. It is carried, not admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedText {
    /// The encapsulated key.
    pub key: String,
    /// The ciphertext.
    pub text: String,
}

/// What opens a guarantee: exactly four characters (NCTS phase 5, C0086). It is never written: it
/// has no form for journals, logs or messages, and does not print itself.
#[derive(Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = crate::schema::PRINTABLE, "minLength" = 4, "maxLength" = 4, "writeOnly" = true
))]
pub struct AccessCode(String);

impl AccessCode {
    /// Reads the four characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if printable(text, 4) && text.chars().count() == 4 {
            Ok(Self(text.to_owned()))
        } else {
            // What was found is not told: it may be a code with a slip of the finger.
            Err(Malformed::new("access code", "", "exactly 4 characters, no space at either end"))
        }
    }

    /// The characters, for sealing and for comparing under a keyed digest.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(****)")
    }
}

impl TryFrom<String> for AccessCode {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}
