//! Whether a region has come to rest, and what keeps it from it.

use kernel::NodeId;

use crate::checks::{Promise, Violation};
use crate::fault::Fault;
use crate::journey::Journey;
use crate::machine::Machine;
use crate::run::Run;

/// How many tasks are named where a machine does not come to rest.
const TASKS_NAMED: usize = 8;

impl Run<'_> {
    /// Whether everything has come to its end and everybody has heard everything.
    pub(crate) fn is_over(&self) -> Result<bool, Fault> {
        let done = self.journeys.iter().all(Journey::is_over) && self.errands_are_done();
        let rests = |machine: &Machine| self.is_at_rest(machine);
        if !self.is_healed || !done || !self.machines.iter().all(rests) {
            return Ok(false);
        }
        // What the last discharge leads to is told in the next breath.
        Ok(self.checks.all_is_free().is_ok() && !self.is_undetected()?)
    }

    /// Whether a machine has nothing to do and everybody has receipted what it told.
    fn is_at_rest(&self, machine: &Machine) -> bool {
        let Some(eyes) = machine.eyes() else { return false };
        // The liar receipts what it likes.
        let liar = self.charter.liar().and_then(|liar| self.charter.members.get(liar));
        let honest = |node: &NodeId| liar.is_none_or(|liar| liar.node != *node);
        let told = eyes
            .views
            .peers()
            .is_ok_and(|peers| peers.iter().all(|peer| peer.pending == 0 || !honest(&peer.node)));
        told && eyes.views.task_count(machine.clock(self.now)).is_ok_and(|count| count == 0)
    }

    /// What keeps a region from coming to rest.
    pub(crate) fn unfinished(&self) -> Result<Violation, Fault> {
        if self.is_undetected()? {
            let detail = "two nodes hold two histories of one log, and nobody says so".to_owned();
            return Ok(Violation { promise: Promise::TwoHistoriesShow, detail });
        }
        let (promise, detail) = (Promise::AllEnds, self.open_ends());
        Ok(Violation { promise, detail })
    }

    fn open_ends(&self) -> String {
        let open = self.journeys.iter().find(|journey| !journey.is_over());
        if let Some(journey) = open {
            let (number, stage) = (journey.number, journey.stage);
            let phase = self.phase(journey);
            let (who, verdicts) = (self.code(journey.at()), self.verdicts(journey));
            return format!(
                "journey {number} stands at {stage:?}, its movement at {phase:?}; {who} has judged \
                 what it was told of it {verdicts:?}"
            );
        }
        if let Err(Violation { detail, .. }) = self.checks.all_is_free() {
            return format!("{detail}; {}", self.conversations());
        }
        if !self.errands_are_done() {
            return "an errand is not done".to_owned();
        }
        let busy: Vec<_> = self.machines.iter().filter(|it| !self.is_at_rest(it)).collect();
        let codes: Vec<_> = busy.iter().map(|machine| self.business(machine)).collect();
        format!("still something to do, or to tell somebody: {}", codes.join(", "))
    }

    /// The verdicts on the events of a journey, where it goes on next.
    fn verdicts(&self, journey: &Journey) -> Vec<String> {
        let eyes = self.machines.get(journey.at()).and_then(Machine::eyes);
        let told = eyes.zip(journey.dossier.as_ref()).map(|(eyes, id)| eyes.rows.told_of(id));
        let told = told.and_then(Result::ok).unwrap_or_default();
        told.into_iter().map(|row| row.verdict).collect()
    }

    /// What a machine has still to do, and whom to tell something.
    fn business(&self, machine: &Machine) -> String {
        let code = self.code(machine.number);
        let Some(eyes) = machine.eyes() else { return format!("{code} is down") };
        let peers = eyes.views.peers().unwrap_or_default().into_iter();
        let untold: Vec<_> = peers
            .filter(|peer| peer.pending > 0)
            .map(|peer| format!("{} {}", peer.node, peer.pending))
            .collect();
        let tasks = eyes.rows.due(i64::MAX, TASKS_NAMED).unwrap_or_default().into_iter();
        let tasks: Vec<_> = tasks.map(|task| task.policy).collect();
        let alarms = eyes.views.alarms(TASKS_NAMED).unwrap_or_default().into_iter();
        let refused = alarms.filter(|alarm| alarm.body.contains("task-refused"));
        let refused: Vec<_> = refused.map(|alarm| alarm.body).collect();
        let (tasks, untold) = (tasks.join(" "), untold.join(", "));
        format!("{code} has to do [{tasks}] and to tell [{untold}], with {refused:?}")
    }

    /// How the conversations about what is still bound stand on both sides.
    fn conversations(&self) -> String {
        let mut said = Vec::new();
        for hold in self.checks.bound() {
            for machine in &self.machines {
                let Some(eyes) = machine.eyes() else { continue };
                let view = eyes.views.hold(&hold).ok().flatten().map(|viewed| viewed.view);
                let Some(view) = view else { continue };
                let movement = view.usage.as_ref().map(|usage| &usage.movement);
                let alarms = movement.and_then(|it| eyes.rows.alarms_about(it.as_str()).ok());
                let alarms: Vec<_> =
                    alarms.unwrap_or_default().into_iter().map(|alarm| alarm.body).collect();
                let movement = movement.and_then(|it| eyes.views.movement(it).ok().flatten());
                let movement = movement.map(|viewed| (viewed.view.standing, viewed.flag));
                let (code, standing) = (self.code(machine.number), view.standing);
                let detail = format!("{code} has {hold} as {standing:?} for {movement:?}");
                said.push(format!("{detail}, with {alarms:?}"));
            }
        }
        said.join(", ")
    }
}
