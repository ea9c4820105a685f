//! Why a movement is open: who must act next, since when, by when, and what happens otherwise.

use jiff::ToSpan;
use kernel::{Date, Decides, Dossier, Timestamp, Told, utc_day};
use serde::Serialize;

use crate::event::Event;
use crate::standing::{Concern, Phase, Resolver, Standing};
use crate::state::{Cover, Departure, Destination, Part};

/// One thing that keeps a movement open.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "MovementOpen")]
pub struct Open {
    /// What it is.
    pub concern: About,
    /// Who must act, as long as its day has not passed.
    pub resolver: Resolver,
    /// Since when.
    #[schemars(with = "kernel::schema::Instant")]
    pub since: Timestamp,
    /// By which day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub by: Option<Date>,
    /// What happens if nobody does.
    pub then: Consequence,
}

/// What keeps a movement open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum About {
    /// Something is not as it should be.
    Concern(Concern),
    /// It takes its course, and this is the next step.
    Next(Next),
}

/// The next step of a movement that takes its course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "MovementNext")]
pub enum Next {
    /// The goods are to be presented at departure.
    PresentGoods,
    /// The declaration is to be accepted.
    Accept,
    /// A guarantee is to answer.
    AnswerCover,
    /// Another guarantee is to be named in place of one whose cover was withdrawn.
    NameGuarantee,
    /// The control that customs intend is to be ordered, or the goods released without it.
    DecideControl,
    /// The goods are to be released for transit.
    Release,
    /// The goods are to be presented at destination.
    Arrive,
    /// Unloading is to be permitted.
    PermitUnloading,
    /// What was unloaded is to be reported.
    RemarkUnloading,
    /// The goods are to be controlled at destination.
    Control,
    /// The operation is to be ended at destination.
    End,
    /// The movement is to be discharged.
    Discharge,
    /// Departure has not told yet what was declared.
    TellDeclaration,
}

/// What happens if nobody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "MovementConsequence")]
pub enum Consequence {
    /// The declaration is invalidated.
    Invalidated,
    /// The goods are not released.
    NotReleased,
    /// Nothing moves until somebody does.
    Waits,
    /// The guarantee stays bound.
    GuaranteeBound,
    /// The movement is overdue.
    Overdue,
    /// Departure asks the others where the goods are.
    Enquiry,
    /// The debt is recovered.
    Recovery,
}

impl Open {
    /// Who must act on a day. What the holder has not answered by its day, departure decides without
    /// him.
    pub fn resolver_on(&self, today: Date) -> Resolver {
        let passed = self.by.is_some_and(|by| by < today);
        match &self.concern {
            About::Concern(Concern::DiscrepanciesUnanswered) if passed => Resolver::Departure,
            About::Concern(_) | About::Next(_) => self.resolver.clone(),
        }
    }
}

impl Next {
    /// The word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::PresentGoods => "present-goods",
            Self::Accept => "accept",
            Self::AnswerCover => "answer-cover",
            Self::NameGuarantee => "name-guarantee",
            Self::DecideControl => "decide-control",
            Self::Release => "release",
            Self::Arrive => "arrive",
            Self::PermitUnloading => "permit-unloading",
            Self::RemarkUnloading => "remark-unloading",
            Self::Control => "control",
            Self::End => "end",
            Self::Discharge => "discharge",
            Self::TellDeclaration => "tell-declaration",
        }
    }

    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::PresentGoods,
        Self::Accept,
        Self::AnswerCover,
        Self::NameGuarantee,
        Self::DecideControl,
        Self::Release,
        Self::Arrive,
        Self::PermitUnloading,
        Self::RemarkUnloading,
        Self::Control,
        Self::End,
        Self::Discharge,
        Self::TellDeclaration,
    ];
}

