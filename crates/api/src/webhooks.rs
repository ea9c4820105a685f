//! Webhooks: what is told is carried to endpoints, in order, until it was taken.
//!
//! The store keeps how far each subscriber was told. One task sees who is to be told something, and
//! has at most one errand under way for each: a page of notices, posted one after the other, so that
//! none overtakes another. Whoever cannot be told holds up nobody else. What was taken is written
//! down within a second; after a crash in between it is carried again, under the same identifier.

mod answering;
mod carrying;
pub(crate) mod endpoint;
mod line;
mod schedule;
pub(crate) mod signature;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use node::{Entropy, NATIONAL, Subscription};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::clock;
use crate::config::WebhooksConfig;
use crate::events::{Feed, Recent};
use crate::fault::{Fault, chain};
use crate::webhooks::carrying::{Errand, Ran};
use crate::webhooks::line::Line;
use crate::webhooks::schedule::Pace;

pub(crate) use carrying::client;

/// How long what was taken may wait to be written down.
const NOTED_WITHIN: Duration = Duration::from_secs(1);

/// How others say that subscriptions have changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changed(Arc<Notify>);

impl Changed {
    /// They have.
    pub(crate) fn tell(&self) {
        self.0.notify_one();
    }
}

/// Carries notices to whoever has subscribed, until the node stops.
pub(crate) struct Carrier {
    app: App,
    errand: Errand,
    retry_ms: Vec<u64>,
    entropy: Box<dyn Entropy>,
    lines: BTreeMap<String, Line>,
    running: JoinSet<(String, Ran)>,
    /// Whether the lines are as the store has them.
    known: bool,
}

impl Carrier {
    /// A carrier with a client of its own and randomness for pauses.
    pub(crate) fn new(
        app: App,
        config: &WebhooksConfig,
        client: reqwest::Client,
        entropy: Box<dyn Entropy>,
    ) -> Self {
        let errand = Errand { app: app.clone(), client, hosts: config.hosts.clone().into() };
        Self {
            app,
            errand,
            retry_ms: config.retry_ms.clone(),
            entropy,
            lines: BTreeMap::new(),
            running: JoinSet::new(),
            known: false,
        }
    }

    /// Works until the node stops; what was taken by then is written down.
    pub(crate) async fn run(mut self, mut feed: Feed, mut stopping: watch::Receiver<bool>) {
        let mut tick = interval(NOTED_WITHIN);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut duty = self.app.duty.clone();
        loop {
            if !*duty.borrow_and_update() {
                self.leave_off().await;
                tokio::select! {
                    changed = duty.changed() => if changed.is_err() { break },
                    _ = stopping.changed() => break,
                }
                continue;
            }
            let latest = feed.latest();
            self.start(&latest);
            let next_try = self.lines.values().filter_map(|line| line.tried_in(latest.through));
            let next_try = next_try.min();
            let changed = self.app.webhooks_changed.clone();
            tokio::select! {
                more = feed.more() => if !more { break },
                () = changed.0.notified() => {
                    self.known = false;
                    self.load().await;
                }
                Some(ran) = self.running.join_next(), if !self.running.is_empty() => {
                    if let Ok((id, ran)) = ran {
                        self.ran(&id, ran).await;
                    }
                }
                () = tokio::time::sleep(next_try.unwrap_or_default()), if next_try.is_some() => {}
                _ = duty.changed() => {}
                _ = tick.tick() => {
                    // Another process of the node may have taken a subscription.
                    self.known &= !self.app.shared;
                    self.load().await;
                    self.note().await;
                }
                _ = stopping.changed() => break,
            }
        }
        self.running.abort_all();
        self.note().await;
    }

    /// Leaves it to another process of the node, which goes on from what is written down.
    async fn leave_off(&mut self) {
        self.running.abort_all();
        self.note().await;
        self.lines.clear();
        self.known = false;
        self.app.listeners.carry_to(0);
    }

    /// Takes the subscriptions as the store has them, where they are not known or have changed. One
    /// that was changed there by somebody else goes on from there.
    async fn load(&mut self) {
        if self.known {
            return;
        }
        let kept = match self.app.readers.read(node::Reader::subscriptions).await {
            Ok(kept) => kept,
            Err(fault) => return complain(&fault),
        };
        let mut before = std::mem::take(&mut self.lines);
        let pushes = self.app.national.as_ref().is_some_and(|national| national.push.is_some());
        // The operator pushes nothing any more; how far it came is kept.
        let carried = kept.into_iter().filter(|kept| pushes || kept.id != NATIONAL);
        for subscription in carried {
            let line = match before.remove(&subscription.id) {
                Some(line) => line.or(subscription),
                None => Line::of(subscription),
            };
            self.lines.insert(line.id().to_owned(), line);
        }
        self.app.listeners.carry_to(self.lines.len());
        self.known = true;
    }

    /// Sends out who is to be told something now.
    fn start(&mut self, latest: &Recent) {
        let now = clock::now();
        for line in self.lines.values_mut() {
            if let Some((subscription, position)) = line.errand(latest, now) {
                let (id, errand) = (subscription.id.clone(), self.errand.clone());
                self.running.spawn(async move { (id, errand.run(&subscription, &position).await) });
            }
        }
    }

    /// What came of an errand. What failed is written down at once.
    async fn ran(&mut self, id: &str, ran: Ran) {
        let Some(line) = self.lines.get_mut(id) else { return };
        if line.superseded() {
            self.known = false;
            self.lines.remove(id);
            return self.load().await;
        }
        let national = self.app.national.as_ref().and_then(|national| national.push.as_ref());
        let pace = match national.filter(|_| line.is_national()) {
            Some(push) => Pace::Unending(&push.retry_ms),
            None => Pace::Ending(&self.retry_ms),
        };
        if line.ran(ran, clock::now(), pace, self.entropy.as_mut()) {
            self.note().await;
        }
    }

    /// Writes down what was taken and what failed. Where the node has no time for it, it is done a
    /// little later.
    async fn note(&mut self) {
        let news: Vec<_> = self.lines.values().filter_map(Line::news).collect();
        if news.is_empty() {
            return;
        }
        let noted = news.clone();
        if self.app.handle.progressed(news).await.is_ok() {
            for (id, position, progress) in noted {
                if let Some(line) = self.lines.get_mut(&id) {
                    line.noted(position, progress);
                }
            }
        }
    }
}

/// Tells the operator why nothing can be carried just now; it is tried again.
fn complain(fault: &Fault) {
    tracing::error!("webhooks: {}", chain(fault));
}

/// For whom and what a subscription is, as listeners have it.
pub(crate) fn filter(subscription: &Subscription) -> crate::events::Filter {
    let wish = &subscription.wish;
    crate::events::Filter { kind: wish.kind.clone(), dossier: wish.dossier.clone() }
}
