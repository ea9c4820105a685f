//! The rules of the conversation: every state against every command.

use kernel::{Administration, Attempt, Date, Dossier, GuaranteeReference, Happened};

use super::command::{Answer, Command};
use super::event::{Details, Event};
use super::facts::Facts;
use super::refusal::Refusal;
use super::standing::{Standing, standing};
use super::state::{Conversation, Reply};
use crate::account::{Use, Validity};

type Outcome = Result<Vec<Happened<Conversation>>, Vec<Refusal>>;

pub(super) fn decide(dossier: &Dossier<Conversation>, facts: &Facts, command: Command) -> Outcome {
    let nothing = Conversation::default();
    let own = dossier.own_part().unwrap_or(&nothing);
    let asked = dossier.home_part().unwrap_or(&nothing);
    let asks = dossier.at_home();
    let answers = asked.guarantee_home.as_ref().is_none_or(|home| *home == dossier.own);
    match (asks, answers, command) {
        (true, _, Command::Request { reference, guarantee_home, usage }) => {
            request(dossier, facts, reference, guarantee_home, usage)
        }
        (true, _, Command::RequestCheck { reference, guarantee_home, usage }) => {
            same_guarantee(own, &reference, &guarantee_home)?;
            let attempt = Attempt(next(own.checks.len()));
            let event = Event::CheckRequested { attempt, reference, guarantee_home, usage };
            Ok(vec![Happened::with(event, Details { access: facts.access.clone() })])
        }
        (true, _, Command::Withdraw { attempt }) => withdraw(dossier, own, attempt),
        (true, _, Command::RequestCredit { attempt }) => request_credit(dossier, own, attempt),
        (true, _, Command::ReportUncovered { attempt }) => match own.requests.get(&attempt) {
            None => Err(no_such(attempt)),
            Some(request) if request.released_uncovered => Ok(Vec::new()),
            Some(_) => one(Event::ReleasedUncovered { attempt }),
        },
        (_, true, Command::Reply { attempt, answer }) => reply(own, asked, attempt, answer),
        (_, true, Command::RecordCredit { attempt }) => record_credit(own, attempt),
        (_, true, Command::TellSuspension { on }) => tell(dossier, own, Notice::Suspended(on)),
        (_, true, Command::TellLifting { on }) => tell(dossier, own, Notice::Lifted(on)),
        (_, true, Command::TellValidity { validity }) => {
            tell(dossier, own, Notice::Validity(validity))
        }
        (
            false,
            _,
            Command::Request { .. }
            | Command::RequestCheck { .. }
            | Command::Withdraw { .. }
            | Command::RequestCredit { .. }
            | Command::ReportUncovered { .. },
        ) => Err(vec![Refusal::NotTheAskingSide]),
        (
            _,
            false,
            Command::Reply { .. }
            | Command::RecordCredit { .. }
            | Command::TellSuspension { .. }
            | Command::TellLifting { .. }
            | Command::TellValidity { .. },
        ) => Err(vec![Refusal::NotTheGuaranteeHome]),
    }
}

fn one(event: Event) -> Outcome {
    Ok(vec![Happened::plain(event)])
}

fn no_such(attempt: Attempt) -> Vec<Refusal> {
    vec![Refusal::NoSuchRequest { attempt }]
}

fn next(before: usize) -> u32 {
    u32::try_from(before).map_or(u32::MAX, |before| before.saturating_add(1))
}

/// A conversation is about one guarantee, named by its first request or check.
fn same_guarantee(
    own: &Conversation,
    reference: &GuaranteeReference,
    home: &Administration,
) -> Result<(), Vec<Refusal>> {
    let same = own.reference.as_ref().is_none_or(|known| known == reference)
        && own.guarantee_home.as_ref().is_none_or(|known| known == home);
    if same { Ok(()) } else { Err(vec![Refusal::OtherGuarantee]) }
}

/// A new attempt is made only when the one before is over: refused, or taken back.
fn request(
    dossier: &Dossier<Conversation>,
    facts: &Facts,
    reference: GuaranteeReference,
    guarantee_home: Administration,
    usage: Box<Use>,
) -> Outcome {
    let nothing = Conversation::default();
    let own = dossier.own_part().unwrap_or(&nothing);
    same_guarantee(own, &reference, &guarantee_home)?;
    if let Some((attempt, last)) = own.last() {
        let refused = matches!(reply_to(dossier, attempt), Some(Reply::NotHeld(_)));
        if !refused && !last.withdrawn {
            let same = last.usage == usage;
            return if same { Ok(Vec::new()) } else { Err(vec![Refusal::RequestOpen { attempt }]) };
        }
    }
    let attempt = Attempt(next(own.requests.len()));
    let event = Event::HoldRequested { attempt, reference, guarantee_home, usage };
    Ok(vec![Happened::with(event, Details { access: facts.access.clone() })])
}

