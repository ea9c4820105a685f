//! What passes between a movement, its hold conversations and the guarantees that answer them.

use std::collections::BTreeSet;

use guarantee::account::{
    Command as GuaranteeCommand, Event as GuaranteeEvent, HoldRef, Use, cover_name,
};
use guarantee::hold::{Answer, Command as HoldCommand, Event as HoldEvent};
use journal::AlarmKind;
use kernel::{
    Administration, Attempt, CoverNumber, DossierId, GuaranteeReference, Name, NameKind, NoCover,
    Told,
};
use store::ToldRow;
use transit::{Command, Cover, DeclaredGuarantee, Departure, Event, HeldCover, declared};

use super::{Guarantee, Hold, Movement, again};
use crate::facts::bound_to;
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

impl Node {
    /// The home of a guarantee: the country of its number, or this administration for cash.
    pub(super) fn guarantee_home(&self, reference: &GuaranteeReference) -> Administration {
        match reference {
            GuaranteeReference::Grn(grn) => Administration::of(&grn.country()),
            GuaranteeReference::Cash(_) => self.settings.administration.clone(),
        }
    }

    /// The guarantee a reference names, where it is kept here.
    pub(super) fn guarantee_of(
        &self,
        reference: &GuaranteeReference,
    ) -> Result<Option<DossierId>, Fault> {
        let name = match reference {
            GuaranteeReference::Grn(grn) => Name::new(NameKind::Grn, grn),
            GuaranteeReference::Cash(account) => Name::new(NameKind::Cash, account),
        };
        self.meant::<Guarantee>(&name)
    }

    /// The conversation about one guarantee of a movement, and its last request.
    pub(crate) fn hold_of(
        &mut self,
        movement: &DossierId,
        cover: CoverNumber,
    ) -> Result<Option<(DossierId, Attempt)>, Fault> {
        let Some(hold) = self.meant::<Hold>(&cover_name(movement, cover))? else {
            return Ok(None);
        };
        let loaded = self.load::<Hold>(&hold)?;
        let last = loaded.dossier.own_part().and_then(|part| part.last());
        let attempt = last.map(|(attempt, _)| attempt);
        self.cache.holds.put(loaded);
        Ok(attempt.map(|attempt| (hold, attempt)))
    }
}

/// Every guarantee of an accepted declaration is asked for its amount; after an amendment, those
/// that have not been asked.
pub(super) fn ask(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.clone());
    node.cache.movements.put(loaded);
    let Some(departure) = departure.filter(|departure| departure.accepted.is_some()) else {
        return Ok(());
    };
    for (cover, declared) in departure.declaration.covers() {
        let Some(reference) = declared.reference.clone() else { continue };
        let Some(usage) = usage(node, &row.dossier, &departure, (cover, declared)) else {
            continue;
        };
        // What was answered was asked, also where the conversation was lost since.
        let answered = departure.covers.contains_key(&cover);
        if answered || node.hold_of(&row.dossier, cover)?.is_some() {
            continue;
        }
        let hold = node.mint_dossier();
        let guarantee_home = node.guarantee_home(&reference);
        let command = HoldCommand::Request { reference, guarantee_home, usage: Box::new(usage) };
        let extras = access(node, &row.dossier, cover)?;
        node.follow::<Hold>("ask-for-cover", &hold, command, &extras)?;
    }
    Ok(())
}

/// The access code that was declared with a guarantee of a movement, where it is here.
pub(super) fn access(
    node: &mut Node,
    movement: &DossierId,
    cover: CoverNumber,
) -> Result<Extras, Fault> {
    let access = declared(&node.told_of_movement(movement)?).access;
    let access = access.and_then(|access| access.get(&cover).cloned());
    Ok(Extras { access, ..Extras::default() })
}

pub(super) fn usage(
    node: &Node,
    movement: &DossierId,
    departure: &Departure,
    (cover, declared): (CoverNumber, &DeclaredGuarantee),
) -> Option<Use> {
    let declaration = &departure.declaration;
    Some(Use {
        movement: movement.clone(),
        cover,
        mrn: departure.mrn()?.clone(),
        requester: node.settings.administration.clone(),
        holder: declaration.holder.clone(),
        amount: declared.amount?,
        countries: declaration.countries.iter().cloned().collect(),
        departure: declaration.departure.clone(),
        destination: declaration.destination.clone(),
        goods: node.goods_classes(&declaration.commodities),
        commodities: declaration.commodities.clone(),
    })
}

