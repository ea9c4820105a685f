//! What each saying makes of its writer's part. No rules here: it has already been said.

use kernel::{Administration, Attempt, GuaranteeReference, OutOfOrder};

use super::event::Event;
use super::state::{Conversation, Reply, Request};

pub(super) fn evolve(mut part: Conversation, event: &Event) -> Result<Conversation, OutOfOrder> {
    match event {
        Event::HoldRequested { attempt, reference, guarantee_home, usage } => {
            opens(&mut part, reference, guarantee_home)?;
            let request = Request {
                usage: usage.clone(),
                withdrawn: false,
                credit_requested: false,
                released_uncovered: false,
            };
            fresh(part.requests.insert(*attempt, request))?;
        }
        Event::CheckRequested { attempt, reference, guarantee_home, usage } => {
            opens(&mut part, reference, guarantee_home)?;
            fresh(part.checks.insert(*attempt, usage.clone()))?;
        }
        Event::HoldWithdrawn { attempt } => asked(&mut part, *attempt)?.withdrawn = true,
        Event::CreditRequested { attempt } => asked(&mut part, *attempt)?.credit_requested = true,
        Event::ReleasedUncovered { attempt } => {
            asked(&mut part, *attempt)?.released_uncovered = true;
        }
        Event::Held { attempt, amount } => {
            fresh(part.replies.insert(*attempt, Reply::Held(*amount)))?;
        }
        Event::NotHeld { attempt, reasons } => {
            fresh(part.replies.insert(*attempt, Reply::NotHeld(reasons.clone())))?;
        }
        Event::Checked { attempt, reasons } => {
            fresh(part.checked.insert(*attempt, reasons.clone()))?;
        }
        Event::Credited { attempt } => {
            if !matches!(part.replies.get(attempt), Some(Reply::Held(_))) {
                return Err(OutOfOrder);
            }
            part.credited.insert(*attempt);
        }
        Event::GuaranteeSuspended { on } => {
            fresh(part.suspended.replace(*on))?;
        }
        Event::SuspensionLifted { .. } => {
            part.suspended.take().ok_or(OutOfOrder)?;
        }
        Event::GuaranteeValidityChanged { validity } => part.validity = Some(validity.clone()),
    }
    Ok(part)
}

/// A conversation is about one guarantee, named by its first request or check.
fn opens(
    part: &mut Conversation,
    reference: &GuaranteeReference,
    home: &Administration,
) -> Result<(), OutOfOrder> {
    let known = part.reference.get_or_insert_with(|| reference.clone());
    let known_home = part.guarantee_home.get_or_insert_with(|| home.clone());
    if known == reference && known_home == home { Ok(()) } else { Err(OutOfOrder) }
}

fn fresh<T>(before: Option<T>) -> Result<(), OutOfOrder> {
    if before.is_none() { Ok(()) } else { Err(OutOfOrder) }
}

fn asked(part: &mut Conversation, attempt: Attempt) -> Result<&mut Request, OutOfOrder> {
    part.requests.get_mut(&attempt).ok_or(OutOfOrder)
}
