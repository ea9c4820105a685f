//! Who asked what, and how he was answered: one line in the log for each request, and numbers over all
//! of them.
//!
//! Commands and what they do stand in the journal for ever. These lines say the rest: who looked at
//! which dossier, and who was turned away. They name whoever asked by what he is known by, never by
//! his token, and never say what a body held.

use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use identity::Actor;
use kernel::NodeId;
use tokio::time::Instant;

use crate::numbers::Numbers;
use crate::problem::code_of;

/// The target of the lines, by which a log is filtered.
const TARGET: &str = "access";
/// Whoever showed neither a token nor a certificate that is known here.
const NOBODY: &str = "nobody";
/// What stands for a place that is none.
const NOWHERE: &str = "nowhere";

/// Where it is noted who asks, once that is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asking(Arc<OnceLock<String>>);

impl Asking {
    /// Somebody known by a token.
    pub(crate) fn is(&self, actor: &Actor) {
        match actor {
            Actor::Officer(officer) => self.note("officer", officer),
            Actor::NationalSystem(system) => self.note("system", system),
            Actor::Trader(trader) => self.note("trader", trader),
            Actor::Guarantor(guarantor) => self.note("guarantor", guarantor),
            Actor::Policy(policy) => self.note("policy", policy),
        }
    }

    /// A node known by its certificate.
    pub(crate) fn is_peer(&self, node: &NodeId) {
        self.note("peer", node);
    }

    /// Whoever is recognised first stays the one who asks.
    fn note(&self, kind: &str, name: &dyn Display) {
        self.0.get_or_init(|| format!("{kind}:{name}"));
    }

    fn who(&self) -> &str {
        self.0.get().map_or(NOBODY, String::as_str)
    }
}

/// Writes down each request and counts it.
pub(crate) async fn witness(
    State(numbers): State<Numbers>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let asking = Asking::default();
    request.extensions_mut().insert(asking.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| NOWHERE.to_owned());
    let response = next.run(request).await;
    let status = response.status();
    let code = code_of(&response);
    numbers.answered(method.as_str(), &route, status, code, begun.elapsed());
    let line = Line { who: asking.who(), method: method.as_str(), path: &path, status, code };
    line.write();
    response
}

/// What stands in the log of one request.
struct Line<'a> {
    who: &'a str,
    method: &'a str,
    path: &'a str,
    status: StatusCode,
    code: &'a str,
}

impl Line<'_> {
    /// Peers tell each other things all day long, and each of these is in the journal: only what was
    /// not taken from them is a line of its own.
    fn write(&self) {
        let Self { who, method, path, code, .. } = *self;
        let status = self.status.as_u16();
        if path.starts_with("/exchange/") && self.status.is_success() {
            tracing::debug!(target: TARGET, who, method, path, status, code);
        } else {
            tracing::info!(target: TARGET, who, method, path, status, code);
        }
    }
}
