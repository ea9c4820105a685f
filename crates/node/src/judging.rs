//! Judging what others wrote: whether it counts here, and what follows when it does.

mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::{AlarmKind, Group, Header, Verdict};
use kernel::{Decider, DossierId, Inadmissible, Timestamp};
use store::{DossierRow, ToldRow};
use transit::Part;

use crate::cache::Loaded;
use crate::erasing::ERASED;
use crate::fault::Fault;
use crate::history::{CORE, OpenEntry, body, kept_entry, read_header};
use crate::judging::rows::Awaited;
pub(crate) use crate::judging::rows::Rows;
use crate::kind::Kind;
use crate::node::Node;
use crate::submit::event_name;

/// The flag of a dossier whose history cannot have happened.
pub(crate) const QUARANTINED: &str = "quarantined";

impl Node {
    /// Judges what waits in a dossier, in the order it was told. A verdict that can now be taken may
    /// let another be taken too. Gives back all that is told of it, with the verdicts of now.
    pub(crate) fn judge_dossier(&mut self, dossier: &DossierId) -> Result<Vec<ToldRow>, Fault> {
        self.judge_told(dossier, |_| true)
    }

    /// The same where only what was told under these numbers is new: of all else that waits, no more is
    /// judged than what these let be taken.
    pub(crate) fn judge_fresh(
        &mut self,
        dossier: &DossierId,
        fresh: &BTreeMap<i64, Vec<u64>>,
    ) -> Result<Vec<ToldRow>, Fault> {
        self.judge_told(dossier, |row| fresh.contains_key(&row.seq))
    }

    fn judge_told(
        &mut self,
        dossier: &DossierId,
        is_fresh: impl Fn(&ToldRow) -> bool,
    ) -> Result<Vec<ToldRow>, Fault> {
        let Some(kept) = self.store.dossier(dossier)? else { return Ok(Vec::new()) };
        let mut rows = Rows::new(self.store.told_of(dossier)?, is_fresh);
        match kept.kind.as_str() {
            _ if kept.flag == ERASED => self.pass_over(&mut rows)?,
            Account::KIND => self.judge_all::<Account>(&mut rows)?,
            Conversation::KIND => self.judge_all::<Conversation>(&mut rows)?,
            Part::KIND => self.judge_all::<Part>(&mut rows)?,
            _ => self.set_unreadable(&mut rows)?,
        }
        if rows.have_changed() && kept.flag != ERASED {
            self.flag_by(dossier, rows.all())?;
        }
        Ok(rows.into_all())
    }

    /// What an older program could not read, a newer one may: it is judged again at the first start
    /// of another version.
    pub(crate) fn read_again(&mut self, now: Timestamp) -> Result<(), Fault> {
        const PAGE: usize = 512;
        if self.store.text("program")?.as_deref() == Some(&self.program.name) {
            return Ok(());
        }
        let unreadable = write_verdict(&Verdict::Unreadable)?;
        self.begin(now)?;
        self.store.put_text("program", &self.program.name)?;
        let mut seq = 0;
        loop {
            let rows = self.store.told_after(seq, PAGE)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            seq = last;
            for row in rows.iter().filter(|row| row.verdict == unreadable) {
                self.judge_anew(row)?;
            }
        }
        self.finish()
    }

    /// What could not be read may be readable now.
    pub(crate) fn judge_anew(&mut self, row: &ToldRow) -> Result<(), Fault> {
        self.store.judge(row.seq, &write_verdict(&Verdict::Waiting)?)?;
        self.flag_again(&row.dossier)?;
        self.judge_dossier(&row.dossier).map(drop)
    }

    /// What is told of a dossier that was erased is not read any more, and nobody need look at it.
    fn pass_over(&mut self, rows: &mut Rows) -> Result<(), Fault> {
        let unreadable = write_verdict(&Verdict::Unreadable)?;
        for row in rows.with(&[write_verdict(&Verdict::Waiting)?]).cloned().collect::<Vec<_>>() {
            self.store.judge(row.seq, &unreadable)?;
            rows.judged(&row, unreadable.clone());
        }
        Ok(())
    }

