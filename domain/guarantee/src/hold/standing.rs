//! Where the conversation stands, from both parts: pure and total.

use kernel::Dossier;
use serde::{Deserialize, Serialize};

use super::decide::reply_to;
use super::state::{Conversation, Reply};

/// Where the last request stands. Each says who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "HoldStanding")]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing was asked that reserves anything.
    Silent,
    /// Asked; the guarantee's home must answer.
    Requested,
    /// Held; the movement lives on it.
    Held,
    /// Refused; whoever declares must name another guarantee.
    NotHeld,
    /// Nothing is held and the movement was released all the same; both homes must act.
    Uncovered,
    /// Taken back; the guarantee's home must set free what it holds, or may hold yet.
    Withdrawing,
    /// Discharged; the guarantee's home must credit it.
    Crediting,
    /// Free again.
    Credited,
}

impl Standing {
    /// The word for lists and counts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Requested => "requested",
            Self::Held => "held",
            Self::NotHeld => "not-held",
            Self::Uncovered => "uncovered",
            Self::Withdrawing => "withdrawing",
            Self::Crediting => "crediting",
            Self::Credited => "credited",
        }
    }
}

pub(super) fn standing(dossier: &Dossier<Conversation>) -> Standing {
    let last = dossier.home_part().and_then(Conversation::last);
    let Some((attempt, request)) = last else { return Standing::Silent };
    if !dossier.erased.is_empty() {
        let was_held = request.withdrawn || request.credit_requested;
        return if was_held { Standing::Credited } else { Standing::NotHeld };
    }
    let credited = dossier.parts.values().any(|part| part.credited.contains(&attempt));
    match (reply_to(dossier, attempt), request.withdrawn, request.credit_requested) {
        (Some(Reply::NotHeld(_)) | None, _, _) if request.released_uncovered => Standing::Uncovered,
        (Some(Reply::NotHeld(_)), _, _) => Standing::NotHeld,
        (Some(Reply::Held(_)), _, _) if credited => Standing::Credited,
        (Some(Reply::Held(_)) | None, true, _) => Standing::Withdrawing,
        (Some(Reply::Held(_)), false, true) => Standing::Crediting,
        (Some(Reply::Held(_)), false, false) => Standing::Held,
        (None, false, _) => Standing::Requested,
    }
}
