//! Webhooks: asked for, looked at, resumed and removed.

use axum::Json;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use identity::Actor;
use kernel::{DossierId, Timestamp};
use node::{Disabled, NATIONAL, Reader, Refusal, Subscribe, Subscribed, Subscription, Tried, Wish};
use serde::{Deserialize, Serialize};

use super::events::{DossierKind, dossier};
use crate::app::App;
use crate::auth::{Caller, not_allowed, told_as};
use crate::body::{Body, PathOf, required_command_id};
use crate::events::PAGE;
use crate::host::Subscribing;
use crate::problem::Problem;
use crate::webhooks::endpoint::allowed;
use crate::webhooks::{filter, signature};

/// How many pages of notices are looked through to see how many wait.
const LOOKS_MAX: usize = 20;

/// A webhook as it is asked for.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "WebhookWanted")]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Where to carry what happens.
    endpoint: String,
    /// Only what concerns this movement.
    #[serde(default)]
    movement: Option<String>,
    /// Only what concerns this kind of dossier.
    #[serde(default)]
    kind: Option<DossierKind>,
    /// What comes after this notice; from now on where nothing is said.
    #[serde(default)]
    after: Option<i64>,
}

/// What may be asked of a webhook that is there.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebhookCommand")]
pub(crate) enum Command {
    /// To be told again, from where it stopped or after a notice.
    Resume {
        /// After this notice.
        #[serde(default)]
        after: Option<i64>,
    },
    /// To be told no longer.
    Remove {},
}

/// A webhook that was asked for. The secret is shown here and nowhere else.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "WebhookBegun")]
pub(crate) struct Begun {
    /// Its identifier.
    id: String,
    /// Where what happens is carried.
    endpoint: String,
    /// By which its owner recognises the node: `whsec_` and base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// Whether the same had been asked before.
    repeated: bool,
}

/// What became of a command.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "WebhookDone")]
pub(crate) struct Done {
    /// Its identifier.
    id: String,
    /// Whether the same had been asked before.
    repeated: bool,
}

/// A webhook as it is shown.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Webhook {
    /// Its identifier.
    id: String,
    /// Whose it is.
    owner: Actor,
    /// Where what happens is carried.
    endpoint: String,
    /// Only what concerns this kind of dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// Only what concerns this movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    movement: Option<DossierId>,
    /// The last notice that was taken, or was not for it.
    position: i64,
    /// How many wait; where very many do, at least so many. Not counted in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<usize>,
    /// How often in a row the next one could not be carried.
    failure_count: u32,
    /// Not before this instant is it tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Instant>")]
    next_try: Option<Timestamp>,
    /// What came of the last try.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Tried>,
    /// Why nothing is carried any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled: Option<Disabled>,
}

/// All of them.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WebhookList")]
pub(crate) struct Webhooks {
    /// The webhooks.
    items: Vec<Webhook>,
}

/// `POST /webhooks`: asks for one. What the caller may know is carried to the endpoint as it happens.
pub(crate) async fn create(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    told_as(&app, &actor)?;
    let Asked { endpoint, movement, kind, after } = body.json()?;
    let id = required_command_id(&actor, &headers)?;
    allowed(&endpoint, &app.webhooks.hosts)?;
    let wish = Wish {
        endpoint: endpoint.clone(),
        kind: kind.map(|kind| kind.word().to_owned()),
        dossier: dossier(&app, &actor, movement).await?,
        answers: false,
    };
    let raw = [uri.path().as_bytes(), b"\n", &body.0].concat();
    let asked = Subscribe::Begin { wish, after };
    let Subscribed { id, secret, repeated } =
        subscribe(&app, Subscribing { id, actor, raw, asked }).await?;
    let place = format!("/webhooks/{id}");
    let secret = secret.map(|secret| signature::shown(&secret));
    let created = Json(Begun { id, endpoint, secret, repeated });
    let mut response = (StatusCode::CREATED, created).into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

async fn subscribe(app: &App, subscribing: Subscribing) -> Result<Subscribed, Problem> {
    let done = app.handle.subscribe(subscribing).await?.map_err(Problem::refused)?;
    app.webhooks_changed.tell();
    Ok(done)
}

/// Whether somebody may see a webhook: his own, or any where he works for the administration.
fn is_seen_by(subscription: &Subscription, actor: &Actor) -> bool {
    subscription.owner == *actor || matches!(actor, Actor::Officer(_) | Actor::NationalSystem(_))
}

/// `GET /webhooks`: the caller's own; all of them, where he works for the administration.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Json<Webhooks>, Problem> {
    told_as(&app, &actor)?;
    let all = app.readers.read(Reader::subscriptions).await?.into_iter();
    let seen = all.filter(|subscription| is_seen_by(subscription, &actor));
    Ok(Json(Webhooks { items: seen.map(|subscription| shown(subscription, None)).collect() }))
}

