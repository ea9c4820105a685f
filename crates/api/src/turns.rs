//! Whose turn it is: so many requests of one caller are worked on at a time, some more wait, and the rest
//! is refused. Whoever asks too much waits behind himself and not before others; while nobody else asks
//! anything, he has more.
//!
//! A turn lasts until nothing that the request set going is at work any more, also where whoever asked
//! has gone away meanwhile: else one who asks and hangs up would have as many turns as he likes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use identity::Actor;
use kernel::NodeId;
use node::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::config::LimitsConfig;

/// How many envelopes and questions of one peer are worked on at a time. One of them may take the node's
/// thread for as long as a hundred commands, and nobody is to wait for two of one peer.
const OF_PEER_MAX: usize = 1;
/// How many large bodies of one caller there may be at a time: reading one keeps a core busy.
const LARGE_OF_ONE_MAX: usize = 1;
/// For how long somebody counts as being there after he has asked something.
const THERE: Duration = Duration::from_secs(2);

tokio::task_local! {
    static TURN: Turn;
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// Somebody recognised by a token.
    Actor(Actor),
    /// A node known by its certificate.
    Peer(NodeId),
    /// Everybody who shows neither.
    Anybody,
}

/// Everybody's turns. There are no more lines than tokens and peers, so none is taken away.
/// The lock guards the list and is held only to look somebody up.
#[derive(Debug, Clone)]
pub(crate) struct Turns(Arc<Lines>);

#[derive(Debug)]
struct Lines {
    at_once_max: usize,
    alone_max: usize,
    waiting_max: usize,
    readers_max: usize,
    known: Mutex<BTreeMap<Who, Line>>,
    latest: Mutex<Latest>,
}

/// Who asked last, and when somebody else did.
#[derive(Debug, Default)]
struct Latest {
    who: Option<(Who, Instant)>,
    other: Option<Instant>,
}

/// The turns of one caller.
#[derive(Debug, Clone)]
struct Line {
    waiting_max: usize,
    at_work: Arc<Semaphore>,
    /// What he has besides while nobody else is there.
    alone: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// What a request holds while anything of it is at work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turn(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    line: Option<Line>,
    at_work: Option<OwnedSemaphorePermit>,
    /// What it has besides: room for a large body.
    besides: Vec<OwnedSemaphorePermit>,
}

impl Turns {
    /// So many as the configuration says; one caller never has all readers where there are several.
    pub(crate) fn new(limits: &LimitsConfig, readers: usize) -> Self {
        Self(Arc::new(Lines {
            at_once_max: limits.at_once_of_one_max.max(1),
            alone_max: limits.at_once_alone_max.max(limits.at_once_of_one_max.max(1)),
            waiting_max: limits.waiting_of_one_max,
            readers_max: readers.saturating_sub(1).max(1),
            known: Mutex::default(),
            latest: Mutex::default(),
        }))
    }

    fn line(&self, who: &Who) -> Line {
        let Lines { at_once_max, alone_max, waiting_max, readers_max, known, .. } = self.0.as_ref();
        let (at_once_max, alone_max) = match who {
            Who::Actor(_) | Who::Anybody => (*at_once_max, *alone_max),
            Who::Peer(_) => (OF_PEER_MAX, OF_PEER_MAX),
        };
        let new = || Line {
            waiting_max: *waiting_max,
            at_work: Arc::new(Semaphore::new(at_once_max)),
            alone: Arc::new(Semaphore::new(alone_max - at_once_max)),
            waiting: Arc::new(Semaphore::new(*waiting_max)),
            reading: Arc::new(Semaphore::new(*readers_max)),
            large: Arc::new(Semaphore::new(LARGE_OF_ONE_MAX)),
        };
        // A poisoned list still knows who is who.
        let mut known = known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.entry(who.clone()).or_insert_with(new).clone()
    }

    /// Waits until it is somebody's turn; a refusal where too many of his wait already. Whoever has his
    /// turn keeps it until the end of the request.
    pub(crate) async fn wait_for(&self, who: &Who) -> Result<(), Refusal> {
        let turn = Turn::current();
        if turn.line().is_some() {
            return Ok(());
        }
        let line = self.line(who);
        let permit = line.enter(self.is_alone(who)).await?;
        turn.changed(|held| (held.line, held.at_work) = (Some(line), Some(permit)));
        Ok(())
    }

    /// Whether nobody else has asked anything just now, so that nobody waits for whoever has more at
    /// work. Peers are no others here: nobody stands at a counter for an envelope.
    fn is_alone(&self, who: &Who) -> bool {
        let now = Instant::now();
        let there = |at: Instant| now.duration_since(at) < THERE;
        let mut latest = self.0.latest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Nor is a stranger who asks now and then.
        if matches!(who, Who::Actor(_)) {
            if let Some((before, at)) = latest.who.take().filter(|(before, _)| before != who) {
                drop(before);
                latest.other = Some(at);
            }
            latest.who = Some((who.clone(), now));
        }
        matches!(who, Who::Actor(_)) && !latest.other.is_some_and(there)
    }
}

impl Line {
    async fn enter(&self, is_alone: bool) -> Result<OwnedSemaphorePermit, Refusal> {
        let many = || Refusal::TooManyAtOnce { count: self.waiting_max };
        if let Ok(permit) = self.at_work.clone().try_acquire_owned() {
            return Ok(permit);
        }
        if is_alone && let Ok(permit) = self.alone.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let _waiting = self.waiting.try_acquire().map_err(|_| many())?;
        self.at_work.clone().acquire_owned().await.map_err(|_| many())
    }
}

impl Turn {
    /// That of the request that is being worked on; one of nobody's where none is.
    pub(crate) fn current() -> Self {
        TURN.try_with(Self::clone).unwrap_or_default()
    }

    fn line(&self) -> Option<Line> {
        self.0.lock().ok().and_then(|held| held.line.clone())
    }

    fn changed(&self, change: impl FnOnce(&mut Held)) {
        if let Ok(mut held) = self.0.lock() {
            change(&mut held);
        }
    }

    /// Waits until the caller may use a reader; whoever reads has it until then.
    pub(crate) async fn to_read(&self) -> Option<OwnedSemaphorePermit> {
        self.line()?.reading.acquire_owned().await.ok()
    }

    /// Waits until the caller may bring another large body, and there is room for one of so many
    /// kibibytes; it has both until the end of its turn.
    pub(crate) async fn to_bring(&self, room: &Arc<Semaphore>, kibibytes: u32) {
        let large = match self.line() {
            Some(line) => line.large.acquire_owned().await.ok(),
            None => None,
        };
        let room = room.clone().acquire_many_owned(kibibytes).await.ok();
        self.changed(|held| held.besides.extend(large.into_iter().chain(room)));
    }

    /// Lets others have the turn while something is waited for that may be long in coming.
    pub(crate) async fn apart<T>(waiting: impl Future<Output = T>) -> T {
        let turn = Self::current();
        turn.changed(|held| held.at_work = None);
        let came = waiting.await;
        if let Some(line) = turn.line() {
            let again = line.at_work.acquire_owned().await.ok();
            turn.changed(|held| held.at_work = again);
        }
        came
    }
}

/// Gives each request a turn of its own, which nobody has yet.
pub(crate) async fn in_turn(request: Request, next: Next) -> Response {
    TURN.scope(Turn::default(), next.run(request)).await
}

#[cfg(test)]
mod tests;
