//! Starting a node and taking connections for it, until it is told to stop.

mod accepting;

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use identity::People;
use jiff::SignedDuration;
use node::{Node, Opening, Parts, World};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use reference::Reference;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::app::{App, Parts as AppParts};
use crate::clock;
use crate::comparing::compare;
use crate::config::{Config, NationalConfig, Paths};
use crate::connections::{Connections, connections_possible};
use crate::documents;
use crate::events::{self, Feed, Listeners};
use crate::fault::Fault;
use crate::folder;
use crate::host::{self, Company, Job, Outlets};
use crate::keeping::{Kept, only_one};
use crate::keyring::Keyring;
use crate::numbers::Numbers;
use crate::peers::carry_all;
use crate::readers::Readers;
use crate::refreshing::{self, Current, Followed, Stamp};
use crate::routes::router;
use crate::tls::{Pins, server};
use crate::turns::Turns;
use crate::webhooks::{Carrier, Changed, client};
use accepting::{Doors, Work};

/// A node at work.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    done: tokio::task::JoinHandle<Result<(), Fault>>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells it to stop; what was answered stays done.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Runs until something happens, or until it stops by itself; why, in that case.
    pub async fn until(mut self, happens: impl Future<Output = ()>) -> Result<(), Fault> {
        tokio::select! {
            done = &mut self.done => return done.map_err(|_| Fault::Thread)?,
            () = happens => self.stop(),
        }
        self.stopped().await
    }

    /// Waits until it has stopped; why, if it was not told to.
    pub async fn stopped(self) -> Result<(), Fault> {
        self.done.await.map_err(|_| Fault::Thread)?
    }
}

/// Randomness from the operating system, stretched.
pub fn entropy() -> Result<ChaCha20Rng, Fault> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| Fault::Entropy)?;
    Ok(ChaCha20Rng::from_seed(seed))
}

/// Reads a file of JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(
    path: &Path,
    what: &'static str,
) -> Result<T, Fault> {
    let text = std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.to_owned(),
        doing: "read",
        source,
    })?;
    serde_json::from_str(&text).map_err(|error| Fault::Content {
        path: path.to_owned(),
        what,
        detail: error.to_string(),
    })
}

/// The reference data of a node: what is built in, and the file over it.
pub fn reference(path: &Path) -> Result<Reference, Fault> {
    let text = std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.to_owned(),
        doing: "read",
        source,
    })?;
    held(path, &text)
}

/// What the text of a file of reference data holds.
pub(crate) fn held(path: &Path, text: &str) -> Result<Reference, Fault> {
    Reference::load(text).map_err(|findings| {
        let said = findings.iter().map(|found| {
            format!("{}: found {}, expected {}", found.path, found.found, found.expected)
        });
        Fault::Content {
            path: path.to_owned(),
            what: "reference data",
            detail: said.collect::<Vec<_>>().join("; "),
        }
    })
}

/// What the file of posts holds, as it is called before the operator.
const POSTS: &str = "posts, officers and tokens";

/// Opens the node of a configuration, and puts the documents of its folder in force.
pub fn open_node(config: &Config) -> Result<Node, Fault> {
    if let Some(by) = config.clock {
        clock::shift(by, &config.node.region)?;
        tracing::warn!(seconds = by.shift_seconds, "the clock is shifted: nothing here counts");
    }
    let Paths { keys, root, people, reference: data, .. } = &config.paths;
    let world = World::new(json(root, "a root")?, json(people, POSTS)?, reference(data)?);
    let Kept { store, keystore } = Kept::open(config)?;
    let parts = Parts {
        settings: config.node.clone(),
        keys: Keyring::at(keys).node(config.node.node.as_str())?,
        world,
        store,
        keystore,
        entropy: Box::new(entropy()?),
        program: node::Program::this(),
    };
    let documents = documents::in_folder(&config.paths.documents)?;
    let mut opening = Opening::of(parts, clock::now())?;
    compare(&mut opening, config, &documents)?;
    let mut node = opening.start(clock::now())?;
    node.adopt(clock::now(), &documents)?;
    if let Some((system, push)) = config.national.as_ref().and_then(NationalConfig::pushes) {
        node.keep_national(clock::now(), &system, &push.endpoint)?;
    }
    if let (Some(by), Ok(directory)) = (config.clock, node.world().directory()) {
        clock::shift(by, directory.region())?;
    }
    Ok(node)
}

/// A node that is open without being at work: for what is done to it while nobody serves it.
#[derive(Debug)]
pub struct Alone {
    /// The node.
    pub node: Node,
    /// Held as long as it is open.
    _lock: Option<File>,
}

impl Alone {
    /// Opens the node of a configuration, unless another process has it.
    pub fn open(config: &Config) -> Result<Self, Fault> {
        let _lock = only_one(config)?;
        Ok(Self { node: open_node(config)?, _lock })
    }
}

/// The files that are read again once they have changed: reference data, and who holds which post.
fn followed(
    paths: &Paths,
    [data_seen, people_seen]: [Stamp; 2],
    (reference, people): (Current<Reference>, Current<People>),
) -> (Followed<Reference>, Followed<People>) {
    let data = Followed {
        what: "reference data",
        path: paths.reference.clone(),
        seen: data_seen,
        read: self::reference,
        current: reference,
        replacing: Job::Refer,
    };
    let posts = Followed {
        what: POSTS,
        path: paths.people.clone(),
        seen: people_seen,
        read: |path| json(path, POSTS),
        current: people,
        replacing: Job::Staff,
    };
    (data, posts)
}

