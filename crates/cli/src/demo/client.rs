//! A client of a node: HTTPS to one pinned key, patient while the node is away.

use std::time::Duration;

use anyhow::{Context, bail};
use kernel::Digest;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::speech::tell;

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(15);
/// How long to try again while a node is away or busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before trying again, or looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// A node as others speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    endpoint: String,
    language: &'static str,
}

/// What a node answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// Where what was made is.
    pub(crate) location: Option<String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// Something asked of a node.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// `GET` or `POST`.
    pub(crate) method: Method,
    /// The place.
    pub(crate) path: &'a str,
    /// What makes the sender known.
    pub(crate) token: Option<&'a str>,
    /// What the sender calls the command.
    pub(crate) key: Option<&'a str>,
    /// The type of the body.
    pub(crate) content_type: &'static str,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// A client of the node that shows a key at an endpoint.
    pub(crate) fn new(
        endpoint: &str,
        tls_key: Digest,
        language: &'static str,
    ) -> anyhow::Result<Self> {
        let http = api::client_pinned_to(tls_key, None, REQUEST)?;
        Ok(Self { http, endpoint: endpoint.to_owned(), language })
    }

    /// Asks once.
    pub(crate) async fn once(&self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        let url = format!("{}{}", self.endpoint, asked.path);
        let mut request = self
            .http
            .request(asked.method.clone(), url)
            .header("accept-language", self.language)
            .header("content-type", asked.content_type)
            .body(asked.body.clone());
        if let Some(token) = asked.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(key) = asked.key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await?;
        let status = response.status();
        let location = response.headers().get("location");
        let location = location.and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        Ok(Answer { status, location, body: response.bytes().await?.to_vec() })
    }

    /// Asks until there is an answer: a command has a name, so asking again counts once.
    pub(crate) async fn ask(&self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        let until_answered = async {
            loop {
                match self.once(asked).await {
                    Ok(answer) if answer.status != StatusCode::SERVICE_UNAVAILABLE => {
                        return answer;
                    }
                    Ok(_) | Err(_) => tokio::time::sleep(PAUSE).await,
                }
            }
        };
        let answer = tokio::time::timeout(PATIENCE, until_answered).await;
        answer.with_context(|| format!("{} {}", self.endpoint, asked.path))
    }

    /// Reads JSON; nothing where there is no such thing for the reader.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        token: &str,
    ) -> anyhow::Result<Option<T>> {
        let answer = self.get(path, token).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&answer.good(path)?.body).context(path.to_owned())?))
    }

    /// Reads something.
    pub(crate) async fn get(&self, path: &str, token: &str) -> anyhow::Result<Answer> {
        let asked = Asked {
            method: Method::GET,
            path,
            token: Some(token),
            key: None,
            content_type: "application/json",
            body: Vec::new(),
        };
        self.ask(&asked).await
    }

    /// Sends a command and insists on its being done.
    pub(crate) async fn command(
        &self,
        path: &str,
        token: &str,
        key: &str,
        command: &serde_json::Value,
    ) -> anyhow::Result<serde_json::Value> {
        let asked = Asked {
            method: Method::POST,
            path,
            token: Some(token),
            key: Some(key),
            content_type: "application/json",
            body: serde_json::to_vec(command)?,
        };
        let answer = self.ask(&asked).await?.good(path)?;
        Ok(serde_json::from_slice(&answer.body)?)
    }
}

impl Answer {
    /// The answer, where what was asked was done; else what the node said instead.
    pub(crate) fn good(self, path: &str) -> anyhow::Result<Self> {
        if !self.status.is_success() {
            bail!("{path}: {}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        Ok(self)
    }
}

/// Looks again and again until something is there.
pub(crate) async fn until<T, F: Future<Output = anyhow::Result<Option<T>>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> anyhow::Result<T> {
    let until_there = async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    match tokio::time::timeout(PATIENCE, until_there).await {
        Ok(found) => found,
        Err(_) => {
            let seconds = PATIENCE.as_secs().to_string();
            bail!(tell("demo-not-in-time", &[("what", what), ("seconds", &seconds)]))
        }
    }
}
