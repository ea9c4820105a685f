//! The guarantee itself: registered, valid for something, held by movements, suspended, credited.
//!
//! Only its home reads it. Source: CTC Convention, Appendix I, arts. 9 to 23 and 74 to 80; NCTS
//! phase 5, IE026 (access codes), IE034 and IE037 (query), IE203 to IE209 (use and credit).

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

pub use command::{ChangingCodes, Command, Querying, Registering};
pub use event::{Attempted, Details, Event, Names, Parties, Party, QueryKind, Requester, Role};
pub use facts::{Access, Approval, Asker, Facts, Requested};
pub use refusal::Refusal;
pub use standing::Standing;
pub use state::{
    AccessMac, Account, BoundTo, GoodsClass, Hold, HoldRef, Ledger, LedgerAccount, OtherReference,
    Percentage, Posting, Registration, Use, Validity, cover_name, postings,
};
pub use views::{Usage, UsageState, View};

impl Decider for Account {
    const KIND: &'static str = "guarantee";
    const PROJECTIONS: &'static [(&'static str, &'static [&'static str])] =
        &[("complete", &["names", "parties"])];

    type Part = Self;
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Details = Details;
    type Refusal = Refusal;
    type Standing = Standing;
    type View = View;

    fn competence(dossier: &Dossier<Self>, command: &Command) -> Competence {
        command.competence(dossier.own_part())
    }

    fn decide(
        dossier: &Dossier<Self>,
        facts: &Facts,
        command: Command,
    ) -> Result<Vec<Happened<Self>>, Vec<Refusal>> {
        decide::decide(dossier.own_part().unwrap_or(&Self::default()), facts, command)
    }

    fn evolve(part: Self, event: &Event) -> Result<Self, OutOfOrder> {
        evolve::evolve(part, event)
    }

    fn admit(dossier: &Dossier<Self>, writer: &Writer, event: &Event) -> Result<(), Inadmissible> {
        admit::admit(dossier, writer, event)
    }

    fn standing(dossier: &Dossier<Self>) -> Standing {
        standing::standing(dossier.home_part().unwrap_or(&Self::default()))
    }

    fn concerned(dossier: &Dossier<Self>) -> BTreeSet<Administration> {
        [dossier.id.home()].into()
    }

    /// Nothing is held under it, and no movement can use it any more: it was for one and has been used,
    /// or its last day has passed.
    fn settled(dossier: &Dossier<Self>, day: Date) -> bool {
        let Some(account) = dossier.home_part() else { return true };
        let over = account.registration.as_ref().is_none_or(|registration| {
            standing::standing(account) == Standing::Used
                || registration.validity.until.is_some_and(|until| until < day)
        });
        over && account.live().next().is_none()
    }

    fn names(event: &Event) -> Vec<Name> {
        let Event::Registered { registration, .. } = event else { return Vec::new() };
        vec![match &registration.reference {
            kernel::GuaranteeReference::Grn(grn) => Name::new(NameKind::Grn, grn),
            kernel::GuaranteeReference::Cash(account) => Name::new(NameKind::Cash, account),
        }]
    }

    fn keys(event: &Event) -> Vec<Name> {
        let Event::Registered { registration, .. } = event else { return Vec::new() };
        let guarantor = registration.guarantor.as_ref();
        let guarantor = guarantor.map(|guarantor| Name::new(NameKind::Guarantor, guarantor));
        let holder = Name::new(NameKind::Holder, &registration.holder);
        let office = Name::new(NameKind::Office, &registration.office);
        [holder, office].into_iter().chain(guarantor).collect()
    }

    fn phase(standing: &Standing) -> &'static str {
        standing.word()
    }

    fn view(dossier: &Dossier<Self>, told: &[Told<Self>]) -> View {
        views::view(dossier, told)
    }
}
