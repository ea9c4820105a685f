//! A recovery, as the node's thread tells of it.

use kernel::OfficerId;
use node::{Node, Recovering, Refusal};

use super::{Busy, Handle, Job};
use crate::clock;

/// How a recovery stands, if there is one; or why an officer cannot accept its gap.
pub(crate) type Stands = Result<Option<Recovering>, Refusal>;

impl Handle {
    /// How the recovery stands, once an officer has accepted the gap, if one does.
    pub(crate) async fn recovery(&self, accepts: Option<OfficerId>) -> Result<Stands, Busy> {
        self.asked(|answer| Job::Recovery(accepts, answer)).await
    }
}

pub(super) fn stands(node: &mut Node, accepts: Option<OfficerId>) -> Result<Stands, node::Fault> {
    match accepts {
        Some(officer) => Ok(node.accept_gap(clock::now(), officer.as_str())?.map(Some)),
        None => Ok(Ok(node.recovery()?)),
    }
}
