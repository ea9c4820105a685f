//! What is wrong with a group as a whole: order, number, and what is missing.

use std::ops::ControlFlow;

use kernel::Severity;

use crate::catalogue::Item;
use crate::fault::XmlError;
use crate::piece::Pieces;
use crate::read::group::{Group, Reader, Stray, structural};
use crate::read::order::{self, Arrival, Misplaced, Missing};
use crate::read::report::{Draft, Step};

impl<'a, S: Pieces<'a>> Reader<'a, S> {
    pub(super) fn judge(
        &mut self,
        group: &Group<'a>,
        arrivals: &[Arrival],
        whole: bool,
    ) -> ControlFlow<()> {
        // What is noted here as expected is now told.
        self.report.expected -= group.strays.len().min(self.report.expected);
        if group.progress.disordered() && !self.message.standard.any_order {
            for misplaced in order::misplaced(arrivals) {
                self.misplaced(group, &misplaced)?;
            }
        }
        for ((slot, at), count) in &group.surplus {
            let trusted = *at < self.trusted_until;
            if let Some(item) = group.structure.item(*slot).filter(|_| trusted) {
                let steps = self.steps_to(item, item.most + 1);
                let (found, expected) = (count.to_string(), item.multiplicity());
                let draft = structural(steps, *at, &found, expected, XmlError::TooMany);
                // What is passed over in a tolerant standard stops nothing.
                let tolerant = self.message.standard.skip_unknown;
                let severity = if tolerant { Severity::Warning } else { Severity::Error };
                self.add(Draft { severity, ..draft })?;
            }
        }
        let mut missing =
            if whole { order::missing(group.structure, arrivals) } else { Vec::new() };
        let trusted = |stray: &Stray<'_>| stray.at < self.trusted_until;
        let strays = group.strays.iter().take_while(|stray| trusted(stray)).count();
        for (number, stray) in group.strays.iter().enumerate().take(strays) {
            // A wrong name in the place of a required element is one mistake.
            let meant = missing.iter().position(|missing| fits(missing, stray, arrivals));
            let meant = meant.map(|position| missing.remove(position));
            self.stray_told(group, number, stray, meant)?;
        }
        for Missing { slot, at } in missing {
            if let Some(item) = group.structure.item(slot) {
                let steps = self.steps_to(item, 1);
                let at = at.unwrap_or_else(|| self.source.group_end());
                self.add(structural(steps, at, "", item.notation(), XmlError::Missing))?;
            }
        }
        ControlFlow::Continue(())
    }

    fn misplaced(&mut self, group: &Group<'a>, misplaced: &Misplaced) -> ControlFlow<()> {
        let Some(item) = group.structure.item(misplaced.arrival.0) else {
            return ControlFlow::Continue(());
        };
        let name = |slot: Option<usize>| group.structure.item(slot?).map(|item| &item.name);
        let expected = match (name(misplaced.before), name(misplaced.after)) {
            (Some(later), _) => format!("before {later}"),
            (None, Some(earlier)) => format!("after {earlier}"),
            (None, None) => item.notation(),
        };
        let steps = self.steps_to(item, misplaced.occurrence);
        let (at, found) = (misplaced.arrival.1, item.name.clone());
        self.add(structural(steps, at, &found, expected, XmlError::Misplaced))
    }

    fn stray_told(
        &mut self,
        group: &Group<'a>,
        number: usize,
        stray: &Stray<'a>,
        meant: Option<Missing>,
    ) -> ControlFlow<()> {
        let alike = group.strays.iter().take(number + 1).filter(|other| other.name == stray.name);
        let occurrence = u32::try_from(alike.count()).unwrap_or(u32::MAX);
        let mut steps = self.steps.clone();
        steps.push(Step { name: stray.name.into(), occurrence });
        let item = meant.and_then(|missing| group.structure.item(missing.slot));
        let expected = item.map_or_else(|| stray.expected.clone(), Item::notation);
        self.add(structural(steps, stray.at, stray.name, expected, XmlError::Misplaced))
    }
}

/// Whether an unknown element stands between the neighbours of a missing one.
fn fits(missing: &Missing, stray: &Stray<'_>, arrivals: &[Arrival]) -> bool {
    let (before, after) = arrivals.split_at_checked(stray.position).unwrap_or((arrivals, &[]));
    let low = before.last().is_none_or(|(slot, _)| *slot < missing.slot);
    let high = after.first().is_none_or(|(slot, _)| *slot > missing.slot);
    low && high
}
