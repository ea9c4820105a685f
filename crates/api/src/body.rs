//! Bodies: taken whole up to a limit, and commands among them.

mod limit;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{ETAG, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::Actor;
use kernel::CommandId;
use language::ToldFinding;
use node::{Command, Done, Reply, Submission, Target, Viewed};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::condition::Tag;
use crate::naming::command_name;
use crate::problem::Problem;

pub(crate) use limit::{BodyLimit, is_large};

/// The name of the header by which the sender names a command.
const KEY: &str = "idempotency-key";

/// A body, whole.
#[derive(Debug, Clone)]
pub(crate) struct Body(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let limit = request.extensions().get::<BodyLimit>().cloned();
        let limit = limit.unwrap_or_else(|| BodyLimit::new(0, 0));
        limit.whole(request.into_body()).await.map(Self)
    }
}

impl Body {
    /// The body as JSON of a shape.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.0).map_err(Problem::unreadable)
    }
}

/// A query of a shape; one that cannot be read is refused like a body.
#[derive(Debug, Clone)]
pub(crate) struct QueryOf<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(wanted)| Self(wanted))
            .map_err(|error| Problem::unreadable(error.body_text()))
    }
}

/// The parts a path names; one that is no number where a number stands is refused like a body.
#[derive(Debug, Clone)]
pub(crate) struct PathOf<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(named)| Self(named)).map_err(|error| Problem::unreadable(error.body_text()))
    }
}

/// What the sender calls a command.
pub(crate) fn command_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().map_err(Problem::unreadable)?;
    let id = CommandId::parse(text).map_err(Problem::unreadable)?;
    Ok(Some(id.into()))
}

/// What a command is called whose sender must have named it.
pub(crate) fn required_command_id(
    actor: &Actor,
    headers: &HeaderMap,
) -> Result<CommandId, Problem> {
    let missing = || Problem::unreadable("the header Idempotency-Key is missing");
    let key = command_key(headers)?.ok_or_else(missing)?;
    command_name(actor, &[&key])
}

/// A command on its way to the node.
pub(crate) struct Asked {
    /// What the sender calls it.
    pub(crate) id: CommandId,
    /// Who asks.
    pub(crate) actor: Actor,
    /// What stands for its content: the place it was sent to, and the body.
    pub(crate) raw: Vec<u8>,
    /// Of which dossier.
    pub(crate) target: Target,
    /// What.
    pub(crate) command: Command,
    /// The versions one of which the dossier must have; any where nothing is said.
    pub(crate) versions: Option<Vec<i64>>,
}

/// Has the node do what is asked; all the reasons where it does not.
pub(crate) async fn submit(app: &App, asked: Asked) -> Result<(Done, bool), Problem> {
    let Asked { id, actor, raw, target, command, versions } = asked;
    let submission = Submission { id, actor, raw, target, command, versions };
    let Reply { outcome, repeated } = app.handle.submit(submission).await?;
    outcome.map(|done| (done, repeated)).map_err(Problem::refused)
}

/// What was done, as it is answered.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Done")]
pub(crate) struct Written {
    #[serde(flatten)]
    done: Done,
    /// Whether the same command had been answered before.
    repeated: bool,
    /// What may be a slip in the message that asked for it, though it is not wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<ToldFinding>,
}

/// A dossier as it is shown, with its version.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "{V}")]
pub(crate) struct Shown<V> {
    /// The version, as `ETag` has it.
    version: i64,
    /// Why the dossier is set apart: `contested`, `unreadable`, `quarantined`.
    #[serde(skip_serializing_if = "String::is_empty")]
    flag: String,
    #[serde(flatten)]
    view: V,
}

/// A view with its version, as it is answered.
pub(crate) fn shown<V: Serialize>(viewed: Viewed<V>) -> Response {
    let tag = Tag::of(&viewed).header();
    let Viewed { version, flag, view, .. } = viewed;
    ([(ETAG, tag)], Json(Shown { version, flag, view })).into_response()
}

/// The answer to a command: the dossier, its version and what happened.
pub(crate) fn done(folder: &str, done: (Done, bool), created: bool) -> Response {
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    written(folder, done, status, Vec::new())
}

/// The same with what may be a slip in the message that asked for it.
pub(crate) fn written(
    folder: &str,
    (done, repeated): (Done, bool),
    status: StatusCode,
    warnings: Vec<ToldFinding>,
) -> Response {
    let place = format!("/{folder}/{}", done.dossier);
    let tag = Tag::of_version(done.version).header();
    let mut response = (status, Json(Written { done, repeated, warnings })).into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response.headers_mut().insert(ETAG, tag);
    response
}

#[cfg(test)]
mod tests;