/// `GET /webhooks/{webhook}`: what waits for it, what came of the last try, and when the next is.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(webhook): PathOf<String>,
) -> Result<Json<Webhook>, Problem> {
    told_as(&app, &actor)?;
    let wanted = webhook.clone();
    let read = move |reader: &Reader| {
        let found = reader.subscription(&wanted)?;
        let Some(found) = found.filter(|subscription| is_seen_by(subscription, &actor)) else {
            return Ok(None);
        };
        let pending = pending(reader, &found)?;
        Ok(Some(shown(found, Some(pending))))
    };
    let found = app.readers.read(read).await?;
    Ok(Json(found.ok_or(Refusal::DossierUnknown { name: webhook })?))
}

/// `POST /webhooks/{webhook}/commands`: resumes or removes it.
pub(crate) async fn command(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    PathOf(webhook): PathOf<String>,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    told_as(&app, &actor)?;
    let command: Command = body.json()?;
    let id = required_command_id(&actor, &headers)?;
    let (wanted, asks) = (webhook.clone(), actor.clone());
    let read = move |reader: &Reader| reader.subscription(&wanted);
    let kept = app.readers.read(read).await?;
    // One that was removed is nobody's any more; whoever removed it is answered again.
    if kept.is_some_and(|subscription| !is_seen_by(&subscription, &asks)) {
        return Err(Refusal::DossierUnknown { name: webhook }.into());
    }
    let asked = match command {
        Command::Resume { after } => Subscribe::Resume { id: webhook, after },
        Command::Remove {} if webhook == NATIONAL => return Err(not_allowed("set-by-operator")),
        Command::Remove {} => Subscribe::End { id: webhook },
    };
    let raw = [uri.path().as_bytes(), b"\n", &body.0].concat();
    let Subscribed { id, repeated, .. } =
        subscribe(&app, Subscribing { id, actor, raw, asked }).await?;
    Ok(Json(Done { id, repeated }).into_response())
}

fn shown(subscription: Subscription, pending: Option<usize>) -> Webhook {
    let Subscription { id, owner, position, wish, progress } = subscription;
    Webhook {
        id,
        owner,
        endpoint: wish.endpoint,
        kind: wish.kind,
        movement: wish.dossier,
        position,
        pending,
        failure_count: progress.failure_count,
        next_try: progress.next_try,
        last: progress.last,
        disabled: progress.disabled,
    }
}

/// How many notices wait for a subscriber, as far as they are looked through.
fn pending(reader: &Reader, subscription: &Subscription) -> Result<usize, node::Fault> {
    let trader = match &subscription.owner {
        Actor::Trader(trader) => Some(trader),
        Actor::Officer(_) | Actor::NationalSystem(_) => None,
        Actor::Guarantor(_) | Actor::Policy(_) => return Ok(0),
    };
    let filter = filter(subscription);
    let (mut after, mut pending) = (subscription.position, 0);
    for _ in 0..LOOKS_MAX {
        let page = reader.notices(trader, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        pending += page.iter().filter(|notice| filter.takes(notice)).count();
        if page.len() < PAGE {
            break;
        }
    }
    Ok(pending)
}
