//! What every request may use.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use identity::People;
use node::{Answering, Settings};
use reference::Reference;
use tokio::sync::watch;

use crate::clock;
use crate::config::{ListenersConfig, NationalConfig, WebhooksConfig};
use crate::connections::Connections;
use crate::events::{Feed, Listeners};
use crate::host::Handle;
use crate::numbers::Numbers;
use crate::readers::Readers;
use crate::refreshing::Current;
use crate::tls::Pins;
use crate::turns::Turns;
use crate::webhooks::Changed;

/// Shared by all requests and tasks of a node.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Parts>);

/// What is shared.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The way to the node.
    pub(crate) handle: Handle,
    /// Readers beside it.
    pub(crate) readers: Readers,
    /// Whom connections are taken from.
    pub(crate) pins: Pins,
    /// What the administration set.
    pub(crate) settings: Settings,
    /// Who is recognised, and which posts they hold.
    pub(crate) people: Current<People>,
    /// Code lists, routes, rates.
    pub(crate) reference: Current<Reference>,
    /// The file it is read from.
    pub(crate) reference_path: PathBuf,
    /// How the national system is connected, if it is.
    pub(crate) national: Option<NationalConfig>,
    /// What is counted of requests.
    pub(crate) numbers: Numbers,
    /// Who is connected.
    pub(crate) connections: Connections,
    /// Whose turn it is.
    pub(crate) turns: Turns,
    /// The latest notices.
    pub(crate) feed: Feed,
    /// Who listens to them.
    pub(crate) listeners: Listeners,
    /// How many may.
    pub(crate) listening: ListenersConfig,
    /// To which endpoints they are carried.
    pub(crate) webhooks: WebhooksConfig,
    /// Where it is said that subscriptions have changed.
    pub(crate) webhooks_changed: Changed,
    /// The longest that a read may wait for a version.
    pub(crate) wait_max: Duration,
    /// Whether the node is told to stop.
    pub(crate) stopping: watch::Receiver<bool>,
    /// Whether there may be other processes of the node.
    pub(crate) shared: bool,
    /// Whether this process does what nobody asks for: of several of the node one does.
    pub(crate) duty: watch::Receiver<bool>,
}

impl App {
    /// Puts the parts together.
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Who answers a message now. The answer's identification is the time in microseconds, which no
    /// two answers of a node share: one is written after the other.
    pub(crate) fn answering(&self, recipient: &str) -> Answering {
        let now = clock::now();
        Answering {
            sender: self.settings.sender(),
            recipient: recipient.to_owned(),
            now,
            identification: format!("{}-{}", self.settings.node, now.as_microsecond()),
        }
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