impl Consequence {
    /// The word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invalidated => "invalidated",
            Self::NotReleased => "not-released",
            Self::Waits => "waits",
            Self::GuaranteeBound => "guarantee-bound",
            Self::Overdue => "overdue",
            Self::Enquiry => "enquiry",
            Self::Recovery => "recovery",
        }
    }

    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Invalidated,
        Self::NotReleased,
        Self::Waits,
        Self::GuaranteeBound,
        Self::Overdue,
        Self::Enquiry,
        Self::Recovery,
    ];
}

/// Departure starts an enquiry within these days of a limit that passed. Implementing Regulation (EU)
/// 2015/2447, art. 310(2).
const ENQUIRY_DAYS: i32 = 7;
/// Departure has the results of the control within these days of the arrival. The same, art. 310(1).
const RESULTS_DAYS: i32 = 6;

/// Everything that keeps it open: what is not as it should be, and the next step of its course.
pub(super) fn why(dossier: &Dossier<Part>, standing: &Standing, told: &[Told<Part>]) -> Vec<Open> {
    let Some(departure) = dossier.home_part().and_then(|part| part.departure.as_ref()) else {
        return told.first().map(untold).into_iter().collect();
    };
    let case = Case { dossier, departure, told };
    let concerns = standing.concerns.iter().map(|concern| case.concern(concern));
    let mut open: Vec<Open> = concerns.collect();
    open.extend(case.next(standing));
    open
}

/// Somebody on the route was heard before departure was.
fn untold(first: &Told<Part>) -> Open {
    let (concern, since) = (About::Next(Next::TellDeclaration), first.at);
    Open { concern, resolver: Resolver::Departure, since, by: None, then: Consequence::Waits }
}

struct Case<'a> {
    dossier: &'a Dossier<Part>,
    departure: &'a Departure,
    told: &'a [Told<Part>],
}

