//! What goes back to the national system by its folder: what became of the movements it registered.

use std::time::Duration;

use kernel::Timestamp;
use node::{Fault as NodeFault, Reader};
use store::ToldRow;

use super::Memory;
use crate::answers::{Answer, answer_of};
use crate::app::App;
use crate::clock;
use crate::fault::Fault;
use crate::folder::files::Folder;

/// How many events are followed at a time.
const EVENTS_MAX: usize = 256;

/// How long a position that was only passed over may be kept in mind alone.
const WRITTEN_WITHIN: Duration = Duration::from_secs(1);

/// What follows from one event.
enum Followed {
    /// A file.
    Back(Answer),
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
        let reading = app.clone();
        let read = move |reader: &Reader| {
            let mut rows = Vec::new();
            for seq in waiting {
                rows.extend(reader.told_after(seq - 1, 1)?);
            }
            rows.extend(reader.told_after(after, EVENTS_MAX)?);
            let followed =
                rows.into_iter().map(|row| Ok((row.seq, follow(&reading, reader, &row)?)));
            followed.collect::<Result<Vec<_>, NodeFault>>()
        };
        let followed = app.readers.read(read).await?;
        let news = followed.iter().any(|(seq, _)| *seq > after);
        let settled = followed
            .iter()
            .any(|(seq, followed)| *seq <= after && !matches!(followed, Followed::Waits));
        let mut wrote = settled;
        memory.waiting.clear();
        for (seq, followed) in followed {
            match followed {
                Followed::Back(answer) => {
                    folder.put_out(&format!("{}.xml", answer.name), &answer.bytes)?;
                    wrote = true;
                }
                Followed::Waits => memory.waiting.push(seq),
                Followed::Nothing => {}
            }
            memory.after = memory.after.max(seq);
        }
        write_down(folder, memory, (wrote, news))?;
        if !news {
            return Ok(());
        }
    }
}

/// Writes down at once what was written back; how far others' events were passed over, a little later,
/// since they are passed over again after a crash.
fn write_down(
    folder: &Folder,
    memory: &mut Memory,
    (wrote, news): (bool, bool),
) -> Result<(), Fault> {
    let now = clock::now();
    let since = memory.behind_since.or_else(|| news.then_some(now));
    if wrote || since.is_some_and(|since| is_late(since, now)) {
        folder.remember(memory)?;
        memory.behind_since = None;
    } else {
        memory.behind_since = since;
    }
    Ok(())
}

fn is_late(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since).unsigned_abs() >= WRITTEN_WITHIN
}

fn follow(app: &App, reader: &Reader, row: &ToldRow) -> Result<Followed, NodeFault> {
    Ok(match Reader::counts(row)? {
        None => Followed::Waits,
        Some(false) => Followed::Nothing,
        Some(true) => answer_of(app, reader, row)?.map_or(Followed::Nothing, Followed::Back),
    })
}

#[cfg(test)]
mod tests;
