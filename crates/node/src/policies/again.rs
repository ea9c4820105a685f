//! What is made true again of cover after a recovery, before anything else is decided.

use std::collections::BTreeSet;

use guarantee::account::{Command as GuaranteeCommand, HoldRef, Use};
use guarantee::hold::Command as HoldCommand;
use journal::AlarmKind;
use kernel::{Decider, DossierId, GuaranteeReference};
use store::ToldRow;
use transit::{Command, Cover, HeldCover};

use super::cover::{access, free, usage};
use super::{Guarantee, Hold, Movement};
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

/// What makes true again what the record says of cover.
pub(crate) const AGAIN: &str = "cover-again";
/// How many events are looked at at a time.
const PAGE: usize = 512;

/// After a recovery, what the record of a movement says of its cover becomes true again of the
/// guarantees kept here: nobody else was told of a conversation between them, so it is lost with the
/// end of the log. What is free by the record is set free, and what is held is held. Once `all` have
/// answered, what was asked of a guarantee elsewhere and nobody has any more is asked again.
pub(crate) fn hold_again(node: &mut Node, movement: &DossierId, all: bool) -> Result<(), Fault> {
    let loaded = node.load::<Movement>(movement)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.clone());
    node.put_back(loaded);
    let Some(departure) = departure.filter(|_| movement.writer() == node.settings.node) else {
        return Ok(());
    };
    for (cover, declared) in departure.declaration.covers() {
        let Some(reference) = declared.reference.clone() else { continue };
        let guarantee_home = node.guarantee_home(&reference);
        let Some(state) = departure.covers.get(&cover) else { continue };
        match state {
            Cover::Held { held } => {
                let elsewhere = guarantee_home != node.settings.administration;
                if elsewhere && (!all || asked(node, held)?.is_some()) {
                    continue;
                }
                if let Some(asked) = asked(node, held)? {
                    // Asked before the store was copied, and answered since: the answer alone is lost.
                    if departure.discharged.is_none() {
                        holds(node, &reference, held, asked)?;
                    }
                    continue;
                }
                if departure.discharged.is_some() {
                    // It would be set free at once.
                    let command = Command::RecordCredit { cover };
                    let extras = Extras::default();
                    node.follow::<Movement>(AGAIN, movement, command, &extras)?;
                    continue;
                }
                let declared = (cover, declared);
                let Some(usage) = usage(node, movement, &departure, declared) else { continue };
                let usage = Box::new(usage);
                let command = HoldCommand::Request { reference, guarantee_home, usage };
                let extras = access(node, movement, cover)?;
                node.follow::<Hold>(AGAIN, &held.hold, command, &extras)?;
            }
            Cover::Withdrawn { held } if asked(node, held)?.is_some() => {
                let command = HoldCommand::Withdraw { attempt: held.attempt };
                node.follow::<Hold>(AGAIN, &held.hold, command, &Extras::default())?;
            }
            Cover::Credited { held } if asked(node, held)?.is_some() => {
                let command = HoldCommand::RequestCredit { attempt: held.attempt };
                node.follow::<Hold>(AGAIN, &held.hold, command, &Extras::default())?;
            }
            Cover::Withdrawn { .. } | Cover::Credited { .. } | Cover::NotHeld { .. } => {}
        }
    }
    Ok(())
}

/// What a conversation that is here asks for, in the request that a hold answers.
fn asked(node: &mut Node, held: &HeldCover) -> Result<Option<Box<Use>>, Fault> {
    let loaded = node.load::<Hold>(&held.hold)?;
    let own = loaded.dossier.own_part();
    let asked = own.and_then(|own| own.requests.get(&held.attempt));
    let usage = asked.map(|request| request.usage.clone());
    node.put_back(loaded);
    Ok(usage)
}

/// A guarantee kept here holds what it had answered that it holds. One that does already changes nothing.
fn holds(
    node: &mut Node,
    reference: &GuaranteeReference,
    held: &HeldCover,
    usage: Box<Use>,
) -> Result<(), Fault> {
    let Some(guarantee) = node.guarantee_of(reference)? else { return Ok(()) };
    let hold = HoldRef { hold: held.hold.clone(), attempt: held.attempt };
    let command = GuaranteeCommand::Hold { hold, usage };
    node.follow::<Guarantee>(AGAIN, &guarantee, command, &Extras::default())?;
    Ok(())
}

