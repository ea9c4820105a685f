//! What may be asked of a guarantee. It is the HTTP body.

use kernel::{
    AccessCode, Basis, CashAccount, Competence, Date, Function, Grn, GuaranteeType, GuarantorId,
    Money, NoCover, OfficeCode, TraderId, Voucher,
};
use serde::Deserialize;

use super::event::{QueryKind, Requester};
use super::state::{Account, BoundTo, HoldRef, OtherReference, Percentage, Use, Validity};

/// A command.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "GuaranteeCommand")]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Puts a guarantee into the register.
    Register(Box<Registering>),
    /// Replaces all access codes.
    ReplaceAccessCodes {
        /// The new ones, in clear. They reach the rules only as keyed digests, in the facts.
        codes: Vec<AccessCode>,
        /// On what basis.
        basis: Basis,
    },
    /// Changes access codes in the name of the holder: IE026.
    ChangeAccessCodes(Box<ChangingCodes>),
    /// Asks what stands behind it and what uses it: IE034.
    Query(Box<Querying>),
    /// Changes how much it may cover.
    ChangeReferenceAmount {
        /// The new amount, in the same currency.
        reference_amount: Money,
        /// The new share undertaken.
        percentage: Percentage,
        /// On what basis.
        basis: Basis,
    },
    /// Changes when, where and for what it is valid.
    ChangeValidity {
        /// From now on.
        validity: Validity,
        /// On what basis.
        basis: Basis,
    },
    /// Lets no new movement use it.
    Suspend {
        /// On what basis.
        basis: Basis,
    },
    /// Lets movements use it again.
    LiftSuspension {
        /// On what basis.
        basis: Basis,
    },
    /// Asks whether it would cover a use, reserving nothing: IE200.
    Check {
        /// Who asks, and which time.
        hold: HoldRef,
        /// What would need cover.
        usage: Box<Use>,
    },
    /// Holds an amount for a movement: IE203.
    Hold {
        /// Which request this answers.
        hold: HoldRef,
        /// What needs cover.
        usage: Box<Use>,
    },
    /// Records what the national system answered to a request, where that system decides.
    RecordUse {
        /// Which request this answers.
        hold: HoldRef,
        /// What needs cover.
        usage: Box<Use>,
        /// The amount held, in the currency of the guarantee; or why nothing is held.
        answer: Result<Money, Vec<NoCover>>,
        /// On what basis.
        basis: Basis,
    },
    /// Records that the national system has taken back what it held: IE204.
    RecordWithdrawal {
        /// Which hold.
        hold: HoldRef,
        /// On what basis.
        basis: Basis,
    },
    /// Records that the national system has set the amount free after discharge: IE209.
    RecordCredit {
        /// Which hold.
        hold: HoldRef,
        /// How much it says it has set free; what was held, where it says nothing.
        #[serde(default)]
        amount: Option<Money>,
        /// On what basis.
        basis: Basis,
    },
    /// Takes a request back, whether or not it has arrived: IE204.
    Withdraw {
        /// Which one.
        hold: HoldRef,
    },
    /// Sets the amount free after discharge: IE209.
    Credit {
        /// Which hold.
        hold: HoldRef,
    },
}

/// What the register needs to know.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registering {
    /// The type.
    #[serde(rename = "type")]
    pub kind: GuaranteeType,
    /// Its number, where it has one already; the node mints one otherwise.
    #[serde(default)]
    pub grn: Option<Grn>,
    /// For a voucher whose number the node mints.
    #[serde(default)]
    pub voucher: Option<Voucher>,
    /// For cash.
    #[serde(default)]
    pub cash_account: Option<CashAccount>,
    /// For cash.
    #[serde(default)]
    pub other_reference: Option<OtherReference>,
    /// Whose it is.
    pub holder: TraderId,
    /// The name of the holder, for people.
    #[serde(default)]
    pub holder_name: Option<String>,
    /// Who owes when the holder does not.
    #[serde(default)]
    pub guarantor: Option<GuarantorId>,
    /// The name of the guarantor, for people.
    #[serde(default)]
    pub guarantor_name: Option<String>,
    /// The office of guarantee.
    pub office: OfficeCode,
    /// How much debt it may cover at one time.
    pub reference_amount: Money,
    /// How much of that the guarantor has undertaken.
    pub percentage: Percentage,
    /// When, where and for what it is valid.
    pub validity: Validity,
    /// For an individual guarantee: the operation it is given for.
    #[serde(default)]
    pub bound_to: Option<BoundTo>,
    /// On what basis.
    pub basis: Basis,
}

