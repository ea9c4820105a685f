//! Somebody who speaks to a node, and what it answers.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use crate::hearing::Ear;
use crate::region::{Place, until};

/// Somebody.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    endpoint: String,
    token: Option<String>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A request before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// With or without a certificate and a token.
    pub(crate) fn new(
        place: &Place,
        pem: Option<&(Vec<u8>, Vec<u8>)>,
        token: Option<&str>,
    ) -> Self {
        let http = api::client_pinned_to(place.tls_key(), pem, Duration::from_secs(30)).unwrap();
        let endpoint = format!("https://{}", place.address());
        Self { http, endpoint, token: token.map(ToOwned::to_owned) }
    }

    /// Sends something; an error where there is no answer.
    pub(crate) async fn try_send(&self, request: Request<'_>) -> Result<Answer, reqwest::Error> {
        let url = format!("{}{}", self.endpoint, request.path);
        let mut built = self.http.request(request.method, url).body(request.body);
        if let Some(token) = &self.token {
            built = built.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in request.headers {
            built = built.header(*name, *value);
        }
        let response = built.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // What never ends is not read to its end.
        let endless = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Vec::new() } else { response.bytes().await?.to_vec() };
        Ok(Answer { status, headers, body })
    }

    pub(crate) async fn send(&self, request: Request<'_>) -> Answer {
        self.try_send(request).await.unwrap()
    }

    /// Listens to what happens, from an event on or from now on.
    pub(crate) async fn listen(&self, query: &str, last_seen: Option<i64>) -> Ear {
        let mut request = self.http.get(format!("{}/events{query}", self.endpoint));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(seen) = last_seen {
            request = request.header("last-event-id", seen);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ear::over(response).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request { method: Method::GET, path, headers: &[], body: Vec::new() }).await
    }

    /// What is there, in a language.
    pub(crate) async fn get_in(&self, path: &str, language: &str) -> Value {
        let headers = [("accept-language", language)];
        let asked = Request { method: Method::GET, path, headers: &headers, body: Vec::new() };
        let answer = self.send(asked).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// A command, under a key.
    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> Answer {
        let body = serde_json::to_vec(body).unwrap();
        let headers = [("idempotency-key", key)];
        self.send(Request { method: Method::POST, path, headers: &headers, body }).await
    }

    /// A command that is done.
    pub(crate) async fn done(&self, path: &str, key: &str, body: &Value) -> Value {
        let answer = self.post(path, key, body).await;
        assert!(answer.status < 300, "{path} {key}: {}", answer.text());
        answer.json()
    }

    /// A native message.
    pub(crate) async fn message(&self, message: &str) -> Answer {
        self.bring("/messages", message).await
    }

    /// A text that is known by what it says.
    pub(crate) async fn bring(&self, path: &str, text: &str) -> Answer {
        let body = text.as_bytes().to_vec();
        self.send(Request { method: Method::POST, path, headers: &[], body }).await
    }

    /// A movement, once it is as far as that.
    pub(crate) async fn movement_in(&self, movement: &str, phase: &str) -> Value {
        let path = format!("/movements/{movement}");
        until(phase, || async {
            let answer = self.get(&path).await;
            let view = (answer.status == 200).then(|| answer.json())?;
            (view["standing"]["phase"] == phase).then_some(view)
        })
        .await
    }

    /// The only movement the node holds, once there is one.
    pub(crate) async fn only_movement(&self) -> String {
        until("a movement", || async {
            let listed = self.get("/movements").await.json();
            let items = listed["items"].as_array().unwrap();
            assert!(items.len() < 2, "{listed}");
            Some(items.first()?["dossier"].as_str().unwrap().to_owned())
        })
        .await
    }

    /// Every message of a movement, by kind.
    pub(crate) async fn messages(&self, movement: &str) -> Vec<(String, Vec<u8>)> {
        let path = format!("/movements/{movement}/messages");
        let mut messages = Vec::new();
        for line in self.get(&path).await.json().as_array().unwrap() {
            let answer = self.get(&format!("{path}/{}", line["number"])).await;
            assert_eq!(answer.status, 200, "{line}");
            messages.push((line["message"].as_str().unwrap().to_owned(), answer.body));
        }
        messages
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
