//! Receiving: check, record, judge, follow up, receipt. In that order, and so many entries in a
//! transaction that nobody else waits long for the node.

mod steps;

use std::collections::BTreeMap;

use exchange::{Answer, Delivery, Envelope, Known, Outcome, Position, Reject};
use journal::{
    AlarmKind, Checkpoint, CheckpointError, Exception, LogId, ProofError, Receipt, Subject,
};
use kernel::{NodeId, Note, Timestamp, VerifyingKey};
use store::{InStream, Place, Source};

use crate::fault::Fault;
use crate::history::{CORE, body};
use crate::node::{Mode, Node};
pub use crate::receive::steps::{Receiving, Steps};

/// How many exceptions a receipt lists; beyond it, only the newest.
const EXCEPTIONS_MAX: usize = 256;

/// Why an envelope is not taken, and what is known of its log where that can be said.
type Rejected = (Reject, Option<(LogId, Known)>);

/// What an envelope is opened with. That takes no node, and so need not keep one busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToOpen {
    to: NodeId,
    carrier: Option<NodeId>,
    log: LogId,
    keys: Vec<VerifyingKey>,
    known: Known,
}

/// What came of opening an envelope, and with what it was opened: where the node knows more by now, it
/// is opened again.
#[derive(Debug)]
pub struct OpenedAside {
    with: ToOpen,
    opened: Result<Delivery, Reject>,
}

impl ToOpen {
    /// Opens it.
    pub fn open(self, envelope: &Envelope) -> OpenedAside {
        let to = (&self.to, self.carrier.as_ref());
        let opened = exchange::open(envelope, to, &self.keys, |_| self.known.clone());
        OpenedAside { with: self, opened }
    }
}

/// What came of an envelope.
#[derive(Debug)]
pub enum Received {
    /// Nothing more is to be done.
    Answer(Box<Answer>),
    /// More of it is to be recorded.
    More(Box<Receiving>),
}

impl Node {
    /// Takes an envelope that `carrier` brought, or that came on a stick, and answers it. Nothing
    /// is answered before everything it brought is on the disk.
    pub fn receive(
        &mut self,
        now: Timestamp,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
    ) -> Result<Answer, Fault> {
        let mut received = self.begin_receiving(now, carrier, envelope, None)?;
        loop {
            match received {
                Received::Answer(answer) => return Ok(*answer),
                Received::More(receiving) => received = self.go_on_receiving(now, *receiving)?,
            }
        }
    }

    /// The same, only the first of it: whoever else wants something of the node has his turn in between.
    /// `opened` is what came of opening the envelope elsewhere, if that was done.
    pub fn begin_receiving(
        &mut self,
        now: Timestamp,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
        opened: Option<OpenedAside>,
    ) -> Result<Received, Fault> {
        let done = self.try_receive(now, carrier, envelope, opened);
        self.shown_to(&envelope.from, done)
    }

    /// The next of it, in a batch of its own. Each dispatch stands as if it had come by itself.
    pub fn go_on_receiving(
        &mut self,
        now: Timestamp,
        receiving: Receiving,
    ) -> Result<Received, Fault> {
        let from = receiving.from.clone();
        let done = self.try_go_on(now, receiving);
        self.shown_to(&from, done)
    }

    fn shown_to(
        &mut self,
        from: &NodeId,
        done: Result<Received, Fault>,
    ) -> Result<Received, Fault> {
        match &done {
            Ok(Received::Answer(answer))
                if self.log_keys(from).is_ok_and(|keys| !keys.is_empty()) =>
            {
                self.turn(from);
                self.show(from, &answer.checkpoint);
            }
            Ok(_) => {}
            Err(_) => self.abandon(),
        }
        done
    }

    fn try_receive(
        &mut self,
        now: Timestamp,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
        opened: Option<OpenedAside>,
    ) -> Result<Received, Fault> {
        let asker = (&envelope.from, &envelope.verified[..]);
        self.hear_own(&envelope.heads)?;
        if self.mode == Mode::Recovering {
            return self.response(asker, refused("the node is recovering".to_owned()));
        }
        if self.log_keys(&envelope.from)?.is_empty() {
            let reason = format!("the directory does not list {}", envelope.from);
            return self.response(asker, refused(reason));
        }
        match self.open_envelope(carrier, envelope, opened)? {
            Ok((delivery, known)) => {
                self.begin(now)?;
                // Another process of this node may have recorded something meanwhile.
                if self.known(&delivery.checkpoint.log)? != known {
                    self.finish()?;
                    let stands = self.known(&delivery.checkpoint.log)?;
                    return self.response(asker, behind(delivery.checkpoint.log, stands));
                }
                self.record_first(envelope, Receiving::new(envelope, delivery))
            }
            Err((Reject::Gap, Some((log, known)))) => {
                if carrier == Some(&envelope.from) {
                    self.yield_to(now, &envelope.from);
                }
                self.response(asker, behind(log, known))
            }
            Err((reject, _)) => {
                self.begin(now)?;
                self.alarm_seldom(
                    AlarmKind::Contested,
                    reject.word(),
                    envelope.from.as_str(),
                    || describe(&reject),
                )?;
                self.finish()?;
                self.response(asker, refused(describe(&reject)))
            }
        }
    }

