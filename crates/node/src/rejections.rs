//! Answers that say no. What customs tells of an event is written anew from the event whenever it is
//! asked for; a message that is not taken leads to no event, so the answer to it is kept as it was
//! sent, for as long as the administration sets.
//!
//! What a sender posted is not kept: it has that itself, and it may hold access codes. An answer
//! quotes no code.

use identity::Actor;
use jiff::SignedDuration;
use kernel::{CommandId, Date, Element, Lrn, Mrn, NodeId, Timestamp, utc_day};
use serde::{Deserialize, Serialize};
use store::{KeyId, NoticeRow, Read, RejectionRow, RowKey};
use wire::MessageCode;

use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::vault::decrypt;

/// How many of one sender are kept, and how many bytes of them: whoever sends nothing but mistakes
/// fills no disk.
const REJECTIONS_OF_ONE_MAX: usize = 1_000;
const BYTES_OF_ONE_MAX: usize = 32 << 20;
/// How long the identification of a message is at most (NCTS phase 5, an..35).
const IDENTIFICATION_MAX: usize = 35;

/// The parts of a rejection, each sealed by itself: a list of many opens what they refer to alone.
const REFERS: &str = "refers";
const MESSAGE: &str = "message";

/// An answer that says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Which message: CC056C, CC057C, CC906C or CC917C.
    pub code: MessageCode,
    /// The message.
    pub bytes: Vec<u8>,
    /// What it refers to.
    pub refers: Refers,
}

/// What a rejection refers to, as far as that could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refers {
    /// What the sender called the message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The MRN in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrn: Option<Mrn>,
    /// The LRN in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lrn: Option<Lrn>,
}

impl Refers {
    pub(crate) fn of(message: Option<&Element>) -> Self {
        let text = |path: &str| message.and_then(|message| message.text(path));
        let mrn = text("TransitOperation/MRN").and_then(|mrn| Mrn::parse(mrn).ok());
        let lrn = text("TransitOperation/LRN").and_then(|lrn| Lrn::parse(lrn).ok());
        let fits = |message: &&str| message.chars().count() <= IDENTIFICATION_MAX;
        let message = text("messageIdentification").filter(fits).map(ToOwned::to_owned);
        Self { message, mrn, lrn }
    }
}

/// A rejection to be kept, and whose message it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejecting {
    /// Who sent the message.
    pub sender: Actor,
    /// The command that was refused; none where the message asked for nothing that was understood.
    pub command: Option<CommandId>,
    /// The answer.
    pub rejection: Rejection,
}

/// The key of the rejections of a day: it goes with them.
pub(crate) fn key_of(node: &NodeId, day: &str) -> KeyId {
    KeyId { dossier: None, author: node.clone(), class: format!("rejections {day}") }
}

pub(crate) fn kept(source: serde_json::Error) -> Fault {
    Fault::Kept { what: "a rejection", source }
}

/// What a part of a rejection is bound to in the store.
fn bound_to(row: &RejectionRow, part: &str) -> Vec<u8> {
    format!("{} {} {part}", row.notice, row.owner).into_bytes()
}

