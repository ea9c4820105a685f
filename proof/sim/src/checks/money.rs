//! Accounts add up, every request is answered once, and what was released is covered.

use std::collections::{BTreeMap, BTreeSet};

use guarantee::account::{HoldRef, UsageState};
use kernel::{Administration, Amount, DossierId, Money, NodeId, Timestamp, utc_day};
use transit::{Concern, Phase, View};

use super::{Checks, Look, Promise, Violation, broken};
use crate::charter::Charter;
use crate::fault::Fault;
use crate::machine::Eyes;

/// A movement as its home has it.
#[derive(Debug, Clone)]
pub(crate) struct Movement {
    pub(crate) phase: Phase,
    /// Whether it was released and nothing has ended it.
    is_live: bool,
    /// The holds that cover it.
    holds: Vec<(DossierId, Money)>,
    /// How many guarantees it declares.
    declared_count: usize,
}

/// A guarantee as its home has it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) held: Amount,
    /// What binds an amount: who asked, and how much in the currency asked.
    live: BTreeMap<DossierId, (Option<Administration>, Option<Money>)>,
}

impl Checks {
    /// Looks again at a dossier of which something was told.
    pub(super) fn follow_dossier(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
        (dossier, kind): (&DossierId, &str),
    ) -> Look {
        let home = charter.number_of(&dossier.writer());
        match kind {
            "movement" => self.follow_movement(charter, number, eyes, (dossier, home)),
            "guarantee" => self.follow_account(charter, number, eyes, dossier),
            "hold" if home == Some(number) => {
                self.note_sides(charter, number, eyes, dossier)?;
                Ok(Ok(()))
            }
            _ => Ok(Ok(())),
        }
    }

    fn follow_movement(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
        (dossier, home): (&DossierId, Option<usize>),
    ) -> Look {
        let Some(viewed) = eyes.views.movement(dossier)? else { return Ok(Ok(())) };
        let view = viewed.view;
        if home == Some(number) {
            self.note_route(charter, eyes, dossier)?;
        }
        if home == Some(number) {
            if let Some(mrn) = &view.mrn {
                let before = self.numbers.insert(mrn.to_string(), dossier.clone());
                if before.is_some_and(|before| before != *dossier) {
                    return broken(Promise::NothingTwice, format!("{mrn} was given twice"));
                }
            }
            if let Err(violation) = self.limit_is_true(dossier, &view) {
                return Ok(Err(violation));
            }
        } else if let Some(at) = arrived(&view, &charter.who(number)?.node) {
            self.arrivals.entry(dossier.clone()).or_insert((number, at));
        }
        let phase = view.standing.phase;
        let over = [Phase::Discharged, Phase::Invalidated, Phase::NotReleased].contains(&phase);
        let held = view.covers.iter().filter(|cover| cover.state == "held");
        let movement = Movement {
            phase,
            is_live: home == Some(number) && view.limit_date.is_some() && !over,
            holds: held.filter_map(|cover| cover.hold.clone().zip(cover.amount)).collect(),
            declared_count: view.declaration.map_or(0, |declared| declared.guarantees.len()),
        };
        self.seen(number)?.movements.insert(dossier.clone(), movement);
        Ok(Ok(()))
    }

    /// Goods that arrived in time are not said to be overdue, however late their home hears of it.
    fn limit_is_true(&self, dossier: &DossierId, view: &View) -> Result<(), Violation> {
        let overdue = view.standing.concerns.contains(&Concern::Overdue);
        // Whoever lost the end of his store may have lost the arrival with it.
        let arrived = self.arrivals.get(dossier).filter(|(number, _)| !self.blind.contains(number));
        let (Some(limit), Some(arrived)) = (view.limit_date, arrived.map(|(_, at)| at)) else {
            return Ok(());
        };
        if !overdue || utc_day(*arrived) > limit {
            return Ok(());
        }
        let detail =
            format!("{dossier} arrived on {arrived} and is said to be overdue since {limit}");
        Err(Violation { promise: Promise::LimitsAreTrue, detail })
    }

    /// The members a movement of a machine is declared to go through.
    pub(super) fn note_route(
        &mut self,
        charter: &Charter,
        eyes: &Eyes,
        dossier: &DossierId,
    ) -> Result<(), Fault> {
        let Some(viewed) = eyes.views.movement(dossier)? else { return Ok(()) };
        let declared = viewed.view.declaration;
        let countries = declared.iter().flat_map(|declared| &declared.countries);
        let members = countries.filter_map(|country| {
            let administration = Administration::of(country);
            charter.members.iter().position(|who| who.administration == administration)
        });
        self.routes.entry(dossier.clone()).or_default().extend(members);
        Ok(())
    }

    /// The two sides of a conversation a machine has begun.
    pub(super) fn note_sides(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
        dossier: &DossierId,
    ) -> Result<(), Fault> {
        let view = eyes.views.hold(dossier)?.map(|viewed| viewed.view);
        let keeper = view.and_then(|view| view.guarantee_home);
        let keeper = keeper
            .and_then(|keeper| charter.members.iter().position(|who| who.administration == keeper));
        if let Some(keeper) = keeper {
            self.sides.insert(dossier.clone(), (number, keeper));
        }
        Ok(())
    }

