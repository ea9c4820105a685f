//! What was said before, so that what is only said again is known from what is new.

use kernel::{NodeId, Told};

use crate::command::Command;
use crate::event::{Details, Event, NotificationType};
use crate::state::Part;

/// What a node told with the last event of the sort a command would add; nothing where the command
/// is of no sort that people write beside.
pub fn said_before(told: &[Told<Part>], node: &NodeId, command: &Command) -> Details {
    let Some(sort) = sort(command) else { return Details::default() };
    let mut own = told.iter().rev().filter(|told| told.writer == *node && sort(&told.event));
    own.next().map(|told| told.details.clone()).unwrap_or_default()
}

/// Whether what a command says may have been said before, by an event with people's words beside it.
pub fn may_repeat(command: &Command) -> bool {
    sort(command).is_some()
}

/// Which events a command adds.
fn sort(command: &Command) -> Option<fn(&Event) -> bool> {
    Some(match command {
        Command::OrderControl { .. } => |event| {
            let Event::ControlOrdered { notification, .. } = event else { return false };
            *notification != NotificationType::Intention
        },
        Command::CallForAmendment { .. } => {
            |event| matches!(event, Event::AmendmentCalledFor { .. })
        }
        Command::RemarkUnloading { .. } => |event| matches!(event, Event::UnloadingRemarked { .. }),
        Command::RecordControl { .. } => |event| matches!(event, Event::Controlled { .. }),
        Command::NotifyDiscrepancies { .. } => {
            |event| matches!(event, Event::DiscrepanciesNotified { .. })
        }
        Command::AnswerDiscrepancies { .. } => |event| *event == Event::DiscrepanciesAnswered,
        Command::SolveDiscrepancies { .. } => {
            |event| matches!(event, Event::DiscrepanciesSolved { .. })
        }
        Command::Present(_)
        | Command::PresentGoods(_)
        | Command::Amend(_)
        | Command::AcceptAmendment { .. }
        | Command::RefuseAmendment { .. }
        | Command::RequestInvalidation { .. }
        | Command::Invalidate { .. }
        | Command::RefuseInvalidation { .. }
        | Command::Accept { .. }
        | Command::RecordCover { .. }
        | Command::RecordNoCover { .. }
        | Command::WithdrawCover { .. }
        | Command::RecordDepartureControl { .. }
        | Command::RequestRelease { .. }
        | Command::RefuseRelease { .. }
        | Command::Release { .. }
        | Command::RecordExit { .. }
        | Command::RecordEntry { .. }
        | Command::NotifyArrival(_)
        | Command::PermitUnloading { .. }
        | Command::End { .. }
        | Command::ForwardArrival { .. }
        | Command::WatchLimits
        | Command::DeclareOverdue { .. }
        | Command::Discharge { .. }
        | Command::RecordCredit { .. } => return None,
    })
}
