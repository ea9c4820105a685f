//! What people do: guarantees are registered, and journeys go on, act by act.

use kernel::DossierId;
use node::{Reply, Submission};
use transit::Phase;

use crate::charter::{FAR, route};
use crate::errands::Errand;
use crate::fault::Fault;
use crate::journey::{Journey, Kind, Stage, of_guarantee, registering};
use crate::machine::Machine;
use crate::plan::Trouble;
use crate::run::{Event, Run, Step};

const MINUTE_MS: i64 = 60_000;
/// How many journeys a day begin for each administration.
const JOURNEYS_A_DAY: usize = 5;
/// Until when whoever joins has joined.
const JOINED_MS: i64 = 6 * 60 * MINUTE_MS;
/// How much each guarantee may cover.
const REFERENCE_AMOUNT: u32 = 1_000_000;
/// How often something is asked in other words, for each day, before nobody asks any more.
const TRIES_A_DAY_MAX: u32 = 400;
/// How often the holder looks whether his goods may leave before he takes the declaration back.
const POLLS_MAX: u32 = 60;

/// The acts on the way through so many members, in order.
pub(crate) fn in_order(members: usize) -> Vec<Stage> {
    let between = (1..members).flat_map(|number| [Stage::Entry(number), Stage::Exit(number)]);
    let mut acts: Vec<_> = [Stage::Exit(0)].into_iter().chain(between).collect();
    acts.pop();
    acts.extend([Stage::Arrive, Stage::Control, Stage::End]);
    acts
}

impl Journey {
    pub(crate) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }
}

