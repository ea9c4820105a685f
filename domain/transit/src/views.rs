//! What may be seen of a movement: how far it is, what is not as it should be, and every step.

mod keys;

use kernel::{
    Administration, CoverNumber, Date, Decision, Dossier, DossierId, Element, Money, Mrn, NoCover,
    NodeId, OfficeCode, Timestamp, Told,
};
use serde::Serialize;

use crate::event::{Declaration, Event};
use crate::standing::{Concern, Resolver, Standing, standing};
use crate::state::{Cover, Part};

pub(crate) use keys::keys;

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
    /// Who must act on what.
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

/// A concern and who must act on it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Open {
    /// The concern.
    pub concern: Concern,
    /// Who must act.
    pub resolver: Resolver,
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
}

pub(crate) fn view(dossier: &Dossier<Part>, told: &[Told<Part>]) -> View {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let standing = standing(dossier);
    let open = standing
        .concerns
        .iter()
        .map(|concern| Open { concern: concern.clone(), resolver: concern.resolver() });
    let group = |pick: fn(&Told<Part>) -> Option<&Element>| told.iter().find_map(pick).cloned();
    View {
        dossier: dossier.id.clone(),
        mrn: departure.and_then(|departure| departure.mrn()).cloned(),
        open: open.collect(),
        standing,
        declaration: departure.map(|departure| (*departure.declaration).clone()),
        limit_date: departure
            .and_then(|departure| departure.released.as_ref())
            .map(|released| released.limit_date),
        covers: departure.map_or_else(Vec::new, |departure| {
            departure.covers.iter().map(|(number, cover)| cover_view(*number, cover)).collect()
        }),
        steps: told.iter().map(|told| step(dossier, told)).collect(),
        goods: group(|told| told.details.goods.as_ref()),
        operation: group(|told| told.details.operation.as_ref()),
        parties: group(|told| told.details.parties.as_ref()),
        transport: group(|told| told.details.transport.as_ref()),
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
    Step {
        what,
        writer: told.writer.clone(),
        administration: dossier.administrations.get(&told.writer).cloned(),
        at: told.at,
        received: told.received,
        office: office.or_else(|| decision.map(|decision| &decision.office)).cloned(),
        decision: decision.cloned(),
        remarks: told.details.remarks.clone(),
    }
}

impl Event {
    /// What it is called, where it happened and who decided.
    pub fn told(&self) -> (&'static str, Option<&OfficeCode>, Option<&Decision>) {
        match self {
            Self::Presented { declaration, .. } => {
                ("presented", Some(&declaration.departure), None)
            }
            Self::Accepted { decision, .. } => ("accepted", None, Some(decision)),
            Self::Covered { .. } => ("covered", None, None),
            Self::NotCovered { .. } => ("not-covered", None, None),
            Self::CoverWithdrawn { decision, .. } => ("cover-withdrawn", None, Some(decision)),
            Self::ControlOrdered { decision, .. } => ("control-ordered", None, Some(decision)),
            Self::DepartureControlled { decision, .. } => {
                ("departure-controlled", None, Some(decision))
            }
            Self::Released { decision, .. } => ("released", None, Some(decision)),
            Self::Exited { office, decision, .. } => ("exited", Some(office), Some(decision)),
            Self::Entered { office, decision, .. } => ("entered", Some(office), Some(decision)),
            Self::Arrived { office, decision, .. } => ("arrived", Some(office), decision.as_ref()),
            Self::UnloadingPermitted { decision } => ("unloading-permitted", None, Some(decision)),
            Self::UnloadingRemarked { .. } => ("unloading-remarked", None, None),
            Self::Controlled { decision, .. } => ("controlled", None, Some(decision)),
            Self::Ended { decision, .. } => ("ended", None, Some(decision)),
            Self::Discharged { decision, .. } => ("discharged", None, Some(decision)),
            Self::CoverCredited { .. } => ("cover-credited", None, None),
        }
    }
}