/// Which access codes are changed. In clear they are here alone; rules know their keyed digests.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangingCodes {
    /// One that is in force: it authorises the change.
    pub master: AccessCode,
    /// The one that is no longer to open it.
    #[serde(default)]
    pub current: Option<AccessCode>,
    /// One that is to open it from now on.
    #[serde(default)]
    pub new: Option<AccessCode>,
    /// The holder, where a message names him.
    #[serde(default)]
    pub holder: Option<TraderId>,
    /// The office of guarantee, where a message names it.
    #[serde(default)]
    pub office: Option<OfficeCode>,
}

/// A query of the holder, the guarantor or the guarantor's agent.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Querying {
    /// What is to be told.
    pub query: QueryKind,
    /// Only uses from this day on.
    #[serde(default)]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub from: Option<Date>,
    /// Only uses up to this day.
    #[serde(default)]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub until: Option<Date>,
    /// Who asks.
    pub requester: Requester,
    /// Whose guarantee it is, where whoever asks is not the holder.
    #[serde(default)]
    pub owner: Option<TraderId>,
    /// What opens it. Who is recognised as the holder or the guarantor needs none.
    #[serde(default)]
    pub access_code: Option<AccessCode>,
    /// What the sender calls the message this came in.
    #[serde(default)]
    pub message: Option<String>,
}

impl Command {
    /// On what basis it decides, if it does.
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Self::Register(registering) => Some(&registering.basis),
            Self::ReplaceAccessCodes { basis, .. }
            | Self::ChangeReferenceAmount { basis, .. }
            | Self::ChangeValidity { basis, .. }
            | Self::Suspend { basis }
            | Self::LiftSuspension { basis }
            | Self::RecordUse { basis, .. }
            | Self::RecordWithdrawal { basis, .. }
            | Self::RecordCredit { basis, .. } => Some(basis),
            Self::ChangeAccessCodes(_)
            | Self::Query(_)
            | Self::Check { .. }
            | Self::Hold { .. }
            | Self::Withdraw { .. }
            | Self::Credit { .. } => None,
        }
    }

    /// The right it needs: a post for guarantees at the office of guarantee. What answers a peer's
    /// request is for the node alone; the holder changes his codes; and whoever asks asks for itself.
    pub(super) fn competence(&self, account: Option<&Account>) -> Competence {
        let registered = account.and_then(|account| account.registration.as_ref());
        let office = if let Self::Register(registering) = self {
            Some(registering.office.clone())
        } else {
            registered.map(|registration| registration.office.clone())
        };
        let functions: &[Function] = match self {
            Self::Check { .. }
            | Self::Hold { .. }
            | Self::Withdraw { .. }
            | Self::Credit { .. } => &[Function::Policy, Function::Guarantee],
            Self::ChangeAccessCodes(_) => &[Function::Trader, Function::Guarantee],
            Self::Query(_) => &[Function::Trader, Function::Guarantor, Function::Guarantee],
            Self::Register(_)
            | Self::ReplaceAccessCodes { .. }
            | Self::ChangeReferenceAmount { .. }
            | Self::ChangeValidity { .. }
            | Self::Suspend { .. }
            | Self::LiftSuspension { .. }
            | Self::RecordUse { .. }
            | Self::RecordWithdrawal { .. }
            | Self::RecordCredit { .. } => &[Function::Guarantee],
        };
        let trader = if let Self::Query(asked) = self {
            Some(asked.requester.number.clone())
        } else {
            registered.map(|registration| registration.holder.clone())
        };
        Competence { functions, office, traders: trader.into_iter().collect() }
    }
}
