//! Who may have said something of a guarantee: its home, and nobody else.

use kernel::{Dossier, Inadmissible, Writer};

use super::event::Event;
use super::state::Account;

pub(super) fn admit(
    dossier: &Dossier<Account>,
    writer: &Writer,
    event: &Event,
) -> Result<(), Inadmissible> {
    if dossier.id.writer() != writer.node {
        return Err(Inadmissible::NotHome);
    }
    match event {
        Event::Registered { registration, .. } => writer.has(&registration.office),
        Event::AccessCodesReplaced { .. }
        | Event::ReferenceAmountChanged { .. }
        | Event::ValidityChanged { .. }
        | Event::Suspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::Checked { .. }
        | Event::Held { .. }
        | Event::NotHeld { .. }
        | Event::AccessCodeWrong { .. }
        | Event::Withdrawn { .. }
        | Event::Credited { .. }
        | Event::NotHeldRecorded { .. }
        | Event::WithdrawalRecorded { .. }
        | Event::CreditRecorded { .. }
        | Event::AccessCodesChanged { .. }
        | Event::Queried { .. }
        | Event::AccessDenied { .. } => Ok(()),
    }
}
