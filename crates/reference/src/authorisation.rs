//! Authorisations of simplified transit.

use std::collections::BTreeSet;

use kernel::{AuthorisationNumber, OfficeCode, TraderId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// What is allowed (NCTS phase 5, CL235 and CL236).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum AuthorisationKind {
    /// C521: an authorised consignor places goods under transit without presenting them.
    #[serde(rename = "C521")]
    Consignor,
    /// C522: an authorised consignee receives them at his own place.
    #[serde(rename = "C522")]
    Consignee,
}

impl AuthorisationKind {
    /// The code of the declaration.
    pub fn code(self) -> &'static str {
        match self {
            Self::Consignor => "C521",
            Self::Consignee => "C522",
        }
    }
}

/// An authorisation of a trader at some offices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authorisation {
    /// What is allowed.
    pub kind: AuthorisationKind,
    /// Its number.
    pub number: AuthorisationNumber,
    /// Who may.
    pub holder: TraderId,
    /// At which offices.
    pub offices: BTreeSet<OfficeCode>,
    /// When.
    #[serde(default)]
    pub valid: Validity,
}

impl Entry for Authorisation {
    type Key = AuthorisationNumber;

    fn key(&self) -> AuthorisationNumber {
        self.number.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
