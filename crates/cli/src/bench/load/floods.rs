//! Whoever asks as much as he can: a trader, a peer, and one who sends large bodies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use api::Keyring;
use exchange::{Ask, Position};
use journal::LogId;
use reqwest::StatusCode;
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;

use super::Sender;
use crate::demo::scene::Scene;

/// How many declarations, questions and large bodies are in flight; all of them come from one address.
const IN_FLIGHT: usize = 128;
const QUESTIONS_IN_FLIGHT: usize = 64;
const BODIES_IN_FLIGHT: usize = 32;
/// How long one of them may take.
const REQUEST: Duration = Duration::from_secs(60);

/// Does something again and again, so many at a time, until it is to stop; how often it was done.
async fn flood<F: Future<Output = anyhow::Result<()>> + Send + 'static>(
    in_flight: usize,
    stopping: Receiver<bool>,
    once: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> anyhow::Result<usize> {
    let done = Arc::new(AtomicUsize::new(0));
    let mut all: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for _ in 0..in_flight {
        let (once, done, stopping) = (once.clone(), done.clone(), stopping.clone());
        all.spawn(async move {
            while !*stopping.borrow() {
                once().await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    while let Some(ended) = all.join_next().await {
        ended??;
    }
    Ok(done.load(Ordering::Relaxed))
}

/// A trader declares as fast as he is answered.
pub(super) async fn declarations(
    sender: &Sender,
    stopping: Receiver<bool>,
) -> anyhow::Result<usize> {
    let sender = sender.clone();
    flood(IN_FLIGHT, stopping, move || {
        let sender = sender.clone();
        async move { sender.declares().await }
    })
    .await
}

/// A peer asks for everything it was ever told, again and again.
pub(super) async fn questions(scene: &Scene, stopping: Receiver<bool>) -> anyhow::Result<usize> {
    let (asked, asker) = (&scene.ship("SN")?.placed, &scene.ship("ML")?.placed);
    let pem = Keyring::at(&asker.dir.join("keys")).tls()?;
    let http = api::client_pinned_to(asked.tls_key, Some(&pem), REQUEST)?;
    let log = LogId {
        region: scene.region()?,
        node: asked.node.clone(),
        epoch: kernel::Epoch(1),
        partition: 0,
    };
    let ask = Ask::Stream { through: 0, dispatch: None, verified: Position { log, size: 0 } };
    let body = exchange::write("a question", &ask)?;
    let url = format!("{}/exchange/1/asks", asked.endpoint);
    flood(QUESTIONS_IN_FLIGHT, stopping, move || {
        let request = http.post(&url).header("content-type", "application/json").body(body.clone());
        async move {
            let response = request.send().await?.error_for_status()?;
            let answer = response.bytes().await?;
            (answer.len() > 100).then_some(()).context("the peer was told nothing")
        }
    })
    .await
}

/// A trader sends nothing but bodies that are as large as may be.
pub(super) async fn large_bodies(
    sender: &Sender,
    stopping: Receiver<bool>,
) -> anyhow::Result<usize> {
    let (sender, body) = (sender.clone(), Arc::new(sender.papers.large(sender.trader)?));
    flood(BODIES_IN_FLIGHT, stopping, move || {
        let (sender, body) = (sender.clone(), body.clone());
        async move {
            let answer = sender.posts(None, body.to_vec()).await?;
            // Told to come back, he comes back at once.
            let expected = [
                StatusCode::UNPROCESSABLE_ENTITY,
                StatusCode::SERVICE_UNAVAILABLE,
                StatusCode::TOO_MANY_REQUESTS,
            ];
            anyhow::ensure!(expected.contains(&answer.status), "{}", answer.status);
            Ok(())
        }
    })
    .await
}
