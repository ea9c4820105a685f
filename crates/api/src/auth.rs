//! Who asks: a bearer of a token, or a peer known by its TLS key.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use guarantee::account::Registration;
use identity::{Actor, Token, TokenHash};
use kernel::{Digest, GuarantorId, NodeId, TraderId};
use node::{Message, Reader, Refusal, Viewed};

use crate::access::Asking;
use crate::app::App;
use crate::clock;
use crate::connections::Place;
use crate::problem::Problem;
use crate::turns::Who;

/// The key of the client's certificate, if it showed one; TLS has checked that the directory pins
/// it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientKey(pub(crate) Option<Digest>);

/// Somebody recognised by a token; an officer only while he holds a post.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

/// Whoever asks, of whom nothing is known: all such people take their turn together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anybody;

/// Somebody who works for the administration: an officer with a post, or its own system.
#[derive(Debug, Clone)]
pub(crate) struct Staff(pub(crate) Actor);

/// Somebody who works for the administration; or a trader or guarantor, who sees what is his own.
#[derive(Debug, Clone)]
pub(crate) struct StaffOrParty(pub(crate) Sight);

/// What guarantees and answers somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sight {
    /// All of them.
    Staff,
    /// Those it holds.
    Trader(TraderId),
    /// Those it has undertaken.
    Guarantor(GuarantorId),
}

impl Sight {
    /// Whether a guarantee that was lodged so is one of them.
    pub(crate) fn sees(&self, registration: Option<&Registration>) -> bool {
        match self {
            Self::Staff => true,
            Self::Trader(trader) => {
                registration.is_some_and(|registration| registration.holder == *trader)
            }
            Self::Guarantor(guarantor) => registration
                .is_some_and(|registration| registration.guarantor.as_ref() == Some(guarantor)),
        }
    }

    /// The number by which messages are addressed to somebody; staff sees all of them.
    pub(crate) fn number(&self) -> Option<&str> {
        match self {
            Self::Staff => None,
            Self::Trader(trader) => Some(trader.as_str()),
            Self::Guarantor(guarantor) => Some(guarantor.as_str()),
        }
    }
}

/// A node of the directory.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub(crate) NodeId);

/// The token a request shows.
fn token(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim)
}

/// Whoever was recognised keeps his connection before others, and waits for his turn.
async fn recognised(parts: &Parts, app: &App, who: Who) -> Result<(), Problem> {
    if let Some(place) = parts.extensions.get::<Arc<Place>>() {
        place.is_recognised();
    }
    Ok(app.turns.wait_for(&who).await?)
}

/// The token by which somebody was recognised, who goes on after that: it may be withdrawn meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) actor: Actor,
    shown: TokenHash,
}

impl Bearer {
    /// Whether the token still stands for the same.
    pub(crate) fn is_known(&self, app: &App) -> bool {
        let known = |token: &Token| token.hash == self.shown && token.actor == self.actor;
        app.people.now().tokens.iter().any(known)
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Caller(actor) = Caller::from_request_parts(parts, app).await?;
        let shown = TokenHash::of(token(parts).unwrap_or_default());
        Ok(Self { actor, shown })
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let people = app.people.now();
        let actor = token(parts).and_then(|token| people.actor(token));
        if let (Some(asking), Some(actor)) = (parts.extensions.get::<Asking>(), actor) {
            asking.is(actor);
        }
        match actor {
            None => Err(Refusal::NotRecognised.into()),
            Some(Actor::Officer(_)) if !actor.is_some_and(|actor| works(app, actor)) => {
                Err(not_allowed("officers-only"))
            }
            Some(actor) => {
                recognised(parts, app, Who::Actor(actor.clone())).await?;
                Ok(Self(actor.clone()))
            }
        }
    }
}

impl FromRequestParts<App> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.turns.wait_for(&Who::Anybody).await?;
        Ok(Self)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Caller(actor) = Caller::from_request_parts(parts, app).await?;
        if works(app, &actor) { Ok(Self(actor)) } else { Err(not_allowed("officers-only")) }
    }
}

impl FromRequestParts<App> for StaffOrParty {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Caller(actor) = Caller::from_request_parts(parts, app).await?;
        sight_of(app, &actor).map(Self)
    }
}

/// Whose guarantees and answers somebody sees now.
pub(crate) fn sight_of(app: &App, actor: &Actor) -> Result<Sight, Problem> {
    match actor {
        Actor::Trader(trader) => Ok(Sight::Trader(trader.clone())),
        Actor::Guarantor(guarantor) => Ok(Sight::Guarantor(guarantor.clone())),
        actor if works(app, actor) => Ok(Sight::Staff),
        Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Policy(_) => {
            Err(not_allowed("officers-only"))
        }
    }
}

