//! What may be seen of a guarantee: its balance and what uses it (NCTS phase 5, IE037).

use kernel::{
    Administration, Amount, Dossier, DossierId, Money, Mrn, NoCover, Rate, Signed, Timestamp, Told,
};
use serde::Serialize;

use super::event::{Event, Names};
use super::standing::{Standing, standing};
use super::state::{Account, Hold, HoldRef, Registration};

/// A guarantee as its home shows it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Guarantee")]
pub struct View {
    /// The dossier.
    pub dossier: DossierId,
    /// What it is.
    pub standing: Standing,
    /// What was lodged.
    pub registration: Option<Registration>,
    /// What people call the parties.
    pub names: Option<Names>,
    /// What all holds together bind.
    pub held: Amount,
    /// What can still be held.
    pub free: Amount,
    /// The sum over all accounts of its ledger: zero.
    pub ledger_sum: Signed,
    /// How often in a row an access code was wrong; too often closes it until all are replaced.
    pub wrong_codes_count: u32,
    /// How many holds bind an amount.
    pub live_hold_count: usize,
    /// Every use and refused use, in order.
    pub usage: Vec<Usage>,
}

/// One use, or refused use.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Usage {
    /// The request it answers.
    pub hold: HoldRef,
    /// The movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrn: Option<Mrn>,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<Administration>,
    /// What was asked to be covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Money>,
    /// The same in the currency of the guarantee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<Money>,
    /// The rate of the day it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// When it was answered.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Where it stands.
    pub state: UsageState,
    /// Why nothing is held.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<NoCover>,
}

/// Where a use stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UsageState {
    /// It binds an amount.
    Held,
    /// Discharged, and free again.
    Credited,
    /// Taken back.
    Withdrawn,
    /// Refused.
    NotHeld,
}

pub(super) fn view(dossier: &Dossier<Account>, told: &[Told<Account>]) -> View {
    let nothing = Account::default();
    let account = dossier.home_part().unwrap_or(&nothing);
    View {
        dossier: dossier.id.clone(),
        standing: standing(account),
        registration: account.registration.clone(),
        names: told.iter().find_map(|told| told.details.names.clone()),
        held: account.ledger.held().amount().unwrap_or(Amount::ZERO),
        free: account.free(),
        ledger_sum: account.ledger.sum(),
        wrong_codes_count: account.wrong_codes_count,
        live_hold_count: account.live().count(),
        usage: told.iter().filter_map(|told| usage(account, told)).collect(),
    }
}

fn usage(account: &Account, told: &Told<Account>) -> Option<Usage> {
    let at = told.at;
    let state = |hold: &HoldRef| match account.holds.get(hold) {
        Some(Hold::Held { .. }) => UsageState::Held,
        Some(Hold::Credited) => UsageState::Credited,
        Some(Hold::Withdrawn | Hold::Tombstone) => UsageState::Withdrawn,
        Some(Hold::NotHeld) | None => UsageState::NotHeld,
    };
    match &told.event {
        Event::Held { hold, usage, covered, rate, .. } => Some(Usage {
            hold: hold.clone(),
            mrn: Some(usage.mrn.clone()),
            requester: Some(usage.requester.clone()),
            asked: Some(usage.amount),
            covered: Some(*covered),
            rate: rate.clone(),
            at,
            state: state(hold),
            reasons: Vec::new(),
        }),
        Event::NotHeld { hold, reasons } | Event::NotHeldRecorded { hold, reasons, .. } => {
            Some(Usage {
                hold: hold.clone(),
                mrn: None,
                requester: None,
                asked: None,
                covered: None,
                rate: None,
                at,
                state: state(hold),
                reasons: reasons.clone(),
            })
        }
        Event::Registered { .. }
        | Event::AccessCodesReplaced { .. }
        | Event::ReferenceAmountChanged { .. }
        | Event::ValidityChanged { .. }
        | Event::Suspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::Checked { .. }
        | Event::AccessCodeWrong { .. }
        | Event::Withdrawn { .. }
        | Event::Credited { .. }
        | Event::WithdrawalRecorded { .. }
        | Event::CreditRecorded { .. }
        | Event::AccessCodesChanged { .. }
        | Event::Queried { .. }
        | Event::AccessDenied { .. } => None,
    }
}
