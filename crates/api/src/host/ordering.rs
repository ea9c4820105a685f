//! What officers order about what is kept of a dossier, given to the node's thread.

use kernel::OfficerId;
use node::{Decided, Node, Order, Ordered, Refusal};

use super::{Busy, Handle, Job};
use crate::clock;

/// An order, and who gives it.
pub(crate) type Ordering = (OfficerId, Ordered, Order);

/// Gives it to the node, and its answer to whoever waits.
pub(super) fn ordered(
    node: &mut Node,
    (officer, ordered, order): Ordering,
) -> Result<Result<Decided, Refusal>, node::Fault> {
    node.give_order(clock::now(), &officer, ordered, order)
}

impl Handle {
    /// How far the order is, once an officer has given it; or why it cannot be given.
    pub(crate) async fn order(
        &self,
        officer: OfficerId,
        ordered: Ordered,
        order: Order,
    ) -> Result<Result<Decided, Refusal>, Busy> {
        self.asked(|answer| Job::Order(Box::new((officer, ordered, order)), answer)).await
    }
}
