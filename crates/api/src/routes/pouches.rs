//! What is carried by hand where no network is: pouches packed for a peer, and those of a peer.

use ::exchange::Head;
use ::node::{Pack, Packed, Refusal, Unpacked};
use axum::Json;
use axum::extract::State;
use kernel::{NodeId, SealedText};
use serde::Deserialize;

use crate::app::App;
use crate::auth::Staff;
use crate::body::{Body, PathOf};
use crate::problem::Problem;

/// Where packing is to go on.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PouchWanted")]
pub(crate) struct Wanted {
    /// What the envelope before it gave as `next`; nothing for the first.
    #[serde(default)]
    after: Option<Packed>,
}

/// An envelope out of a pouch, with the head of the pouch.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EnvelopeBrought")]
pub(crate) struct Brought {
    head: Head,
    sealed: SealedText,
}

/// `POST /pouches/{node}`: the next envelope of a pouch for a peer, sealed to it.
pub(crate) async fn pack(
    State(app): State<App>,
    _: Staff,
    PathOf(node): PathOf<String>,
    body: Body,
) -> Result<Json<Pack>, Problem> {
    let Wanted { after } = body.json()?;
    let nowhere = |_| Refusal::NoSuchPlace { path: format!("/pouches/{node}") };
    let peer = NodeId::parse(&node).map_err(nowhere)?;
    Ok(Json(app.handle.pack(peer, after).await??))
}

/// `POST /pouches`: an envelope out of a pouch; answered when what it brought is on the disk.
pub(crate) async fn unpack(
    State(app): State<App>,
    _: Staff,
    body: Body,
) -> Result<Json<Unpacked>, Problem> {
    let Brought { head, sealed } = body.json()?;
    Ok(Json(app.handle.unpack(head, sealed).await??))
}