impl Node {
    /// Keeps answers that say no before they are sent, and gives back what is to be sent: the answer to
    /// a command that was refused before is the one it had then.
    pub fn keep_rejections(
        &mut self,
        now: Timestamp,
        rejecting: Vec<Rejecting>,
    ) -> Result<Vec<Rejection>, Fault> {
        let done = self.try_keep_rejections(now, rejecting);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_keep_rejections(
        &mut self,
        now: Timestamp,
        rejecting: Vec<Rejecting>,
    ) -> Result<Vec<Rejection>, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(rejecting.into_iter().map(|rejecting| rejecting.rejection).collect());
        }
        self.begin(now)?;
        let mut sent = Vec::with_capacity(rejecting.len());
        for rejecting in rejecting {
            sent.push(match self.rejected_before(&rejecting)? {
                Some(before) => before,
                None => self.keep_rejection(rejecting)?,
            });
        }
        self.finish()?;
        Ok(sent)
    }

    fn rejected_before(&self, rejecting: &Rejecting) -> Result<Option<Rejection>, Fault> {
        let Some(command) = &rejecting.command else { return Ok(None) };
        let Some(row) = self.store.rejection_of(command.as_str())? else { return Ok(None) };
        let key = self.vault.key(&key_of(&self.settings.node, &row.day))?;
        opened(self.store.as_ref(), &row, key)
    }

    fn keep_rejection(&mut self, rejecting: Rejecting) -> Result<Rejection, Fault> {
        let Rejecting { sender, command, rejection } = rejecting;
        let day = utc_day(self.now).to_string();
        let key = key_of(&self.settings.node, &day);
        // A clock that was far ahead has had this day forgotten already: there is no key for it any more.
        if self.vault.keys().destroyed(&key)? {
            return Ok(rejection);
        }
        let addressee = match &sender {
            Actor::Trader(trader) => trader.to_string(),
            Actor::Guarantor(guarantor) => guarantor.to_string(),
            // Whoever works for the administration is told everything.
            Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Policy(_) => String::new(),
        };
        self.put_notice(&NoticeRow {
            id: 0,
            seq: 0,
            at: self.now.as_microsecond(),
            event: String::new(),
            phase: String::new(),
            verdict: String::new(),
            addressees: Some(addressee.clone())
                .filter(|name| !name.is_empty())
                .into_iter()
                .collect(),
        })?;
        let mut row = RejectionRow {
            notice: self.noticed(),
            command: command.map(|command| command.to_string()),
            owner: serde_json::to_string(&sender).map_err(kept)?,
            addressee,
            day,
            message: rejection.code.as_str().to_owned(),
            refers: Vec::new(),
        };
        let refers = serde_json::to_vec(&rejection.refers).map_err(kept)?;
        row.refers = self.seal_part(&key, &row, (REFERS, &refers))?;
        let message = self.seal_part(&key, &row, (MESSAGE, &rejection.bytes))?;
        self.store.put_rejection(&row, &message)?;
        let (count, bytes) = (REJECTIONS_OF_ONE_MAX, BYTES_OF_ONE_MAX);
        self.store.keep_latest_rejections(&row.owner, count, bytes)?;
        Ok(rejection)
    }

    fn seal_part(
        &mut self,
        key: &KeyId,
        row: &RejectionRow,
        (part, text): (&str, &[u8]),
    ) -> Result<Vec<u8>, Fault> {
        self.vault.seal_text(key, &bound_to(row, part), text, self.entropy.as_mut())
    }

    /// The earliest day whose rejections have been kept for long enough. The store is asked once a day.
    pub(crate) fn outdated_rejections(&mut self) -> Result<Option<Date>, Fault> {
        let today = utc_day(self.now);
        if self.watch.rejections_seen == Some(today) {
            return Ok(None);
        }
        let days = i64::from(self.settings.rejections_days);
        let kept_since = utc_day(self.now - SignedDuration::from_hours(24 * days));
        let first = self.store.first_rejection_day()?;
        let first = first.and_then(|day| day.parse::<Date>().ok());
        let outdated = first.filter(|first| *first < kept_since);
        if outdated.is_none() {
            self.watch.rejections_seen = Some(today);
        }
        Ok(outdated)
    }

    /// Forgets the rejections of a day. Their key goes first: whatever becomes of this batch, they are
    /// not to be read again.
    pub(crate) fn forget_rejections(&mut self, day: Date) -> Result<(), Fault> {
        let day = day.to_string();
        let key = key_of(&self.settings.node, &day);
        self.vault.keys().destroy(&key)?;
        Ok(self.store.drop_rejections(&day)?)
    }
}

/// What is kept of a rejection beside its message.
pub(crate) fn headed(row: &RejectionRow, key: &RowKey) -> Result<(MessageCode, Refers), Fault> {
    let refers = decrypt(key, &bound_to(row, REFERS), &row.refers)?;
    let code = MessageCode::parse(&row.message).ok_or(Fault::Damaged { what: "a rejection" })?;
    Ok((code, serde_json::from_slice(&refers).map_err(kept)?))
}

/// A rejection as it was sent; none where its key is gone.
pub(crate) fn opened<R: Read + ?Sized>(
    read: &R,
    row: &RejectionRow,
    key: Option<RowKey>,
) -> Result<Option<Rejection>, Fault> {
    let Some(key) = key else { return Ok(None) };
    let Some(sealed) = read.rejection_message(row.notice)? else { return Ok(None) };
    let (code, refers) = headed(row, &key)?;
    let bytes = decrypt(&key, &bound_to(row, MESSAGE), &sealed)?;
    Ok(Some(Rejection { code, bytes, refers }))
}
