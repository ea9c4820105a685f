//! What departure decides: presentation, acceptance, cover, control, release, discharge.

use kernel::{Attempt, CoverNumber, Date, Decides, Dossier, DossierId, Happened, Mrn, NoCover};

use super::{Outcome, decision, one};
use crate::command::Presenting;
use crate::event::{ControlCode, Declaration, Details, Event, HeldCover, NotificationType};
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::state::{Cover, Departure, Part};

/// CTC Convention, Appendix I, arts. 25 to 27: all that is wrong is said at once.
pub(super) fn present(facts: &Facts, presenting: Presenting) -> Outcome {
    let declaration = presenting.declaration;
    let mut refusals = route(facts, &declaration);
    refusals.extend(guarantees(facts, &declaration));
    let unsealed = |cover: &&CoverNumber| !facts.sealed.contains_key(cover);
    let unsealed = presenting.access_codes.keys().filter(unsealed);
    refusals.extend(unsealed.map(|cover| Refusal::AccessNotSealed { cover: *cover }));
    if let Some(limit_date) = declaration.limit_date.filter(|limit| *limit < facts.today) {
        refusals.push(Refusal::LimitDatePassed { limit_date });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let sealed = facts.sealed.clone();
    let details = Details {
        access: (!sealed.is_empty()).then_some(sealed),
        goods: presenting.contents.goods,
        operation: presenting.contents.operation,
        parties: presenting.contents.parties,
        transport: presenting.contents.transport,
        remarks: None,
    };
    let event = Event::Presented { decides: facts.decides, declaration: Box::new(declaration) };
    Ok(vec![Happened::with(event, details)])
}

fn route(facts: &Facts, declaration: &Declaration) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if !facts.own_offices.contains(&declaration.departure) {
        refusals.push(Refusal::OfficeNotOurs { office: declaration.departure.clone() });
    }
    let unknown = facts.unknown_offices.iter().cloned();
    refusals.extend(unknown.map(|office| Refusal::OfficeUnknown { office }));
    let begins = declaration.countries.first() == Some(&declaration.departure.country());
    let ends = declaration.countries.last() == Some(&declaration.destination.country());
    if !begins || !ends {
        refusals.push(Refusal::RouteBroken);
    }
    refusals
}

fn guarantees(facts: &Facts, declaration: &Declaration) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if declaration.guarantees.is_empty() {
        refusals.push(Refusal::GuaranteeMissing);
    }
    for (cover, declared) in declaration.covers() {
        if declared.reference.is_none() {
            refusals.push(Refusal::ReferenceMissing { cover });
        }
        if declared.amount.is_none_or(|amount| amount.amount.is_zero()) {
            refusals.push(Refusal::AmountMissing { cover });
        }
    }
    let homes = facts.unknown_homes.iter().cloned();
    refusals.extend(homes.map(|country| Refusal::GuaranteeHomeUnknown { country }));
    refusals
}

/// CTC Convention, Appendix I, art. 30. Where the national number is no MRN, the node mints one and
/// the decision keeps both.
pub(super) fn accept(
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
    national: Option<Mrn>,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    if departure.accepted.is_some() {
        return Err(vec![Refusal::AlreadyAccepted]);
    }
    let mrn = national.filter(|_| mode == Decides::National).or_else(|| facts.minted.clone());
    let Some(mrn) = mrn else { return Err(vec![Refusal::NoNumber]) };
    one(Event::Accepted { mrn, date: facts.today, decision })
}

fn declared(departure: &Departure, cover: CoverNumber) -> Result<Option<&Cover>, Vec<Refusal>> {
    let known = departure.declaration.covers().any(|(number, _)| number == cover);
    if known {
        Ok(departure.covers.get(&cover))
    } else {
        Err(vec![Refusal::NoSuchGuarantee { cover }])
    }
}

pub(super) fn record_cover(departure: &Departure, cover: CoverNumber, held: HeldCover) -> Outcome {
    let known = declared(departure, cover)?;
    if let Some(Cover::Held { held: before } | Cover::Credited { held: before }) = known
        && *before == held
    {
        return Ok(Vec::new());
    }
    newer(known, held.attempt, cover)?;
    one(Event::Covered { cover, held })
}

/// Each request has one final answer, and a later request overtakes an earlier one.
fn newer(known: Option<&Cover>, attempt: Attempt, cover: CoverNumber) -> Result<(), Vec<Refusal>> {
    if known.is_none_or(|known| known.attempt() < attempt) {
        Ok(())
    } else {
        Err(vec![Refusal::CoverAnsweredOtherwise { cover }])
    }
}

pub(super) fn record_no_cover(
    departure: &Departure,
    cover: CoverNumber,
    hold: DossierId,
    attempt: Attempt,
    reasons: Vec<NoCover>,
) -> Outcome {
    let known = declared(departure, cover)?;
    if let Some(Cover::NotHeld { hold: before, attempt: last, .. }) = known
        && (before, last) == (&hold, &attempt)
    {
        return Ok(Vec::new());
    }
    newer(known, attempt, cover)?;
    one(Event::NotCovered { cover, hold, attempt, reasons })
}

/// A released movement keeps its cover until it is discharged.
pub(super) fn withdraw_cover(
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
    cover: CoverNumber,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    if departure.released.is_some() {
        return Err(vec![Refusal::AlreadyReleased]);
    }
    match declared(departure, cover)? {
        Some(Cover::Held { held }) => {
            one(Event::CoverWithdrawn { cover, held: held.clone(), decision })
        }
        Some(Cover::Withdrawn { .. }) => Ok(Vec::new()),
        Some(Cover::NotHeld { .. } | Cover::Credited { .. }) | None => {
            Err(vec![Refusal::NothingHeld { cover }])
        }
    }
}