/// A request for a guarantee kept here is put to it; one for a guarantee that does not exist is
/// answered at once. Where the national system decides about guarantees, it answers.
pub(super) fn hold(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Hold>(row)? else { return Ok(()) };
    let HoldEvent::HoldRequested { attempt, reference, guarantee_home, usage } = &told.event else {
        return Ok(());
    };
    if !node.answers(row, guarantee_home) {
        return Ok(());
    }
    let asked = HoldRef { hold: row.dossier.clone(), attempt: *attempt };
    if node.replied(&asked)?.is_none() && !node.caught_up()? {
        // What else is held is not known again yet.
        node.task_waits = true;
        return Ok(());
    }
    let Some(guarantee) = node.guarantee_of(reference)? else {
        if let Some(replied) = node.replied(&asked)? {
            return again::unregistered(node, row, reference, replied.is_ok());
        }
        let answer = Answer::NotHeld(vec![NoCover::Unknown]);
        let command = HoldCommand::Reply { attempt: *attempt, answer };
        node.follow::<Hold>("hold", &row.dossier, command, &Extras::default())?;
        return Ok(());
    };
    if national(node, &guarantee)? && node.replied(&asked)?.is_none() {
        return Ok(());
    }
    let extras = extras(row, &told, reference, *attempt, usage)?;
    let command = GuaranteeCommand::Hold { hold: asked, usage: usage.clone() };
    node.follow::<Guarantee>("hold", &guarantee, command, &extras)?;
    Ok(())
}

/// Whether the national system decides about a guarantee.
fn national(node: &mut Node, guarantee: &DossierId) -> Result<bool, Fault> {
    let loaded = node.load::<Guarantee>(guarantee)?;
    let mode = loaded.dossier.own_part().and_then(|account| account.mode);
    node.cache.guarantees.put(loaded);
    Ok(mode == Some(kernel::Decides::National))
}

/// The access code that came with a request, and what it must have been sealed for.
fn extras(
    row: &ToldRow,
    told: &Told<Hold>,
    reference: &GuaranteeReference,
    attempt: Attempt,
    usage: &Use,
) -> Result<Extras, Fault> {
    let bound_to = match reference {
        GuaranteeReference::Grn(grn) => {
            bound_to(&row.writer, &usage.movement, grn, attempt, &usage.amount)?
        }
        GuaranteeReference::Cash(_) => Vec::new(),
    };
    Ok(Extras { access: told.details.access.clone(), bound_to, ..Extras::default() })
}

/// The same for a question that reserves nothing.
pub(super) fn check(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Hold>(row)? else { return Ok(()) };
    let HoldEvent::CheckRequested { attempt, reference, guarantee_home, usage } = &told.event
    else {
        return Ok(());
    };
    if !node.answers(row, guarantee_home) {
        return Ok(());
    }
    let Some(guarantee) = node.guarantee_of(reference)? else {
        let answer = Answer::Checked(vec![NoCover::Unknown]);
        let command = HoldCommand::Reply { attempt: *attempt, answer };
        node.follow::<Hold>("check", &row.dossier, command, &Extras::default())?;
        return Ok(());
    };
    if national(node, &guarantee)? {
        return Ok(());
    }
    let extras = extras(row, &told, reference, *attempt, usage)?;
    let hold = HoldRef { hold: row.dossier.clone(), attempt: *attempt };
    let command = GuaranteeCommand::Check { hold, usage: usage.clone() };
    node.follow::<Guarantee>("check", &guarantee, command, &extras)?;
    Ok(())
}

