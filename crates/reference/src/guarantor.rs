//! Guarantors, and who receives what is addressed to them in other countries.

use kernel::{Country, GuarantorId, TraderId, UndertakingReference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::trader::Address;
use crate::validity::Validity;

/// A guarantor as the administration of its country approved it (CTC Convention, Appendix I,
/// Title III).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guarantor {
    /// Its number.
    pub id: GuarantorId,
    /// Its name.
    pub name: String,
    /// Where it is established; the country is the one whose customs it has undertaken to pay.
    pub address: Address,
    /// The undertaking it has signed.
    pub undertaking: UndertakingReference,
    /// When it is approved.
    #[serde(default)]
    pub valid: Validity,
}

impl Guarantor {
    /// The country that approved it.
    pub fn country(&self) -> &Country {
        &self.address.country
    }
}

/// Who receives in another country what is addressed to a guarantor: an agent, or the address it
/// has elected there (CTC Convention, Appendix III, Annexes C1 to C4, item 4 of the undertaking).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// For whom.
    pub guarantor: GuarantorId,
    /// The agent's own number; none where only an address was elected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TraderId>,
    /// The name.
    pub name: String,
    /// Where; the country is the one it is an agent in.
    pub address: Address,
    /// When.
    #[serde(default)]
    pub valid: Validity,
}

impl Agent {
    /// The country it is an agent in.
    pub fn country(&self) -> &Country {
        &self.address.country
    }
}

impl Entry for Guarantor {
    type Key = GuarantorId;

    fn key(&self) -> GuarantorId {
        self.id.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}

impl Entry for Agent {
    type Key = (GuarantorId, Country);

    fn key(&self) -> (GuarantorId, Country) {
        (self.guarantor.clone(), self.country().clone())
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
