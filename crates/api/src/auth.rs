//! Who asks: a bearer of a token, or a peer known by its TLS key.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use identity::Actor;
use kernel::{Digest, NodeId};
use node::Refusal;

use crate::app::App;
use crate::clock;
use crate::problem::Problem;

/// The key of the client's certificate, if it showed one; TLS has checked that the directory pins
/// it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientKey(pub(crate) Option<Digest>);

/// Somebody recognised by a token.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

/// Somebody who works for the administration: an officer with a post, or its own system.
#[derive(Debug, Clone)]
pub(crate) struct Staff(pub(crate) Actor);

/// A node of the directory.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub(crate) NodeId);

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        let actor = token.and_then(|token| app.people.actor(token.trim()));
        actor.cloned().map(Self).ok_or_else(|| Refusal::NotRecognised.into())
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Caller(actor) = Caller::from_request_parts(parts, app).await?;
        let works = match &actor {
            Actor::Officer(officer) => app.people.held_by(officer, clock::now()).next().is_some(),
            Actor::NationalSystem(_) => true,
            Actor::Trader(_) | Actor::Policy(_) => false,
        };
        if works { Ok(Self(actor)) } else { Err(not_allowed("officers-only")) }
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let key = parts.extensions.get::<ClientKey>().and_then(|key| key.0);
        let known = app.readers.directory().zip(key);
        let carrier =
            known.and_then(|(directory, key)| Some(directory.carrier(&key)?.node.clone()));
        carrier.map(Self).ok_or_else(|| Refusal::NotRecognised.into())
    }
}

/// A refusal with its reason.
pub(crate) fn not_allowed(reason: &str) -> Problem {
    Refusal::NotAllowed { reason: reason.to_owned() }.into()
}

/// Whether somebody may see a movement. A trader sees what it lodged or holds; for everything else
/// there is no such movement.
pub(crate) fn may_see(actor: &Actor, view: &transit::View) -> bool {
    match actor {
        Actor::Officer(_) | Actor::NationalSystem(_) => true,
        Actor::Trader(trader) => view.declaration.as_ref().is_some_and(|declaration| {
            declaration.holder == *trader || declaration.declarant() == trader
        }),
        Actor::Policy(_) => false,
    }
}
