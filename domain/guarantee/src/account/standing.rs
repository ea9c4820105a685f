//! What a guarantee is, from its home's part: pure and total.

use serde::{Deserialize, Serialize};

use super::state::Account;

/// What a guarantee is. Whether it is valid on a day is a question of that day, not of standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "GuaranteeStanding")]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing is registered.
    Unregistered,
    /// Movements may use it.
    Usable,
    /// No new movement may use it.
    Suspended,
    /// It was for one movement and has been used.
    Used,
}

impl Standing {
    /// The word for lists and counts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unregistered => "unregistered",
            Self::Usable => "usable",
            Self::Suspended => "suspended",
            Self::Used => "used",
        }
    }
}

pub(super) fn standing(account: &Account) -> Standing {
    let Some(registration) = &account.registration else { return Standing::Unregistered };
    if account.suspended {
        Standing::Suspended
    } else if registration.kind.single_use() && account.used() {
        Standing::Used
    } else {
        Standing::Usable
    }
}
