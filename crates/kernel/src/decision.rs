//! Who decided, for whom and under which rule.

use serde::{Deserialize, Serialize};

use crate::id::{NationalReference, OfficerId, PostId, Provision};
use crate::place::OfficeCode;

/// Who takes the decisions of a procedure in an administration.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Decides {
    /// Its own system (ASYCUDA World, ...); the node records what that system decided.
    National,
    /// The node, under the rules of the domain.
    Node,
}

/// How a decision came about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// An officer took it in this node.
    ByOfficer,
    /// The node took it under the standing order of the post.
    ByStandingOrder,
    /// The national system took it and the node recorded it.
    ByNationalSystem,
}

/// What a command that decides must say for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The rule the act rests on.
    pub provision: Provision,
    /// What the national system calls its record; required where that system decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_reference: Option<NationalReference>,
    /// Who decided in the national system. An officer at this node is known by his token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// The post that decided, where the sender acts for more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostId>,
}

/// A decision as an event keeps it: officer, post, office, legal provision, national reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Decision {
    /// The person; under a standing order, whoever held the post that day.
    pub officer: OfficerId,
    /// The function the person held.
    pub post: PostId,
    /// The office of the post.
    pub office: OfficeCode,
    /// The rule the act rests on.
    pub provision: Provision,
    /// The record in the national system, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_reference: Option<NationalReference>,
    /// How it came about.
    pub made: Made,
}
