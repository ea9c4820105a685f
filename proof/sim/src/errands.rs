//! What else people and systems do beside journeys: guarantees are suspended and asked about, the
//! next versions of agreements come into force at one node before another, and a national system
//! answers hours late.

use guarantee::account::{self, Command, HoldRef};
use guarantee::hold::{Standing, View};
use kernel::{Amount, Basis, Grn, GuaranteeReference, NoCover};
use node::{Node, Reply, Submission};
use store::Search;

use crate::acts::is_unready;
use crate::charter::{Document, known};
use crate::fault::Fault;
use crate::journey::{basis_json, of_guarantee};
use crate::machine::Machine;
use crate::run::{Event, Run, Step};

const MINUTE_MS: i64 = 60_000;
/// How many guarantees a day are suspended for a while, and how many are asked about.
const A_DAY: u32 = 3;
/// How many conversations a national system looks at.
const CONVERSATIONS_MAX: usize = 10_000;

/// Something that takes several commands, each asked until it is answered.
#[derive(Debug)]
pub(crate) struct Errand {
    pub(crate) machine: usize,
    pub(crate) left: Vec<Submission>,
    /// Whether an earlier program cannot do it.
    pub(crate) is_new: bool,
}

impl Run<'_> {
    /// Spreads errands over the days.
    pub(crate) fn plan_errands(&mut self) -> Result<(), Fault> {
        let day_ms = i64::from(self.plan.days) * 20 * 60 * MINUTE_MS;
        for serial in 0..A_DAY * self.plan.days {
            for what in ["suspend", "query"] {
                let (home, grn, holder) = self.some_guarantee()?;
                let mut left = Vec::new();
                for (step, command) in commands(what, &holder)?.into_iter().enumerate() {
                    let id = format!("{what}-{serial}-{step}");
                    left.push(of_guarantee(&id, Some(&grn), command)?);
                }
                left.reverse();
                let is_new = what == "suspend";
                self.errands.push(Errand { machine: home, left, is_new });
                let number = self.errands.len() - 1;
                self.within(0, day_ms, Event::Errand(number));
            }
        }
        for number in 0..self.machines.len() {
            let newer = self.charter.newer_documents()?;
            for document in newer {
                self.within(0, day_ms, Event::Adopt(number, document));
            }
        }
        if let Some(number) = self.charter.national() {
            self.within(0, 60 * MINUTE_MS, Event::National(number));
        }
        Ok(())
    }

    fn some_guarantee(&mut self) -> Result<(usize, Grn, String), Fault> {
        let home = self.chance.below(self.plan.nodes);
        let near: Vec<usize> =
            (0..self.plan.nodes).filter(|holder| self.vouches(home, *holder)).collect();
        let holder = self.chance.pick(&near).copied().unwrap_or(home);
        let trader = self.charter.who(holder)?.holder()?.to_string();
        Ok((home, self.charter.who(home)?.grn(holder + 1)?, trader))
    }

    /// The next command of an errand, or the same again where nobody answered.
    pub(crate) fn run_errand(&mut self, number: usize) -> Step {
        let Some(errand) = self.errands.get(number) else { return Ok(Ok(())) };
        let (machine, Some(asked)) = (errand.machine, errand.left.last().cloned()) else {
            return Ok(Ok(()));
        };
        // An earlier program has no suspension.
        if errand.is_new && self.machine(machine)?.is_behind {
            self.within(60 * MINUTE_MS, 120 * MINUTE_MS, Event::Errand(number));
            return Ok(Ok(()));
        }
        let was_up = self.machine(machine)?.is_up();
        let id = asked.id.to_string();
        let reply = self.submit(machine, asked.clone())?.filter(|reply| !is_unready(reply));
        let code = self.code(machine);
        self.say(|| format!("{code} is asked {id}: {}", crate::acts::in_short(reply.as_ref())));
        if let Some(reply) = reply {
            let held = self.first_answer(machine, asked, &reply)?;
            if held.is_err() {
                return Ok(held);
            }
            if let Some(errand) = self.errands.get_mut(number) {
                errand.left.pop();
            }
        }
        self.within(MINUTE_MS, 120 * MINUTE_MS, Event::Errand(number));
        self.look(machine, was_up)
    }

    /// Whether every errand is done.
    pub(crate) fn errands_are_done(&self) -> bool {
        self.errands.iter().all(|errand| errand.left.is_empty())
    }

    /// What was answered is asked once more at the end.
    pub(crate) fn first_answer(
        &mut self,
        machine: usize,
        asked: Submission,
        reply: &Reply,
    ) -> Step {
        self.tally.commands += 1;
        let id = asked.id.to_string();
        if !self.asked.iter().any(|(_, known)| known.id == asked.id) {
            self.asked.push((machine, asked));
        }
        self.checks.answered(machine, &id, reply)
    }

    /// The next version of an agreement reaches a node.
    pub(crate) fn adopt(&mut self, number: usize, document: &Document) -> Step {
        let (now, was_up) = (self.now, self.machine(number)?.is_up());
        let notes = [document.note.clone()];
        let machine = self.machine(number)?;
        if machine.mode().is_none() {
            self.within(MINUTE_MS, 60 * MINUTE_MS, Event::Adopt(number, document.clone()));
            return Ok(Ok(()));
        }
        let taken = machine.step(now, |node, clock| {
            let taken = node.adopt(clock, &notes)?;
            Ok((taken, knows(node, document)))
        })?;
        // One that comes before another that it follows is looked at again.
        let fresh = taken.as_ref().is_some_and(|(fresh, _)| !fresh.is_empty());
        let knows = taken.as_ref().is_some_and(|(_, knows)| *knows);
        if knows || taken.is_none() {
            // Of what a process did that ended with it, nobody knows whether it is on the disk.
            let version = Some(document.version).filter(|_| fresh && knows);
            self.checks.adopts(number, &document.what, version);
        }
        if !knows {
            self.within(MINUTE_MS, 60 * MINUTE_MS, Event::Adopt(number, document.clone()));
        }
        self.machine(number)?.look_by_directory()?;
        self.say_of(number, &format!("adopts {taken:?}"));
        self.look(number, was_up)
    }

    /// What a guarantee kept on a machine can still cover.
    fn free_of(
        &self,
        number: usize,
        reference: Option<&GuaranteeReference>,
    ) -> Result<Amount, Fault> {
        let eyes = self.machines.get(number).and_then(Machine::eyes);
        let Some((eyes, reference)) = eyes.zip(reference) else { return Ok(Amount::ZERO) };
        for row in eyes.views.list(&Search::of("guarantee"), None, CONVERSATIONS_MAX)? {
            let view = eyes.views.guarantee(&row.dossier)?.map(|viewed| viewed.view);
            let is_it = |view: &account::View| {
                view.registration.as_ref().is_some_and(|it| it.reference == *reference)
            };
            if let Some(view) = view.filter(is_it) {
                return Ok(view.free);
            }
        }
        Ok(Amount::ZERO)
    }

    /// A national system looks what its guarantees were asked, and answers some of it.
    pub(crate) fn answer_nationally(&mut self, number: usize) -> Step {
        let most = if self.is_healed { 10 } else { 180 };
        self.within(MINUTE_MS, most * MINUTE_MS, Event::National(number));
        let administration = self.charter.who(number)?.administration.clone();
        let machine = self.machine(number)?;
        let Some(eyes) = machine.eyes().filter(|_| !machine.is_replaced()) else {
            return Ok(Ok(()));
        };
        let mut views = Vec::new();
        for row in eyes.views.list(&Search::of("hold"), None, CONVERSATIONS_MAX)? {
            let view = eyes.views.hold(&row.dossier)?.map(|viewed| viewed.view);
            views.extend(view.filter(|view| view.guarantee_home.as_ref() == Some(&administration)));
        }
        for view in views {
            let free = self.free_of(number, view.reference.as_ref())?;
            let Some((grn, id, command)) = national_answer(&view, free)? else { continue };
            if !self.is_healed && self.chance.one_in(3) {
                continue;
            }
            let was_up = self.machine(number)?.is_up();
            let asked = of_guarantee(&id, Some(&grn), command)?;
            let reply = self.submit(number, asked.clone())?.filter(|reply| !is_unready(reply));
            let code = self.code(number);
            self.say(|| format!("{code} says {id}: {}", crate::acts::in_short(reply.as_ref())));
            if let Some(reply) = reply {
                let held = self.first_answer(number, asked, &reply)?;
                if held.is_err() {
                    return Ok(held);
                }
            }
            let held = self.look(number, was_up)?;
            if held.is_err() {
                return Ok(held);
            }
        }
        Ok(Ok(()))
    }
}

