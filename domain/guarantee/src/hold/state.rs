//! What one side has said in the conversation.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Administration, Attempt, Date, GuaranteeReference, Money, NoCover};

use crate::account::{Use, Validity};

/// One writer's part: requests by the side that asks, replies by the side that answers, both where
/// one node is both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conversation {
    /// The guarantee asked, by the first request.
    pub reference: Option<GuaranteeReference>,
    /// Where that guarantee is kept.
    pub guarantee_home: Option<Administration>,
    /// What was asked.
    pub requests: BTreeMap<Attempt, Request>,
    /// What was asked without reserving anything.
    pub checks: BTreeMap<Attempt, Box<Use>>,
    /// The final answers.
    pub replies: BTreeMap<Attempt, Reply>,
    /// The answers that reserve nothing.
    pub checked: BTreeMap<Attempt, Vec<NoCover>>,
    /// What is free again.
    pub credited: BTreeSet<Attempt>,
    /// Since when the guarantee is suspended, by what its home has told here.
    pub suspended: Option<Date>,
    /// How the guarantee has been valid since its home told of a change.
    pub validity: Option<Validity>,
}

impl Conversation {
    /// The last request.
    pub fn last(&self) -> Option<(Attempt, &Request)> {
        self.requests.last_key_value().map(|(attempt, request)| (*attempt, request))
    }
}

/// A request and what became of it on the asking side.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What needs cover.
    pub usage: Box<Use>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether the amount is no longer needed, since the movement was discharged.
    pub credit_requested: bool,
    /// Whether the movement was released although nothing was held.
    pub released_uncovered: bool,
}

/// The final answer to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// This amount is held, in the currency asked.
    Held(Money),
    /// Nothing is held, for these reasons.
    NotHeld(Vec<NoCover>),
}
