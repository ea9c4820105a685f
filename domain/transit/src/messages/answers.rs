//! What customs tells a trader: each event of a movement that has a message, and refusals.
//!
//! A message is written from what was so when its event happened. It says the same whenever it is
//! asked for, and keeps its number among the messages of its movement.

mod departure;
mod destination;
mod rejection;
mod release;

use kernel::{
    CoverNumber, Date, Decision, Dossier, Element, MessageHeader, Mrn, Timestamp, Told, TraderId,
};

pub use rejection::{Rejection, reject_arrival, reject_declaration};
pub(crate) use release::guarantee_groups;

use super::pick;
use crate::event::{Details, Event, InvalidationCause, NoRelease, NotificationType};
use crate::evolve::evolve;
use crate::state::{Departure, Destination, Part};
use crate::views::Declaring;

/// A message that tells a trader of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which message, such as `CC029C`.
    pub code: &'static str,
    /// To whom.
    pub recipient: TraderId,
    /// The message of his that it answers, where it answers one whose name is kept.
    pub correlation: Option<String>,
}

/// A movement as it stood with each event told of it, one after the other.
#[derive(Debug)]
pub struct Teller {
    dossier: Dossier<Part>,
    declaring: Declaring,
    /// What the home wrote later than what has not come yet.
    early: Vec<Told<Part>>,
    lodged: Option<Asked>,
    /// An amendment that has no answer.
    amendment: Option<Asked>,
    /// A request for invalidation that has none.
    invalidation: Option<Asked>,
    /// What the last event answers.
    answered: Option<Asked>,
}

/// Something a declarant asked for.
#[derive(Debug, Clone)]
struct Asked {
    at: Timestamp,
    /// What he called his message, where that is kept.
    message: Option<String>,
}

impl Asked {
    fn by(told: &Told<Part>) -> Self {
        let operation = told.details.operation.as_ref();
        let message = operation.and_then(|operation| operation.text("messageIdentification"));
        Self { at: told.at, message: message.map(ToOwned::to_owned) }
    }
}

impl Teller {
    /// Nothing has been told yet of this movement.
    pub fn new(of: &Dossier<Part>) -> Self {
        let mut dossier = Dossier::new(of.id.clone(), of.own.clone(), of.writer.clone());
        dossier.administrations.clone_from(&of.administrations);
        Self {
            dossier,
            declaring: Declaring::default(),
            early: Vec::new(),
            lodged: None,
            amendment: None,
            invalidation: None,
            answered: None,
        }
    }

    /// Takes the next event.
    pub fn follow(&mut self, told: &Told<Part>) {
        self.declaring.follow(told);
        self.note(told);
        if !self.evolves(told) {
            self.early.push(told.clone());
            return;
        }
        // What was told too early, by backfill, follows once it can.
        let mut early = std::mem::take(&mut self.early);
        loop {
            let before = early.len();
            early.retain(|told| !self.evolves(told));
            if early.len() == before {
                break;
            }
        }
        self.early = early;
    }

    fn evolves(&mut self, told: &Told<Part>) -> bool {
        let part = self.dossier.parts.get(&told.writer).cloned().unwrap_or_default();
        let Ok(part) = evolve(part, &told.event) else { return false };
        self.dossier.parts.insert(told.writer.clone(), part);
        true
    }

    /// Notes what was asked for, and what is answered.
    fn note(&mut self, told: &Told<Part>) {
        let event = &told.event;
        self.answered = None;
        if matches!(event, Event::Presented { .. } | Event::Prelodged { .. }) {
            self.lodged = Some(Asked::by(told));
        } else if matches!(event, Event::AmendmentRequested { .. }) {
            self.amendment = Some(Asked::by(told));
        } else if matches!(event, Event::Amended { .. } | Event::AmendmentRefused { .. }) {
            self.answered = Some(self.amendment.take().unwrap_or_else(|| Asked::by(told)));
        } else if matches!(event, Event::InvalidationRequested) {
            self.invalidation = Some(Asked::by(told));
        } else if matches!(event, Event::Invalidated { .. } | Event::InvalidationRefused { .. }) {
            self.answered = Some(self.invalidation.take().unwrap_or_else(|| Asked::by(told)));
        }
    }

