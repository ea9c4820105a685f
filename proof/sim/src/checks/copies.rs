//! Once all is healed, all copies of a dossier are one.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{DossierId, NodeId};
use transit::Standing;

use super::{Checks, Look, Promise, broken};
use store::ToldRow;

use crate::charter::Charter;
use crate::fault::Fault;
use crate::machine::{Eyes, Machine};

/// What one administration has of a dossier.
struct Copy {
    code: &'static str,
    /// Which events, by writer, epoch and index.
    events: BTreeSet<(String, u32, u64)>,
    standing: Option<Standing>,
    /// An event of it that does not count, and why.
    uncounted: Option<String>,
}

impl Checks {
    /// Compares all copies of everything.
    pub(crate) fn copies_agree(&self, charter: &Charter, machines: &[Machine]) -> Look {
        let mut copies: BTreeMap<DossierId, Vec<Copy>> = BTreeMap::new();
        for machine in machines {
            for (dossier, copy) in self.copies_of(charter, machine)? {
                copies.entry(dossier).or_default().push(copy);
            }
        }
        for (dossier, copies) in copies {
            if self.is_lost_everywhere(charter, &dossier, &copies) {
                continue;
            }
            let Some((first, others)) = copies.split_first() else { continue };
            let uncounted = |copy: &Copy| Some((copy.code, copy.uncounted.clone()?));
            if let Some((code, what)) = copies.iter().find_map(uncounted) {
                let detail =
                    format!("{code} has an event of {dossier} that does not count: {what}");
                return broken(Promise::CopiesAgree, detail);
            }
            let differs =
                |other: &&Copy| other.events != first.events || other.standing != first.standing;
            if let Some(other) = others.iter().find(differs) {
                let only = |one: &Copy, other: &Copy| {
                    let (events, standing) = (&one.events - &other.events, &one.standing);
                    format!("{} alone has {events:?}, and {standing:?}", one.code)
                };
                let (here, there) = (only(first, other), only(other, first));
                let detail = format!("of {dossier}, {here}; {there}");
                return broken(Promise::CopiesAgree, detail);
            }
        }
        Ok(Ok(()))
    }

    /// Whether all that its home wrote of a dossier is lost, and nobody had it to give back: what others
    /// have said of it answers nothing any more.
    fn is_lost_everywhere(&self, charter: &Charter, dossier: &DossierId, copies: &[Copy]) -> bool {
        let home = dossier.writer();
        let has_lost = charter.number_of(&home).is_some_and(|it| self.recovered.contains(&it));
        let mut events = copies.iter().flat_map(|copy| &copy.events);
        has_lost && !events.any(|(writer, ..)| *writer == home.to_string())
    }

    /// An event of a dossier that does not count; what the liar says never does, nor what a node has
    /// itself given up.
    fn uncounted(
        &self,
        eyes: &Eyes,
        dossier: &DossierId,
        (own, liar): (&NodeId, Option<&str>),
    ) -> Result<Option<String>, Fault> {
        let told = eyes.rows.told_of(dossier)?.into_iter();
        let mut told =
            told.filter(|row| Some(row.writer.as_str()) != liar && !is_given_up(row, own));
        let uncounted = told.find(|row| !row.verdict.is_empty());
        Ok(uncounted.map(|row| {
            let ToldRow { writer, epoch, index, part, verdict, .. } = row;
            format!("entry {index} of {writer} in epoch {epoch}, part {part}: {verdict}")
        }))
    }

    fn copies_of(
        &self,
        charter: &Charter,
        machine: &Machine,
    ) -> Result<BTreeMap<DossierId, Copy>, Fault> {
        let mut copies = BTreeMap::new();
        let (Some(eyes), Some(seen)) = (machine.eyes(), self.seen.get(machine.number)) else {
            return Ok(copies);
        };
        let code = charter.who(machine.number)?.code;
        let mut events: BTreeMap<&DossierId, BTreeSet<(String, u32, u64)>> = BTreeMap::new();
        let liar = charter.liar().map(|liar| charter.who(liar)).transpose()?;
        let liar = liar.map(|who| who.node.to_string());
        // What the liar has told somebody counts nowhere.
        let events_of_nodes =
            seen.events.iter().filter(|(place, _)| Some(&place.0) != liar.as_ref());
        for (place, dossier) in events_of_nodes {
            events.entry(dossier).or_default().insert(place.clone());
        }
        let own = &charter.who(machine.number)?.node;
        for (dossier, mut events) in events {
            let movement = eyes.views.movement(dossier)?;
            let told = eyes.rows.told_of(dossier)?;
            let place = |row: &ToldRow| (row.writer.to_string(), row.epoch.0, row.index);
            let counts: BTreeSet<_> =
                told.iter().filter(|row| row.verdict.is_empty()).map(place).collect();
            for row in told.iter().filter(|row| is_given_up(row, own)) {
                // It may have come back from somebody after all.
                if !counts.contains(&place(row)) {
                    events.remove(&place(row));
                }
            }
            let uncounted = self.uncounted(eyes, dossier, (own, liar.as_deref()))?;
            let standing = movement.map(|viewed| viewed.view.standing);
            let copy = Copy { code, events, standing, uncounted };
            copies.insert(dossier.clone(), copy);
        }
        Ok(copies)
    }
}

/// Whether a node has given up what it had written itself: the end of its store was lost, it went on
/// without that, and an older copy of the store had it after all. Nobody else may have it, which is why
/// it is left out of what is compared and not of what the others have.
fn is_given_up(row: &ToldRow, own: &NodeId) -> bool {
    row.writer == *own && row.verdict.contains("given-up")
}
