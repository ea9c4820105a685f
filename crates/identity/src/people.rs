//! The people of an administration: posts, who holds them from when to when, and tokens.

use std::collections::BTreeMap;

use kernel::{Competence, Function, OfficeCode, OfficerId, PostId, Provision, Timestamp, TraderId};
use serde::{Deserialize, Serialize};

use crate::may::Actor;
use crate::secret::TokenHash;

/// A function at an office. Rights and work belong to it, not to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its identifier.
    pub post: PostId,
    /// Where it is.
    pub office: OfficeCode,
    /// What it may do.
    pub function: Function,
}

impl Post {
    /// Whether it gives the right a command needs.
    pub(crate) fn gives(&self, competence: &Competence) -> bool {
        competence.functions.contains(&self.function)
            && competence.office.as_ref().is_none_or(|office| self.office == *office)
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The service number.
    pub officer: OfficerId,
    /// The name.
    pub name: String,
}

/// A person holds a post from one instant to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Who.
    pub officer: OfficerId,
    /// Which post.
    pub post: PostId,
    /// From this instant on.
    pub from: Timestamp,
    /// Until this instant, exclusively.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// An order that lets the node act for a post where the rules leave no choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingOrder {
    /// The post in whose name the node acts.
    pub post: PostId,
    /// The order's citation.
    pub provision: Provision,
}

/// A secret that stands for an actor. Only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The SHA-256 of the secret.
    pub hash: TokenHash,
    /// For whom it stands.
    pub actor: Actor,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// The posts.
    #[serde(default)]
    pub posts: Vec<Post>,
    /// The persons.
    #[serde(default)]
    pub officers: Vec<Officer>,
    /// Who held what when.
    #[serde(default)]
    pub holdings: Vec<Holding>,
    /// For which posts the node acts.
    #[serde(default)]
    pub standing_orders: Vec<StandingOrder>,
    /// The names of traders, for whom tokens may stand.
    #[serde(default)]
    pub traders: BTreeMap<TraderId, String>,
    /// Who is recognised by what.
    #[serde(default)]
    pub tokens: Vec<Token>,
}

impl People {
    /// A post.
    pub fn post(&self, post: &PostId) -> Option<&Post> {
        self.posts.iter().find(|candidate| candidate.post == *post)
    }

    /// The posts an officer holds at an instant.
    pub fn held_by(&self, officer: &OfficerId, at: Timestamp) -> impl Iterator<Item = &Post> {
        self.holdings
            .iter()
            .filter(move |holding| holding.officer == *officer && holding.covers(at))
            .filter_map(|holding| self.post(&holding.post))
    }

    /// Who holds a post at an instant.
    pub fn holder(&self, post: &PostId, at: Timestamp) -> Option<&OfficerId> {
        let holding = |holding: &&Holding| holding.post == *post && holding.covers(at);
        self.holdings.iter().find(holding).map(|holding| &holding.officer)
    }

    /// The order under which the node acts for a post.
    pub fn order_of(&self, post: &PostId) -> Option<&StandingOrder> {
        self.standing_orders.iter().find(|order| order.post == *post)
    }

    /// The order under which the node may use a competence now: its post gives the right and
    /// somebody holds it.
    pub fn order_for(&self, competence: &Competence, at: Timestamp) -> Option<&StandingOrder> {
        self.standing_orders.iter().find(|order| {
            self.post(&order.post).is_some_and(|post| post.gives(competence))
                && self.holder(&order.post, at).is_some()
        })
    }

    /// Gives a post to another officer at an instant. Whoever holds it then holds it no longer from then
    /// on; gives back who they were.
    pub fn hand_over(
        &mut self,
        post: &PostId,
        to: &OfficerId,
        at: Timestamp,
    ) -> Result<Vec<OfficerId>, NotHandedOver> {
        if self.post(post).is_none() {
            return Err(NotHandedOver::NoSuchPost);
        }
        if !self.officers.iter().any(|known| known.officer == *to) {
            return Err(NotHandedOver::NoSuchOfficer);
        }
        let mut of_post = self.holdings.iter_mut().filter(|holding| holding.post == *post);
        if let Some(later) = of_post.find(|holding| holding.from >= at) {
            return Err(NotHandedOver::HeldLater { from: later.from });
        }
        let held = |holding: &&mut Holding| holding.post == *post && holding.covers(at);
        let mut held: Vec<&mut Holding> = self.holdings.iter_mut().filter(held).collect();
        if held.iter().any(|holding| holding.officer == *to) {
            return Err(NotHandedOver::HisAlready);
        }
        held.iter_mut().for_each(|holding| holding.until = Some(at));
        let before = held.into_iter().map(|holding| holding.officer.clone()).collect();
        let (officer, post) = (to.clone(), post.clone());
        self.holdings.push(Holding { officer, post, from: at, until: None });
        Ok(before)
    }

    /// Whom a token stands for.
    pub fn actor(&self, token: &str) -> Option<&Actor> {
        let hash = TokenHash::of(token);
        self.tokens.iter().find(|known| known.hash == hash).map(|known| &known.actor)
    }
}

/// Why a post is not handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotHandedOver {
    /// There is no such post.
    #[error("there is no such post")]
    NoSuchPost,
    /// There is no such officer.
    #[error("there is no such officer")]
    NoSuchOfficer,
    /// Somebody begins to hold it later; what was recorded already is not written over.
    #[error("somebody holds it from {from} on")]
    HeldLater {
        /// From when.
        from: Timestamp,
    },
    /// The officer holds it then.
    #[error("he holds it then")]
    HisAlready,
}

impl Holding {
    fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}
