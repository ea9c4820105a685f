//! Sending to peers: HTTPS with both certificates pinned by the directory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use identity::Directory;
use kernel::{Digest, NodeId};
use node::{Asking, Outgoing};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::fault::Fault;
use crate::host::{Errand, Handle};
use crate::readers::Readers;
use crate::tls::client_pinned_to;

/// The longest answer of a peer that is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The longest list of documents of a hub that is read: all of it is checked on the node's thread.
const DOCUMENTS_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Carries what the node hands over and brings back the answers. A slow peer holds up nobody: each
/// errand is a task of its own, and the node gives out one at a time a peer.
pub(crate) async fn carry_all(
    mut errands: mpsc::UnboundedReceiver<Errand>,
    handle: Handle,
    readers: Readers,
    pem: (Vec<u8>, Vec<u8>),
    timeout: Duration,
) {
    let mut clients: BTreeMap<(NodeId, Digest), reqwest::Client> = BTreeMap::new();
    let mut under_way = JoinSet::new();
    let mut away = BTreeSet::new();
    loop {
        tokio::select! {
            next = errands.recv() => {
                let Some(errand) = next else { return };
                let peer = match &errand {
                    Errand::Tell(outgoing) => &outgoing.to,
                    Errand::Ask(asking) => &asking.to,
                };
                let client = readers
                    .directory()
                    .and_then(|directory| pinned(&mut clients, &directory, peer, &pem, timeout));
                let handle = handle.clone();
                under_way.spawn(carry(client, errand, handle));
            }
            Some(carried) = under_way.join_next(), if !under_way.is_empty() => {
                if let Ok((peer, answered)) = carried {
                    note_absence(&mut away, peer, answered);
                }
            }
        }
    }
}

/// Tells the operator once that a peer does not answer, and once that it does again.
fn note_absence(away: &mut BTreeSet<NodeId>, peer: NodeId, answered: bool) {
    if answered {
        if away.remove(&peer) {
            tracing::info!(%peer, "a peer answers again");
        }
    } else if !away.contains(&peer) {
        tracing::warn!(%peer, "a peer does not answer; what it lacks waits for it");
        away.insert(peer);
    }
}

/// Carries an errand and its answer; says whose it was and whether there was an answer.
async fn carry(client: Option<reqwest::Client>, errand: Errand, handle: Handle) -> (NodeId, bool) {
    match errand {
        Errand::Tell(Outgoing { to, endpoint, body }) => {
            let answer = post(client.as_ref(), &to, &endpoint, "envelopes", body).await;
            let carried = (to.clone(), answer.is_some());
            handle.sent(to, answer);
            carried
        }
        Errand::Ask(Asking { to, endpoint, ask, body }) => {
            let answer = post(client.as_ref(), &to, &endpoint, "asks", body).await;
            let carried = (to.clone(), answer.is_some());
            handle.told(to, ask, answer);
            carried
        }
    }
}

/// The client for a peer, made once for each key the directory gives it.
fn pinned(
    clients: &mut BTreeMap<(NodeId, Digest), reqwest::Client>,
    directory: &Arc<Directory>,
    peer: &NodeId,
    pem: &(Vec<u8>, Vec<u8>),
    timeout: Duration,
) -> Option<reqwest::Client> {
    let (_, entry) = directory.node(peer)?;
    let key = (peer.clone(), entry.tls_key);
    if !clients.contains_key(&key) {
        clients.insert(key.clone(), client_pinned_to(entry.tls_key, Some(pem), timeout).ok()?);
    }
    clients.get(&key).cloned()
}

/// What a peer answers; none where it does not, or does not take what is sent.
pub(crate) async fn post(
    client: Option<&reqwest::Client>,
    peer: &NodeId,
    endpoint: &str,
    place: &str,
    body: Vec<u8>,
) -> Option<Vec<u8>> {
    let request = client?
        .post(format!("{endpoint}/exchange/1/{place}"))
        .header("content-type", "application/json")
        .body(body);
    match request.send().await {
        Ok(response) if response.status().is_success() => {
            whole(response, ANSWER_BYTES_MAX).await.ok().flatten()
        }
        Ok(response) => {
            let status = response.status().as_u16();
            tracing::warn!(%peer, status, "a peer did not take what was sent");
            None
        }
        Err(error) => {
            tracing::debug!(%peer, %error, "a peer does not answer");
            None
        }
    }
}

/// The whole answer, unless it is longer than so many bytes.
async fn whole(
    mut response: reqwest::Response,
    bytes_max: usize,
) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut answer = Vec::new();
    while let Some(part) = response.chunk().await? {
        if answer.len() + part.len() > bytes_max {
            return Ok(None);
        }
        answer.extend_from_slice(&part);
    }
    Ok(Some(answer))
}

/// Asks the hub for the signed documents it keeps.
pub(crate) async fn documents(
    client: &reqwest::Client,
    endpoint: &str,
) -> Result<Vec<String>, Fault> {
    let url = format!("{endpoint}/documents");
    let response = client.get(url).send().await.map_err(Fault::Hub)?;
    let content = |detail: String| Fault::Content {
        path: endpoint.into(),
        what: "a list of signed documents",
        detail,
    };
    let body = whole(response, DOCUMENTS_BYTES_MAX).await.map_err(Fault::Hub)?;
    let body = body.ok_or_else(|| content(format!("longer than {DOCUMENTS_BYTES_MAX} bytes")))?;
    serde_json::from_slice(&body).map_err(|error| content(error.to_string()))
}

#[cfg(test)]
mod tests;