/// Whose dossiers somebody is told of now: a trader of his own, whoever works for the administration
/// of all of them.
pub(crate) fn told_as(app: &App, actor: &Actor) -> Result<Option<TraderId>, Problem> {
    match actor {
        Actor::Trader(trader) => Ok(Some(trader.clone())),
        actor if works(app, actor) => Ok(None),
        Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Guarantor(_) | Actor::Policy(_) => {
            Err(not_allowed("officers-only"))
        }
    }
}

fn works(app: &App, actor: &Actor) -> bool {
    match actor {
        Actor::Officer(officer) => app.people.now().held_by(officer, clock::now()).next().is_some(),
        Actor::NationalSystem(_) => true,
        Actor::Trader(_) | Actor::Guarantor(_) | Actor::Policy(_) => false,
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let key = parts.extensions.get::<ClientKey>().and_then(|key| key.0);
        let known = app.readers.directory().zip(key);
        let carrier =
            known.and_then(|(directory, key)| Some(directory.carrier(&key)?.node.clone()));
        if let (Some(asking), Some(peer)) = (parts.extensions.get::<Asking>(), &carrier) {
            asking.is_peer(peer);
        }
        let peer = carrier.ok_or(Refusal::NotRecognised)?;
        recognised(parts, app, Who::Peer(peer.clone())).await?;
        Ok(Self(peer))
    }
}

/// A refusal with its reason.
pub(crate) fn not_allowed(reason: &str) -> Problem {
    Refusal::NotAllowed { reason: reason.to_owned() }.into()
}

/// A movement as somebody may see it; nothing where for him there is no such movement. A trader sees
/// what it lodged or holds; one that only notified the arrival sees the core, without the groups
/// that say what others sent to whom, without its guarantees, without who decided and without what was
/// found.
pub(crate) fn as_seen(
    reader: &Reader,
    actor: &Actor,
    viewed: Viewed<transit::View>,
) -> Result<Option<Viewed<transit::View>>, node::Fault> {
    match actor {
        Actor::Officer(_) | Actor::NationalSystem(_) => Ok(Some(viewed)),
        Actor::Trader(trader) if lodged(trader, &viewed.view) => Ok(Some(viewed)),
        Actor::Trader(trader) => {
            let notified = reader.notified_by(&viewed.view.dossier)?;
            Ok((notified.as_ref() == Some(trader)).then(|| core(viewed)))
        }
        Actor::Guarantor(_) | Actor::Policy(_) => Ok(None),
    }
}

/// Whether a trader declared a movement or is its holder.
pub(crate) fn lodged(trader: &TraderId, view: &transit::View) -> bool {
    view.declaration.as_ref().is_some_and(|declaration| {
        declaration.holder == *trader || declaration.declarant() == trader
    })
}

fn core(mut viewed: Viewed<transit::View>) -> Viewed<transit::View> {
    let view = &mut viewed.view;
    (view.goods, view.operation, view.parties, view.transport) = (None, None, None, None);
    for step in &mut view.steps {
        (step.remarks, step.decision, step.results) = (None, None, transit::Results::default());
    }
    // By whom it is covered, and for how much, is between the holder and customs.
    view.covers.clear();
    if let Some(declaration) = &mut view.declaration {
        declaration.guarantees.clear();
    }
    viewed
}

/// Whether a message of a movement that somebody may see is for him: his own, and the declarant's
/// where he is the holder.
pub(crate) fn is_for(actor: &Actor, view: &transit::View, message: &Message) -> bool {
    let to = |trader: &TraderId| message.recipient == trader.as_str();
    match actor {
        Actor::Officer(_) | Actor::NationalSystem(_) => true,
        Actor::Trader(trader) => {
            let declaration = view.declaration.as_ref().filter(|_| lodged(trader, view));
            to(trader) || declaration.is_some_and(|declaration| to(declaration.declarant()))
        }
        Actor::Guarantor(_) | Actor::Policy(_) => false,
    }
}

/// Whether an answer to what somebody sent is for another: it is the sender's own, and whoever works
/// for the administration sees every one.
pub(crate) fn is_answered(actor: &Actor, sender: &Actor) -> bool {
    match actor {
        Actor::Officer(_) | Actor::NationalSystem(_) => true,
        Actor::Trader(_) | Actor::Guarantor(_) => actor == sender,
        Actor::Policy(_) => false,
    }
}
