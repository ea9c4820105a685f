//! Transit: goods move under customs control from an office of departure to one of destination,
//! across countries that each record what they see.
//!
//! Every administration on the route writes its own part of one movement. Departure presents,
//! accepts, releases and discharges; a country en route records exit and entry at its frontiers;
//! destination records arrival, control and end. What the movement *is* follows from all parts.
//!
//! Invariants: a release that the node decides has its full cover held; a movement is discharged by
//! its home alone; where a national system decides, its decision is recorded as it is and nothing is
//! decided here; nobody but the home reads a movement before its release.
//!
//! Sources: CTC Convention, Appendix I; ECOWAS Convention A/P4/5/82 on inter-State road transit of
//! goods; Revised Kyoto Convention, Specific Annex E, Chapter 1; NCTS phase 5 messages.

// A new state or command must break the build where thought is due; tests may lump.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod admit;
mod command;
mod decide;
mod event;
mod evolve;
mod facts;
pub mod messages;
mod refusal;
mod standing;
mod state;
#[cfg(test)]
mod tests;
mod views;

use std::collections::BTreeSet;

use kernel::{
    Administration, Competence, Date, Decider, Dossier, Happened, Inadmissible, Name, NameKind,
    OutOfOrder, Told, Writer,
};

pub use command::{Amending, Arriving, Command, Contents, GoodsPresenting, Named, Presenting};
pub use decide::renumber;
pub use event::{
    Authority, ControlCode, ControlType, Declaration, DeclaredGuarantee, DeclaredKind, Details,
    Discrepancy, DiscrepancyKind, Event, Finding, Frontier, HeldCover, InvalidationCause,
    NoRelease, NotificationType, RequestedDocument, SealState, Sighted, Sighting, Unloading,
};
pub use facts::{Facts, Mandated, Represented};
pub use refusal::Refusal;
pub use standing::{Concern, Phase, Resolver, Standing};
pub use state::{
    Closed, Cover, Departure, Destination, Discrepancies, Part, Passage, Released, findings,
};
pub use views::{
    About, Consequence, Next, Open, Results, Step, View, declared, may_repeat, said_before,
};

impl Decider for Part {
    const KIND: &'static str = "movement";
    const PROJECTIONS: &'static [(&'static str, &'static [&'static str])] = &[
        ("minimal", &[]),
        ("passage", &["transport"]),
        ("operational", &["goods", "operation", "parties", "remarks", "transport"]),
    ];

    type Part = Self;
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Details = Details;
    type Refusal = Refusal;
    type Standing = Standing;
    type View = View;

    fn competence(dossier: &Dossier<Self>, command: &Command) -> Competence {
        command.competence(dossier)
    }

    fn decide(
        dossier: &Dossier<Self>,
        facts: &Facts,
        command: Command,
    ) -> Result<Vec<Happened<Self>>, Vec<Refusal>> {
        decide::decide(dossier, facts, command)
    }

    fn evolve(part: Self, event: &Event) -> Result<Self, OutOfOrder> {
        evolve::evolve(part, event)
    }

    fn admit(dossier: &Dossier<Self>, writer: &Writer, event: &Event) -> Result<(), Inadmissible> {
        admit::admit(dossier, writer, event)
    }

    fn standing(dossier: &Dossier<Self>) -> Standing {
        standing::standing(dossier)
    }

    /// Before release nobody but the home; from release on every country of the route.
    fn concerned(dossier: &Dossier<Self>) -> BTreeSet<Administration> {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let released = departure.filter(|departure| departure.released.is_some());
        let countries = released.map_or(&[][..], |departure| &departure.declaration.countries);
        countries.iter().map(Administration::of).chain([dossier.id.home()]).collect()
    }

    fn settled(dossier: &Dossier<Self>, _: Date) -> bool {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        departure.is_some_and(|departure| {
            !departure.open()
                && departure.covers.values().all(|cover| !matches!(cover, Cover::Held { .. }))
        })
    }

    fn names(event: &Event) -> Vec<Name> {
        match event {
            Event::Presented { declaration, .. } | Event::Prelodged { declaration, .. } => {
                vec![messages::lrn_name(&declaration.holder, &declaration.lrn)]
            }
            Event::Accepted { mrn, decision, .. } => {
                let national = decision.national_reference.as_ref();
                let national = national.map(|reference| Name::new(NameKind::National, reference));
                [Name::new(NameKind::Mrn, mrn)].into_iter().chain(national).collect()
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
            | Event::UnloadingPermitted { .. }
            | Event::UnloadingContinued { .. }
            | Event::UnloadingRemarked { .. }
            | Event::Controlled { .. }
            | Event::DiscrepanciesFound { .. }
            | Event::DiscrepanciesNotified { .. }
            | Event::DiscrepanciesAnswered
            | Event::DiscrepanciesSolved { .. }
            | Event::ArrivalForwarded { .. }
            | Event::Overdue { .. }
            | Event::Unheard { .. }
            | Event::Ended { .. }
            | Event::Discharged { .. }
            | Event::CoverCredited { .. } => Vec::new(),
        }
    }

    fn keys(event: &Event) -> Vec<Name> {
        views::keys(event)
    }

    fn phase(standing: &Standing) -> &'static str {
        standing.phase.word()
    }

    fn view(dossier: &Dossier<Self>, told: &[Told<Self>]) -> View {
        views::view(dossier, told)
    }
}
