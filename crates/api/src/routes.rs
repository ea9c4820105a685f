//! The places of the API, one file for each part of it.

pub(crate) mod answers;
mod correspondence;
pub(crate) mod erasures;
pub(crate) mod events;
pub(crate) mod evidence;
mod exchange;
pub(crate) mod guarantees;
pub(crate) mod history;
pub(crate) mod mailbox;
mod messages;
mod metrics;
pub(crate) mod movements;
pub(crate) mod node;
pub(crate) mod parties;
pub(crate) mod pouches;
pub(crate) mod recovery;
pub(crate) mod registers;
mod signed;
pub(crate) mod webhooks;
pub(crate) mod why;

use std::any::Any;
use std::time::Duration;

use ::node::Refusal;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::access::witness;
use crate::app::App;
use crate::body::BodyLimit;
use crate::config::Config;
use crate::numbers::Numbers;
use crate::openapi::openapi;
use crate::problem::{Problem, speak};
use crate::training::{Training, mark};
use crate::turns::in_turn;

/// How large a body of a peer may be: well above the envelopes nodes write, which hold a few
/// mebibytes unless a single entry is larger.
const EXCHANGE_BYTES_MAX: usize = 64 << 20;
/// How many bytes all large bodies of peers may have together. They share no room with those of others,
/// so that nobody keeps peers out.
const EXCHANGES_BYTES_MAX: usize = 2 * EXCHANGE_BYTES_MAX;

/// What every answer tells a browser that somebody misuses: to take it for what it says it is, to keep
/// nothing of it, and to come back over TLS alone.
const FOR_BROWSERS: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains")),
];

/// All places.
pub(crate) fn router(app: App, config: &Config) -> Router {
    let Config { serve, limits, .. } = config;
    let limit = BodyLimit::new(serve.body_bytes_max, limits.large_bodies_bytes_max);
    let time = Duration::from_millis(serve.request_ms_max);
    let training = Training(app.settings.training);
    let numbers = app.numbers.clone();
    let routes = Router::new()
        .route("/health", get(node::health))
        .route("/metrics", get(metrics::metrics))
        .route("/node", get(node::state))
        .route("/alarms", get(node::alarms))
        .route("/ledger", get(guarantees::ledger))
        .route("/documents", get(signed::documents).post(signed::bring))
        .route("/directory", get(signed::directory))
        .route("/errors/{code}", get(signed::error_page))
        .route("/offices", get(registers::offices))
        .route("/offices/{office}", get(registers::office))
        .route("/agreements", get(registers::agreements))
        .route("/peers", get(registers::peers))
        .route("/peers/{node}", get(registers::peer))
        .route("/peers/{node}/commands", post(registers::command_peer))
        .route("/recovery", get(recovery::show))
        .route("/recovery/commands", post(recovery::command))
        .route("/erasures", get(erasures::list))
        .route("/erasures/commands", post(erasures::command))
        .route("/parties", get(parties::parties).post(parties::enter))
        .route("/parties/{party}", get(parties::party))
        .route("/openapi.json", get(openapi))
        .route("/events", get(events::listen))
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/webhooks/{webhook}", get(webhooks::show))
        .route("/webhooks/{webhook}/commands", post(webhooks::command))
        .route("/answers", get(answers::list))
        .route("/answers/{number}", get(answers::show))
        .route("/messages", get(mailbox::read).post(messages::take))
        .route("/movements", get(movements::list).post(movements::create))
        .route("/movements/{movement}", get(movements::show))
        .route("/movements/{movement}/commands", post(movements::command))
        .route("/movements/{movement}/history", get(history::movement))
        .route("/movements/{movement}/evidence", get(evidence::movement))
        .route("/messages/{number}", get(mailbox::show))
        .route("/movements/{movement}/messages", get(movements::messages))
        .route("/movements/{movement}/messages/{number}", get(movements::message))
        .route("/movements/{movement}/wanted", post(movements::want))
        .route("/guarantees", get(guarantees::list).post(guarantees::create))
        .route("/guarantees/{guarantee}", get(guarantees::show))
        .route("/guarantees/{guarantee}/history", get(history::guarantee))
        .route("/guarantees/{guarantee}/commands", post(guarantees::command))
        .route("/guarantees/{guarantee}/messages", get(correspondence::messages))
        .route("/guarantees/{guarantee}/messages/{number}", get(correspondence::message))
        .route("/holds", get(guarantees::holds))
        .route("/holds/{hold}", get(guarantees::show_hold))
        .route("/holds/{hold}/history", get(history::hold))
        .route("/holds/{hold}/why", get(why::hold))
        .route("/movements/{movement}/why", get(why::movement))
        .route("/why", get(why::movements))
        .route("/why/holds", get(why::holds))
        .route("/pouches/{node}", post(pouches::pack))
        .merge(peers())
        .fallback(nowhere)
        .method_not_allowed_fallback(not_done)
        .layer(Extension(limit));
    let routes = guarded(routes, time, numbers).layer(from_fn_with_state(training, mark));
    for_browsers(routes).with_state(app)
}

/// The same places, whose answers tell browsers what they must.
fn for_browsers(routes: Router<App>) -> Router<App> {
    FOR_BROWSERS.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::overriding(name, value))
    })
}

/// The same places, where whatever goes wrong on the way is told like any other problem.
fn guarded<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    time: Duration,
    numbers: Numbers,
) -> Router<S> {
    routes
        .layer(from_fn(in_turn))
        .layer(from_fn_with_state(time, in_time))
        .layer(CatchPanicLayer::custom(stumbled))
        .layer(from_fn_with_state(numbers, witness))
        .layer(from_fn(speak))
}

/// What peers use, and what brings their envelopes by hand. Their limit is no setting: a node that
/// took less than its peers send would never
/// hear from them again.
fn peers() -> Router<App> {
    Router::new()
        .route("/exchange/1/envelopes", post(exchange::envelope))
        .route("/exchange/1/asks", post(exchange::ask))
        .route("/pouches", post(pouches::unpack))
        .layer(Extension(BodyLimit::new(EXCHANGE_BYTES_MAX, EXCHANGES_BYTES_MAX)))
}

async fn nowhere(uri: Uri) -> Problem {
    Refusal::NoSuchPlace { path: uri.path().to_owned() }.into()
}

async fn not_done(method: Method, uri: Uri) -> Problem {
    let (method, path) = (method.to_string(), uri.path().to_owned());
    Refusal::MethodUnknown { method, path }.into()
}

/// A request that takes longer than it may. What it asked of the node may be done all the same.
async fn in_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(limit, next.run(request)).await;
    answered.unwrap_or_else(|_| Problem::from(Refusal::NotWorking).into_response())
}

/// A mistake of the program ends one request, and is told to the operator.
fn stumbled(why: Box<dyn Any + Send>) -> Response {
    let text = why.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| why.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!("a request ended in a mistake of the program: {text}");
    Problem::from(Refusal::Mistaken).into_response()
}

#[cfg(test)]
mod tests;
