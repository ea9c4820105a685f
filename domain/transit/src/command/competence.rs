//! The right each command needs.

use kernel::{Competence, Dossier, Function, TraderId};

use super::Command;
use crate::Declaration;
use crate::state::{Destination, Part};

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
                traders: vec![presenting.declaration.declarant().clone()],
            },
            Self::PresentGoods(_) | Self::Amend(_) => Competence {
                functions: &[Function::Trader, Function::Departure],
                office: declaration.map(|declaration| declaration.departure.clone()),
                traders: declaration.map(|said| said.declarant().clone()).into_iter().collect(),
            },
            // The holder may, also where another declared for him (IE014, IE054: holder to departure).
            Self::RequestInvalidation { .. }
            | Self::RequestRelease { .. }
            | Self::AnswerDiscrepancies { .. } => Competence {
                functions: &[Function::Trader, Function::Departure],
                office: declaration.map(|declaration| declaration.departure.clone()),
                traders: declaration.map(declarant_and_holder).unwrap_or_default(),
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
                traders: Vec::new(),
            },
            Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::ForwardArrival { .. }
            | Self::WatchLimits
            | Self::RecordCredit { .. } => {
                Competence { functions: &[Function::Policy], office: None, traders: Vec::new() }
            }
            Self::RecordExit { office, .. } | Self::RecordEntry { office, .. } => Competence {
                functions: &[Function::Passage],
                office: Some(office.clone()),
                traders: Vec::new(),
            },
            Self::NotifyArrival(arriving) => Competence {
                functions: &[Function::Trader, Function::Destination],
                office: Some(arriving.office.clone()),
                traders: vec![arriving.trader.clone()],
            },
            Self::RemarkUnloading { .. } => unloading(destination),
            Self::PermitUnloading { .. } | Self::RecordControl { .. } | Self::End { .. } => {
                Competence {
                    functions: &[Function::Destination],
                    office: destination.map(|destination| destination.office.clone()),
                    traders: Vec::new(),
                }
            }
        }
    }
}

/// Before the arrival there is no trader at destination.
fn unloading(destination: Option<&Destination>) -> Competence {
    let functions: &[Function] = match destination {
        Some(_) => &[Function::Trader, Function::Destination],
        None => &[Function::Destination],
    };
    Competence {
        functions,
        office: destination.map(|destination| destination.office.clone()),
        traders: destination.map(|there| there.trader.clone()).into_iter().collect(),
    }
}

fn declarant_and_holder(declaration: &Declaration) -> Vec<TraderId> {
    vec![declaration.declarant().clone(), declaration.holder.clone()]
}
