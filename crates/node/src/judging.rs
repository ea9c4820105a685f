//! Judging what others wrote: whether it counts here, and what follows when it does.

use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::{AlarmKind, Header, Verdict};
use kernel::{Decider, DossierId, Inadmissible, Timestamp};
use store::{DossierRow, ToldRow};
use transit::Part;

use crate::cache::Loaded;
use crate::erasing::ERASED;
use crate::fault::Fault;
use crate::history::{CORE, body, kept_entry, open_entry, read_header};
use crate::kind::Kind;
use crate::node::Node;
use crate::submit::event_name;

/// The flag of a dossier whose history cannot have happened.
pub(crate) const QUARANTINED: &str = "quarantined";

impl Node {
    /// Judges what waits in a dossier, in the order it was told. A verdict that can now be taken may
    /// let the next one be taken too.
    pub(crate) fn judge_dossier(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let Some(kept) = self.store.dossier(dossier)? else { return Ok(()) };
        if kept.flag == ERASED {
            return self.pass_over(dossier);
        }
        match kept.kind.as_str() {
            Account::KIND => self.judge_all::<Account>(dossier),
            Conversation::KIND => self.judge_all::<Conversation>(dossier),
            Part::KIND => self.judge_all::<Part>(dossier),
            _ => self.set_unreadable(dossier),
        }
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
        self.judge_dossier(&row.dossier)
    }

    /// What is told of a dossier that was erased is not read any more, and nobody need look at it.
    fn pass_over(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let (waiting, unreadable) =
            (write_verdict(&Verdict::Waiting)?, write_verdict(&Verdict::Unreadable)?);
        for row in self.store.told_of(dossier)?.iter().filter(|row| row.verdict == waiting) {
            self.store.judge(row.seq, &unreadable)?;
        }
        Ok(())
    }

    fn set_unreadable(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let waiting = write_verdict(&Verdict::Waiting)?;
        for row in self.store.told_of(dossier)? {
            if row.verdict == waiting {
                self.settle_verdict(&row, &Verdict::Unreadable)?;
            }
        }
        Ok(())
    }

    fn judge_all<D: Kind>(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let open = open_verdicts()?;
        loop {
            let mut progress = false;
            for row in self.store.told_of(dossier)? {
                if !open.contains(&row.verdict) {
                    continue;
                }
                let verdict = self.judge::<D>(&row)?;
                if write_verdict(&verdict)? == row.verdict {
                    continue;
                }
                progress = true;
                self.settle_verdict(&row, &verdict)?;
                if verdict == Verdict::Admitted {
                    self.admit_into::<D>(&row)?;
                }
            }
            if !progress {
                return Ok(());
            }
        }
    }

    /// Whether an event counts: its agreement, its writer's competence, its place in its part.
    fn judge<D: Kind>(&mut self, row: &ToldRow) -> Result<Verdict, Fault> {
        if row.kind != D::KIND {
            // Only the home says what kind of dossier it is.
            let told = self.home_told(&row.dossier)?;
            let other = Verdict::Contested(Inadmissible::OtherKind);
            return Ok(if told { other } else { Verdict::Waiting });
        }
        let entry = open_entry(self.store.as_ref(), &self.find_key(), row.source)?;
        let event = body::<D::Event>(&entry.groups, CORE);
        let Some(event) = event.filter(|_| self.program.reads(&entry.groups)) else {
            return Ok(Verdict::Unreadable);
        };
        let Some(directory) = self.world.directory_at(entry.header.cites.directory) else {
            return Ok(Verdict::Waiting);
        };
        let Some(writer) = directory.writer(&row.writer) else {
            return Ok(Verdict::Contested(Inadmissible::NotTheirs));
        };
        if let Some(verdict) = self.agreed::<D>(row, &entry.header, &writer.administration)? {
            return Ok(verdict);
        }
        if row.part > 1 && self.earlier_part_missing(row)? {
            return Ok(Verdict::Waiting);
        }
        let loaded = self.load::<D>(&row.dossier)?;
        self.note_cites(&entry.header)?;
        let released_under = D::released_under(&loaded.dossier);
        if self.part_taken(row)?
            || self.cites_go_back(&entry.header, &row.dossier, &released_under)?
        {
            D::slot(&mut self.cache).put(loaded);
            return Ok(Verdict::Contested(Inadmissible::OutOfOrder));
        }
        let verdict = match D::admit(&loaded.dossier, &writer, &event) {
            Ok(()) => Verdict::Admitted,
            Err(Inadmissible::HomeUnknown) => Verdict::Waiting,
            Err(reason) => Verdict::Contested(reason),
        };
        D::slot(&mut self.cache).put(loaded);
        Ok(verdict)
    }

    /// Whether the writer that created the dossier has told anything of it.
    pub(crate) fn home_told(&self, dossier: &DossierId) -> Result<bool, Fault> {
        let home = dossier.writer();
        Ok(self.store.told_of(dossier)?.iter().any(|row| row.writer == home))
    }

