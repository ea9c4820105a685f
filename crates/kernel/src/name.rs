//! Names by which people know a dossier. They are reserved to it; its identifier is ours.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// Movement reference number.
    Mrn,
    /// Declarant and local reference number.
    Lrn,
    /// Guarantee reference number.
    Grn,
    /// The account of a guarantee in cash.
    Cash,
    /// A movement and the number of one of its guarantees: the conversation about it.
    Cover,
    /// What a national system calls the dossier.
    National,
    /// The trader whose dossier it is. Many dossiers share it.
    Holder,
    /// The guarantor who has undertaken it. Many dossiers share it.
    Guarantor,
    /// A local reference number without the declarant who gave it. Several may give the same.
    Reference,
    /// A trader who has to do with it. Many dossiers share it.
    Trader,
    /// An office it has to do with. Many dossiers share it.
    Office,
}

impl NameKind {
    /// Every sort; those by which people would rather know a dossier come first.
    pub const ALL: [Self; 11] = [
        Self::Mrn,
        Self::Lrn,
        Self::Grn,
        Self::Cash,
        Self::Cover,
        Self::National,
        Self::Holder,
        Self::Guarantor,
        Self::Reference,
        Self::Trader,
        Self::Office,
    ];

    /// The word used in searches and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mrn => "mrn",
            Self::Lrn => "lrn",
            Self::Grn => "grn",
            Self::Cash => "cash",
            Self::Cover => "cover",
            Self::National => "national",
            Self::Holder => "holder",
            Self::Guarantor => "guarantor",
            Self::Reference => "reference",
            Self::Trader => "trader",
            Self::Office => "office",
        }
    }
}

/// A name that at most one dossier of a writer may carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// What sort of name.
    pub kind: NameKind,
    /// The name itself.
    pub value: String,
}

impl Name {
    /// Puts both together.
    pub fn new(kind: NameKind, value: impl fmt::Display) -> Self {
        Self { kind, value: value.to_string() }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.value)
    }
}
