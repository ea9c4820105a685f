//! Receiving: check, record, judge, follow up, receipt. In that order, in one transaction.

use std::collections::BTreeMap;

use exchange::{Answer, Delivery, Envelope, Known, Numbered, Outcome, Proven, Reject};
use journal::{
    AlarmKind, Checkpoint, CheckpointError, Exception, LogId, Opened, ProofError, Receipt, Subject,
    Verdict,
};
use kernel::{DossierId, Inadmissible, NodeId, Note, Timestamp};
use store::{DossierRow, ForeignRow, InStream, Place, Source, ToldRow};

use crate::erasing::ERASED;
use crate::fault::Fault;
use crate::history::{CORE, body, key_of, open_entry};
use crate::judging::{read_verdict, write_verdict};
use crate::logs::commitments;
use crate::node::{Mode, Node};
use crate::vault::open_groups;

/// How many exceptions a receipt lists; beyond it, only the newest.
const EXCEPTIONS_MAX: usize = 256;

/// Why an envelope is not taken, and what is known of its log where that can be said.
type Rejected = (Reject, Option<(LogId, Known)>);

impl Node {
    /// Takes an envelope that `carrier` brought, or that came on a stick, and answers it. Nothing
    /// is answered before everything it brought is on the disk.
    pub fn receive(
        &mut self,
        now: Timestamp,
        carrier: Option<&NodeId>,
        envelope: &Envelope,
    ) -> Result<Answer, Fault> {
        let done = self.try_receive(now, carrier, envelope);
        match &done {
            Ok(answer) if self.log_keys(&envelope.from).is_ok_and(|keys| !keys.is_empty()) => {
                self.turn(&envelope.from);
                self.show(&envelope.from, &answer.checkpoint);
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
    ) -> Result<Answer, Fault> {
        let refused = |reason: String| Outcome::Refused { reason };
        self.hear_own(&envelope.heads)?;
        if self.mode == Mode::Recovering {
            return self.answer(envelope, refused("the node is recovering".to_owned()));
        }
        if self.log_keys(&envelope.from)?.is_empty() {
            let reason = format!("the directory does not list {}", envelope.from);
            return self.answer(envelope, refused(reason));
        }
        match self.open_envelope(carrier, envelope)? {
            Ok(delivery) => {
                self.begin(now)?;
                self.record(envelope, delivery)?;
                self.finish()?;
                self.links.entry(envelope.from.clone()).or_default().heard();
                self.answer(envelope, Outcome::Recorded)
            }
            Err((Reject::Gap, Some((log, known)))) => {
                let Known { through, dispatch, size, .. } = known;
                if carrier == Some(&envelope.from) {
                    self.yield_to(now, &envelope.from);
                }
                self.answer(envelope, Outcome::Behind { log, through, dispatch, size })
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
                self.answer(envelope, refused(describe(&reject)))
            }
        }
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
    ) -> Result<Result<Delivery, Rejected>, Fault> {
        let claimed = Note::parse(&envelope.checkpoint).ok();
        let claimed = claimed.and_then(|note| Checkpoint::of(&note).ok());
        let Some(log) = claimed.map(|checkpoint| checkpoint.log) else {
            return Ok(Err((Reject::Checkpoint(CheckpointError::Form), None)));
        };
        if !self.may_be(&log)? {
            return Ok(Err((Reject::Checkpoint(CheckpointError::OtherLog), None)));
        }
        if self.is_superseded(&log)? {
            return Ok(Err((Reject::Closed, None)));
        }
        if self.is_distrusted(&log)? {
            return Ok(Err((Reject::Consistency(ProofError::Mismatch), None)));
        }
        let known = self.known(&log)?;
        let to = (&self.settings.node, carrier);
        let keys = self.keys_for(&log)?;
        let opened = exchange::open(envelope, to, &keys, |_| known.clone());
        Ok(opened.map_err(|reject| (reject, Some((log, known)))))
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

    fn record(&mut self, envelope: &Envelope, delivery: Delivery) -> Result<(), Fault> {
        let Delivery { checkpoint, note, dispatches, entries } = delivery;
        self.asks.heard_at.insert(envelope.from.clone(), self.now);
        let keys = self.keys_for(&checkpoint.log)?;
        let stream = self.true_stream(&checkpoint.log)?;
        // Growth that was seen in an answer has no receipt yet, and a receipt is a cosignature.
        let grown = match &stream {
            Some(stream) => self.receipted_size(stream)? < checkpoint.size,
            None => true,
        };
        let mut stream = stream.unwrap_or_else(|| fresh_stream(&checkpoint));
        let mut exceptions: Vec<Exception> = serde_json::from_str(&stream.exceptions)
            .map_err(|source| Fault::Kept { what: "exceptions", source })?;
        for (dispatch, proven) in &dispatches {
            self.keep(&checkpoint, proven)?;
            self.note_cites(&proven.header)?;
            stream.through = dispatch.last();
            stream.dispatch = Some(proven.header.index);
            stream.dispatched = proven.header.at.as_microsecond();
            self.check_clock(&proven.header, None)?;
        }
        for numbered in entries {
            let verdict = self.take_in(&checkpoint, &numbered)?;
            if verdict != Verdict::Admitted {
                exceptions.push(Exception { number: numbered.number, verdict });
            }
        }
        let surplus = exceptions.len().saturating_sub(EXCEPTIONS_MAX);
        exceptions.drain(..surplus);
        stream.exceptions = serde_json::to_string(&exceptions)
            .map_err(|source| Fault::Kept { what: "exceptions", source })?;
        (stream.size, stream.root) = (checkpoint.size, checkpoint.root);
        if grown || !dispatches.is_empty() {
            self.store.put_foreign_checkpoint(
                &checkpoint.log,
                checkpoint.size,
                &note.to_string(),
            )?;
            stream.receipt = Some(self.write_receipt(&stream, exceptions)?);
        }
        self.store.put_in_stream(&stream)?;
        self.hear(checkpoint, note)?;
        self.take_receipts(&envelope.from, &keys, envelope)?;
        self.note_verified(&envelope.from, &envelope.verified)?;
        self.hear_all(&envelope.heads)?;
        self.run_tasks()
    }

    /// The size of a peer's log in our last receipt for it.
    fn receipted_size(&self, stream: &InStream) -> Result<u64, Fault> {
        let Some(place) = stream.receipt else { return Ok(0) };
        let entry = open_entry(self.store.as_ref(), &self.find_key(), Source::Own(place))?;
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

    /// Keeps an entry of another log with its proof, its bodies under our own key. One that is kept
    /// already stays as it is, unless it now brings groups it did not bring before.
    pub(crate) fn keep(
        &mut self,
        under: &Checkpoint,
        proven: &Proven,
    ) -> Result<(i64, News), Fault> {
        let header = &proven.header;
        if let Some(known) = self.store.foreign_at(&header.log, header.index)? {
            return Ok((known.id, self.keep_more(&known, proven)?));
        }
        let bytes = proven.excerpt.header_bytes().to_vec();
        let key = key_of(header);
        // What was erased is not made anew by being told again.
        let erased = self.vault.key(&key)?.is_none() && self.was_erased(&key)?;
        let entropy = self.entropy.as_mut();
        let sealed = match erased {
            true => Vec::new(),
            false => self.vault.seal(&key, &bytes, &proven.groups, entropy)?,
        };
        let id = self.store.record(&ForeignRow {
            id: 0,
            log: header.log.clone(),
            index: header.index,
            header: bytes,
            commitments: commitments(&proven.groups),
            sealed,
            proof: proven.excerpt.proof().to_vec(),
            size: under.size,
            received: self.now.as_microsecond(),
        })?;
        Ok((id, News::All))
    }

    /// Adds the groups an entry brings now and did not bring before. What was erased stays erased.
    fn keep_more(&mut self, known: &ForeignRow, proven: &Proven) -> Result<News, Fault> {
        let key = key_of(&proven.header);
        let same = known.header == proven.excerpt.header_bytes()
            && known.commitments == commitments(&proven.groups);
        if !same {
            return Ok(News::Other);
        }
        if self.was_erased(&key)? {
            return Ok(News::Nothing);
        }
        let opened =
            open_groups(self.vault.key(&key)?, &known.header, &known.commitments, &known.sealed);
        let Ok(mut groups) = opened else { return Ok(News::Nothing) };
        let mut news = News::Nothing;
        for (kept, told) in groups.iter_mut().zip(&proven.groups) {
            if kept.name().is_none() && told.name().is_some() {
                *kept = told.clone();
                news = News::More;
            }
        }
        if news == News::More {
            let entropy = self.entropy.as_mut();
            let sealed = self.vault.seal(&key, &known.header, &groups, entropy)?;
            self.store.reseal(known.id, &sealed)?;
        }
        Ok(news)
    }

    /// Keeps a numbered entry and judges it.
    fn take_in(&mut self, under: &Checkpoint, numbered: &Numbered) -> Result<Verdict, Fault> {
        let header = &numbered.entry.header;
        let under = match &numbered.earlier {
            Some((earlier, note)) => {
                self.keep_note(earlier, note)?;
                earlier
            }
            None => under,
        };
        let (id, news) = self.keep(under, &numbered.entry)?;
        if let (Subject::Opened, News::All | News::Other) = (&header.subject, news) {
            self.note_epoch(&numbered.entry)?;
        }
        if header.subject == Subject::Opened {
            return Ok(Verdict::Admitted);
        }
        let Subject::Event { dossier, kind, part, .. } = &header.subject else {
            return Ok(Verdict::Unreadable);
        };
        if news == News::Other {
            return self.told_otherwise(&header.log, header.index);
        }
        if news != News::All {
            let told_now = (under, &numbered.entry);
            return self.told_again((dossier, id), news, told_now);
        }
        // The first word of the home says what kind of dossier it is, whatever others said before.
        let home = header.log.node == dossier.writer() && !self.home_told(dossier)?;
        let kept = self.store.dossier(dossier)?;
        if home || kept.is_none() {
            let gone = home && self.was_erased(&key_of(header))?;
            let flag = kept.map(|kept| kept.flag).unwrap_or_default();
            let flag = if gone { ERASED.to_owned() } else { flag };
            let row = DossierRow { dossier: dossier.clone(), kind: kind.clone(), flag };
            self.store.put_dossier(&row)?;
        }
        let row = ToldRow {
            seq: 0,
            dossier: dossier.clone(),
            kind: kind.clone(),
            writer: header.log.node.clone(),
            part: *part,
            epoch: header.log.epoch,
            index: header.index,
            source: Source::Foreign(id),
            verdict: write_verdict(&Verdict::Waiting)?,
        };
        let seq = self.store.tell(&row)?;
        self.judge_dossier(dossier)?;
        let row = self.store.told(seq)?.ok_or(Fault::Damaged { what: "an event" })?;
        let verdict = read_verdict(&row.verdict)?;
        if verdict != Verdict::Admitted {
            // It changes no part, and yet the version that is shown.
            self.cache.drop(dossier);
        }
        Ok(verdict)
    }

    /// A peer goes on in a new epoch. What it has lost concerns whoever was told of it.
    fn note_epoch(&mut self, opening: &Proven) -> Result<(), Fault> {
        let Some(opened) = opening.body::<Opened>(CORE) else { return Ok(()) };
        let log = &opening.header.log;
        for left in &opened.recovered {
            let closed = LogId { epoch: left.closed, ..log.clone() };
            let size = self.known(&closed)?.size;
            let lost: u64 = left.lost.iter().map(|(from, to)| to.saturating_sub(*from) + 1).sum();
            let mut detail = format!("it goes on in epoch {}; {lost} entries are lost", log.epoch);
            if opened.rekeyed && size <= left.written && lost == 0 && left.given_up.is_none() {
                continue;
            }
            if size > left.written {
                detail.push_str(&format!("; it had {size} entries, and says {}", left.written));
            }
            self.alarm(AlarmKind::Recovered, &closed.to_string(), &detail)?;
        }
        Ok(())
    }

    /// The place of an entry is taken by another: somebody had the key and told this node a history of
    /// his own. The true one is not recorded, and its writer learns so.
    pub(crate) fn told_otherwise(&mut self, log: &LogId, index: u64) -> Result<Verdict, Fault> {
        self.alarm_seldom(AlarmKind::TwoHistories, "otherwise", &log.to_string(), || {
            format!("entry {index} was told otherwise before; the first is kept")
        })?;
        Ok(Verdict::Contested(Inadmissible::OutOfOrder))
    }

    /// What was told before in another dispatch keeps its verdict, unless it could not be read then
    /// and brings now what was missing, or its writer signs it now with another key.
    fn told_again(
        &mut self,
        (dossier, id): (&DossierId, i64),
        news: News,
        (under, proven): (&Checkpoint, &Proven),
    ) -> Result<Verdict, Fault> {
        let told = self.store.told_of(dossier)?;
        let Some(row) = told.into_iter().find(|row| row.source == Source::Foreign(id)) else {
            return Ok(Verdict::Admitted);
        };
        let verdict = read_verdict(&row.verdict)?;
        let compromised = verdict == Verdict::Contested(Inadmissible::KeyCompromised);
        let more = news == News::More && verdict == Verdict::Unreadable;
        if compromised {
            // What is taken today is signed by a key that is.
            self.store.reprove(id, under.size, proven.excerpt.proof())?;
        } else if !more {
            return Ok(verdict);
        }
        self.judge_anew(&row)?;
        let row = self.store.told(row.seq)?.ok_or(Fault::Damaged { what: "an event" })?;
        read_verdict(&row.verdict)
    }
}

/// What an entry brings that was not kept before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// It was not known at all.
    All,
    /// Groups that were withheld before.
    More,
    /// Another entry is kept in its place.
    Other,
    /// Nothing.
    Nothing,
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
