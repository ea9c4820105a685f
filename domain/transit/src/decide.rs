//! The rules of a movement: every role against every command.

mod amendment;
mod cover;
mod departure;
mod destination;
mod discrepancy;
mod invalidation;
mod limits;
mod lodging;
mod passage;

pub use amendment::renumber;
use kernel::{Decides, Decision, Dossier, Happened, Timestamp, utc_day};

use crate::command::{Command, Named};
use crate::event::{Details, Event};
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::state::{Closed, Departure, Part};

type Outcome = Result<Vec<Happened<Part>>, Vec<Refusal>>;

pub(crate) fn decide(dossier: &Dossier<Part>, facts: &Facts, command: Command) -> Outcome {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let mode = dossier.own_part().and_then(|part| part.mode).unwrap_or(facts.decides);
    if !command.is_for_home() {
        return elsewhere(dossier, mode, facts, command);
    }
    if !dossier.at_home() {
        return Err(vec![Refusal::NotAtHome]);
    }
    let Some(departure) = departure else {
        return if let Command::Present(presenting) = command {
            lodging::lodge(facts, *presenting)
        } else {
            Err(vec![Refusal::NotPresented])
        };
    };
    Home { dossier, departure, mode, facts }.decide(command)
}

/// A movement at its home, and what is known there.
struct Home<'a> {
    dossier: &'a Dossier<Part>,
    departure: &'a Departure,
    mode: Decides,
    facts: &'a Facts,
}

impl Home<'_> {
    fn decide(&self, command: Command) -> Outcome {
        match command {
            Command::Present(_) => Err(vec![Refusal::AlreadyPresented]),
            Command::PresentGoods(presenting) => {
                besides(self.named(&presenting.named), self.present_goods(*presenting))
            }
            Command::Amend(amending) => self.amend(*amending),
            Command::AcceptAmendment { .. } => self.accept_amendment(),
            Command::RefuseAmendment { remarks, .. } => self.refuse_amendment(remarks),
            Command::CallForAmendment { remarks, .. } => self.call_for_amendment(remarks),
            Command::RequestInvalidation { remarks, named } => {
                besides(self.named(&named), self.request_invalidation(remarks))
            }
            Command::Invalidate { remarks, .. } => self.invalidate(remarks),
            Command::RefuseInvalidation { remarks, .. } => self.refuse_invalidation(remarks),
            Command::Accept { mrn, .. } => self.accept(mrn),
            Command::RecordCover { cover, held } => self.record_cover(cover, held),
            Command::RecordNoCover { cover, hold, attempt, reasons } => {
                self.record_no_cover(cover, hold, attempt, reasons)
            }
            Command::WithdrawCover { cover, .. } => self.withdraw_cover(cover),
            Command::OrderControl { notification, controls, documents, .. } => {
                self.order_control(notification, &controls, &documents)
            }
            Command::RecordDepartureControl { code, remarks, .. } => {
                self.record_control(code, remarks)
            }
            Command::RequestRelease { requested, named } => {
                besides(self.named(&named), self.request_release(requested))
            }
            Command::RefuseRelease { reason, remarks, .. } => self.refuse_release(reason, remarks),
            Command::Release { limit_date, .. } => self.release(limit_date),
            Command::NotifyDiscrepancies { answer_by, remarks, .. } => {
                self.notify_discrepancies(answer_by, remarks)
            }
            Command::AnswerDiscrepancies { remarks } => self.answer_discrepancies(remarks),
            Command::SolveDiscrepancies { remarks, .. } => self.solve_discrepancies(remarks),
            Command::ForwardArrival { office, at } => self.forward_arrival(office, at),
            Command::WatchLimits => self.watch_limits(),
            Command::DeclareOverdue { .. } => self.declare_overdue(),
            Command::Discharge { .. } => self.discharge(),
            Command::RecordCredit { cover } => self.record_credit(cover),
            Command::RecordExit { .. }
            | Command::RecordEntry { .. }
            | Command::NotifyArrival(_)
            | Command::PermitUnloading { .. }
            | Command::RemarkUnloading { .. }
            | Command::RecordControl { .. }
            | Command::End { .. } => elsewhere(self.dossier, self.mode, self.facts, command),
        }
    }

    /// In what a message names others than were declared.
    fn named(&self, named: &Named) -> Vec<Refusal> {
        named.differs_from(&self.departure.declaration)
    }

    /// The decision behind a deciding event.
    fn decision(&self) -> Result<Decision, Vec<Refusal>> {
        decision(self.mode, self.facts).map_err(|refusal| vec![refusal])
    }

    /// What was invalidated, or not released for good, has no next step.
    fn not_closed(&self) -> Result<(), Vec<Refusal>> {
        match self.departure.closed {
            None => Ok(()),
            Some(Closed::Invalidated { date, .. }) => Err(vec![Refusal::Invalidated { date }]),
            Some(Closed::NotReleased { date, .. }) => {
                Err(vec![Refusal::NotReleasedForGood { date }])
            }
        }
    }

    /// Before release, and neither invalidated nor refused.
    fn before_release(&self) -> Result<(), Vec<Refusal>> {
        self.not_closed()?;
        if self.departure.released.is_some() {
            return Err(vec![Refusal::AlreadyReleased]);
        }
        Ok(())
    }
}

