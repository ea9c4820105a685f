//! What becomes of a guarantee is told to those who asked it: the account is its home's alone, and
//! what others see of it is the conversation about cover.

use guarantee::account::{Event as GuaranteeEvent, HoldRef};
use guarantee::hold::Command as HoldCommand;
use kernel::utc_day;
use store::ToldRow;

use super::{Guarantee, Hold};
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

/// A suspension and its end are told to whoever holds under the guarantee, and to whoever is refused
/// meanwhile.
pub(super) fn suspension(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let loaded = node.load::<Guarantee>(&row.dossier)?;
    let account = loaded.dossier.own_part();
    // There is nothing to tell of most guarantees, and this is asked at every hold.
    if account.is_none_or(|account| !account.suspended && account.informed.is_empty()) {
        node.cache.guarantees.put(loaded);
        return Ok(());
    }
    let Some(told) = node.event::<Guarantee>(row)? else {
        node.cache.guarantees.put(loaded);
        return Ok(());
    };
    let today = utc_day(told.at);
    let suspended = account.filter(|account| account.suspended);
    let since = suspended.map(|account| account.suspended_on.unwrap_or(today));
    let informed: Vec<HoldRef> =
        account.map(|account| account.informed.iter().cloned().collect()).unwrap_or_default();
    node.cache.guarantees.put(loaded);
    let (holds, command) = match told.event {
        GuaranteeEvent::Suspended { on, .. } => {
            (informed, HoldCommand::TellSuspension { on: on.unwrap_or(today) })
        }
        GuaranteeEvent::SuspensionLifted { .. } => {
            (informed, HoldCommand::TellLifting { on: today })
        }
        GuaranteeEvent::Held { hold, .. }
        | GuaranteeEvent::NotHeld { hold, .. }
        | GuaranteeEvent::NotHeldRecorded { hold, .. }
        | GuaranteeEvent::Checked { hold, .. } => {
            let Some(on) = since else { return Ok(()) };
            (vec![hold], HoldCommand::TellSuspension { on })
        }
        _ => return Ok(()),
    };
    for hold in holds {
        let extras = Extras::default();
        node.follow::<Hold>("tell-suspension", &hold.hold, command.clone(), &extras)?;
    }
    Ok(())
}

/// How it is valid from now on is told to whoever holds under it: countries of a route may be among
/// those it is valid in no longer. How much it may cover is nobody else's concern.
pub(super) fn validity(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Guarantee>(row)? else { return Ok(()) };
    let GuaranteeEvent::ValidityChanged { validity, .. } = told.event else { return Ok(()) };
    let loaded = node.load::<Guarantee>(&row.dossier)?;
    let live: Vec<HoldRef> = loaded
        .dossier
        .own_part()
        .map(|account| account.live().map(|(hold, _)| hold.clone()).collect())
        .unwrap_or_default();
    node.cache.guarantees.put(loaded);
    for hold in live {
        let command = HoldCommand::TellValidity { validity: validity.clone() };
        node.follow::<Hold>("tell-validity", &hold.hold, command, &Extras::default())?;
    }
    Ok(())
}
