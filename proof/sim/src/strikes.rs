//! Faults that strike machines, clocks and lines, and how they end.

use kernel::Epoch;

use crate::fault::Fault;
use crate::machine::Machine;
use crate::network::after;
use crate::plan::Trouble;
use crate::run::{Backup, Event, Run, Step};

const HOUR_MS: i64 = 3_600_000;
/// When it is evening; and how far into the next day a night goes: limits are looked at an hour after
/// their day.
const EVENING_MS: i64 = 17 * HOUR_MS;
const NIGHT_MS: i64 = 3 * HOUR_MS;
/// How often each fault of a machine strikes in a day.
const STRIKES_A_DAY: u32 = 4;
/// How often the liar lies.
const LIES_A_DAY: u32 = 20;
/// The faults that strike at a time; those of single letters strike as they are sent.
const TIMED: [Trouble; 11] = [
    Trouble::Partition,
    Trouble::OneWay,
    Trouble::Crash,
    Trouble::PowerCut,
    Trouble::FailedSync,
    Trouble::FullDisk,
    Trouble::Skew,
    Trouble::Jump,
    Trouble::OldBackup,
    Trouble::OldMachine,
    Trouble::Liar,
];

impl Run<'_> {
    /// Spreads the faults over the days.
    pub(crate) fn plan_strikes(&mut self) {
        let timed: Vec<_> = TIMED.into_iter().filter(|it| self.faults.contains(it)).collect();
        for trouble in timed {
            let a_day = if trouble == Trouble::Liar { LIES_A_DAY } else { STRIKES_A_DAY };
            for _ in 0..a_day * self.plan.days {
                let most = i64::from(self.plan.days) * 24 * HOUR_MS;
                self.within(0, most, Event::Strike(trouble));
            }
        }
    }

    /// One node has the program before this one, and some time gets this one.
    pub(crate) fn plan_upgrade(&mut self) -> Result<(), Fault> {
        if !self.faults.contains(&Trouble::Behind) {
            return Ok(());
        }
        let number = self.chance.below(self.plan.nodes);
        self.machine(number)?.is_behind = true;
        self.say_of(number, "has the program before this one");
        let most = i64::from(self.plan.days) * 20 * HOUR_MS;
        self.within(HOUR_MS, most, Event::Upgrade(number));
        Ok(())
    }

    /// The program of a node is brought up to date.
    pub(crate) fn upgrade(&mut self, number: usize) -> Step {
        *self.tally.troubles.entry(Trouble::Behind).or_default() += 1;
        let was_up = self.machine(number)?.is_up();
        let machine = self.machine(number)?;
        machine.is_behind = false;
        machine.kill();
        self.say_of(number, "gets this program");
        self.look(number, was_up)
    }

    pub(crate) fn strike(&mut self, trouble: Trouble) -> Step {
        if trouble == Trouble::Liar {
            *self.tally.troubles.entry(trouble).or_default() += 1;
            return self.lie();
        }
        let number = self.chance.below(self.machines.len());
        let was_up = self.machine(number)?.is_up();
        let replaced = self.machine(number)?.is_replaced();
        if !was_up || replaced {
            return Ok(Ok(()));
        }
        *self.tally.troubles.entry(trouble).or_default() += 1;
        self.say_of(number, &format!("is struck: {}", trouble.word()));
        match trouble {
            Trouble::Partition | Trouble::OneWay => self.cut_off(number, trouble),
            Trouble::Crash => self.machine(number)?.kill(),
            Trouble::PowerCut => {
                let effects = self.chance.below(60);
                let effects = u64::try_from(effects).unwrap_or_default();
                let machine = self.machine(number)?;
                if effects == 0 { machine.cut_power() } else { machine.cut_power_within(effects) }
            }
            Trouble::FailedSync => {
                let syncs = u64::try_from(self.chance.below(8)).unwrap_or_default();
                self.machine(number)?.fail_sync_within(syncs);
            }
            Trouble::FullDisk => {
                let bytes = self.chance.below(100_000);
                self.machine(number)?.leave_room(bytes);
            }
            Trouble::Skew => {
                let skew_ms = self.chance.between(-5_000, 5_000);
                self.machine(number)?.skew_ms += skew_ms;
            }
            Trouble::Jump => {
                let most_ms = 2 * HOUR_MS;
                self.machine(number)?.skew_ms = self.chance.between(-most_ms, most_ms);
            }
            Trouble::OldBackup | Trouble::OldMachine => {
                let (image, size) = (self.machine(number)?.backup(), self.checks.size(number));
                let whole = trouble == Trouble::OldMachine;
                let machine = self.machine(number)?.machine_count;
                let backup = Box::new(Backup { image, size, whole, machine });
                self.within(HOUR_MS / 2, 6 * HOUR_MS, Event::Replace(number, backup));
            }
            Trouble::Drop
            | Trouble::Double
            | Trouble::Delay
            | Trouble::Reorder
            | Trouble::Corrupt
            | Trouble::Liar
            | Trouble::Behind => {}
        }
        self.look(number, was_up)
    }

    /// A line, or all lines, of a node are cut for a while.
    fn cut_off(&mut self, number: usize, trouble: Trouble) {
        // Half of the cuts are short, so that goods get on between them.
        let is_short = self.chance.one_in(2);
        let most_ms = if is_short { 2 * HOUR_MS } else { i64::from(self.plan.days) * 20 * HOUR_MS };
        let for_ms = self.chance.between(HOUR_MS / 4, most_ms).max(self.until_night());
        let until = after(self.now, for_ms);
        let wholly = self.chance.one_in(2);
        let one = self.chance.below(self.machines.len());
        for other in (0..self.machines.len()).filter(|other| *other != number) {
            if wholly || other == one {
                self.network.close(number, other, until);
                if trouble == Trouble::Partition {
                    self.network.close(other, number, until);
                }
            }
        }
    }

    /// For how long a line is cut at least: what is cut in the evening is mended in the night, when the
    /// limits of the day have passed and it counts who has not been heard.
    fn until_night(&self) -> i64 {
        const DAY_MS: i64 = 24 * HOUR_MS;
        let of_day = self.now.as_millisecond().rem_euclid(DAY_MS);
        if of_day < EVENING_MS { 0 } else { DAY_MS + NIGHT_MS - of_day }
    }

    /// How long a machine's last log is by what those have heard of it whom it reaches now.
    fn heard_of(&self, number: usize) -> Result<Option<(Epoch, u64)>, Fault> {
        let (own, last) = (&self.charter.who(number)?.node, self.checks.size(number).0);
        let mut heard = None;
        // Whoever joined since is not in the directory of the copy.
        let not_asked = [Some(number), self.charter.joins];
        let asked = |other: &&Machine| !not_asked.contains(&Some(other.number));
        for other in self.machines.iter().filter(asked) {
            let reached = self.network.joins(number, other.number, self.now);
            let Some(eyes) = other.eyes().filter(|_| reached) else { continue };
            let streams = eyes.rows.in_streams()?.into_iter();
            let of_it = streams.filter(|it| it.log.node == *own && it.log.epoch == last);
            heard = heard.max(of_it.map(|it| (it.log.epoch, it.size)).max());
        }
        Ok(heard)
    }

    /// Somebody restores a backup that is not the last one. One after which nothing was written is as
    /// good as the store itself.
    pub(crate) fn replace(&mut self, number: usize, backup: &Backup) -> Step {
        let is_old = backup.size < self.checks.size(number);
        let machine = self.machine(number)?;
        let fits = backup.whole || backup.machine == machine.machine_count;
        if !is_old || !fits || machine.is_replaced() || !machine.is_up() || self.is_healed {
            return Ok(Ok(()));
        }
        if backup.whole {
            // Where nothing beside the store is newer, only a peer can say that it is old.
            let heard = self.heard_of(number)?.filter(|heard| *heard > backup.size);
            let Some((_, heard)) = heard else { return Ok(Ok(())) };
            self.checks.forget_unheard(number, heard)?;
        }
        let node = self.charter.who(number)?.node.to_string();
        self.checks.note_loss(&node, number);
        let what = if backup.whole { "machine" } else { "store" };
        self.machine(number)?.replace(&backup.image, backup.whole);
        self.say_of(number, &format!("has an old copy of its {what}"));
        self.checks.forget_adopted(number);
        // What it had answered since is lost with it.
        self.checks.forget_answers(number);
        self.asked.retain(|(machine, _)| *machine != number);
        if backup.whole {
            let started = self.start(number)?;
            if started.is_err() {
                return Ok(started);
            }
        } else {
            self.within(1_000, 60_000, Event::Start(number));
        }
        // What it had adopted since is brought to it again.
        for document in self.charter.newer_documents()? {
            self.within(HOUR_MS / 60, HOUR_MS, Event::Adopt(number, document));
        }
        Ok(Ok(()))
    }

    /// All faults end: lines are open, clocks are right, and every process runs.
    pub(crate) fn heal(&mut self) -> Step {
        self.is_healed = true;
        self.faults.clear();
        self.network.open_all();
        self.say(|| "all heals".to_owned());
        for number in 0..self.machines.len() {
            let machine = self.machine(number)?;
            machine.skew_ms = 0;
            // Whatever was to fail next on a disk does not, in a process that is started anew.
            machine.kill();
            let started = self.start(number)?;
            if started.is_err() {
                return Ok(started);
            }
        }
        self.within(1_000, 1_000, Event::Look);
        Ok(Ok(()))
    }
}
