//! The signed documents, which anybody may read and staff may bring; and the pages that explain refusals.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use kernel::Refusal as _;
use node::{Refusal, Taken};

use crate::app::App;
use crate::auth::{Anybody, Staff};
use crate::body::{Body, PathOf};
use crate::problem::Problem;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/errors");

/// How large a signed document may be: some ten thousand offices. It is read on the node's own thread.
const DOCUMENT_BYTES_MAX: usize = 2 << 20;

/// `GET /documents`: every signed document in force here, directories in their order first.
pub(crate) async fn documents(
    State(app): State<App>,
    _: Anybody,
) -> Result<Json<Vec<String>>, Problem> {
    let mut documents = app.readers.read(|reader| reader.documents()).await?;
    documents.sort_by_key(|(what, version, _)| (what != "directory", what.clone(), *version));
    Ok(Json(documents.into_iter().map(|(_, _, note)| note).collect()))
}

/// `POST /documents`: a directory or an agreement that its members have signed; answered when it is in
/// force and on the disk. Its signatures say whose word it is, so no key is needed.
pub(crate) async fn bring(
    State(app): State<App>,
    _: Staff,
    body: Body,
) -> Result<Json<Taken>, Problem> {
    if body.0.len() > DOCUMENT_BYTES_MAX {
        return Err(Refusal::TooLarge { limit_bytes: DOCUMENT_BYTES_MAX }.into());
    }
    let note = String::from_utf8(body.0.to_vec()).map_err(Problem::unreadable)?;
    let (brought, directory) = app.handle.bring(note).await?;
    if let Some(directory) = directory {
        app.readers.set_directory(directory, &app.pins);
    }
    let refused = |refusals: Vec<Refusal>| {
        Problem::refused(refusals.into_iter().map(|refusal| refusal.refused()).collect())
    };
    Ok(Json(brought.map_err(refused)?))
}

/// `GET /directory`: the directory in force, with its signatures.
pub(crate) async fn directory(State(app): State<App>) -> Result<Response, Problem> {
    let nowhere = || Refusal::NoSuchPlace { path: "/directory".to_owned() };
    let directory = app.readers.directory().ok_or_else(nowhere)?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], directory.note().to_string())
        .into_response())
}

/// `GET /errors/{code}`: what a refusal means and what to do.
pub(crate) async fn error_page(PathOf(code): PathOf<String>) -> Result<Response, Problem> {
    let page = PAGES.get_file(format!("{code}.md")).and_then(include_dir::File::contents_utf8);
    let nowhere = || Refusal::NoSuchPlace { path: format!("/errors/{code}") };
    let page = page.ok_or_else(nowhere)?;
    Ok(([(CONTENT_TYPE, "text/markdown; charset=utf-8")], page).into_response())
}
