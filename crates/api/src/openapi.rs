//! What the interface is, for machines: an OpenAPI 3.1 document made of the shapes themselves.
//!
//! Schemas come from the types that are read and written, so they cannot say anything else than the
//! program does. What a type cannot say (which method, who may, which statuses) stands in one
//! function a part of the API; a test fails for a route that none of them describes.

mod document;
mod guarantees;
mod movements;
mod node;
mod operation;
mod peers;
mod schemas;
mod telling;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use document::Document;

/// The document, as it is served.
static SERVED: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(text()));

/// The document.
fn document() -> Value {
    let mut document = Document::new();
    node::describe(&mut document);
    movements::describe(&mut document);
    guarantees::describe(&mut document);
    telling::describe(&mut document);
    peers::describe(&mut document);
    document.finish()
}

/// The same as it is written: indented, the members of each object in the order of their names.
fn text() -> String {
    format!("{:#}\n", document())
}

/// `GET /openapi.json`: this document.
pub(crate) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], SERVED.clone()).into_response()
}
