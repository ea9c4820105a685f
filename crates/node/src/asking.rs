//! The pull to every push: what this node asks of its peers, and what it answers when they ask.

use std::collections::{BTreeMap, BTreeSet};

use agreement::Audience;
use exchange::{Ask, Consistency, Envelope, Link, Pace, Position, ToldAgain, Wanted};
use guarantee::account::Account;
use guarantee::hold::Conversation;
use identity::NodeRole;
use journal::{AlarmKind, LogId, verify_consistency};
use kernel::{Administration, Decider, DossierId, Name, NameKind, NodeId, Note, Timestamp};
use transit::Part;

use crate::fault::Fault;
use crate::hearing::distrusted;
use crate::kind::Kind;
use crate::node::{Mode, Node};

/// How often a log may fail to prove that what was heard of it is one history, before that alarms; and
/// how many proofs in a row that prove another history convict it. One may have been damaged on its
/// way, and a conviction is for good.
const UNPROVEN_MAX: u32 = 3;
/// How many dispatches answer a question for a stream. What comes after them is told by itself or asked
/// for next, and whoever asks again and again holds up nobody for long.
const ASKED_DISPATCHES_MAX: usize = 1;

/// A question for a peer.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The peer.
    pub to: NodeId,
    /// Where the directory says it is.
    pub endpoint: String,
    /// What is asked.
    pub ask: Ask,
    /// The same in bytes.
    pub body: Vec<u8>,
}

/// What is under way between this node and those it asks. Lost with the process; all of it comes up
/// again.
#[derive(Debug, Default)]
pub(crate) struct Asks {
    links: BTreeMap<NodeId, Link>,
    /// Dossiers to be asked for, by whom to ask.
    wanted: BTreeMap<NodeId, BTreeSet<Wanted>>,
    /// When each peer was last heard.
    pub(crate) heard_at: BTreeMap<NodeId, Timestamp>,
    /// Up to which size what was heard of a log is proven to be one history.
    proven: BTreeMap<LogId, u64>,
    /// How often a log did not prove it.
    unproven_count: BTreeMap<LogId, u32>,
    /// When a stream was last asked for of which something was lost, and from which number on.
    lost: BTreeMap<LogId, (u64, Timestamp)>,
    /// How often in a row its proof was of another history.
    disproven_count: BTreeMap<LogId, u32>,
}

impl Asks {
    /// Whether a peer can be asked something now; if so, it is.
    pub(crate) fn may_ask(&mut self, peer: &NodeId, now: Timestamp, pace: &Pace) -> bool {
        let link = self.links.entry(peer.clone()).or_default();
        let ready = link.ready(now, pace);
        if ready {
            link.sent(now);
        }
        ready
    }

    /// Whether a stream of which something was lost is asked for now, from a number on.
    pub(crate) fn asks_lost(
        &mut self,
        now: Timestamp,
        (log, through): (&LogId, u64),
        pause_ms: i64,
    ) -> bool {
        let before = self.lost.get(log);
        let waits = before
            .is_some_and(|(from, at)| *from == through && exchange::within(*at, now, pause_ms));
        if !waits {
            self.lost.insert(log.clone(), (through, now));
        }
        !waits
    }

    /// Forgets what was under way, but not whom it is under way with.
    pub(crate) fn forget(&mut self) {
        let links = std::mem::take(&mut self.links);
        *self = Self { links, ..Self::default() };
    }
}

impl Node {
    /// What can be asked now. Each peer has at most one question under way.
    pub fn asking(&mut self, now: Timestamp) -> Result<Vec<Asking>, Fault> {
        self.asking_by(now, true)
    }

