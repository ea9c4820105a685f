//! The right each command needs.

use kernel::{Competence, Dossier, Function};

use super::Command;
use crate::state::Part;

impl Command {
    /// The right it needs.
    pub(crate) fn competence(&self, dossier: &Dossier<Part>) -> Competence {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let declaration = departure.map(|departure| departure.declaration.as_ref());
        let destination = dossier.own_part().and_then(|part| part.destination.as_ref());
        match self {
            Self::Present(presenting) => Competence {
                functions: &[Function::Trader, Function::Departure],
                office: Some(presenting.declaration.departure.clone()),
                trader: Some(presenting.declaration.declarant().clone()),
            },
            Self::PresentGoods(_)
            | Self::Amend(_)
            | Self::RequestInvalidation { .. }
            | Self::RequestRelease { .. }
            | Self::AnswerDiscrepancies { .. } => Competence {
                functions: &[Function::Trader, Function::Departure],
                office: declaration.map(|declaration| declaration.departure.clone()),
                trader: declaration.map(|declaration| declaration.declarant().clone()),
            },
            Self::AcceptAmendment { .. }
            | Self::RefuseAmendment { .. }
            | Self::CallForAmendment { .. }
            | Self::Invalidate { .. }
            | Self::RefuseInvalidation { .. }
            | Self::Accept { .. }
            | Self::WithdrawCover { .. }
            | Self::OrderControl { .. }
            | Self::RecordDepartureControl { .. }
            | Self::RefuseRelease { .. }
            | Self::Release { .. }
            | Self::NotifyDiscrepancies { .. }
            | Self::SolveDiscrepancies { .. }
            | Self::DeclareOverdue { .. }
            | Self::Discharge { .. } => Competence {
                functions: &[Function::Departure],
                office: declaration.map(|declaration| declaration.departure.clone()),
                trader: None,
            },
            Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::ForwardArrival { .. }
            | Self::WatchLimits
            | Self::RecordCredit { .. } => {
                Competence { functions: &[Function::Policy], office: None, trader: None }
            }
            Self::RecordExit { office, .. } | Self::RecordEntry { office, .. } => Competence {
                functions: &[Function::Passage],
                office: Some(office.clone()),
                trader: None,
            },
            Self::NotifyArrival(arriving) => Competence {
                functions: &[Function::Trader, Function::Destination],
                office: Some(arriving.office.clone()),
                trader: Some(arriving.trader.clone()),
            },
            Self::RemarkUnloading { .. } => Competence {
                functions: &[Function::Trader, Function::Destination],
                office: destination.map(|destination| destination.office.clone()),
                trader: destination.map(|destination| destination.trader.clone()),
            },
            Self::PermitUnloading { .. } | Self::RecordControl { .. } | Self::End { .. } => {
                Competence {
                    functions: &[Function::Destination],
                    office: destination.map(|destination| destination.office.clone()),
                    trader: None,
                }
            }
        }
    }
}
