//! What a node that is there for training puts on everything it says, so that nobody takes it for
//! real: a header on each answer, a field in each problem, a comment in each message, a name for
//! each file.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use language::{Language, text};

/// The header of every answer, and of what is carried to others.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("passavant-training");
/// What the names of files for the national system begin with.
const PREFIX: &str = "TRAINING-";
/// The longest message in which the comment is put.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// Whether the node that is asked is there for training: known to whoever answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Training(pub(crate) bool);

/// Puts the marks on an answer.
pub(crate) async fn mark(
    State(Training(training)): State<Training>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(Training(training));
    let mut response = next.run(request).await;
    if !training {
        return response;
    }
    response.headers_mut().insert(HEADER, HeaderValue::from_static("true"));
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.contains("xml")) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    // A message is written whole before it is answered, so nothing can be wrong with it here.
    let bytes = to_bytes(body, MESSAGE_BYTES_MAX).await.unwrap_or_default();
    Response::from_parts(head, Body::from(marked(true, bytes.to_vec())))
}

/// A message with the comment that says what it is, behind the XML declaration.
pub(crate) fn marked(training: bool, message: Vec<u8>) -> Vec<u8> {
    if !training {
        return message;
    }
    let said = [Language::English, Language::French, Language::Portuguese]
        .map(|language| text(language, "training-mark", &[]));
    let comment = format!("\n<!-- {} -->", said.join(" / "));
    let declared = message.starts_with(b"<?xml");
    let end = message.windows(2).position(|pair| pair == b"?>").map(|at| at + 2);
    let at = end.filter(|_| declared).unwrap_or_default();
    let (before, behind) = message.split_at_checked(at).unwrap_or((&[], &message));
    let comment = comment.trim_start_matches(if at == 0 { "\n" } else { "" });
    let gap: &[u8] = if at == 0 { b"\n" } else { b"" };
    [before, comment.as_bytes(), gap, behind].concat()
}

/// The name of a file for the national system.
pub(crate) fn name(training: bool, name: &str) -> String {
    if training { format!("{PREFIX}{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests;
