//! What may be asked in the conversation. Only policies ask.

use kernel::{Administration, Attempt, Date, GuaranteeReference, Money, NoCover};
use serde::Deserialize;

use crate::account::{Use, Validity};

/// A command.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub enum Command {
    /// Asks the guarantee's home to hold an amount.
    Request {
        /// The guarantee.
        reference: GuaranteeReference,
        /// Where it is kept.
        guarantee_home: Administration,
        /// What needs cover.
        usage: Box<Use>,
    },
    /// Asks whether it would, reserving nothing.
    RequestCheck {
        /// The guarantee.
        reference: GuaranteeReference,
        /// Where it is kept.
        guarantee_home: Administration,
        /// What would need cover.
        usage: Box<Use>,
    },
    /// Takes a request back.
    Withdraw {
        /// Which one.
        attempt: Attempt,
    },
    /// Says that the movement is discharged and the amount no longer needed.
    RequestCredit {
        /// Which hold.
        attempt: Attempt,
    },
    /// Reports that the movement was released although nothing is held.
    ReportUncovered {
        /// The last request.
        attempt: Attempt,
    },
    /// Passes on the answer of the guarantee.
    Reply {
        /// To which request.
        attempt: Attempt,
        /// The answer.
        answer: Answer,
    },
    /// Passes on that the guarantee was suspended.
    TellSuspension {
        /// Since when.
        on: Date,
    },
    /// Passes on that the suspension is over.
    TellLifting {
        /// Since when.
        on: Date,
    },
    /// Passes on that the guarantee is valid otherwise.
    TellValidity {
        /// From now on.
        validity: Validity,
    },
    /// Passes on that the amount is free again.
    RecordCredit {
        /// Which hold.
        attempt: Attempt,
    },
}

/// An answer of the guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum Answer {
    /// This amount is held, in the currency asked.
    Held(Money),
    /// Nothing is held.
    NotHeld(Vec<NoCover>),
    /// The check's result; empty where it would be held.
    Checked(Vec<NoCover>),
}
