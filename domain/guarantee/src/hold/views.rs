//! What both sides may see of the conversation.

use std::collections::BTreeSet;

use kernel::{
    Administration, Attempt, Country, Date, Dossier, DossierId, GuaranteeReference, Money, NoCover,
    Told,
};
use serde::Serialize;

use super::decide::reply_to;
use super::standing::{Standing, standing};
use super::state::{Conversation, Reply};
use crate::account::{Use, Validity};

mod why;

pub use why::{Consequence, Next, Open, Resolver};

/// The conversation as either side shows it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Hold")]
pub struct View {
    /// The dossier.
    pub dossier: DossierId,
    /// Where it stands.
    pub standing: Standing,
    /// The guarantee.
    pub reference: Option<GuaranteeReference>,
    /// Where it is kept.
    pub guarantee_home: Option<Administration>,
    /// The last request.
    pub attempt: Option<Attempt>,
    /// What it needs covered.
    pub usage: Option<Use>,
    /// What is held.
    pub held: Option<Money>,
    /// Why nothing is held.
    pub reasons: Vec<NoCover>,
    /// Since when the guarantee is suspended; what is held stays held, and nothing more is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub suspended_since: Option<Date>,
    /// How the guarantee is valid, where that was changed since it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity: Option<Validity>,
    /// Countries of the route in which it is valid no longer.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub not_valid_in: BTreeSet<Country>,
    /// Whether an access code went with the request. The code itself nobody sees.
    pub access_sealed: bool,
    /// Why it is open: who must act next, since when, and what happens otherwise.
    pub open: Option<Open>,
}

pub(super) fn view(dossier: &Dossier<Conversation>, told: &[Told<Conversation>]) -> View {
    let asked = dossier.home_part();
    let last = asked.and_then(Conversation::last);
    let reply = last.and_then(|(attempt, _)| reply_to(dossier, attempt));
    let (held, reasons) = match reply {
        Some(Reply::Held(amount)) => (Some(*amount), Vec::new()),
        Some(Reply::NotHeld(reasons)) => (None, reasons.clone()),
        None => (None, Vec::new()),
    };
    let validity = dossier.parts.values().find_map(|part| part.validity.clone());
    let route = last.map(|(_, request)| &request.usage.countries);
    let not_valid_in = validity.as_ref().zip(route).map(|(validity, route)| {
        validity.not_valid_in.intersection(route).cloned().collect::<BTreeSet<_>>()
    });
    let open = why::why(standing(dossier), &reasons, told);
    View {
        dossier: dossier.id.clone(),
        standing: standing(dossier),
        reference: asked.and_then(|asked| asked.reference.clone()),
        guarantee_home: asked.and_then(|asked| asked.guarantee_home.clone()),
        attempt: last.map(|(attempt, _)| attempt),
        usage: last.map(|(_, request)| (*request.usage).clone()),
        held,
        reasons,
        suspended_since: suspended(dossier),
        not_valid_in: not_valid_in.unwrap_or_default(),
        validity,
        access_sealed: told.iter().any(|told| told.details.access.is_some()),
        open,
    }
}

/// Since when the guarantee of a conversation is suspended, as its home has told.
pub fn suspended(dossier: &Dossier<Conversation>) -> Option<Date> {
    dossier.parts.values().find_map(|part| part.suspended)
}