    fn try_go_on(&mut self, now: Timestamp, mut receiving: Receiving) -> Result<Received, Fault> {
        if self.mode == Mode::Recovering {
            let reason = "the node is recovering".to_owned();
            return self.response(receiving.asker(), refused(reason));
        }
        self.begin(now)?;
        let log = receiving.checkpoint.log.clone();
        let known = self.known(&log)?;
        // Its key may be one by now that somebody else has.
        let signed = Checkpoint::verify(&receiving.note, &self.keys_for(&log)?).is_ok();
        let follows = signed && (known.through, known.dispatch) == receiving.reached;
        if !follows || self.is_superseded(&log)? || self.is_distrusted(&log)? {
            self.finish()?;
            return self.response(receiving.asker(), behind(log, known));
        }
        self.record(&mut receiving)?;
        self.run_tasks()?;
        self.finish()?;
        self.recorded(receiving)
    }

    /// Recorded is everything, or so much for now.
    fn recorded(&mut self, receiving: Receiving) -> Result<Received, Fault> {
        if !receiving.rest.is_empty() {
            return Ok(Received::More(Box::new(receiving)));
        }
        self.links.entry(receiving.from.clone()).or_default().heard();
        self.response(receiving.asker(), Outcome::Recorded)
    }

    fn response(&self, asker: (&NodeId, &[Position]), outcome: Outcome) -> Result<Received, Fault> {
        self.answer(asker, outcome).map(|answer| Received::Answer(Box::new(answer)))
    }

    /// Leaves a peer the word, so that what it sends again follows. Of two that were both told the
    /// same, the first by name speaks on.
    fn yield_to(&mut self, now: Timestamp, peer: &NodeId) {
        let pace = self.settings.pace;
        let first = self.settings.node < *peer;
        let link = self.links.entry(peer.clone()).or_default();
        if !(link.is_behind() && first) {
            link.yields(now, &pace);
        }
    }

    fn open_envelope(
        &self,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
        opened: Option<OpenedAside>,
    ) -> Result<Result<(Delivery, Known), Rejected>, Fault> {
        let to_open = match self.to_open(carrier, envelope)? {
            Ok(to_open) => to_open,
            Err(reject) => return Ok(Err((reject, None))),
        };
        let opened = opened.filter(|opened| opened.with == to_open);
        let opened = opened.unwrap_or_else(|| to_open.open(envelope));
        let ToOpen { log, known, .. } = opened.with;
        Ok(match opened.opened {
            Ok(delivery) => Ok((delivery, known)),
            Err(reject) => Err((reject, Some((log, known)))),
        })
    }

    /// What an envelope is opened with, or why it is not.
    pub fn to_open(
        &self,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
    ) -> Result<Result<ToOpen, Reject>, Fault> {
        let claimed = Note::parse(&envelope.checkpoint).ok();
        let claimed = claimed.and_then(|note| Checkpoint::of(&note).ok());
        let Some(log) = claimed.map(|checkpoint| checkpoint.log) else {
            return Ok(Err(Reject::Checkpoint(CheckpointError::Form)));
        };
        if !self.may_be(&log)? {
            return Ok(Err(Reject::Checkpoint(CheckpointError::OtherLog)));
        }
        if self.is_superseded(&log)? {
            return Ok(Err(Reject::Closed));
        }
        if self.is_distrusted(&log)? {
            return Ok(Err(Reject::Consistency(ProofError::Mismatch)));
        }
        Ok(Ok(ToOpen {
            to: self.settings.node.clone(),
            carrier: carrier.cloned(),
            keys: self.keys_for(&log)?,
            known: self.known(&log)?,
            log,
        }))
    }

