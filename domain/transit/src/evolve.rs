//! What each event makes of its writer's part. No rules here: the event has already happened.

use std::collections::BTreeMap;

use kernel::{Decides, OfficeCode, OutOfOrder};

use crate::event::Event;
use crate::state::{Cover, Departure, Destination, Part, Passage, Released};

pub(crate) fn evolve(mut part: Part, event: &Event) -> Result<Part, OutOfOrder> {
    match event {
        Event::Presented { decides, declaration } => {
            first(&mut part, *decides)?;
            let presented = Departure {
                declaration: declaration.clone(),
                accepted: None,
                covers: BTreeMap::new(),
                control_pending: false,
                control: None,
                released: None,
                discharged: None,
            };
            fresh(part.departure.replace(presented))?;
        }
        Event::Exited { decides, office, at, .. } => {
            fresh(passage(&mut part, *decides, office)?.exited.replace(*at))?;
        }
        Event::Entered { decides, office, at, .. } => {
            fresh(passage(&mut part, *decides, office)?.entered.replace(*at))?;
        }
        Event::Arrived { decides, office, at, trader, authorisation, .. } => {
            first(&mut part, *decides)?;
            let arrived = Destination {
                office: office.clone(),
                arrived: *at,
                trader: trader.clone(),
                authorisation: authorisation.clone(),
                unloading_permitted: false,
                unloading: None,
                control: None,
                ended: None,
            };
            fresh(part.destination.replace(arrived))?;
        }
        Event::UnloadingPermitted { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::Ended { .. } => {
            at_destination(part.destination.as_mut().ok_or(OutOfOrder)?, event)?;
        }
        Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::Released { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => {
            at_departure(part.departure.as_mut().ok_or(OutOfOrder)?, event)?;
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

fn at_departure(departure: &mut Departure, event: &Event) -> Result<(), OutOfOrder> {
    match event {
        Event::Accepted { mrn, date, .. } => {
            fresh(departure.accepted.replace((mrn.clone(), *date)))?;
        }
        Event::Covered { cover, held } => {
            departure.covers.insert(*cover, Cover::Held { held: held.clone() });
        }
        Event::NotCovered { cover, hold, attempt, reasons } => {
            let (hold, attempt, reasons) = (hold.clone(), *attempt, reasons.clone());
            departure.covers.insert(*cover, Cover::NotHeld { hold, attempt, reasons });
        }
        Event::CoverWithdrawn { cover, held, .. } => {
            departure.covers.insert(*cover, Cover::Withdrawn { held: held.clone() });
        }
        Event::ControlOrdered { .. } => departure.control_pending = true,
        Event::DepartureControlled { code, date, .. } => {
            departure.control_pending = false;
            departure.control = Some((*code, *date));
        }
        Event::Released { limit_date, agreements, frontiers, gaps, .. } => {
            let released = Released {
                limit_date: *limit_date,
                frontiers: frontiers.clone(),
                agreements: agreements.clone(),
                gaps: gaps.clone(),
                uncovered: departure.uncovered(),
            };
            fresh(departure.released.replace(released))?;
        }
        Event::Discharged { date, .. } => fresh(departure.discharged.replace(*date))?,
        Event::CoverCredited { cover } => match departure.covers.remove(cover) {
            Some(Cover::Held { held }) => {
                departure.covers.insert(*cover, Cover::Credited { held });
            }
            Some(Cover::NotHeld { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. })
            | None => {
                return Err(OutOfOrder);
            }
        },
        Event::Presented { .. }
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::Ended { .. } => return Err(OutOfOrder),
    }
    Ok(())
}

fn at_destination(destination: &mut Destination, event: &Event) -> Result<(), OutOfOrder> {
    match event {
        Event::UnloadingPermitted { .. } => destination.unloading_permitted = true,
        Event::UnloadingRemarked { unloading } => {
            destination.unloading = Some(unloading.clone());
        }
        Event::Controlled { code, date, .. } => {
            let before = destination.control.replace((*code, *date));
            // A national system may tell the control after the end. What was found right stays so.
            if before.is_some_and(|(before, _)| before.satisfactory()) {
                return Err(OutOfOrder);
            }
        }
        Event::Ended { date, .. } => fresh(destination.ended.replace(*date))?,
        Event::Presented { .. }
        | Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::Released { .. }
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => return Err(OutOfOrder),
    }
    Ok(())
}
