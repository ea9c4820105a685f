//! The formats of values: a small language, compiled once to fast checks.
//!
//! The white space of a value is settled before it is checked, as XML Schema does: `loose` and
//! `tight` formats and patterns keep it (`xs:normalizedString`), all others collapse it
//! (`xs:token`).

mod calendar;
mod pattern;

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::fault::XmlError;
use crate::format::pattern::Pattern;

/// The form a value must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Format {
    /// As findings quote it.
    pub(crate) notation: String,
    /// Whether white space stays as it is, save that tabs and line ends count as spaces.
    kept: bool,
    check: Check,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Check {
    Text(Text),
    Integer {
        least: u32,
        most: u32,
    },
    Decimal {
        digits: usize,
        decimals: usize,
        positive: bool,
    },
    Date,
    DateTime,
    OneOf(Vec<String>),
    /// Any of these.
    Patterns(Vec<Pattern>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    alphabet: Alphabet,
    least: usize,
    most: usize,
    /// No white space of any sort at either end.
    tight: bool,
    /// Where there are any, one of them must hold as well.
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    /// `an`: any character.
    Any,
    /// `a`: letters of ASCII.
    Letters,
    /// `A`: capital letters.
    Capitals,
    /// `An`: capital letters and digits.
    CapitalsAndDigits,
    /// `n`: digits.
    Digits,
    /// `x`: ASCII from the space to the tilde.
    Printable,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Letters => byte.is_ascii_alphabetic(),
            Self::Capitals => byte.is_ascii_uppercase(),
            Self::CapitalsAndDigits => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Digits => byte.is_ascii_digit(),
            Self::Printable => (b' '..=b'~').contains(&byte),
        }
    }
}

impl Format {
    /// Compiles an expression such as `an..35 tight`; `None` where it is none.
    pub(crate) fn compile(words: &[&str]) -> Option<Self> {
        let notation = words.join(" ");
        let (first, others) = words.split_first()?;
        let (kept, check) = match *first {
            "date" if others.is_empty() => (false, Check::Date),
            "datetime" if others.is_empty() => (false, Check::DateTime),
            "integer" => (false, integer(others)?),
            "decimal" => (false, decimal(others)?),
            "one" => {
                let (_, values) = others.split_first().filter(|(of, _)| **of == "of")?;
                (false, Check::OneOf(values.iter().map(ToString::to_string).collect()))
            }
            pattern if pattern.starts_with('/') => (true, Check::Patterns(patterns(words)?)),
            sized => text(sized, others)?,
        };
        Some(Self { notation, kept, check })
    }

    /// Whether its values are whole numbers.
    pub(crate) fn is_integer(&self) -> bool {
        matches!(self.check, Check::Integer { .. })
    }

    /// Settles the white space of a value.
    pub(crate) fn settle<'a>(&self, value: Cow<'a, str>) -> Cow<'a, str> {
        if self.kept { kept(value) } else { collapsed(value) }
    }

    /// What is wrong with a settled value.
    pub(crate) fn check(&self, value: &str) -> Result<(), XmlError> {
        match &self.check {
            Check::Text(text) => text.check(value),
            Check::Integer { least, most } => check_integer(value, *least, *most),
            Check::Decimal { digits, decimals, positive } => {
                check_decimal(value, *digits, *decimals, *positive)
            }
            Check::Date => holds(calendar::date(value.as_bytes()), XmlError::Type),
            Check::DateTime => holds(calendar::datetime(value.as_bytes()), XmlError::Type),
            Check::OneOf(values) => {
                holds(values.iter().any(|one| one == value), XmlError::Enumeration)
            }
            Check::Patterns(patterns) => holds(any(patterns, value), XmlError::Pattern),
        }
    }
}

fn holds(condition: bool, otherwise: XmlError) -> Result<(), XmlError> {
    if condition { Ok(()) } else { Err(otherwise) }
}

fn any(patterns: &[Pattern], value: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(value))
}

/// White space of XML.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn kept(value: Cow<'_, str>) -> Cow<'_, str> {
    if value.bytes().any(|byte| is_space(byte) && byte != b' ') {
        Cow::Owned(value.replace(['\t', '\n', '\r'], " "))
    } else {
        value
    }
}

