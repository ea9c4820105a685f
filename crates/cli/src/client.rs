//! A client of a node: HTTPS to somebody it has reason to trust, patient while the node is away.

use std::time::Duration;

use anyhow::{Context, bail};
use kernel::Digest;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::speech::tell;

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(15);
/// How long to try again while a node of this machine is away or busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before trying again, or looking again.
const PAUSE: Duration = Duration::from_millis(20);
/// The same towards a node elsewhere.
const PAUSE_AFAR: Duration = Duration::from_millis(500);

/// A node as others speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    endpoint: String,
    language: &'static str,
    patience: Duration,
    pause: Duration,
}

/// By what a client knows that it speaks to the right node.
#[derive(Debug, Clone)]
pub(crate) enum Trust {
    /// The node shows this key.
    Key(Digest),
    /// It shows one of these certificates, in PEM, or one that their owners vouch for.
    Certificates(Vec<u8>),
}

/// The header of every answer of a node that is there for training.
const TRAINING: &str = "passavant-training";
/// The header of an answer in kind to a message that was taken with warnings.
const WARNINGS: &str = "passavant-warnings";

/// What a node answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// Where what was made is.
    pub(crate) location: Option<String>,
    /// The type of the body.
    pub(crate) content_type: String,
    /// Whether the node is there for training.
    pub(crate) training: bool,
    /// Whether it found what may be a slip in a message it took.
    pub(crate) warned: bool,
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
    /// In which form the answer should be.
    pub(crate) accept: &'static str,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// A client of the node of this machine that shows a key at an endpoint.
    pub(crate) fn new(
        endpoint: &str,
        tls_key: Digest,
        language: &'static str,
    ) -> anyhow::Result<Self> {
        let http = api::client_pinned_to(tls_key, None, REQUEST)?;
        let (patience, pause) = (PATIENCE, PAUSE);
        Ok(Self { http, endpoint: endpoint.to_owned(), language, patience, pause })
    }

    /// A client of a node that may be anywhere, and that somebody waits for.
    pub(crate) fn afar(
        endpoint: &str,
        trust: &Trust,
        language: &'static str,
        patience: Duration,
    ) -> anyhow::Result<Self> {
        let http = match trust {
            Trust::Key(key) => api::client_pinned_to(*key, None, REQUEST)?,
            Trust::Certificates(pem) => api::client_trusting(pem, REQUEST)?,
        };
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        Ok(Self { http, endpoint, language, patience, pause: PAUSE_AFAR })
    }

    /// Asks once.
    pub(crate) async fn once(&self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        let url = format!("{}{}", self.endpoint, asked.path);
        let mut request = self
            .http
            .request(asked.method.clone(), url)
            .header("accept-language", self.language)
            .header("content-type", asked.content_type)
            .header("accept", asked.accept)
            .body(asked.body.clone());
        if let Some(token) = asked.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(key) = asked.key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await?;
        let status = response.status();
        let header = |name: &str| {
            let value = response.headers().get(name);
            value.and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
        };
        let location = header("location");
        let content_type = header("content-type").unwrap_or_default();
        let training = header(TRAINING).is_some();
        let warned = header(WARNINGS).is_some();
        let body = response.bytes().await?.to_vec();
        Ok(Answer { status, location, content_type, training, warned, body })
    }

    /// Asks until there is an answer: a command has a name, so asking again counts once. Whoever
    /// shows another key than the node's is not asked again.
    pub(crate) async fn ask(&self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        let mut why = None;
        let until_answered = async {
            loop {
                match self.once(asked).await {
                    Ok(answer) if !answer.is_passing() => return Ok(answer),
                    Ok(answer) => why = Some(answer.refused(asked.path)),
                    Err(error) if api::is_stranger(error.as_ref()) => return Err(error),
                    Err(error) => why = Some(error),
                }
                tokio::time::sleep(self.pause).await;
            }
        };
        let answer = match tokio::time::timeout(self.patience, until_answered).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(why.unwrap_or_else(|| elapsed.into())),
        };
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
            accept: "*/*",
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
            accept: "*/*",
            body: serde_json::to_vec(command)?,
        };
        let answer = self.ask(&asked).await?.good(path)?;
        Ok(serde_json::from_slice(&answer.body)?)
    }
}

impl Answer {
    /// Whether the node says that it may answer otherwise a little later.
    fn is_passing(&self) -> bool {
        [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS].contains(&self.status)
    }

    /// The answer, where what was asked was done; else what the node said instead.
    pub(crate) fn good(self, path: &str) -> anyhow::Result<Self> {
        if self.status.is_success() { Ok(self) } else { Err(self.refused(path)) }
    }

    /// What the node said instead of doing it.
    fn refused(&self, path: &str) -> anyhow::Error {
        anyhow::anyhow!("{path}: {}: {}", self.status, String::from_utf8_lossy(&self.body))
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
