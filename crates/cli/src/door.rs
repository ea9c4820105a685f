//! The way into a node on this machine: by its API while it is at work, else by opening it here.
//!
//! A store has one writer. Whoever finds its lock free holds it while he works; whoever does not
//! asks the process that has it, and must then be known there.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use api::{Alone, Config, Fault, Keyring};
use kernel::{NodeId, Refusal as _, SealedText};
use node::{Node, Pack, Packed, Refusal, Unpacked};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::args::DoorOptions;
use crate::files;
use crate::member::CONFIG;
use crate::speech::{say, spoken};

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(60);

/// A node, and the way in.
#[derive(Debug)]
pub(crate) struct Door {
    /// What the node's configuration says.
    pub(crate) config: Config,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// The node is open in this process.
    Alone(Box<Alone>),
    /// It is at work in another.
    Asking(Asking),
}

/// A node at work in another process, and who asks it.
#[derive(Debug)]
pub(crate) struct Asking {
    http: reqwest::Client,
    endpoint: String,
    token: String,
    runtime: tokio::runtime::Runtime,
}

/// What a node answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Door {
    /// Finds the way into the node that lives in a folder.
    pub(crate) fn open(options: &DoorOptions) -> anyhow::Result<Self> {
        let config = Config::load(&options.node.join(CONFIG))?;
        let way = match Alone::open(&config) {
            Ok(alone) => Way::Alone(Box::new(alone)),
            Err(Fault::AlreadyRunning { .. }) => Way::Asking(Asking::of(&config, options)?),
            Err(fault) => return Err(fault.into()),
        };
        Ok(Self { config, way })
    }

    /// The next envelope of a pouch for a peer.
    pub(crate) fn pack(&mut self, peer: &NodeId, after: Option<&Packed>) -> anyhow::Result<Pack> {
        match &mut self.way {
            Way::Alone(alone) => {
                work_off(&mut alone.node)?;
                answered(alone.node.pack(api::now(), peer, after.cloned())?)
            }
            Way::Asking(asking) => {
                let reply = asking.post(&format!("/pouches/{peer}"), "", &json!({"after": after}));
                Ok(serde_json::from_value(reply?.good()?)?)
            }
        }
    }

    /// Takes an envelope out of a pouch.
    pub(crate) fn unpack(
        &mut self,
        head: &exchange::Head,
        sealed: &SealedText,
    ) -> anyhow::Result<Unpacked> {
        match &mut self.way {
            Way::Alone(alone) => {
                let taken = answered(alone.node.unpack(api::now(), head, sealed)?)?;
                work_off(&mut alone.node)?;
                Ok(taken)
            }
            Way::Asking(asking) => {
                let reply = asking.post("/pouches", "", &json!({"head": head, "sealed": sealed}));
                Ok(serde_json::from_value(reply?.good()?)?)
            }
        }
    }
}

/// What follows by policy is done before the node is closed again, as it is where it runs.
fn work_off(node: &mut Node) -> anyhow::Result<()> {
    while node.work(api::now())? {}
    Ok(())
}

fn answered<T>(answer: Result<T, Refusal>) -> anyhow::Result<T> {
    match answer {
        Ok(done) => Ok(done),
        Err(refusal) => {
            let told = language::refusal(spoken(), &refusal.refused());
            bail!("{}: {} {}", told.code, told.title, told.next)
        }
    }
}

impl Asking {
    /// The node that lives in a folder and is at work.
    pub(crate) fn open(options: &DoorOptions) -> anyhow::Result<Self> {
        Self::of(&Config::load(&options.node.join(CONFIG))?, options)
    }

    fn of(config: &Config, options: &DoorOptions) -> anyhow::Result<Self> {
        let token = options.token.as_deref().with_context(|| say("cli-door-needs-token"))?;
        let key = Keyring::at(&config.paths.keys).tls_digest()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self {
            http: api::client_pinned_to(key, None, REQUEST)?,
            endpoint: format!("https://{}", here(&config.serve.listen)),
            token: files::read(token)?.trim().to_owned(),
            runtime,
        })
    }

    /// Reads something.
    pub(crate) fn get(&self, path: &str) -> anyhow::Result<Reply> {
        self.send(self.http.get(format!("{}{path}", self.endpoint)))
    }

    /// Sends something, under a key if it is a command.
    pub(crate) fn post(&self, path: &str, key: &str, body: &Value) -> anyhow::Result<Reply> {
        let mut request = self.http.post(format!("{}{path}", self.endpoint));
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let request = request.header("content-type", "application/json");
        self.send(request.body(serde_json::to_vec(body)?))
    }

    fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Reply> {
        let request = request
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", spoken().code());
        let (status, body) = self.runtime.block_on(async {
            let response = request.send().await?;
            Ok::<_, reqwest::Error>((response.status(), response.bytes().await?))
        })?;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let reply = Reply { status, body };
        // Somebody unknown, and a node that cannot work now, are no answer to what was asked.
        let answers =
            ![StatusCode::UNAUTHORIZED, StatusCode::SERVICE_UNAVAILABLE].contains(&status);
        if answers { Ok(reply) } else { Err(reply.said()) }
    }
}

impl Reply {
    /// Whether what was asked was not done.
    pub(crate) fn refused(&self) -> bool {
        !self.status.is_success()
    }

    /// The body, where what was asked was done.
    pub(crate) fn good(self) -> anyhow::Result<Value> {
        if self.refused() { Err(self.said()) } else { Ok(self.body) }
    }

    fn said(&self) -> anyhow::Error {
        let said = |name: &str| self.body.get(name).and_then(Value::as_str).unwrap_or_default();
        let [code, title, detail] = ["code", "title", "detail"].map(said);
        if code.is_empty() {
            return anyhow::Error::msg(self.status.to_string());
        }
        anyhow::anyhow!("{code}: {title} {detail}")
    }
}

/// Where a node that listens at an address is reached from its own machine.
fn here(listen: &str) -> String {
    let Ok(mut address) = listen.parse::<SocketAddr>() else { return listen.to_owned() };
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            std::net::Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    address.to_string()
}
