//! What may be seen of a movement: how far it is, what is not as it should be, and every step.

mod keys;
mod results;
mod said;
mod why;

use kernel::{
    Administration, CoverNumber, Date, Decision, Dossier, DossierId, Element, Money, Mrn, NoCover,
    NodeId, OfficeCode, Timestamp, Told,
};
use serde::Serialize;

use crate::event::{Declaration, Details, Event};
use crate::messages::present;
use crate::standing::{Standing, standing};
use crate::state::{Cover, Part};

pub(crate) use keys::keys;
pub use results::Results;
pub use said::{may_repeat, said_before};
pub use why::{About, Consequence, Next, Open};

/// A movement as an administration shows it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Movement")]
pub struct View {
    /// The dossier.
    pub dossier: DossierId,
    /// Its number.
    pub mrn: Option<Mrn>,
    /// What it is.
    pub standing: Standing,
    /// Why it is open: who must act next on what, by when, and what happens otherwise.
    pub open: Vec<Open>,
    /// What was declared.
    pub declaration: Option<Declaration>,
    /// The day by which it must be at destination.
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub limit_date: Option<Date>,
    /// What became of each guarantee.
    pub covers: Vec<CoverView>,
    /// Every step, in the order this administration learnt of it.
    pub steps: Vec<Step>,
    /// Consignments, items, packages, documents, where this administration may know them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goods: Option<Element>,
    /// Message header, operation, authorisations, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Element>,
    /// Names and addresses, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parties: Option<Element>,
    /// Means of transport, equipment, seals, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<Element>,
}

/// What became of a guarantee.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CoverView {
    /// Which one.
    pub cover: CoverNumber,
    /// `held`, `not-held`, `withdrawn` or `credited`.
    pub state: &'static str,
    /// The hold dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<DossierId>,
    /// How much is or was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Why nothing is held.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<NoCover>,
}

/// One step of a movement.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Step {
    /// What happened.
    pub what: &'static str,
    /// Who says so.
    pub writer: NodeId,
    /// For which administration.
    pub administration: Option<Administration>,
    /// When he wrote it: a claim.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// When this administration recorded it, if it did not write it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Instant>")]
    pub received: Option<Timestamp>,
    /// The office it happened at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// Who decided, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What people wrote beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// What was found on unloading, where it differs and this administration may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Element>,
    /// What it says beside that it was taken.
    #[serde(flatten)]
    pub results: Results,
}

pub(crate) fn view(dossier: &Dossier<Part>, told: &[Told<Part>]) -> View {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let standing = standing(dossier);
    let declared = declared(told);
    View {
        dossier: dossier.id.clone(),
        mrn: departure.and_then(|departure| departure.mrn()).cloned(),
        open: why::why(dossier, &standing, told),
        standing,
        declaration: departure.map(|departure| (*departure.declaration).clone()),
        limit_date: departure
            .and_then(|departure| departure.released.as_ref())
            .map(|released| released.limit_date),
        covers: departure.map_or_else(Vec::new, |departure| {
            departure.covers.iter().map(|(number, cover)| cover_view(*number, cover)).collect()
        }),
        steps: told.iter().map(|told| step(dossier, told)).collect(),
        goods: declared.goods,
        operation: declared.operation,
        parties: declared.parties,
        transport: declared.transport,
    }
}

/// What is declared beyond what rules read, as far as this reader has it: of the declaration, or of
/// its last amendment, group by group. What was only asked for counts once it is made.
pub fn declared(told: &[Told<Part>]) -> Details {
    let mut declaring = Declaring::default();
    told.iter().for_each(|told| declaring.follow(told));
    declaring.declared
}

/// What is declared so far, and what was asked for.
#[derive(Debug, Default)]
pub(crate) struct Declaring {
    pub(crate) declared: Details,
    asked: Option<Details>,
}

impl Declaring {
    pub(crate) fn follow(&mut self, told: &Told<Part>) {
        let event = &told.event;
        if matches!(event, Event::Presented { .. } | Event::Prelodged { .. }) {
            overlay(&mut self.declared, &told.details);
        } else if matches!(event, Event::AmendmentRequested { .. }) {
            self.asked = Some(told.details.clone());
        } else if matches!(event, Event::AmendmentRefused { .. }) {
            self.asked = None;
        } else if matches!(event, Event::Amended { .. }) {
            let asked = self.asked.take();
            asked.iter().for_each(|asked| overlay(&mut self.declared, asked));
            overlay(&mut self.declared, &told.details);
        } else if matches!(event, Event::GoodsPresented { .. })
            && let Some(presented) = &told.details.transport
        {
            present(&mut self.declared, presented);
        }
    }
}

fn overlay(declared: &mut Details, later: &Details) {
    fn put<T: Clone>(at: &mut Option<T>, later: &Option<T>) {
        if later.is_some() {
            at.clone_from(later);
        }
    }
    put(&mut declared.goods, &later.goods);
    put(&mut declared.operation, &later.operation);
    put(&mut declared.parties, &later.parties);
    put(&mut declared.transport, &later.transport);
    if let Some(access) = &later.access {
        declared.access.get_or_insert_default().extend(access.clone());
    }
}

fn cover_view(cover: CoverNumber, is: &Cover) -> CoverView {
    let empty =
        CoverView { cover, state: "withdrawn", hold: None, amount: None, reasons: Vec::new() };
    match is {
        Cover::Held { held } => CoverView {
            state: "held",
            hold: Some(held.hold.clone()),
            amount: Some(held.amount),
            ..empty
        },
        Cover::Credited { held } => CoverView {
            state: "credited",
            hold: Some(held.hold.clone()),
            amount: Some(held.amount),
            ..empty
        },
        Cover::NotHeld { hold, reasons, .. } => CoverView {
            state: "not-held",
            hold: Some(hold.clone()),
            reasons: reasons.clone(),
            ..empty
        },
        Cover::Withdrawn { .. } => empty,
    }
}