    /// Whether a node has closed a log: it has told us of a later epoch.
    pub(crate) fn is_superseded(&self, log: &LogId) -> Result<bool, Fault> {
        let later = |stream: &InStream| {
            let of = &stream.log;
            of.node == log.node && of.partition == log.partition && of.epoch > log.epoch
        };
        for stream in self.store.in_streams()?.iter().filter(|stream| later(stream)) {
            if !self.is_made_up(stream)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The streams of peers' logs that have not been closed.
    pub(crate) fn streams_in_force(&self) -> Result<Vec<InStream>, Fault> {
        let mut streams = Vec::new();
        for stream in self.store.in_streams()? {
            if !self.is_made_up(&stream)? {
                streams.push(stream);
            }
        }
        let of = |log: &LogId| (log.node.clone(), log.partition);
        let mut last = BTreeMap::new();
        for stream in &streams {
            let epoch = last.entry(of(&stream.log)).or_insert(stream.log.epoch);
            *epoch = stream.log.epoch.max(*epoch);
        }
        streams.retain(|stream| last.get(&of(&stream.log)) == Some(&stream.log.epoch));
        Ok(streams)
    }

    /// What is recorded of a peer's log.
    pub(crate) fn known(&self, log: &LogId) -> Result<Known, Fault> {
        let stream = self.true_stream(log)?;
        Ok(stream.map_or_else(Known::default, |stream| Known {
            through: stream.through,
            dispatch: stream.dispatch,
            size: stream.size,
            root: stream.root,
        }))
    }

    /// Records the first of an envelope, and what it says beside what it brings.
    fn record_first(
        &mut self,
        envelope: &Envelope,
        mut receiving: Receiving,
    ) -> Result<Received, Fault> {
        self.asks.heard_at.insert(envelope.from.clone(), self.now);
        self.record(&mut receiving)?;
        self.hear(receiving.checkpoint.clone(), receiving.note.clone())?;
        let keys = self.keys_for(&receiving.checkpoint.log)?;
        self.take_receipts(&envelope.from, &keys, envelope)?;
        self.note_verified(&envelope.from, &envelope.verified)?;
        self.hear_all(&envelope.heads)?;
        self.run_tasks()?;
        self.finish()?;
        self.recorded(receiving)
    }

    /// Records so many dispatches as are recorded at a time. The last of them has the receipt.
    fn record(&mut self, receiving: &mut Receiving) -> Result<(), Fault> {
        let checkpoint = receiving.checkpoint.clone();
        let stream = self.true_stream(&checkpoint.log)?;
        // Growth that was seen in an answer has no receipt yet, and a receipt is a cosignature.
        let grown = match &stream {
            Some(stream) => self.receipted_size(stream)? < checkpoint.size,
            None => true,
        };
        let mut stream = stream.unwrap_or_else(|| fresh_stream(&checkpoint));
        let mut exceptions: Vec<Exception> = serde_json::from_str(&stream.exceptions)
            .map_err(|source| Fault::Kept { what: "exceptions", source })?;
        let (mut count, mut entries) = (0, Vec::new());
        while let Some(brought) = receiving.next(count, self.steps) {
            count += brought.count();
            let proven = &brought.proven;
            self.keep(&checkpoint, proven)?;
            self.note_cites(&proven.header)?;
            stream.through = brought.dispatch.last();
            stream.dispatch = Some(proven.header.index);
            stream.dispatched = proven.header.at.as_microsecond();
            self.check_clock(&proven.header, None)?;
            entries.extend(brought.entries);
        }
        let dispatched = count > 0;
        exceptions.extend(self.take_all(&checkpoint, &entries)?);
        let surplus = exceptions.len().saturating_sub(EXCEPTIONS_MAX);
        exceptions.drain(..surplus);
        stream.exceptions = serde_json::to_string(&exceptions)
            .map_err(|source| Fault::Kept { what: "exceptions", source })?;
        if stream.size <= checkpoint.size {
            (stream.size, stream.root) = (checkpoint.size, checkpoint.root);
        }
        if grown || dispatched {
            let (log, note) = (&checkpoint.log, receiving.note.to_string());
            self.store.put_foreign_checkpoint(log, checkpoint.size, &note)?;
        }
        if (grown || dispatched) && receiving.rest.is_empty() {
            stream.receipt = Some(self.write_receipt(&stream, exceptions)?);
        }
        receiving.reached = (stream.through, stream.dispatch);
        self.store.put_in_stream(&stream)?;
        Ok(())
    }

    /// The size of a peer's log in our last receipt for it.
    fn receipted_size(&self, stream: &InStream) -> Result<u64, Fault> {
        let Some(place) = stream.receipt else { return Ok(0) };
        let entry = self.entry(Source::Own(place))?;
        let receipt: Option<Receipt> = body(&entry.groups, CORE);
        Ok(receipt.map_or(0, |receipt| receipt.size))
    }

    fn write_receipt(
        &mut self,
        stream: &InStream,
        exceptions: Vec<Exception>,
    ) -> Result<Place, Fault> {
        let receipt = Receipt {
            of: stream.log.clone(),
            to: self.settings.node.clone(),
            through: stream.through,
            dispatch: stream.dispatch,
            exceptions,
            size: stream.size,
            root: stream.root,
        };
        self.book(0, Subject::Receipt, &receipt)
    }
}

pub(crate) fn fresh_stream(checkpoint: &Checkpoint) -> InStream {
    InStream {
        log: checkpoint.log.clone(),
        through: 0,
        dispatch: None,
        dispatched: 0,
        size: 0,
        root: checkpoint.root,
        receipt: None,
        exceptions: "[]".to_owned(),
    }
}

fn refused(reason: String) -> Outcome {
    Outcome::Refused { reason }
}

/// The answer to whoever goes on where nobody has got to yet.
fn behind(log: LogId, known: Known) -> Outcome {
    let Known { through, dispatch, size, .. } = known;
    Outcome::Behind { log, through, dispatch, size }
}

/// A reject with its causes, for the peer's operator.
fn describe(reject: &Reject) -> String {
    let mut text = reject.to_string();
    let mut source = std::error::Error::source(reject);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
