//! Whether a guarantee covers a movement, and holding the amount if it does.

use kernel::{Decides, GuaranteeType, Happened, Money, NoCover, Rounding};

use super::{Outcome, decided, one};
use crate::account::event::Event;
use crate::account::facts::{Access, Facts};
use crate::account::refusal::Refusal;
use crate::account::state::{Account, GoodsClass, Hold, HoldRef, Registration, Use, Validity};

/// NCTS phase 5, IE200 and IE201: the answer reserves nothing.
pub(super) fn check(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    hold: HoldRef,
    usage: &Use,
) -> Outcome {
    if account.mode == Some(Decides::National) {
        return Err(vec![Refusal::NationalDecides]);
    }
    let reasons = reasons(account, registration, facts, usage).err().unwrap_or_default();
    let mut happened = wrong_code(account, registration, facts, (&hold, usage));
    happened.push(Happened::plain(Event::Checked { hold, reasons }));
    Ok(happened)
}

/// NCTS phase 5, IE203 and IE205: all reasons at once, or the amount is held.
pub(super) fn hold(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    hold: HoldRef,
    usage: Box<Use>,
) -> Outcome {
    let said = facts.answered.is_some();
    if account.mode == Some(Decides::National) && !said {
        return Err(vec![Refusal::NationalDecides]);
    }
    if let Some(answer) = answered(account, &hold, &usage) {
        return answer;
    }
    let decision = match facts.decision.clone().filter(|_| said) {
        Some(decision) => decision,
        None => decided(account, facts)?,
    };
    let reasons = match &facts.answered {
        Some(Ok(_)) => covered(registration, facts, &usage).ok_or_else(|| vec![NoCover::Amount]),
        Some(Err(reasons)) => Err(reasons.clone()),
        None => reasons(account, registration, facts, &usage),
    };
    match reasons {
        Err(reasons) if facts.answered.is_some() => one(Event::NotHeld { hold, reasons }),
        Err(reasons) => {
            let mut happened = wrong_code(account, registration, facts, (&hold, &usage));
            happened.push(Happened::plain(Event::NotHeld { hold, reasons }));
            Ok(happened)
        }
        Ok(covered) => {
            let rate = facts.rate.clone().filter(|_| covered.currency != usage.amount.currency);
            one(Event::Held { hold, usage, covered, rate, decision })
        }
    }
}

/// A request that was answered before finds the same answer; one that was taken back before it
/// arrived finds its tombstone.
fn answered(account: &Account, hold: &HoldRef, usage: &Use) -> Option<Outcome> {
    Some(match account.holds.get(hold)? {
        Hold::Held { asked, .. } if *asked != usage.amount => {
            Err(vec![Refusal::HoldDiffers { hold: hold.clone() }])
        }
        Hold::Held { .. } | Hold::Credited | Hold::Withdrawn | Hold::NotHeld => Ok(Vec::new()),
        Hold::Tombstone => {
            one(Event::NotHeld { hold: hold.clone(), reasons: vec![NoCover::Withdrawn] })
        }
    })
}

/// A request that is taken back before it arrives leaves a tombstone, so that it finds its answer
/// when it does.
pub(super) fn withdraw(account: &Account, facts: &Facts, hold: HoldRef) -> Outcome {
    if account.mode == Some(Decides::National) && !facts.freed {
        return Err(vec![Refusal::NationalDecides]);
    }
    match account.holds.get(&hold) {
        None => one(Event::Withdrawn { hold, freed: None }),
        Some(Hold::Held { covered, .. }) => one(Event::Withdrawn { hold, freed: Some(*covered) }),
        Some(Hold::Credited | Hold::Withdrawn | Hold::Tombstone | Hold::NotHeld) => Ok(Vec::new()),
    }
}

pub(super) fn credit(account: &Account, facts: &Facts, hold: HoldRef) -> Outcome {
    if account.mode == Some(Decides::National) && !facts.freed {
        return Err(vec![Refusal::NationalDecides]);
    }
    match account.holds.get(&hold) {
        Some(Hold::Held { .. }) => one(Event::Credited { hold }),
        Some(Hold::Credited | Hold::Withdrawn | Hold::Tombstone) => Ok(Vec::new()),
        Some(Hold::NotHeld) | None => Err(vec![Refusal::NothingHeld { hold }]),
    }
}

