//! What has been kept for as long as it may be is erased by itself: copies after the days an agreement
//! allows, all of a dossier after those the administration sets. Days count from the last word of a
//! dossier of which nothing more can come.

use std::collections::BTreeMap;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use jiff::SignedDuration;
use journal::{Cites, Ground};
use kernel::{Date, Decider, DossierId, NodeId, Timestamp, utc_day};
use store::{DossierRow, KnownSince, TaskRow, ToldRow};
use transit::Part;

use crate::erasing::{ERASED, Scope};
use crate::fault::Fault;
use crate::history::{kept_entry, read_header};
use crate::node::{Mode, Node};

/// The task by which a dossier is looked at again.
pub(crate) const RETAIN: &str = "retain";
const KINDS: [&str; 3] = [Part::KIND, Conversation::KIND, Account::KIND];
/// How many dossiers one batch looks at.
const DOSSIERS_MAX: usize = 64;
/// After how many days a dossier is looked at again that is not settled, or not told to everybody.
const AGAIN_DAYS: i64 = 30;

/// The copies of a dossier: what other administrations have told of it.
#[derive(Default)]
struct Copies {
    /// Who wrote them, of those whose words are still there.
    authors: Vec<NodeId>,
    /// The agreements they were told under.
    agreements: BTreeMap<String, u64>,
}

fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

fn position_name(kind: &str) -> String {
    format!("retained {kind}")
}

impl Node {
    /// Dossiers this node has known for so long that some may have been kept for long enough; each is
    /// looked at once, in the order it was known in. The store is asked once a day.
    pub(crate) fn aged(&mut self) -> Result<Vec<(&'static str, KnownSince)>, Fault> {
        let today = utc_day(self.now);
        if self.mode == Mode::Recovering || self.watch.aged_seen == Some(today) {
            return Ok(Vec::new());
        }
        for kind in KINDS {
            let Some(days) = self.shortest(kind) else { continue };
            let known_until = utc_day(days_after(self.now, -i64::from(days)));
            let from = self.swept(kind)?;
            let mut aged = self.store.known_after(kind, from, DOSSIERS_MAX)?;
            let young = aged.iter().position(|known| known.day > known_until);
            aged.truncate(young.unwrap_or(aged.len()));
            if !aged.is_empty() {
                return Ok(aged.into_iter().map(|known| (kind, known)).collect());
            }
        }
        self.watch.aged_seen = Some(today);
        Ok(Vec::new())
    }

    /// The fewest days for which anything of a kind is kept; none where nothing says for how long.
    fn shortest(&self, kind: &str) -> Option<u32> {
        let agreements = self.world.agreements.iter();
        let agreed = agreements.filter_map(|agreement| agreement.retention_days.get(kind));
        agreed.chain(self.settings.retention_days.get(kind)).min().copied()
    }