pub(crate) fn collapsed(value: Cow<'_, str>) -> Cow<'_, str> {
    let mut before = true;
    let mut tidy = true;
    for byte in value.bytes() {
        let space = is_space(byte);
        tidy &= !(space && (before || byte != b' '));
        before = space;
    }
    if tidy && (!before || value.is_empty()) {
        return value;
    }
    let words = value.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// Separators of Unicode, category Z.
fn is_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

impl Text {
    fn check(&self, value: &str) -> Result<(), XmlError> {
        let length = if value.is_ascii() { value.len() } else { value.chars().count() };
        if length < self.least {
            return Err(XmlError::TooShort);
        }
        if length > self.most {
            return Err(XmlError::TooLong);
        }
        // Only `an` takes what is not ASCII, and every byte of that is above it.
        if self.alphabet != Alphabet::Any && !value.bytes().all(|byte| self.alphabet.has(byte)) {
            return Err(XmlError::Pattern);
        }
        if self.tight && (value.starts_with(is_separator) || value.ends_with(is_separator)) {
            return Err(XmlError::Pattern);
        }
        holds(self.patterns.is_empty() || any(&self.patterns, value), XmlError::Pattern)
    }
}

fn integer(words: &[&str]) -> Option<Check> {
    let [range] = words else { return None };
    let (least, most) = range.split_once("..")?;
    Some(Check::Integer { least: least.parse().ok()?, most: most.parse().ok()? })
}

fn check_integer(value: &str, least: u32, most: u32) -> Result<(), XmlError> {
    let plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || value.len() > 1 && value.starts_with('0') {
        return Err(XmlError::Pattern);
    }
    match value.parse::<u32>() {
        Ok(number) if number < least => Err(XmlError::BelowMinimum),
        Ok(number) if number <= most => Ok(()),
        _ => Err(XmlError::AboveMaximum),
    }
}

fn decimal(words: &[&str]) -> Option<Check> {
    let (size, positive) = match words {
        [size] => (size, false),
        [size, "positive"] => (size, true),
        _ => return None,
    };
    let (digits, decimals) = size.split_once(',')?;
    let (digits, decimals) = (digits.parse().ok()?, decimals.parse().ok()?);
    Some(Check::Decimal { digits, decimals, positive })
}

/// Digits are counted in the number, not in how it is written: zeros at either end do not count.
fn check_decimal(
    value: &str,
    most: usize,
    decimals: usize,
    positive: bool,
) -> Result<(), XmlError> {
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 1 && whole.starts_with('0') {
        return Err(XmlError::Pattern);
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if part.len() > decimals || whole.len() + part.len() > most {
        return Err(XmlError::TooLong);
    }
    holds(!positive || !whole.is_empty() || !part.is_empty(), XmlError::BelowMinimum)
}

fn patterns(words: &[&str]) -> Option<Vec<Pattern>> {
    words
        .iter()
        .map(|word| word.strip_prefix('/')?.strip_suffix('/').and_then(Pattern::compile))
        .collect()
}

/// Reads `an..35`, `n2` and the like, and the words that may follow.
fn text(sized: &str, others: &[&str]) -> Option<(bool, Check)> {
    let split = sized.find(|next: char| !next.is_ascii_alphabetic())?;
    let (letters, size) = sized.split_at_checked(split)?;
    let alphabet = match letters {
        "an" => Alphabet::Any,
        "a" => Alphabet::Letters,
        "A" => Alphabet::Capitals,
        "An" => Alphabet::CapitalsAndDigits,
        "n" => Alphabet::Digits,
        "x" => Alphabet::Printable,
        _ => return None,
    };
    let (least, most) = match size.strip_prefix("..") {
        Some(most) => (1, most.parse().ok()?),
        None => size.parse().ok().map(|length| (length, length))?,
    };
    let (kept, tight, forms) = match others.split_first() {
        Some((&"loose", forms)) => (true, false, forms),
        Some((&"tight", forms)) => (true, true, forms),
        _ => (false, false, others),
    };
    let patterns = patterns(forms)?;
    Some((kept, Check::Text(Text { alphabet, least, most, tight, patterns })))
}
