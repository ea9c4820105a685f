//! What follows from what: event in, commands out. The only place where one domain meets another.
//!
//! Each policy is a line of the table below: the events it follows and the events its commands may
//! lead to. `cargo xtask tidy` reads the table and fails on a cycle that names no bound.

pub(crate) mod again;
mod cover;
mod movement;
mod parked;
mod telling;
mod untold;

use guarantee::account::Account;
use guarantee::hold::Conversation;
use identity::Actor;
use journal::AlarmKind;
use kernel::{Decider, DossierId, Refused, Timestamp, Told};
use store::{TaskRow, ToldRow};
use transit::Part;

pub(crate) use self::parked::{AWAITS, PARKED};
use crate::fault::Fault;
use crate::history::told_in;
use crate::kind::{Extras, Kind};
use crate::node::{Mode, Node};
use crate::retention::RETAIN;
use crate::submit::Done;

/// How many tasks one batch works off before it syncs.
const TASKS_MAX: usize = 512;

/// One policy.
pub(crate) struct Policy {
    /// Its name, which stands in every command it sends.
    pub(crate) name: &'static str,
    /// The events it follows.
    pub(crate) on: &'static [&'static str],
    /// The events its commands may lead to.
    #[expect(dead_code, reason = "read as text by tidy, which proves the table acyclic")]
    pub(crate) yields: &'static [&'static str],
    /// When it is due, where that is not at once; none where it is not due at all.
    due: Option<Due>,
    /// What it does.
    run: fn(&mut Node, &ToldRow) -> Result<(), Fault>,
}

/// When a policy is due that does not follow at once.
type Due = fn(&Node, &ToldRow) -> Result<Option<Timestamp>, Fault>;

