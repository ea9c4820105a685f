//! What has been said. Kept for ever: variants are added, never changed; `testdata/hold/events.jsonl`
//! holds one of each.

use kernel::{Administration, Attempt, Date, GuaranteeReference, Money, NoCover, SealedText};
use serde::{Deserialize, Serialize};

use crate::account::{Use, Validity};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// An amount is to be held.
    HoldRequested {
        /// Which time.
        attempt: Attempt,
        /// The guarantee.
        reference: GuaranteeReference,
        /// Where it is kept.
        guarantee_home: Administration,
        /// What needs cover.
        usage: Box<Use>,
    },
    /// It is to be said whether an amount would be held.
    CheckRequested {
        /// Which time.
        attempt: Attempt,
        /// The guarantee.
        reference: GuaranteeReference,
        /// Where it is kept.
        guarantee_home: Administration,
        /// What would need cover.
        usage: Box<Use>,
    },
    /// A request is taken back.
    HoldWithdrawn {
        /// Which one.
        attempt: Attempt,
    },
    /// The amount is no longer needed.
    CreditRequested {
        /// Which hold.
        attempt: Attempt,
    },
    /// The movement was released by a national system although nothing is held; both homes are
    /// alarmed.
    ReleasedUncovered {
        /// The last request.
        attempt: Attempt,
    },
    /// The amount is held: a final answer.
    Held {
        /// To which request.
        attempt: Attempt,
        /// How much, in the currency asked.
        amount: Money,
    },
    /// Nothing is held: a final answer.
    NotHeld {
        /// To which request.
        attempt: Attempt,
        /// Why: all reasons.
        reasons: Vec<NoCover>,
    },
    /// Whether it would be held.
    Checked {
        /// To which check.
        attempt: Attempt,
        /// Why not; empty where it would.
        reasons: Vec<NoCover>,
    },
    /// The amount is free again.
    Credited {
        /// Which hold.
        attempt: Attempt,
    },
    /// The guarantee's home has suspended it. What is held stays held; nothing more is.
    GuaranteeSuspended {
        /// Since this day.
        on: Date,
    },
    /// The suspension is over.
    SuspensionLifted {
        /// Since this day.
        on: Date,
    },
    /// The guarantee is valid otherwise from now on. What is held stays held.
    GuaranteeValidityChanged {
        /// From now on.
        validity: Validity,
    },
}

/// The groups that may be withheld.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Details {
    /// The access code, sealed to the guarantee's home and bound to author, movement, guarantee,
    /// attempt, amount and currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<SealedText>,
}
