//! The conversation about one movement and one guarantee: asked for, held or not, credited.
//!
//! The administration of departure asks, the guarantee's home answers, and no third one reads it.
//! Commands never cross a border, so a request is an event, and so is its answer; a withdrawal may
//! overtake the request it takes back. Where both are the same administration, one node writes both
//! sides.
//!
//! Source: NCTS phase 5, IE200 to IE209, between office of departure and office of guarantee.

mod admit;
mod command;
mod decide;
mod event;
mod evolve;
mod facts;
mod refusal;
mod standing;
mod state;
#[cfg(test)]
mod tests;
mod views;

use std::collections::BTreeSet;

use kernel::{
    Administration, Competence, Date, Decider, Dossier, Function, Happened, Inadmissible, Name,
    OutOfOrder, Told, Writer,
};

pub use command::{Answer, Command};
pub use event::{Details, Event};
pub use facts::Facts;
pub use refusal::Refusal;
pub use standing::Standing;
pub use state::{Conversation, Reply, Request};
pub use views::{Consequence, Next, Open, Resolver, View, suspended};

impl Decider for Conversation {
    const KIND: &'static str = "hold";
    const PROJECTIONS: &'static [(&'static str, &'static [&'static str])] =
        &[("minimal", &[]), ("cover", &["access"])];

    type Part = Self;
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Details = Details;
    type Refusal = Refusal;
    type Standing = Standing;
    type View = View;

    /// Movements ask and guarantees answer: only the node itself speaks here.
    fn competence(_: &Dossier<Self>, _: &Command) -> Competence {
        Competence { functions: &[Function::Policy], office: None, traders: Vec::new() }
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

    fn concerned(dossier: &Dossier<Self>) -> BTreeSet<Administration> {
        let homes = dossier.home_part().and_then(|asked| asked.guarantee_home.clone());
        homes.into_iter().chain([dossier.id.home()]).collect()
    }

    fn settled(dossier: &Dossier<Self>, _: Date) -> bool {
        let standing = standing::standing(dossier);
        matches!(standing, Standing::Silent | Standing::NotHeld | Standing::Credited)
    }

    fn names(event: &Event) -> Vec<Name> {
        match event {
            Event::HoldRequested { usage, .. } | Event::CheckRequested { usage, .. } => {
                vec![usage.name()]
            }
            Event::HoldWithdrawn { .. }
            | Event::CreditRequested { .. }
            | Event::ReleasedUncovered { .. }
            | Event::Held { .. }
            | Event::NotHeld { .. }
            | Event::Checked { .. }
            | Event::Credited { .. }
            | Event::GuaranteeSuspended { .. }
            | Event::SuspensionLifted { .. }
            | Event::GuaranteeValidityChanged { .. } => Vec::new(),
        }
    }

    fn keys(_: &Event) -> Vec<Name> {
        Vec::new()
    }

    fn phase(standing: &Standing) -> &'static str {
        standing.word()
    }

    fn view(dossier: &Dossier<Self>, told: &[Told<Self>]) -> View {
        views::view(dossier, told)
    }
}
