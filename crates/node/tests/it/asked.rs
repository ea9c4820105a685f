//! What is asked of the nodes of a region, and what they show.

use guarantee::account;
use identity::Actor;
use kernel::{CommandId, DossierId, Function, Mrn};
use node::{Command, Reply, Submission, Target};

use crate::acts::Declared;
use crate::region::{Region, office_of};

impl Region {
    pub(crate) fn submit(&mut self, code: &str, submission: Submission) -> Reply {
        let now = self.now;
        self.node(code).submit(now, vec![submission]).unwrap().remove(0)
    }

    /// An officer asks something of a movement.
    pub(crate) fn officer(
        &mut self,
        code: &str,
        target: &DossierId,
        command: transit::Command,
    ) -> Reply {
        let submission =
            self.asked(Target::Dossier(target.clone()), Command::Movement(Box::new(command)));
        self.submit(code, submission)
    }

    pub(crate) fn asked(&mut self, target: Target, command: Command) -> Submission {
        self.commands += 1;
        Submission {
            id: CommandId::parse(&format!("c-{}", self.commands)).unwrap(),
            actor: Actor::Officer("awa".parse().unwrap()),
            raw: format!("{command:?}").into_bytes(),
            target,
            command,
            versions: None,
        }
    }

    /// Registers a comprehensive guarantee with the access code AC01; gives back its dossier.
    pub(crate) fn guarantee(
        &mut self,
        code: &str,
        grn: &str,
        holder: &str,
        amount: u32,
    ) -> DossierId {
        let office = office_of(code, Function::Departure);
        let register: account::Command = serde_json::from_value(serde_json::json!({"Register": {
            "type": "1", "grn": grn, "holder": holder, "guarantor": "G-1", "office": office,
            "reference_amount": {"amount": amount.to_string(), "currency": "XOF"},
            "percentage": 100, "validity": {"from": "2026-01-01"},
            "basis": {"provision": "A/SP.1/5/90"}
        }}))
        .unwrap();
        let asked = self.asked(Target::New, Command::Guarantee(Box::new(register)));
        let done = self.submit(code, asked).outcome.unwrap();
        let codes: account::Command = serde_json::from_value(serde_json::json!({
            "ReplaceAccessCodes": {"codes": ["AC01"], "basis": {"provision": "A/SP.1/5/90"}}
        }))
        .unwrap();
        let target = Target::Dossier(done.dossier.clone());
        let asked = self.asked(target, Command::Guarantee(Box::new(codes)));
        self.submit(code, asked).outcome.unwrap();
        done.dossier
    }

    /// Presents a declaration; gives back the movement.
    pub(crate) fn present(&mut self, code: &str, declared: &Declared<'_>) -> DossierId {
        let command = transit::Command::Present(Box::new(declared.presenting()));
        let asked = self.asked(Target::New, Command::Movement(Box::new(command)));
        let reply = self.submit(code, asked);
        reply.outcome.expect("the declaration is taken").dossier
    }

    pub(crate) fn movement(&self, code: &str, id: &DossierId) -> transit::View {
        self.reader(code).movement(id).unwrap().expect("the movement is known").view
    }

    pub(crate) fn mrn(&self, code: &str, id: &DossierId) -> Mrn {
        self.movement(code, id).mrn.expect("it has a number")
    }

    pub(crate) fn account(&self, code: &str, id: &DossierId) -> account::View {
        self.reader(code).guarantee(id).unwrap().expect("the guarantee is known").view
    }
}