    fn swept(&self, kind: &str) -> Result<i64, Fault> {
        let text = self.store.text(&position_name(kind))?;
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    /// In a batch: looks at them.
    pub(crate) fn sweep(&mut self, aged: Vec<(&'static str, KnownSince)>) -> Result<(), Fault> {
        for (kind, known) in aged {
            self.keep_or_erase(&known.dossier)?;
            self.store.put_text(&position_name(kind), &known.begun.to_string())?;
        }
        Ok(())
    }

    /// A dossier that was not ripe is looked at again.
    pub(crate) fn retain(&mut self, row: &ToldRow) -> Result<(), Fault> {
        self.keep_or_erase(&row.dossier)
    }

    /// Erases what has been kept for long enough, and puts down when the rest will have been.
    fn keep_or_erase(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let Some(kept) = self.store.dossier(dossier)? else { return Ok(()) };
        if kept.flag == ERASED && self.kept_keys(dossier, Scope::Whole)?.is_empty() {
            return Ok(());
        }
        let told = self.store.told_of(dossier)?;
        let Some(last) = told.last() else { return Ok(()) };
        let since = self.learnt(last)?;
        let copies = self.copies(&told)?;
        let agreed = self.agreed_days(&kept, &copies);
        let own = self.settings.retention_days.get(&kept.kind).copied();
        let ripe = |days: u32| days_after(since, i64::from(days)) <= self.now;
        let own_ripe = own.is_some_and(ripe);
        let copies_ripe = agreed.as_ref().is_some_and(|(_, _, days)| ripe(*days));
        if (own_ripe || copies_ripe) && !self.is_over(&kept)? {
            return self.look_again(last, days_after(self.now, AGAIN_DAYS));
        }
        if let (true, Some(days)) = (own_ripe, own) {
            return self.erase(dossier, Scope::Whole, Ground::Kept { days });
        }
        if let (true, Some((id, version, days))) = (copies_ripe, agreed.clone()) {
            self.erase(dossier, Scope::Copies, Ground::Agreement { id, version, days })?;
        }
        let left = agreed.map(|(_, _, days)| days).filter(|_| !copies_ripe);
        match left.into_iter().chain(own).min() {
            Some(days) => self.look_again(last, days_after(since, i64::from(days))),
            None => Ok(()),
        }
    }

    /// Whether nothing more can come of a dossier, everybody was told all of it, and nobody preserves it. What is told of one
    /// whose home's words are gone is over since then.
    fn is_over(&mut self, kept: &DossierRow) -> Result<bool, Fault> {
        let today: Date = utc_day(self.now);
        let settled = kept.flag == ERASED || self.is_settled(kept, today)?;
        let free = !self.is_preserved(&kept.dossier)?;
        Ok(settled && free && self.caught_up()? && self.untold_to(&kept.dossier)?.is_none())
    }

    fn look_again(&mut self, last: &ToldRow, due: Timestamp) -> Result<(), Fault> {
        let (due, policy) = (due.as_microsecond(), RETAIN.to_owned());
        Ok(self.store.put_task(&TaskRow { id: 0, due, policy, seq: last.seq })?)
    }

    /// When this node learnt of an event.
    fn learnt(&self, row: &ToldRow) -> Result<Timestamp, Fault> {
        let entry = kept_entry(self.store.as_ref(), row.source)?;
        match entry.received.filter(|_| row.writer != self.settings.node) {
            Some(received) => Ok(received),
            None => Ok(read_header(&entry.header)?.at),
        }
    }

    fn copies(&self, told: &[ToldRow]) -> Result<Copies, Fault> {
        let mut copies = Copies::default();
        for row in told.iter().filter(|row| self.is_copy(&row.writer)) {
            let entry = kept_entry(self.store.as_ref(), row.source)?;
            if entry.sealed.is_empty() {
                continue;
            }
            let Cites { agreements, .. } = read_header(&entry.header)?.cites;
            for (id, version) in agreements {
                let known = copies.agreements.entry(id).or_insert(version);
                *known = version.max(*known);
            }
            if !copies.authors.contains(&row.writer) {
                copies.authors.push(row.writer.clone());
            }
        }
        Ok(copies)
    }

    /// The agreement that lets copies be kept for the fewest days, and how many. Copies that cite none
    /// were told later, under those in force.
    fn agreed_days(&self, kept: &DossierRow, copies: &Copies) -> Option<(String, u64, u32)> {
        let known = &self.world.agreements;
        let cited = copies.agreements.iter();
        let cited = cited.filter_map(|(id, version)| known.get(id, *version));
        let own = &self.settings.administration;
        let authors = copies.authors.iter();
        let authors = authors.filter_map(|author| self.side().administration_of(author));
        let authors: Vec<_> = authors.collect();
        let today = utc_day(self.now);
        let in_force = authors.iter().filter(|_| copies.agreements.is_empty());
        let in_force = in_force.flat_map(|author| known.covering(&kept.kind, author, own, today));
        let days = cited.chain(in_force).filter_map(|agreement| {
            let days = *agreement.retention_days.get(&kept.kind)?;
            Some((agreement.id.clone(), agreement.version, days))
        });
        days.min_by_key(|(_, _, days)| *days)
    }
}
