//! What destination decides: arrival, unloading by an authorised consignee, control, end.

use kernel::{Decides, Dossier, Happened};

use super::{Outcome, decision, on_route, one};
use crate::command::Arriving;
use crate::event::{ControlCode, Details, Event, SealState, Unloading};
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::state::{Destination, Part};

/// CTC Convention, Appendix I, art. 45; art. 88 for an authorised consignee.
pub(super) fn arrive(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    arriving: Arriving,
) -> Outcome {
    let mut refusals = Vec::new();
    if !facts.own_offices.contains(&arriving.office) {
        refusals.push(Refusal::OfficeNotOurs { office: arriving.office.clone() });
    }
    refusals.extend(on_route(dossier, facts).err());
    if let Some(before) = here(dossier) {
        let same = before.office == arriving.office && before.trader == arriving.trader;
        return if same && before.arrived == arriving.at {
            Ok(Vec::new())
        } else {
            Err(vec![Refusal::AlreadyArrived { office: before.office.clone() }])
        };
    }
    if arriving.authorisation.is_some() && !facts.consignee_authorised {
        refusals.push(Refusal::ConsigneeNotAuthorised);
    }
    // A trader's notification is a fact, whoever decides; what a national system or an officer takes
    // for it is a decision.
    let decision = match facts.decision {
        None => None,
        Some(_) => decision(mode, facts).map_err(|refusal| refusals.push(refusal)).ok(),
    };
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let Arriving { office, at, trader, authorisation, .. } = arriving;
    one(Event::Arrived { decides: mode, office, at, trader, authorisation, decision })
}

fn here(dossier: &Dossier<Part>) -> Option<&Destination> {
    dossier.own_part()?.destination.as_ref()
}

fn arrived(dossier: &Dossier<Part>) -> Result<&Destination, Vec<Refusal>> {
    here(dossier).ok_or_else(|| vec![Refusal::NotArrived])
}

/// CTC Convention, Appendix I, art. 88: only an authorised consignee unloads before control.
pub(super) fn permit_unloading(dossier: &Dossier<Part>, mode: Decides, facts: &Facts) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    let destination = arrived(dossier)?;
    if destination.authorisation.is_none() {
        return Err(vec![Refusal::NoUnloadingHere]);
    }
    if destination.unloading_permitted {
        return Ok(Vec::new());
    }
    one(Event::UnloadingPermitted { decision })
}

pub(super) fn remark_unloading(
    dossier: &Dossier<Part>,
    unloading: Unloading,
    remarks: Option<String>,
) -> Outcome {
    let destination = arrived(dossier)?;
    if destination.authorisation.is_none() {
        return Err(vec![Refusal::NoUnloadingHere]);
    }
    if !destination.unloading_permitted {
        return Err(vec![Refusal::UnloadingNotPermitted]);
    }
    if let Some((code, _)) = destination.control {
        return Err(vec![Refusal::AlreadyControlled { code }]);
    }
    if destination.unloading.as_ref() == Some(&unloading) {
        return Ok(Vec::new());
    }
    let event = Event::UnloadingRemarked { unloading };
    Ok(vec![Happened::with(event, Details { remarks, ..Details::default() })])
}

/// CTC Convention, Appendix I, art. 46. An authorised consignee's goods are controlled once he has
/// unloaded them; everybody else's on arrival.
pub(super) fn control(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    (code, seals): (ControlCode, SealState),
    remarks: Option<String>,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    let destination = arrived(dossier)?;
    if let Some((before, _)) = destination.control {
        if before == code {
            return Ok(Vec::new());
        }
        // What was found not to be right may be put right, after the end too, which a national system
        // may tell first; what was right stays so.
        if before.satisfactory() {
            return Err(vec![Refusal::AlreadyControlled { code: before }]);
        }
    }
    let unloaded = destination.unloading.as_ref().is_some_and(|unloading| unloading.completed);
    if mode == Decides::Node && destination.authorisation.is_some() && !unloaded {
        return Err(vec![Refusal::UnloadingNotComplete]);
    }
    let event = Event::Controlled { code, date: facts.today, seals, decision };
    Ok(vec![Happened::with(event, Details { remarks, ..Details::default() })])
}

/// CTC Convention, Appendix I, art. 47.
pub(super) fn end(dossier: &Dossier<Part>, mode: Decides, facts: &Facts) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    let destination = arrived(dossier)?;
    if destination.ended.is_some() {
        return Ok(Vec::new());
    }
    if mode == Decides::Node {
        match destination.control {
            None => return Err(vec![Refusal::NotControlled]),
            Some((code, _)) if !code.satisfactory() => {
                return Err(vec![Refusal::ControlNotSatisfactory { code }]);
            }
            Some(_) => {}
        }
    }
    one(Event::Ended { date: facts.today, decision })
}
