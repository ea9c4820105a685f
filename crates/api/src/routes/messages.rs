//! Native messages over HTTP.

use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use node::Rejection;

use crate::app::App;
use crate::auth::Caller;
use crate::body::{Body, command_key, written};
use crate::intake::{InKind, Taken, take as take_in};
use crate::naming::Naming;
use crate::problem::{Problem, ToldInKind, language_of};

/// How many slips there may be in a message that was taken and answered in kind; the same message posted
/// again and answered in JSON has them in words.
const WARNINGS: HeaderName = HeaderName::from_static("passavant-warnings");

/// `POST /messages`: an NCTS message or a SAD as it is. It is answered in kind, or as JSON where the
/// sender asks for that or the message has no answer of its own.
pub(crate) async fn take(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let naming = Naming { key: command_key(&headers)?, ..Naming::default() };
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let in_kind = !accept.contains("json");
    let (taken, warnings) = take_in(&app, actor, body.0.to_vec(), &naming).await?;
    match taken {
        Taken::Done { folder, done: what, repeated, answer } => match answer.filter(|_| in_kind) {
            Some(answer) => {
                let place = format!("/{folder}/{}", what.dossier);
                let mut response = xml(StatusCode::OK, answer);
                if let Ok(place) = HeaderValue::from_str(&place) {
                    response.headers_mut().insert(LOCATION, place);
                }
                if !warnings.is_empty() {
                    response.headers_mut().insert(WARNINGS, HeaderValue::from(warnings.len()));
                }
                Ok(response)
            }
            None => {
                let language = language_of(&headers);
                let told = |finding| language::finding(language, finding);
                let warnings = warnings.iter().map(told).collect();
                Ok(written(folder, (what, repeated), StatusCode::OK, warnings))
            }
        },
        Taken::Rejected { problem, answer, .. } => match answer.filter(|_| in_kind) {
            Some(Rejection { code, bytes, .. }) => {
                let mut response = xml(StatusCode::UNPROCESSABLE_ENTITY, (code, bytes));
                response.extensions_mut().insert(ToldInKind(problem));
                Ok(response)
            }
            None => Err(problem),
        },
    }
}

fn xml(status: StatusCode, (_, bytes): InKind) -> Response {
    (status, [(CONTENT_TYPE, "application/xml")], bytes).into_response()
}
