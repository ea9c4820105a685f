//! How a text becomes an identifier: one parse, after which it cannot be wrong.

use thiserror::Error;

/// A text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} {found:?} is not {expected}")]
pub struct Malformed {
    /// The kind of thing that was being read, for example `MRN`.
    pub what: &'static str,
    /// The text as it came, cut after 64 characters.
    pub found: String,
    /// The form it should have, in words.
    pub expected: &'static str,
}

impl Malformed {
    /// Names what was read and what was expected.
    pub fn new(what: &'static str, found: &str, expected: &'static str) -> Self {
        Self { what, found: found.chars().take(64).collect(), expected }
    }
}

/// Makes a newtype over `String` that is checked when it is parsed, read from JSON or built. A regular
/// expression at the end says the same to whoever reads the schema; for printable text it is known.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $what:literal, $expected:literal,
        |$text:ident| printable($same:ident, $most:literal)) => {
        $crate::text::checked_text!(
            $(#[$meta])*
            #[schemars(extend("minLength" = 1, "maxLength" = $most))]
            $name, $what, $expected, |$text| printable($same, $most), $crate::schema::PRINTABLE
        );
    };
    ($(#[$meta:meta])* $name:ident, $what:literal, $expected:literal, $valid:expr,
        $pattern:expr) => {
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize, schemars::JsonSchema,
        )]
        $(#[$meta])*
        #[serde(try_from = "String", into = "String")]
        #[schemars(extend("pattern" = $pattern))]
        pub struct $name(String);

        impl $name {
            /// Reads the text, or says what form it should have.
            pub fn parse(text: &str) -> Result<Self, $crate::text::Malformed> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::text::Malformed::new($what, text, $expected))
                }
            }

            /// The text as it was parsed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::text::Malformed;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::Malformed;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
    };
}
pub(crate) use checked_text;

/// Capital letters and digits of ASCII, nothing else, and between `least` and `most` of them.
pub(crate) fn capitals(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Text a person or another system wrote: no control character, no space at either end.
pub(crate) fn printable(text: &str, most: usize) -> bool {
    !text.is_empty()
        && text.chars().count() <= most
        && text.trim() == text
        && !text.chars().any(char::is_control)
}
