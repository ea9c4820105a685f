//! What is told of a dossier while it is judged: read once, with verdicts as they are taken.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Epoch, NodeId};
use store::{Source, ToldRow};

use crate::fault::Fault;
use crate::judging::waits_only;

/// What an event waits for that does not count yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The event before it in its part.
    Earlier,
    /// Something the home says.
    Home,
    /// A document, or the kind of the dossier: nothing that another event of it brings by counting.
    Document,
}

/// The rows of one dossier.
#[derive(Debug)]
pub(crate) struct Rows {
    rows: BTreeMap<i64, ToldRow>,
    fresh: BTreeSet<i64>,
    /// The places in parts that events have which count.
    counted: BTreeSet<(NodeId, u64)>,
    /// The last of each part.
    last: BTreeMap<NodeId, (Epoch, u64)>,
    /// The events that wait for the one before them.
    awaiting_earlier: BTreeMap<(NodeId, u64), Vec<i64>>,
    /// Those that wait for the home.
    awaiting_home: Vec<i64>,
    /// Whether something that binds us is cited by what each writer has told.
    bound: BTreeMap<NodeId, bool>,
    /// The versions of agreements that what counts was told under, once somebody has asked.
    under: Option<BTreeSet<(String, u64)>>,
    changed: bool,
}

impl Rows {
    /// All that is told of a dossier, in its order; and what of it is new.
    pub(super) fn new(rows: Vec<ToldRow>, is_fresh: impl Fn(&ToldRow) -> bool) -> Self {
        let fresh = rows.iter().filter(|row| is_fresh(row)).map(|row| row.seq).collect();
        let mut all = Self {
            fresh,
            counted: BTreeSet::new(),
            last: BTreeMap::new(),
            awaiting_earlier: BTreeMap::new(),
            awaiting_home: Vec::new(),
            bound: BTreeMap::new(),
            under: None,
            changed: false,
            rows: BTreeMap::new(),
        };
        rows.iter().filter(|row| row.verdict.is_empty()).for_each(|row| all.count(row));
        all.rows = rows.into_iter().map(|row| (row.seq, row)).collect();
        all
    }

    fn count(&mut self, row: &ToldRow) {
        self.counted.insert((row.writer.clone(), row.part));
        let last = self.last.entry(row.writer.clone()).or_insert((row.epoch, row.part));
        *last = (row.epoch, row.part).max(*last);
    }

    /// Whether an event that does not count yet follows everything of its part that does.
    pub(super) fn is_next(&self, row: &ToldRow) -> bool {
        self.last.get(&row.writer).is_none_or(|last| *last < (row.epoch, row.part))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &ToldRow> {
        self.rows.values()
    }

    pub(super) fn into_all(self) -> Vec<ToldRow> {
        self.rows.into_values().collect()
    }

    /// The event of a number, with its verdict of now.
    pub(super) fn get(&self, seq: i64) -> Option<&ToldRow> {
        self.rows.get(&seq)
    }

    /// Those that have one of these verdicts.
    pub(super) fn with(&self, verdicts: &[String]) -> impl Iterator<Item = &ToldRow> {
        self.all().filter(|row| verdicts.contains(&row.verdict))
    }

    /// What is to be judged of what has one of these verdicts: what is new, what no agreement covered of
    /// those who have told something new, and all of it where the home was not heard before. The rest waits
    /// for what these bring.
    pub(super) fn judgeable(&mut self, verdicts: &[String]) -> BTreeSet<i64> {
        let open: Vec<_> = self.with(verdicts).cloned().collect();
        let known = |row: &&ToldRow| !self.fresh.contains(&row.seq);
        let home_known = self.all().filter(known).any(|row| row.writer == row.dossier.writer());
        let fresh = self.fresh.iter().filter_map(|seq| self.get(*seq));
        let writers: BTreeSet<_> = fresh.map(|row| row.writer.clone()).collect();
        let is_judged = |row: &ToldRow| {
            // It may stand under what its writer cites now.
            let uncovered = !waits_only(row) && writers.contains(&row.writer);
            !home_known || uncovered || self.fresh.contains(&row.seq)
        };
        let (fresh, waiting): (Vec<_>, Vec<_>) = open.into_iter().partition(is_judged);
        for row in waiting {
            let follows = row.part <= 1 || self.counts(&row.writer, row.part - 1);
            self.waits(&row, if follows { Awaited::Home } else { Awaited::Earlier });
        }
        fresh.into_iter().map(|row| row.seq).collect()
    }

    /// Whether the writer that created the dossier has told anything of it.
    pub(super) fn home_told(&self) -> bool {
        let home = self.all().next().map(|row| row.dossier.writer());
        self.all().any(|row| Some(&row.writer) == home.as_ref())
    }

    /// Whether an event counts that has this place in this part.
    pub(super) fn counts(&self, writer: &NodeId, part: u64) -> bool {
        self.counted.contains(&(writer.clone(), part))
    }

    /// A verdict was taken.
    pub(super) fn judged(&mut self, row: &ToldRow, verdict: String) {
        if verdict.is_empty() {
            self.count(row);
        }
        self.changed = true;
        self.rows.insert(row.seq, ToldRow { verdict, ..row.clone() });
    }

    /// Whether any was.
    pub(super) fn have_changed(&self) -> bool {
        self.changed
    }

    /// One cannot be taken yet.
    pub(super) fn waits(&mut self, row: &ToldRow, awaited: Awaited) {
        match awaited {
            Awaited::Earlier => {
                let earlier = (row.writer.clone(), row.part - 1);
                self.awaiting_earlier.entry(earlier).or_default().push(row.seq);
            }
            Awaited::Home => self.awaiting_home.push(row.seq),
            Awaited::Document => {}
        }
    }

    /// Those that may be judged now that an event counts.
    pub(super) fn freed_by(&mut self, row: &ToldRow) -> Vec<i64> {
        let place = (row.writer.clone(), row.part);
        let mut freed = self.awaiting_earlier.remove(&place).unwrap_or_default();
        if row.writer == row.dossier.writer() {
            freed.append(&mut self.awaiting_home);
        }
        freed
    }

    /// Whether one of the events that a writer has told cites what binds us.
    pub(super) fn bound(
        &mut self,
        writer: &NodeId,
        binds: impl Fn(Source) -> Result<bool, Fault>,
    ) -> Result<bool, Fault> {
        if let Some(bound) = self.bound.get(writer) {
            return Ok(*bound);
        }
        let mut bound = false;
        for row in self.rows.values().filter(|row| row.writer == *writer) {
            if binds(row.source)? {
                bound = true;
                break;
            }
        }
        self.bound.insert(writer.clone(), bound);
        Ok(bound)
    }

    /// An event counts that was told under these.
    pub(super) fn told_under(&mut self, agreements: &BTreeMap<String, u64>) {
        if let Some(under) = &mut self.under {
            under.extend(agreements.iter().map(|(id, version)| (id.clone(), *version)));
        }
    }

    /// The versions of agreements that what counts was told under.
    pub(crate) fn under(
        &mut self,
        cited: impl Fn(Source) -> Result<BTreeMap<String, u64>, Fault>,
    ) -> Result<&BTreeSet<(String, u64)>, Fault> {
        let under = match self.under.take() {
            Some(under) => under,
            None => {
                let mut under = BTreeSet::new();
                for row in self.rows.values().filter(|row| row.verdict.is_empty()) {
                    under.extend(cited(row.source)?);
                }
                under
            }
        };
        Ok(self.under.insert(under))
    }
}