    /// The same where another process has the duties: only what this one was told to ask for.
    pub fn asking_wanted(&mut self, now: Timestamp) -> Result<Vec<Asking>, Fault> {
        if self.asks.wanted.values().all(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        self.asking_by(now, false)
    }

    fn asking_by(&mut self, now: Timestamp, on_duty: bool) -> Result<Vec<Asking>, Fault> {
        if self.mode == Mode::Recovering {
            let done = self.asking_back(now);
            if done.is_err() {
                self.abandon();
            }
            return done;
        }
        let Ok(directory) = self.world.directory() else { return Ok(Vec::new()) };
        let peers: Vec<_> = directory
            .nodes()
            .filter(|(_, entry)| entry.node != self.settings.node)
            .map(|(_, entry)| (entry.node.clone(), entry.role, entry.endpoint.clone()))
            .collect();
        let mut asking = Vec::new();
        for (to, role, endpoint) in peers {
            let link = self.asks.links.entry(to.clone()).or_default();
            if !link.ready(now, &self.settings.pace) {
                continue;
            }
            if let Some(ask) = self.next_ask(now, (&to, role), on_duty)? {
                let body = exchange::write("a question", &ask)?;
                self.asks.links.entry(to.clone()).or_default().sent(now);
                asking.push(Asking { to, endpoint, ask, body });
            }
        }
        Ok(asking)
    }

    /// Asks a peer for a dossier this administration should have, as soon as it can be asked.
    pub fn want(&mut self, peer: &NodeId, wanted: Wanted) {
        self.asks.wanted.entry(peer.clone()).or_default().insert(wanted);
    }

    fn next_ask(
        &mut self,
        now: Timestamp,
        (peer, role): (&NodeId, NodeRole),
        on_duty: bool,
    ) -> Result<Option<Ask>, Fault> {
        let wanted = self.asks.wanted.get(peer).and_then(|wanted| wanted.first().cloned());
        if let Some(wanted) = wanted {
            return Ok(Some(Ask::Dossier { wanted }));
        }
        if !on_duty {
            return Ok(None);
        }
        if let Some(ask) = self.still_to_return(peer)? {
            return Ok(Some(ask));
        }
        if let Some(ask) = self.lost_of(now, peer)? {
            return Ok(Some(ask));
        }
        if let Some(ask) = self.once_more_of(peer)? {
            return Ok(Some(ask));
        }
        if let Some(ask) = self.to_vouch_for(peer)? {
            return Ok(Some(ask));
        }
        if let Some(ask) = self.unproven(peer)? {
            return Ok(Some(ask));
        }
        if role == NodeRole::Customs { self.overdue(now, peer) } else { Ok(None) }
    }

    /// What was heard of a peer's log from others and has not been proven to be one history with
    /// what the peer told this node.
    fn unproven(&self, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        for stream in self.streams_in_force()? {
            let Some(head) = self.heads.head(&stream.log) else { continue };
            let (from, to) = (head.size.min(stream.size), head.size.max(stream.size));
            let proven = self.asks.proven.get(&stream.log).is_some_and(|size| *size >= head.size);
            let asked = self.asks.unproven_count.get(&stream.log).copied().unwrap_or_default();
            let open = from > 0 && from < to && !proven && asked < UNPROVEN_MAX;
            let theirs = stream.log.node == *peer;
            if theirs && open && !self.is_distrusted(&stream.log)? {
                return Ok(Some(Ask::Consistency { log: stream.log, from, to }));
            }
        }
        Ok(None)
    }

    /// The stream of a peer that owes a sign of life and has not given one.
    fn overdue(&self, now: Timestamp, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        let silence = 2 * self.settings.heartbeat_ms;
        for stream in self.streams_in_force()? {
            if stream.log.node != *peer || stream.dispatch.is_none() {
                continue;
            }
            let heard = self.asks.heard_at.get(peer).copied();
            let heard = heard.map_or(stream.dispatched / 1000, Timestamp::as_millisecond);
            if now.as_millisecond() - heard > silence {
                let verified = Position { log: stream.log, size: stream.size };
                let (through, dispatch) = (stream.through, stream.dispatch);
                return Ok(Some(Ask::Stream { through, dispatch, verified }));
            }
        }
        Ok(None)
    }

    /// Takes what a peer answered to a question; none where it did not.
    pub fn told(
        &mut self,
        now: Timestamp,
        peer: &NodeId,
        ask: &Ask,
        answer: Option<&[u8]>,
    ) -> Result<(), Fault> {
        let Some(answer) = answer else {
            let jitter = u32::from_be_bytes(self.random());
            let pace = self.settings.pace;
            self.asks.links.entry(peer.clone()).or_default().failed(now, &pace, jitter);
            return Ok(());
        };
        self.asks.links.entry(peer.clone()).or_default().answered(now);
        match ask {
            Ask::Stream { .. } => {
                // Only this answer says that nothing of the stream is missing.
                self.asks.heard_at.insert(peer.clone(), now);
                let read = exchange::read::<Option<Envelope>>("an envelope", answer);
                if let Ok(Some(envelope)) = read {
                    self.receive(now, Some(peer), &envelope)?;
                    // Nobody sends again what was an answer.
                    self.links.entry(peer.clone()).or_default().heard();
                }
                Ok(())
            }
            Ask::Dossier { wanted } => {
                // What was asked for comes in the peer's stream.
                self.asks.wanted.entry(peer.clone()).or_default().remove(wanted);
                Ok(())
            }
            Ask::Return { log, from } => {
                let done = self.take_returned(now, peer, (log, *from), answer);
                match done {
                    Ok(true) => {}
                    Ok(false) => {
                        let jitter = u32::from_be_bytes(self.random());
                        let pace = self.settings.pace;
                        let link = self.asks.links.entry(peer.clone()).or_default();
                        link.failed(now, &pace, jitter);
                    }
                    Err(_) => self.abandon(),
                }
                done.map(|_| ())
            }
            Ask::Again { log, through } => {
                let read = exchange::read::<ToldAgain>("how far it reaches", answer).ok();
                let read = read.filter(|told| (&told.of, &told.through) == (log, through));
                let again = read.as_ref().is_some_and(|told| told.reached.is_some());
                if !again {
                    let jitter = u32::from_be_bytes(self.random());
                    let pace = self.settings.pace;
                    let link = self.asks.links.entry(peer.clone()).or_default();
                    link.failed(now, &pace, jitter);
                }
                let Some(read) = read else { return Ok(()) };
                let mut done = self.told_again_through(now, log, read.reached);
                if again && done.is_ok() {
                    done = self.no_longer_doubted(now, log, *through);
                }
                if done.is_err() {
                    self.abandon();
                }
                done
            }
            Ask::Consistency { log, from, to } => {
                let read = exchange::read::<Option<Consistency>>("a consistency proof", answer);
                let proof = read.ok().flatten();
                let done = self.judge_proof(now, (log, *from, *to), proof.as_ref());
                if done.is_err() {
                    self.abandon();
                }
                done
            }
        }
    }

    /// Whether a log has proven that what was heard of it is one history with what it told us.
    fn judge_proof(
        &mut self,
        now: Timestamp,
        (log, from, to): (&LogId, u64, u64),
        proof: Option<&Consistency>,
    ) -> Result<(), Fault> {
        let Some(stream) = self.store.in_stream(log)? else { return Ok(()) };
        let Some((size, root)) = self.heads.head(log).map(|head| (head.size, head.root)) else {
            return Ok(());
        };
        let (told, heard) = ((stream.size, stream.root), (size, root));
        let (low, high) = if told.0 <= heard.0 { (told, heard) } else { (heard, told) };
        // It moved on while it was asked: a proof between other sizes says nothing about these.
        if (low.0, high.0) != (from, to) {
            return Ok(());
        }
        match proof {
            Some(proof) if proof.from == low.0 => {
                if verify_consistency(low.0, low.1, high.0, high.1, &proof.path).is_ok() {
                    self.asks.proven.insert(log.clone(), size);
                    self.asks.unproven_count.remove(log);
                    self.asks.disproven_count.remove(log);
                    return Ok(());
                }
                let count = self.asks.disproven_count.entry(log.clone()).or_default();
                *count += 1;
                if *count < UNPROVEN_MAX { Ok(()) } else { self.disprove(now, log, &stream) }
            }
            // An answer to another question is none.
            Some(_) | None => {
                let count = self.asks.unproven_count.entry(log.clone()).or_default();
                *count += 1;
                if *count < UNPROVEN_MAX {
                    return Ok(());
                }
                let detail = format!(
                    "it does not prove that sizes {} and {size} are one history",
                    stream.size
                );
                self.begin(now)?;
                self.alarm(AlarmKind::Contested, &log.to_string(), &detail)?;
                self.finish()
            }
        }
    }

    /// A log that cannot be one history: both notes are kept, and the log is no longer taken.
    fn disprove(
        &mut self,
        now: Timestamp,
        log: &LogId,
        stream: &store::InStream,
    ) -> Result<(), Fault> {
        let told = self.store.foreign_checkpoints()?.into_iter();
        let told = told.filter(|(of, size, _)| of == log && *size == stream.size);
        let heard = self.heads.notes().filter(|(of, _)| *of == log).map(|(_, note)| note);
        let notes: Vec<_> =
            told.map(|(_, _, note)| note).chain(heard.map(Note::to_string)).collect();
        self.begin(now)?;
        self.store.put_text(&distrusted(log), &notes.join("\n"))?;
        let detail =
            "what it told us and what others heard are no one history; both notes are kept";
        self.alarm(AlarmKind::TwoHistories, &log.to_string(), detail)?;
        self.finish()
    }

    /// Answers what a peer asks: the pull to every push.
    pub fn asked(&mut self, now: Timestamp, peer: &NodeId, ask: &Ask) -> Result<Vec<u8>, Fault> {
        let done = self.try_asked(now, peer, ask);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_asked(&mut self, now: Timestamp, peer: &NodeId, ask: &Ask) -> Result<Vec<u8>, Fault> {
        match ask {
            // Of two that recover, each gives back to the other.
            Ask::Return { log, from } => {
                let returned = self.give_back(peer, log, *from)?;
                Ok(exchange::write("what is returned", &returned)?)
            }
            // It may have lost what it is asked to tell again: that is not to say that there was nothing.
            Ask::Again { .. } if self.mode == Mode::Recovering => {
                Ok(exchange::write("that it recovers", &"recovering")?)
            }
            _ if self.mode == Mode::Recovering => {
                Ok(exchange::write("nothing", &None::<Envelope>)?)
            }
            Ask::Again { log, through } => {
                let reached = self.tell_closed(now, peer, log, *through)?;
                let told = ToldAgain { of: log.clone(), through: *through, reached };
                Ok(exchange::write("how far it reaches", &told)?)
            }
            Ask::Stream { through, dispatch, verified } => {
                let Position { log, size } = verified;
                if !self.logs.iter().any(|own| own.id == *log) {
                    return Ok(exchange::write("nothing", &None::<Envelope>)?);
                }
                self.begin(now)?;
                self.rewind(peer, log, (*through, *dispatch, *size))?;
                self.finish()?;
                let stream = self.store.out_stream(peer, log.epoch, log.partition)?;
                let envelope = self.envelope(peer, log, stream.as_ref(), ASKED_DISPATCHES_MAX)?;
                self.show(peer, &envelope.checkpoint);
                let envelope = Some(envelope);
                Ok(exchange::write("an envelope", &envelope)?)
            }
            Ask::Dossier { wanted } => {
                self.begin(now)?;
                let mut found = 0;
                for dossier in self.wanted(wanted)? {
                    found += self.tell_again(peer, &dossier)?;
                }
                self.finish()?;
                Ok(exchange::write("an answer", &found)?)
            }
            Ask::Consistency { log, from, to } => {
                let own =
                    |node: &Self| Ok::<_, Fault>(node.own_size(log)?.is_some_and(|own| *to <= own));
                if !own(self)? {
                    // Another process of this node may have written so far.
                    self.begin(now)?;
                    self.store.roll_back()?;
                }
                let known = own(self)? && from <= to;
                let proof = if known { Some(self.consistency(log, *from, *to)?) } else { None };
                Ok(exchange::write("a consistency proof", &proof)?)
            }
        }
    }

    /// The dossiers a peer means.
    fn wanted(&self, wanted: &Wanted) -> Result<Vec<DossierId>, Fault> {
        match wanted {
            Wanted::Dossier(dossier) => Ok(vec![dossier.clone()]),
            Wanted::Mrn(mrn) => self.find::<Part>(&Name::new(NameKind::Mrn, mrn)),
        }
    }

    /// Whether an agreement in force, or in its run-off, still lets a reader have a dossier.
    fn may_still_read(
        &mut self,
        dossier: &DossierId,
        reader: &Administration,
    ) -> Result<bool, Fault> {
        let kind = self.store.dossier(dossier)?.map(|row| row.kind);
        Ok(match kind.as_deref() {
            Some(Part::KIND) => self.audience_now::<Part>(dossier)?.contains_key(reader),
            Some(Conversation::KIND) => {
                self.audience_now::<Conversation>(dossier)?.contains_key(reader)
            }
            Some(Account::KIND) => self.audience_now::<Account>(dossier)?.contains_key(reader),
            Some(_) | None => false,
        })
    }

    pub(crate) fn audience_now<D: Kind>(&mut self, dossier: &DossierId) -> Result<Audience, Fault> {
        let loaded = self.load::<D>(dossier)?;
        let audience = self.audience::<D>(&loaded.dossier)?;
        D::slot(&mut self.cache).put(loaded);
        Ok(audience)
    }

    /// Numbers what this node wrote of a dossier once more for a peer that reads it; says how much.
    fn tell_again(&mut self, peer: &NodeId, dossier: &DossierId) -> Result<usize, Fault> {
        let Some((member, _)) = self.world.directory()?.node(peer) else { return Ok(0) };
        let asking = member.administration.clone();
        let readers = self.store.readers(dossier)?;
        let reads = readers.iter().any(|reader| reader.administration == asking);
        if !reads || !self.may_still_read(dossier, &asking)? {
            return Ok(0);
        }
        let (places, partition) = (self.own_places(dossier)?, self.partition(dossier));
        for place in &places {
            self.number_earlier(peer, partition, *place);
        }
        Ok(places.len())
    }
}