fn knows(node: &Node, Document { what, version, .. }: &Document) -> bool {
    let world = node.world();
    if what == agreement::DIRECTORY {
        return *version <= world.directory_version();
    }
    world.agreements.has(what, *version)
}

/// What a national system says of a conversation in which it must act: no more than is free.
fn national_answer(view: &View, free: Amount) -> Result<Option<(Grn, String, Command)>, Fault> {
    let (Some(GuaranteeReference::Grn(grn)), Some(attempt)) = (&view.reference, view.attempt)
    else {
        return Ok(None);
    };
    let Some(usage) = view.usage.clone().map(Box::new) else { return Ok(None) };
    let hold = HoldRef { hold: view.dossier.clone(), attempt };
    let amount = usage.amount;
    let command = match view.standing {
        Standing::Requested => {
            let answer =
                if amount.amount <= free { Ok(amount) } else { Err(vec![NoCover::Amount]) };
            Command::RecordUse { hold, usage, answer, basis: there()? }
        }
        Standing::Withdrawing if view.held.is_none() => {
            let answer = Err(vec![NoCover::Withdrawn]);
            Command::RecordUse { hold, usage, answer, basis: there()? }
        }
        Standing::Withdrawing => Command::RecordWithdrawal { hold, basis: there()? },
        Standing::Crediting => Command::RecordCredit { hold, amount: None, basis: there()? },
        Standing::Silent
        | Standing::Held
        | Standing::NotHeld
        | Standing::Uncovered
        | Standing::Credited => return Ok(None),
    };
    let id = format!("national-{}-{:?}", view.dossier, view.standing);
    Ok(Some((grn.clone(), id, command)))
}

/// On what basis a national system acts: it says so itself.
pub(crate) fn there() -> Result<Basis, Fault> {
    Ok(Basis {
        national_reference: Some(known("ASY 1")?),
        ..serde_json::from_value(basis_json()).map_err(Fault::set_up)?
    })
}

/// What an errand is made of, in order.
fn commands(what: &str, holder: &str) -> Result<Vec<Command>, Fault> {
    let all = if what == "suspend" {
        vec![
            serde_json::json!({"Suspend": {"basis": basis_json()}}),
            serde_json::json!({"LiftSuspension": {"basis": basis_json()}}),
        ]
    } else {
        let requester = serde_json::json!({"number": holder, "role": "1"});
        vec![serde_json::json!({"Query": {"query": "3", "requester": requester}})]
    };
    let read = |value| serde_json::from_value(value).map_err(Fault::set_up);
    all.into_iter().map(read).collect()
}