/// The answer to an attempt, whoever wrote it.
pub(super) fn reply_to(dossier: &Dossier<Conversation>, attempt: Attempt) -> Option<&Reply> {
    dossier.parts.values().find_map(|part| part.replies.get(&attempt))
}

/// What was refused, taken back or given back already needs no taking back.
fn withdraw(dossier: &Dossier<Conversation>, own: &Conversation, attempt: Attempt) -> Outcome {
    let Some(request) = own.requests.get(&attempt) else { return Err(no_such(attempt)) };
    let refused = matches!(reply_to(dossier, attempt), Some(Reply::NotHeld(_)));
    if refused || request.withdrawn || request.credit_requested {
        return Ok(Vec::new());
    }
    one(Event::HoldWithdrawn { attempt })
}

fn request_credit(
    dossier: &Dossier<Conversation>,
    own: &Conversation,
    attempt: Attempt,
) -> Outcome {
    let Some(request) = own.requests.get(&attempt) else { return Err(no_such(attempt)) };
    if request.withdrawn || request.credit_requested {
        return Ok(Vec::new());
    }
    match reply_to(dossier, attempt) {
        Some(Reply::Held(_)) => one(Event::CreditRequested { attempt }),
        Some(Reply::NotHeld(_)) | None => Err(vec![Refusal::NothingHeld { attempt }]),
    }
}

/// An attempt gets exactly one final answer.
fn reply(own: &Conversation, asked: &Conversation, attempt: Attempt, answer: Answer) -> Outcome {
    if let Answer::Checked(reasons) = answer {
        return match (asked.checks.contains_key(&attempt), own.checked.contains_key(&attempt)) {
            (false, _) => Err(no_such(attempt)),
            (true, true) => Ok(Vec::new()),
            (true, false) => one(Event::Checked { attempt, reasons }),
        };
    }
    if !asked.requests.contains_key(&attempt) {
        return Err(no_such(attempt));
    }
    let reply = match answer {
        Answer::Held(amount) => Reply::Held(amount),
        Answer::NotHeld(reasons) | Answer::Checked(reasons) => Reply::NotHeld(reasons),
    };
    match (own.replies.get(&attempt), reply) {
        (Some(before), reply) if *before == reply => Ok(Vec::new()),
        (Some(_), _) => Err(vec![Refusal::RepliedOtherwise { attempt }]),
        (None, Reply::Held(amount)) => one(Event::Held { attempt, amount }),
        (None, Reply::NotHeld(reasons)) => one(Event::NotHeld { attempt, reasons }),
    }
}

fn record_credit(own: &Conversation, attempt: Attempt) -> Outcome {
    match own.replies.get(&attempt) {
        Some(Reply::Held(_)) if own.credited.contains(&attempt) => Ok(Vec::new()),
        Some(Reply::Held(_)) => one(Event::Credited { attempt }),
        Some(Reply::NotHeld(_)) | None => Err(vec![Refusal::NothingHeld { attempt }]),
    }
}

/// What the guarantee's home passes on of it.
enum Notice {
    Suspended(Date),
    Lifted(Date),
    Validity(Validity),
}

/// Whoever asked is told what became of the guarantee, as long as the movement may need it. What is
/// known already, or free again, need not be told.
fn tell(dossier: &Dossier<Conversation>, own: &Conversation, notice: Notice) -> Outcome {
    let asked = dossier.home_part();
    if asked.is_none_or(|asked| asked.requests.is_empty() && asked.checks.is_empty()) {
        return Err(vec![Refusal::NothingAsked]);
    }
    let over = standing(dossier) == Standing::Credited;
    match notice {
        Notice::Suspended(on) if own.suspended.is_none() && !over => {
            one(Event::GuaranteeSuspended { on })
        }
        Notice::Lifted(on) if own.suspended.is_some() => one(Event::SuspensionLifted { on }),
        Notice::Validity(validity) if own.validity.as_ref() != Some(&validity) && !over => {
            one(Event::GuaranteeValidityChanged { validity })
        }
        Notice::Suspended(_) | Notice::Lifted(_) | Notice::Validity(_) => Ok(Vec::new()),
    }
}
