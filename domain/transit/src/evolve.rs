//! What each event makes of its writer's part. No rules here: the event has already happened.

mod departure;
mod destination;

use kernel::{Decides, OfficeCode, OutOfOrder};

use crate::event::Event;
use crate::state::{Departure, Destination, Part, Passage};

pub(crate) fn evolve(mut part: Part, event: &Event) -> Result<Part, OutOfOrder> {
    match event {
        Event::Presented { decides, declaration, .. } => {
            first(&mut part, *decides)?;
            fresh(part.departure.replace(Departure::lodged(declaration, None)))?;
        }
        Event::Prelodged { decides, declaration, present_by, .. } => {
            first(&mut part, *decides)?;
            fresh(part.departure.replace(Departure::lodged(declaration, Some(*present_by))))?;
        }
        Event::Exited { decides, office, at, .. } => {
            fresh(passage(&mut part, *decides, office)?.exited.replace(*at))?;
        }
        Event::Entered { decides, office, at, .. } => {
            fresh(passage(&mut part, *decides, office)?.entered.replace(*at))?;
        }
        Event::Arrived { decides, office, at, trader, authorisation, .. } => {
            first(&mut part, *decides)?;
            let (office, trader) = (office.clone(), trader.clone());
            let arrived = Destination::at(office, *at, trader, authorisation.clone());
            fresh(part.destination.replace(arrived))?;
        }
        Event::UnloadingPermitted { .. }
        | Event::UnloadingContinued { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::DiscrepanciesFound { .. }
        | Event::Ended { .. } => {
            destination::evolve(part.destination.as_mut().ok_or(OutOfOrder)?, event)?;
        }
        Event::GoodsPresented { .. }
        | Event::AmendmentRequested { .. }
        | Event::Amended { .. }
        | Event::AmendmentRefused { .. }
        | Event::AmendmentCalledFor { .. }
        | Event::InvalidationRequested
        | Event::InvalidationRefused { .. }
        | Event::Invalidated { .. }
        | Event::GoodsAccountedFor { .. }
        | Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::OtherGuaranteeAwaited { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::ReleaseRequested { .. }
        | Event::NotReleased { .. }
        | Event::Released { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => {
            departure::evolve(part.departure.as_mut().ok_or(OutOfOrder)?, event)?;
        }
    }
    Ok(part)
}

/// The mode of a part is fixed by its first event; a later one may not say otherwise.
fn first(part: &mut Part, decides: Decides) -> Result<(), OutOfOrder> {
    let mode = part.mode.get_or_insert(decides);
    if *mode == decides { Ok(()) } else { Err(OutOfOrder) }
}

fn fresh<T>(before: Option<T>) -> Result<(), OutOfOrder> {
    if before.is_none() { Ok(()) } else { Err(OutOfOrder) }
}

fn passage<'a>(
    part: &'a mut Part,
    decides: Decides,
    office: &OfficeCode,
) -> Result<&'a mut Passage, OutOfOrder> {
    first(part, decides)?;
    Ok(part.passages.entry(office.clone()).or_default())
}
