//! One errand: a page of notices, posted to an endpoint one after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use kernel::{Digest, Timestamp};
use node::{Failure, Notice, Subscription, Tried};
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response, StatusCode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use serde::Serialize;

use super::endpoint::allowed;
use super::filter;
use super::signature::signature;
use crate::app::App;
use crate::auth::told_as;
use crate::clock;
use crate::config::WebhooksConfig;
use crate::fault::{Fault, chain};
use crate::tls;
use crate::training;

/// How many notices one errand carries.
const PAGE: usize = 256;
/// How much of an answer is read, so that the connection can be used again; nobody looks at it.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// How the node calls itself.
const AGENT: &str = concat!("passavant/", env!("CARGO_PKG_VERSION"));

/// A client that trusts the authorities of the configuration, or those of the system; it follows no
/// answer elsewhere.
pub(crate) fn client(config: &WebhooksConfig) -> Result<reqwest::Client, Fault> {
    let builder = tls::client_builder()?;
    let config_of_tls: ClientConfig = match &config.authorities {
        Some(path) => {
            let read = |source| Fault::File { path: path.clone(), doing: "read", source };
            let pem = std::fs::read(path).map_err(read)?;
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                let wrong = |_| Fault::Content {
                    path: path.clone(),
                    what: "certificates in PEM",
                    detail: String::new(),
                };
                roots.add(certificate.map_err(wrong)?)?;
            }
            builder.with_root_certificates(roots).with_no_client_auth()
        }
        None => builder.with_platform_verifier()?.with_no_client_auth(),
    };
    reqwest::Client::builder()
        .tls_backend_preconfigured(config_of_tls)
        .timeout(Duration::from_millis(config.answer_ms_max.max(1)))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(AGENT)
        .no_proxy()
        .build()
        .map_err(Fault::Client)
}

/// What every errand needs.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    pub(crate) app: App,
    pub(crate) client: reqwest::Client,
    /// The hosts the operator lists.
    pub(crate) hosts: Arc<[String]>,
}

/// What came of an errand.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The last notice that was taken, if one was.
    pub(crate) taken: Option<Tried>,
    /// How it ended.
    pub(crate) came: Came,
}

/// How an errand ended.
#[derive(Debug)]
pub(crate) enum Came {
    /// Everything it had was taken, or was not for the subscriber.
    Through,
    /// The endpoint did not take a notice.
    Failed {
        /// What came of it.
        tried: Tried,
        /// Whether it says that nobody is there any more.
        gone: bool,
        /// How long it asks to be left alone.
        put_off: Option<Duration>,
    },
    /// The subscriber may be told nothing any more.
    NoRight,
    /// The node could not do its part.
    Fault,
}

/// The body of a webhook.
#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    timestamp: Timestamp,
    data: &'a Notice,
    /// Whether it comes from a node that is there for training.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    training: bool,
}

impl Errand {
    /// Carries the next page of what a subscriber is to be told, and moves his position on as it is
    /// taken.
    pub(crate) async fn run(self, subscription: &Subscription, position: &AtomicI64) -> Ran {
        let mut taken = None;
        let came = match self.page(subscription, position, &mut taken).await {
            Ok(came) => came,
            Err(fault) => {
                tracing::error!("a webhook cannot be told: {}", chain(&fault));
                Came::Fault
            }
        };
        Ran { taken, came }
    }