impl Case<'_> {
    /// When the last event of a sort was written; the last event of all where there is none.
    fn since(&self, sort: impl Fn(&Event) -> bool) -> Timestamp {
        let mut last = self.told.iter().rev().filter(|told| sort(&told.event));
        let found = last.next().or(self.told.last());
        found.map_or(Timestamp::UNIX_EPOCH, |told| told.at)
    }

    fn limit(&self) -> Option<Date> {
        Some(self.departure.released.as_ref()?.limit_date)
    }

    fn concern(&self, concern: &Concern) -> Open {
        let departure = self.departure;
        let since = self.since(|event| began(concern, event));
        let (by, then) = match concern {
            Concern::CoverRefused | Concern::AccessCodeRefused => {
                (departure.awaited.values().min().copied(), Consequence::NotReleased)
            }
            Concern::Overdue | Concern::Unheard { .. } => {
                let by = self.limit().and_then(|limit| later(limit, ENQUIRY_DAYS));
                (by, Consequence::Enquiry)
            }
            Concern::DiscrepanciesUnanswered | Concern::DiscrepanciesUnsolved => {
                // An answer that came after its day leaves departure none.
                let told = departure.discrepancies.as_ref().map(|told| told.answer_by);
                (told.filter(|by| *by >= utc_day(since)), Consequence::Recovery)
            }
            Concern::UnloadingNotConform => {
                let mut parts = self.dossier.parts.values();
                let arrived = parts.find_map(|part| Some(part.destination.as_ref()?.arrived));
                let by = arrived.and_then(|at| later(utc_day(at), RESULTS_DAYS));
                (by, Consequence::Enquiry)
            }
            Concern::ControlNotSatisfactory
            | Concern::Uncovered
            | Concern::NoAgreement
            | Concern::ExitMissing { .. }
            | Concern::EntryMissing { .. }
            | Concern::ArrivedElsewhere { .. }
            | Concern::ArrivedTwice
            | Concern::CreditMissing => (None, Consequence::GuaranteeBound),
            Concern::AmendmentRequested
            | Concern::AmendmentCalledFor
            | Concern::InvalidationRequested
            | Concern::ControlPending
            | Concern::DepartureNotSatisfactory
            | Concern::ReleaseDeclined
            | Concern::HolderUnheard
            | Concern::ReleaseRequested
            // What is held for it is free already, or about to be.
            | Concern::SeenThoughInvalidated
            | Concern::DischargedBeforeEnd => (None, Consequence::Waits),
        };
        let (resolver, concern) = (concern.resolver(), About::Concern(concern.clone()));
        Open { concern, resolver, since, by, then }
    }

    /// The next step, where nothing stands in its way.
    fn next(&self, standing: &Standing) -> Option<Open> {
        let departure = self.departure;
        let mode = self.dossier.home_part().and_then(|part| part.mode);
        let waits = |next, resolver, sort: fn(&Event) -> bool| {
            let (concern, since) = (About::Next(next), self.since(sort));
            Open { concern, resolver, since, by: None, then: Consequence::Waits }
        };
        match standing.phase {
            Phase::Prelodged => Some(Open {
                by: departure.present_by,
                then: match mode {
                    Some(Decides::National) => Consequence::Waits,
                    Some(Decides::Node) | None => Consequence::Invalidated,
                },
                ..waits(Next::PresentGoods, Resolver::Holder, |event| {
                    matches!(event, Event::Prelodged { .. })
                })
            }),
            Phase::Presented => Some(waits(Next::Accept, Resolver::Departure, |event| {
                matches!(event, Event::Presented { .. } | Event::GoodsPresented { .. })
            })),
            Phase::Accepted => self.next_before_release(standing, waits),
            Phase::Released | Phase::UnderWay => {
                let overdue = departure.overdue.is_some() || !departure.unheard.is_empty();
                let arrive = Open {
                    by: self.limit(),
                    then: Consequence::Overdue,
                    ..waits(Next::Arrive, Resolver::Holder, |event| {
                        matches!(event, Event::Released { .. })
                    })
                };
                (!overdue).then_some(arrive)
            }
            Phase::Arrived | Phase::Controlled => self.next_at_destination(standing, waits),
            Phase::Ended => {
                let discharge = Open {
                    then: Consequence::GuaranteeBound,
                    ..waits(Next::Discharge, Resolver::Departure, |event| {
                        matches!(event, Event::Ended { .. })
                    })
                };
                let wrong = [Concern::ControlNotSatisfactory, Concern::UnloadingNotConform];
                (!wrong.iter().any(|wrong| standing.concerns.contains(wrong))).then_some(discharge)
            }
            Phase::Unknown | Phase::Discharged | Phase::NotReleased | Phase::Invalidated => None,
        }
    }

    fn next_before_release(
        &self,
        standing: &Standing,
        waits: impl Fn(Next, Resolver, fn(&Event) -> bool) -> Open,
    ) -> Option<Open> {
        let departure = self.departure;
        let known = departure.declaration.covers().map(|(number, _)| departure.covers.get(&number));
        let known: Vec<_> = known.collect();
        if known.iter().any(Option::is_none) {
            return Some(waits(Next::AnswerCover, Resolver::GuaranteeHome, |event| {
                matches!(event, Event::Accepted { .. } | Event::Amended { .. })
            }));
        }
        // Nobody asks the same guarantee again for what was given back.
        if known.into_iter().flatten().any(|cover| matches!(cover, Cover::Withdrawn { .. })) {
            return Some(waits(Next::NameGuarantee, Resolver::Holder, |event| {
                matches!(event, Event::CoverWithdrawn { .. })
            }));
        }
        standing.concerns.is_empty().then(|| {
            let intended = departure.control_intended;
            let next = if intended { Next::DecideControl } else { Next::Release };
            let waits = waits(next, Resolver::Departure, |event| {
                matches!(event, Event::Covered { .. } | Event::DepartureControlled { .. })
            });
            // On the day that was declared the goods are to be at destination.
            Open { by: departure.declaration.limit_date, ..waits }
        })
    }

    fn next_at_destination(
        &self,
        standing: &Standing,
        waits: impl Fn(Next, Resolver, fn(&Event) -> bool) -> Open,
    ) -> Option<Open> {
        let mut parts = self.dossier.parts.values();
        let destination = parts.find_map(|part| part.destination.as_ref())?;
        let arrived = utc_day(destination.arrived);
        let (next, resolver, sort): (_, _, fn(&Event) -> bool) =
            step_at_destination(destination, standing)?;
        let by = later(arrived, RESULTS_DAYS);
        Some(Open { by, then: Consequence::Enquiry, ..waits(next, resolver, sort) })
    }
}

