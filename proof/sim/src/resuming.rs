//! After a machine has recovered from an old copy of its store: people do again what was lost.

use crate::acts::in_order;
use crate::fault::Fault;
use crate::journey::{Journey, Stage};
use crate::run::{Event, Run, Step};
use transit::Phase;

const MINUTE_MS: i64 = 60_000;

impl Run<'_> {
    /// A machine goes on: what it holds is looked at anew, and whoever asked something of it that is
    /// lost asks again.
    pub(crate) fn recovered(&mut self, number: usize) -> Step {
        self.machine(number)?.settle();
        let held = self.checks.after_recovery(&self.charter, &self.machines, number)?;
        if held.is_err() {
            return Ok(held);
        }
        self.say_of(number, "has recovered");
        self.tally.recoveries += 1;
        self.asked.retain(|(machine, _)| *machine != number);
        for journey in 0..self.journeys.len() {
            self.resume(journey, number)?;
        }
        Ok(Ok(()))
    }

    /// A journey goes back to the first of its acts at a machine that is lost.
    fn resume(&mut self, number: usize, machine: usize) -> Result<(), Fault> {
        let Some(journey) = self.journeys.get(number) else { return Ok(()) };
        let Some(back) = self.first_lost(journey, machine)? else { return Ok(()) };
        let Some(journey) = self.journeys.get_mut(number) else { return Ok(()) };
        let was_over = journey.is_over();
        if back == Stage::Present {
            journey.dossier = None;
        }
        journey.stage = back;
        journey.asked = None;
        journey.tries += 1;
        journey.polls = 0;
        self.say(|| format!("journey {number} goes back to {back:?}"));
        if was_over {
            self.within(MINUTE_MS, 20 * MINUTE_MS, Event::Act(number));
        }
        Ok(())
    }

    fn first_lost(&self, journey: &Journey, machine: usize) -> Result<Option<Stage>, Fault> {
        let Some(dossier) = &journey.dossier else { return Ok(None) };
        let phase = self.phase(journey);
        let over = [Phase::Discharged, Phase::Invalidated, Phase::NotReleased];
        if phase.is_some_and(|phase| over.contains(&phase)) {
            return Ok(None);
        }
        if journey.home() == machine {
            let unreleased = [Phase::Prelodged, Phase::Presented, Phase::Accepted];
            match phase {
                // Others may have told of what its home knows nothing of.
                None | Some(Phase::Unknown) => return Ok(Some(Stage::Present)),
                Some(phase) if unreleased.contains(&phase) => {
                    let waits = journey.stage == Stage::AwaitRelease;
                    return Ok((!waits).then_some(Stage::AwaitRelease));
                }
                Some(_) => {}
            }
        }
        for stage in in_order(journey.route.len()) {
            if stage == journey.stage {
                return Ok(None);
            }
            let at = Journey::acts_at(&journey.route, stage);
            if at == Some(machine) && !self.is_done(machine, dossier, stage)? {
                return Ok(Some(stage));
            }
        }
        Ok(None)
    }
}