/// What a guarantee answers is passed on in the conversation.
pub(super) fn reply(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Guarantee>(row)? else { return Ok(()) };
    let (hold, answer) = match told.event {
        GuaranteeEvent::Held { hold, usage, .. } => (hold, Answer::Held(usage.amount)),
        GuaranteeEvent::NotHeld { hold, reasons }
        | GuaranteeEvent::NotHeldRecorded { hold, reasons, .. } => (hold, Answer::NotHeld(reasons)),
        GuaranteeEvent::Checked { hold, reasons } => (hold, Answer::Checked(reasons)),
        _ => return Ok(()),
    };
    let command = HoldCommand::Reply { attempt: hold.attempt, answer };
    node.follow::<Hold>("reply", &hold.hold, command, &Extras::default())?;
    Ok(())
}

/// A final answer reaches the movement it was asked for.
pub(super) fn record(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some((movement, cover)) = asked_for(node, row)? else { return Ok(()) };
    let Some(told) = node.event::<Hold>(row)? else { return Ok(()) };
    let hold = row.dossier.clone();
    let loaded = node.load::<Movement>(&movement)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
    let known = departure.and_then(|departure| departure.covers.get(&cover).cloned());
    let discharged = departure.is_some_and(|departure| departure.discharged.is_some());
    let undeclared = departure.is_some_and(|departure| {
        departure.declaration.covers().all(|(declared, _)| declared != cover)
    });
    node.put_back(loaded);
    let command = match told.event {
        // The amendment that named this guarantee is lost, and nobody has it to give back.
        HoldEvent::Held { attempt, .. } if undeclared && node.has_all_back()? => {
            let command = HoldCommand::Withdraw { attempt };
            node.follow::<Hold>("record-cover", &hold, command, &Extras::default())?;
            return Ok(());
        }
        HoldEvent::Held { attempt, amount } => {
            let held = HeldCover { hold, attempt, amount };
            // Where an answer is given once more, after a recovery, what came of it since is recorded
            // already, and nothing recorded anew would have it set free.
            let (over, owed) = match &known {
                Some(Cover::Withdrawn { held: before }) => (*before == held, false),
                Some(Cover::Credited { held: before }) => (*before == held, *before == held),
                Some(Cover::Held { held: before }) => (false, discharged && *before == held),
                Some(Cover::NotHeld { .. }) | None => (false, false),
            };
            if owed {
                let command = HoldCommand::RequestCredit { attempt };
                node.follow::<Hold>("record-cover", &held.hold, command, &Extras::default())?;
            }
            if over || owed {
                return Ok(());
            }
            Command::RecordCover { cover, held }
        }
        HoldEvent::NotHeld { attempt, reasons } => {
            Command::RecordNoCover { cover, hold, attempt, reasons }
        }
        _ => return Ok(()),
    };
    node.follow::<Movement>("record-cover", &movement, command, &Extras::default())?;
    Ok(())
}

/// The movement a conversation is about, and which of its guarantees, where we asked and have not
/// taken it back.
fn asked_for(node: &mut Node, row: &ToldRow) -> Result<Option<(DossierId, CoverNumber)>, Fault> {
    if row.dossier.writer() != node.settings.node {
        return Ok(None);
    }
    let loaded = node.load::<Hold>(&row.dossier)?;
    let last = loaded.dossier.own_part().and_then(|part| part.last());
    let asked = last.filter(|(_, request)| !request.withdrawn);
    let asked = asked.map(|(_, request)| (request.usage.movement.clone(), request.usage.cover));
    node.cache.holds.put(loaded);
    Ok(asked)
}

/// A discharged movement needs its cover no longer. Cover that comes after a discharge, because a
/// national system discharged before it was answered, is not needed either.
pub(super) fn credit(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
    let discharged = departure.filter(|departure| departure.discharged.is_some());
    let held: Vec<HeldCover> = discharged
        .map(|departure| {
            let held = departure.covers.values().filter_map(|cover| match cover {
                Cover::Held { held } => Some(held.clone()),
                Cover::NotHeld { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. } => None,
            });
            held.collect()
        })
        .unwrap_or_default();
    node.cache.movements.put(loaded);
    for held in held {
        let asked = node.load::<Hold>(&held.hold)?;
        let mut parts = asked.dossier.parts.values();
        let answered = parts.any(|part| part.replies.contains_key(&held.attempt));
        node.cache.holds.put(asked);
        // An answer that was lost is given once more, and `record` has it credited then.
        if !answered {
            continue;
        }
        let command = HoldCommand::RequestCredit { attempt: held.attempt };
        node.follow::<Hold>("credit", &held.hold, command, &Extras::default())?;
    }
    Ok(())
}

