//! A SAD of a movement that is known: which movement, what it declares otherwise now, and the
//! amendment that would make the record say the same.

use std::collections::BTreeSet;

use kernel::{DossierId, Element, Finding, Name, NameKind, NationalReference, utc_day};
use node::{Done, Fault, Reader};
use transit::messages::{DECLARANT, DEPARTURE, DESTINATION, LRN, PRINCIPAL, SadNames};
use transit::{Amending, Declaration, Presenting, Refusal, View};

use super::RULE;
use super::beside::{may_be_same_goods, said_otherwise};
use crate::app::App;
use crate::problem::Problem;

/// Where a SAD has the code of its goods.
const COMMODITY: &str = "Item/Tarification/HScode/Commodity_code";

/// A movement that is known.
pub(super) struct Known {
    /// Where it stands.
    pub(super) done: Done,
    /// What is recorded.
    pub(super) view: View,
}

impl Known {
    /// Why nothing is recorded of it any more, where its declaration was invalidated.
    pub(super) fn invalidated(&self) -> Option<Refusal> {
        let mut steps = self.view.steps.iter();
        let step = steps.find(|step| step.what == "invalidated")?;
        Some(Refusal::Invalidated { date: utc_day(step.at) })
    }
}

/// The movement a SAD is of: the one under its registration, else the one under what its declarant
/// calls it, where that was presented at the same office and is registered under no other number. A
/// reference that was used for another SAD is none of this one's.
pub(super) async fn known(app: &App, names: &SadNames) -> Result<Option<Known>, Problem> {
    let own = app.settings.administration.clone();
    let names = names.clone();
    let read = move |reader: &Reader| {
        let here = |name: Name| {
            let found = reader.find("movement", &name)?.into_iter();
            Ok::<_, Fault>(found.filter(|dossier| dossier.home() == own).collect::<Vec<_>>())
        };
        if let Some(registration) = &names.registration
            && let Some(dossier) = here(Name::new(NameKind::National, registration))?.first()
        {
            return seen(reader, dossier);
        }
        let called = Name::new(NameKind::Lrn, format!("{}/{}", names.holder, names.lrn));
        let Some(dossier) = here(called)?.into_iter().next() else { return Ok(None) };
        let known = seen(reader, &dossier)?;
        Ok(known.filter(|known| is_of(&names, &known.view)))
    };
    Ok(app.readers.read(read).await?)
}

fn is_of(names: &SadNames, view: &View) -> bool {
    let recorded = reference(view);
    let same = names.registration.is_none()
        || recorded.is_none()
        || names.registration.as_ref() == recorded;
    let declared = view.declaration.as_ref();
    same && declared.is_some_and(|declared| declared.departure == names.departure)
}

/// What the national system called it when it was accepted.
pub(super) fn reference(view: &View) -> Option<&NationalReference> {
    let accepted = view.steps.iter().find(|step| step.what == "accepted")?;
    accepted.decision.as_ref()?.national_reference.as_ref()
}

/// A movement as it stands, and its view.
pub(super) fn seen(reader: &Reader, dossier: &DossierId) -> Result<Option<Known>, Fault> {
    let viewed = reader.movement(dossier)?;
    Ok(viewed.map(|viewed| {
        let (dossier, version) = (dossier.clone(), viewed.version);
        Known { done: Done { dossier, version, events: Vec::new() }, view: viewed.view }
    }))
}

/// Whether a movement was lodged by a message of its declarant, and not by a SAD. The message says
/// more than a SAD can, so that no SAD amends it.
pub(super) fn lodged_by_message(view: &View) -> bool {
    let operation = view.operation.as_ref();
    operation.is_some_and(|operation| operation.text("messageIdentification").is_some())
}

/// Everything that the SAD declares now and the record does not, each under the element it is in.
pub(super) fn differences(sad: &Element, view: &View, now: &Presenting) -> Vec<Finding> {
    let Some(before) = &view.declaration else { return Vec::new() };
    let mut found = declared_otherwise(sad, before, &now.declaration);
    let by_message = lodged_by_message(view);
    let goods = may_be_same_goods(&before.commodities, &now.declaration.commodities);
    if by_message && goods {
        found.retain(|finding| !finding.path.ends_with(COMMODITY));
    }
    if by_message {
        found.extend(said_otherwise(sad, view));
    } else {
        let contents = &now.contents;
        for (path, before, now) in [
            ("Item", &view.goods, &contents.goods),
            ("Transit/Principal/Name", &view.parties, &contents.parties),
            ("Transport", &view.transport, &contents.transport),
        ] {
            if before.is_some() && before != now {
                found.push(finding(sad, path, "otherwise", "as it was declared"));
            }
        }
    }
    found
}

fn declared_otherwise(sad: &Element, before: &Declaration, now: &Declaration) -> Vec<Finding> {
    let amounts = |declaration: &Declaration| {
        let amounts = declaration.guarantees.iter().filter_map(|declared| declared.amount);
        amounts.map(|money| money.to_string()).collect::<BTreeSet<_>>()
    };
    let goods = |declaration: &Declaration| {
        declaration.commodities.iter().map(ToString::to_string).collect::<BTreeSet<_>>()
    };
    let both = |of: &dyn Fn(&Declaration) -> BTreeSet<String>| (of(before), of(now));
    [
        (LRN, both(&|declaration| [declaration.lrn.to_string()].into())),
        (PRINCIPAL, both(&|declaration| [declaration.holder.to_string()].into())),
        (DEPARTURE, both(&|declaration| [declaration.departure.to_string()].into())),
        (DESTINATION, both(&|declaration| [declaration.destination.to_string()].into())),
        (DECLARANT, both(&|declaration| [declaration.declarant().to_string()].into())),
        ("Financial/Guarantee/Amount", both(&amounts)),
        (COMMODITY, both(&goods)),
    ]
    .into_iter()
    .filter(|(_, (before, now))| before != now)
    .map(|(path, (before, now))| finding(sad, path, &listed(&now), &listed(&before)))
    .collect()
}

/// What is to be recorded in the place of what is. What the SAD does not say stays as it was
/// completed first: routes and registers may have changed, and that is no amendment.
pub(super) fn amending(before: &Declaration, now: Presenting) -> Amending {
    let Presenting { mut declaration, access_codes, contents, .. } = now;
    if declaration.departure == before.departure && declaration.destination == before.destination {
        declaration.transits.clone_from(&before.transits);
        declaration.countries.clone_from(&before.countries);
    }
    if declaration.representative == before.representative {
        declaration.representation = before.representation;
    }
    let amounts = |declaration: &Declaration| {
        declaration.guarantees.iter().map(|declared| declared.amount).collect::<Vec<_>>()
    };
    if amounts(&declaration) == amounts(before) {
        declaration.guarantees.clone_from(&before.guarantees);
    }
    Amending {
        declaration,
        access_codes,
        contents,
        guarantee_only: false,
        prelodged: None,
        basis: None,
    }
}

/// A difference: what the SAD says now, and what is recorded.
pub(super) fn finding(sad: &Element, path: &str, found: &str, expected: &str) -> Finding {
    Finding::error(format!("/{}/{path}", sad.name), RULE, found, expected)
}

fn listed(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