/// What is done at the offices of the route and of destination.
fn elsewhere(dossier: &Dossier<Part>, mode: Decides, facts: &Facts, command: Command) -> Outcome {
    match command {
        Command::RecordExit { office, at, .. } => passage::exit(dossier, mode, facts, office, at),
        Command::RecordEntry { office, at, .. } => passage::entry(dossier, mode, facts, office, at),
        Command::NotifyArrival(arriving) => destination::arrive(dossier, mode, facts, *arriving),
        Command::PermitUnloading { .. } => destination::permit_unloading(dossier, mode, facts),
        Command::RemarkUnloading { unloading, remarks, found, named } => {
            let details = Details { remarks, goods: found, ..Details::default() };
            let outcome = destination::remark_unloading(dossier, facts, unloading, details);
            besides(destination::named(dossier, &named), outcome)
        }
        Command::RecordControl { code, seals, discrepancies, remarks, .. } => {
            let found = destination::Found { code, seals, discrepancies, remarks };
            destination::control(dossier, mode, facts, found)
        }
        Command::End { .. } => destination::end(dossier, mode, facts),
        Command::Present(_)
        | Command::PresentGoods(_)
        | Command::Amend(_)
        | Command::AcceptAmendment { .. }
        | Command::RefuseAmendment { .. }
        | Command::CallForAmendment { .. }
        | Command::RequestInvalidation { .. }
        | Command::Invalidate { .. }
        | Command::RefuseInvalidation { .. }
        | Command::Accept { .. }
        | Command::RecordCover { .. }
        | Command::RecordNoCover { .. }
        | Command::WithdrawCover { .. }
        | Command::OrderControl { .. }
        | Command::RecordDepartureControl { .. }
        | Command::RequestRelease { .. }
        | Command::RefuseRelease { .. }
        | Command::Release { .. }
        | Command::NotifyDiscrepancies { .. }
        | Command::AnswerDiscrepancies { .. }
        | Command::SolveDiscrepancies { .. }
        | Command::ForwardArrival { .. }
        | Command::WatchLimits
        | Command::DeclareOverdue { .. }
        | Command::Discharge { .. }
        | Command::RecordCredit { .. } => Err(vec![Refusal::NotAtHome]),
    }
}

/// What the rules say, and what is wrong besides.
fn besides(wrong: Vec<Refusal>, outcome: Outcome) -> Outcome {
    match (wrong.is_empty(), outcome) {
        (true, outcome) => outcome,
        (false, Ok(_)) => Err(wrong),
        (false, Err(refusals)) => Err([wrong, refusals].concat()),
    }
}

fn one(event: Event) -> Outcome {
    Ok(vec![Happened::plain(event)])
}

/// An event with what people wrote beside it.
fn remarked(event: Event, remarks: Option<String>) -> Outcome {
    Ok(vec![Happened::with(event, Details { remarks, ..Details::default() })])
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
/// Whether what is recorded can have happened when it is said to have: not on a day to come, and not
/// before the declaration was accepted, where the node of departure accepted it; a national system may
/// tell late when it did. A day more is allowed on either side, since offices write the time of their
/// own place, up to fourteen hours from UTC.
fn then(dossier: &Dossier<Part>, facts: &Facts, at: Timestamp) -> Result<(), Refusal> {
    let home = dossier.home_part().filter(|part| part.mode == Some(Decides::Node));
    let accepted = home.and_then(|part| part.departure.as_ref()?.accepted.as_ref());
    let (from, until) = (accepted.map(|(_, date)| *date), facts.today);
    let day = utc_day(at);
    let early = from.and_then(|from| from.yesterday().ok()).is_some_and(|eve| day < eve);
    let late = until.tomorrow().is_ok_and(|morrow| morrow < day);
    if early || late { Err(Refusal::NotThen { at, until }) } else { Ok(()) }
}

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
