//! Who may have said what: the home of the dossier asks, the home of the guarantee answers.

use kernel::{Attempt, Dossier, Inadmissible, Writer};

use super::event::Event;
use super::state::Conversation;

pub(super) fn admit(
    dossier: &Dossier<Conversation>,
    writer: &Writer,
    event: &Event,
) -> Result<(), Inadmissible> {
    match event {
        Event::HoldRequested { usage, .. } | Event::CheckRequested { usage, .. } => {
            asks(dossier, writer)?;
            let in_own_name = usage.requester == writer.administration;
            let of_own = usage.movement.writer() == writer.node
                && writer.administration.country() == Some(usage.mrn.country());
            if in_own_name && of_own { Ok(()) } else { Err(Inadmissible::NotTheirs) }
        }
        Event::HoldWithdrawn { .. }
        | Event::CreditRequested { .. }
        | Event::ReleasedUncovered { .. } => asks(dossier, writer),
        Event::Held { attempt, .. }
        | Event::NotHeld { attempt, .. }
        | Event::Credited { attempt } => {
            answers(dossier, writer, |asked| asked.requests.contains_key(attempt))
        }
        Event::GuaranteeSuspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::GuaranteeValidityChanged { .. } => answers(dossier, writer, |_| true),
        Event::Checked { attempt, .. } => {
            answers(dossier, writer, |asked| was_checked(asked, *attempt))
        }
    }
}

fn asks(dossier: &Dossier<Conversation>, writer: &Writer) -> Result<(), Inadmissible> {
    if dossier.id.writer() == writer.node { Ok(()) } else { Err(Inadmissible::NotHome) }
}

fn was_checked(asked: &Conversation, attempt: Attempt) -> bool {
    asked.checks.contains_key(&attempt)
}

fn answers(
    dossier: &Dossier<Conversation>,
    writer: &Writer,
    was_asked: impl FnOnce(&Conversation) -> bool,
) -> Result<(), Inadmissible> {
    let asked = dossier.home_part().ok_or(Inadmissible::NothingAsked)?;
    if asked.guarantee_home.as_ref() != Some(&writer.administration) {
        return Err(Inadmissible::NotTheirs);
    }
    if was_asked(asked) { Ok(()) } else { Err(Inadmissible::NothingAsked) }
}
