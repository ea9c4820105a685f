//! The run: an agenda of what happens next, and one step after the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use kernel::{Epoch, Timestamp};
use transit::Phase;

use crate::chance::Chance;
use crate::charter::{Charter, Document, START, known};
use crate::checks::{Checks, Promise, Violation, broken};
use crate::errands::Errand;
use crate::fault::Fault;
use crate::journey::Journey;
use crate::liar::Liar;
use crate::machine::Machine;
use crate::network::{Letter, Network, What, after};
use crate::outcome::{Broken, Outcome, Tally};
use crate::plan::{Plan, Trouble};

/// How long a region that is healed may take to come to rest.
const HEALING: SignedDuration = SignedDuration::from_hours(72);
/// How often it is looked whether it has.
const LOOK_MS: i64 = 600_000;
/// How often a machine that nothing happens to does what is due.
pub(crate) const IDLE_MS: i64 = 400_000;
/// At one in how many ticks somebody asks for a dossier once more.
const WANTS: usize = 100;

/// Something that happens.
#[derive(Debug)]
pub(crate) enum Event {
    /// Something arrives.
    Deliver(Letter),
    /// A machine does what is due.
    Tick(usize),
    /// Somebody does the next thing of a journey.
    Act(usize),
    /// The next command of an errand.
    Errand(usize),
    /// A document reaches a node.
    Adopt(usize, Document),
    /// The program of a node is brought up to date.
    Upgrade(usize),
    /// A national system looks what it was asked.
    National(usize),
    /// A fault strikes.
    Strike(Trouble),
    /// A process is started again.
    Start(usize),
    /// A store is replaced by an old copy of itself.
    Replace(usize, Box<Backup>),
    /// All faults end.
    Heal,
    /// It is looked whether all is over.
    Look,
}

/// A copy of a store, and how long its journal was.
#[derive(Debug)]
pub(crate) struct Backup {
    pub(crate) image: disk::Image,
    pub(crate) size: (Epoch, u64),
    /// Whether it is of the whole machine.
    pub(crate) whole: bool,
    /// How often the whole machine had been replaced by then: keys that were lost with it open nothing
    /// of an older copy of its store.
    pub(crate) machine: u32,
}

/// What a step comes to: nothing, or what it broke.
pub(crate) type Step = Result<Result<(), Violation>, Fault>;

/// A region at work.
pub(crate) struct Run<'a> {
    pub(crate) plan: Plan,
    pub(crate) charter: Charter,
    pub(crate) machines: Vec<Machine>,
    pub(crate) network: Network,
    pub(crate) chance: Chance,
    pub(crate) checks: Checks,
    pub(crate) journeys: Vec<Journey>,
    pub(crate) liar: Liar,
    pub(crate) errands: Vec<Errand>,
    pub(crate) asked: Vec<(usize, node::Submission)>,
    pub(crate) now: Timestamp,
    pub(crate) tally: Tally,
    /// What still goes wrong: all that is planned, and nothing once all is healed.
    pub(crate) faults: BTreeSet<Trouble>,
    pub(crate) is_healed: bool,
    agenda: BTreeMap<(Timestamp, u64), Event>,
    /// When each machine does next what is due.
    ticks: BTreeMap<usize, Timestamp>,
    serial: u64,
    step_count: u64,
    heals_at: Timestamp,
    trace: &'a mut dyn FnMut(&str),
}

/// Runs a plan; every line of the trace goes to `trace`.
pub fn run(plan: &Plan, trace: &mut dyn FnMut(&str)) -> Result<Outcome, Fault> {
    if !disk::register() {
        return Err(Fault::Disk);
    }
    let mut run = Run::new(plan, trace)?;
    let broken = run.go()?;
    if broken.is_none() {
        run.count_up()?;
    }
    let Run { plan, step_count, tally, .. } = run;
    Ok(Outcome { plan, step_count, tally, broken })
}

