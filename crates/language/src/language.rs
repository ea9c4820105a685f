//! The languages that are spoken, and how a reader asks for one.

use serde::{Deserialize, Serialize};

/// A language in which everything is said.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::French, Self::Portuguese];

    /// The code of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Portuguese => "pt",
        }
    }

    /// The language of a tag such as `fr-CI` or `pt_PT.UTF-8`; what follows the first part says
    /// nothing about which text is understood.
    pub fn parse(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_', '.']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|language| first.eq_ignore_ascii_case(language.code()))
    }

    /// The language a browser likes best of those that are spoken; English where it likes none.
    ///
    /// RFC 9110, section 12.5.4: a list of tags, each with a weight from 0 to 1.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::default());
        for part in header.split(',') {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let (Some(language), Some(weight)) = (Self::parse(tag), weight(parameters)) else {
                continue;
            };
            // Of equal weights the first one stands.
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The weight in thousandths, 1000 where none is given, nothing where it cannot be read.
fn weight(parameters: &str) -> Option<u32> {
    let Some(value) = parameters.trim().strip_prefix("q=") else { return Some(1000) };
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.len() > 3 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let thousandths = format!("{whole}{fraction:0<3}").parse().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}
