//! Customs numbers that carry a check digit: MRN and GRN, and the reference a trader gives.

use crate::id::{Epoch, NodeId};
use crate::place::Country;
use crate::text::{Malformed, capitals, checked_text, printable};

/// The check digit over capital letters and digits: the sum of value times two to the position,
/// modulo 11, where 10 becomes 0.
///
/// European Commission, DG XXI/0879/99 Rev. 1, after ISO 6346. Letters count from A = 10 and skip
/// the multiples of 11. `None` where a character has no value.
pub fn check_digit(text: &str) -> Option<u8> {
    let mut sum = 0_u64;
    for (position, byte) in text.bytes().enumerate() {
        // Positions beyond 10 repeat modulo 11: 2^10 leaves 1.
        let weight = 1_u64 << (position % 10);
        sum += value(byte)? * weight;
    }
    u8::try_from(sum % 11 % 10).ok()
}

fn value(byte: u8) -> Option<u64> {
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        b'A' => Some(10),
        b'B'..=b'K' => Some(u64::from(byte - b'B') + 12),
        b'L'..=b'U' => Some(u64::from(byte - b'L') + 23),
        b'V'..=b'Z' => Some(u64::from(byte - b'V') + 34),
        _ => None,
    }
}

fn digit(text: &str, position: usize) -> Option<u8> {
    text.as_bytes().get(position).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0')
}

fn body_and_digit(text: &str, length: usize) -> Option<(u8, u8)> {
    let body = text.get(..length)?;
    Some((check_digit(body)?, digit(text, length)?))
}

/// What a node writes into the twelve free characters of an MRN or GRN: its ordinal, the epoch and
/// a running number, so that no two logs can mint the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial {
    /// The last two digits of the year, 0 to 99.
    pub year: u8,
    /// The country that mints.
    pub country: Country,
    /// The node that mints.
    pub node: NodeId,
    /// The epoch it mints in.
    pub epoch: Epoch,
    /// The running number, below 36^8.
    pub number: u64,
    /// Whether it is minted for training. Such a number has a letter from T to V where any other
    /// has a digit from 0 to 2.
    pub training: bool,
}

/// What is added to the ordinal of a node in numbers for training: it begins at `T0`.
const TRAINING: u64 = 29 * 36;

impl Serial {
    fn body(&self) -> Result<String, Malformed> {
        let added = if self.training { TRAINING } else { 0 };
        let ordinal = base36(u64::from(self.node.ordinal()) + added, 2);
        let epoch = base36(u64::from(self.epoch.0), 2);
        let number = base36(self.number, 8);
        let (Some(ordinal), Some(epoch), Some(number)) = (ordinal, epoch, number) else {
            let found = format!("{} {} {}", self.node, self.epoch, self.number);
            return Err(Malformed::new("serial", &found, "within twelve characters"));
        };
        Ok(format!("{:02}{}{ordinal}{epoch}{number}", self.year % 100, self.country))
    }
}

fn base36(mut number: u64, width: usize) -> Option<String> {
    let mut digits = Vec::with_capacity(width);
    for _ in 0..width {
        let digit = u32::try_from(number % 36).ok()?;
        digits.push(char::from_digit(digit, 36)?.to_ascii_uppercase());
        number /= 36;
    }
    (number == 0).then(|| digits.into_iter().rev().collect())
}

/// Which safety and security data a transit declaration includes (NCTS phase 5, CL217).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub enum Security {
    /// 0: none.
    #[serde(rename = "0")]
    None,
    /// 1: entry summary data.
    #[serde(rename = "1")]
    Entry,
    /// 2: exit summary data.
    #[serde(rename = "2")]
    Exit,
    /// 3: both.
    #[serde(rename = "3")]
    Both,
}

impl Security {
    /// The code of the declaration, `0` to `3`.
    pub fn parse(code: &str) -> Result<Self, Malformed> {
        match code {
            "0" => Ok(Self::None),
            "1" => Ok(Self::Entry),
            "2" => Ok(Self::Exit),
            "3" => Ok(Self::Both),
            _ => Err(Malformed::new("security", code, "one of 0, 1, 2, 3")),
        }
    }

