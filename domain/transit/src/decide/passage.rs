//! What is recorded at a frontier: exit by the country left, entry by the country entered.

use kernel::{Decides, Dossier, Function, OfficeCode, Timestamp};

use super::{Outcome, decision, on_route, one, then};
use crate::event::Event;
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::state::{Part, Passage};

pub(super) fn exit(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    office: OfficeCode,
    at: Timestamp,
) -> Outcome {
    let decision = allowed(dossier, mode, facts, (&office, at))?;
    match recorded(dossier, &office).and_then(|passage| passage.exited) {
        None => one(Event::Exited { decides: mode, office, at, decision }),
        Some(before) => same(before, at, office),
    }
}

pub(super) fn entry(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    office: OfficeCode,
    at: Timestamp,
) -> Outcome {
    let decision = allowed(dossier, mode, facts, (&office, at))?;
    match recorded(dossier, &office).and_then(|passage| passage.entered) {
        None => one(Event::Entered { decides: mode, office, at, decision }),
        Some(before) => same(before, at, office),
    }
}

fn recorded<'a>(dossier: &'a Dossier<Part>, office: &OfficeCode) -> Option<&'a Passage> {
    dossier.own_part()?.passages.get(office)
}

fn same(before: Timestamp, at: Timestamp, office: OfficeCode) -> Outcome {
    if before == at { Ok(Vec::new()) } else { Err(vec![Refusal::PassageDiffers { office }]) }
}

/// Our office, a released movement, a route that passes here, a time at which it can have been, and
/// somebody who records it.
fn allowed(
    dossier: &Dossier<Part>,
    mode: Decides,
    facts: &Facts,
    (office, at): (&OfficeCode, Timestamp),
) -> Result<kernel::Decision, Vec<Refusal>> {
    let mut refusals = Vec::new();
    refusals.extend(facts.ours(office, Function::Passage).err());
    refusals.extend(on_route(dossier, facts).err());
    refusals.extend(then(dossier, facts, at).err());
    match decision(mode, facts) {
        Ok(decision) if refusals.is_empty() => Ok(decision),
        Ok(_) => Err(refusals),
        Err(refusal) => {
            refusals.push(refusal);
            Err(refusals)
        }
    }
}
