//! Economic operators.

use kernel::{Country, TraderId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// A trader as its administration registered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trader {
    /// Its number.
    pub id: TraderId,
    /// Its name.
    pub name: String,
    /// Where it is established.
    pub address: Address,
    /// When it is registered.
    #[serde(default)]
    pub valid: Validity,
}

/// An address, in the fields of the standard messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The street and number, or what stands for them.
    pub street_and_number: String,
    /// The postcode, where the country has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The city.
    pub city: String,
    /// The country.
    pub country: Country,
}

impl Entry for Trader {
    type Key = TraderId;

    fn key(&self) -> TraderId {
        self.id.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