/// All of them.
pub(crate) const POLICIES: &[Policy] = &[
    Policy {
        name: "accept",
        on: &["movement.Presented", "movement.GoodsPresented"],
        yields: &["movement.Accepted"],
        due: None,
        run: movement::accept,
    },
    Policy {
        name: "withdraw",
        on: &[
            "movement.CoverWithdrawn",
            "movement.Amended",
            "movement.Invalidated",
            "movement.NotReleased",
        ],
        yields: &["hold.HoldWithdrawn"],
        due: None,
        run: cover::withdraw,
    },
    Policy {
        name: "ask-for-cover",
        on: &["movement.Accepted", "movement.Amended"],
        yields: &["hold.HoldRequested"],
        due: None,
        run: cover::ask,
    },
    Policy {
        name: "untold",
        on: &["hold.HoldRequested"],
        yields: &["movement.NotCovered", "movement.OtherGuaranteeAwaited"],
        due: None,
        run: untold::untold,
    },
    Policy {
        name: "hold",
        on: &["hold.HoldRequested"],
        yields: &[
            "guarantee.Held",
            "guarantee.NotHeld",
            "guarantee.AccessCodeWrong",
            "hold.NotHeld",
        ],
        due: None,
        run: cover::hold,
    },
    Policy {
        name: "check",
        on: &["hold.CheckRequested"],
        yields: &["guarantee.Checked", "guarantee.AccessCodeWrong", "hold.Checked"],
        due: None,
        run: cover::check,
    },
    Policy {
        name: "promised",
        on: &["guarantee.Registered"],
        yields: &["guarantee.Held", "guarantee.Credited", "guarantee.Withdrawn"],
        due: None,
        run: again::promised,
    },
    Policy {
        name: "reply",
        on: &[
            "guarantee.Held",
            "guarantee.NotHeld",
            "guarantee.NotHeldRecorded",
            "guarantee.Checked",
        ],
        yields: &["hold.Held", "hold.NotHeld", "hold.Checked"],
        due: None,
        run: cover::reply,
    },
    Policy {
        name: "tell-suspension",
        on: &[
            "guarantee.Suspended",
            "guarantee.SuspensionLifted",
            "guarantee.Held",
            "guarantee.NotHeld",
            "guarantee.NotHeldRecorded",
            "guarantee.Checked",
        ],
        yields: &["hold.GuaranteeSuspended", "hold.SuspensionLifted"],
        due: None,
        run: telling::suspension,
    },
    Policy {
        name: "tell-validity",
        on: &["guarantee.ValidityChanged"],
        yields: &["hold.GuaranteeValidityChanged"],
        due: None,
        run: telling::validity,
    },
    Policy {
        name: "record-cover",
        on: &["hold.Held", "hold.NotHeld"],
        yields: &[
            "movement.Covered",
            "movement.NotCovered",
            "movement.OtherGuaranteeAwaited",
            "hold.CreditRequested",
        ],
        due: None,
        run: cover::record,
    },
    Policy {
        name: "release",
        on: &[
            "movement.Accepted",
            "movement.Covered",
            "movement.DepartureControlled",
            "movement.Amended",
            "movement.InvalidationRefused",
        ],
        yields: &["movement.Released"],
        due: None,
        run: movement::release,
    },
    Policy {
        name: "invalidate",
        on: &["movement.InvalidationRequested"],
        yields: &["movement.Invalidated"],
        due: None,
        run: movement::invalidate,
    },
    Policy {
        name: "permit-unloading",
        on: &["movement.Arrived", "movement.UnloadingRemarked"],
        yields: &["movement.UnloadingPermitted", "movement.UnloadingContinued"],
        due: None,
        run: movement::permit_unloading,
    },
    Policy {
        name: "forward-arrival",
        on: &["movement.Arrived"],
        yields: &["movement.ArrivalForwarded"],
        due: None,
        run: movement::forward_arrival,
    },
    Policy {
        name: "watch",
        on: &["movement.Prelodged", "movement.OtherGuaranteeAwaited", "movement.Released"],
        yields: &[
            "movement.Invalidated",
            "movement.NotReleased",
            "movement.Overdue",
            "movement.Unheard",
        ],
        due: Some(movement::limit),
        run: movement::watch,
    },
    Policy {
        name: "discharge",
        on: &["movement.Ended", "movement.Controlled", "movement.DiscrepanciesSolved"],
        yields: &["movement.Discharged"],
        due: None,
        run: movement::discharge,
    },
    Policy {
        name: "credit",
        on: &["movement.Discharged", "movement.Covered"],
        yields: &["hold.CreditRequested"],
        due: None,
        run: cover::credit,
    },
    Policy {
        name: "free",
        on: &["hold.CreditRequested", "hold.HoldWithdrawn"],
        yields: &["guarantee.Credited", "guarantee.Withdrawn"],
        due: None,
        run: cover::free,
    },
    Policy {
        name: "tell-credit",
        on: &[
            "guarantee.Credited",
            "guarantee.CreditRecorded",
            "guarantee.Withdrawn",
            "guarantee.WithdrawalRecorded",
        ],
        yields: &["hold.Credited"],
        due: None,
        run: cover::tell_credit,
    },
    Policy {
        name: "record-credit",
        on: &["hold.Credited"],
        yields: &["movement.CoverCredited"],
        due: None,
        run: cover::record_credit,
    },
    Policy {
        name: "report-uncovered",
        on: &["movement.Released"],
        yields: &["hold.ReleasedUncovered"],
        due: None,
        run: movement::report_uncovered,
    },
    Policy {
        name: "alarm-uncovered",
        on: &["hold.ReleasedUncovered"],
        yields: &[],
        due: None,
        run: cover::alarm_uncovered,
    },
];

/// The policies that follow an event.
fn following(kind: &str, event: &str) -> impl Iterator<Item = &'static Policy> {
    let wanted = format!("{kind}.{event}");
    POLICIES.iter().filter(move |policy| policy.on.contains(&wanted.as_str()))
}

impl Node {
    /// Puts down what follows from an event, to be done in transactions of its own.
    pub(crate) fn schedule(
        &mut self,
        (kind, event): (&str, &str),
        dossier: &DossierId,
        seq: i64,
    ) -> Result<(), Fault> {
        self.retry_tasks_of(dossier)?;
        for policy in following(kind, event) {
            let due = match policy.due {
                None => Some(self.now),
                Some(due) => {
                    let row = self.store.told(seq)?.ok_or(Fault::Damaged { what: "a task" })?;
                    due(self, &row)?
                }
            };
            let Some(due) = due else { continue };
            let (due, policy) = (due.as_microsecond(), policy.name.to_owned());
            self.store.put_task(&TaskRow { id: 0, due, policy, seq })?;
        }
        Ok(())
    }