fn step(dossier: &Dossier<Part>, told: &Told<Part>) -> Step {
    let (what, office, decision) = told.event.told();
    let found = matches!(told.event, Event::UnloadingRemarked { .. });
    Step {
        what,
        writer: told.writer.clone(),
        administration: dossier.administrations.get(&told.writer).cloned(),
        at: told.at,
        received: told.received,
        office: office.or_else(|| decision.map(|decision| &decision.office)).cloned(),
        decision: decision.cloned(),
        remarks: told.details.remarks.clone(),
        found: found.then(|| told.details.goods.clone()).flatten(),
        results: Results::of(&told.event),
    }
}

impl Event {
    /// What it is called, where it happened and who decided.
    pub fn told(&self) -> (&'static str, Option<&OfficeCode>, Option<&Decision>) {
        let word = self.word();
        match self {
            Self::Presented { declaration, .. } | Self::Prelodged { declaration, .. } => {
                (word, Some(&declaration.departure), None)
            }
            Self::Exited { office, decision, .. } | Self::Entered { office, decision, .. } => {
                (word, Some(office), Some(decision))
            }
            Self::Arrived { office, decision, .. } => (word, Some(office), decision.as_ref()),
            Self::ArrivalForwarded { office, .. } => (word, Some(office), None),
            Self::Amended { decision, .. }
            | Self::Invalidated { decision, .. }
            | Self::NotReleased { decision, .. }
            | Self::Overdue { decision, .. } => (word, None, decision.as_ref()),
            Self::Accepted { decision, .. }
            | Self::AmendmentRefused { decision }
            | Self::AmendmentCalledFor { decision }
            | Self::InvalidationRefused { decision }
            | Self::GoodsAccountedFor { decision, .. }
            | Self::CoverWithdrawn { decision, .. }
            | Self::ControlOrdered { decision, .. }
            | Self::DepartureControlled { decision, .. }
            | Self::Released { decision, .. }
            | Self::UnloadingPermitted { decision }
            | Self::UnloadingContinued { decision, .. }
            | Self::Controlled { decision, .. }
            | Self::DiscrepanciesFound { decision, .. }
            | Self::DiscrepanciesNotified { decision, .. }
            | Self::DiscrepanciesSolved { decision, .. }
            | Self::Ended { decision, .. }
            | Self::Discharged { decision, .. } => (word, None, Some(decision)),
            Self::GoodsPresented { .. }
            | Self::AmendmentRequested { .. }
            | Self::InvalidationRequested
            | Self::ReleaseRequested { .. }
            | Self::OtherGuaranteeAwaited { .. }
            | Self::DiscrepanciesAnswered
            | Self::Unheard { .. }
            | Self::Covered { .. }
            | Self::NotCovered { .. }
            | Self::UnloadingRemarked { .. }
            | Self::CoverCredited { .. } => (word, None, None),
        }
    }

    /// What it is called.
    fn word(&self) -> &'static str {
        match self {
            Self::Presented { .. } => "presented",
            Self::Prelodged { .. } => "prelodged",
            Self::GoodsPresented { .. } => "goods-presented",
            Self::AmendmentRequested { .. } => "amendment-requested",
            Self::Amended { .. } => "amended",
            Self::AmendmentRefused { .. } => "amendment-refused",
            Self::AmendmentCalledFor { .. } => "amendment-called-for",
            Self::InvalidationRequested => "invalidation-requested",
            Self::InvalidationRefused { .. } => "invalidation-refused",
            Self::Invalidated { .. } => "invalidated",
            Self::GoodsAccountedFor { .. } => "goods-accounted-for",
            Self::Accepted { .. } => "accepted",
            Self::Covered { .. } => "covered",
            Self::OtherGuaranteeAwaited { .. } => "other-guarantee-awaited",
            Self::NotCovered { .. } => "not-covered",
            Self::CoverWithdrawn { .. } => "cover-withdrawn",
            Self::ControlOrdered { .. } => "control-ordered",
            Self::DepartureControlled { .. } => "departure-controlled",
            Self::ReleaseRequested { .. } => "release-requested",
            Self::NotReleased { .. } => "not-released",
            Self::Released { .. } => "released",
            Self::Exited { .. } => "exited",
            Self::Entered { .. } => "entered",
            Self::Arrived { .. } => "arrived",
            Self::UnloadingPermitted { .. } => "unloading-permitted",
            Self::UnloadingContinued { .. } => "unloading-continued",
            Self::UnloadingRemarked { .. } => "unloading-remarked",
            Self::Controlled { .. } => "controlled",
            Self::DiscrepanciesFound { .. } => "discrepancies-found",
            Self::DiscrepanciesNotified { .. } => "discrepancies-notified",
            Self::DiscrepanciesAnswered => "discrepancies-answered",
            Self::DiscrepanciesSolved { .. } => "discrepancies-solved",
            Self::ArrivalForwarded { .. } => "arrival-forwarded",
            Self::Overdue { .. } => "overdue",
            Self::Unheard { .. } => "unheard",
            Self::Ended { .. } => "ended",
            Self::Discharged { .. } => "discharged",
            Self::CoverCredited { .. } => "cover-credited",
        }
    }
}