    fn set_unreadable(&mut self, rows: &mut Rows) -> Result<(), Fault> {
        for row in rows.with(&[write_verdict(&Verdict::Waiting)?]).cloned().collect::<Vec<_>>() {
            self.settle_verdict(rows, &row, &Verdict::Unreadable)?;
        }
        Ok(())
    }

    fn judge_all<D: Kind>(&mut self, rows: &mut Rows) -> Result<(), Fault> {
        let verdicts = open_verdicts()?;
        let mut open = rows.judgeable(&verdicts);
        while let Some(row) = open.pop_first().and_then(|seq| rows.get(seq).cloned()) {
            let judged = self.judge::<D>(&row, rows)?;
            let verdict = match &judged {
                Judged::Admitted(_) => Verdict::Admitted,
                Judged::Waits(for_what) => {
                    rows.waits(&row, *for_what);
                    Verdict::Waiting
                }
                Judged::Aside(verdict) => verdict.clone(),
            };
            if write_verdict(&verdict)? == row.verdict {
                continue;
            }
            let is_next = rows.is_next(&row);
            self.settle_verdict(rows, &row, &verdict)?;
            if let Judged::Admitted(counted) = judged {
                self.admit_into::<D>((&row, is_next), &counted)?;
                rows.told_under(&counted.entry.header.cites.agreements);
                open.extend(rows.freed_by(&row));
            }
        }
        Ok(())
    }

    /// Whether an event counts: its agreement, its writer's competence, its place in its part.
    fn judge<D: Kind>(&mut self, row: &ToldRow, rows: &mut Rows) -> Result<Judged<D>, Fault> {
        if row.kind != D::KIND {
            // Only the home says what kind of dossier it is.
            return Ok(match rows.home_told() {
                true => Judged::contested(Inadmissible::OtherKind),
                false => Judged::Waits(Awaited::Document),
            });
        }
        let entry = self.entry(row.source)?;
        let event = body::<D::Event>(&entry.groups, CORE);
        let Some(event) = event.filter(|_| self.program.reads(&entry.groups)) else {
            return Ok(Judged::Aside(Verdict::Unreadable));
        };
        let Some(directory) = self.world.directory_at(entry.header.cites.directory) else {
            return Ok(Judged::Waits(Awaited::Document));
        };
        let Some(writer) = directory.writer(&row.writer) else {
            return Ok(Judged::contested(Inadmissible::NotTheirs));
        };
        match self.agreed::<D>(row, rows, &entry.header, &writer.administration)? {
            None => {}
            Some(Verdict::Waiting) => return Ok(Judged::Waits(Awaited::Document)),
            Some(verdict) => return Ok(Judged::Aside(verdict)),
        }
        if row.part > 1 && !rows.counts(&row.writer, row.part - 1) {
            return Ok(Judged::Waits(Awaited::Earlier));
        }
        self.note_cites(&entry.header)?;
        let taken = rows.counts(&row.writer, row.part);
        let loaded = self.load::<D>(&row.dossier)?;
        let released_under = D::released_under(&loaded.dossier);
        if taken || self.cites_go_back(&entry.header, rows, &released_under)? {
            D::slot(&mut self.cache).put(loaded);
            return Ok(Judged::contested(Inadmissible::OutOfOrder));
        }
        let admitted = D::admit(&loaded.dossier, &writer, &event);
        let own = row.dossier.writer() == self.settings.node && !rows.home_told();
        D::slot(&mut self.cache).put(loaded);
        Ok(match admitted {
            Ok(()) => Judged::Admitted(Box::new(Counted { event, entry })),
            Err(Inadmissible::HomeUnknown) => Judged::Waits(Awaited::Home),
            // What this node had asked is lost, and may be told it again.
            Err(Inadmissible::NothingAsked) if own && self.gathering.is_some() => {
                Judged::Waits(Awaited::Home)
            }
            Err(reason) => Judged::contested(reason),
        })
    }

