//! Acting for somebody else: under which procedure, in which way, and why it may not be done.

use serde::{Deserialize, Serialize};

use crate::text::Malformed;

/// A customs procedure that somebody may be represented in (Revised Kyoto Convention, the chapters
/// of its Specific Annexes).
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
#[serde(rename_all = "kebab-case")]
pub enum Procedure {
    /// Annex B: clearance for home use.
    HomeUse,
    /// Annex C: outright exportation.
    Exportation,
    /// Annex D: customs warehouses and free zones.
    Warehousing,
    /// Annex E: customs transit.
    Transit,
    /// Annex F: inward and outward processing.
    Processing,
    /// Annex G: temporary admission.
    TemporaryAdmission,
}

/// How a representative acts (Regulation (EU) No 952/2013, art. 18; NCTS phase 5, CL094).
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
#[serde(rename_all = "kebab-case")]
pub enum Representation {
    /// In the name and on behalf of another.
    Direct,
    /// In his own name, on behalf of another.
    Indirect,
}

impl Representation {
    /// The way of acting with this code of a declaration; 1 stands for nobody but oneself.
    pub fn parse(code: &str) -> Result<Self, Malformed> {
        match code {
            "2" => Ok(Self::Direct),
            "3" => Ok(Self::Indirect),
            _ => Err(Malformed::new("representation", code, "2 (direct) or 3 (indirect)")),
        }
    }

    /// The code of a declaration.
    pub fn code(self) -> &'static str {
        match self {
            Self::Direct => "2",
            Self::Indirect => "3",
        }
    }
}

/// Why a representative has no mandate for what he does: the nearest he comes to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoMandate {
    /// The principal has given him none.
    Unknown,
    /// None is valid that day.
    NotValid,
    /// It is not said in which way he acts (UCC art. 19).
    RepresentationUnsaid,
    /// None is for that way of acting.
    OtherRepresentation,
    /// None is for that procedure.
    OtherProcedure,
    /// None is for that office.
    OtherOffice,
}

/// Why a representative has no licence for what he does: the nearest he comes to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoLicence {
    /// He has none.
    Unknown,
    /// None is valid that day.
    NotValid,
    /// None is for that procedure.
    OtherProcedure,
}

macro_rules! words {
    ($($reason:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        impl $reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The reason in a word, by which it is said in each language.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }
    )*};
}

words! {
    NoMandate {
        Unknown = "unknown",
        NotValid = "not-valid",
        RepresentationUnsaid = "representation-unsaid",
        OtherRepresentation = "other-representation",
        OtherProcedure = "other-procedure",
        OtherOffice = "other-office",
    }
    NoLicence {
        Unknown = "unknown",
        NotValid = "not-valid",
        OtherProcedure = "other-procedure",
    }
}
