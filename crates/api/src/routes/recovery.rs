//! A node whose store is older than what it has told others: how its recovery stands, and the officers
//! who let it go on without an answer of every peer.

use ::node::{Recovering, Refusal};
use axum::Json;
use axum::extract::State;
use identity::Actor;
use serde::Deserialize;

use crate::app::App;
use crate::auth::Staff;
use crate::body::Body;
use crate::problem::Problem;

/// What may be asked of a recovery.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RecoveryCommand")]
pub(crate) enum RecoveryCommand {
    /// That what peers hold that have not answered may be missing. The second officer who accepts it
    /// lets the node go on.
    AcceptGap {},
}

/// `GET /recovery`: nothing where there is none.
pub(crate) async fn show(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<Option<Recovering>>, Problem> {
    Ok(Json(app.handle.recovery(None).await??))
}

/// `POST /recovery/commands`: the same officer twice is one, so no key is needed.
pub(crate) async fn command(
    State(app): State<App>,
    Staff(actor): Staff,
    body: Body,
) -> Result<Json<Option<Recovering>>, Problem> {
    let RecoveryCommand::AcceptGap {} = body.json()?;
    let Actor::Officer(officer) = actor else {
        let reason = "an officer accepts a gap".to_owned();
        return Err(Refusal::NotAllowed { reason }.into());
    };
    Ok(Json(app.handle.recovery(Some(officer)).await??))
}