/// Cover that was given back is withdrawn at the guarantee, and so is every request for a guarantee
/// that an amendment or the end of the movement left behind, answered or not.
pub(super) fn withdraw(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let Some(told) = node.event::<Movement>(row)? else { return Ok(()) };
    if let Event::CoverWithdrawn { held, .. } = told.event {
        let command = HoldCommand::Withdraw { attempt: held.attempt };
        node.follow::<Hold>("withdraw", &held.hold, command, &Extras::default())?;
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
    let left: Vec<CoverNumber> = departure.map_or_else(Vec::new, |departure| {
        let mut declared: BTreeSet<_> = BTreeSet::new();
        if departure.closed.is_none() {
            declared.extend(departure.declaration.covers().map(|(number, _)| number));
        }
        let named = (1..=departure.named).map(CoverNumber);
        named.filter(|number| !declared.contains(number)).collect()
    });
    node.cache.movements.put(loaded);
    for cover in left {
        if let Some((hold, attempt)) = node.hold_of(&row.dossier, cover)? {
            let command = HoldCommand::Withdraw { attempt };
            node.follow::<Hold>("withdraw", &hold, command, &Extras::default())?;
        }
    }
    Ok(())
}

/// The guarantee sets free what is no longer needed, or was taken back. Where the national system
/// decides about guarantees, it does, and what it did is recorded.
pub(super) fn free(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Hold>(row)? else { return Ok(()) };
    let loaded = node.load::<Hold>(&row.dossier)?;
    let asked = loaded.dossier.home_part();
    let reference = asked.and_then(|asked| asked.reference.clone());
    let home = asked.and_then(|asked| asked.guarantee_home.clone());
    node.cache.holds.put(loaded);
    if home.as_ref() != Some(&node.settings.administration) {
        return Ok(());
    }
    let Some(reference) = reference else { return Ok(()) };
    let Some(guarantee) = node.guarantee_of(&reference)? else { return Ok(()) };
    let hold = |attempt| HoldRef { hold: row.dossier.clone(), attempt };
    let (HoldEvent::CreditRequested { attempt } | HoldEvent::HoldWithdrawn { attempt }) =
        &told.event
    else {
        return Ok(());
    };
    if national(node, &guarantee)? && !node.told_free(&hold(*attempt))? {
        return Ok(());
    }
    let command = match told.event {
        HoldEvent::CreditRequested { attempt } => GuaranteeCommand::Credit { hold: hold(attempt) },
        HoldEvent::HoldWithdrawn { attempt } => GuaranteeCommand::Withdraw { hold: hold(attempt) },
        _ => return Ok(()),
    };
    node.follow::<Guarantee>("free", &guarantee, command, &Extras::default())?;
    Ok(())
}

/// What is free again is told in the conversation; a tombstone set nothing free.
pub(super) fn tell_credit(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Guarantee>(row)? else { return Ok(()) };
    let hold = match told.event {
        GuaranteeEvent::Credited { hold }
        | GuaranteeEvent::CreditRecorded { hold, .. }
        | GuaranteeEvent::WithdrawalRecorded { hold, .. }
        | GuaranteeEvent::Withdrawn { hold, freed: Some(_) } => hold,
        _ => return Ok(()),
    };
    let command = HoldCommand::RecordCredit { attempt: hold.attempt };
    node.follow::<Hold>("tell-credit", &hold.hold, command, &Extras::default())?;
    Ok(())
}

/// The movement learns that its guarantee is free again.
pub(super) fn record_credit(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if let Some((movement, cover)) = asked_for(node, row)? {
        let command = Command::RecordCredit { cover };
        node.follow::<Movement>("record-credit", &movement, command, &Extras::default())?;
    }
    Ok(())
}

/// The guarantee's home is alarmed by a release it does not cover.
pub(super) fn alarm_uncovered(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if node.ours(row) {
        return Ok(());
    }
    let detail = format!("released by {} without our cover", row.writer);
    node.alarm(AlarmKind::Uncovered, row.dossier.as_str(), &detail)
}
