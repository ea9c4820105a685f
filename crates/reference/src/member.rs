//! Which countries a region has.

use kernel::Country;
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// A country in a region. Membership is dated: countries join and leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The country.
    pub country: Country,
    /// Whether its law wants a guarantor from elsewhere to have somebody here who receives what is
    /// addressed to it.
    #[serde(default)]
    pub agent_demanded: bool,
    /// When it belongs to the region.
    #[serde(default)]
    pub valid: Validity,
}

impl Entry for Member {
    type Key = Country;

    fn key(&self) -> Country {
        self.country.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