    /// Whether no agreement lets us have the entry, or one it cites is not known yet. What is told late
    /// cites nothing, and stands under whatever is in force, or cites what binds those who were told at
    /// the time and not us. Either stands under what its writer cites elsewhere in the dossier, too: the
    /// agreement may have ended between its being told and its being read.
    fn agreed<D: Kind>(
        &self,
        row: &ToldRow,
        rows: &mut Rows,
        header: &Header,
        author: &kernel::Administration,
    ) -> Result<Option<Verdict>, Fault> {
        let (known, own) = (&self.world.agreements, &self.settings.administration);
        let day = kernel::utc_day(self.now);
        let verdict = match header.cites.agreements.is_empty() {
            false => self.bound::<D>(header, author),
            true => match known.covering(D::KIND, author, own, day).next() {
                Some(_) => None,
                None => Some(Verdict::NoAgreement),
            },
        };
        if verdict != Some(Verdict::NoAgreement) {
            return Ok(verdict);
        }
        let bound = rows.bound(&row.writer, |source| {
            let later = read_header(&kept_entry(self.store.as_ref(), source)?.header)?;
            let cites = !later.cites.agreements.is_empty();
            Ok(cites && self.bound::<D>(&later, author).is_none())
        })?;
        Ok(verdict.filter(|_| !bound))
    }

    /// Whether nothing that an entry cites binds its author and us, or it is not known yet. It binds where
    /// it was in force, or in its run-off, on the day of the entry.
    fn bound<D: Kind>(&self, header: &Header, author: &kernel::Administration) -> Option<Verdict> {
        let (known, own) = (&self.world.agreements, &self.settings.administration);
        let mut binding = false;
        for (id, version) in &header.cites.agreements {
            let Some(agreement) = known.get(id, *version) else { return Some(Verdict::Waiting) };
            let told = agreement.shares.contains_key(D::KIND)
                && agreement.in_run_off(kernel::utc_day(header.at));
            binding |= told && agreement.binds(author, own);
        }
        (!binding).then_some(Verdict::NoAgreement)
    }

    fn settle_verdict(
        &mut self,
        rows: &mut Rows,
        row: &ToldRow,
        verdict: &Verdict,
    ) -> Result<(), Fault> {
        let text =
            if *verdict == Verdict::Admitted { String::new() } else { write_verdict(verdict)? };
        rows.judged(row, text.clone());
        self.store.judge(row.seq, &text)?;
        let kind = match verdict {
            // An event that counts has its notice once the dossier has it.
            Verdict::Admitted | Verdict::Waiting => return Ok(()),
            Verdict::Unreadable => AlarmKind::Unreadable,
            Verdict::Contested(_) | Verdict::NoAgreement => AlarmKind::Contested,
        };
        self.notice_aside(row, &text)?;
        let detail = format!("{} of {}: {text}", row.part, row.writer);
        self.alarm(kind, row.dossier.as_str(), &detail)
    }

    /// Sets a dossier apart for what is told of it and does not count, or takes it back where nothing
    /// of that kind is left. One in quarantine stays there, and one that was erased stays so.
    pub(crate) fn flag_again(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let rows = self.store.told_of(dossier)?;
        self.flag_by(dossier, rows.iter())
    }

