//! What happens, as it happens: server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use identity::Actor;
use kernel::DossierId;
use node::{Reader, Refusal};
use serde::Deserialize;

use super::movements::{Movement, visible};
use crate::app::App;
use crate::auth::{Bearer, told_as};
use crate::body::QueryOf;
use crate::events::{Cut, Filter, Listening};
use crate::problem::Problem;

/// The header by which a client says which event it has seen last.
const LAST_SEEN: &str = "last-event-id";

/// A kind of dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DossierKind {
    /// A movement.
    Movement,
    /// A guarantee.
    Guarantee,
    /// A conversation about cover.
    Hold,
}

impl DossierKind {
    /// The word for it in the journal.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Movement => "movement",
            Self::Guarantee => "guarantee",
            Self::Hold => "hold",
        }
    }
}

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Only those of this movement.
    #[serde(default)]
    movement: Option<String>,
    /// Only those of this kind of dossier.
    #[serde(default)]
    kind: Option<DossierKind>,
    /// What comes after this one, where the header does not say so.
    #[serde(default)]
    after: Option<i64>,
}

/// `GET /events`: what the caller may know, as it happens. Each event has an `id`, from which it goes
/// on after a break, also where the node was started again meanwhile; without one it begins with what
/// comes next.
pub(crate) async fn listen(
    State(app): State<App>,
    bearer: Bearer,
    Extension(cut): Extension<Cut>,
    headers: HeaderMap,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let actor = &bearer.actor;
    told_as(&app, actor)?;
    let after = match headers.get(LAST_SEEN) {
        Some(seen) => {
            let seen = seen.to_str().map_err(Problem::unreadable)?.trim();
            Some(seen.parse().map_err(Problem::unreadable)?)
        }
        None => wanted.after,
    };
    let filter = Filter {
        kind: wanted.kind.map(|kind| kind.word().to_owned()),
        dossier: dossier(&app, actor, wanted.movement).await?,
    };
    let position = position(&app, after).await?;
    let listeners_max = app.listening.listeners_max;
    let seat = app.listeners.seat(actor, cut, listeners_max);
    let listening = Listening {
        seat: seat.map_err(|count| Refusal::ListenersFull { count })?,
        bearer,
        filter,
        position,
        feed: app.feed.clone(),
        stopping: app.stopping.clone(),
        heartbeat: Duration::from_millis(app.listening.heartbeat_ms.max(1)),
        waiting: VecDeque::new(),
        placed: false,
        app,
    };
    Ok(Sse::new(unfold(listening, |listening| async {
        let (event, listening) = listening.next().await?;
        Some((Ok(event), listening))
    })))
}

/// The movement a caller names, which he must be able to see.
pub(super) async fn dossier(
    app: &App,
    actor: &Actor,
    movement: Option<String>,
) -> Result<Option<DossierId>, Problem> {
    let Some(movement) = movement else { return Ok(None) };
    let viewed = visible(app, actor.clone(), Movement::parse(&movement)?).await?;
    Ok(Some(viewed.view.dossier))
}

/// Where to go on: after a notice that was given here, or after the last one.
async fn position(app: &App, after: Option<i64>) -> Result<i64, Problem> {
    let last = app.readers.read(Reader::last_notice).await?;
    match after {
        Some(position) if position < 0 || position > last => {
            Err(Refusal::PositionUnknown { position }.into())
        }
        Some(position) => Ok(position),
        None => Ok(last),
    }
}
