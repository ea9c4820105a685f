//! Customs offices.

use std::collections::BTreeSet;

use kernel::{Country, OfficeCode};
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// What an office is competent for (the roles of CS/RD2 that transit needs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfficeRole {
    /// DEP: transit begins.
    Departure,
    /// DES: transit ends.
    Destination,
    /// TRA: a frontier is crossed.
    Transit,
    /// TXT: goods leave the security area while in transit.
    Exit,
    /// GUA: guarantees are registered and managed.
    Guarantee,
    /// ENQ: movements that did not arrive are looked for.
    Enquiry,
    /// REC: debts are recovered.
    Recovery,
    /// Incidents on the way are registered.
    Incident,
}

impl OfficeRole {
    /// Every role.
    pub const ALL: &'static [Self] = &[
        Self::Departure,
        Self::Destination,
        Self::Transit,
        Self::Exit,
        Self::Guarantee,
        Self::Enquiry,
        Self::Recovery,
        Self::Incident,
    ];

    /// The word used in reference data.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Departure => "departure",
            Self::Destination => "destination",
            Self::Transit => "transit",
            Self::Exit => "exit",
            Self::Guarantee => "guarantee",
            Self::Enquiry => "enquiry",
            Self::Recovery => "recovery",
            Self::Incident => "incident",
        }
    }
}

/// What must be known of an office's entry before it is relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The place has no UN/LOCODE; its code was made up for the region.
    NotALocode,
    /// No national list says so; the entry was derived.
    Assumed,
}

/// A customs office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its code.
    pub code: OfficeCode,
    /// Its name, as people of the country write it.
    pub name: String,
    /// What it is competent for.
    pub roles: BTreeSet<OfficeRole>,
    /// What must be known of this entry.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub marks: BTreeSet<Mark>,
    /// When it exists with these roles.
    #[serde(default)]
    pub valid: Validity,
}

impl Office {
    /// The country it belongs to.
    pub fn country(&self) -> Country {
        self.code.country()
    }
}

impl Entry for Office {
    type Key = OfficeCode;

    fn key(&self) -> OfficeCode {
        self.code.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