    /// The code of the declaration.
    pub fn code(self) -> char {
        match self {
            Self::None => '0',
            Self::Entry => '1',
            Self::Exit => '2',
            Self::Both => '3',
        }
    }

    /// The 17th character of an MRN minted for such a declaration: NCTS phase 5, rule R0410.
    pub fn procedure_character(self) -> char {
        match self {
            Self::None => 'J',
            Self::Entry => 'L',
            Self::Exit => 'K',
            Self::Both => 'M',
        }
    }
}

checked_text!(
    /// Movement reference number, an18: year, country, twelve characters, procedure, check digit.
    ///
    /// Parsing does not judge the check digit: a number another administration registered is an
    /// authority in itself.
    Mrn,
    "MRN",
    "year (2), country (2), 12 capitals or digits, procedure character, check digit",
    |text| capitals(text, 18, 18) && year_and_country(text) && digit(text, 17).is_some(),
    "^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]$"
);

fn year_and_country(text: &str) -> bool {
    let mut bytes = text.bytes();
    let years = bytes.by_ref().take(2).all(|byte| byte.is_ascii_digit());
    years && bytes.take(2).all(|byte| byte.is_ascii_uppercase())
}

impl Mrn {
    /// Mints the number of a movement: NCTS phase 5, rules R0028 and R0410.
    pub fn mint(serial: &Serial, security: Security) -> Result<Self, Malformed> {
        let body = format!("{}{}", serial.body()?, security.procedure_character());
        let digit = check_digit(&body).unwrap_or_default();
        Self::parse(&format!("{body}{digit}"))
    }

    /// Whether the last digit is the check digit of the rest.
    pub fn check_digit_holds(&self) -> bool {
        body_and_digit(&self.0, 17).is_some_and(|(right, found)| right == found)
    }

    /// The country that registered the movement.
    pub fn country(&self) -> Country {
        Country::known(self.0.get(2..4).unwrap_or_default())
    }
}

checked_text!(
    /// Guarantee reference number: an17, or an24 with an individual guarantee voucher.
    ///
    /// NCTS phase 5, rule R0318. As with the MRN, parsing does not judge the check digit.
    Grn,
    "GRN",
    "year (2), country (2), 12 capitals or digits, check digit, and a voucher (letter, 6 digits)",
    |text| matches!(text.len(), 17 | 24)
        && capitals(text, 17, 24)
        && year_and_country(text)
        && digit(text, 16).is_some()
        && text.get(17..).is_some_and(|tail| tail.is_empty() || Voucher::parse(tail).is_ok()),
    "^[0-9]{2}[A-Z]{2}[A-Z0-9]{12}[0-9]([A-Z][0-9]{6})?$"
);

checked_text!(
    /// The part of a GRN that names one voucher: a letter and six digits.
    Voucher,
    "voucher",
    "a capital letter and six digits",
    |text| text.len() == 7
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().skip(1).all(|byte| byte.is_ascii_digit()),
    "^[A-Z][0-9]{6}$"
);

impl Grn {
    /// Mints the number of a guarantee, with its voucher where it has one.
    pub fn mint(serial: &Serial, voucher: Option<&Voucher>) -> Result<Self, Malformed> {
        let body = serial.body()?;
        let digit = check_digit(&body).unwrap_or_default();
        Self::parse(&format!("{body}{digit}{}", voucher.map_or("", Voucher::as_str)))
    }

    /// The check digit the first sixteen characters call for.
    pub fn right_check_digit(&self) -> u8 {
        body_and_digit(&self.0, 16).map_or(0, |(right, _)| right)
    }

    /// Whether the 17th character is the check digit of the sixteen before it.
    pub fn check_digit_holds(&self) -> bool {
        body_and_digit(&self.0, 16).is_some_and(|(right, found)| right == found)
    }

    /// The country where the guarantee is registered: its home.
    pub fn country(&self) -> Country {
        Country::known(self.0.get(2..4).unwrap_or_default())
    }

    /// The voucher, where the number names one.
    pub fn voucher(&self) -> Option<Voucher> {
        self.0.get(17..).and_then(|tail| Voucher::parse(tail).ok())
    }
}

checked_text!(
    /// Local reference number, an..22: what the declarant calls his declaration.
    Lrn,
    "LRN",
    "1 to 22 printable characters",
    |text| printable(text, 22)
);