impl Run<'_> {
    /// Every administration keeps a guarantee for the holders of each it has an agreement with.
    pub(crate) fn register_guarantees(&mut self) -> Result<(), Fault> {
        for (home, holder) in self.vouched(false) {
            for asked in self.registrations(home, holder)? {
                let reply = self.submit(home, asked)?;
                let taken = reply.is_some_and(|reply| reply.outcome.is_ok());
                if !taken {
                    return Err(Fault::set_up("a guarantee is not taken"));
                }
            }
        }
        Ok(())
    }

    /// Who is no member yet begins, and its guarantees and those for its holders are registered.
    pub(crate) fn plan_joining(&mut self) -> Result<(), Fault> {
        let Some(number) = self.charter.joins else { return Ok(()) };
        self.within(0, JOINED_MS, Event::Start(number));
        for (home, holder) in self.vouched(true) {
            let mut left = self.registrations(home, holder)?;
            left.reverse();
            self.errands.push(Errand { machine: home, left, is_new: false });
            let errand = self.errands.len() - 1;
            self.within(0, JOINED_MS, Event::Errand(errand));
        }
        Ok(())
    }

    /// Who keeps a guarantee for whose holders: of two that are members from the beginning, or of whom
    /// one joins later.
    fn vouched(&self, later: bool) -> Vec<(usize, usize)> {
        let pairs =
            self.customs().flat_map(|home| self.customs().map(move |holder| (home, holder)));
        let joins = |one: usize| self.charter.joins == Some(one);
        pairs
            .filter(|(home, holder)| self.vouches(*home, *holder))
            .filter(|(home, holder)| (joins(*home) || joins(*holder)) == later)
            .collect()
    }

    /// What puts a guarantee into the register, in order.
    fn registrations(&self, home: usize, holder: usize) -> Result<Vec<Submission>, Fault> {
        let number = holder + 1;
        let grn = self.charter.who(home)?.grn(number)?;
        let commands = registering(&self.charter, (home, number), REFERENCE_AMOUNT)?;
        let steps = commands.into_iter().zip([("register", None), ("codes", Some(&grn))]);
        let asked = steps.map(|(command, (step, grn))| {
            of_guarantee(&format!("{step}-{home}-{number}"), grn, command)
        });
        asked.collect()
    }

    /// All members but the hub.
    fn customs(&self) -> std::ops::Range<usize> {
        0..self.plan.nodes
    }

    pub(crate) fn vouches(&self, home: usize, holder: usize) -> bool {
        home == holder || self.charter.agree(home, holder)
    }

    /// Spreads the journeys over the days.
    pub(crate) fn plan_journeys(&mut self) -> Result<(), Fault> {
        let days = usize::try_from(self.plan.days).unwrap_or(1);
        for number in 0..JOURNEYS_A_DAY * self.plan.nodes * days {
            let journey = self.journey(number)?;
            let homes = journey.guarantees.map(|(home, _)| home);
            let mut members = journey.route.iter().chain(&homes);
            let waits = members.any(|member| Some(*member) == self.charter.joins);
            self.journeys.push(journey);
            let most = i64::from(self.plan.days) * 20 * 60 * MINUTE_MS;
            let least = if waits { JOINED_MS } else { 0 };
            self.within(least, most, Event::Act(number));
        }
        Ok(())
    }

    fn journey(&mut self, number: usize) -> Result<Journey, Fault> {
        let from = self.chance.below(self.plan.nodes);
        let near: Vec<usize> =
            self.customs().filter(|to| *to != from && from.abs_diff(*to) <= FAR).collect();
        let to = self.chance.pick(&near).copied().ok_or_else(|| Fault::set_up("nowhere to go"))?;
        let mut keepers: Vec<usize> =
            self.customs().filter(|home| self.vouches(*home, from)).collect();
        self.chance.shuffle(&mut keepers);
        let kind = match self.chance.below(10) {
            0 => Kind::Invalidated,
            1 | 2 => Kind::Amended,
            3 => Kind::TooMuch,
            _ => Kind::Plain,
        };
        let keeper = |which: usize| keepers.get(which % keepers.len()).copied();
        let guarantee = |which| (keeper(which).unwrap_or(from), from + 1);
        let amount = self.chance.between(10_000, 150_000);
        let amount = if kind == Kind::TooMuch { i64::from(REFERENCE_AMOUNT) + 1 } else { amount };
        Ok(Journey {
            number,
            kind,
            route: route(from, to),
            guarantees: [guarantee(0), guarantee(1)],
            amount: u32::try_from(amount).unwrap_or(u32::MAX),
            stage: Stage::Present,
            dossier: None,
            asked: None,
            tries: 0,
            polls: 0,
        })
    }

    /// Submits something; none where nobody answered.
    pub(crate) fn submit(
        &mut self,
        number: usize,
        asked: Submission,
    ) -> Result<Option<Reply>, Fault> {
        let now = self.now;
        let machine = self.machine(number)?;
        let replies = machine.step(now, |node, clock| node.submit(clock, vec![asked]))?;
        Ok(replies.and_then(|replies| replies.into_iter().next()))
    }

    /// Somebody does, or tries to do, the next thing of a journey.
    pub(crate) fn act(&mut self, number: usize) -> Step {
        let Some(journey) = self.journeys.get(number) else { return Ok(Ok(())) };
        match journey.stage {
            Stage::Over => return Ok(Ok(())),
            Stage::AwaitRelease => return self.await_release(number),
            _ => {}
        }
        // A release that was lost with its store, and told to nobody, never was.
        let on_the_way = Journey::acts_at(&journey.route, journey.stage).is_some();
        let back = match self.phase(journey) {
            Some(Phase::Invalidated | Phase::NotReleased) => Some(Stage::Over),
            Some(Phase::Presented | Phase::Accepted) if on_the_way => Some(Stage::AwaitRelease),
            _ => None,
        };
        if let Some(back) = back.filter(|_| self.tally.recoveries > 0) {
            if let Some(journey) = self.journeys.get_mut(number) {
                (journey.stage, journey.asked) = (back, None);
            }
            self.try_again(number);
            return Ok(Ok(()));
        }
        let (at, amends) = (journey.at(), journey.stage == Stage::Amend);
        // An earlier program has no amendments.
        if amends && self.machine(at)?.is_behind {
            self.try_again(number);
            return Ok(Ok(()));
        }
        let now = self.now;
        let clock = self.machine(at)?.clock(now);
        let Some(journey) = self.journeys.get(number) else { return Ok(Ok(())) };
        let asked = match &journey.asked {
            Some(asked) => asked.clone(),
            None => journey.ask(&self.charter, clock)?,
        };
        if let Some(journey) = self.journeys.get_mut(number) {
            journey.asked = Some(asked.clone());
        }
        let was_up = self.machine(at)?.is_up();
        if self.loses(12) {
            self.try_again(number);
            return Ok(Ok(()));
        }
        let id = asked.id.to_string();
        let reply = self.submit(at, asked.clone())?;
        if let Some(reply) = &reply
            && !is_unready(reply)
        {
            let held = self.first_answer(at, asked, reply)?;
            if held.is_err() {
                return Ok(held);
            }
        }
        let code = self.code(at);
        self.say(|| format!("{code} is asked {id}: {}", in_short(reply.as_ref())));
        match reply.filter(|reply| !is_unready(reply)) {
            // Whoever asked hears nothing, and asks again in the same words.
            None => self.try_again(number),
            Some(_) if self.loses(12) => self.try_again(number),
            Some(reply) if self.find_again(number, &reply)? => {}
            Some(reply) => {
                self.heard(number, reply);
                if self.tally.recoveries > 0 {
                    self.pass_over(number)?;
                }
            }
        }
        self.look(at, was_up)
    }

    /// Whether what goes between a client and a node is lost.
    fn loses(&mut self, one_in: usize) -> bool {
        self.faults.contains(&Trouble::Drop) && self.chance.one_in(one_in)
    }

    fn try_again(&mut self, number: usize) {
        self.within(MINUTE_MS / 2, 10 * MINUTE_MS, Event::Act(number));
    }

    /// A declaration that is there already, since more than was thought came back, is found by what its
    /// holder calls it.
    fn find_again(&mut self, number: usize, reply: &Reply) -> Result<bool, Fault> {
        let taken =
            |why: &Vec<kernel::Refused>| why.iter().any(|refused| refused.code == "NOD-004");
        let Some(journey) = self.journeys.get(number) else { return Ok(false) };
        if journey.stage != Stage::Present || !reply.outcome.as_ref().is_err_and(taken) {
            return Ok(false);
        }
        let name = journey.lrn(&self.charter)?;
        let eyes = self.machines.get(journey.home()).and_then(Machine::eyes);
        let found = eyes.map(|eyes| eyes.rows.named(&name)).transpose()?.unwrap_or_default();
        let Some(journey) = self.journeys.get_mut(number) else { return Ok(false) };
        journey.dossier = found.into_iter().next();
        journey.asked = None;
        journey.stage = Stage::AwaitRelease;
        self.within(1_000, MINUTE_MS, Event::Act(number));
        Ok(true)
    }

    /// An answer reached whoever asked.
    fn heard(&mut self, number: usize, reply: Reply) {
        let Some(journey) = self.journeys.get_mut(number) else { return };
        journey.asked = None;
        match reply.outcome {
            Ok(done) => {
                if journey.stage == Stage::Present {
                    journey.dossier = Some(done.dossier);
                }
                journey.stage = journey.next();
                let hurry = matches!(journey.stage, Stage::Amend | Stage::RequestInvalidation);
                let most = if hurry { MINUTE_MS / 20 } else { 30 * MINUTE_MS };
                self.within(1_000, most, Event::Act(number));
            }
            Err(why) => {
                // What is too late to be amended or invalidated goes its way; all else is asked
                // again once more is known.
                let late = [Stage::Amend, Stage::RequestInvalidation].contains(&journey.stage);
                if late {
                    journey.stage = Stage::AwaitRelease;
                }
                journey.tries += 1;
                let tries = journey.tries;
                for refused in why {
                    *self.tally.refusals.entry(refused.code).or_default() += 1;
                }
                if tries < TRIES_A_DAY_MAX * self.plan.days {
                    self.try_again(number);
                }
            }
        }
    }

    /// Whether the record of a member says that it has done an act of the way.
    pub(crate) fn is_done(
        &self,
        member: usize,
        dossier: &DossierId,
        stage: Stage,
    ) -> Result<bool, Fault> {
        let word = match stage {
            Stage::Exit(_) => "exited",
            Stage::Entry(_) => "entered",
            Stage::Arrive => "arrived",
            Stage::Control => "controlled",
            Stage::End => "ended",
            Stage::Present
            | Stage::Amend
            | Stage::RequestInvalidation
            | Stage::AwaitRelease
            | Stage::Over => return Ok(false),
        };
        let eyes = self.machines.get(member).and_then(Machine::eyes);
        let viewed = eyes.map(|eyes| eyes.views.movement(dossier)).transpose()?.flatten();
        let node = &self.charter.who(member)?.node;
        let steps = viewed.into_iter().flat_map(|viewed| viewed.view.steps);
        Ok(steps.into_iter().any(|step| step.what == word && step.writer == *node))
    }

    /// What was done before something else was lost is not done again.
    fn pass_over(&mut self, number: usize) -> Result<(), Fault> {
        loop {
            let Some(journey) = self.journeys.get(number) else { return Ok(()) };
            let (stage, Some(dossier)) = (journey.stage, journey.dossier.clone()) else {
                return Ok(());
            };
            let Some(at) = Journey::acts_at(&journey.route, stage) else { return Ok(()) };
            if !self.is_done(at, &dossier, stage)? {
                return Ok(());
            }
            if let Some(journey) = self.journeys.get_mut(number) {
                journey.stage = journey.next();
            }
        }
    }

    /// Looks whether the goods may leave, or never will.
    fn await_release(&mut self, number: usize) -> Step {
        let Some(journey) = self.journeys.get(number) else { return Ok(Ok(())) };
        let stage = match self.phase(journey) {
            Some(Phase::Invalidated | Phase::NotReleased) => Stage::Over,
            Some(Phase::Released | Phase::UnderWay | Phase::Arrived | Phase::Controlled) => {
                journey.next()
            }
            Some(Phase::Ended | Phase::Discharged) => Stage::Over,
            // What no guarantee covers is taken back some time.
            Some(Phase::Accepted) if journey.polls > POLLS_MAX => Stage::RequestInvalidation,
            _ => Stage::AwaitRelease,
        };
        if let Some(journey) = self.journeys.get_mut(number) {
            journey.stage = stage;
            journey.polls = if stage == Stage::AwaitRelease { journey.polls + 1 } else { 0 };
        }
        if stage != Stage::AwaitRelease {
            self.pass_over(number)?;
        }
        if self.journeys.get(number).is_some_and(|journey| !journey.is_over()) {
            self.within(MINUTE_MS, 20 * MINUTE_MS, Event::Act(number));
        }
        Ok(Ok(()))
    }
}

/// Whether the node answers nobody for now, so that the same can be asked again.
pub(crate) fn is_unready(reply: &Reply) -> bool {
    let unready = ["NOD-005", "NOD-014"];
    reply
        .outcome
        .as_ref()
        .is_err_and(|why| why.iter().any(|refused| unready.contains(&refused.code.as_str())))
}

pub(crate) fn in_short(reply: Option<&Reply>) -> String {
    let Some(Reply { outcome, repeated }) = reply else { return "no answer".to_owned() };
    let again = if *repeated { ", as before" } else { "" };
    match outcome {
        Ok(done) => format!("{} [{}]{again}", done.dossier, done.events.join(" ")),
        Err(why) => {
            let codes: Vec<_> = why.iter().map(|refused| refused.code.as_str()).collect();
            format!("{}{again}", codes.join(" "))
        }
    }
}