    fn departure(&self) -> Option<&Departure> {
        self.dossier.home_part()?.departure.as_ref()
    }

    /// What the writer of an event recorded as destination.
    fn destination(&self, told: &Told<Part>) -> Option<&Destination> {
        self.dossier.parts.get(&told.writer)?.destination.as_ref()
    }

    /// The message that tells a trader of the last event, where there is one.
    pub fn letter(&self, told: &Told<Part>) -> Option<Letter> {
        let news = News::of(&told.event)?;
        let code = news.code();
        if news.is_of_destination() {
            // What he called his notification is kept nowhere.
            let recipient = self.destination(told)?.trader.clone();
            return Some(Letter { code, recipient, correlation: None });
        }
        let departure = self.departure()?;
        if let News::NotCovered(cover) = news
            && departure::grn(departure, cover).is_none()
        {
            // A deposit in cash has no number to name; it is kept at the office of departure itself.
            return None;
        }
        let asked = self.answered.as_ref().or(self.lodged.as_ref());
        let correlation = asked.and_then(|asked| asked.message.clone());
        let recipient = departure.declaration.declarant().clone();
        Some(Letter { code, recipient, correlation })
    }

    /// Its tree; none where something it must say is not known here.
    pub fn tree(&self, told: &Told<Part>, header: &MessageHeader) -> Option<Element> {
        let news = News::of(&told.event)?;
        let departure = self.departure()?;
        let case =
            Case { teller: self, departure, declared: &self.declaring.declared, header, told };
        if news.is_of_destination() {
            case.at_destination(&news, self.destination(told)?)
        } else {
            case.at_departure(&news)
        }
    }
}

