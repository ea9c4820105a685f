//! What destination decides: arrival, unloading by an authorised consignee, control, end.

use std::collections::BTreeSet;

use kernel::{Decides, Dossier, Function, Happened, utc_day};

use super::{Outcome, decision, on_route, one, then};
use crate::command::{Arriving, Named};
use crate::event::{ControlCode, Details, Discrepancy, Event, SealState, Unloading};
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
    refusals.extend(facts.ours(&arriving.office, Function::Destination).err());
    refusals.extend(on_route(dossier, facts).err());
    refusals.extend(then(dossier, facts, arriving.at).err());
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
    match &destination.unloading {
        None if destination.unloading_permitted => Ok(Vec::new()),
        None => one(Event::UnloadingPermitted { decision }),
        Some(unloading) if unloading.completed => Err(vec![Refusal::UnloadingComplete]),
        // What he has found so far is told again as a whole with his next remarks.
        Some(_) => {
            one(Event::UnloadingContinued { round: destination.rounds.saturating_add(1), decision })
        }
    }
}

/// CTC Convention, Appendix I, art. 88. Until the goods are controlled he may correct what he said.
pub(super) fn remark_unloading(
    dossier: &Dossier<Part>,
    facts: &Facts,
    unloading: Unloading,
    details: Details,
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
    let said = Details { access: None, ..details.clone() };
    if destination.unloading.as_ref() == Some(&unloading) && *facts.said_before == said {
        return Ok(Vec::new());
    }
    let complete = destination.unloading.as_ref().is_some_and(|before| before.completed);
    let undone = (complete && !unloading.completed).then_some(Refusal::UnloadingComplete);
    let refusals: Vec<_> =
        undone.into_iter().chain(unloaded(destination, facts, &unloading)).collect();
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(vec![Happened::with(Event::UnloadingRemarked { unloading }, details)])
}

/// Goods are unloaded once they have arrived, and not on a day to come; a day more is allowed on
/// either side, as for arrivals.
fn unloaded(arrived: &Destination, facts: &Facts, unloading: &Unloading) -> Option<Refusal> {
    let (date, from, until) = (unloading.date, utc_day(arrived.arrived), facts.today);
    let early = from.yesterday().is_ok_and(|eve| date < eve);
    let late = until.tomorrow().is_ok_and(|morrow| morrow < date);
    (early || late).then_some(Refusal::NotUnloadedThen { date, from, until })
}

/// In what a message names others than the arrival did.
pub(super) fn named(dossier: &Dossier<Part>, named: &Named) -> Vec<Refusal> {
    here(dossier).map(|arrived| named.differs_at(arrived)).unwrap_or_default()
}

/// What a control at destination found.
pub(super) struct Found {
    pub(super) code: ControlCode,
    pub(super) seals: SealState,
    pub(super) discrepancies: Vec<Discrepancy>,
    pub(super) remarks: Option<String>,
}

/// CTC Convention, Appendix I, art. 46. An authorised consignee's goods are controlled once he has
/// unloaded them; everybody else's on arrival.
pub(super) fn control(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    found: Found,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    let destination = arrived(dossier)?;
    let Found { code, seals, discrepancies, remarks } = found;
    let nowhere = not_declared(facts, &discrepancies);
    if !nowhere.is_empty() {
        return Err(nowhere);
    }
    let listed = |decision| {
        let new = !discrepancies.is_empty() && destination.discrepancies != discrepancies;
        new.then(|| Event::DiscrepanciesFound { discrepancies: discrepancies.clone(), decision })
    };
    if let Some((before, _)) = destination.control {
        let again = destination.seals == Some(seals) && facts.said_before.remarks == remarks;
        if before == code && again {
            return Ok(listed(decision).map(Happened::plain).into_iter().collect());
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
    let listed = listed(decision.clone()).map(Happened::plain);
    let event = Event::Controlled { code, date: facts.today, seals, decision };
    let controlled = Happened::with(event, Details { remarks, ..Details::default() });
    Ok([controlled].into_iter().chain(listed).collect())
}

/// The items in which something is said to differ that were not declared; none where nobody here knows
/// what was.
fn not_declared(facts: &Facts, discrepancies: &[Discrepancy]) -> Vec<Refusal> {
    let Some(goods) = &facts.contents.goods else { return Vec::new() };
    let items = goods.all("HouseConsignment/ConsignmentItem");
    let declared: BTreeSet<u32> = items
        .iter()
        .filter_map(|item| item.text("declarationGoodsItemNumber")?.parse().ok())
        .collect();
    let named: BTreeSet<u32> = discrepancies.iter().filter_map(|found| found.item).collect();
    let unknown = named.into_iter().filter(|item| !declared.is_empty() && !declared.contains(item));
    unknown.map(|item| Refusal::NoSuchItem { item }).collect()
}

/// CTC Convention, Appendix I, art. 47.
pub(super) fn end(dossier: &Dossier<Part>, mode: Decides, facts: &Facts) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    let destination = arrived(dossier)?;
    if destination.ended.is_some() {
        return Ok(Vec::new());
    }
    if mode == Decides::Node {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let solved = departure.is_some_and(|departure| departure.solved(dossier));
        match destination.control {
            None => return Err(vec![Refusal::NotControlled]),
            Some((code, _)) if !code.satisfactory() && !solved => {
                return Err(vec![Refusal::ControlNotSatisfactory { code }]);
            }
            Some(_) => {}
        }
    }
    one(Event::Ended { date: facts.today, decision })
}