impl<'a> Run<'a> {
    fn new(plan: &Plan, trace: &'a mut dyn FnMut(&str)) -> Result<Self, Fault> {
        let mut chance = Chance::new(plan.seed);
        let charter = Charter::new(plan.nodes, chance.one_in(2))?;
        let now: Timestamp = known(START)?;
        let hours = SignedDuration::from_hours(24 * i64::from(plan.days));
        let heals_at = now.checked_add(hours).map_err(Fault::set_up)?;
        let mut machines = Vec::new();
        let liar = charter.liar();
        for (number, who) in charter.members.iter().enumerate() {
            // Its log is made by hand.
            if Some(number) == liar {
                continue;
            }
            let people = who.people(known("2026-01-01T00:00:00Z")?)?;
            machines.push(Machine::new(number, people, chance.seed()));
        }
        let nodes = machines.iter().map(|machine| charter.who(machine.number));
        let nodes = nodes.map(|who| Ok::<_, Fault>(who?.node.to_string()));
        let nodes = nodes.collect::<Result<_, _>>()?;
        Ok(Self {
            plan: plan.clone(),
            checks: Checks::new(nodes),
            charter,
            machines,
            network: Network::default(),
            chance,
            journeys: Vec::new(),
            liar: Liar::default(),
            errands: Vec::new(),
            asked: Vec::new(),
            now,
            tally: Tally::default(),
            faults: plan.faults.clone(),
            is_healed: false,
            agenda: BTreeMap::new(),
            ticks: BTreeMap::new(),
            serial: 0,
            step_count: 0,
            heals_at,
            trace,
        })
    }

    fn go(&mut self) -> Result<Option<Broken>, Fault> {
        self.plan_upgrade()?;
        let joins = self.charter.joins;
        for number in (0..self.machines.len()).filter(|number| Some(*number) != joins) {
            if let Err(violation) = self.start(number)? {
                return Ok(Some(self.broken(violation)));
            }
        }
        self.register_guarantees()?;
        self.plan_joining()?;
        self.plan_journeys()?;
        self.plan_errands()?;
        self.plan_strikes();
        self.at(self.heals_at, Event::Heal);
        let end = self.heals_at.checked_add(HEALING).map_err(Fault::set_up)?;
        while let Some(((at, _), event)) = self.agenda.pop_first() {
            self.now = at;
            self.step_count += 1;
            if at > end {
                let violation = self.unfinished()?;
                return Ok(Some(self.broken(violation)));
            }
            let is_look = matches!(event, Event::Look);
            match self.happen(event) {
                Ok(Ok(())) => {}
                Ok(Err(violation)) => return Ok(Some(self.broken(violation))),
                Err(fault @ (Fault::Node(_) | Fault::Store(_))) => {
                    let detail = chain(&fault);
                    let violation = Violation { promise: Promise::NodesLive, detail };
                    return Ok(Some(self.broken(violation)));
                }
                Err(fault) => return Err(fault),
            }
            if is_look && self.is_over()? {
                let last = self.last_look()?;
                return Ok(last.err().map(|violation| self.broken(violation)));
            }
        }
        Err(Fault::set_up("nothing happens any more"))
    }

    fn broken(&mut self, violation: Violation) -> Broken {
        self.say(|| format!("broken: {violation}"));
        Broken { step: self.step_count, at: self.now, violation }
    }

    /// Puts something into the agenda.
    pub(crate) fn at(&mut self, at: Timestamp, event: Event) {
        self.serial += 1;
        self.agenda.insert((at.max(self.now), self.serial), event);
    }

    pub(crate) fn within(&mut self, least_ms: i64, most_ms: i64, event: Event) {
        let at = after(self.now, self.chance.between(least_ms, most_ms));
        self.at(at, event);
    }

    /// A line of the trace.
    pub(crate) fn say(&mut self, line: impl FnOnce() -> String) {
        let line = format!("{:>6} {} {}", self.step_count, self.now, line());
        (self.trace)(&line);
    }