    /// Whether no agreement lets us have the entry, or one it cites is not known yet. A backfilled entry
    /// cites nothing and stands under whatever is in force, or under what its writer says of the dossier
    /// later: the agreement may have ended between its being told and its being read.
    fn agreed<D: Kind>(
        &self,
        row: &ToldRow,
        header: &Header,
        author: &kernel::Administration,
    ) -> Result<Option<Verdict>, Fault> {
        if !header.cites.agreements.is_empty() {
            return Ok(self.bound::<D>(header, author));
        }
        let (known, own) = (&self.world.agreements, &self.settings.administration);
        let day = kernel::utc_day(self.now);
        if known.covering(D::KIND, author, own, day).next().is_some() {
            return Ok(None);
        }
        for later in self.store.told_of(&row.dossier)?.iter().filter(|it| it.writer == row.writer) {
            let kept = kept_entry(self.store.as_ref(), later.source)?;
            let later = read_header(&kept.header)?;
            if !later.cites.agreements.is_empty() && self.bound::<D>(&later, author).is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Verdict::NoAgreement))
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

    /// Whether an earlier event of the same part has not been told here, or does not count yet.
    fn earlier_part_missing(&self, row: &ToldRow) -> Result<bool, Fault> {
        let told = self.store.told_of(&row.dossier)?;
        let counts = |other: &ToldRow| {
            other.writer == row.writer && other.part + 1 == row.part && other.verdict.is_empty()
        };
        Ok(!told.iter().any(counts))
    }

    /// Whether another event that counts has the same place in the same part.
    fn part_taken(&self, row: &ToldRow) -> Result<bool, Fault> {
        let told = self.store.told_of(&row.dossier)?;
        Ok(told.iter().any(|other| {
            other.seq != row.seq
                && other.writer == row.writer
                && other.part == row.part
                && other.verdict.is_empty()
        }))
    }

    fn settle_verdict(&mut self, row: &ToldRow, verdict: &Verdict) -> Result<(), Fault> {
        let text =
            if *verdict == Verdict::Admitted { String::new() } else { write_verdict(verdict)? };
        self.store.judge(row.seq, &text)?;
        self.flag_again(&row.dossier)?;
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
        let kept = self.store.dossier(dossier)?;
        let stays = |flag: &str| flag == QUARANTINED || flag == ERASED;
        let Some(kept) = kept.filter(|kept| !stays(&kept.flag)) else { return Ok(()) };
        let mut flag = "";
        for row in self.store.told_of(dossier)? {
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

    /// An event that counts changes the dossier as we see it, its names and what follows. A history
    /// that cannot have happened sets the dossier apart; the node lives on.
    fn admit_into<D: Kind>(&mut self, row: &ToldRow) -> Result<(), Fault> {
        let entry = open_entry(self.store.as_ref(), &self.find_key(), row.source)?;
        let (Some(event), Some(core)) =
            (body::<D::Event>(&entry.groups, CORE), body::<serde_json::Value>(&entry.groups, CORE))
        else {
            return Ok(());
        };
        let loaded = self.with_next::<D>(row, &event)?;
        let quarantined = loaded.quarantined;
        let name = event_name(&core);
        self.notice::<D>(&loaded.dossier, row.seq, entry.header.at, &name)?;
        D::slot(&mut self.cache).put(loaded);
        if quarantined {
            self.flag(&row.dossier, QUARANTINED)?;
            let detail = format!("entry {} of {}", row.index, row.writer);
            return self.alarm(AlarmKind::Quarantined, row.dossier.as_str(), &detail);
        }
        for name in D::names(&event).into_iter().chain(D::keys(&event)) {
            self.store.put_name(&name, &row.dossier, false)?;
        }
        // What counts only now was passed over by the lists.
        let viewed = self.store.viewed()?;
        if row.seq <= viewed {
            self.store.put_viewed(row.seq - 1)?;
        }
        self.schedule((D::KIND, &name), &row.dossier, row.seq)
    }
}

impl Node {
    /// The dossier with an event that counts from now on. The last that was told, which is the next of
    /// its part, is put on top of what is known; for any other all is folded anew, in its order.
    fn with_next<D: Kind>(&mut self, row: &ToldRow, event: &D::Event) -> Result<Loaded<D>, Fault> {
        let mut loaded = self.load::<D>(&row.dossier)?;
        let place = (row.epoch, row.index);
        let earlier = loaded.seen.0.get(&row.writer).is_some_and(|seen| *seen > place);
        let later = loaded.version > row.seq || loaded.folded >= row.seq;
        if loaded.quarantined || earlier || later {
            self.cache.drop(&row.dossier);
            return self.load::<D>(&row.dossier);
        }
        let part = loaded.dossier.parts.remove(&row.writer).unwrap_or_default();
        let folded = D::evolve(part.clone(), event);
        loaded.quarantined = folded.is_err();
        loaded.dossier.parts.insert(row.writer.clone(), folded.unwrap_or(part));
        if let Some(administration) = self.side().administration_of(&row.writer) {
            loaded.dossier.administrations.insert(row.writer.clone(), administration);
        }
        loaded.seen.0.insert(row.writer.clone(), place);
        (loaded.version, loaded.folded) = (row.seq, row.seq);
        Ok(loaded)
    }
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
