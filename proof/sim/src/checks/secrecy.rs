//! Nobody is told what no agreement lets him know.

use std::collections::BTreeSet;

use exchange::Envelope;
use guarantee::hold::Conversation;
use journal::{Group, Subject};
use kernel::{Date, Decider, DossierId, utc_day};
use store::ToldRow;
use transit::Part;

use super::{Checks, Look, Promise, broken};
use crate::charter::{Charter, WITHOUT_LIAR};
use crate::fault::Fault;
use crate::machine::Eyes;

/// The group that whoever may know of an event may read.
const CORE: &str = "core";

impl Checks {
    /// Of every event that leaves a machine those groups are open that are shared by the agreements which
    /// its writer cites, and by those that are in force where it leaves on the day it does.
    pub(crate) fn may_leave(
        &self,
        charter: &Charter,
        (from, to): (usize, usize),
        today: Date,
        envelope: &Envelope,
    ) -> Look {
        for entry in &envelope.entries {
            let Ok(header) = entry.header() else { continue };
            let Subject::Event { dossier, kind, .. } = &header.subject else { continue };
            let groups = entry.groups().map_err(Fault::set_up)?;
            let open: BTreeSet<_> = groups.iter().filter_map(Group::name).collect();
            let mut then = BTreeSet::from([CORE]);
            for (id, version) in &header.cites.agreements {
                let day = utc_day(header.at);
                then.extend(shared(charter, (id, *version), (from, to), (kind, day)));
            }
            // What was written before anybody had to know it goes by the agreements of today.
            let is_cited = header.cites.agreements.keys().any(|id| charter.binds(id, (from, to)));
            let mut now = BTreeSet::from([CORE]);
            for id in charter.agreements.keys() {
                let known = self.adopted.get(&(from, id.clone()));
                // What is in a copy of a store is not known here until the next version comes.
                let versions = known.map_or(1..=charter.last_version(id), |known| *known..=*known);
                for version in versions {
                    now.extend(shared(charter, (id, version), (from, to), (kind, today)));
                }
            }
            let excess = open
                .iter()
                .find(|group| (is_cited && !then.contains(*group)) || !now.contains(*group));
            if let Some(group) = excess {
                let (from, to) = (charter.who(from)?.code, charter.who(to)?.code);
                let cites = &header.cites.agreements;
                let detail = format!(
                    "{from} shows {to} the group {group} of entry {} about {kind} {dossier}, which \
                     cites {cites:?}, where {then:?} and now {now:?} are shared",
                    header.index
                );
                return broken(Promise::NobodyElseKnows, detail);
            }
        }
        Ok(Ok(()))
    }

    /// A machine goes by a version of a document from now on; by none of which it is known here where it
    /// had it already.
    pub(crate) fn adopts(&mut self, number: usize, what: &str, version: Option<u64>) {
        let document = (number, what.to_owned());
        match version {
            Some(version) => {
                let known = self.adopted.entry(document).or_default();
                *known = version.max(*known);
            }
            None => drop(self.adopted.remove(&document)),
        }
    }

    /// A machine may go by any version that there is.
    pub(crate) fn forget_adopted(&mut self, number: usize) {
        self.adopted.retain(|(machine, _), _| *machine != number);
    }

    /// Whether a machine goes by a directory that lists the liar no more.
    pub(crate) fn knows_liar_left(&self, number: usize) -> bool {
        let directory = (number, agreement::DIRECTORY.to_owned());
        self.adopted.get(&directory).is_some_and(|known| *known >= WITHOUT_LIAR)
    }

    /// Whether a machine may have an event that it was told.
    pub(super) fn may_know(
        &self,
        charter: &Charter,
        number: usize,
        _: &Eyes,
        row: &ToldRow,
    ) -> Look {
        if charter.who(number)?.node == row.writer {
            return Ok(Ok(()));
        }
        let dossier = &row.dossier;
        let home = charter.number_of(&dossier.writer());
        let author = charter.number_of(&row.writer);
        let (Some(home), Some(author)) = (home, author) else {
            return broken(Promise::NobodyElseKnows, format!("{dossier} is of nobody here"));
        };
        if Some(author) == charter.liar() {
            return Ok(Ok(()));
        }
        let concerned = match row.kind.as_str() {
            "movement" => self.routes.get(dossier).is_some_and(|route| route.contains(&number)),
            "hold" => self.is_side(dossier, number),
            _ => false,
        };
        let agreed = charter.agree(author, number) && charter.agree(home, number);
        if concerned && agreed {
            return Ok(Ok(()));
        }
        let detail = format!(
            "{} was told entry {} of {} about {} {dossier}",
            charter.who(number)?.code,
            row.index,
            row.writer,
            row.kind
        );
        broken(Promise::NobodyElseKnows, detail)
    }

    fn is_side(&self, hold: &DossierId, number: usize) -> bool {
        self.sides.get(hold).is_some_and(|(asks, keeps)| [*asks, *keeps].contains(&number))
    }
}

/// The groups of a kind of dossier that a version of an agreement shares between two members on a day.
fn shared(
    charter: &Charter,
    (id, version): (&str, u64),
    (one, other): (usize, usize),
    (kind, day): (&str, Date),
) -> &'static [&'static str] {
    let Some(agreement) = charter.terms.get(&(id.to_owned(), version)) else { return &[] };
    let has_ended = agreement.until.is_some_and(|until| day > until);
    if !charter.binds(id, (one, other)) || day < agreement.from || has_ended {
        return &[];
    }
    let projections = match kind {
        "movement" => Part::PROJECTIONS,
        "hold" => Conversation::PROJECTIONS,
        _ => &[],
    };
    let shared = agreement.shares.get(kind);
    let groups = projections.iter().find(|(name, _)| shared.is_some_and(|it| it == name));
    groups.map_or(&[], |(_, groups)| groups)
}