/// A wrong code is counted, so that four characters cannot be tried out. Whoever gives none tries
/// nothing; nor does whoever is not its owner, who could otherwise close it; and once it is closed
/// another wrong code says nothing new.
fn wrong_code(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    (hold, usage): (&HoldRef, &Use),
) -> Vec<Happened<Account>> {
    let open = account.wrong_codes_count < facts.wrong_codes_max;
    let owner = registration.holder == usage.holder;
    let wrong = match &facts.access {
        Access::Given(code) => registration.kind.has_grn() && !account.codes.contains(code),
        Access::Missing => false,
    } && open
        && owner;
    let event = || Happened::plain(Event::AccessCodeWrong { hold: hold.clone() });
    wrong.then(event).into_iter().collect()
}

/// What the guarantee covers the use with, in its own currency; or every reason why it does not.
/// Whoever does not own it is told that alone: neither whether a code was right nor what is free. Nor
/// is whoever does not know its code.
fn reasons(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    usage: &Use,
) -> Result<Money, Vec<NoCover>> {
    if registration.holder != usage.holder {
        return Err(vec![NoCover::NotOwner]);
    }
    if !code_right(account, registration, facts) {
        return Err(vec![NoCover::AccessCode]);
    }
    let mut reasons = Vec::new();
    let mut unless = |holds: bool, reason| {
        if !holds {
            reasons.push(reason);
        }
    };
    unless(valid_today(account, registration, facts), NoCover::NotValid);
    unless(!used(account, registration, GuaranteeType::Voucher), NoCover::VoucherUsed);
    unless(
        goods_allowed(&registration.validity, facts, usage, GoodsClass::Suspended),
        NoCover::SuspendedGoods,
    );
    unless(
        goods_allowed(&registration.validity, facts, usage, GoodsClass::Sensitive),
        NoCover::SensitiveGoods,
    );
    unless(registration.validity.not_valid_in.is_disjoint(&usage.countries), NoCover::Country);
    let covered = covered(registration, facts, usage);
    unless(covered.is_some_and(|covered| covered.amount <= account.free()), NoCover::Amount);
    let single = used(account, registration, GuaranteeType::Individual)
        || used(account, registration, GuaranteeType::Cash);
    unless(!single, NoCover::IndividualUsed);
    unless(offices_match(registration, usage), NoCover::Office);
    unless(commodities_match(registration, usage), NoCover::Commodity);
    match covered {
        Some(covered) if reasons.is_empty() => Ok(covered),
        Some(_) | None => Err(reasons),
    }
}

fn valid_today(account: &Account, registration: &Registration, facts: &Facts) -> bool {
    let Validity { from, until, .. } = &registration.validity;
    !account.suspended && *from <= facts.today && until.is_none_or(|until| facts.today <= until)
}

/// NCTS phase 5, C0086. After too many wrong codes in a row none is right until all are replaced.
fn code_right(account: &Account, registration: &Registration, facts: &Facts) -> bool {
    if !registration.kind.has_grn() {
        return true;
    }
    let open = account.wrong_codes_count < facts.wrong_codes_max;
    let known = match &facts.access {
        Access::Given(code) => account.codes.contains(code),
        Access::Missing => false,
    };
    open && known
}

fn used(account: &Account, registration: &Registration, kind: GuaranteeType) -> bool {
    registration.kind == kind && account.used()
}

/// Goods are what either side's lists say they are: who asks may know of no such list.
fn goods_allowed(validity: &Validity, facts: &Facts, usage: &Use, class: GoodsClass) -> bool {
    let listed = usage.goods.contains(&class) || facts.goods.contains(&class);
    !(validity.not_valid_for.contains(&class) && listed)
}

/// The debt in the currency of the guarantee, rounded up; none without a rate of the day.
fn covered(registration: &Registration, facts: &Facts, usage: &Use) -> Option<Money> {
    let currency = registration.reference_amount.currency;
    if usage.amount.currency == currency {
        return Some(usage.amount);
    }
    let rate = facts.rate.as_ref().filter(|rate| rate.to == currency)?;
    usage.amount.convert(rate, Rounding::Up)
}

fn offices_match(registration: &Registration, usage: &Use) -> bool {
    let Some(bound) = &registration.bound_to else { return true };
    bound.departure.as_ref().is_none_or(|office| *office == usage.departure)
        && bound.destination.as_ref().is_none_or(|office| *office == usage.destination)
}

/// Goods that nobody has named may be those it excludes, or others than those it was given for.
fn commodities_match(registration: &Registration, usage: &Use) -> bool {
    let bound = registration.bound_to.as_ref().map(|bound| &bound.commodities);
    let bound = bound.filter(|commodities| !commodities.is_empty());
    if usage.commodities.is_empty() {
        return bound.is_none() && registration.validity.not_valid_for.is_empty();
    }
    bound.is_none_or(|bound| {
        usage
            .commodities
            .iter()
            .all(|code| bound.iter().any(|allowed| code.as_str().starts_with(allowed.as_str())))
    })
}