/// Listens; and where, as the port may have been left to the system.
async fn bound(listen: &str) -> Result<(TcpListener, SocketAddr), Fault> {
    let not_heard = |source| Fault::Listen { address: listen.to_owned(), source };
    let listener = TcpListener::bind(listen).await.map_err(not_heard)?;
    let address = listener.local_addr().map_err(not_heard)?;
    Ok((listener, address))
}

/// Starts the node of a configuration, everything around it, and listens.
pub async fn serve(config: Config) -> Result<Running, Fault> {
    let connections = Connections::new(&config.limits, connections_possible(&config.limits)?);
    let lock = only_one(&config)?;
    let seen = [&config.paths.reference, &config.paths.people].map(|path| refreshing::stamp(path));
    let opening = config.clone();
    let opened = tokio::task::spawn_blocking(move || open_node(&opening)).await;
    let node = opened.map_err(|_| Fault::Thread)??;
    let keyring = Keyring::at(&config.paths.keys);
    let pem = keyring.tls()?;
    let pins = Pins::default();
    let readers = Readers::open(config.clone()).await?;
    if let Ok(directory) = node.world().directory() {
        readers.set_directory(directory.clone(), &pins);
    }
    let people = Current::of(node.world().people.clone());
    let reference = Current::of(node.world().reference.clone());
    let (errands, to_carry) = mpsc::unbounded_channel();
    let (noticed, news) = watch::channel(node.noticed());
    let (sent, feed) = Feed::new(node.noticed());
    let (on_duty, duty) = watch::channel(!config.database.is_shared());
    let outlets = Outlets { errands, noticed, on_duty };
    let (handle, ended) = host::start(node, outlets, company(&config)?)?;
    let (stop, stopping) = watch::channel(false);
    let wait_max = Duration::from_millis(config.serve.request_ms_max / 2);
    let wait = Duration::from_millis(config.node.pace.answer_ms_max.unsigned_abs());
    let app = App::new(AppParts {
        handle: handle.clone(),
        readers: readers.clone(),
        pins: pins.clone(),
        settings: config.node.clone(),
        people: people.clone(),
        reference: reference.clone(),
        reference_path: config.paths.reference.clone(),
        national: config.national.clone(),
        numbers: Numbers::new(),
        connections: connections.clone(),
        turns: Turns::new(&config.limits, config.serve.readers),
        feed: feed.clone(),
        listeners: Listeners::default(),
        listening: config.listeners.clone(),
        webhooks: config.webhooks.clone(),
        webhooks_changed: Changed::default(),
        wait_max,
        stopping: stopping.clone(),
        shared: config.database.is_shared(),
        duty,
    });
    let (listener, address) = bound(&config.serve.listen).await?;
    let mut tasks = JoinSet::new();
    tasks.spawn(carry_all(to_carry, handle.clone(), readers.clone(), pem.clone(), wait));
    tasks.spawn(events::follow(news, readers.clone(), sent, app.listeners.clone()));
    tasks.spawn(events::watch_over(app.listeners.clone(), config.listeners.clone()));
    tasks.spawn(documents::follow(config.clone(), handle.clone(), readers, pins.clone()));
    let (data, posts) = followed(&config.paths, seen, (reference, people));
    tasks.spawn(refreshing::follow(data, handle.clone()));
    tasks.spawn(refreshing::follow(posts, handle.clone()));
    if let Some(watched) = config.folder.clone() {
        let size_max = u64::try_from(config.serve.body_bytes_max).unwrap_or(u64::MAX);
        tasks.spawn(folder::watch(app.clone(), watched, size_max));
    }
    let last = carrying(&config, &app, feed, &stopping)?;
    let acceptor = TlsAcceptor::from(Arc::new(server(&pem, pins)?));
    let idle_max = Duration::from_millis(config.limits.idle_ms_max);
    let doors = Doors { acceptor, router: router(app, &config), connections, idle_max };
    let work = Work { listener, doors, handle, ended, tasks, last, lock };
    #[expect(clippy::disallowed_methods, reason = "the root of all tasks; `stopped` waits for it")]
    let done = tokio::spawn(work.run(stopping));
    Ok(Running { address, stop, done })
}

/// How the node is with its store: beside which others, and how it is opened anew.
fn company(config: &Config) -> Result<Company, Fault> {
    let database = &config.database;
    let silent_ms = i64::try_from(database.takeover_ms).unwrap_or(i64::MAX);
    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(|_| Fault::Entropy)?;
    let opening = config.clone();
    let open: host::Opening = Box::new(move || open_node(&opening));
    Ok(Company {
        process: format!("{:032x}", u128::from_be_bytes(name)),
        shared: database.is_shared(),
        silent_max: SignedDuration::from_millis(silent_ms),
        open,
    })
}

/// What is carried to endpoints, if anything is.
fn carrying(
    config: &Config,
    app: &App,
    feed: Feed,
    stopping: &watch::Receiver<bool>,
) -> Result<JoinSet<()>, Fault> {
    let mut last = JoinSet::new();
    if config.carries() {
        let (client, entropy) = (client(&config.webhooks)?, Box::new(entropy()?));
        let carrier = Carrier::new(app.clone(), &config.webhooks, client, entropy);
        last.spawn(carrier.run(feed, stopping.clone()));
    }
    Ok(last)
}