    fn follow_account(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
        dossier: &DossierId,
    ) -> Look {
        let code = charter.who(number)?.code;
        let Some(viewed) = eyes.views.guarantee(dossier)? else { return Ok(Ok(())) };
        let view = viewed.view;
        let wrong = |promise, what: String| broken(promise, format!("{code}, {dossier}: {what}"));
        let mut answered: BTreeSet<&HoldRef> = BTreeSet::new();
        for usage in &view.usage {
            if !answered.insert(&usage.hold) {
                let what = format!("{:?} is answered twice", usage.hold);
                return wrong(Promise::NothingTwice, what);
            }
        }
        let live = view.usage.iter().filter(|usage| usage.state == UsageState::Held);
        let bound = live.clone().filter_map(|usage| usage.covered.map(|covered| covered.amount));
        let sum = bound.into_iter().try_fold(Amount::ZERO, Amount::plus);
        if !view.ledger_sum.is_zero() || sum != Some(view.held) {
            let what = format!("{} is held, and its uses bind {sum:?}", view.held);
            return wrong(Promise::MoneyAddsUp, what);
        }
        let registered = view.registration.as_ref();
        let most = registered.map_or(Amount::ZERO, |it| it.reference_amount.amount);
        if view.held > most || view.held.plus(view.free) != Some(most) {
            let what = format!("{} held and {} free of {most}", view.held, view.free);
            return wrong(Promise::MoneyAddsUp, what);
        }
        let mut by_hold = BTreeMap::new();
        for usage in live {
            let asked = (usage.requester.clone(), usage.asked);
            if by_hold.insert(usage.hold.hold.clone(), asked).is_some() {
                let what = format!("{} binds two amounts", usage.hold.hold);
                return wrong(Promise::NothingTwice, what);
            }
        }
        let account = Account { held: view.held, live: by_hold };
        self.seen(number)?.accounts.insert(dossier.clone(), account);
        Ok(Ok(()))
    }

    /// Every movement that is under way has, at the homes of its guarantees, all the cover it was
    /// released under; and nothing is held that nobody has asked for.
    pub(super) fn cover_is_whole(&self, charter: &Charter) -> Result<(), Violation> {
        let accounts = self.seen.iter().flat_map(|seen| seen.accounts.values());
        let live: BTreeMap<_, _> = accounts.flat_map(|account| &account.live).collect();
        let sighted =
            self.seen.iter().enumerate().filter(|(number, _)| !self.blind.contains(number));
        for (number, seen) in sighted {
            let Some(who) = charter.members.get(number) else { continue };
            for (dossier, movement) in seen.movements.iter().filter(|(_, it)| it.is_live) {
                let covered = |(hold, amount): &(DossierId, Money)| {
                    live.get(hold).is_some_and(|(_, asked)| asked.as_ref() == Some(amount))
                };
                let whole = movement.holds.len() == movement.declared_count
                    && movement.holds.iter().all(covered);
                if !whole {
                    let detail = format!(
                        "{} has released {dossier} under {:?}, which no guarantee holds",
                        who.code, movement.holds
                    );
                    return Err(Violation { promise: Promise::CoverIsWhole, detail });
                }
            }
        }
        let unasked = live.keys().find(|hold| !self.sides.contains_key(**hold));
        match unasked {
            None => Ok(()),
            Some(hold) => {
                let detail = format!("an amount is held for {hold}, which nobody has asked for");
                Err(Violation { promise: Promise::CoverIsWhole, detail })
            }
        }
    }

    /// The conversations for which something is still bound.
    pub(crate) fn bound(&self) -> Vec<DossierId> {
        let accounts = self.seen.iter().flat_map(|seen| seen.accounts.values());
        accounts.flat_map(|account| account.live.keys().cloned()).collect()
    }

    /// Once everything has ended, nothing binds any amount any more.
    pub(crate) fn all_is_free(&self) -> Result<(), Violation> {
        let accounts = self.seen.iter().flat_map(|seen| &seen.accounts);
        let bound = accounts.clone().find(|(_, account)| account.held != Amount::ZERO);
        match bound {
            None => Ok(()),
            Some((dossier, account)) => {
                let holds: Vec<_> = account.live.keys().map(ToString::to_string).collect();
                let detail = format!(
                    "guarantee {dossier} still binds {} for {}",
                    account.held,
                    holds.join(", ")
                );
                Err(Violation { promise: Promise::AllEnds, detail })
            }
        }
    }

    /// A movement as its home has it.
    pub(crate) fn movement(&self, home: usize, dossier: &DossierId) -> Option<&Movement> {
        self.seen.get(home)?.movements.get(dossier)
    }

    /// How many movements of all homes are in a phase.
    pub(crate) fn count(&self, charter: &Charter, phase: Phase) -> Result<usize, Fault> {
        let mut count = 0;
        for (number, seen) in self.seen.iter().enumerate() {
            let node = &charter.who(number)?.node;
            let own = seen.movements.iter().filter(|(dossier, _)| dossier.writer() == *node);
            count += own.filter(|(_, movement)| movement.phase == phase).count();
        }
        Ok(count)
    }
}

/// When goods arrived, as the node where they did has written it.
fn arrived(view: &View, node: &NodeId) -> Option<Timestamp> {
    let mut steps = view.steps.iter();
    steps.find(|step| step.what == "arrived" && step.writer == *node).map(|step| step.at)
}