fn later(day: Date, days: i32) -> Option<Date> {
    day.checked_add(days.days()).ok()
}

type Step = (Next, Resolver, fn(&Event) -> bool);

fn step_at_destination(destination: &Destination, standing: &Standing) -> Option<Step> {
    if standing.concerns.contains(&Concern::UnloadingNotConform) {
        return None;
    }
    let unloaded = destination.unloading.as_ref().is_some_and(|unloading| unloading.completed);
    if destination.control.is_some() {
        let wrong = standing.concerns.contains(&Concern::ControlNotSatisfactory);
        let controlled: fn(&Event) -> bool = |event| matches!(event, Event::Controlled { .. });
        return (!wrong).then_some((Next::End, Resolver::Destination, controlled));
    }
    if destination.authorisation.is_none() || unloaded {
        return Some((Next::Control, Resolver::Destination, |event| {
            matches!(event, Event::Arrived { .. } | Event::UnloadingRemarked { .. })
        }));
    }
    if destination.unloading_permitted && destination.unloading.is_none() {
        return Some((Next::RemarkUnloading, Resolver::TraderAtDestination, |event| {
            matches!(event, Event::UnloadingPermitted { .. } | Event::UnloadingContinued { .. })
        }));
    }
    Some((Next::PermitUnloading, Resolver::Destination, |event| {
        matches!(event, Event::Arrived { .. } | Event::UnloadingRemarked { .. })
    }))
}

/// Whether an event began what a concern is about.
fn began(concern: &Concern, event: &Event) -> bool {
    match concern {
        Concern::CoverRefused | Concern::AccessCodeRefused => {
            matches!(event, Event::NotCovered { .. })
        }
        Concern::AmendmentRequested => matches!(event, Event::AmendmentRequested { .. }),
        Concern::AmendmentCalledFor => matches!(event, Event::AmendmentCalledFor { .. }),
        Concern::InvalidationRequested => matches!(event, Event::InvalidationRequested),
        Concern::ControlPending => matches!(event, Event::ControlOrdered { .. }),
        Concern::DepartureNotSatisfactory | Concern::HolderUnheard => {
            matches!(event, Event::DepartureControlled { .. })
        }
        Concern::ReleaseRequested | Concern::ReleaseDeclined => {
            matches!(event, Event::ReleaseRequested { .. })
        }
        Concern::Uncovered | Concern::NoAgreement => matches!(event, Event::Released { .. }),
        Concern::ExitMissing { entered: country, .. }
        | Concern::EntryMissing { left: country, .. } => {
            let (_, office, _) = event.told();
            office.is_some_and(|office| office.country() == *country)
        }
        Concern::ArrivedElsewhere { .. } | Concern::ArrivedTwice => {
            matches!(event, Event::Arrived { .. })
        }
        Concern::SeenThoughInvalidated => {
            let seen = matches!(
                event,
                Event::Exited { .. } | Event::Entered { .. } | Event::Arrived { .. }
            );
            seen || matches!(event, Event::Invalidated { .. })
        }
        Concern::Overdue => matches!(event, Event::Overdue { .. }),
        Concern::Unheard { .. } => matches!(event, Event::Unheard { .. }),
        Concern::UnloadingNotConform => matches!(event, Event::UnloadingRemarked { .. }),
        Concern::ControlNotSatisfactory => matches!(event, Event::Controlled { .. }),
        Concern::DiscrepanciesUnanswered => matches!(event, Event::DiscrepanciesNotified { .. }),
        Concern::DiscrepanciesUnsolved => matches!(event, Event::DiscrepanciesAnswered),
        Concern::DischargedBeforeEnd | Concern::CreditMissing => {
            matches!(event, Event::Discharged { .. })
        }
    }
}
