//! Who may have said what of a movement: departure its own, each country what happened at its
//! offices, as far as the directory gives them the function.

use kernel::{Dossier, Function, Inadmissible, OfficeCode, Writer};

use crate::event::Event;
use crate::state::Part;

pub(crate) fn admit(
    dossier: &Dossier<Part>,
    writer: &Writer,
    event: &Event,
) -> Result<(), Inadmissible> {
    match event {
        Event::Presented { declaration, .. } | Event::Prelodged { declaration, .. } => {
            home(dossier, writer)?;
            writer.has(&declaration.departure)
        }
        Event::AmendmentRefused { decision }
        | Event::AmendmentCalledFor { decision }
        | Event::InvalidationRefused { decision }
        | Event::DiscrepanciesNotified { decision, .. }
        | Event::DiscrepanciesSolved { decision, .. }
        | Event::GoodsAccountedFor { decision, .. }
        | Event::CoverWithdrawn { decision, .. }
        | Event::ControlOrdered { decision, .. }
        | Event::DepartureControlled { decision, .. }
        | Event::Released { decision, .. }
        | Event::Discharged { decision, .. } => {
            home(dossier, writer)?;
            writer.has(&decision.office)
        }
        // An MRN names the country that registered the movement: NCTS phase 5, rule R0028.
        Event::Accepted { mrn, decision, .. } => {
            home(dossier, writer)?;
            writer.has(&decision.office)?;
            let own = writer.administration.country() == Some(mrn.country());
            if own { Ok(()) } else { Err(Inadmissible::NotTheirs) }
        }
        Event::Amended { decision, .. }
        | Event::Invalidated { decision, .. }
        | Event::NotReleased { decision, .. }
        | Event::Overdue { decision, .. } => {
            home(dossier, writer)?;
            decision.as_ref().map_or(Ok(()), |decision| writer.has(&decision.office))
        }
        Event::GoodsPresented { .. }
        | Event::AmendmentRequested { .. }
        | Event::InvalidationRequested
        | Event::ReleaseRequested { .. }
        | Event::OtherGuaranteeAwaited { .. }
        | Event::DiscrepanciesAnswered
        | Event::ArrivalForwarded { .. }
        | Event::Unheard { .. }
        | Event::Covered { .. }
        | Event::NotCovered { .. }
        | Event::CoverCredited { .. } => home(dossier, writer),
        Event::Exited { office, .. } | Event::Entered { office, .. } => {
            at_office(dossier, writer, office, Function::Passage)
        }
        Event::Arrived { office, .. } => at_office(dossier, writer, office, Function::Destination),
        Event::UnloadingPermitted { decision }
        | Event::UnloadingContinued { decision, .. }
        | Event::DiscrepanciesFound { decision, .. }
        | Event::Controlled { decision, .. }
        | Event::Ended { decision, .. } => {
            at_office(dossier, writer, &decision.office, Function::Destination)
        }
        Event::UnloadingRemarked { .. } => on_route(dossier, writer),
    }
}

fn home(dossier: &Dossier<Part>, writer: &Writer) -> Result<(), Inadmissible> {
    if dossier.id.writer() == writer.node { Ok(()) } else { Err(Inadmissible::NotHome) }
}

fn at_office(
    dossier: &Dossier<Part>,
    writer: &Writer,
    office: &OfficeCode,
    function: Function,
) -> Result<(), Inadmissible> {
    writer.may(office, function)?;
    on_route(dossier, writer)
}

/// Which countries are on the route only the home can say; until it is heard, this must wait.
fn on_route(dossier: &Dossier<Part>, writer: &Writer) -> Result<(), Inadmissible> {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let released = departure.filter(|departure| departure.released.is_some());
    let departure = released.ok_or(Inadmissible::HomeUnknown)?;
    let country = writer.administration.country();
    if country.is_some_and(|country| departure.declaration.countries.contains(&country)) {
        Ok(())
    } else {
        Err(Inadmissible::NotOnRoute)
    }
}