    pub(crate) fn code(&self, number: usize) -> &'static str {
        self.charter.members.get(number).map_or("nobody", |who| who.code)
    }

    /// A machine has something to do soon.
    pub(crate) fn wake(&mut self, number: usize, least_ms: i64, most_ms: i64) {
        let at = after(self.now, self.chance.between(least_ms, most_ms));
        if self.ticks.get(&number).is_none_or(|planned| at < *planned) {
            self.ticks.insert(number, at);
            self.at(at, Event::Tick(number));
        }
    }

    fn happen(&mut self, event: Event) -> Step {
        match event {
            Event::Deliver(letter) => self.deliver(letter),
            Event::Tick(number) => self.tick(number),
            Event::Act(journey) => self.act(journey),
            Event::Errand(number) => self.run_errand(number),
            Event::Adopt(number, document) => self.adopt(number, &document),
            Event::Upgrade(number) => self.upgrade(number),
            Event::National(number) => self.answer_nationally(number),
            Event::Strike(trouble) => self.strike(trouble),
            Event::Start(number) => self.start(number),
            Event::Replace(number, backup) => self.replace(number, &backup),
            Event::Heal => self.heal(),
            Event::Look => {
                self.within(LOOK_MS, LOOK_MS, Event::Look);
                Ok(Ok(()))
            }
        }
    }

    pub(crate) fn machine(&mut self, number: usize) -> Result<&mut Machine, Fault> {
        self.machines.get_mut(number).ok_or_else(|| Fault::set_up("no such machine"))
    }

    /// Looks at what a step has done; whoever went down in it is started again some time.
    pub(crate) fn look(&mut self, number: usize, was_up: bool) -> Step {
        let is_up = self.machine(number)?.is_up();
        if was_up && !is_up {
            self.say_of(number, "is down");
            let most = if self.is_healed { 20_000 } else { 7_200_000 };
            self.within(5_000, most, Event::Start(number));
        }
        let liar = self.charter.liar().map(|liar| self.charter.who(liar)).transpose()?;
        let liar = liar.map(|who| who.node.clone());
        let now = self.now;
        if self.machine(number)?.has_recovered(now, liar.as_ref())? {
            return self.recovered(number);
        }
        self.checks.after_step(&self.charter, &self.machines, number)
    }

    pub(crate) fn say_of(&mut self, number: usize, what: &str) {
        let code = self.code(number);
        self.say(|| format!("{code} {what}"));
    }

    pub(crate) fn start(&mut self, number: usize) -> Step {
        if self.machine(number)?.is_up() {
            return Ok(Ok(()));
        }
        if !self.start_beside_others(number)? {
            self.within(5_000, 60_000, Event::Start(number));
            return Ok(Ok(()));
        }
        self.say_of(number, "starts");
        for document in self.charter.first_documents(number)? {
            self.checks.adopts(number, &document.what, Some(document.version));
        }
        self.ticks.remove(&number);
        self.wake(number, 20, 400);
        let Some(machine) = self.machines.get(number) else { return Ok(Ok(())) };
        let held = self.checks.after_start(&self.charter, machine)?;
        if held.is_err() {
            return Ok(held);
        }
        self.look(number, true)
    }

    /// Starts a machine, which asks those that it reaches; says whether it runs.
    fn start_beside_others(&mut self, number: usize) -> Result<bool, Fault> {
        let (now, charter, network) = (self.now, &self.charter, &self.network);
        let own = charter.who(number)?.node.clone();
        let missing = || Fault::set_up("no such machine");
        let (before, rest) = self.machines.split_at_mut_checked(number).ok_or_else(missing)?;
        let (machine, behind) = rest.split_first_mut().ok_or_else(missing)?;
        machine.start(charter, now, &mut |asking| {
            let others = before.iter_mut().chain(behind.iter_mut());
            for other in others.filter(|other| network.joins(number, other.number, now)) {
                if charter.who(other.number)?.node == asking.to {
                    return other.step(now, |node, clock| node.asked(clock, &own, &asking.ask));
                }
            }
            Ok(None)
        })
    }

    /// What is due on a machine, and what it sends and asks.
    fn tick(&mut self, number: usize) -> Step {
        if self.ticks.get(&number).is_some_and(|planned| *planned <= self.now) {
            self.ticks.remove(&number);
        }
        let now = self.now;
        let machine = self.machine(number)?;
        if !machine.is_up() {
            return Ok(Ok(()));
        }
        if self.chance.one_in(WANTS) {
            self.want(number)?;
        }
        let machine = self.machine(number)?;
        let busy = machine.step(now, node::Node::work)?;
        let outgoing = machine.step(now, node::Node::outgoing)?.unwrap_or_default();
        let asking = machine.step(now, node::Node::asking)?.unwrap_or_default();
        machine.step(now, node::Node::prepare)?;
        let sent = outgoing.into_iter().map(|sent| (sent.to, What::Envelope(sent.body)));
        let asked = asking.into_iter();
        let asked = asked.map(|it| (it.to, What::Ask { ask: it.ask, body: it.body }));
        for (to, what) in sent.chain(asked) {
            let held = self.post_to(number, &to, what)?;
            if held.is_err() {
                return Ok(held);
            }
        }
        if busy == Some(true) {
            self.wake(number, 50, 500);
        } else {
            self.wake(number, IDLE_MS / 2, IDLE_MS);
        }
        self.look(number, true)
    }

    pub(crate) fn phase(&self, journey: &Journey) -> Option<Phase> {
        let dossier = journey.dossier.as_ref()?;
        self.checks.movement(journey.home(), dossier).map(|movement| movement.phase)
    }

    /// What must hold once all is over.
    fn last_look(&mut self) -> Step {
        for (number, submission) in std::mem::take(&mut self.asked) {
            let (now, id) = (self.now, submission.id.to_string());
            let machine = self.machine(number)?;
            let replies = machine.step(now, |node, clock| node.submit(clock, vec![submission]))?;
            for reply in replies.into_iter().flatten() {
                let held = self.checks.answered(number, &id, &reply)?;
                if held.is_err() {
                    return Ok(held);
                }
            }
        }
        let agree = self.checks.copies_agree(&self.charter, &self.machines)?;
        if agree.is_err() {
            return Ok(agree);
        }
        for machine in &self.machines {
            let Some(eyes) = machine.eyes() else { continue };
            let who = self.charter.who(machine.number)?;
            let (rows, keys) = (eyes.rows.as_ref(), eyes.keys.as_ref());
            let region = crate::charter::REGION;
            let found = node::verify(rows, keys, &self.charter.root, &who.node, region)?;
            if let Some(bad) = found.first_bad {
                let detail = format!("{}: {} {}: {}", who.code, bad.what, bad.index, bad.why);
                return broken(Promise::ChainsVerify, detail);
            }
            let whole = self.bundles_verify(machine)?;
            if whole.is_err() {
                return Ok(whole);
            }
        }
        Ok(Ok(()))
    }

    /// What a machine gives out as evidence of its movements proves itself.
    fn bundles_verify(&self, machine: &Machine) -> Step {
        let Some(eyes) = machine.eyes() else { return Ok(Ok(())) };
        let code = self.code(machine.number);
        let known = self.checks.known_dossiers(machine.number).into_iter();
        for (dossier, _) in known.filter(|(_, kind)| kind == "movement") {
            let Some(bundle) = eyes.views.evidence(&dossier, &BTreeSet::new())? else { continue };
            let found = node::evidence::verify(&bundle, &self.charter.root);
            if let Some(bad) = found.first_bad {
                let what = format!("{} {} {}: {}", bad.what, bad.log, bad.index, bad.why);
                let detail = format!("{code}, the bundle of {dossier}: {what}");
                return broken(Promise::ChainsVerify, detail);
            }
        }
        Ok(Ok(()))
    }

    fn count_up(&mut self) -> Result<(), Fault> {
        for phase in [Phase::Discharged, Phase::Invalidated, Phase::NotReleased, Phase::Accepted] {
            let count = self.checks.count(&self.charter, phase)?;
            self.tally.movements.insert(phase.word(), u64::try_from(count).unwrap_or(u64::MAX));
        }
        for machine in &self.machines {
            let Some(eyes) = machine.eyes() else { continue };
            self.tally.entries += eyes.rows.journal_counts()?.0;
        }
        Ok(())
    }
}

/// A fault with its causes.
fn chain(fault: &Fault) -> String {
    let mut text = fault.to_string();
    let mut source = std::error::Error::source(fault);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
