//! May somebody do something? The one function that answers.

use kernel::{
    Basis, Competence, Decision, Function, GuarantorId, Made, OfficeCode, OfficerId, PostId,
    Timestamp, TraderId,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::people::{People, Post};

/// Somebody who asks for something.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// An officer of this administration.
    Officer(OfficerId),
    /// The administration's own system, which names the officer who decided.
    NationalSystem(String),
    /// An economic operator.
    Trader(TraderId),
    /// Somebody who has undertaken to pay.
    Guarantor(GuarantorId),
    /// The node, carrying out a policy.
    Policy(String),
}

/// In what capacity somebody may do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// As the holder of a post.
    Post {
        /// The person.
        officer: OfficerId,
        /// The post.
        post: PostId,
        /// Its office.
        office: OfficeCode,
        /// How the decision comes about.
        made: Made,
    },
    /// As a trader, for itself.
    Trader(TraderId),
    /// As a guarantor, for itself.
    Guarantor(GuarantorId),
    /// As the node, with no post of its own.
    Node,
}

impl Authority {
    /// The decision taken in this capacity on this basis; none for a trader, a guarantor or the bare
    /// node.
    pub fn decision(&self, basis: &Basis) -> Option<Decision> {
        let Self::Post { officer, post, office, made } = self else { return None };
        Some(Decision {
            officer: officer.clone(),
            post: post.clone(),
            office: office.clone(),
            provision: basis.provision.clone(),
            national_reference: basis.national_reference.clone(),
            made: *made,
        })
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Denied {
    /// No post held now gives this right at this office.
    #[error("no post held now gives this right at this office")]
    NoPost,
    /// The officer the national system names does not hold such a post.
    #[error("the officer named does not hold a post that gives this right")]
    OfficerWithoutPost,
    /// The dossier is another trader's.
    #[error("the dossier is another trader's")]
    OtherTrader,
    /// Traders may not do this.
    #[error("this is not for traders")]
    NotForTraders,
    /// Guarantors may not do this.
    #[error("this is not for guarantors")]
    NotForGuarantors,
    /// The node alone does this, when an event asks for it.
    #[error("this is for the node alone")]
    NotForPeople,
}

impl Denied {
    /// The reason in a word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoPost => "no-post",
            Self::OfficerWithoutPost => "officer-without-post",
            Self::OtherTrader => "other-trader",
            Self::NotForTraders => "not-for-traders",
            Self::NotForGuarantors => "not-for-guarantors",
            Self::NotForPeople => "not-for-people",
        }
    }
}

/// Whether an actor may use a competence at an instant, and in what capacity.
pub fn may(
    people: &People,
    actor: &Actor,
    competence: &Competence,
    basis: Option<&Basis>,
    now: Timestamp,
) -> Result<Authority, Denied> {
    let people_may = !competence.functions.contains(&Function::Policy);
    match actor {
        Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Trader(_) | Actor::Guarantor(_)
            if !people_may =>
        {
            Err(Denied::NotForPeople)
        }
        Actor::Officer(officer) => {
            let wanted = basis.and_then(|basis| basis.post.as_ref());
            let post = matching(people.held_by(officer, now), competence, wanted);
            post.map(|post| holder(officer, post, Made::ByOfficer)).ok_or(Denied::NoPost)
        }
        Actor::NationalSystem(_) => national(people, competence, basis, now),
        Actor::Trader(trader) => trader_may(trader, competence),
        Actor::Guarantor(guarantor) => guarantor_may(guarantor, competence),
        Actor::Policy(_) => Ok(standing_order(people, competence, now).unwrap_or(Authority::Node)),
    }
}

/// A national system acts for its whole administration; where it decides it names the officer.
fn national(
    people: &People,
    competence: &Competence,
    basis: Option<&Basis>,
    now: Timestamp,
) -> Result<Authority, Denied> {
    let Some(basis) = basis else { return Ok(Authority::Node) };
    let officer = basis.officer.as_ref().ok_or(Denied::OfficerWithoutPost)?;
    let post = matching(people.held_by(officer, now), competence, basis.post.as_ref());
    post.map(|post| holder(officer, post, Made::ByNationalSystem)).ok_or(Denied::OfficerWithoutPost)
}

fn trader_may(trader: &TraderId, competence: &Competence) -> Result<Authority, Denied> {
    if !competence.functions.contains(&Function::Trader) {
        return Err(Denied::NotForTraders);
    }
    if competence.traders.is_empty() || competence.traders.contains(trader) {
        Ok(Authority::Trader(trader.clone()))
    } else {
        Err(Denied::OtherTrader)
    }
}

/// Whether the guarantee is one he has undertaken is a rule of the guarantee.
fn guarantor_may(guarantor: &GuarantorId, competence: &Competence) -> Result<Authority, Denied> {
    if competence.functions.contains(&Function::Guarantor) {
        Ok(Authority::Guarantor(guarantor.clone()))
    } else {
        Err(Denied::NotForGuarantors)
    }
}

/// The node acts in the name of whoever holds the post of the standing order that day.
fn standing_order(people: &People, competence: &Competence, now: Timestamp) -> Option<Authority> {
    let post = people.post(&people.order_for(competence, now)?.post)?;
    Some(holder(people.holder(&post.post, now)?, post, Made::ByStandingOrder))
}

fn matching<'a>(
    mut held: impl Iterator<Item = &'a Post>,
    competence: &Competence,
    wanted: Option<&PostId>,
) -> Option<&'a Post> {
    held.find(|post| post.gives(competence) && wanted.is_none_or(|wanted| post.post == *wanted))
}

fn holder(officer: &OfficerId, post: &Post, made: Made) -> Authority {
    Authority::Post {
        officer: officer.clone(),
        post: post.post.clone(),
        office: post.office.clone(),
        made,
    }
}
