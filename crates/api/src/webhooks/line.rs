//! One subscriber as whoever carries notices to him knows him: how far he was told, and how it goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use identity::Actor;
use jiff::SignedDuration;
use kernel::Timestamp;
use node::{Disabled, Entropy, Progress, Subscription};

use super::carrying::{Came, Ran};
use super::filter;
use super::schedule::Pace;
use crate::clock;
use crate::events::{Recent, Sent};

/// How long to wait after a fault of ours, which is no failure of the endpoint.
const AGAIN: SignedDuration = SignedDuration::from_secs(1);

/// A subscriber.
#[derive(Debug)]
pub(crate) struct Line {
    subscription: Subscription,
    /// How far he was told, also while an errand is under way.
    position: Arc<AtomicI64>,
    /// What the store has of it.
    noted: (i64, Progress),
    /// Whether there is something to write down.
    news: bool,
    /// Whether an errand is under way.
    busy: bool,
    /// Whether somebody has changed the subscription while an errand was under way.
    superseded: bool,
    /// Not before this instant, after a fault of ours.
    held_until: Option<Timestamp>,
}

impl Line {
    /// A subscription as the store has it.
    pub(crate) fn of(subscription: Subscription) -> Self {
        Self {
            position: Arc::new(AtomicI64::new(subscription.position)),
            noted: (subscription.position, subscription.progress.clone()),
            subscription,
            news: false,
            busy: false,
            superseded: false,
            held_until: None,
        }
    }

    /// The same, or what the store has of it now where somebody else has changed that.
    pub(crate) fn or(mut self, kept: Subscription) -> Self {
        let (position, progress) = &self.noted;
        if *position == kept.position && *progress == kept.progress {
            return self;
        }
        if self.busy {
            (self.superseded, self.news) = (true, false);
            return self;
        }
        Self::of(kept)
    }

    /// The identifier.
    pub(crate) fn id(&self) -> &str {
        &self.subscription.id
    }

    /// Whether it is that of the administration's own system.
    pub(crate) fn is_national(&self) -> bool {
        self.subscription.wish.answers
    }

    /// Whether what an errand brings back no longer matters.
    pub(crate) fn superseded(&self) -> bool {
        self.superseded
    }

    fn progress(&self) -> &Progress {
        &self.subscription.progress
    }

    fn told(&self) -> i64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Whether he could be told something, if it were time.
    fn waits(&self, through: i64) -> bool {
        !self.busy && self.progress().disabled.is_none() && self.told() < through
    }

    /// Not before this instant. Where a clock that ran ahead was set back after the last try, nobody
    /// waits until it has come so far again.
    fn not_before(&self, now: Timestamp) -> Option<Timestamp> {
        let progress = self.progress();
        let ahead = progress.last.as_ref().is_some_and(|last| now < last.at);
        let next_try = progress.next_try.filter(|_| !ahead);
        let held = self.held_until.filter(|until| until.duration_since(now) <= AGAIN);
        next_try.max(held)
    }

    /// In how long it is time again to tell him something.
    pub(crate) fn tried_in(&self, through: i64) -> Option<Duration> {
        let now = clock::now();
        let not_before = self.not_before(now).filter(|_| self.waits(through))?;
        let pause = not_before.duration_since(now);
        Some(Duration::try_from(pause).unwrap_or_default())
    }

    /// What to tell him now, if there is anything: an errand is under way from here on. Where none of
    /// what is new is for him, he has come as far without one.
    pub(crate) fn errand(
        &mut self,
        latest: &Recent,
        now: Timestamp,
    ) -> Option<(Subscription, Arc<AtomicI64>)> {
        let early = self.not_before(now).is_some_and(|instant| now < instant);
        if !self.waits(latest.through) || early {
            return None;
        }
        let told = self.told();
        let new = latest.notices.iter().filter(|sent| sent.notice.id > told);
        if told >= latest.after && !new.into_iter().any(|sent| self.is_for_him(sent)) {
            self.position.store(latest.through, Ordering::Relaxed);
            return None;
        }
        self.busy = true;
        let subscription = Subscription { position: told, ..self.subscription.clone() };
        Some((subscription, self.position.clone()))
    }

    fn is_for_him(&self, sent: &Sent) -> bool {
        let his = match &self.subscription.owner {
            Actor::Trader(trader) => sent.notice.is_for(trader),
            Actor::Officer(_) | Actor::NationalSystem(_) => true,
            Actor::Guarantor(_) | Actor::Policy(_) => false,
        };
        his && filter(&self.subscription).takes(&sent.notice)
    }

    /// What came of his errand; whether it must be written down at once.
    pub(crate) fn ran(
        &mut self,
        ran: Ran,
        now: Timestamp,
        pace: Pace<'_>,
        entropy: &mut dyn Entropy,
    ) -> bool {
        self.busy = false;
        self.held_until = None;
        let progress = &mut self.subscription.progress;
        if let Some(taken) = ran.taken {
            *progress = Progress { last: Some(taken), ..Progress::default() };
            self.news = true;
        }
        match ran.came {
            Came::Through => return false,
            Came::Fault => {
                self.held_until = now.checked_add(AGAIN).ok();
                return false;
            }
            Came::NoRight => progress.disabled = Some(Disabled::NoRight),
            Came::Failed { tried, gone, put_off } => {
                progress.last = Some(tried);
                progress.failure_count = progress.failure_count.saturating_add(1);
                let paused = pace.pause(progress.failure_count, put_off, entropy);
                progress.silent = pace.is_slowest(progress.failure_count);
                let paused = paused.and_then(|pause| SignedDuration::try_from(pause).ok());
                progress.next_try = paused.and_then(|pause| now.checked_add(pause).ok());
                if gone && pace.ends() {
                    progress.disabled = Some(Disabled::Gone);
                } else if progress.next_try.is_none() {
                    progress.disabled = Some(Disabled::GivenUp);
                }
            }
        }
        if progress.disabled.is_some() {
            progress.next_try = None;
        }
        self.news = true;
        true
    }

    /// What is to be written down.
    pub(crate) fn news(&self) -> Option<(String, i64, Progress)> {
        // While an errand is under way what it has brought so far is news too.
        let moved = self.busy && self.told() > self.subscription.position;
        let news = (self.news || moved) && !self.superseded;
        news.then(|| (self.subscription.id.clone(), self.told(), self.progress().clone()))
    }

    /// It was written down.
    pub(crate) fn noted(&mut self, position: i64, progress: Progress) {
        self.news = self.told() != position || *self.progress() != progress;
        self.subscription.position = position;
        self.noted = (position, progress);
    }
}

#[cfg(test)]
mod tests;