    async fn page(
        &self,
        subscription: &Subscription,
        position: &AtomicI64,
        taken: &mut Option<Tried>,
    ) -> Result<Came, Fault> {
        let owner = &subscription.owner;
        // What the operator sets up for his own system hangs on no token of that system.
        let known = subscription.wish.answers
            || self.app.people.now().tokens.iter().any(|token| token.actor == *owner);
        let (true, Ok(trader)) = (known, told_as(&self.app, owner)) else {
            return Ok(Came::NoRight);
        };
        let (id, after) = (subscription.id.clone(), subscription.position);
        let read = move |reader: &node::Reader| {
            let secret = reader.subscription_secret(&id)?;
            let last = reader.last_notice()?;
            Ok((secret, last, reader.notices(trader.as_ref(), after, PAGE)?))
        };
        let (secret, last, notices) = self.app.readers.read(read).await?;
        // Without a secret it has ended.
        let Some(secret) = secret else { return Ok(Came::Through) };
        let (filter, count) = (filter(subscription), notices.len());
        for notice in notices {
            let tried = if !filter.takes(&notice) {
                None
            } else if subscription.wish.answers {
                self.post_answer(&notice).await?
            } else {
                Some(self.post(&subscription.wish.endpoint, &secret, &notice).await?)
            };
            if let Some(tried) = tried {
                if !matches!(tried.0.status, Some(200..=299)) {
                    let (tried, put_off) = tried;
                    let gone = tried.status == Some(StatusCode::GONE.as_u16());
                    return Ok(Came::Failed { tried, gone, put_off });
                }
                *taken = Some(tried.0);
            }
            position.store(notice.id, Ordering::Relaxed);
        }
        if count < PAGE {
            position.fetch_max(last, Ordering::Relaxed);
        }
        Ok(Came::Through)
    }

    /// Posts one notice; what came of it, and for how long the endpoint asks to be left alone.
    async fn post(
        &self,
        endpoint: &str,
        secret: &[u8],
        notice: &Notice,
    ) -> Result<(Tried, Option<Duration>), Fault> {
        let kept = |source| Fault::Node(node::Fault::Kept { what: "a notice", source });
        let of_training = self.app.settings.training;
        let body = Body {
            r#type: notice.name(),
            timestamp: notice.at,
            data: notice,
            training: of_training,
        };
        let body = serde_json::to_vec(&body).map_err(kept)?;
        let at = clock::now();
        let Ok(url) = allowed(endpoint, &self.hosts) else {
            return Ok(failed(at, notice.id, Failure::NotListed));
        };
        let (id, second) = (identifier(notice), at.as_second());
        let signed = signature(secret, &id, second, &body).unwrap_or_default();
        let mut request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", second)
            .header("webhook-signature", signed)
            .body(body);
        if of_training {
            request = request.header(training::HEADER, "true");
        }
        Ok(carried(request, at, notice.id).await)
    }
}

/// One try that brought no answer.
pub(super) fn failed(at: Timestamp, notice: i64, failure: Failure) -> (Tried, Option<Duration>) {
    (Tried { at, notice, status: None, failure: Some(failure) }, None)
}

/// Sends a request; what came of it, and for how long the endpoint asks to be left alone.
pub(super) async fn carried(
    request: RequestBuilder,
    at: Timestamp,
    notice: i64,
) -> (Tried, Option<Duration>) {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return failed(at, notice, Failure::TimedOut),
        Err(error) => {
            tracing::debug!(%error, "an endpoint cannot be told");
            return failed(at, notice, Failure::Unreachable);
        }
    };
    let status = Some(response.status().as_u16());
    let put_off = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let put_off = put_off.and_then(|seconds| seconds.trim().parse().ok());
    read_off(response).await;
    (Tried { at, notice, status, failure: None }, put_off.map(Duration::from_secs))
}

/// Reads what is left of an answer, as far as that is little. The status is what counts.
async fn read_off(mut response: Response) {
    let mut read = 0;
    while let Ok(Some(part)) = response.chunk().await {
        read += part.len();
        if read > ANSWER_BYTES_MAX {
            return;
        }
    }
}

/// The identifier of a notice, the same at every try and at every endpoint: that of the event by its
/// place in its writer's part, and of what is made of it.
fn identifier(notice: &Notice) -> String {
    let verdict = notice
        .verdict
        .as_ref()
        .map_or_else(String::new, |verdict| serde_json::to_string(verdict).unwrap_or_default());
    let part = notice.part.to_string();
    let names = [notice.dossier.as_str(), notice.writer.as_str(), &part, &verdict];
    let parts: Vec<_> = names.iter().flat_map(|name| [name.as_bytes(), b"\0"]).collect();
    let Digest(digest) = Digest::of(&parts);
    let half: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("msg_{half}")
}
