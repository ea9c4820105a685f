//! Why a conversation about cover is open: who must act next, since when, and what happens otherwise.

use kernel::{NoCover, Timestamp, Told};
use serde::Serialize;

use crate::hold::event::Event;
use crate::hold::standing::Standing;
use crate::hold::state::Conversation;

/// What keeps it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "HoldOpen")]
pub struct Open {
    /// What is to be done next.
    pub concern: Next,
    /// Who must do it.
    pub resolver: Resolver,
    /// Since when.
    #[schemars(with = "kernel::schema::Instant")]
    pub since: Timestamp,
    /// What happens if nobody does.
    pub then: Consequence,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "HoldNext")]
pub enum Next {
    /// The guarantee is to answer.
    AnswerCover,
    /// The movement it covers is to be discharged.
    Discharge,
    /// Another guarantee is to be named.
    NameGuarantee,
    /// The right access code is to be given, or another guarantee named.
    GiveAccessCode,
    /// The cover a release went without is to be found.
    FindCover,
    /// The amount is to be set free.
    SetFree,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "HoldResolver")]
pub enum Resolver {
    /// The holder of the transit procedure.
    Holder,
    /// The office of departure.
    Departure,
    /// The home of the guarantee.
    GuaranteeHome,
}

/// What happens if nobody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "HoldConsequence")]
pub enum Consequence {
    /// Nothing moves until somebody does.
    Waits,
    /// The amount stays bound.
    GuaranteeBound,
    /// The goods are not released.
    NotReleased,
}

impl Next {
    /// The word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::AnswerCover => "answer-cover",
            Self::Discharge => "discharge",
            Self::NameGuarantee => "name-guarantee",
            Self::GiveAccessCode => "give-access-code",
            Self::FindCover => "find-cover",
            Self::SetFree => "set-free",
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AnswerCover,
        Self::Discharge,
        Self::NameGuarantee,
        Self::GiveAccessCode,
        Self::FindCover,
        Self::SetFree,
    ];
}

impl Resolver {
    /// The word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Departure => "departure",
            Self::GuaranteeHome => "guarantee-home",
        }
    }
}

impl Consequence {
    /// The word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::GuaranteeBound => "guarantee-bound",
            Self::NotReleased => "not-released",
        }
    }
}

pub(super) fn why(
    standing: Standing,
    reasons: &[NoCover],
    told: &[Told<Conversation>],
) -> Option<Open> {
    let (concern, resolver, then) = match standing {
        Standing::Requested => (Next::AnswerCover, Resolver::GuaranteeHome, Consequence::Waits),
        Standing::Held => (Next::Discharge, Resolver::Departure, Consequence::GuaranteeBound),
        Standing::NotHeld => {
            let next = match reasons {
                [NoCover::AccessCode] => Next::GiveAccessCode,
                _ => Next::NameGuarantee,
            };
            (next, Resolver::Holder, Consequence::NotReleased)
        }
        Standing::Uncovered => (Next::FindCover, Resolver::Departure, Consequence::Waits),
        Standing::Withdrawing | Standing::Crediting => {
            (Next::SetFree, Resolver::GuaranteeHome, Consequence::GuaranteeBound)
        }
        Standing::Silent | Standing::Credited => return None,
    };
    let began = |event: &Event| match standing {
        Standing::Requested => matches!(event, Event::HoldRequested { .. }),
        Standing::Held => matches!(event, Event::Held { .. }),
        Standing::NotHeld => matches!(event, Event::NotHeld { .. }),
        Standing::Uncovered => matches!(event, Event::ReleasedUncovered { .. }),
        Standing::Withdrawing => matches!(event, Event::HoldWithdrawn { .. }),
        Standing::Crediting => matches!(event, Event::CreditRequested { .. }),
        Standing::Silent | Standing::Credited => false,
    };
    let since = told.iter().rev().find(|told| began(&told.event)).or(told.last())?.at;
    Some(Open { concern, resolver, since, then })
}
