//! A node at work on a thread of its own, as `api` has it, with the carrier inside of the process:
//! what it sends is the bytes that HTTPS would carry, and what it gets is read from bytes again.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use exchange::{Ask, Envelope};
use kernel::NodeId;
use node::Node;

use super::homes::Home;
use crate::demo::now;

/// How long it waits for something to do before it looks at what is due.
pub(super) const TICK: Duration = Duration::from_millis(5);

/// Something one node sends another.
#[derive(Debug)]
pub(super) enum Letter {
    /// An envelope.
    Envelope(NodeId, Vec<u8>),
    /// The answer to one; none where nobody answers.
    Answer(NodeId, Option<Vec<u8>>),
    /// A question.
    Question(NodeId, Box<Ask>, Vec<u8>),
    /// The answer to one; none where nobody answers.
    Told(NodeId, Box<Ask>, Option<Vec<u8>>),
}

/// Where letters for each node go.
#[derive(Debug, Clone, Default)]
pub(super) struct Post(BTreeMap<NodeId, Sender<Letter>>);

impl Post {
    /// Somebody who gets letters.
    pub(super) fn join(&mut self, node: &NodeId) -> Receiver<Letter> {
        let (sender, letters) = channel();
        self.0.insert(node.clone(), sender);
        letters
    }

    /// Whether somebody is there to take it.
    fn send(&self, to: &NodeId, letter: Letter) -> bool {
        self.0.get(to).is_some_and(|sender| sender.send(letter).is_ok())
    }
}

/// What a node's thread spends its time with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// Reading messages and writing commands.
    Reading,
    /// Deciding and writing what people ask.
    Submitting,
    /// Taking envelopes.
    Receiving,
    /// Taking answers, and answering questions.
    Hearing,
    /// Writing envelopes.
    Sending,
    /// What is due, and the lists.
    Working,
    /// Following what happened, to know what comes next.
    Following,
}

/// A node, and what is between it and the others.
pub(super) struct Station {
    /// The node.
    pub(super) node: Node,
    own: NodeId,
    post: Post,
    /// How long it has been busy with each thing.
    pub(super) spent: BTreeMap<Doing, Duration>,
}

impl Station {
    /// Opens a node.
    pub(super) fn open(home: &Home, post: Post) -> anyhow::Result<Self> {
        let (node, own) = (home.open()?, home.node.clone());
        Ok(Self { node, own, post, spent: BTreeMap::new() })
    }

    /// Does something, and notes how long it took.
    pub(super) fn timed<T>(&mut self, doing: Doing, act: impl FnOnce(&mut Self) -> T) -> T {
        let started = now();
        let done = act(self);
        *self.spent.entry(doing).or_default() += started.elapsed();
        done
    }

    /// Takes a letter, and answers it.
    pub(super) fn take(&mut self, letter: Letter) -> anyhow::Result<()> {
        let doing = match &letter {
            Letter::Envelope(..) => Doing::Receiving,
            Letter::Answer(..) | Letter::Question(..) | Letter::Told(..) => Doing::Hearing,
        };
        self.timed(doing, |own| own.take_in(letter))
    }

    fn take_in(&mut self, letter: Letter) -> anyhow::Result<()> {
        let own = self.own.clone();
        match letter {
            Letter::Envelope(from, body) => {
                let envelope: Envelope = exchange::read("an envelope", &body)?;
                let answer = self.node.receive(api::now(), Some(&from), &envelope)?;
                let answer = exchange::write("an answer", &answer)?;
                self.post.send(&from, Letter::Answer(own, Some(answer)));
            }
            Letter::Answer(from, Some(answer)) => {
                self.node.answered(api::now(), &from, &answer)?;
            }
            Letter::Answer(from, None) => self.node.unanswered(api::now(), &from),
            Letter::Question(from, ask, body) => {
                let read: Ask = exchange::read("a question", &body)?;
                let told = self.node.asked(api::now(), &from, &read)?;
                self.post.send(&from, Letter::Told(own, ask, Some(told)));
            }
            Letter::Told(from, ask, told) => {
                self.node.told(api::now(), &from, &ask, told.as_deref())?;
            }
        }
        Ok(())
    }

    /// Does what is due, and lets the lists follow.
    pub(super) fn work(&mut self) -> anyhow::Result<()> {
        self.timed(Doing::Working, |own| {
            while own.node.work(api::now())? {}
            Ok(())
        })
    }

    /// Sends what can be sent now; says whether there was anything.
    pub(super) fn send(&mut self) -> anyhow::Result<bool> {
        self.timed(Doing::Sending, Self::send_all)
    }

    fn send_all(&mut self) -> anyhow::Result<bool> {
        let outgoing = self.node.outgoing(api::now())?;
        let asking = self.node.asking(api::now())?;
        let any = !outgoing.is_empty() || !asking.is_empty();
        for sent in outgoing {
            let letter = Letter::Envelope(self.own.clone(), sent.body);
            if !self.post.send(&sent.to, letter) {
                self.node.unanswered(api::now(), &sent.to);
            }
        }
        for asked in asking {
            let letter =
                Letter::Question(self.own.clone(), Box::new(asked.ask.clone()), asked.body);
            if !self.post.send(&asked.to, letter) {
                self.node.told(api::now(), &asked.to, &asked.ask, None)?;
            }
        }
        self.node.prepare(api::now())?;
        Ok(any)
    }
}
