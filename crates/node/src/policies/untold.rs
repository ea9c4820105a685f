//! A request for cover that no agreement lets the guarantee's home hear of.

use guarantee::hold::Event as HoldEvent;
use journal::AlarmKind;
use kernel::NoCover;
use store::ToldRow;
use transit::Command;

use super::{Hold, Movement};
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

/// Nobody would ever answer it. So the movement is told that it is not covered, as if the guarantee
/// did not exist, and an operator is told why.
pub(super) fn untold(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Hold>(row)? else { return Ok(()) };
    let HoldEvent::HoldRequested { attempt, guarantee_home, usage, .. } = told.event else {
        return Ok(());
    };
    if !node.ours(row) || guarantee_home == node.settings.administration {
        return Ok(());
    }
    let readers = node.store.readers(&row.dossier)?;
    let reads = readers.iter().any(|reader| reader.administration == guarantee_home);
    if reads && node.audience_now::<Hold>(&row.dossier)?.contains_key(&guarantee_home) {
        return Ok(());
    }
    let detail = format!("no agreement in force lets {guarantee_home} be asked for cover");
    node.alarm(AlarmKind::TaskRefused, row.dossier.as_str(), &detail)?;
    let command = Command::RecordNoCover {
        cover: usage.cover,
        hold: row.dossier.clone(),
        attempt,
        reasons: vec![NoCover::Unknown],
    };
    node.follow::<Movement>("untold", &usage.movement, command, &Extras::default())?;
    Ok(())
}
