//! What has happened to a guarantee. Kept for ever: variants are added, never changed;
//! `testdata/account/events.jsonl` holds one of each.

mod query;

use kernel::{Date, Decides, Decision, Money, NoCover, Rate};
use serde::{Deserialize, Serialize};

pub use query::{Attempted, Parties, Party, QueryKind, Requester, Role};

use super::state::{AccessMac, HoldRef, Percentage, Registration, Use, Validity};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The guarantee is in the register.
    Registered {
        /// Who decides about it, for good.
        decides: Decides,
        /// What was lodged.
        registration: Box<Registration>,
        /// Who registered it.
        decision: Decision,
    },
    /// These codes open it, and no others.
    AccessCodesReplaced {
        /// Their keyed digests.
        codes: Vec<AccessMac>,
        /// Who replaced them.
        decision: Decision,
    },
    /// It may cover another amount.
    ReferenceAmountChanged {
        /// The new amount.
        reference_amount: Money,
        /// The new share undertaken.
        percentage: Percentage,
        /// Who changed it.
        decision: Decision,
    },
    /// It is valid otherwise.
    ValidityChanged {
        /// From now on.
        validity: Validity,
        /// Who changed it.
        decision: Decision,
    },
    /// No new movement may use it.
    Suspended {
        /// Who suspended it.
        decision: Decision,
        /// The day. Events of earlier programs do not say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    },
    /// Movements may use it again.
    SuspensionLifted {
        /// Who lifted it.
        decision: Decision,
    },
    /// It was asked whether it would cover a use, and nothing was reserved.
    Checked {
        /// Who asked, and which time.
        hold: HoldRef,
        /// What it would not cover, and why; empty where it would.
        reasons: Vec<NoCover>,
    },
    /// An amount is held for a movement.
    Held {
        /// Which request this answers.
        hold: HoldRef,
        /// What is covered.
        usage: Box<Use>,
        /// The amount held, in the currency of the guarantee.
        covered: Money,
        /// The rate of the day, where the currencies differ.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rate: Option<Rate>,
        /// In whose name it is held.
        decision: Decision,
    },
    /// Nothing is held.
    NotHeld {
        /// Which request this answers.
        hold: HoldRef,
        /// Why: all reasons.
        reasons: Vec<NoCover>,
    },
    /// A request came with a wrong access code.
    AccessCodeWrong {
        /// Which request.
        hold: HoldRef,
    },
    /// A request was taken back.
    Withdrawn {
        /// Which one.
        hold: HoldRef,
        /// What it held, free again; nothing where it had not arrived yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        freed: Option<Money>,
    },
    /// The movement was discharged; what was held is free again.
    Credited {
        /// Which hold.
        hold: HoldRef,
    },
    /// The national system holds nothing.
    NotHeldRecorded {
        /// Which request this answers.
        hold: HoldRef,
        /// Why: all reasons.
        reasons: Vec<NoCover>,
        /// Who refused it there.
        decision: Decision,
    },
    /// The national system has taken back what it held; it is free again.
    WithdrawalRecorded {
        /// Which hold.
        hold: HoldRef,
        /// Who took it back there.
        decision: Decision,
    },
    /// The national system has credited what it held; it is free again.
    CreditRecorded {
        /// Which hold.
        hold: HoldRef,
        /// Who credited it there.
        decision: Decision,
    },
    /// The holder changed access codes: these open it, and no others.
    AccessCodesChanged {
        /// Their keyed digests.
        codes: Vec<AccessMac>,
    },
    /// Somebody was told what stands behind it and what uses it.
    Queried {
        /// What he was told.
        query: QueryKind,
        /// Only uses from this day on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// Only uses up to this day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// Who asked.
        requester: Requester,
        /// What he called his message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// Somebody gave a wrong access code and got nothing.
    AccessDenied {
        /// What he wanted.
        attempted: Attempted,
    },
}

/// The groups that may be withheld.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Details {
    /// What people call the parties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// Where they were to be reached when somebody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parties: Option<Parties>,
}

/// What people call the parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Names {
    /// The holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The guarantor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantor: Option<String>,
}
