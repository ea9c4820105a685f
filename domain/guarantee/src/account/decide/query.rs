//! Who is told of a guarantee, and how its holder changes what opens it.

use kernel::{Date, Decides, GuaranteeType, Happened};

use super::{Outcome, one};
use crate::account::command::{ChangingCodes, Querying};
use crate::account::event::{Attempted, Details, Event, Parties, QueryKind, Requester, Role};
use crate::account::facts::{Access, Asker, Facts};
use crate::account::refusal::Refusal;
use crate::account::state::{AccessMac, Account, Registration};

/// Whether somebody comes in by what he gave.
enum Door {
    Open,
    /// The code is wrong, which is counted.
    Wrong,
    Shut(Refusal),
}

/// NCTS phase 5, IE034: answered to the holder, the guarantor and its agent. Whoever is recognised
/// as the holder or the guarantor needs no code; a code that is given must be right all the same.
pub(super) fn query(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    asked: Querying,
) -> Outcome {
    recognised(facts, &asked.requester)?;
    party(registration, facts, &asked.requester)?;
    let known = match facts.asker {
        Asker::Office | Asker::Guarantor(_) => true,
        Asker::Trader(_) => asked.requester.role == Role::Holder,
        Asker::System => false,
    };
    match door(account, facts, known) {
        Door::Open => {}
        Door::Wrong => return one(Event::AccessDenied { attempted: Attempted::Query }),
        Door::Shut(refusal) => return Err(vec![refusal]),
    }
    let mut refusals: Vec<_> = other_owner(registration, &asked).into_iter().collect();
    refusals.extend(not_for_type(registration.kind, asked.query, (asked.from, asked.until)));
    let Parties { holder, guarantor } = facts.parties.clone();
    if asked.query == QueryKind::Owner && holder.is_none() {
        refusals.push(Refusal::HolderUnknown { holder: registration.holder.clone() });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let Querying { query, from, until, requester, message, .. } = asked;
    let event = Event::Queried { query, from, until, requester, message };
    let parties = Some(Parties { holder, guarantor });
    Ok(vec![Happened::with(event, Details { names: None, parties })])
}

/// A trader or guarantor asks for himself; a system passes on what others ask.
fn recognised(facts: &Facts, requester: &Requester) -> Result<(), Vec<Refusal>> {
    let number = requester.number.as_str();
    let same = match &facts.asker {
        Asker::Office | Asker::System => true,
        Asker::Trader(trader) => trader.as_str() == number,
        Asker::Guarantor(guarantor) => {
            guarantor.as_str() == number && requester.role == Role::Guarantor
        }
    };
    let requester = requester.number.clone();
    if same { Ok(()) } else { Err(vec![Refusal::RequesterDiffers { requester }]) }
}

/// Nobody else is answered, whatever code he gives: so nobody else can try codes, or close a
/// guarantee by wrong ones. NCTS phase 5, G0035: holders ask about their own guarantees alone.
fn party(
    registration: &Registration,
    facts: &Facts,
    requester: &Requester,
) -> Result<(), Vec<Refusal>> {
    let number = requester.number.as_str();
    let undertaken = registration.guarantor.as_ref();
    let is_one = match requester.role {
        Role::Holder => registration.holder.as_str() == number,
        Role::Guarantor => {
            undertaken.is_some_and(|guarantor| guarantor.as_str() == number) || facts.agent
        }
    };
    let requester = requester.number.clone();
    if is_one { Ok(()) } else { Err(vec![Refusal::NotAParty { requester }]) }
}

/// NCTS phase 5, C0086. After too many wrong codes in a row none is right until all are replaced,
/// and none is counted any more: a thousand are as good as five.
fn door(account: &Account, facts: &Facts, known: bool) -> Door {
    match &facts.access {
        Access::Missing if known => Door::Open,
        Access::Missing => Door::Shut(Refusal::AccessCodeNeeded),
        Access::Given(_) if account.wrong_codes_count >= facts.wrong_codes_max => {
            Door::Shut(Refusal::AccessClosed)
        }
        Access::Given(code) if account.codes.contains(code) => Door::Open,
        Access::Given(_) => Door::Wrong,
    }
}

/// NCTS phase 5, C0818: whoever is not the holder says whose guarantee it is.
fn other_owner(registration: &Registration, asked: &Querying) -> Option<Refusal> {
    let owner = asked.owner.as_ref().filter(|owner| **owner != registration.holder)?;
    Some(Refusal::NotTheHolder { holder: owner.clone() })
}

/// NCTS phase 5, R0261, R0263 and R0705. A deposit in cash has no number by which messages name it.
fn not_for_type(
    kind: GuaranteeType,
    query: QueryKind,
    period: (Option<Date>, Option<Date>),
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let allowed = match kind {
        GuaranteeType::Individual | GuaranteeType::Voucher => !query.tells_exposure(),
        GuaranteeType::Cash => false,
        GuaranteeType::Waiver | GuaranteeType::Comprehensive | GuaranteeType::MultipleUsage => true,
    };
    if !allowed {
        refusals.push(Refusal::QueryNotAllowed { kind, query });
    }
    let lasting = !kind.single_use();
    if period != (None, None) && !(lasting && query.tells_usage()) {
        refusals.push(Refusal::PeriodNotAllowed { kind, query });
    }
    if let (Some(from), Some(until)) = period
        && until <= from
    {
        refusals.push(Refusal::PeriodReversed { from, until });
    }
    refusals
}

/// NCTS phase 5, IE026. One code that is in force authorises the change; where too many were wrong,
/// the office of guarantee replaces all of them.
pub(super) fn change_codes(
    account: &Account,
    registration: &Registration,
    facts: &Facts,
    asked: &ChangingCodes,
) -> Outcome {
    if account.mode == Some(Decides::National) {
        return Err(vec![Refusal::NationalDecides]);
    }
    if !registration.kind.has_grn() {
        return Err(vec![Refusal::CashHasNoAccessCodes]);
    }
    let mut refusals = Vec::new();
    if let Some(holder) = asked.holder.clone().filter(|holder| *holder != registration.holder) {
        refusals.push(Refusal::NotTheHolder { holder });
    }
    if let Some(office) = asked.office.clone().filter(|office| *office != registration.office) {
        refusals.push(Refusal::OtherOffice { office });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    match door(account, facts, false) {
        Door::Open => changed(account, facts),
        Door::Wrong => one(Event::AccessDenied { attempted: Attempted::ChangeOfCodes }),
        Door::Shut(refusal) => Err(vec![refusal]),
    }
}

fn changed(account: &Account, facts: &Facts) -> Outcome {
    let mut codes = account.codes.clone();
    if let Some(withdrawn) = &facts.withdrawn_code
        && !codes.remove(withdrawn)
    {
        return Err(vec![Refusal::NoSuchAccessCode]);
    }
    codes.extend(facts.new_codes.iter().copied());
    let nothing_asked = facts.withdrawn_code.is_none() && facts.new_codes.is_empty();
    if codes.is_empty() || nothing_asked {
        return Err(vec![Refusal::AccessCodesMissing]);
    }
    if codes == account.codes {
        return Ok(Vec::new());
    }
    let codes: Vec<AccessMac> = codes.into_iter().collect();
    one(Event::AccessCodesChanged { codes })
}
