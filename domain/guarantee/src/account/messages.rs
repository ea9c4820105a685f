//! Standard messages on one side, commands and events on the other. Trees only: bytes are `wire`'s.

mod answer;
mod notice;
mod reading;

use kernel::{
    Date, Element, Grn, GuaranteeReference, MessageHeader, Money, Mrn, OutOfOrder, Provision,
    Timestamp, Told, utc_day,
};

use super::event::Event;
use super::state::{Account, HoldRef, Registration};

pub use answer::merge;
pub use reading::{change_of_codes, queries};

/// What customs has told the parties of a guarantee, event by event. It is written anew from the
/// events whenever it is asked for, so none of it can be lost.
#[derive(Debug, Clone, Default)]
pub struct Correspondence {
    account: Account,
    accepted: Option<Timestamp>,
    uses: Vec<Line>,
    suspension: Option<Suspension>,
}

/// Since when it is suspended, and under which rule.
#[derive(Debug, Clone)]
struct Suspension {
    since: Date,
    provision: Provision,
}

/// A use of the guarantee, as an answer tells it.
#[derive(Debug, Clone)]
struct Line {
    hold: HoldRef,
    mrn: Mrn,
    covered: Money,
    locked: Date,
    released: Option<Date>,
}

/// A message that is due, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The number of the holder, the guarantor or whoever asked.
    pub recipient: String,
    /// Which message.
    pub code: &'static str,
    /// What the recipient called the message this answers.
    pub correlation: Option<String>,
}

impl Correspondence {
    /// Takes the next event in, and says what is due to whom because of it.
    pub fn follow(&mut self, told: &Told<Account>) -> Result<Vec<Due>, OutOfOrder> {
        let account = std::mem::take(&mut self.account);
        self.account = super::evolve::evolve(account, &told.event)?;
        let day = utc_day(told.at);
        match &told.event {
            Event::Registered { .. } => self.accepted = Some(told.at),
            Event::Held { hold, usage, covered, .. } => self.uses.push(Line {
                hold: hold.clone(),
                mrn: usage.mrn.clone(),
                covered: *covered,
                locked: day,
                released: None,
            }),
            Event::Credited { hold } | Event::CreditRecorded { hold, .. } => {
                let credited = self.uses.iter_mut().filter(|line| line.hold == *hold);
                credited.for_each(|line| line.released = Some(day));
            }
            // What was taken back has covered nothing.
            Event::Withdrawn { hold, .. } | Event::WithdrawalRecorded { hold, .. } => {
                self.uses.retain(|line| line.hold != *hold);
            }
            Event::Suspended { decision, on } => {
                let provision = decision.provision.clone();
                self.suspension = Some(Suspension { since: on.unwrap_or(day), provision });
            }
            Event::SuspensionLifted { .. } => self.suspension = None,
            Event::AccessCodesReplaced { .. }
            | Event::ReferenceAmountChanged { .. }
            | Event::ValidityChanged { .. }
            | Event::Checked { .. }
            | Event::NotHeld { .. }
            | Event::AccessCodeWrong { .. }
            | Event::NotHeldRecorded { .. }
            | Event::AccessCodesChanged { .. }
            | Event::Queried { .. }
            | Event::AccessDenied { .. } => {}
        }
        Ok(self.due(&told.event))
    }

    fn due(&self, event: &Event) -> Vec<Due> {
        // A deposit in cash has no number that a message could name.
        let Some((registration, grn)) = self.numbered() else { return Vec::new() };
        if let Event::Queried { requester, message, .. } = event {
            let recipient = requester.number.to_string();
            return vec![Due { recipient, code: "CC037C", correlation: message.clone() }];
        }
        // NCTS phase 5, R0324: the notice has room for 17 characters, so none is of a voucher.
        if grn.voucher().is_some() || !notice::tells_of(event) {
            return Vec::new();
        }
        let guarantor = registration.guarantor.as_ref().map(ToString::to_string);
        let both = [registration.holder.to_string()].into_iter().chain(guarantor);
        both.map(|recipient| Due { recipient, code: "CC225C", correlation: None }).collect()
    }

    /// The message that is due because of the event taken in last.
    pub fn write(&self, told: &Told<Account>, header: &MessageHeader) -> Option<Element> {
        let (registration, grn) = self.numbered()?;
        if let Event::Queried { query, from, until, requester, .. } = &told.event {
            let asked = answer::Asked { query: *query, period: (*from, *until) };
            return Some(self.answered(header, requester, &asked, told));
        }
        let suspended = self.suspension.as_ref().map(|suspension| suspension.since);
        Some(notice::notice(header, registration, grn, suspended))
    }

    fn numbered(&self) -> Option<(&Registration, &Grn)> {
        let registration = self.account.registration.as_ref()?;
        match &registration.reference {
            GuaranteeReference::Grn(grn) => Some((registration, grn)),
            GuaranteeReference::Cash(_) => None,
        }
    }
}

/// How much of the reference amount is undertaken.
fn undertaken(registration: &Registration) -> kernel::Amount {
    registration.reference_amount.amount.per_cent(registration.percentage.into())
}

/// A flag of the standard: CL027.
fn flag(set: bool) -> u8 {
    u8::from(set)
}
