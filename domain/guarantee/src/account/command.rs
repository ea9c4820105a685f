//! What may be asked of a guarantee. It is the HTTP body.

use kernel::{
    AccessCode, Basis, CashAccount, Competence, Function, Grn, GuaranteeType, GuarantorId, Money,
    NoCover, OfficeCode, TraderId, Voucher,
};
use serde::Deserialize;

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
            Self::Check { .. }
            | Self::Hold { .. }
            | Self::Withdraw { .. }
            | Self::Credit { .. } => None,
        }
    }

    /// The right it needs: a post for guarantees at the office of guarantee. What answers a peer's
    /// request is for the node alone.
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
        Competence { functions, office, trader: None }
    }
}
