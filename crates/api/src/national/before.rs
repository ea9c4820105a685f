//! A step of a SAD that was taken before: what is recorded of it, and what the SAD says now.

use std::collections::BTreeSet;

use kernel::{DossierId, Element, Finding, Name, NameKind, NationalReference, Refused};
use node::{Done, Fault, Reader};
use transit::{Command, Declaration, Presenting, View};

use crate::app::App;
use crate::problem::Problem;

/// The rule under which a difference is told.
const RULE: &str = "recorded";

/// A step that was refused, and what is known of it.
pub(super) struct Before<'a> {
    /// The SAD.
    pub(super) sad: &'a Element,
    /// What the step asked.
    pub(super) asked: Command,
    /// What the SAD is registered as, if it is.
    pub(super) registration: Option<&'a NationalReference>,
    /// The dossier the steps before it were of.
    pub(super) last: Option<&'a Done>,
}

impl Before<'_> {
    /// The dossier to go on with and what differs, where the step was taken before; nothing where
    /// it was not, and the reasons say why.
    pub(super) async fn recorded(
        &self,
        app: &App,
        why: &[Refused],
    ) -> Result<Option<(Done, Vec<Finding>)>, Problem> {
        let only = |code: &str| why.iter().all(|refused| refused.code == code);
        match &self.asked {
            Command::Present(presenting) if only("NOD-004") => {
                self.presented(app, presenting).await
            }
            Command::Accept { .. } if only("TRA-014") => self.compared(app, Self::accepted).await,
            Command::Release { .. } if only("TRA-023") => self.compared(app, Self::released).await,
            Command::RecordExit { .. } if only("TRA-025") => self.compared(app, Self::exited).await,
            _ => Ok(None),
        }
    }

    /// The movement that carries the reference of the SAD, where it is this SAD's: presented at the
    /// same office, and registered under no other number. A reference that was used for another
    /// SAD is refused, or a step would be recorded of the wrong goods.
    async fn presented(
        &self,
        app: &App,
        presenting: &Presenting,
    ) -> Result<Option<(Done, Vec<Finding>)>, Problem> {
        let Declaration { holder, lrn, departure, .. } = &presenting.declaration;
        let name = Name::new(NameKind::Lrn, format!("{holder}/{lrn}"));
        let own = app.settings.administration.clone();
        let read = move |reader: &Reader| {
            let found = reader.find("movement", &name)?.into_iter();
            let mut here = found.filter(|dossier| dossier.home() == own);
            here.next().map(|dossier| seen(reader, &dossier)).transpose()
        };
        let Some((done, view)) = app.readers.read(read).await?.flatten() else { return Ok(None) };
        let Some(declared) = &view.declaration else { return Ok(None) };
        let recorded = reference(&view);
        let same =
            self.registration.is_none() || recorded.is_none() || self.registration == recorded;
        if declared.departure != *departure || !same {
            return Ok(None);
        }
        Ok(Some((done, self.amended(declared, &presenting.declaration))))
    }

    async fn compared(
        &self,
        app: &App,
        differs: fn(&Self, &View) -> Option<Finding>,
    ) -> Result<Option<(Done, Vec<Finding>)>, Problem> {
        let Some(last) = self.last else { return Ok(None) };
        let dossier = last.dossier.clone();
        let read = move |reader: &Reader| seen(reader, &dossier);
        let Some((done, view)) = app.readers.read(read).await? else { return Ok(None) };
        Ok(Some((done, differs(self, &view).into_iter().collect())))
    }

    /// Everything that the SAD declares now and did not when it was presented.
    fn amended(&self, before: &Declaration, now: &Declaration) -> Vec<Finding> {
        let amounts = |declaration: &Declaration| {
            let amounts = declaration.guarantees.iter().filter_map(|declared| declared.amount);
            amounts.map(|money| money.to_string()).collect::<BTreeSet<_>>()
        };
        let office = |declaration: &Declaration| [declaration.destination.to_string()].into();
        let declarant = |declaration: &Declaration| [declaration.declarant().to_string()].into();
        let goods = |declaration: &Declaration| {
            declaration.commodities.iter().map(ToString::to_string).collect()
        };
        let both = |of: &dyn Fn(&Declaration) -> BTreeSet<String>| (of(before), of(now));
        [
            ("Transit/Destination/Office", both(&office)),
            ("Declarant/Declarant_code", both(&declarant)),
            ("Financial/Guarantee/Amount", both(&amounts)),
            ("Item/Tarification/HScode/Commodity_code", both(&goods)),
        ]
        .into_iter()
        .filter(|(_, (before, now))| before != now)
        .map(|(path, (before, now))| self.finding(path, &listed(&now), &listed(&before)))
        .collect()
    }

    /// Accepted before, by the node itself or under a number.
    fn accepted(&self, view: &View) -> Option<Finding> {
        let (now, before) = (self.registration?, reference(view)?);
        let path = "Identification/Registration/Number";
        (now != before).then(|| self.finding(path, now.as_str(), before.as_str()))
    }

    /// Released before, with a time limit.
    fn released(&self, view: &View) -> Option<Finding> {
        let Command::Release { limit_date: Some(now), .. } = &self.asked else { return None };
        let before = view.limit_date.filter(|before| before != now)?;
        Some(self.finding("Transit/Time_limit", &now.to_string(), &before.to_string()))
    }

    /// Gone before, at another time.
    fn exited(&self, _: &View) -> Option<Finding> {
        let Command::RecordExit { at, .. } = &self.asked else { return None };
        let before = "the time that was recorded first";
        Some(self.finding("Export_release/Time_of_exit", &at.to_string(), before))
    }

    fn finding(&self, path: &str, found: &str, expected: &str) -> Finding {
        Finding::error(format!("/{}/{path}", self.sad.name), RULE, found, expected)
    }
}

/// A movement as it stands, and its view.
fn seen(reader: &Reader, dossier: &DossierId) -> Result<Option<(Done, View)>, Fault> {
    let viewed = reader.movement(dossier)?;
    Ok(viewed.map(|viewed| {
        let (dossier, version) = (dossier.clone(), viewed.version);
        (Done { dossier, version, events: Vec::new() }, viewed.view)
    }))
}

/// What the national system called it when it was accepted.
fn reference(view: &View) -> Option<&NationalReference> {
    let accepted = view.steps.iter().find(|step| step.what == "accepted")?;
    accepted.decision.as_ref()?.national_reference.as_ref()
}

fn listed(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
