//! Putting a guarantee into the register.

use kernel::{Country, GuaranteeReference, GuaranteeType, GuarantorId, Happened, Money};

use super::{Outcome, decision};
use crate::account::command::Registering;
use crate::account::event::{Details, Event, Names, Party};
use crate::account::facts::{Approval, Facts};
use crate::account::refusal::Refusal;
use crate::account::state::{Percentage, Registration, Validity};

/// All reasons at once, then the registration.
pub(super) fn register(facts: &Facts, asked: Registering) -> Outcome {
    let mut refusals = amount_and_share(asked.kind, asked.reference_amount, asked.percentage);
    refusals.extend(reversed(&asked.validity));
    if needs_guarantor(asked.kind) && asked.guarantor.is_none() {
        refusals.push(Refusal::GuarantorMissing { kind: asked.kind });
    }
    if let Some(guarantor) = &asked.guarantor {
        refusals.extend(unfit(guarantor, facts));
    }
    let reference = match reference(facts, &asked) {
        Ok(reference) => Some(reference),
        Err(why) => {
            refusals.extend(why);
            None
        }
    };
    let decision = decision(facts.decides, facts).map_err(|why| refusals.push(why)).ok();
    let (Some(reference), Some(decision), true) = (reference, decision, refusals.is_empty()) else {
        return Err(refusals);
    };
    let named = |party: &Option<Party>| party.as_ref().map(|party| party.name.clone());
    let names = Names {
        holder: asked.holder_name.or_else(|| named(&facts.parties.holder)),
        guarantor: asked.guarantor_name.or_else(|| named(&facts.parties.guarantor)),
    };
    let registration = Box::new(Registration {
        kind: asked.kind,
        reference,
        other_reference: asked.other_reference,
        holder: asked.holder,
        guarantor: asked.guarantor,
        office: asked.office,
        reference_amount: asked.reference_amount,
        percentage: asked.percentage,
        validity: asked.validity,
        bound_to: asked.bound_to,
    });
    let event = Event::Registered { decides: facts.decides, registration, decision };
    Ok(vec![Happened::with(event, Details { names: Some(names), parties: None })])
}

/// A waiver has nobody behind it, and cash stands for itself.
fn needs_guarantor(kind: GuaranteeType) -> bool {
    !matches!(kind, GuaranteeType::Waiver | GuaranteeType::Cash)
}

/// Whoever undertakes to pay is approved by the customs authority he undertakes it to (CTC
/// Convention, Appendix I, Title III), and can be reached wherever the guarantee is valid.
fn unfit(guarantor: &GuarantorId, facts: &Facts) -> Vec<Refusal> {
    let guarantor = guarantor.clone();
    match &facts.approval {
        None | Some(Approval::Unknown) => vec![Refusal::GuarantorUnknown { guarantor }],
        Some(Approval::NotThatDay) => vec![Refusal::GuarantorNotApproved { guarantor }],
        Some(Approval::Approved { .. }) => unreachable(&guarantor, facts),
    }
}

/// In each other country where it may be used, the guarantor gives an address or an agent to whom
/// everything may be delivered: CTC Convention, Appendix III, Annexes C1 to C4, item 4 of the
/// undertaking. Whether a country's law wants that is its reference data.
pub(super) fn unreachable(guarantor: &GuarantorId, facts: &Facts) -> Vec<Refusal> {
    let Some(Approval::Approved { without_agent }) = &facts.approval else { return Vec::new() };
    let missing = |country: &Country| {
        let (guarantor, country) = (guarantor.clone(), country.clone());
        Refusal::AgentMissing { guarantor, country }
    };
    without_agent.iter().map(missing).collect()
}

fn reference(facts: &Facts, asked: &Registering) -> Result<GuaranteeReference, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let kind = asked.kind;
    if !kind.has_grn() {
        if asked.grn.is_some() || asked.voucher.is_some() {
            refusals.push(Refusal::CashHasNoGrn);
        }
        let Some(account) = asked.cash_account.clone() else {
            refusals.push(Refusal::CashNeedsAccount);
            return Err(refusals);
        };
        return if refusals.is_empty() {
            Ok(GuaranteeReference::Cash(account))
        } else {
            Err(refusals)
        };
    }
    if asked.cash_account.is_some() || asked.other_reference.is_some() {
        refusals.push(Refusal::OnlyCashHasAccount { kind });
    }
    let Some(grn) = asked.grn.as_ref().or(facts.minted.as_ref()) else {
        refusals.push(Refusal::NoNumber);
        return Err(refusals);
    };
    if grn.country() != facts.country {
        refusals.push(Refusal::ForeignGrn { country: grn.country() });
    }
    // NCTS phase 5, R0318: 24 characters with a voucher, 17 without.
    if grn.voucher().is_some() != (kind == GuaranteeType::Voucher) {
        refusals.push(Refusal::WrongGrnLength { kind });
    }
    if !grn.check_digit_holds() {
        refusals.push(Refusal::CheckDigitWrong { expected: grn.right_check_digit() });
    }
    if refusals.is_empty() { Ok(GuaranteeReference::Grn(grn.clone())) } else { Err(refusals) }
}

/// CTC Convention, Appendix I, arts. 74 and 75: a comprehensive guarantee may be reduced to a share
/// of the reference amount, down to nothing for a waiver; an individual one covers the whole debt.
pub(super) fn amount_and_share(
    kind: GuaranteeType,
    reference_amount: Money,
    percentage: Percentage,
) -> Vec<Refusal> {
    let share = u8::from(percentage);
    let allowed = match kind {
        GuaranteeType::Waiver => share == 0,
        GuaranteeType::Comprehensive => share > 0,
        GuaranteeType::Individual
        | GuaranteeType::Cash
        | GuaranteeType::Voucher
        | GuaranteeType::MultipleUsage => share == 100,
    };
    let mut refusals = Vec::new();
    if reference_amount.amount.is_zero() {
        refusals.push(Refusal::AmountNotPositive);
    }
    if !allowed {
        refusals.push(Refusal::PercentageNotAllowed { kind, percentage });
    }
    refusals
}

pub(super) fn reversed(validity: &Validity) -> Option<Refusal> {
    let until = validity.until.filter(|until| *until < validity.from)?;
    Some(Refusal::ValidityReversed { from: validity.from, until })
}
