//! What is told as it happens: the latest notices, shared by everybody who listens, and the list of
//! who does.
//!
//! The node's thread says that there is news; one task then reads it, once for all. A listener has a
//! position and nothing else: it takes what is new from the notices shared, and what it missed from
//! the store, a page at a time. So a slow one costs no memory, and one that takes nothing at all is
//! cut and comes back with its position.

mod listening;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity::Actor;
use node::Notice;
use tokio::sync::{Notify, watch};

use crate::config::ListenersConfig;
use crate::fault::{Fault, chain};
use crate::readers::Readers;

pub(crate) use listening::{Filter, Listening};

/// How many of the latest notices are shared.
const RECENT_MAX: usize = 1024;
/// How many are read at a time.
pub(crate) const PAGE: usize = 256;
/// How many connections of one actor may listen.
const LISTENERS_OF_ONE_MAX: usize = 16;
/// How long to wait before reading again what could not be read.
const AGAIN: Duration = Duration::from_secs(1);

/// A notice as it is sent.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) notice: Notice,
    pub(crate) name: String,
    pub(crate) data: String,
}

impl Sent {
    /// A notice in the form it is sent in.
    pub(crate) fn of(notice: Notice) -> Result<Self, Fault> {
        let data = serde_json::to_string(&notice)
            .map_err(|source| Fault::Node(node::Fault::Kept { what: "a notice", source }))?;
        Ok(Self { name: notice.name(), notice, data })
    }
}

/// The latest notices.
#[derive(Debug)]
pub(crate) struct Recent {
    /// Everything after this notice, as far as it was read, is here.
    pub(crate) after: i64,
    /// How far that is.
    pub(crate) through: i64,
    pub(crate) notices: Vec<Arc<Sent>>,
}

impl Recent {
    /// Nothing yet, from a notice on.
    pub(crate) fn from(position: i64) -> Self {
        Self { after: position, through: position, notices: Vec::new() }
    }

    /// The same with what came next, and how far that was looked for; the oldest is left to the store.
    pub(crate) fn with(&self, next: Vec<Sent>, looked: i64) -> Self {
        let mut notices = self.notices.clone();
        notices.extend(next.into_iter().map(Arc::new));
        let last = notices.last().map_or(self.through, |sent| sent.notice.id);
        let through = last.max(looked).max(self.through);
        let surplus = notices.len().saturating_sub(RECENT_MAX);
        let dropped = notices.drain(..surplus).next_back();
        let after = dropped.map_or(self.after, |sent| sent.notice.id);
        Self { after, through, notices }
    }
}

/// Where the latest notices are seen.
#[derive(Debug, Clone)]
pub(crate) struct Feed(watch::Receiver<Arc<Recent>>);

impl Feed {
    /// A feed that begins after a notice, and where its notices are put.
    pub(crate) fn new(position: i64) -> (watch::Sender<Arc<Recent>>, Self) {
        let (sender, receiver) = watch::channel(Arc::new(Recent::from(position)));
        (sender, Self(receiver))
    }

    /// The latest notices; what comes after them is a change.
    pub(crate) fn latest(&mut self) -> Arc<Recent> {
        self.0.borrow_and_update().clone()
    }

