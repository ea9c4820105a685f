//! A peer that was away comes back with much to tell, and an officer who meanwhile wants something of the
//! node that is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use api::Keyring;
use serde_json::{Value, json};
use store::{OutStream, Read};
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;

use super::super::archive::Archive;
use super::super::homes::Home;
use super::{Quiet, Row, Who};
use crate::client::Client;
use crate::demo::fleet::Ship;
use crate::demo::scene::Scene;
use crate::speech::say;

/// How many declarations the peer has to tell beside what it was asked before, and how many of them it
/// took at a time.
const DECLARATIONS: u32 = 16_000;
const AT_ONCE: u32 = 8;
/// How long an envelope may take.
const REQUEST: Duration = Duration::from_secs(60);

/// An officer who registers one guarantee after the other.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    client: Client,
    token: String,
    register: Arc<Value>,
    registered: Arc<AtomicU32>,
}

impl Keeper {
    fn at(scene: &Scene, ship: &Ship) -> anyhow::Result<Self> {
        let kept = scene.guarantee("bamako")?;
        let office = crate::demo::ways::DAKAR_BAMAKO.destination;
        let officer = ship.placed.tokens.officers.get(&office.parse()?);
        let register = json!({"Register": {
            "type": "1", "holder": kept.holder, "guarantor": "ML-CHAMBER", "office": office,
            "reference_amount": {"amount": "1000000", "currency": "XOF"}, "percentage": 100,
            "validity": {"from": kernel::utc_day(scene.now()?)},
            "basis": {"provision": scene.provision()?},
        }});
        Ok(Self {
            client: ship.client.clone(),
            token: officer.context("no officer at the office of guarantee")?.clone(),
            register: Arc::new(register),
            registered: Arc::default(),
        })
    }

    /// Registers another.
    pub(super) async fn registers(&self) -> anyhow::Result<()> {
        let number = self.registered.fetch_add(1, Ordering::Relaxed);
        let key = format!("quiet/{number}");
        self.client.command("/guarantees", &self.token, &key, &self.register).await?;
        Ok(())
    }
}

/// What becomes of the officer while the peer tells.
pub(super) async fn measure(scene: &Scene, (count, rate): (u32, u32)) -> anyhow::Result<Vec<Row>> {
    let (told, peer) = (scene.ship("ML")?, scene.ship("SN")?);
    let teller = Teller::of(peer, told)?;
    told.start()?;
    told.ready().await?;
    let quiet = Quiet { who: Who::Officer(Keeper::at(scene, told)?), count, rate };
    let alone = quiet.alone().await?;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    // On a thread of its own: it is at work itself.
    let mut telling = JoinSet::new();
    telling.spawn(teller.tells(stopping));
    let flood = async { telling.join_next().await.context("nobody tells")?? };
    let (row, recorded) = quiet.beside("bench-load-told", alone, flood, stop).await?;
    Ok(vec![
        Row::new(say("bench-load-officer-alone"), alone, "ms"),
        row,
        Row::new(say("bench-load-told-rate"), recorded, "1/s"),
    ])
}

/// A node in this process that tells another as fast as it is answered.
struct Teller {
    node: node::Node,
    eyes: Box<dyn Read>,
    recipient: kernel::NodeId,
    http: reqwest::Client,
    url: String,
}

impl Teller {
    /// The node of somebody who is not at work otherwise, once it has more to tell.
    fn of(peer: &Ship, told: &Ship) -> anyhow::Result<Self> {
        let home = Home::at(peer.placed.clone())?;
        let mut archive = Archive::at(&home, 2)?;
        let mut node = home.open()?;
        for _ in 0..DECLARATIONS / AT_ONCE {
            archive.declare(&mut node, AT_ONCE)?;
            node.work(api::now())?;
        }
        while node.work(api::now())? {}
        let pem = Keyring::at(&peer.placed.dir.join("keys")).tls()?;
        let http = api::client_pinned_to(told.placed.tls_key, Some(&pem), REQUEST)?;
        let url = format!("{}/exchange/1/envelopes", told.placed.endpoint);
        Ok(Self { node, eyes: home.eyes()?, recipient: told.placed.node.clone(), http, url })
    }

    /// Tells until it is to stop; how many entries were recorded meanwhile.
    async fn tells(mut self, stopping: Receiver<bool>) -> anyhow::Result<usize> {
        let before = self.stream()?.receipted;
        while !*stopping.borrow() {
            let all = self.node.outgoing(api::now())?;
            let Some(sent) = all.into_iter().find(|sent| sent.to == self.recipient) else {
                // After a miss it waits for a little.
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let request = self.http.post(&self.url).header("content-type", "application/json");
            let response = request.body(sent.body).send().await?.error_for_status()?;
            let answer = response.bytes().await?;
            self.node.answered(api::now(), &self.recipient, &answer)?;
            let stream = self.stream()?;
            ensure!(stream.receipted < stream.head.number, "all is told before the end");
        }
        Ok(usize::try_from(self.stream()?.receipted - before)?)
    }

    /// How what it tells stands.
    fn stream(&self) -> anyhow::Result<OutStream> {
        let mut streams = self.eyes.out_streams()?.into_iter();
        streams.find(|stream| stream.recipient == self.recipient).context("nothing is told")
    }
}