    /// Does what is due, each task in transactions of its own; what one leads to comes after it.
    pub(crate) fn run_tasks(&mut self) -> Result<(), Fault> {
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        if self.resumes_tasks()? {
            self.resume_tasks()?;
        }
        for _ in 0..TASKS_MAX {
            let due = self.store.due(self.now.as_microsecond(), 1)?;
            let Some(task) = due.into_iter().next() else { return Ok(()) };
            self.store.drop_task(task.id)?;
            let row = self.store.told(task.seq)?.ok_or(Fault::Damaged { what: "a task" })?;
            if task.policy == RETAIN {
                self.retain(&row)?;
                continue;
            }
            let policy = POLICIES.iter().find(|policy| policy.name == task.policy);
            (self.task_refused, self.task_waits) = (false, false);
            // From what no longer counts, nothing follows.
            if let Some(policy) = policy.filter(|_| row.verdict.is_empty()) {
                (policy.run)(self, &row)?;
            }
            if self.task_waits {
                self.await_peers(task)?;
            } else if self.task_refused {
                self.park(task, &row)?;
            }
        }
        Ok(())
    }

    /// Does what is due in a batch of its own; says whether there was anything.
    pub fn work(&mut self, now: Timestamp) -> Result<bool, Fault> {
        let done = self.try_work(now);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_work(&mut self, now: Timestamp) -> Result<bool, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(false);
        }
        let due = !self.store.due(now.as_microsecond(), 1)?.is_empty();
        let silent = self.world.directory().is_ok() && self.want_heartbeats_at(now)?;
        let behind = self.lists_behind()?;
        let watched = self.watched(now)?;
        let outdated = self.outdated_rejections()?;
        let shares = self.shares_again()?;
        let aged = self.aged()?;
        let retries = self.retries_tasks()?;
        let resumes = self.resumes_tasks()?;
        let more = shares || !watched.is_empty() || outdated.is_some() || !aged.is_empty();
        let more = more || retries || resumes;
        if !(due || silent || behind || more) {
            return Ok(false);
        }
        self.begin(now)?;
        let own = self.settings.node.to_string();
        for (kind, detail) in watched {
            self.alarm(kind, &own, &detail)?;
        }
        if let Some(day) = outdated {
            self.forget_rejections(day)?;
        }
        if shares {
            self.share_what_came_back()?;
        }
        let more = !aged.is_empty();
        self.sweep(aged)?;
        if retries {
            self.retry_tasks()?;
        }
        self.run_tasks()?;
        self.update_lists()?;
        self.finish()?;
        Ok(due || behind || more || retries || resumes)
    }

    fn want_heartbeats_at(&mut self, now: Timestamp) -> Result<bool, Fault> {
        self.now = self.now.max(now);
        self.want_heartbeats()
    }

    /// The event a policy follows; none where it was erased.
    pub(crate) fn event<D: Decider>(&self, row: &ToldRow) -> Result<Option<Told<D>>, Fault> {
        Ok(told_in::<D>(self.entry(row.source)?.as_ref(), row))
    }

    /// A command of a policy. A refusal is an alarm, never a loop.
    pub(crate) fn follow<D: Kind>(
        &mut self,
        policy: &'static str,
        dossier: &DossierId,
        command: D::Command,
        extras: &Extras,
    ) -> Result<Option<Done>, Fault> {
        let actor = Actor::Policy(policy.to_owned());
        match self.transact::<D>(dossier, &actor, command, extras)? {
            Ok(done) => Ok(Some(done)),
            // What it rests on may have been told before and not be told again yet.
            Err(_) if policy != again::AGAIN && !self.caught_up()? => {
                self.task_waits = true;
                Ok(None)
            }
            Err(why) => {
                // The list of alarms is kept in clear; what was asked is not.
                self.alarm_seldom(AlarmKind::TaskRefused, policy, dossier.as_str(), || {
                    format!("{policy}: {}", codes(&why))
                })?;
                self.task_refused = true;
                Ok(None)
            }
        }
    }

    /// Whether this node answers a request for a guarantee of an administration: its own requests,
    /// which no other node is told of, and those of others where the directory says that it keeps
    /// the guarantees. Another node of the same administration would deny what it does not have.
    pub(crate) fn answers(&self, row: &ToldRow, home: &kernel::Administration) -> bool {
        let keeps = || {
            let directory = self.world.directory().ok();
            let first = directory.and_then(|directory| directory.nodes_of(home).first());
            first.is_some_and(|entry| entry.node == self.settings.node)
        };
        *home == self.settings.administration && (self.ours(row) || keeps())
    }

    /// Whether an event is this node's own.
    pub(crate) fn ours(&self, row: &ToldRow) -> bool {
        row.writer == self.settings.node
    }
}

pub(crate) fn codes(why: &[Refused]) -> String {
    let codes: Vec<_> = why.iter().map(|refused| refused.code.as_str()).collect();
    codes.join(" ")
}

/// The kinds by which policies name what they need.
type Guarantee = Account;
type Hold = Conversation;
type Movement = Part;
