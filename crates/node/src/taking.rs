//! What comes from another log is kept, told and judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use exchange::{Numbered, Proven};
use journal::{AlarmKind, Checkpoint, Exception, Header, LogId, Subject, Verdict};
use kernel::{DossierId, Inadmissible};
use store::{DossierRow, ForeignRow, Source, ToldRow};

use crate::erasing::ERASED;
use crate::fault::Fault;
use crate::history::{CORE, OpenEntry, key_of};
use crate::judging::{read_verdict, write_verdict};
use crate::logs::commitments;
use crate::node::Node;
use crate::vault::open_groups;

impl Node {
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
        if !erased {
            let (header, groups) = (header.clone(), proven.groups.clone());
            let opened = OpenEntry { header, groups, received: Some(self.now) };
            self.cache.entries.insert(Source::Foreign(id), Arc::new(opened));
        }
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
            self.cache.entries.remove(&Source::Foreign(known.id));
        }
        Ok(news)
    }

    /// Keeps numbered entries, and judges each dossier once for all that came of it. Gives back those that
    /// do not count, or not yet.
    pub(crate) fn take_all(
        &mut self,
        under: &Checkpoint,
        entries: &[Numbered],
    ) -> Result<Vec<Exception>, Fault> {
        let (mut verdicts, mut told) =
            (BTreeMap::new(), BTreeMap::<_, BTreeMap<i64, Vec<u64>>>::new());
        for numbered in entries {
            match self.take_in(under, numbered)? {
                Kept::Judged(verdict) => drop(verdicts.insert(numbered.number, verdict)),
                Kept::Told(dossier, seq) => {
                    let numbers: &mut BTreeMap<_, Vec<_>> = told.entry(dossier).or_default();
                    numbers.entry(seq).or_default().push(numbered.number);
                }
            }
        }
        // In the order in which the first of each was told.
        let mut told: Vec<_> = told.into_iter().collect();
        told.sort_by_key(|(_, seqs)| seqs.keys().next().copied());
        for (dossier, numbers) in told {
            for row in self.judge_fresh(&dossier, &numbers)? {
                let Some(numbers) = numbers.get(&row.seq) else { continue };
                let verdict = read_verdict(&row.verdict)?;
                if verdict != Verdict::Admitted {
                    // It changes no part, and yet the version that is shown.
                    self.cache.drop(&dossier);
                }
                verdicts.extend(numbers.iter().map(|number| (*number, verdict.clone())));
            }
        }
        verdicts.retain(|_, verdict| *verdict != Verdict::Admitted);
        let exceptions = verdicts.into_iter();
        Ok(exceptions.map(|(number, verdict)| Exception { number, verdict }).collect())
    }

    /// Keeps a numbered entry, and tells what is new of a dossier.
    fn take_in(&mut self, under: &Checkpoint, numbered: &Numbered) -> Result<Kept, Fault> {
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
            return Ok(Kept::Judged(Verdict::Admitted));
        }
        let Subject::Event { dossier, kind, part, .. } = &header.subject else {
            return Ok(Kept::Judged(Verdict::Unreadable));
        };
        if news == News::Other {
            return self.told_otherwise(&header.log, header.index).map(Kept::Judged);
        }
        if news != News::All {
            let told_now = (under, &numbered.entry);
            return self.told_again((dossier, id), news, told_now);
        }
        self.note_cites(header)?;
        self.note_dossier(header, dossier, kind)?;
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
        Ok(Kept::Told(dossier.clone(), self.store.tell(&row)?))
    }

    /// Notes that there is a dossier. The first word of the home says of what kind it is, whatever others
    /// said before.
    fn note_dossier(
        &mut self,
        header: &Header,
        dossier: &DossierId,
        kind: &str,
    ) -> Result<(), Fault> {
        let mut flag = String::new();
        let from_home = header.log.node == dossier.writer();
        if let Some(kept) = self.store.dossier(dossier)? {
            let gone = from_home && kept.flag != ERASED && self.was_erased(&key_of(header))?;
            // Only where it would say something new is it asked whether it is the first.
            if !(from_home && (gone || kept.kind != kind)) || self.home_told(dossier)? {
                return Ok(());
            }
            flag = if gone { ERASED.to_owned() } else { kept.flag };
        } else if from_home && self.was_erased(&key_of(header))? {
            flag = ERASED.to_owned();
        }
        let row = DossierRow { dossier: dossier.clone(), kind: kind.to_owned(), flag };
        Ok(self.store.put_dossier(&row)?)
    }

    /// Whether the writer that created the dossier has told anything of it.
    fn home_told(&self, dossier: &DossierId) -> Result<bool, Fault> {
        let home = dossier.writer();
        Ok(self.store.told_of(dossier)?.iter().any(|row| row.writer == home))
    }

    /// A peer goes on in a new epoch. What it has lost concerns whoever was told of it.
    fn note_epoch(&mut self, opening: &Proven) -> Result<(), Fault> {
        let Some(opened) = opening.body::<journal::Opened>(CORE) else { return Ok(()) };
        let log = &opening.header.log;
        for left in &opened.recovered {
            let closed = LogId { epoch: left.closed, ..log.clone() };
            self.doubt_unheard(&closed)?;
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

    /// A node that has lost its store may have lost all it was told in a log that was closed meanwhile, and
    /// whoever wrote it takes that for told: it asks for it.
    fn doubt_unheard(&mut self, closed: &LogId) -> Result<(), Fault> {
        let recovered = self.gathering.clone().filter(|gathering| !gathering.closed.is_empty());
        let Some(mut gathering) = recovered else { return Ok(()) };
        let is_heard = gathering.again.contains(closed) || self.known(closed)?.through > 0;
        if is_heard || !gathering.doubtful.insert(closed.clone()) {
            return Ok(());
        }
        self.keep_gathering(gathering)
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
    ) -> Result<Kept, Fault> {
        let told = self.store.told_of(dossier)?;
        let Some(row) = told.into_iter().find(|row| row.source == Source::Foreign(id)) else {
            return Ok(Kept::Judged(Verdict::Admitted));
        };
        let verdict = read_verdict(&row.verdict)?;
        if verdict == Verdict::Waiting {
            // It may have come in the same step, and not be judged yet.
            return Ok(Kept::Told(dossier.clone(), row.seq));
        }
        let compromised = verdict == Verdict::Contested(Inadmissible::KeyCompromised);
        let more = news == News::More && verdict == Verdict::Unreadable;
        if compromised {
            // What is taken today is signed by a key that is.
            self.store.reprove(id, under.size, proven.excerpt.proof())?;
        } else if !more {
            return Ok(Kept::Judged(verdict));
        }
        self.judge_anew(&row)?;
        let row = self.store.told(row.seq)?.ok_or(Fault::Damaged { what: "an event" })?;
        read_verdict(&row.verdict).map(Kept::Judged)
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

/// What was made of a numbered entry.
enum Kept {
    /// It says nothing new of a dossier, or was judged before.
    Judged(Verdict),
    /// It was told of a dossier, under this number.
    Told(DossierId, i64),
}
