//! The rules of a movement: every role against every command.

mod departure;
mod destination;
mod passage;

use kernel::{Decides, Decision, Dossier, Happened};

use crate::command::Command;
use crate::event::Event;
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::state::{Departure, Part};

type Outcome = Result<Vec<Happened<Part>>, Vec<Refusal>>;

pub(crate) fn decide(dossier: &Dossier<Part>, facts: &Facts, command: Command) -> Outcome {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let mode = dossier.own_part().and_then(|part| part.mode).unwrap_or(facts.decides);
    if command.is_for_home() && !dossier.at_home() {
        return Err(vec![Refusal::NotAtHome]);
    }
    match (departure, command) {
        (None, Command::Present(presenting)) => departure::present(facts, *presenting),
        (Some(_), Command::Present(_)) => Err(vec![Refusal::AlreadyPresented]),
        (Some(is), Command::Accept { mrn, .. }) => departure::accept(is, mode, facts, mrn),
        (Some(is), Command::RecordCover { cover, held }) => {
            departure::record_cover(is, cover, held)
        }
        (Some(is), Command::RecordNoCover { cover, hold, attempt, reasons }) => {
            departure::record_no_cover(is, cover, hold, attempt, reasons)
        }
        (Some(is), Command::WithdrawCover { cover, .. }) => {
            departure::withdraw_cover(is, mode, facts, cover)
        }
        (Some(is), Command::OrderControl { notification, .. }) => {
            departure::order_control(is, mode, facts, notification)
        }
        (Some(is), Command::RecordDepartureControl { code, remarks, .. }) => {
            departure::record_control(is, mode, facts, code, remarks)
        }
        (Some(is), Command::Release { limit_date, .. }) => {
            departure::release(is, mode, facts, limit_date)
        }
        (Some(is), Command::Discharge { .. }) => departure::discharge(dossier, is, mode, facts),
        (Some(is), Command::RecordCredit { cover }) => departure::record_credit(is, cover),
        (
            None,
            Command::Accept { .. }
            | Command::RecordCover { .. }
            | Command::RecordNoCover { .. }
            | Command::WithdrawCover { .. }
            | Command::OrderControl { .. }
            | Command::RecordDepartureControl { .. }
            | Command::Release { .. }
            | Command::Discharge { .. }
            | Command::RecordCredit { .. },
        ) => Err(vec![Refusal::NotPresented]),
        (_, Command::RecordExit { office, at, .. }) => {
            passage::exit(dossier, mode, facts, office, at)
        }
        (_, Command::RecordEntry { office, at, .. }) => {
            passage::entry(dossier, mode, facts, office, at)
        }
        (_, Command::NotifyArrival(arriving)) => {
            destination::arrive(dossier, mode, facts, *arriving)
        }
        (_, Command::PermitUnloading { .. }) => destination::permit_unloading(dossier, mode, facts),
        (_, Command::RemarkUnloading { unloading, remarks }) => {
            destination::remark_unloading(dossier, unloading, remarks)
        }
        (_, Command::RecordControl { code, seals, remarks, .. }) => {
            destination::control(dossier, mode, facts, (code, seals), remarks)
        }
        (_, Command::End { .. }) => destination::end(dossier, mode, facts),
    }
}

fn one(event: Event) -> Outcome {
    Ok(vec![Happened::plain(event)])
}

/// The decision behind a deciding event: present, and with the national reference where the
/// national system decides.
fn decision(mode: Decides, facts: &Facts) -> Result<Decision, Refusal> {
    let decision = facts.decision.clone().ok_or(Refusal::DecisionMissing)?;
    if mode == Decides::National && decision.national_reference.is_none() {
        return Err(Refusal::NationalReferenceMissing);
    }
    Ok(decision)
}

/// A passage or arrival is recorded of a movement that was released and passes through here.
fn on_route(dossier: &Dossier<Part>, facts: &Facts) -> Result<(), Refusal> {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let released = |departure: &&Departure| departure.released.is_some();
    let departure = departure.filter(released).ok_or(Refusal::NotReleased)?;
    if departure.declaration.countries.contains(&facts.country) {
        Ok(())
    } else {
        Err(Refusal::NotOnRoute { country: facts.country.clone() })
    }
}
