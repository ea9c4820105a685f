//! The rules of a guarantee: every state against every command.

mod cover;
mod national;
mod query;
mod register;

use kernel::{Decides, Decision, Happened, Money};

use super::command::Command;
use super::event::Event;
use super::facts::Facts;
use super::refusal::Refusal;
use super::state::{AccessMac, Account, Percentage, Registration, Validity};

type Outcome = Result<Vec<Happened<Account>>, Vec<Refusal>>;

pub(super) fn decide(account: &Account, facts: &Facts, command: Command) -> Outcome {
    match (&account.registration, command) {
        (None, Command::Register(asked)) => register::register(facts, *asked),
        (Some(_), Command::Register(_)) => Err(vec![Refusal::AlreadyRegistered]),
        (
            None,
            Command::ReplaceAccessCodes { .. }
            | Command::ChangeAccessCodes(_)
            | Command::Query(_)
            | Command::ChangeReferenceAmount { .. }
            | Command::ChangeValidity { .. }
            | Command::Suspend { .. }
            | Command::LiftSuspension { .. }
            | Command::Check { .. }
            | Command::Hold { .. }
            | Command::RecordUse { .. }
            | Command::RecordWithdrawal { .. }
            | Command::RecordCredit { .. }
            | Command::Withdraw { .. }
            | Command::Credit { .. },
        ) => Err(vec![Refusal::NotRegistered]),
        (Some(is), Command::ReplaceAccessCodes { .. }) => replace_codes(account, is, facts),
        (Some(is), Command::ChangeAccessCodes(asked)) => {
            query::change_codes(account, is, facts, &asked)
        }
        (Some(is), Command::Query(asked)) => query::query(account, is, facts, *asked),
        (Some(is), Command::ChangeReferenceAmount { reference_amount, percentage, .. }) => {
            change_amount(account, is, facts, reference_amount, percentage)
        }
        (Some(is), Command::ChangeValidity { validity, .. }) => {
            change_validity(account, is, facts, validity)
        }
        (Some(_), Command::Suspend { .. }) => suspend(account, facts),
        (Some(_), Command::LiftSuspension { .. }) => lift(account, facts),
        (Some(is), Command::Check { hold, usage }) => {
            cover::check(account, is, facts, hold, &usage)
        }
        (Some(is), Command::Hold { hold, usage }) => cover::hold(account, is, facts, hold, usage),
        (Some(is), Command::RecordUse { hold, usage, answer, .. }) => {
            national::record_use(account, is, facts, hold, usage, answer)
        }
        (Some(_), Command::RecordWithdrawal { hold, .. }) => {
            national::record_withdrawal(account, facts, hold)
        }
        (Some(_), Command::RecordCredit { hold, amount, .. }) => {
            national::record_credit(account, facts, hold, amount)
        }
        (Some(_), Command::Withdraw { hold }) => cover::withdraw(account, facts, hold),
        (Some(_), Command::Credit { hold }) => cover::credit(account, facts, hold),
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
        && account.mode != Some(Decides::National)
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

fn change_validity(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    validity: Validity,
) -> Outcome {
    let decision = decided(account, facts)?;
    let mut refusals: Vec<_> = register::reversed(&validity).into_iter().collect();
    let fewer = registration.validity.not_valid_in.is_subset(&validity.not_valid_in);
    if let Some(guarantor) = registration.guarantor.as_ref().filter(|_| !fewer) {
        refusals.extend(register::unreachable(guarantor, facts));
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    if registration.validity == validity {
        return Ok(Vec::new());
    }
    one(Event::ValidityChanged { validity, decision })
}

fn suspend(account: &Account, facts: &Facts) -> Outcome {
    let decision = decided(account, facts)?;
    if account.suspended {
        return Err(vec![Refusal::AlreadySuspended]);
    }
    one(Event::Suspended { decision, on: Some(facts.today) })
}

fn lift(account: &Account, facts: &Facts) -> Outcome {
    let decision = decided(account, facts)?;
    if !account.suspended {
        return Err(vec![Refusal::NotSuspended]);
    }
    one(Event::SuspensionLifted { decision })
}
