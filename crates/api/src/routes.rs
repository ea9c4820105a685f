//! The places of the API, one file for each part of it.

mod exchange;
mod guarantees;
mod messages;
mod movements;
mod node;
mod pouches;
mod signed;

use std::time::Duration;

use ::node::Refusal;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::body::BodyLimit;
use crate::config::ServeConfig;
use crate::problem::{Problem, speak};
use crate::training::{Training, mark};

/// How large a body of a peer may be: well above the envelopes nodes write, which hold a few
/// mebibytes unless a single entry is larger.
const EXCHANGE_BYTES_MAX: usize = 64 << 20;

/// All places.
pub(crate) fn router(app: App, serve: &ServeConfig) -> Router {
    let limit = serve.body_bytes_max;
    let time = Duration::from_millis(serve.request_ms_max);
    let training = Training(app.settings.training);
    Router::new()
        .route("/health", get(node::health))
        .route("/node", get(node::state))
        .route("/alarms", get(node::alarms))
        .route("/ledger", get(guarantees::ledger))
        .route("/documents", get(signed::documents))
        .route("/directory", get(signed::directory))
        .route("/errors/{code}", get(signed::error_page))
        .route("/messages", post(messages::take))
        .route("/movements", get(movements::list).post(movements::create))
        .route("/movements/{movement}", get(movements::show))
        .route("/movements/{movement}/commands", post(movements::command))
        .route("/movements/{movement}/messages", get(movements::messages))
        .route("/movements/{movement}/messages/{number}", get(movements::message))
        .route("/movements/{movement}/wanted", post(movements::want))
        .route("/guarantees", get(guarantees::list).post(guarantees::create))
        .route("/guarantees/{guarantee}", get(guarantees::show))
        .route("/guarantees/{guarantee}/commands", post(guarantees::command))
        .route("/holds", get(guarantees::holds))
        .route("/holds/{hold}", get(guarantees::hold))
        .route("/pouches/{node}", post(pouches::pack))
        .merge(peers())
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(DefaultBodyLimit::max(limit))
        .layer(Extension(BodyLimit(limit)))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(speak))
        .layer(from_fn_with_state(training, mark))
        .with_state(app)
}

/// What peers use, and what brings their envelopes by hand. Their limit is no setting: a node that took less than its peers send would never
/// hear from them again.
fn peers() -> Router<App> {
    Router::new()
        .route("/exchange/1/envelopes", post(exchange::envelope))
        .route("/exchange/1/asks", post(exchange::ask))
        .route("/pouches", post(pouches::unpack))
        .layer(DefaultBodyLimit::max(EXCHANGE_BYTES_MAX))
        .layer(Extension(BodyLimit(EXCHANGE_BYTES_MAX)))
}

async fn nowhere(uri: Uri) -> Problem {
    Refusal::NoSuchPlace { path: uri.path().to_owned() }.into()
}