/// After a recovery, what this node has answered in a conversation becomes true again of the guarantee,
/// as far as the requests are here: its own record of that was told to nobody.
pub(crate) fn keep_word(node: &mut Node, hold: &DossierId) -> Result<(), Fault> {
    let loaded = node.load::<Hold>(hold)?;
    let asked = loaded.dossier.home_part().cloned().unwrap_or_default();
    let own = loaded.dossier.own_part().cloned().unwrap_or_default();
    node.put_back(loaded);
    let Some(reference) = &asked.reference else { return Ok(()) };
    let Some(guarantee) = node.guarantee_of(reference)? else { return Ok(()) };
    for attempt in own.replies.keys() {
        let Some(request) = asked.requests.get(attempt) else { continue };
        let as_asked = || HoldRef { hold: hold.clone(), attempt: *attempt };
        let command = GuaranteeCommand::Hold { hold: as_asked(), usage: request.usage.clone() };
        node.follow::<Guarantee>(AGAIN, &guarantee, command, &Extras::default())?;
        if own.credited.contains(attempt) {
            let command = GuaranteeCommand::Credit { hold: as_asked() };
            node.follow::<Guarantee>(AGAIN, &guarantee, command, &Extras::default())?;
        }
    }
    Ok(())
}

/// What was answered stands, though the guarantee it was answered for is lost with the end of the store:
/// nobody is told of a register. Where it is registered again it holds what it held.
pub(super) fn unregistered(
    node: &mut Node,
    row: &ToldRow,
    reference: &GuaranteeReference,
    held: bool,
) -> Result<(), Fault> {
    if !held {
        return Ok(());
    }
    let detail = format!("it has promised cover by {reference}, which is to be registered again");
    node.alarm(AlarmKind::Recovered, row.dossier.as_str(), &detail)
}

/// A guarantee that is registered after a recovery holds what was answered for it before.
pub(super) fn promised(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if node.gathering.is_none() || !node.ours(row) {
        return Ok(());
    }
    keep_promises(node, &row.dossier)
}

/// A guarantee of which something was lost holds what was answered for it.
pub(crate) fn keep_promises(node: &mut Node, guarantee: &DossierId) -> Result<(), Fault> {
    let (mut seq, mut holds) = (0, BTreeSet::new());
    loop {
        let rows = node.store.told_after(seq, PAGE)?;
        let Some(last) = rows.last() else { break };
        seq = last.seq;
        let answered = rows.into_iter().filter(|it| it.kind == Hold::KIND && node.ours(it));
        holds.extend(answered.map(|it| it.dossier));
    }
    for hold in holds {
        let loaded = node.load::<Hold>(&hold)?;
        let reference = loaded.dossier.home_part().and_then(|asked| asked.reference.clone());
        node.put_back(loaded);
        let Some(reference) = reference else { continue };
        if node.guarantee_of(&reference)?.as_ref() != Some(guarantee) {
            continue;
        }
        keep_word(node, &hold)?;
        // What was given back meanwhile is free again.
        for told in node.store.told_of(&hold)?.iter().filter(|told| told.verdict.is_empty()) {
            free(node, told)?;
        }
    }
    Ok(())
}

/// After a recovery in which everybody has answered: a request that came back for a movement nobody
/// knows any more is taken back, so that no guarantee stays frozen for it.
pub(crate) fn orphaned(node: &mut Node, hold: &DossierId) -> Result<(), Fault> {
    let loaded = node.load::<Hold>(hold)?;
    let own = loaded.dossier.own_part().filter(|_| hold.writer() == node.settings.node);
    let last = own.and_then(|own| own.last());
    let last = last.map(|(attempt, request)| (attempt, request.usage.movement.clone()));
    node.put_back(loaded);
    let Some((attempt, movement)) = last else { return Ok(()) };
    if node.store.dossier(&movement)?.is_some() {
        return Ok(());
    }
    let detail = format!("nobody knows its movement {movement} any more; it is taken back");
    node.alarm(AlarmKind::Recovered, hold.as_str(), &detail)?;
    node.follow::<Hold>(AGAIN, hold, HoldCommand::Withdraw { attempt }, &Extras::default())?;
    Ok(())
}
