//! What departure writes.

use std::collections::BTreeSet;

use kernel::{CoverNumber, OutOfOrder};

use super::fresh;
use crate::event::{Declaration, Event, NotificationType};
use crate::state::{Closed, Cover, Departure, Discrepancies, Released};

pub(super) fn evolve(departure: &mut Departure, event: &Event) -> Result<(), OutOfOrder> {
    match event {
        Event::GoodsPresented { limit_date, .. } => {
            departure.present_by.take().ok_or(OutOfOrder)?;
            departure.declaration.limit_date = limit_date.or(departure.declaration.limit_date);
        }
        Event::AmendmentRequested { declaration } => {
            departure.amendment = Some(declaration.clone());
        }
        Event::Amended { declaration, .. } => amend(departure, declaration),
        Event::AmendmentRefused { .. } => departure.amendment = None,
        Event::AmendmentCalledFor { .. } => departure.amendment_called_for = true,
        Event::InvalidationRequested => departure.invalidation_requested = true,
        Event::InvalidationRefused { .. } => departure.invalidation_requested = false,
        Event::Invalidated { date, cause, .. } => {
            close(departure, Closed::Invalidated { date: *date, cause: *cause })?;
        }
        Event::GoodsAccountedFor { sightings, .. } => {
            departure.accounted_for.extend(sightings.iter().cloned());
        }
        Event::Accepted { mrn, date, .. } => {
            fresh(departure.accepted.replace((mrn.clone(), *date)))?;
            departure.present_by = None;
        }
        Event::ControlOrdered { notification, .. } => {
            let intended = *notification == NotificationType::Intention;
            departure.control_intended = intended;
            departure.control_pending |= !intended;
        }
        Event::DepartureControlled { code, date, .. } => {
            departure.control_intended = false;
            departure.control_pending = false;
            departure.control = Some((*code, *date));
            // What the holder said was about what was found before.
            departure.release_requested = None;
        }
        Event::ReleaseRequested { requested } => departure.release_requested = Some(*requested),
        Event::NotReleased { date, reason, .. } => {
            close(departure, Closed::NotReleased { date: *date, reason: *reason })?;
        }
        Event::Covered { .. }
        | Event::OtherGuaranteeAwaited { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::CoverCredited { .. } => cover(departure, event)?,
        Event::Released { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::Discharged { .. } => under_way(departure, event)?,
        Event::Presented { .. }
        | Event::Prelodged { .. }
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingContinued { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::DiscrepanciesFound { .. }
        | Event::Ended { .. } => return Err(OutOfOrder),
    }
    Ok(())
}

/// A guarantee that the new declaration does not name is given back; what is left keeps its number.
fn amend(departure: &mut Departure, declaration: &Declaration) {
    let numbers: BTreeSet<CoverNumber> = declaration.numbered().map(|(number, _)| number).collect();
    give_back(departure, |number| !numbers.contains(&number));
    departure.awaited.retain(|number, _| numbers.contains(number));
    let highest = numbers.last().map(|number| number.0).unwrap_or_default();
    departure.named = departure.named.max(highest);
    *departure.declaration = declaration.clone();
    departure.amendment = None;
    departure.amendment_called_for = false;
}

fn give_back(departure: &mut Departure, no_longer: impl Fn(CoverNumber) -> bool) {
    let covers = std::mem::take(&mut departure.covers);
    let kept = covers.into_iter().filter_map(|(number, cover)| {
        if !no_longer(number) {
            return Some((number, cover));
        }
        match cover {
            Cover::Held { held } => Some((number, Cover::Withdrawn { held })),
            Cover::NotHeld { .. } => None,
            Cover::Withdrawn { .. } | Cover::Credited { .. } => Some((number, cover)),
        }
    });
    departure.covers = kept.collect();
}

/// What is closed needs no cover and waits for nothing.
fn close(departure: &mut Departure, closed: Closed) -> Result<(), OutOfOrder> {
    fresh(departure.closed.replace(closed))?;
    give_back(departure, |_| true);
    departure.awaited.clear();
    departure.amendment = None;
    departure.amendment_called_for = false;
    departure.invalidation_requested = false;
    departure.control_intended = false;
    departure.control_pending = false;
    Ok(())
}

/// What becomes of its guarantees.
fn cover(departure: &mut Departure, event: &Event) -> Result<(), OutOfOrder> {
    if let Event::Covered { cover, held } = event {
        departure.awaited.remove(cover);
        departure.covers.insert(*cover, Cover::Held { held: held.clone() });
    }
    if let Event::OtherGuaranteeAwaited { cover, until } = event {
        departure.awaited.insert(*cover, *until);
    }
    if let Event::NotCovered { cover, hold, attempt, reasons } = event {
        let (hold, attempt, reasons) = (hold.clone(), *attempt, reasons.clone());
        departure.covers.insert(*cover, Cover::NotHeld { hold, attempt, reasons });
    }
    if let Event::CoverWithdrawn { cover, held, .. } = event {
        departure.covers.insert(*cover, Cover::Withdrawn { held: held.clone() });
    }
    if let Event::CoverCredited { cover } = event {
        let Some(Cover::Held { held }) = departure.covers.remove(cover) else {
            return Err(OutOfOrder);
        };
        departure.covers.insert(*cover, Cover::Credited { held });
    }
    Ok(())
}

/// What becomes of it from its release on.
fn under_way(departure: &mut Departure, event: &Event) -> Result<(), OutOfOrder> {
    if let Event::Released { limit_date, agreements, frontiers, gaps, .. } = event {
        let released = Released {
            limit_date: *limit_date,
            frontiers: frontiers.clone(),
            agreements: agreements.clone(),
            gaps: gaps.clone(),
            uncovered: departure.uncovered(),
        };
        fresh(departure.released.replace(released))?;
    }
    if let Event::DiscrepanciesNotified { findings, answer_by, .. } = event {
        let (findings, answer_by) = (findings.clone(), *answer_by);
        let told = Discrepancies { findings, answer_by, answered: false, solved: None };
        departure.discrepancies = Some(told);
    }
    if *event == Event::DiscrepanciesAnswered {
        departure.discrepancies.as_mut().ok_or(OutOfOrder)?.answered = true;
    }
    if let Event::DiscrepanciesSolved { date, .. } = event {
        departure.discrepancies.as_mut().ok_or(OutOfOrder)?.solved = Some(*date);
    }
    if let Event::ArrivalForwarded { office, .. } = event {
        departure.forwarded.insert(office.clone());
    }
    if let Event::Overdue { limit_date, .. } = event {
        departure.overdue = Some(*limit_date);
        departure.unheard.clear();
    }
    if let Event::Unheard { unheard, .. } = event {
        departure.unheard.clone_from(unheard);
    }
    if let Event::Discharged { date, .. } = event {
        fresh(departure.discharged.replace(*date))?;
    }
    Ok(())
}