    /// Waits for more. False when there will be none.
    pub(crate) async fn more(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

/// Reads what is new, whenever the node says that there is something, until it says so no longer. While
/// nobody listens it only says so too: whoever comes with a position reads from the store.
pub(crate) async fn follow(
    mut noticed: watch::Receiver<i64>,
    readers: Readers,
    feed: watch::Sender<Arc<Recent>>,
    listeners: Listeners,
) {
    loop {
        let wanted = *noticed.borrow_and_update();
        if listeners.nobody() {
            feed.send_if_modified(|recent| {
                let behind = recent.through < wanted;
                if behind {
                    *recent = Arc::new(Recent::from(wanted));
                }
                behind
            });
        }
        match catch_up(wanted, &readers, &feed).await {
            Ok(()) => {
                if noticed.changed().await.is_err() {
                    return;
                }
            }
            Err(fault) => {
                tracing::error!("what is new cannot be told: {}", chain(&fault));
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

async fn catch_up(
    wanted: i64,
    readers: &Readers,
    feed: &watch::Sender<Arc<Recent>>,
) -> Result<(), Fault> {
    loop {
        let recent = feed.borrow().clone();
        if recent.through >= wanted {
            return Ok(());
        }
        let after = recent.through;
        let next = readers.read(move |reader| reader.notices(None, after, PAGE)).await?;
        // What is behind the last of them is for nobody who listens: it is not looked through again.
        let through = if next.len() < PAGE { wanted } else { 0 };
        let next = next.into_iter().map(Sent::of).collect::<Result<_, _>>()?;
        feed.send_replace(Arc::new(recent.with(next, through)));
    }
}

/// A way to end a connection from outside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<Notify>);

impl Cut {
    /// Ends it.
    pub(crate) fn cut(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody ends it.
    pub(crate) async fn wanted(&self) {
        self.0.notified().await;
    }
}

/// Who listens. The lock guards the list and is held only to change or to go through it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listeners(Arc<Mutex<List>>);

#[derive(Debug, Default)]
struct List {
    next: u64,
    known: BTreeMap<u64, Listener>,
    /// To how many endpoints what happens is carried.
    carried: usize,
}

#[derive(Debug)]
struct Listener {
    actor: Actor,
    /// How often it has taken something.
    taken: Arc<AtomicU64>,
    /// The same when it was last looked at.
    before: Option<u64>,
    cut: Cut,
}

/// A place on the list, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    number: u64,
    taken: Arc<AtomicU64>,
    listeners: Listeners,
}

impl Listeners {
    /// A place for somebody's connection; how many there are where none is free for him.
    pub(crate) fn seat(&self, actor: &Actor, cut: Cut, max: usize) -> Result<Seat, usize> {
        let Ok(mut list) = self.0.lock() else { return Err(0) };
        let own = list.known.values().filter(|listener| listener.actor == *actor).count();
        if own >= LISTENERS_OF_ONE_MAX {
            return Err(own);
        }
        if list.known.len() >= max {
            return Err(list.known.len());
        }
        let (number, taken) = (list.next, Arc::new(AtomicU64::new(0)));
        list.next += 1;
        let listener = Listener { actor: actor.clone(), taken: taken.clone(), before: None, cut };
        list.known.insert(number, listener);
        Ok(Seat { number, taken, listeners: self.clone() })
    }

    /// To so many endpoints what happens is carried as well.
    pub(crate) fn carry_to(&self, count: usize) {
        if let Ok(mut list) = self.0.lock() {
            list.carried = count;
        }
    }

    /// Whether nobody wants to know what happens.
    fn nobody(&self) -> bool {
        self.0.lock().is_ok_and(|list| list.known.is_empty() && list.carried == 0)
    }

    /// How many listen.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().map_or(0, |list| list.known.len())
    }

    /// Cuts every connection that has taken nothing since this was last asked; each is given signs of
    /// life more often than that.
    fn cut_idle(&self) {
        let Ok(mut list) = self.0.lock() else { return };
        for listener in list.known.values_mut() {
            let taken = listener.taken.load(Ordering::Relaxed);
            if listener.before == Some(taken) {
                listener.cut.cut();
            }
            listener.before = Some(taken);
        }
    }
}

impl Seat {
    /// Something was taken.
    pub(crate) fn took(&self) {
        self.taken.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Ok(mut list) = self.listeners.0.lock() {
            list.known.remove(&self.number);
        }
    }
}

/// Looks again and again whether every listener takes what it is given.
pub(crate) async fn watch_over(listeners: Listeners, config: ListenersConfig) {
    let patience = config.patience_ms.max(config.heartbeat_ms.saturating_mul(2)).max(1);
    loop {
        tokio::time::sleep(Duration::from_millis(patience)).await;
        listeners.cut_idle();
    }
}

#[cfg(test)]
mod tests;
