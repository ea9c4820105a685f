//! Answers that say no. What customs tells of an event is written anew from the event whenever it is
//! asked for; a message that is not taken leads to no event, so the answer to it is kept as it was
//! sent, for as long as the administration sets.
//!
//! What a sender posted is not kept: it has that itself, and it may hold access codes. An answer
//! quotes no code.

use jiff::SignedDuration;
use kernel::{CommandId, Date, Element, Lrn, Mrn, NodeId, Timestamp, utc_day};
use serde::{Deserialize, Serialize};
use store::{KeyId, NoticeRow, RejectionRow};
use wire::MessageCode;

use crate::fault::Fault;
use crate::node::{Mode, Node};
use identity::Actor;

/// How many of one sender are kept; whoever sends nothing but mistakes fills no disk.
const REJECTIONS_OF_ONE_MAX: usize = 10_000;

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
        Self { message: text("messageIdentification").map(ToOwned::to_owned), mrn, lrn }
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

pub(crate) fn owner(sender: &Actor) -> Result<String, Fault> {
    serde_json::to_string(sender).map_err(kept)
}

pub(crate) fn kept(source: serde_json::Error) -> Fault {
    Fault::Kept { what: "a rejection", source }
}

/// What a rejection is bound to in the store.
pub(crate) fn bound_to(owner: &str, notice: i64) -> Vec<u8> {
    format!("{owner} {notice}").into_bytes()
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
        opened(&row, key)
    }

    fn keep_rejection(&mut self, rejecting: Rejecting) -> Result<Rejection, Fault> {
        let Rejecting { sender, command, rejection } = rejecting;
        let addressees = match &sender {
            Actor::Trader(trader) => vec![trader.to_string()],
            Actor::Guarantor(guarantor) => vec![guarantor.to_string()],
            // Whoever works for the administration is told everything.
            Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Policy(_) => Vec::new(),
        };
        self.put_notice(&NoticeRow {
            id: 0,
            seq: 0,
            at: self.now.as_microsecond(),
            event: String::new(),
            phase: String::new(),
            verdict: String::new(),
            addressees,
        })?;
        let (notice, owner, day) = (self.noticed(), owner(&sender)?, utc_day(self.now).to_string());
        let (key, bound) = (key_of(&self.settings.node, &day), bound_to(&owner, notice));
        let entropy = self.entropy.as_mut();
        let sealed = self.vault.seal_text(&key, &bound, &rejection.bytes, entropy)?;
        self.store.put_rejection(&RejectionRow {
            notice,
            command: command.map(|command| command.to_string()),
            owner: owner.clone(),
            day,
            message: rejection.code.as_str().to_owned(),
            refers: serde_json::to_string(&rejection.refers).map_err(kept)?,
            sealed,
        })?;
        self.store.keep_latest_rejections(&owner, REJECTIONS_OF_ONE_MAX)?;
        Ok(rejection)
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

/// A rejection as it is kept, opened; none where its key is gone.
pub(crate) fn opened(
    row: &RejectionRow,
    key: Option<store::RowKey>,
) -> Result<Option<Rejection>, Fault> {
    let Some(key) = key else { return Ok(None) };
    let bytes = crate::vault::decrypt(&key, &bound_to(&row.owner, row.notice), &row.sealed)?;
    let code = MessageCode::parse(&row.message).ok_or(Fault::Damaged { what: "a rejection" })?;
    let refers = serde_json::from_str(&row.refers).map_err(kept)?;
    Ok(Some(Rejection { code, bytes, refers }))
}
