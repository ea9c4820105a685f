//! What each event makes of a guarantee. No rules here: the event has already happened.

use kernel::{GuaranteeReference, Money, OutOfOrder};

use super::event::Event;
use super::state::{Account, Hold, HoldRef, postings};

pub(super) fn evolve(mut account: Account, event: &Event) -> Result<Account, OutOfOrder> {
    let booked = postings(&account, event);
    match event {
        Event::Registered { decides, registration, .. } => {
            if account.registration.is_some() {
                return Err(OutOfOrder);
            }
            account.mode = Some(*decides);
            account.registration = Some((**registration).clone());
        }
        Event::AccessCodesReplaced { codes, .. } | Event::AccessCodesChanged { codes } => {
            account.codes = codes.iter().copied().collect();
            account.wrong_codes_count = 0;
        }
        Event::ReferenceAmountChanged { reference_amount, percentage, .. } => {
            in_its_currency(&account, *reference_amount)?;
            let registration = account.registration.as_mut().ok_or(OutOfOrder)?;
            registration.reference_amount = *reference_amount;
            registration.percentage = *percentage;
        }
        Event::ValidityChanged { validity, .. } => {
            account.registration.as_mut().ok_or(OutOfOrder)?.validity = validity.clone();
        }
        Event::Suspended { on, .. } => {
            account.suspended = true;
            account.suspended_on = *on;
            account.informed = account.live().map(|(hold, _)| hold.clone()).collect();
        }
        Event::SuspensionLifted { .. } => {
            account.suspended = false;
            account.suspended_on = None;
        }
        Event::Checked { hold, .. } => inform(&mut account, hold),
        Event::Queried { .. } => {}
        Event::Held { hold, usage, covered, .. } => {
            holds(&mut account, hold, usage.amount, *covered)?;
        }
        Event::NotHeld { hold, .. } | Event::NotHeldRecorded { hold, .. } => {
            inform(&mut account, hold);
            match account.holds.insert(hold.clone(), Hold::NotHeld) {
                None | Some(Hold::Tombstone) => {}
                Some(Hold::Held { .. } | Hold::Credited | Hold::Withdrawn | Hold::NotHeld) => {
                    return Err(OutOfOrder);
                }
            }
        }
        Event::AccessCodeWrong { .. } | Event::AccessDenied { .. } => {
            account.wrong_codes_count = account.wrong_codes_count.saturating_add(1);
        }
        Event::Withdrawn { hold, freed: None } => {
            if account.holds.insert(hold.clone(), Hold::Tombstone).is_some() {
                return Err(OutOfOrder);
            }
        }
        Event::Withdrawn { hold, freed: Some(_) } | Event::WithdrawalRecorded { hold, .. } => {
            *live(&mut account, hold)? = Hold::Withdrawn;
            account.informed.remove(hold);
        }
        Event::Credited { hold } | Event::CreditRecorded { hold, .. } => {
            *live(&mut account, hold)? = Hold::Credited;
            account.informed.remove(hold);
        }
    }
    let registration = account.registration.as_ref().ok_or(OutOfOrder)?;
    account.ledger.book(registration.reference_amount.currency, &booked);
    Ok(account)
}

/// It binds an amount; whoever had the code has it right again.
fn holds(
    account: &mut Account,
    hold: &HoldRef,
    asked: Money,
    covered: Money,
) -> Result<(), OutOfOrder> {
    in_its_currency(account, covered)?;
    if account.holds.insert(hold.clone(), Hold::Held { asked, covered }).is_some() {
        return Err(OutOfOrder);
    }
    account.wrong_codes_count = 0;
    inform(account, hold);
    Ok(())
}

/// Whoever asks while it is suspended is told of that, and of its end; a national register may cover
/// him all the same.
fn inform(account: &mut Account, hold: &HoldRef) {
    if account.suspended {
        account.informed.insert(hold.clone());
    }
}

/// The ledger knows one currency; an amount of another would be booked as something it is not.
fn in_its_currency(account: &Account, amount: Money) -> Result<(), OutOfOrder> {
    let registration = account.registration.as_ref().ok_or(OutOfOrder)?;
    let same = registration.reference_amount.currency == amount.currency;
    if same { Ok(()) } else { Err(OutOfOrder) }
}

/// A hold that binds an amount.
fn live<'a>(account: &'a mut Account, hold: &HoldRef) -> Result<&'a mut Hold, OutOfOrder> {
    match account.holds.get_mut(hold) {
        Some(live @ Hold::Held { .. }) => Ok(live),
        Some(Hold::Credited | Hold::Withdrawn | Hold::Tombstone | Hold::NotHeld) | None => {
            Err(OutOfOrder)
        }
    }
}

impl Account {
    /// The number or cash account it is known by.
    pub fn reference(&self) -> Option<&GuaranteeReference> {
        self.registration.as_ref().map(|registration| &registration.reference)
    }
}
