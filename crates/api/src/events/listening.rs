//! One listener: from a position on, what it may be told, one event after the other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use kernel::{DossierId, TraderId};
use node::Notice;
use tokio::sync::watch;

use super::{Feed, PAGE, Seat, Sent};
use crate::app::App;
use crate::auth::{Bearer, told_as};
use crate::fault::Fault;

/// What of it is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only what concerns this kind of dossier.
    pub(crate) kind: Option<String>,
    /// Only what concerns this dossier.
    pub(crate) dossier: Option<DossierId>,
}

impl Filter {
    /// Whether a notice is wanted.
    pub(crate) fn takes(&self, notice: &Notice) -> bool {
        self.kind.as_ref().is_none_or(|kind| notice.kind == *kind)
            && self.dossier.as_ref().is_none_or(|dossier| notice.dossier == *dossier)
    }
}

/// A listener and how far it has come.
pub(crate) struct Listening {
    pub(crate) app: App,
    pub(crate) bearer: Bearer,
    pub(crate) filter: Filter,
    /// Everything up to this notice was sent, or is not for it.
    pub(crate) position: i64,
    pub(crate) feed: Feed,
    pub(crate) stopping: watch::Receiver<bool>,
    pub(crate) heartbeat: Duration,
    pub(crate) seat: Seat,
    /// What is to be sent before anything else is looked at.
    pub(crate) waiting: VecDeque<Arc<Sent>>,
    /// Whether it knows where it is: it was told an event or its position since it last went through
    /// the store.
    pub(crate) placed: bool,
}

/// What becomes of waiting.
enum Waited {
    More,
    Silence,
    End,
}

impl Listening {
    /// The next event, once there is one; none when nothing more comes. Silence is broken by a
    /// comment that carries the position, so that whoever comes back has not to be told from further
    /// back than need be.
    pub(crate) async fn next(mut self) -> Option<(Event, Self)> {
        loop {
            // Tokens are withdrawn, posts end and nodes stop while somebody listens.
            if !self.bearer.is_known(&self.app) {
                return None;
            }
            let trader = told_as(&self.app, &self.bearer.actor).ok()?;
            if let Some(sent) = self.waiting.pop_front() {
                self.seat.took();
                self.placed = true;
                let id = sent.notice.id.to_string();
                let event = Event::default().id(id).event(&sent.name).data(&sent.data);
                return Some((event, self));
            }
            if *self.stopping.borrow() {
                return None;
            }
            match self.look(trader).await {
                Ok(()) => {}
                Err(fault) => {
                    tracing::error!("a listener is let go: {}", crate::fault::chain(&fault));
                    return None;
                }
            }
            if !self.waiting.is_empty() {
                continue;
            }
            if !self.placed {
                return Some(self.position());
            }
            match self.wait().await {
                Waited::More => {}
                Waited::Silence => return Some(self.position()),
                Waited::End => return None,
            }
        }
    }

    /// A comment and the position: nothing that a client takes for an event.
    fn position(mut self) -> (Event, Self) {
        self.seat.took();
        self.placed = true;
        let event = Event::default().comment("").id(self.position.to_string());
        (event, self)
    }

    /// Looks for what comes after the position: among the latest, or in the store where it is further
    /// back.
    async fn look(&mut self, trader: Option<TraderId>) -> Result<(), Fault> {
        let recent = self.feed.latest();
        if self.position >= recent.after {
            let position = self.position;
            let next = recent.notices.iter().filter(|sent| sent.notice.id > position);
            let wanted = next.filter(|sent| {
                let theirs = trader.as_ref().is_none_or(|trader| sent.notice.is_for(trader));
                theirs && self.filter.takes(&sent.notice)
            });
            self.waiting.extend(wanted.cloned());
            self.position = self.position.max(recent.through);
            return Ok(());
        }
        let after = self.position;
        let read = move |reader: &node::Reader| reader.notices(trader.as_ref(), after, PAGE);
        let page = self.app.readers.read(read).await?;
        let last = page.last().map_or(after, |notice| notice.id);
        // A page that is not full reaches at least as far as the latest go back.
        self.position = if page.len() < PAGE { last.max(recent.after) } else { last };
        self.placed = false;
        for notice in page.into_iter().filter(|notice| self.filter.takes(notice)) {
            self.waiting.push_back(Arc::new(Sent::of(notice)?));
        }
        Ok(())
    }

    async fn wait(&mut self) -> Waited {
        tokio::select! {
            more = self.feed.more() => if more { Waited::More } else { Waited::End },
            _ = self.stopping.changed() => Waited::End,
            () = tokio::time::sleep(self.heartbeat) => Waited::Silence,
        }
    }
}
