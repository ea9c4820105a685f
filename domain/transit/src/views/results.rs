//! What a step says beside that it was taken: what a control found, what was asked for, and why.

use kernel::Date;
use serde::Serialize;

use crate::{ControlCode, Discrepancy, Event, NoRelease, NotificationType, SealState, Unloading};

/// What a step says beside that it was taken. What it does not speak of is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Results {
    /// The result of a control.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<ControlCode>,
    /// What became of the seals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seals: Option<SealState>,
    /// What was found to be otherwise than declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discrepancies: Vec<Discrepancy>,
    /// What an authorised consignee reported of the unloading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unloading: Option<Unloading>,
    /// Whether release was asked for although a control found differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<bool>,
    /// What the declarant was told of a control that was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<NotificationType>,
    /// Why the goods are not released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<NoRelease>,
    /// By when discrepancies are to be solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub answer_by: Option<Date>,
}

impl Results {
    /// What a step says.
    pub fn of(event: &Event) -> Self {
        let none = Self::default();
        match event {
            Event::ControlOrdered { notification, .. } => {
                Self { notification: Some(*notification), ..none }
            }
            Event::DepartureControlled { code, .. } => Self { control: Some(*code), ..none },
            Event::Controlled { code, seals, .. } => {
                Self { control: Some(*code), seals: Some(*seals), ..none }
            }
            Event::DiscrepanciesFound { discrepancies, .. } => {
                Self { discrepancies: discrepancies.clone(), ..none }
            }
            Event::DiscrepanciesNotified { findings, answer_by, .. } => Self {
                discrepancies: findings
                    .iter()
                    .flat_map(|found| found.discrepancies.clone())
                    .collect(),
                answer_by: Some(*answer_by),
                ..none
            },
            Event::UnloadingRemarked { unloading } => {
                Self { unloading: Some(unloading.clone()), ..none }
            }
            Event::ReleaseRequested { requested } => Self { requested: Some(*requested), ..none },
            Event::NotReleased { reason, .. } => Self { reason: Some(*reason), ..none },
            Event::Presented { .. }
            | Event::Prelodged { .. }
            | Event::GoodsPresented { .. }
            | Event::AmendmentRequested { .. }
            | Event::Amended { .. }
            | Event::AmendmentRefused { .. }
            | Event::AmendmentCalledFor { .. }
            | Event::InvalidationRequested
            | Event::InvalidationRefused { .. }
            | Event::Invalidated { .. }
            | Event::GoodsAccountedFor { .. }
            | Event::Accepted { .. }
            | Event::Covered { .. }
            | Event::OtherGuaranteeAwaited { .. }
            | Event::NotCovered { .. }
            | Event::CoverWithdrawn { .. }
            | Event::Released { .. }
            | Event::Exited { .. }
            | Event::Entered { .. }
            | Event::Arrived { .. }
            | Event::UnloadingPermitted { .. }
            | Event::UnloadingContinued { .. }
            | Event::DiscrepanciesAnswered
            | Event::DiscrepanciesSolved { .. }
            | Event::ArrivalForwarded { .. }
            | Event::Overdue { .. }
            | Event::Unheard { .. }
            | Event::Ended { .. }
            | Event::Discharged { .. }
            | Event::CoverCredited { .. } => none,
        }
    }
}