    fn flag_by<'a>(
        &mut self,
        dossier: &DossierId,
        rows: impl Iterator<Item = &'a ToldRow>,
    ) -> Result<(), Fault> {
        let kept = self.store.dossier(dossier)?;
        let stays = |flag: &str| flag == QUARANTINED || flag == ERASED;
        let Some(kept) = kept.filter(|kept| !stays(&kept.flag)) else { return Ok(()) };
        let mut flag = "";
        for row in rows {
            match read_verdict(&row.verdict)? {
                Verdict::Admitted | Verdict::Waiting => {}
                Verdict::Unreadable if flag.is_empty() => flag = "unreadable",
                Verdict::Unreadable => {}
                Verdict::Contested(_) | Verdict::NoAgreement => flag = "contested",
            }
        }
        if kept.flag == flag { Ok(()) } else { self.flag(dossier, flag) }
    }

    pub(crate) fn flag(&mut self, dossier: &DossierId, flag: &str) -> Result<(), Fault> {
        let Some(kept) = self.store.dossier(dossier)? else { return Ok(()) };
        Ok(self.store.put_dossier(&DossierRow { flag: flag.to_owned(), ..kept })?)
    }

    /// Sets a dossier apart for good, and alarms once: what is told of it later is kept, and changes
    /// nothing of that.
    pub(crate) fn quarantine(&mut self, dossier: &DossierId, detail: &str) -> Result<(), Fault> {
        if self.store.dossier(dossier)?.is_some_and(|kept| kept.flag == QUARANTINED) {
            return Ok(());
        }
        self.flag(dossier, QUARANTINED)?;
        self.alarm(AlarmKind::Quarantined, dossier.as_str(), detail)
    }

    /// An event that counts changes the dossier as we see it, its names and what follows. A history
    /// that cannot have happened sets the dossier apart; the node lives on.
    fn admit_into<D: Kind>(
        &mut self,
        (row, is_next): (&ToldRow, bool),
        counted: &Counted<D>,
    ) -> Result<(), Fault> {
        let Counted { event, entry } = counted;
        let name = name_of(&entry.groups);
        let loaded = self.with_next::<D>((row, is_next), event)?;
        let quarantined = loaded.quarantined;
        self.notice::<D>(&loaded.dossier, row.seq, entry.header.at, &name)?;
        D::slot(&mut self.cache).put(loaded);
        if quarantined {
            let detail = format!("entry {} of {}", row.index, row.writer);
            return self.quarantine(&row.dossier, &detail);
        }
        for name in D::names(event).into_iter().chain(D::keys(event)) {
            self.store.put_name(&name, &row.dossier, false)?;
        }
        // What counts only now was passed over by the lists.
        let viewed = self.store.viewed()?;
        if row.seq <= viewed {
            self.store.put_viewed(row.seq - 1)?;
        }
        self.schedule((D::KIND, &name), &row.dossier, row.seq)
    }

    /// The dossier with an event that counts from now on. The next of its part is put on top of what is
    /// known; for any other all is folded anew, in its order.
    fn with_next<D: Kind>(
        &mut self,
        (row, is_next): (&ToldRow, bool),
        event: &D::Event,
    ) -> Result<Loaded<D>, Fault> {
        let mut loaded = self.load::<D>(&row.dossier)?;
        if loaded.quarantined {
            loaded.note(row);
            return Ok(loaded);
        }
        if !is_next {
            self.cache.drop(&row.dossier);
            return self.load::<D>(&row.dossier);
        }
        let part = loaded.dossier.parts.remove(&row.writer).unwrap_or_default();
        // Of what cannot have happened everything before it is folded, which is not kept beside it.
        let Ok(part) = D::evolve(part, event) else {
            self.cache.drop(&row.dossier);
            return self.load::<D>(&row.dossier);
        };
        loaded.dossier.parts.insert(row.writer.clone(), part);
        if let Some(administration) = self.side().administration_of(&row.writer) {
            loaded.dossier.administrations.insert(row.writer.clone(), administration);
        }
        loaded.note(row);
        Ok(loaded)
    }
}

/// What comes of judging an event.
enum Judged<D: Kind> {
    /// It counts.
    Admitted(Box<Counted<D>>),
    /// It does not count yet.
    Waits(Awaited),
    /// It does not count.
    Aside(Verdict),
}

impl<D: Kind> Judged<D> {
    fn contested(reason: Inadmissible) -> Self {
        Self::Aside(Verdict::Contested(reason))
    }
}

/// An event that counts, as it was read.
struct Counted<D: Kind> {
    event: D::Event,
    entry: Arc<OpenEntry>,
}

/// The name of an event, by its core alone.
fn name_of(groups: &[Group]) -> String {
    body::<serde_json::Value>(groups, CORE).map_or_else(String::new, |core| event_name(&core))
}

/// Whether an event waits, and is not one that no agreement covered.
fn waits_only(row: &ToldRow) -> bool {
    matches!(read_verdict(&row.verdict), Ok(Verdict::Waiting))
}

/// Verdicts that are taken again when a missing agreement, directory or event arrives.
pub(crate) fn open_verdicts() -> Result<[String; 2], Fault> {
    Ok([write_verdict(&Verdict::Waiting)?, write_verdict(&Verdict::NoAgreement)?])
}

pub(crate) fn write_verdict(verdict: &Verdict) -> Result<String, Fault> {
    serde_json::to_string(verdict).map_err(|source| Fault::Kept { what: "a verdict", source })
}

pub(crate) fn read_verdict(text: &str) -> Result<Verdict, Fault> {
    if text.is_empty() {
        return Ok(Verdict::Admitted);
    }
    serde_json::from_str(text).map_err(|source| Fault::Kept { what: "a verdict", source })
}

#[cfg(test)]
mod tests;
