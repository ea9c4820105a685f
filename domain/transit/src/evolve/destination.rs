//! What destination writes.

use kernel::OutOfOrder;

use super::fresh;
use crate::event::Event;
use crate::state::Destination;

pub(super) fn evolve(destination: &mut Destination, event: &Event) -> Result<(), OutOfOrder> {
    match event {
        Event::UnloadingPermitted { .. } => destination.unloading_permitted = true,
        Event::UnloadingContinued { round, .. } => {
            destination.rounds = *round;
            destination.unloading = None;
        }
        Event::UnloadingRemarked { unloading } => {
            destination.unloading = Some(unloading.clone());
            destination.ever_wrong |= unloading.wrong();
        }
        Event::Controlled { code, date, seals, .. } => {
            destination.seals = Some(*seals);
            let before = destination.control.replace((*code, *date));
            // A national system may tell the control after the end. What was found right stays so.
            if before.is_some_and(|(before, _)| before.satisfactory()) {
                return Err(OutOfOrder);
            }
        }
        Event::DiscrepanciesFound { discrepancies, .. } => {
            destination.discrepancies.clone_from(discrepancies);
        }
        Event::Ended { date, .. } => fresh(destination.ended.replace(*date))?,
        Event::Presented { .. }
        | Event::Prelodged { .. }
        | Event::GoodsPresented { .. }
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
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => return Err(OutOfOrder),
    }
    Ok(())
}
