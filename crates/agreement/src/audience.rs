//! Who may know of an event, and in what detail: one pure function of the agreements in force.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Administration, Country, Date};
use serde::{Deserialize, Serialize};

use crate::document::{Agreement, Duty, Passage};

/// The verified agreements a node knows, in every version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreements(BTreeMap<(String, u64), Agreement>);

/// For each administration that may know, what it may know.
pub type Audience = BTreeMap<Administration, Grant>;

/// What one administration may know, and by which agreements.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grant {
    /// The groups it gets beside the core.
    pub groups: BTreeSet<String>,
    /// The agreements and versions that say so.
    pub cites: BTreeMap<String, u64>,
}

impl Grant {
    /// What both allow: groups follow the narrower of then and now.
    #[must_use]
    pub fn narrowed(&self, now: Option<&Self>) -> Self {
        let groups = now.map_or_else(BTreeSet::new, |now| &self.groups & &now.groups);
        Self { groups, cites: self.cites.clone() }
    }
}

/// What is asked when an event is about to be told.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The kind of the dossier.
    pub kind: &'a str,
    /// The projections the domain defines for it.
    pub projections: &'a [(&'a str, &'a [&'a str])],
    /// Who writes.
    pub author: &'a Administration,
    /// Whom the dossier touches.
    pub concerned: &'a BTreeSet<Administration>,
    /// The agreements the dossier was released under, if it was.
    pub released_under: &'a BTreeMap<String, u64>,
    /// The day it is told.
    pub day: Date,
}

impl Agreements {
    /// Adds an agreement that every party has signed.
    pub fn adopt(&mut self, agreement: Agreement) {
        self.0.insert((agreement.id.clone(), agreement.version), agreement);
    }

    /// Whether this version is known.
    pub fn has(&self, id: &str, version: u64) -> bool {
        self.0.contains_key(&(id.to_owned(), version))
    }

    /// A version of an agreement.
    pub fn get(&self, id: &str, version: u64) -> Option<&Agreement> {
        self.0.get(&(id.to_owned(), version))
    }

    /// The last version of an agreement that is known and earlier than another.
    pub fn before(&self, id: &str, version: u64) -> Option<&Agreement> {
        let earlier = self.0.range((id.to_owned(), 0)..(id.to_owned(), version));
        earlier.last().map(|(_, agreement)| agreement)
    }

    /// Every version of every agreement.
    pub fn iter(&self) -> impl Iterator<Item = &Agreement> {
        self.0.values()
    }

    /// The highest version of each agreement that has begun by a day: it replaces those before it, also
    /// where it has ended since. One that begins later replaces nothing yet.
    fn current(&self, day: Date) -> impl Iterator<Item = &Agreement> {
        let begun = self.0.iter().filter(move |(_, agreement)| agreement.from <= day);
        let highest: BTreeMap<&str, &Agreement> =
            begun.map(|((id, _), agreement)| (id.as_str(), agreement)).collect();
        highest.into_values()
    }

    /// Who may know. The author is not in it; nobody is in it without an agreement.
    pub fn audience(&self, question: Question<'_>) -> Audience {
        question
            .concerned
            .iter()
            .filter(|other| *other != question.author)
            .filter_map(|other| Some((other.clone(), self.grant(&question, other)?)))
            .collect()
    }

    fn grant(&self, question: &Question<'_>, other: &Administration) -> Option<Grant> {
        let mut grant = Grant::default();
        let current = self.current(question.day);
        for agreement in current.filter(|known| known.binds(question.author, other)) {
            let Some(projection) = agreement.shares.get(question.kind) else { continue };
            if agreement.in_force(question.day) {
                // A projection the domain does not know opens the core alone.
                let groups = question.projections.iter().find(|(name, _)| name == projection);
                let groups = groups.map_or(&[][..], |(_, groups)| groups);
                grant.groups.extend(groups.iter().map(|group| (*group).to_owned()));
                grant.cites.insert(agreement.id.clone(), agreement.version);
            }
        }
        if grant.cites.is_empty() {
            return self.in_run_off(question, other, question.released_under);
        }
        Some(grant)
    }

    /// What somebody is still told of a dossier that is under agreements which have ended: the cores,
    /// until the run-off ends. Where a later version binds both and shares the kind, it says when that is.
    pub fn in_run_off(
        &self,
        question: &Question<'_>,
        other: &Administration,
        under: &BTreeMap<String, u64>,
    ) -> Option<Grant> {
        let binds = |agreement: &&Agreement| {
            agreement.binds(question.author, other) && agreement.shares.contains_key(question.kind)
        };
        let ruling = |(id, version): (&String, &u64)| {
            let last = self.current(question.day).find(|agreement| agreement.id == *id);
            last.filter(binds).or_else(|| self.get(id, *version).filter(binds))
        };
        let cites: BTreeMap<_, _> = under
            .iter()
            .filter_map(ruling)
            .filter(|agreement| agreement.in_run_off(question.day))
            .map(|agreement| (agreement.id.clone(), agreement.version))
            .collect();
        (!cites.is_empty()).then(|| Grant { groups: BTreeSet::new(), cites })
    }

    /// Whether a version was in force between two on a day, and no later one had begun by then that leaves
    /// either out.
    pub fn was_in_force(
        &self,
        (id, version): (&str, u64),
        (one, other): (&Administration, &Administration),
        day: Date,
    ) -> bool {
        let binds = |agreement: &Agreement| agreement.binds(one, other);
        let last = self.current(day).find(|agreement| agreement.id == id);
        let known = self.get(id, version);
        known.is_some_and(|known| known.in_force(day) && binds(known)) && last.is_some_and(binds)
    }

    /// The agreements in force that let these two share dossiers of a kind.
    pub fn covering(
        &self,
        kind: &str,
        one: &Administration,
        other: &Administration,
        day: Date,
    ) -> impl Iterator<Item = &Agreement> {
        self.current(day).filter(move |agreement| {
            agreement.in_force(day)
                && agreement.binds(one, other)
                && agreement.shares.contains_key(kind)
        })
    }

    /// The pairs of countries of a route between which no agreement is in force.
    pub fn gaps(
        &self,
        kind: &str,
        route: &BTreeSet<Country>,
        day: Date,
    ) -> Vec<(Country, Country)> {
        let mut gaps = Vec::new();
        for one in route {
            for other in route.iter().filter(|other| *other > one) {
                let (left, right) = (Administration::of(one), Administration::of(other));
                if self.covering(kind, &left, &right, day).next().is_none() {
                    gaps.push((one.clone(), other.clone()));
                }
            }
        }
        gaps
    }

    /// What is owed at a frontier between two countries: the strictest of the agreements in force.
    pub fn passage(&self, kind: &str, left: &Country, entered: &Country, day: Date) -> Passage {
        let (one, other) = (Administration::of(left), Administration::of(entered));
        let none = Passage { exit: Duty::Optional, entry: Duty::Optional };
        self.covering(kind, &one, &other, day).fold(none, |strictest, agreement| Passage {
            exit: strictest.exit.max(agreement.passage.exit),
            entry: strictest.entry.max(agreement.passage.entry),
        })
    }
}
