//! What customs has told the parties of a guarantee.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use node::{Message, Reader, Refusal};

use super::guarantees::{found, target};
use super::movements::MessageLine;
use crate::app::App;
use crate::auth::{Sight, StaffOrParty};
use crate::body::PathOf;
use crate::problem::Problem;

/// The messages somebody may see: all of them, those addressed to him, or none at all where the
/// guarantee is not his and he was never answered.
async fn messages_of(app: &App, sight: Sight, guarantee: String) -> Result<Vec<Message>, Problem> {
    let wanted = target(&guarantee)?;
    let read = move |reader: &Reader| {
        let Some(dossier) = found(reader, &wanted)? else { return Ok(None) };
        let Some(viewed) = reader.guarantee(&dossier)? else { return Ok(None) };
        let mut messages = reader.guarantee_messages(&dossier)?;
        if let Some(number) = sight.number() {
            messages.retain(|message| message.recipient == number);
        }
        let seen = sight.sees(viewed.view.registration.as_ref()) || !messages.is_empty();
        Ok(seen.then_some(messages))
    };
    let messages = app.readers.read(read).await?;
    messages.ok_or_else(|| Refusal::DossierUnknown { name: guarantee }.into())
}

/// `GET /guarantees/{guarantee}/messages`: what customs has told the caller of it; all of it, where
/// he works for the administration.
pub(crate) async fn messages(
    State(app): State<App>,
    StaffOrParty(sight): StaffOrParty,
    PathOf(guarantee): PathOf<String>,
) -> Result<Json<Vec<MessageLine>>, Problem> {
    let messages = messages_of(&app, sight, guarantee).await?;
    Ok(Json(messages.into_iter().map(MessageLine::from).collect()))
}

/// `GET /guarantees/{guarantee}/messages/{number}`: one of them, as XML.
pub(crate) async fn message(
    State(app): State<App>,
    StaffOrParty(sight): StaffOrParty,
    PathOf((guarantee, number)): PathOf<(String, usize)>,
) -> Result<Response, Problem> {
    let path = format!("/guarantees/{guarantee}/messages/{number}");
    let messages = messages_of(&app, sight, guarantee).await?;
    let found = messages.into_iter().find(|message| message.number == number);
    let bytes = found.and_then(|message| message.bytes).ok_or(Refusal::NoSuchPlace { path })?;
    Ok(([(CONTENT_TYPE, "application/xml")], bytes).into_response())
}
