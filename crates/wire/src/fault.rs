//! What sort of mistake a structural finding is, in the words of CL030 and CL180.

use kernel::Finding;

/// The sort of mistake an XML error is: NCTS phase 5, CL030, for `XMLError/errorCode` of CC917C.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum XmlError {
    /// Not one of the values listed.
    Enumeration,
    /// Something required is not there.
    Missing,
    /// Not supported in this position.
    Misplaced,
    /// None of the other sorts.
    Other,
    /// Too many repetitions.
    TooMany,
    /// Too long.
    TooLong,
    /// Too short.
    TooShort,
    /// Not a value of the type.
    Type,
    /// Not of the form required.
    Pattern,
    /// Not well-formed XML.
    Malformed,
    /// A character that may not stand in XML.
    Character,
    /// Below the lowest value.
    BelowMinimum,
    /// Above the highest value.
    AboveMaximum,
}

impl XmlError {
    /// The code of CL030.
    pub fn code(self) -> &'static str {
        match self {
            Self::Enumeration => "12",
            Self::Missing => "13",
            Self::Misplaced => "15",
            Self::Other => "18",
            Self::TooMany => "35",
            Self::TooLong => "39",
            Self::TooShort => "40",
            Self::Type => "50",
            Self::Pattern => "51",
            Self::Malformed => "52",
            Self::Character => "53",
            Self::BelowMinimum => "54",
            Self::AboveMaximum => "55",
        }
    }
}

/// What a finding is about, and so which message answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The bytes, the structure or a format: CC917C answers it.
    Structure,
    /// A code list: CC056C or CC057C answers it.
    Codes,
    /// A rule or condition: CC056C or CC057C answers it.
    Rules,
}

impl Layer {
    /// The layer a rule belongs to.
    pub fn of(rule: &str) -> Self {
        match rule {
            "xml" | "json" | "dtd" | "limit" | "structure" | "format" => Self::Structure,
            list if list.starts_with("CL") => Self::Codes,
            _ => Self::Rules,
        }
    }
}

/// The code of CL180 for `FunctionalError/errorCode` of CC056C and CC057C; none for a finding of
/// structure, which CC917C answers.
pub fn functional_error(finding: &Finding) -> Option<&'static str> {
    match Layer::of(&finding.rule) {
        Layer::Structure => None,
        Layer::Codes => Some("12"),
        Layer::Rules if finding.rule.starts_with('C') && finding.found.is_empty() => Some("13"),
        Layer::Rules if finding.rule.starts_with('C') => Some("15"),
        Layer::Rules => Some("14"),
    }
}
