//! Parties: those who act or pay for others, loaded with all reference data, or entered by whoever
//! keeps the register.

use std::collections::BTreeSet;

use kernel::{Finding, Procedure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Loaded, Loading};
use crate::register::{Belongs, Holdings};
use crate::{
    Agent, Authorisation, Clash, Counts, Dated, Entered, Guarantor, Licence, Mandate, Reference,
    Register, Trader, in_sequence,
};

/// The parties of a register: the form in which they are entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Parties {
    /// Economic operators.
    pub traders: Vec<Trader>,
    /// Authorised consignors and consignees.
    pub authorisations: Vec<Authorisation>,
    /// Who may act for whom.
    pub mandates: Vec<Mandate>,
    /// Who may act for others at all.
    pub licences: Vec<Licence>,
    /// Who may undertake to pay.
    pub guarantors: Vec<Guarantor>,
    /// Who receives what is addressed to a guarantor abroad.
    pub agents: Vec<Agent>,
}

impl Reference {
    /// Enters parties out of a text in the form of [`Parties`], or tells everything that is wrong and
    /// enters none. What held before stays, and ends at most.
    pub fn enter_parties(&mut self, text: &str) -> Result<Counts, Vec<Finding>> {
        let mut loading = Loading { findings: Vec::new() };
        let mut after = self.clone();
        let object = loading.object(text).unwrap_or_default();
        let entered = loading.entering(object, &mut after);
        if !loading.findings.is_empty() {
            return Err(loading.findings);
        }
        *self = after;
        Ok(entered)
    }

    /// Every party there is, in the form in which they are entered.
    pub fn parties(&self) -> Parties {
        Parties {
            traders: self.traders.all().cloned().collect(),
            authorisations: self.authorisations.all().cloned().collect(),
            mandates: self.mandates.all().cloned().collect(),
            licences: self.licences.all().cloned().collect(),
            guarantors: self.guarantors.all().cloned().collect(),
            agents: self.agents.all().cloned().collect(),
        }
    }
}

impl Loading {
    /// Parties as they are loaded with everything else.
    pub(super) fn parties(&mut self, object: &mut Map<String, Value>, reference: &mut Reference) {
        for loaded in self.mandates(object) {
            let added = reference.mandates.add(loaded.entry);
            self.kept(added, &loaded.path, &loaded.found);
        }
        for loaded in self.licences(object) {
            let added = reference.licences.add(loaded.entry);
            self.kept(added, &loaded.path, &loaded.found);
        }
        reference.guarantors = self.register(object, "guarantors");
        for loaded in self.entries::<Agent>(object, "agents") {
            self.agent(&loaded, reference);
            self.add(&mut reference.agents, loaded);
        }
    }

    /// Parties as they come into a register that is in use.
    fn entering(&mut self, mut object: Map<String, Value>, reference: &mut Reference) -> Counts {
        let mut counts = Counts::default();
        let count = &mut counts;
        let traders = self.entries(&mut object, "traders");
        self.dated(traders, &mut reference.traders, count);
        let authorisations = self.entries(&mut object, "authorisations");
        self.dated(authorisations, &mut reference.authorisations, count);
        let mandates = self.mandates(&mut object);
        self.held(mandates, &mut reference.mandates, count);
        let licences = self.licences(&mut object);
        self.held(licences, &mut reference.licences, count);
        let guarantors = self.entries(&mut object, "guarantors");
        self.dated(guarantors, &mut reference.guarantors, count);
        let agents = self.entries(&mut object, "agents");
        agents.iter().for_each(|agent| self.agent(agent, reference));
        self.dated(agents, &mut reference.agents, count);
        self.unknown(&object, "a kind of party");
        counts
    }

    fn dated<E: Dated>(
        &mut self,
        loaded: Vec<Loaded<E>>,
        register: &mut Register<E>,
        counts: &mut Counts,
    ) {
        self.each(loaded, counts, |entry| register.enter(entry));
    }

    fn held<E: Dated + Belongs>(
        &mut self,
        loaded: Vec<Loaded<E>>,
        holdings: &mut Holdings<E>,
        counts: &mut Counts,
    ) {
        self.each(loaded, counts, |entry| holdings.enter(entry));
    }

    /// Enters one after the other; of each that is not, what would have to be otherwise is told.
    fn each<E: Dated>(
        &mut self,
        loaded: Vec<Loaded<E>>,
        counts: &mut Counts,
        mut enter: impl FnMut(E) -> Result<Entered, Clash>,
    ) {
        counts.rows += loaded.len();
        let (places, mut entries): (Vec<_>, Vec<E>) =
            loaded.into_iter().map(|loaded| ((loaded.path, loaded.found), loaded.entry)).unzip();
        in_sequence(&mut entries);
        for ((path, found), entry) in places.into_iter().zip(entries) {
            match enter(entry) {
                Ok(entered) => counts.count(entered),
                Err(Clash::Entry { with }) => {
                    self.findings.push(Finding::error(path, "entry", &with.to_string(), ""));
                }
                Err(Clash::Owner) => {
                    self.wrong(&path, &found, "those it is about under this number already");
                }
            }
        }
    }

    fn mandates(&mut self, object: &mut Map<String, Value>) -> Vec<Loaded<Mandate>> {
        let mandates = self.entries::<Mandate>(object, "mandates");
        for loaded in &mandates {
            let Mandate { principal, representative, procedures, .. } = &loaded.entry;
            if principal == representative {
                let path = format!("{}/representative", loaded.path);
                self.wrong(&path, representative.as_str(), "another than the principal");
            }
            self.some(&loaded.path, procedures);
        }
        mandates
    }

    fn licences(&mut self, object: &mut Map<String, Value>) -> Vec<Loaded<Licence>> {
        let licences = self.entries::<Licence>(object, "licences");
        licences.iter().for_each(|loaded| self.some(&loaded.path, &loaded.entry.procedures));
        licences
    }

    /// What is for no procedure is for nothing.
    fn some(&mut self, path: &str, procedures: &BTreeSet<Procedure>) {
        if procedures.is_empty() {
            self.wrong(&format!("{path}/procedures"), "[]", "at least one procedure");
        }
    }

    /// An agent is of a guarantor that is known, and established elsewhere.
    fn agent(&mut self, loaded: &Loaded<Agent>, reference: &Reference) {
        let Agent { guarantor, address, .. } = &loaded.entry;
        let mut entries = reference.guarantors.all().filter(|entry| entry.id == *guarantor);
        if !reference.guarantors.knows(guarantor) {
            let path = format!("{}/guarantor", loaded.path);
            self.wrong(&path, guarantor.as_str(), "a guarantor of the guarantors");
        } else if entries.any(|entry| *entry.country() == address.country) {
            let path = format!("{}/address/country", loaded.path);
            let expected = "another country than the guarantor's";
            self.wrong(&path, address.country.as_str(), expected);
        }
    }
}
