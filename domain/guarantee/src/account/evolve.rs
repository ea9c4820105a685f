//! What each event makes of a guarantee. No rules here: the event has already happened.

use kernel::{GuaranteeReference, OutOfOrder};

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
        Event::AccessCodesReplaced { codes, .. } => {
            account.codes = codes.iter().copied().collect();
            account.wrong_codes_count = 0;
        }
        Event::ReferenceAmountChanged { reference_amount, percentage, .. } => {
            let registration = account.registration.as_mut().ok_or(OutOfOrder)?;
            registration.reference_amount = *reference_amount;
            registration.percentage = *percentage;
        }
        Event::ValidityChanged { validity, .. } => {
            account.registration.as_mut().ok_or(OutOfOrder)?.validity = validity.clone();
        }
        Event::Suspended { .. } => account.suspended = true,
        Event::SuspensionLifted { .. } => account.suspended = false,
        Event::Checked { .. } => {}
        Event::Held { hold, usage, covered, .. } => {
            answered_once(&account, hold)?;
            let held = Hold::Held { asked: usage.amount, covered: *covered };
            account.holds.insert(hold.clone(), held);
            account.wrong_codes_count = 0;
        }
        Event::NotHeld { hold, .. } => match account.holds.insert(hold.clone(), Hold::NotHeld) {
            None | Some(Hold::Withdrawn) => {}
            Some(Hold::Held { .. } | Hold::Credited | Hold::NotHeld) => return Err(OutOfOrder),
        },
        Event::AccessCodeWrong { .. } => {
            account.wrong_codes_count = account.wrong_codes_count.saturating_add(1);
        }
        Event::Withdrawn { hold, .. } => {
            account.holds.insert(hold.clone(), Hold::Withdrawn);
        }
        Event::Credited { hold } => match account.holds.get_mut(hold) {
            Some(state @ Hold::Held { .. }) => *state = Hold::Credited,
            Some(Hold::Credited | Hold::Withdrawn | Hold::NotHeld) | None => {
                return Err(OutOfOrder);
            }
        },
    }
    let registration = account.registration.as_ref().ok_or(OutOfOrder)?;
    account.ledger.book(registration.reference_amount.currency, &booked);
    Ok(account)
}

fn answered_once(account: &Account, hold: &HoldRef) -> Result<(), OutOfOrder> {
    if account.holds.contains_key(hold) { Err(OutOfOrder) } else { Ok(()) }
}

impl Account {
    /// The number or cash account it is known by.
    pub fn reference(&self) -> Option<&GuaranteeReference> {
        self.registration.as_ref().map(|registration| &registration.reference)
    }
}
