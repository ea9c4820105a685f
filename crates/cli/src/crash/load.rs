//! The load: declarations that are posted until they are acknowledged, and what was answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use kernel::Amount;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use reqwest::{Method, StatusCode};
use tokio::task::JoinSet;

use crate::client::{Asked, Client};
use crate::demo::papers::{Covering, Draw, Lodging};
use crate::demo::scene::{Registered, Scene};
use crate::demo::ways::DAKAR_BAMAKO;
use crate::region::corridor::Lodged;

/// How many guarantees there are at each administration.
const COVERS: usize = 4;
/// What each may cover.
const LIMIT: u32 = 4_000_000_000;
/// How long a submitter rests at most before he posts the next one.
const REST_MS: u64 = 120;
/// How long he waits before he posts again what he heard nothing about.
const PAUSE: Duration = Duration::from_millis(15);
/// How long he tries at most.
const PATIENCE: Duration = Duration::from_secs(120);
/// Where messages are posted.
const PLACE: &str = "/messages";
/// The trader who posts them.
const TRADER: &str = "SN0000001";

/// What submitters need.
#[derive(Debug)]
pub(super) struct Load {
    client: Client,
    token: String,
    prepared: String,
    /// The guarantees that are named in turn, at home and abroad.
    pub(super) covers: Vec<Registered>,
    over: AtomicBool,
}

/// A declaration that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Submitted {
    /// What it is called, by its declarant and as a message.
    pub(super) lrn: String,
    /// The guarantee it names.
    pub(super) grn: String,
    /// What is to be held.
    pub(super) amount: Amount,
    /// The message.
    pub(super) body: Vec<u8>,
    /// Where the movement is, as the first answer said.
    pub(super) place: String,
    /// How often it was posted until it was answered.
    pub(super) posts: u32,
}

/// How many were acknowledged, and how many of them were posted more than once until they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    /// Acknowledged.
    pub(super) acknowledged: usize,
    /// Of them, posted again because nobody had answered.
    pub(super) again: usize,
}

/// Counts what was submitted.
pub(super) fn tally(submitted: &[Submitted]) -> Tally {
    let again = submitted.iter().filter(|one| one.posts > 1).count();
    Tally { acknowledged: submitted.len(), again }
}

/// Submitters at work.
#[derive(Debug)]
pub(super) struct Submitting(JoinSet<anyhow::Result<Vec<Submitted>>>);

impl Submitting {
    /// Everything they were acknowledged, once each has ended.
    pub(super) async fn all(mut self) -> anyhow::Result<Vec<Submitted>> {
        let mut all = Vec::new();
        while let Some(done) = self.0.join_next().await {
            all.extend(done??);
        }
        Ok(all)
    }
}

/// Sets submitters to work, each with papers of his own.
pub(super) fn submit(load: &Arc<Load>, count: u16, seed: u64) -> Submitting {
    let mut submitters = JoinSet::new();
    for number in 0..u64::from(count) {
        let load = load.clone();
        submitters.spawn(async move { load.submitter(seed, number).await });
    }
    Submitting(submitters)
}

impl Load {
    /// Lodges the guarantees.
    pub(super) async fn prepare(scene: &Scene, seed: u64) -> anyhow::Result<Self> {
        let mut covers = Vec::new();
        for number in 0..COVERS {
            for (home, office) in [("SN", "SNDKR000"), ("ML", "MLBKO000")] {
                let lodged = Lodged {
                    name: format!("crash-{home}-{number}"),
                    grn: None,
                    access_code: None,
                    holder: DAKAR_BAMAKO.holder.parse()?,
                    office: office.parse()?,
                    amount: Amount::whole(LIMIT),
                };
                covers.push(scene.register(home, &lodged).await?);
            }
        }
        let ship = scene.ship("SN")?;
        let token = ship.placed.tokens.traders.get(&TRADER.parse()?).context("no trader")?;
        let prepared = scene.now()?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        tracing::debug!(seed, "guarantees are lodged");
        let (client, token, over) = (ship.client.clone(), token.clone(), AtomicBool::new(false));
        Ok(Self { client, token, prepared, covers, over })
    }

    /// Nothing new is submitted from now on.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    async fn submitter(&self, seed: u64, number: u64) -> anyhow::Result<Vec<Submitted>> {
        // What the papers are called fits into the 22 signs of an LRN.
        let mut draw = Draw::new(seed % 1_000_000 * 100 + number);
        let mut random = ChaCha20Rng::seed_from_u64(seed ^ (number << 32));
        let mut all: Vec<Submitted> = Vec::new();
        let mut covers = self.covers.iter().cycle();
        while !self.over.load(Ordering::Relaxed) {
            let cover = covers.next().context("no guarantee")?;
            let paper = draw.load(DAKAR_BAMAKO.letters);
            let amount = paper.amount;
            let coverings = [Covering { grn: &cover.grn, access_code: &cover.access_code, amount }];
            let lodging = Lodging {
                representative: TRADER,
                coverings: &coverings,
                prepared: &self.prepared,
                prelodged: false,
            };
            let body = paper.declaration(&DAKAR_BAMAKO, &lodging).into_bytes();
            let (place, posts) = self.acknowledged(&paper.lrn, &body).await?;
            all.push(Submitted {
                lrn: paper.lrn,
                grn: cover.grn.clone(),
                amount: Amount::whole(amount),
                body,
                place,
                posts,
            });
            tokio::time::sleep(Duration::from_millis(random.next_u64() % REST_MS)).await;
        }
        Ok(all)
    }

    /// Posts a declaration until it is acknowledged; where its movement is, and how often it was posted.
    async fn acknowledged(&self, lrn: &str, body: &[u8]) -> anyhow::Result<(String, u32)> {
        let asked = Asked {
            method: Method::POST,
            path: PLACE,
            token: Some(&self.token),
            key: Some(lrn),
            content_type: "application/xml",
            accept: "*/*",
            body: body.to_vec(),
        };
        let mut posts = 0;
        let until_answered = async {
            loop {
                posts += 1;
                match self.client.once(&asked).await {
                    Ok(answer) if answer.status == StatusCode::SERVICE_UNAVAILABLE => {}
                    Ok(answer) => {
                        let answer = answer.good(PLACE)?;
                        return answer.location.context("an answer without a place");
                    }
                    Err(error) if api::is_stranger(error.as_ref()) => return Err(error),
                    Err(error) => tracing::debug!(%error, "no answer"),
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let place = tokio::time::timeout(PATIENCE, until_answered).await;
        Ok((place.with_context(|| format!("{lrn} is not answered"))??, posts))
    }

    /// Posts every message once more; those that were answered otherwise than the first time.
    pub(super) async fn repeat(
        self: &Arc<Self>,
        submitted: &[Submitted],
        at_a_time: u16,
    ) -> anyhow::Result<Vec<String>> {
        let all: Arc<[Submitted]> = submitted.into();
        let next = Arc::new(AtomicUsize::new(0));
        let mut repeating: JoinSet<anyhow::Result<Vec<String>>> = JoinSet::new();
        for _ in 0..at_a_time {
            let (load, all, next) = (self.clone(), all.clone(), next.clone());
            repeating.spawn(async move {
                let mut otherwise = Vec::new();
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (place, _) = load.acknowledged(&one.lrn, &one.body).await?;
                    if place != one.place {
                        otherwise.push(one.lrn.clone());
                    }
                }
                Ok(otherwise)
            });
        }
        let mut otherwise = Vec::new();
        while let Some(done) = repeating.join_next().await {
            otherwise.extend(done??);
        }
        Ok(otherwise)
    }
}
