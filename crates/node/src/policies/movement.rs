//! What follows inside a movement where a standing order lets the node act.

use guarantee::hold::Command as HoldCommand;
use journal::AlarmKind;
use kernel::{Basis, Competence, Decides, Function};
use store::ToldRow;
use transit::{Command, Event};

use super::{Hold, Movement};
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

impl Node {
    /// The basis on which the node acts for a post at an office; none without a standing order, and
    /// then an officer must act.
    fn order(&self, function: Function, office: &kernel::OfficeCode) -> Option<Basis> {
        let functions: &'static [Function] = match function {
            Function::Departure => &[Function::Departure],
            Function::Passage => &[Function::Passage],
            Function::Destination => &[Function::Destination],
            Function::Guarantee => &[Function::Guarantee],
            Function::Trader | Function::Guarantor | Function::Policy => &[],
        };
        let competence = Competence { functions, office: Some(office.clone()), trader: None };
        let order = self.world.people.order_for(&competence, self.now)?;
        let provision = order.provision.clone();
        Some(Basis { provision, national_reference: None, officer: None, post: None })
    }
}

/// Where the node decides, a declaration without fault is accepted.
pub(super) fn accept(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    let Some(told) = node.event::<Movement>(row)? else { return Ok(()) };
    let Event::Presented { decides: Decides::Node, declaration } = told.event else {
        return Ok(());
    };
    if !node.ours(row) {
        return Ok(());
    }
    if let Some(basis) = node.order(Function::Departure, &declaration.departure) {
        let command = Command::Accept { mrn: None, basis };
        node.follow::<Movement>("accept", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// Where the node decides, what is covered and not to be controlled is released.
pub(super) fn release(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let own = loaded.dossier.own_part();
    let departure = own.and_then(|part| part.departure.as_ref());
    let ready = departure.filter(|departure| {
        departure.released.is_none()
            && !departure.control_pending
            && departure.control.is_none_or(|(code, _)| code.satisfactory())
            && departure.uncovered().is_empty()
    });
    let decides = own.and_then(|part| part.mode);
    let office = ready.map(|departure| departure.declaration.departure.clone());
    node.cache.movements.put(loaded);
    let (Some(office), Some(Decides::Node)) = (office, decides) else { return Ok(()) };
    if let Some(basis) = node.order(Function::Departure, &office) {
        let command = Command::Release { limit_date: None, basis };
        node.follow::<Movement>("release", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// Where the node decides, what has ended correctly wherever it arrived is discharged.
pub(super) fn discharge(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if row.dossier.writer() != node.settings.node {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let own = loaded.dossier.own_part();
    let decides = own.and_then(|part| part.mode);
    let office = own
        .and_then(|part| part.departure.as_ref())
        .map(|departure| departure.declaration.departure.clone());
    let satisfied = loaded
        .dossier
        .parts
        .values()
        .filter(|part| part.destination.is_some())
        .all(transit::Part::ended_correctly);
    node.cache.movements.put(loaded);
    let (Some(office), Some(Decides::Node), true) = (office, decides, satisfied) else {
        return Ok(());
    };
    if let Some(basis) = node.order(Function::Departure, &office) {
        let command = Command::Discharge { basis };
        node.follow::<Movement>("discharge", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// A release without the cover it needs alarms its own administration and the guarantee's home.
pub(super) fn report_uncovered(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
    let uncovered = departure
        .and_then(|departure| departure.released.as_ref())
        .map(|released| released.uncovered.clone())
        .unwrap_or_default();
    let mrn = departure.and_then(|departure| departure.mrn()).map(ToString::to_string);
    node.cache.movements.put(loaded);
    for cover in uncovered {
        let detail = format!("{} guarantee {cover}", mrn.as_deref().unwrap_or_default());
        node.alarm(AlarmKind::Uncovered, row.dossier.as_str(), &detail)?;
        if let Some((hold, attempt)) = node.hold_of(&row.dossier, cover)? {
            let command = HoldCommand::ReportUncovered { attempt };
            node.follow::<Hold>("report-uncovered", &hold, command, &Extras::default())?;
        }
    }
    Ok(())
}
