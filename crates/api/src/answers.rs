//! What the national system is told: what became of the movements it registered, each answer with a
//! name that stays the same, whichever way it goes: written into a folder, fetched, or pushed.

use kernel::{DossierId, Element, Lrn, Made, Mrn, OfficeCode, Told};
use node::{Fault, Notice, Reader};
use store::ToldRow;
use transit::messages::{Recorded, write_back as sad_of};
use transit::{Event, Part, View};
use wire::MessageCode;

use crate::app::App;

/// An answer for the national system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Its name without an ending: the same however often it is made.
    pub(crate) name: String,
    /// What it tells: the word of the step, or which message it is.
    pub(crate) what: String,
    /// The movement.
    pub(crate) movement: DossierId,
    /// Its number, once it has one.
    pub(crate) mrn: Option<Mrn>,
    /// The message.
    pub(crate) bytes: Vec<u8>,
}

/// The answer that follows from an event that counts; none where the national system need not know,
/// or where the movement is another administration's.
pub(crate) fn answer_of(
    app: &App,
    reader: &Reader,
    row: &ToldRow,
) -> Result<Option<Answer>, Fault> {
    if row.kind != "movement" || row.dossier.home() != app.settings.administration {
        return Ok(None);
    }
    let Some(told) = reader.movement_event(row)? else { return Ok(None) };
    let Some(viewed) = reader.movement(&row.dossier)? else { return Ok(None) };
    let View { mrn, declaration, operation, .. } = viewed.view;
    let movement = row.dossier.clone();
    let ncts = operation
        .as_ref()
        .is_some_and(|operation| operation.text("messageIdentification").is_some());
    if ncts {
        let Some(message) = reader.message_of(row)? else { return Ok(None) };
        let what = message.code.as_str().to_owned();
        let Some(bytes) = message.bytes else {
            unwritable(row, &what);
            return Ok(None);
        };
        let name = format!("{:08}-{}.{what}", row.seq, told.at.as_second());
        return Ok(Some(Answer { name, what, movement, mrn, bytes }));
    }
    let Some(declaration) = declaration else { return Ok(None) };
    let told = sad(&told, mrn.as_ref(), &declaration.lrn, &declaration.departure);
    let Some((what, tree)) = told else { return Ok(None) };
    let Ok(bytes) = wire::write(MessageCode::Sad, &tree) else {
        unwritable(row, "SAD");
        return Ok(None);
    };
    let called = mrn.as_ref().map_or_else(|| declaration.lrn.to_string(), ToString::to_string);
    // What a declarant calls a declaration may hold what no file can be called.
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let called: String = called.chars().map(plain).collect();
    let name = format!("{:08}-{called}.{what}", row.seq);
    Ok(Some(Answer { name, what: what.to_owned(), movement, mrn, bytes }))
}

/// The answer that follows from a notice.
pub(crate) fn answer_to(
    app: &App,
    reader: &Reader,
    notice: &Notice,
) -> Result<Option<Answer>, Fault> {
    if notice.verdict.is_some() || notice.kind != "movement" {
        return Ok(None);
    }
    let Some(row) = reader.told_after(notice.version - 1, 1)?.into_iter().next() else {
        return Ok(None);
    };
    answer_of(app, reader, &row)
}

/// An answer that cannot be written is told to the operator and passed over: the answers behind it
/// are for others.
fn unwritable(row: &ToldRow, message: &str) {
    let (dossier, event) = (row.dossier.as_str(), row.seq);
    tracing::error!(dossier, event, "a {message} cannot be written as the catalogue says");
}

/// The SAD that tells the national system of an event it should know: its number and its cover,
/// passage, arrival, control, end, discharge and credit. What customs decide before the goods leave it
/// is told where it did not decide that itself.
fn sad(
    told: &Told<Part>,
    mrn: Option<&Mrn>,
    lrn: &Lrn,
    departure: &OfficeCode,
) -> Option<(&'static str, Element)> {
    let (what, office, decision) = told.event.told();
    let own = decision.is_some_and(|decision| decision.made == Made::ByNationalSystem);
    let result = match &told.event {
        Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::AmendmentRequested { .. }
        | Event::Amended { .. }
        | Event::AmendmentRefused { .. }
        | Event::InvalidationRequested
        | Event::InvalidationRefused { .. }
        | Event::ReleaseRequested { .. }
        | Event::Invalidated { .. }
        | Event::GoodsAccountedFor { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::Ended { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => None,
        Event::NotCovered { reasons, .. } => {
            let reasons: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
            Some(reasons.join(" "))
        }
        Event::Controlled { code, .. } => Some(code.code().to_owned()),
        Event::OtherGuaranteeAwaited { until, .. } => Some(until.to_string()),
        Event::Released { limit_date, .. } if !own => Some(limit_date.to_string()),
        Event::NotReleased { reason, .. } if !own => Some(reason.code().to_owned()),
        Event::DepartureControlled { code, .. } if !own => Some(code.code().to_owned()),
        Event::AmendmentCalledFor { .. }
        | Event::ControlOrdered { .. }
        | Event::CoverWithdrawn { .. }
            if !own =>
        {
            None
        }
        Event::Presented { .. }
        | Event::Prelodged { .. }
        | Event::GoodsPresented { .. }
        | Event::AmendmentCalledFor { .. }
        | Event::NotReleased { .. }
        | Event::UnloadingContinued { .. }
        | Event::DiscrepanciesFound { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::Released { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingRemarked { .. } => return None,
    };
    let office = office.or_else(|| decision.map(|decision| &decision.office));
    let recorded = Recorded {
        mrn,
        lrn,
        what,
        office: office.unwrap_or(departure),
        at: told.at,
        result: result.as_deref(),
    };
    Some((what, sad_of(&recorded)))
}
