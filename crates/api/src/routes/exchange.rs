//! What peers bring and ask. They are known by their TLS key.

use ::exchange::{Ask, Envelope};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::auth::Peer;
use crate::body::Body;
use crate::problem::Problem;

/// `POST /exchange/1/envelopes`: an excerpt of the peer's journal; answered when it is on the disk.
pub(crate) async fn envelope(
    State(app): State<App>,
    Peer(peer): Peer,
    body: Body,
) -> Result<Response, Problem> {
    let envelope: Envelope =
        ::exchange::read("an envelope", &body.0).map_err(Problem::unreadable)?;
    let answer = app.handle.receive(Some(peer), envelope).await?;
    let bytes = ::exchange::write("an answer", &answer).map_err(Problem::unreadable)?;
    Ok(json(bytes))
}

/// `POST /exchange/1/asks`: the pull to every push.
pub(crate) async fn ask(
    State(app): State<App>,
    Peer(peer): Peer,
    body: Body,
) -> Result<Response, Problem> {
    let ask: Ask = ::exchange::read("a question", &body.0).map_err(Problem::unreadable)?;
    Ok(json(app.handle.ask(peer, ask).await?))
}

fn json(bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, "application/json")], bytes).into_response()
}
