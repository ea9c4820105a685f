//! Envelopes that are recorded in steps: whoever else wants something of the node has his turn between
//! two of them, however much a peer has to tell.

use std::collections::VecDeque;
use std::sync::Arc;

use exchange::{Answer, Envelope};
use kernel::{NodeId, Timestamp};
use node::{Node, OpenedAside, Received, Receiving, Steps};
use tokio::sync::oneshot;

use super::job::{Delivered, Waiting};
use super::{Busy, Handle, Job, deliver};
use crate::aside::aside;
use crate::clock;
use crate::turns::Turn;

/// How many proofs and signatures an envelope has at most that the node's thread opens itself.
const OPENED_BY_NODE_MAX: usize = 48;
/// For how many milliseconds whoever wanted something counts as being at work.
const AT_WORK_MS: i64 = 2_000;

impl Handle {
    /// An envelope; answered when what it brought is on the disk.
    pub(crate) async fn receive(
        &self,
        carrier: Option<NodeId>,
        envelope: Envelope,
    ) -> Result<Answer, Busy> {
        let envelope = Arc::new(envelope);
        let Envelope { dispatches, entries, receipts, earlier, .. } = envelope.as_ref();
        let proofs = dispatches.len() + entries.len() + receipts.len() + earlier.len();
        let opened = match proofs {
            ..=OPENED_BY_NODE_MAX => None,
            _ => self.opened_aside(&carrier, &envelope).await?,
        };
        let delivered = Box::new(Delivered { carrier, envelope, opened });
        self.asked(|answer| Job::Receive(delivered, answer)).await
    }

    /// Opens an envelope where that keeps nobody waiting. The node looks whether it knows more by then.
    async fn opened_aside(
        &self,
        carrier: &Option<NodeId>,
        envelope: &Arc<Envelope>,
    ) -> Result<Option<OpenedAside>, Busy> {
        let asked = |answer| Job::ToOpen(carrier.clone(), envelope.clone(), answer);
        let Some(to_open) = self.asked(asked).await? else { return Ok(None) };
        // Who hangs up meanwhile has his turn until it is open.
        let (envelope, turn) = (envelope.clone(), Turn::current());
        // Where it cannot be opened aside, the node opens it.
        let opening = move || {
            let opened = to_open.open(&envelope);
            drop(turn);
            opened
        };
        Ok(aside(opening).await.ok())
    }
}

/// Those that are begun, each with where its answer goes and whose turn it is.
#[derive(Default)]
pub(super) struct UnderWay {
    begun: VecDeque<(Receiving, oneshot::Sender<Answer>, Turn)>,
    /// When somebody who works here last wanted something.
    wanted: Option<Timestamp>,
}

impl UnderWay {
    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    /// Notes who waits.
    pub(super) fn note(&mut self, now: Timestamp, waiting: &[Waiting]) {
        if waiting.iter().any(|it| it.job.is_awaited()) {
            self.wanted = Some(now);
        }
    }

    /// How much is done at a time.
    pub(super) fn steps(&self, now: Timestamp) -> Steps {
        let at_work = |wanted| exchange::within(wanted, now, AT_WORK_MS);
        if self.wanted.is_some_and(at_work) { Steps::Short } else { Steps::Long }
    }

    /// Records the first of an envelope.
    pub(super) fn begin(
        &mut self,
        node: &mut Node,
        delivered: Delivered,
        answer: oneshot::Sender<Answer>,
        turn: Turn,
    ) -> Result<(), node::Fault> {
        let Delivered { carrier, envelope, opened } = delivered;
        let now = clock::now();
        let received = node.begin_receiving(now, carrier.as_ref(), &envelope, opened)?;
        self.goes_on(received, answer, turn);
        Ok(())
    }

    /// Records the next of the one whose turn it is.
    pub(super) fn step(&mut self, node: &mut Node) -> Result<(), node::Fault> {
        let Some((receiving, answer, turn)) = self.begun.pop_front() else { return Ok(()) };
        let received = node.go_on_receiving(clock::now(), receiving)?;
        self.goes_on(received, answer, turn);
        Ok(())
    }

    fn goes_on(&mut self, received: Received, answer: oneshot::Sender<Answer>, turn: Turn) {
        match received {
            Received::Answer(answered) => deliver(answer, *answered),
            Received::More(receiving) => self.begun.push_back((*receiving, answer, turn)),
        }
    }
}
