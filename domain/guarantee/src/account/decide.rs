//! The rules of a guarantee: every state against every command.

mod cover;
mod register;

use kernel::{Decides, Decision, Happened, Money};

use super::command::Command;
use super::event::Event;
use super::facts::Facts;
use super::refusal::Refusal;
use super::state::{AccessMac, Account, Hold, HoldRef, Percentage, Registration, Validity};

type Outcome = Result<Vec<Happened<Account>>, Vec<Refusal>>;

pub(super) fn decide(account: &Account, facts: &Facts, command: Command) -> Outcome {
    match (&account.registration, command) {
        (None, Command::Register(asked)) => register::register(facts, *asked),
        (Some(_), Command::Register(_)) => Err(vec![Refusal::AlreadyRegistered]),
        // A request may be taken back before the guarantee it names is known here.
        (
            None,
            Command::ReplaceAccessCodes { .. }
            | Command::ChangeReferenceAmount { .. }
            | Command::ChangeValidity { .. }
            | Command::Suspend { .. }
            | Command::LiftSuspension { .. }
            | Command::Check { .. }
            | Command::Hold { .. }
            | Command::RecordUse { .. }
            | Command::Withdraw { .. }
            | Command::Credit { .. },
        ) => Err(vec![Refusal::NotRegistered]),
        (Some(is), Command::ReplaceAccessCodes { .. }) => replace_codes(account, is, facts),
        (Some(is), Command::ChangeReferenceAmount { reference_amount, percentage, .. }) => {
            change_amount(account, is, facts, reference_amount, percentage)
        }
        (Some(_), Command::ChangeValidity { validity, .. }) => {
            change_validity(account, facts, validity)
        }
        (Some(_), Command::Suspend { .. }) => suspend(account, facts),
        (Some(_), Command::LiftSuspension { .. }) => lift(account, facts),
        (Some(is), Command::Check { hold, usage }) => {
            cover::check(account, is, facts, hold, &usage)
        }
        (Some(is), Command::Hold { hold, usage }) => cover::hold(account, is, facts, hold, usage),
        (Some(_), Command::RecordUse { hold, usage, answer, .. }) => {
            cover::record(account, facts, hold, usage, answer)
        }
        (Some(_), Command::Withdraw { hold }) => Ok(withdraw(account, hold)),
        (Some(_), Command::Credit { hold }) => credit(account, hold),
    }
}

fn one(event: Event) -> Outcome {
    Ok(vec![Happened::plain(event)])
}

/// The decision behind a deciding event: present, and with the national reference where the
/// national system decides.
fn decision(mode: Decides, facts: &Facts) -> Result<Decision, Refusal> {
    let decision = facts.decision.clone().ok_or(Refusal::DecisionMissing)?;
    if mode == Decides::National && decision.national_reference.is_none() {
        return Err(Refusal::NationalReferenceMissing);
    }
    Ok(decision)
}

fn decided(account: &Account, facts: &Facts) -> Result<Decision, Vec<Refusal>> {
    decision(account.mode.unwrap_or(facts.decides), facts).map_err(|refusal| vec![refusal])
}

/// CTC Convention, Appendix I, art. 79: a comprehensive guarantee is used with its access code.
fn replace_codes(account: &Account, registration: &Registration, facts: &Facts) -> Outcome {
    let decision = decided(account, facts)?;
    if !registration.kind.has_grn() {
        return Err(vec![Refusal::CashHasNoAccessCodes]);
    }
    let codes: Vec<AccessMac> = facts.new_codes.clone();
    if codes.is_empty() {
        return Err(vec![Refusal::AccessCodesMissing]);
    }
    one(Event::AccessCodesReplaced { codes, decision })
}

fn change_amount(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    reference_amount: Money,
    percentage: Percentage,
) -> Outcome {
    let decision = decided(account, facts)?;
    let mut refusals = register::amount_and_share(registration.kind, reference_amount, percentage);
    let currency = registration.reference_amount.currency;
    if reference_amount.currency != currency {
        refusals.push(Refusal::CurrencyFixed { currency });
    } else if let Some(held) = account.ledger.held().amount()
        && reference_amount.amount < held
    {
        refusals.push(Refusal::BelowHeld { held });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    if registration.reference_amount == reference_amount && registration.percentage == percentage {
        return Ok(Vec::new());
    }
    one(Event::ReferenceAmountChanged { reference_amount, percentage, decision })
}

fn change_validity(account: &Account, facts: &Facts, validity: Validity) -> Outcome {
    let decision = decided(account, facts)?;
    if let Some(refusal) = register::reversed(&validity) {
        return Err(vec![refusal]);
    }
    one(Event::ValidityChanged { validity, decision })
}

fn suspend(account: &Account, facts: &Facts) -> Outcome {
    let decision = decided(account, facts)?;
    if account.suspended {
        return Err(vec![Refusal::AlreadySuspended]);
    }
    one(Event::Suspended { decision })
}

fn lift(account: &Account, facts: &Facts) -> Outcome {
    let decision = decided(account, facts)?;
    if !account.suspended {
        return Err(vec![Refusal::NotSuspended]);
    }
    one(Event::SuspensionLifted { decision })
}

/// A request that is taken back before it arrives leaves a tombstone, so that it finds its answer
/// when it does.
fn withdraw(account: &Account, hold: HoldRef) -> Vec<Happened<Account>> {
    let freed = match account.holds.get(&hold) {
        None => None,
        Some(Hold::Held { covered, .. }) => Some(*covered),
        Some(Hold::Credited | Hold::Withdrawn | Hold::NotHeld) => return Vec::new(),
    };
    vec![Happened::plain(Event::Withdrawn { hold, freed })]
}

fn credit(account: &Account, hold: HoldRef) -> Outcome {
    match account.holds.get(&hold) {
        Some(Hold::Held { .. }) => one(Event::Credited { hold }),
        Some(Hold::Credited | Hold::Withdrawn) => Ok(Vec::new()),
        Some(Hold::NotHeld) | None => Err(vec![Refusal::NothingHeld { hold }]),
    }
}
