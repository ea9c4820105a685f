//! A declaration is lodged, with its goods or before they are there.

use kernel::{CoverNumber, Date, Decides, Function, Happened};

use super::{Home, Outcome};
use crate::command::{Contents, GoodsPresenting, Presenting};
use crate::event::{Authority, Declaration, Details, Event};
use crate::facts::{Facts, Represented};
use crate::messages::guarantee_groups;
use crate::refusal::Refusal;

/// How many groups of guarantees a message has room for, each of 99 references. NCTS phase 5, CC015C.
const GROUPS_MAX: usize = 9;

/// CTC Convention, Appendix I, arts. 25 to 27; UCC art. 171 for one that is lodged before its goods
/// are there. All that is wrong is said at once.
pub(super) fn lodge(facts: &Facts, presenting: Presenting) -> Outcome {
    let declaration = presenting.declaration;
    let mut refusals = declared(facts, &declaration);
    let unsealed = |cover: &&CoverNumber| !facts.sealed.contains_key(cover);
    let unsealed = presenting.access_codes.keys().filter(unsealed);
    refusals.extend(unsealed.map(|cover| Refusal::AccessNotSealed { cover: *cover }));
    let authority = representation(facts, facts.decides, &declaration).unwrap_or_else(|wrong| {
        refusals.extend(wrong);
        None
    });
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let (decides, declaration) = (facts.decides, Box::new(declaration));
    let event = if presenting.prelodged {
        let present_by = days_from(facts.today, facts.prelodged_days);
        Event::Prelodged { decides, declaration, authority, present_by }
    } else {
        Event::Presented { decides, declaration, authority }
    };
    Ok(vec![Happened::with(event, details(facts, presenting.contents))])
}

/// The groups of a declaration.
pub(super) fn details(facts: &Facts, contents: Contents) -> Details {
    let sealed = facts.sealed.clone();
    let Contents { goods, operation, parties, transport } = contents;
    let access = (!sealed.is_empty()).then_some(sealed);
    Details { access, goods, operation, parties, transport, remarks: None }
}

/// A number of days later; the last day there is, beyond the calendar.
pub(super) fn days_from(day: Date, days: u16) -> Date {
    day.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(Date::MAX)
}

/// What is wrong with what a declaration says, whenever it says it.
pub(super) fn declared(facts: &Facts, declaration: &Declaration) -> Vec<Refusal> {
    let mut refusals = route(facts, declaration);
    refusals.extend(guarantees(facts, declaration));
    if let Some(limit_date) = declaration.limit_date.filter(|limit| *limit < facts.today) {
        refusals.push(Refusal::LimitDatePassed { limit_date });
    }
    refusals.extend(consignor(facts, declaration));
    refusals
}

/// Who places goods under transit without presenting them is authorised to on that day. CTC
/// Convention, Appendix I, art. 84.
fn consignor(facts: &Facts, declaration: &Declaration) -> Option<Refusal> {
    let simplified = declaration.consignor_authorisation.is_some();
    let wrong = simplified && !facts.consignor_authorised && facts.decides == Decides::Node;
    wrong.then_some(Refusal::ConsignorNotAuthorised)
}

fn route(facts: &Facts, declaration: &Declaration) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    refusals.extend(facts.ours(&declaration.departure, Function::Departure).err());
    let Declaration { departure, transits, destination, .. } = declaration;
    // What departure does is asked of our own offices above.
    let named = [(departure, None)]
        .into_iter()
        .chain(transits.iter().map(|office| (office, Some(Function::Passage))))
        .chain([(destination, Some(Function::Destination))]);
    refusals.extend(named.filter_map(|(office, function)| {
        let office = office.clone();
        match (facts.listed_offices.get(&office), function) {
            (None, _) => Some(Refusal::OfficeUnknown { office }),
            (Some(does), Some(function)) if !does.contains(&function) => {
                Some(Refusal::OfficeWithoutFunction { office, function })
            }
            (Some(_), _) => None,
        }
    }));
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
    if guarantee_groups(&declaration.guarantees).len() > GROUPS_MAX {
        refusals.push(Refusal::GuaranteesTooMany { count: declaration.guarantees.len() });
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

/// A declarant acts for himself, or under a mandate and a licence that are valid that day. Where the
/// national system decides, it has judged this. UCC arts. 18 and 19.
pub(super) fn representation(
    facts: &Facts,
    mode: Decides,
    declaration: &Declaration,
) -> Result<Option<Authority>, Vec<Refusal>> {
    let Some(representative) = &declaration.representative else { return Ok(None) };
    if mode == Decides::National {
        return Ok(None);
    }
    let nothing = Represented {
        mandates: Err(kernel::NoMandate::Unknown),
        licence: Err(kernel::NoLicence::Unknown),
    };
    let Represented { mandates, licence } = facts.represented.clone().unwrap_or(nothing);
    let mut refusals = Vec::new();
    let of = || representative.clone();
    let mandates = mandates.unwrap_or_else(|why| {
        refusals.push(Refusal::NoMandate { representative: of(), reason: why.word() });
        Vec::new()
    });
    let mandate = mandates.iter().find(|mandate| mandate.allows());
    // Of several that are exceeded the last is told.
    let exceeded = mandates.last().filter(|_| mandate.is_none());
    if let Some((limit, _)) = exceeded.and_then(|mandate| mandate.limit) {
        refusals.push(Refusal::MandateExceeded { representative: of(), limit });
    }
    let licence = licence.map_err(|why| {
        refusals.push(Refusal::NoLicence { representative: of(), reason: why.word() });
    });
    match (mandate, licence, refusals.is_empty()) {
        (Some(mandate), Ok(licence), true) => {
            Ok(Some(Authority { mandate: mandate.number.clone(), licence }))
        }
        _ => Err(refusals),
    }
}

impl Home<'_> {
    /// The goods of a declaration that was lodged before are there. UCC art. 171.
    pub(super) fn present_goods(&self, presenting: GoodsPresenting) -> Outcome {
        self.before_release()?;
        let Some(present_by) = self.departure.present_by else {
            return Err(vec![Refusal::GoodsPresentedAlready]);
        };
        let mut refusals = Vec::new();
        if present_by < self.facts.today {
            refusals.push(Refusal::PresentedTooLate { present_by });
        }
        let limit_date = presenting.limit_date;
        if let Some(limit_date) = limit_date.filter(|limit| *limit < self.facts.today) {
            refusals.push(Refusal::LimitDatePassed { limit_date });
        }
        refusals.extend(consignor(self.facts, &self.departure.declaration));
        let authority = representation(self.facts, self.mode, &self.departure.declaration)
            .unwrap_or_else(|wrong| {
                refusals.extend(wrong);
                None
            });
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let event = Event::GoodsPresented { limit_date, authority };
        let transport = presenting.transport;
        Ok(vec![Happened::with(event, Details { transport, ..Details::default() })])
    }
}
