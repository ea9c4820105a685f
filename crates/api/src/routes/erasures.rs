//! What was erased, and what officers order about what is kept of a dossier.

use ::node::{Decided, ErasureLine, Order, Ordered, Reader, Refusal};
use axum::Json;
use axum::extract::State;
use identity::Actor;
use kernel::{DossierId, Epoch};
use serde::{Deserialize, Serialize};
use store::Place;

use crate::app::App;
use crate::auth::Staff;
use crate::body::{Body, QueryOf};
use crate::listing::Limit;
use crate::problem::Problem;

/// An erasure a list begins after: epoch, partition and index of its entry, with points between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = r"^[0-9]{1,9}\.[0-9]{1,4}\.[0-9]{1,15}$"))]
pub(crate) struct After(Place);

impl TryFrom<String> for After {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let place = || {
            let mut parts = text.splitn(3, '.');
            let epoch = Epoch(parts.next()?.parse().ok()?);
            let partition = parts.next()?.parse().ok()?;
            let index = parts.next()?.parse().ok()?;
            Some(Place { epoch, partition, index })
        };
        place().map(Self).ok_or_else(|| format!("{text} is no place of an entry"))
    }
}

impl From<After> for String {
    fn from(After(Place { epoch, partition, index }): After) -> Self {
        format!("{epoch}.{partition}.{index}")
    }
}

/// Which erasures are wanted.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasuresWanted {
    /// Of this dossier, or of the movement or guarantee that had this number.
    #[serde(default)]
    of: Option<String>,
    /// After this one, which `next` of the page before has named.
    #[serde(default)]
    after: Option<After>,
    /// At most so many.
    #[serde(default)]
    limit: Option<Limit>,
}

/// A page of erasures.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct ErasuresShown {
    /// The erasures, in the order of their entries.
    items: Vec<ErasureLine>,
    /// After which the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<After>,
}

/// `GET /erasures`: what was erased, and on what ground.
pub(crate) async fn list(
    State(app): State<App>,
    _: Staff,
    QueryOf(wanted): QueryOf<ErasuresWanted>,
) -> Result<Json<ErasuresShown>, Problem> {
    let count = Limit::count(wanted.limit);
    let read = move |reader: &Reader| match wanted.of {
        Some(of) => {
            let dossier = match DossierId::parse(&of) {
                Ok(dossier) => Some(dossier),
                Err(_) => reader.erased_as(&of)?,
            };
            let items = dossier.map(|dossier| reader.erasures_of(&dossier)).transpose()?;
            Ok(items.unwrap_or_default())
        }
        None => reader.erasures(wanted.after.map(|After(place)| place), count),
    };
    let items = app.readers.read(read).await?;
    let last = items.last().filter(|_| items.len() == count);
    let next = last.map(|ErasureLine { log, index, .. }| {
        After(Place { epoch: log.epoch, partition: log.partition, index: *index })
    });
    Ok(Json(ErasuresShown { items, next }))
}

/// What an officer orders.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RetentionCommand")]
pub(crate) enum RetentionCommand {
    /// That all that is kept of a dossier is erased. The second officer who orders the same has it done.
    Erase(Order),
    /// That a dossier is preserved, whatever its days.
    Preserve(Order),
    /// That it is preserved no longer. Two officers must.
    EndPreservation(Order),
}

/// `POST /erasures/commands`: the same officer twice is one, so no key is needed.
pub(crate) async fn command(
    State(app): State<App>,
    Staff(actor): Staff,
    body: Body,
) -> Result<Json<Decided>, Problem> {
    let (ordered, order) = match body.json()? {
        RetentionCommand::Erase(order) => (Ordered::Erasure, order),
        RetentionCommand::Preserve(order) => (Ordered::Preservation, order),
        RetentionCommand::EndPreservation(order) => (Ordered::EndOfPreservation, order),
    };
    let Actor::Officer(officer) = actor else {
        let reason = "an officer orders what is kept".to_owned();
        return Err(Refusal::NotAllowed { reason }.into());
    };
    Ok(Json(app.handle.order(officer, ordered, order).await??))
}

/// What is said where nothing is found: to staff also that it was erased.
pub(super) async fn missing(app: &App, staff: bool, name: String) -> Problem {
    let called = name.clone();
    let erased = match staff {
        true => app.readers.read(move |reader| reader.erased_as(&called)).await,
        false => Ok(None),
    };
    match erased {
        Ok(Some(dossier)) => Refusal::Erased { dossier }.into(),
        Ok(None) => Refusal::DossierUnknown { name }.into(),
        Err(fault) => fault.into(),
    }
}
