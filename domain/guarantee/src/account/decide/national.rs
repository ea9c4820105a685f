//! What the national system did with a guarantee it decides about, recorded as it is.

use kernel::{Decides, Decision, Money, NoCover};

use super::{Outcome, decided, one};
use crate::account::event::Event;
use crate::account::facts::{Facts, Requested};
use crate::account::refusal::Refusal;
use crate::account::state::{Account, Hold, HoldRef, Registration, Use};

/// NCTS phase 5, IE205. Whether the system was right is not asked; that its answer belongs to a
/// request somebody made is, because departure releases goods by it.
pub(super) fn record_use(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    hold: HoldRef,
    usage: Box<Use>,
    answer: Result<Money, Vec<NoCover>>,
) -> Outcome {
    if account.mode != Some(Decides::National) {
        return Err(vec![Refusal::NodeDecides]);
    }
    if let Some(before) = account.holds.get(&hold) {
        let same = same(before, &usage, &answer);
        return if same { Ok(Vec::new()) } else { Err(vec![Refusal::HoldDiffers { hold }]) };
    }
    let mut refusals = Vec::new();
    let decision = decided(account, facts).map_err(|why| refusals.extend(why)).ok();
    refusals.extend(unasked(registration, facts.request.as_ref(), &hold, &usage));
    if let Ok(covered) = &answer {
        refusals.extend(not_covering(registration, *covered, &hold, &usage));
    }
    let (Some(decision), true) = (decision, refusals.is_empty()) else { return Err(refusals) };
    match answer {
        Ok(covered) => {
            let rate = facts.rate.clone().filter(|_| covered.currency != usage.amount.currency);
            one(Event::Held { hold, usage, covered, rate, decision })
        }
        Err(reasons) => one(Event::NotHeldRecorded { hold, reasons, decision }),
    }
}

/// Whether an answer that is told again is the one that was recorded.
fn same(before: &Hold, usage: &Use, answer: &Result<Money, Vec<NoCover>>) -> bool {
    match (before, answer) {
        (Hold::Held { asked, covered }, Ok(again)) => (asked, covered) == (&usage.amount, again),
        (Hold::Credited | Hold::Withdrawn, Ok(_)) | (Hold::NotHeld, Err(_)) => true,
        (Hold::NotHeld, Ok(_))
        | (Hold::Held { .. } | Hold::Credited | Hold::Withdrawn, Err(_))
        | (Hold::Tombstone, _) => false,
    }
}

/// No hold lacks a request, and none is for anything else than what was requested.
fn unasked(
    registration: &Registration,
    request: Option<&Requested>,
    hold: &HoldRef,
    usage: &Use,
) -> Option<Refusal> {
    let ours = request.filter(|request| request.reference == registration.reference);
    match ours {
        None => Some(Refusal::NothingRequested { hold: hold.clone() }),
        Some(request) if *request.usage != *usage => {
            Some(Refusal::RequestDiffers { hold: hold.clone() })
        }
        Some(_) => None,
    }
}

/// The ledger is kept in one currency; and what is held of the same must be what was asked, since
/// departure is told that its amount is held.
fn not_covering(
    registration: &Registration,
    covered: Money,
    hold: &HoldRef,
    usage: &Use,
) -> Option<Refusal> {
    let currency = registration.reference_amount.currency;
    if covered.currency != currency {
        return Some(Refusal::CurrencyFixed { currency });
    }
    let less = usage.amount.currency == currency && usage.amount != covered;
    less.then(|| Refusal::RequestDiffers { hold: hold.clone() })
}

/// NCTS phase 5, IE204.
pub(super) fn record_withdrawal(account: &Account, facts: &Facts, hold: HoldRef) -> Outcome {
    freed(account, facts, hold, |hold, decision| Event::WithdrawalRecorded { hold, decision })
}

/// NCTS phase 5, IE209. All of a hold is set free or nothing: another amount is of another hold, or a
/// mistake, and whoever is told of the credit would take it for the amount that was held.
pub(super) fn record_credit(
    account: &Account,
    facts: &Facts,
    hold: HoldRef,
    amount: Option<Money>,
) -> Outcome {
    if let (Some(Hold::Held { covered, .. }), Some(amount)) = (account.holds.get(&hold), amount)
        && *covered != amount
    {
        return Err(vec![Refusal::HoldDiffers { hold }]);
    }
    freed(account, facts, hold, |hold, decision| Event::CreditRecorded { hold, decision })
}

/// What is free again is so once, whichever way the national system says it.
fn freed(
    account: &Account,
    facts: &Facts,
    hold: HoldRef,
    event: impl FnOnce(HoldRef, Decision) -> Event,
) -> Outcome {
    if account.mode != Some(Decides::National) {
        return Err(vec![Refusal::NodeDecides]);
    }
    let decision = decided(account, facts)?;
    match account.holds.get(&hold) {
        Some(Hold::Held { .. }) => one(event(hold, decision)),
        Some(Hold::Credited | Hold::Withdrawn) => Ok(Vec::new()),
        Some(Hold::Tombstone | Hold::NotHeld) | None => Err(vec![Refusal::NothingHeld { hold }]),
    }
}