/// What an event is news of to a trader.
enum News<'a> {
    Lodged,
    Accepted(&'a Mrn, Date),
    Amended,
    AmendmentRefused(&'a Decision),
    AmendmentCalledFor,
    Invalidation { decided: bool, by_customs: bool },
    NotPresented,
    NotCovered(CoverNumber),
    ControlOrdered(NotificationType, &'a Decision),
    NotReleased(NoRelease, Option<&'a Decision>),
    Released(&'a Decision),
    UnloadingPermitted,
    UnloadingContinued(u16),
    Ended(Date),
    DiscrepanciesNotified,
    Discharged(Date),
}

impl<'a> News<'a> {
    fn of(event: &'a Event) -> Option<Self> {
        Some(match event {
            Event::Presented { .. } | Event::Prelodged { .. } => Self::Lodged,
            Event::Accepted { mrn, date, .. } => Self::Accepted(mrn, *date),
            Event::Amended { .. } => Self::Amended,
            Event::AmendmentRefused { decision } => Self::AmendmentRefused(decision),
            Event::AmendmentCalledFor { .. } => Self::AmendmentCalledFor,
            Event::Invalidated { cause: InvalidationCause::NotPresented, .. } => Self::NotPresented,
            Event::Invalidated { cause, .. } => {
                let by_customs = *cause == InvalidationCause::Customs;
                Self::Invalidation { decided: true, by_customs }
            }
            Event::InvalidationRefused { .. } => {
                Self::Invalidation { decided: false, by_customs: false }
            }
            Event::NotCovered { cover, .. } => Self::NotCovered(*cover),
            Event::ControlOrdered { notification, decision } => {
                Self::ControlOrdered(*notification, decision)
            }
            Event::NotReleased { reason, decision, .. } => {
                Self::NotReleased(*reason, decision.as_ref())
            }
            Event::Released { decision, .. } => Self::Released(decision),
            Event::UnloadingPermitted { .. } => Self::UnloadingPermitted,
            Event::UnloadingContinued { round, .. } => Self::UnloadingContinued(*round),
            Event::Ended { date, .. } => Self::Ended(*date),
            Event::DiscrepanciesNotified { .. } => Self::DiscrepanciesNotified,
            Event::Discharged { date, .. } => Self::Discharged(*date),
            Event::GoodsPresented { .. }
            | Event::AmendmentRequested { .. }
            | Event::InvalidationRequested
            | Event::GoodsAccountedFor { .. }
            | Event::Covered { .. }
            | Event::OtherGuaranteeAwaited { .. }
            | Event::CoverWithdrawn { .. }
            | Event::DepartureControlled { .. }
            | Event::ReleaseRequested { .. }
            | Event::Exited { .. }
            | Event::Entered { .. }
            | Event::Arrived { .. }
            | Event::UnloadingRemarked { .. }
            | Event::Controlled { .. }
            | Event::DiscrepanciesFound { .. }
            | Event::DiscrepanciesAnswered
            | Event::DiscrepanciesSolved { .. }
            | Event::ArrivalForwarded { .. }
            | Event::Overdue { .. }
            | Event::Unheard { .. }
            | Event::CoverCredited { .. } => return None,
        })
    }

    /// The message it is told in.
    fn code(&self) -> &'static str {
        match self {
            Self::Lodged => "CC928C",
            Self::Accepted(..) => "CC028C",
            Self::Amended => "CC004C",
            Self::AmendmentCalledFor => "CC022C",
            Self::Invalidation { .. } => "CC009C",
            // Nobody decides that a time limit has passed, so it is no decision on invalidation:
            // the declaration is rejected (NCTS phase 5 TIS, process flows, pre-lodgement with a
            // presentation that is not valid).
            Self::AmendmentRefused(_) | Self::NotPresented => "CC056C",
            Self::NotCovered(_) => "CC055C",
            Self::ControlOrdered(..) => "CC060C",
            Self::NotReleased(..) => "CC051C",
            Self::Released(_) => "CC029C",
            Self::UnloadingPermitted | Self::UnloadingContinued(_) => "CC043C",
            Self::Ended(_) => "CC025C",
            Self::DiscrepanciesNotified => "CC019C",
            Self::Discharged(_) => "CC045C",
        }
    }

    /// Whether the office of destination tells it, to the trader who notified the arrival.
    fn is_of_destination(&self) -> bool {
        matches!(self, Self::UnloadingPermitted | Self::UnloadingContinued(_) | Self::Ended(_))
    }
}

/// One message about to be written. What it has no room for is left out later, by whoever knows the
/// structures of messages.
struct Case<'a> {
    teller: &'a Teller,
    departure: &'a Departure,
    declared: &'a Details,
    header: &'a MessageHeader,
    told: &'a Told<Part>,
}

impl Case<'_> {
    fn message(&self, code: &str) -> Element {
        self.header.message(code)
    }

    fn mrn(&self) -> Option<&Mrn> {
        self.departure.mrn()
    }

    /// The operation under the number the declarant knows it by: the LRN until it has an MRN. NCTS
    /// phase 5, C0467 and C0685.
    fn operation(&self) -> Element {
        let operation = Element::group("TransitOperation");
        match self.mrn() {
            Some(mrn) => operation.with("MRN", mrn),
            None => operation.with("LRN", &self.departure.declaration.lrn),
        }
    }

    fn office(&self) -> Element {
        let office = &self.departure.declaration.departure;
        Element::group("CustomsOfficeOfDeparture").with("referenceNumber", office)
    }

    /// The holder: number, name, address and contact.
    fn holder(&self) -> Element {
        const SAID: [&str; 4] =
            ["TIRHolderIdentificationNumber", "name", "Address", "ContactPerson"];
        let known = self.party("HolderOfTheTransitProcedure");
        Element::group("HolderOfTheTransitProcedure")
            .with("identificationNumber", &self.departure.declaration.holder)
            .and_all(known.map_or_else(Vec::new, |known| pick(known, &SAID)))
    }

    fn representative(&self) -> Option<Element> {
        let declaration = &self.departure.declaration;
        let representative = declaration.representative.as_ref()?;
        let status = declaration.representation.map(|acting| acting.code());
        let known = self.party("Representative");
        let group = Element::group("Representative")
            .with("identificationNumber", representative)
            .with_some("status", status)
            .and_all(known.map_or_else(Vec::new, |known| pick(known, &["ContactPerson"])));
        Some(group)
    }

    fn party(&self, name: &str) -> Option<&Element> {
        self.declared.parties.as_ref()?.first(name)
    }

    /// What was declared of the operation beyond what rules read.
    fn said(&self, name: &str) -> Option<&str> {
        self.declared.operation.as_ref()?.text(&format!("TransitOperation/{name}"))
    }
}
