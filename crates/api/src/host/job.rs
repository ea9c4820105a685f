//! What a node's thread is given to do, each with where the answer goes.

use std::sync::Arc;

use exchange::{Answer, Ask, Envelope, Head, Wanted};
use identity::{Actor, Directory, People};
use kernel::{CommandId, DossierId, NodeId, OfficerId, Refused, SealedText};
use node::{
    Decided, OpenedAside, Pack, Packed, Progress, Questioned, Refusal, Rejecting, Rejection, Reply,
    SaidOtherwise, Submission, Subscribe, Subscribed, Taken, ToOpen, Unpacked,
};
use reference::Reference;
use tokio::sync::oneshot;

use super::ordering::Ordering;
use super::recovering::Stands;
use crate::turns::Turn;

/// The job by which something that was read takes the place of what is in use.
pub(crate) type Replacing<T> = fn(Box<T>, oneshot::Sender<()>) -> Job;

/// Something for the node to do.
pub(crate) enum Job {
    /// A command, with where the answer goes.
    Submit(Box<Submission>, oneshot::Sender<Reply>),
    /// What the rules would refuse of a command of somebody's.
    Question(Box<(Actor, Questioned)>, oneshot::Sender<Vec<Refused>>),
    /// An answer that says no, to be kept before it is sent.
    Reject(Box<Rejecting>, oneshot::Sender<Rejection>),
    /// What an envelope is opened with; nothing where it is not to be opened aside.
    ToOpen(Option<NodeId>, Arc<Envelope>, oneshot::Sender<Option<ToOpen>>),
    /// An envelope a peer brought.
    Receive(Box<Delivered>, oneshot::Sender<Answer>),
    /// Something a peer asks.
    Ask(NodeId, Ask, oneshot::Sender<Vec<u8>>),
    /// What a peer answered to an envelope of ours.
    Answered(NodeId, Vec<u8>),
    /// A peer did not answer.
    Unanswered(NodeId),
    /// What a peer answered to a question of ours; nothing where it did not.
    Told(NodeId, Ask, Option<Vec<u8>>),
    /// A dossier to ask a peer for.
    Want(NodeId, Wanted),
    /// Signed documents; afterwards the directory in force.
    Adopt(Vec<String>, oneshot::Sender<Option<Directory>>),
    /// A signed document somebody brings; afterwards what came of it, and the directory in force.
    Bring(String, oneshot::Sender<Brought>),
    /// That a peer that did not answer is tried at once.
    Retry(NodeId, oneshot::Sender<Result<(), Refusal>>),
    /// How the recovery stands, if there is one, once an officer has accepted the gap, if one does.
    Recovery(Option<OfficerId>, oneshot::Sender<Stands>),
    /// What an officer orders about what is kept of a dossier.
    Order(Box<Ordering>, oneshot::Sender<Result<Decided, Refusal>>),
    /// Something asked about subscriptions.
    Subscribe(Box<Subscribing>, oneshot::Sender<Result<Subscribed, Vec<Refused>>>),
    /// How far subscribers were told, and how it goes.
    Progressed(Vec<(String, i64, Progress)>, oneshot::Sender<()>),
    /// A movement of which a SAD of the national system says something otherwise, and what.
    SaidOtherwise(DossierId, SaidOtherwise, oneshot::Sender<()>),
    /// Something the node is set to use and cannot, and why.
    Misconfigured(String, String, oneshot::Sender<()>),
    /// Reference data in the place of what is in use.
    Refer(Box<Reference>, oneshot::Sender<()>),
    /// Posts and those who hold them, in the place of what is in use.
    Staff(Box<People>, oneshot::Sender<()>),
    /// The next envelope of a pouch for a peer.
    Pack(NodeId, Option<Packed>, oneshot::Sender<Result<Pack, Refusal>>),
    /// An envelope out of a pouch.
    Unpack(Box<(Head, SealedText)>, oneshot::Sender<Result<Unpacked, Refusal>>),
    /// That lists follow what has happened, as far as one batch goes.
    List(oneshot::Sender<()>),
    /// Nothing, but an answer.
    Answer(oneshot::Sender<()>),
    /// The process ends.
    Stop,
}

/// An envelope, who carried it, and what came of opening it aside.
pub(crate) struct Delivered {
    pub(super) carrier: Option<NodeId>,
    pub(super) envelope: Arc<Envelope>,
    pub(super) opened: Option<OpenedAside>,
}

/// Something for the node to do, and the turn of whoever asked for it, which lasts until it is done.
pub(crate) struct Waiting {
    pub(super) job: Job,
    pub(super) turn: Turn,
}

impl From<Job> for Waiting {
    /// Something nobody's turn stands behind.
    fn from(job: Job) -> Self {
        Self { job, turn: Turn::default() }
    }
}

impl Job {
    /// Whether it is a command.
    pub(super) fn submits(&self) -> bool {
        matches!(self, Self::Submit(..))
    }

    /// Whether somebody who works here waits for it, and no other node.
    pub(super) fn is_awaited(&self) -> bool {
        matches!(self, Self::Submit(..) | Self::Question(..) | Self::Reject(..) | Self::Order(..))
    }
}

/// What came of a signed document, and the directory in force behind it.
pub(crate) type Brought = (Result<Taken, Vec<Refusal>>, Option<Directory>);

/// Something somebody asks about subscriptions.
pub(crate) struct Subscribing {
    /// What the sender calls it.
    pub(crate) id: CommandId,
    /// Who asks.
    pub(crate) actor: Actor,
    /// What stands for its content.
    pub(crate) raw: Vec<u8>,
    /// What.
    pub(crate) asked: Subscribe,
}

/// The operator is told of it.
pub(super) fn in_force(Taken { what, version, .. }: &Taken) {
    tracing::info!(what, version, "a signed document is in force");
}