/// CTC Convention, Appendix I, art. 31.
pub(super) fn order_control(
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
    notification: NotificationType,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    if departure.accepted.is_none() {
        return Err(vec![Refusal::NotAccepted]);
    }
    if departure.released.is_some() {
        return Err(vec![Refusal::AlreadyReleased]);
    }
    if departure.control_pending {
        return Ok(Vec::new());
    }
    one(Event::ControlOrdered { notification, decision })
}

pub(super) fn record_control(
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
    code: ControlCode,
    remarks: Option<String>,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    if !departure.control_pending {
        return Err(vec![Refusal::ControlNotOrdered]);
    }
    let event = Event::DepartureControlled { code, date: facts.today, decision };
    Ok(vec![Happened::with(event, Details { remarks, ..Details::default() })])
}

/// CTC Convention, Appendix I, arts. 9, 33 and 35. A national system's release is recorded as it
/// is; where cover or an agreement is missing, the movement stands so.
pub(super) fn release(
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
    limit_date: Option<Date>,
) -> Outcome {
    let mut refusals = Vec::new();
    let decision = decision(mode, facts).map_err(|refusal| refusals.push(refusal)).ok();
    if departure.released.is_some() {
        return Err(vec![Refusal::AlreadyReleased]);
    }
    if departure.accepted.is_none() {
        refusals.push(Refusal::NotAccepted);
    }
    if mode == Decides::Node {
        refusals.extend(not_yet(departure, facts));
    }
    let limit_date = limit(departure, facts, limit_date);
    match limit_date {
        None => refusals.push(Refusal::LimitDateMissing),
        Some(limit_date) if limit_date < facts.today && mode == Decides::Node => {
            refusals.push(Refusal::LimitDatePassed { limit_date });
        }
        Some(_) => {}
    }
    let (Some(decision), Some(limit_date), true) = (decision, limit_date, refusals.is_empty())
    else {
        return Err(refusals);
    };
    let held = |(number, cover): (&CoverNumber, &Cover)| match cover {
        Cover::Held { held } => Some((*number, held.clone())),
        Cover::NotHeld { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. } => None,
    };
    one(Event::Released {
        limit_date,
        covers: departure.covers.iter().filter_map(held).collect(),
        agreements: facts.agreements.clone(),
        frontiers: facts.frontiers.clone(),
        gaps: facts.gaps.clone(),
        decision,
    })
}

/// What still stands in the way of a release that the node decides.
fn not_yet(departure: &Departure, facts: &Facts) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let uncovered = departure.uncovered();
    for (cover, declared) in departure.declaration.covers() {
        if let Some(amount) = declared.amount.filter(|_| uncovered.contains(&cover)) {
            refusals.push(Refusal::CoverMissing { cover, amount });
        }
    }
    let gaps = facts.gaps.iter().cloned();
    refusals.extend(gaps.map(|(one, other)| Refusal::NoAgreement { one, other }));
    if departure.control_pending {
        refusals.push(Refusal::ControlPending);
    }
    if let Some((code, _)) = departure.control.filter(|(code, _)| !code.satisfactory()) {
        refusals.push(Refusal::ControlNotSatisfactory { code });
    }
    refusals
}

/// The limit customs sets; else what was declared; else what the route takes.
fn limit(departure: &Departure, facts: &Facts, set: Option<Date>) -> Option<Date> {
    let days = |days: u16| facts.today.checked_add(jiff::Span::new().days(i64::from(days))).ok();
    set.or(departure.declaration.limit_date).or_else(|| facts.route_days.and_then(days))
}

/// CTC Convention, Appendix I, art. 48: the operation is discharged when it has ended correctly.
pub(super) fn discharge(
    dossier: &Dossier<Part>,
    departure: &Departure,
    mode: Decides,
    facts: &Facts,
) -> Outcome {
    let decision = decision(mode, facts).map_err(|refusal| vec![refusal])?;
    if departure.discharged.is_some() {
        return Ok(Vec::new());
    }
    if departure.released.is_none() {
        return Err(vec![Refusal::NotReleased]);
    }
    if mode == Decides::Node {
        ended_correctly(dossier).map_err(|refusal| vec![refusal])?;
    }
    one(Event::Discharged { date: facts.today, decision })
}

/// Where goods ended at several destinations, each must have found them right.
fn ended_correctly(dossier: &Dossier<Part>) -> Result<(), Refusal> {
    let mut ended = dossier.parts.values().filter(|part| part.ended().is_some()).peekable();
    if ended.peek().is_none() {
        return Err(Refusal::NotEnded);
    }
    let wrong = ended.find(|part| !part.ended_correctly());
    match wrong.map(|part| part.destination.as_ref().and_then(|found| found.control)) {
        None => Ok(()),
        Some(Some((code, _))) => Err(Refusal::ControlNotSatisfactory { code }),
        Some(None) => Err(Refusal::NotEnded),
    }
}

/// A guarantee sets an amount free when it is asked to, after discharge or withdrawal.
pub(super) fn record_credit(departure: &Departure, cover: CoverNumber) -> Outcome {
    match declared(departure, cover)? {
        Some(Cover::Credited { .. } | Cover::Withdrawn { .. }) => Ok(Vec::new()),
        Some(Cover::Held { .. }) if departure.discharged.is_none() => {
            Err(vec![Refusal::NotDischarged])
        }
        Some(Cover::Held { .. }) => one(Event::CoverCredited { cover }),
        Some(Cover::NotHeld { .. }) | None => Err(vec![Refusal::NothingHeld { cover }]),
    }
}
