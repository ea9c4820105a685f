//! What goes back to the national system: what became of the movements it registered.

use kernel::{Element, Lrn, Mrn, OfficeCode, Told};
use node::{Fault as NodeFault, Reader};
use store::ToldRow;
use transit::messages::{Recorded, write_back as sad_of};
use transit::{Event, Part};
use wire::MessageCode;

use super::Memory;
use crate::app::App;
use crate::fault::Fault;
use crate::folder::files::Folder;

/// How many events are followed at a time.
const EVENTS_MAX: usize = 256;

/// A file for the national system.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Back {
    name: String,
    bytes: Vec<u8>,
}

/// What follows from one event.
enum Followed {
    /// A file.
    Back(Back),
    /// Nothing for the national system.
    Nothing,
    /// It cannot be said yet whether the event counts.
    Waits,
}

/// Writes back what has happened since the last time. After a crash a file may be written again,
/// under the same name and with the same content.
pub(super) async fn write_back(
    app: &App,
    folder: &Folder,
    memory: &mut Memory,
) -> Result<(), Fault> {
    loop {
        let (after, waiting) = (memory.after, memory.waiting.clone());
        let own = app.settings.administration.clone();
        let read = move |reader: &Reader| {
            let mut rows = Vec::new();
            for seq in waiting {
                rows.extend(reader.told_after(seq - 1, 1)?);
            }
            rows.extend(reader.told_after(after, EVENTS_MAX)?);
            let followed = rows.into_iter().map(|row| {
                let of_ours = row.kind == "movement" && row.dossier.home() == own;
                let followed = if of_ours { follow(reader, &row)? } else { Followed::Nothing };
                Ok((row.seq, followed))
            });
            followed.collect::<Result<Vec<_>, NodeFault>>()
        };
        let followed = app.readers.read(read).await?;
        let news = followed.iter().any(|(seq, _)| *seq > after);
        let settled = followed
            .iter()
            .any(|(seq, followed)| *seq <= after && !matches!(followed, Followed::Waits));
        memory.waiting.clear();
        for (seq, followed) in followed {
            match followed {
                Followed::Back(back) => folder.put_out(&back.name, &back.bytes)?,
                Followed::Waits => memory.waiting.push(seq),
                Followed::Nothing => {}
            }
            memory.after = memory.after.max(seq);
        }
        if news || settled {
            folder.remember(memory)?;
        }
        if !news {
            return Ok(());
        }
    }
}

fn follow(reader: &Reader, row: &ToldRow) -> Result<Followed, NodeFault> {
    match Reader::counts(row)? {
        None => return Ok(Followed::Waits),
        Some(false) => return Ok(Followed::Nothing),
        Some(true) => {}
    }
    let Some(told) = reader.movement_event(row)? else { return Ok(Followed::Nothing) };
    let Some(viewed) = reader.movement(&row.dossier)? else { return Ok(Followed::Nothing) };
    let view = viewed.view;
    let ncts = view
        .operation
        .as_ref()
        .is_some_and(|operation| operation.text("messageIdentification").is_some());
    if ncts {
        let Some(message) = reader.message_of(row)? else { return Ok(Followed::Nothing) };
        let code = message.code.as_str();
        let Some(bytes) = message.bytes else {
            unwritable(row, code);
            return Ok(Followed::Nothing);
        };
        let name = format!("{:08}-{}.{code}.xml", row.seq, told.at.as_second());
        return Ok(Followed::Back(Back { name, bytes }));
    }
    let (Some(mrn), Some(declaration)) = (&view.mrn, &view.declaration) else {
        return Ok(Followed::Nothing);
    };
    let Some((what, tree)) = sad(&told, mrn, &declaration.lrn, &declaration.departure) else {
        return Ok(Followed::Nothing);
    };
    let Ok(bytes) = wire::write(MessageCode::Sad, &tree) else {
        unwritable(row, "SAD");
        return Ok(Followed::Nothing);
    };
    Ok(Followed::Back(Back { name: format!("{:08}-{mrn}.{what}.xml", row.seq), bytes }))
}

/// An answer that cannot be written is told to the operator and passed over: the answers behind it
/// are for others.
fn unwritable(row: &ToldRow, message: &str) {
    let (dossier, event) = (row.dossier.as_str(), row.seq);
    tracing::error!(dossier, event, "a {message} cannot be written as the catalogue says");
}

/// The SAD that tells the national system of an event it should know: its number and its cover,
/// passage, arrival, control, end, discharge and credit.
fn sad(
    told: &Told<Part>,
    mrn: &Mrn,
    lrn: &Lrn,
    departure: &OfficeCode,
) -> Option<(&'static str, Element)> {
    let result = match &told.event {
        Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::AmendmentRequested { .. }
        | Event::InvalidationRequested
        | Event::ReleaseRequested { .. }
        | Event::Invalidated { .. }
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
        Event::Presented { .. }
        | Event::Prelodged { .. }
        | Event::GoodsPresented { .. }
        | Event::Amended { .. }
        | Event::AmendmentRefused { .. }
        | Event::AmendmentCalledFor { .. }
        | Event::InvalidationRefused { .. }
        | Event::OtherGuaranteeAwaited { .. }
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
    let (what, office, decision) = told.event.told();
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
