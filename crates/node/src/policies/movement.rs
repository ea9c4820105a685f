//! What follows inside a movement where a standing order lets the node act.

use guarantee::hold::Command as HoldCommand;
use jiff::SignedDuration;
use journal::AlarmKind;
use kernel::{Basis, Competence, Decides, DossierId, Function, Timestamp};
use store::{TaskRow, ToldRow};
use transit::{Command, Departure, Event};

use super::{Hold, Movement};
use crate::facts::end_of;
use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

impl Node {
    /// The basis on which the node acts for the office of departure of a movement whose decisions it
    /// takes, where the movement stands as it must; none without a standing order.
    fn departure_order(
        &mut self,
        movement: &DossierId,
        stands: impl Fn(&Departure) -> bool,
    ) -> Result<Option<Basis>, Fault> {
        let loaded = self.load::<Movement>(movement)?;
        let own = loaded.dossier.own_part();
        let decides = own.and_then(|part| part.mode);
        let departure = own.and_then(|part| part.departure.as_ref());
        let office = departure
            .filter(|departure| stands(departure))
            .map(|departure| departure.declaration.departure.clone());
        self.cache.movements.put(loaded);
        let (Some(office), Some(Decides::Node)) = (office, decides) else { return Ok(None) };
        Ok(self.order(Function::Departure, &office))
    }

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
        let competence =
            Competence { functions, office: Some(office.clone()), traders: Vec::new() };
        let order = self.world.people.order_for(&competence, self.now)?;
        let provision = order.provision.clone();
        Some(Basis { provision, national_reference: None, officer: None, post: None })
    }
}

/// Where the node decides, a declaration without fault is accepted once its goods are there.
pub(super) fn accept(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let ready = |departure: &Departure| {
        departure.accepted.is_none() && departure.present_by.is_none() && departure.open()
    };
    if let Some(basis) = node.departure_order(&row.dossier, ready)? {
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
    let ready = |departure: &Departure| {
        departure.accepted.is_some()
            && departure.released.is_none()
            && !departure.held_back()
            && departure.uncovered().is_empty()
    };
    if let Some(basis) = node.departure_order(&row.dossier, ready)? {
        let command = Command::Release { limit_date: None, basis };
        node.follow::<Movement>("release", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// Where the node decides, what the holder wants to be invalidated is, unless customs control it.
pub(super) fn invalidate(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let ready = |departure: &Departure| {
        let asked = departure.invalidation_requested && departure.released.is_none();
        asked && !departure.under_control()
    };
    if let Some(basis) = node.departure_order(&row.dossier, ready)? {
        let command = Command::Invalidate { remarks: None, basis };
        node.follow::<Movement>("invalidate", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// Where the node decides, an authorised consignee may unload, and go on.
pub(super) fn permit_unloading(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let loaded = node.load::<Movement>(&row.dossier)?;
    let own = loaded.dossier.own_part();
    let waits = own.and_then(|part| part.destination.as_ref()).filter(|destination| {
        let complete = destination.unloading.as_ref().is_some_and(|found| found.completed);
        destination.authorisation.is_some() && destination.control.is_none() && !complete
    });
    let decides = own.and_then(|part| part.mode);
    let office = waits.map(|destination| destination.office.clone());
    node.cache.movements.put(loaded);
    let (Some(office), Some(Decides::Node)) = (office, decides) else { return Ok(()) };
    if let Some(basis) = node.order(Function::Destination, &office) {
        let command = Command::PermitUnloading { basis };
        node.follow::<Movement>("permit-unloading", &row.dossier, command, &Extras::default())?;
    }
    Ok(())
}

/// Departure tells the route of an arrival at another office than declared.
pub(super) fn forward_arrival(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if row.dossier.writer() != node.settings.node {
        return Ok(());
    }
    let Some(told) = node.event::<Movement>(row)? else { return Ok(()) };
    let Event::Arrived { office, at, .. } = told.event else { return Ok(()) };
    let command = Command::ForwardArrival { office, at };
    node.follow::<Movement>("forward-arrival", &row.dossier, command, &Extras::default())?;
    Ok(())
}

/// When a time limit that an event sets has passed: the instant after its day.
pub(super) fn limit(node: &Node, row: &ToldRow) -> Result<Option<Timestamp>, Fault> {
    if !node.ours(row) {
        return Ok(None);
    }
    let Some(told) = node.event::<Movement>(row)? else { return Ok(None) };
    let settings = &node.settings;
    // Time for everybody on the route to be heard once more.
    let heard = settings.skew_ms.saturating_add(settings.heartbeat_ms.saturating_mul(2));
    Ok(match told.event {
        Event::Prelodged { present_by: day, .. }
        | Event::OtherGuaranteeAwaited { until: day, .. } => end_of(day),
        Event::Released { limit_date: day, .. } => {
            end_of(day).and_then(|end| end.checked_add(SignedDuration::from_millis(heard)).ok())
        }
        _ => None,
    })
}

/// A time limit has passed: the rules say what follows. While somebody on the route cannot be heard
/// they are asked again.
pub(super) fn watch(node: &mut Node, row: &ToldRow) -> Result<(), Fault> {
    if !node.ours(row) {
        return Ok(());
    }
    let command = Command::WatchLimits;
    node.follow::<Movement>("watch", &row.dossier, command, &Extras::default())?;
    let loaded = node.load::<Movement>(&row.dossier)?;
    let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
    let arrived = loaded.dossier.parts.values().any(|part| part.destination.is_some());
    let unheard = departure
        .is_some_and(|departure| departure.open() && !arrived && !departure.unheard.is_empty());
    node.cache.movements.put(loaded);
    if unheard {
        let heartbeat = node.settings.heartbeat_ms.saturating_mul(1_000);
        let due = node.now.as_microsecond().saturating_add(heartbeat);
        let task = TaskRow { id: 0, due, policy: "watch".to_owned(), seq: row.seq };
        node.store.put_task(&task)?;
    }
    Ok(())
}

/// Where the node decides, what has ended correctly wherever it arrived, or was solved, is
/// discharged.
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
    let solved = own
        .and_then(|part| part.departure.as_ref())
        .is_some_and(|departure| departure.solved(&loaded.dossier));
    let satisfied = loaded
        .dossier
        .parts
        .values()
        .filter(|part| part.destination.is_some())
        .all(|part| part.ended_correctly() || (solved && part.ended().is_some()));
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
