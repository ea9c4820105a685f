//! Nodes as processes, and what they answer.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file of JSON.
pub(crate) fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A node as a process that ends with the test.
pub(crate) struct Serving(std::process::Child);

impl Serving {
    pub(crate) fn start(home: &Path) -> Self {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_passavant"))
            .args(["serve", "--stop-with-stdin", "--config"])
            .arg(home.join("node.toml"))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Waits until a node takes commands, which it does not before it has a directory.
pub(crate) async fn until_ready(home: &Path) {
    assert_eq!(fetched(home, "/health", "").await, b"ready\n");
}

/// What a node answers in JSON, once it answers with success.
pub(crate) async fn answered(home: &Path, place: &str, token: &str) -> Value {
    serde_json::from_slice(&fetched(home, place, token).await).unwrap()
}

/// A client of a node, and where the node is.
fn client(home: &Path) -> (reqwest::Client, String) {
    let statement = read(&home.join("public.json"))["statement"].as_str().unwrap().to_owned();
    let member: Value = serde_json::from_str(statement.split_once("\n\n").unwrap().0).unwrap();
    let node = &member["nodes"][0];
    let key = serde_json::from_value(node["tls_key"].clone()).unwrap();
    let client = api::client_pinned_to(key, None, PATIENCE).unwrap();
    (client, node["endpoint"].as_str().unwrap().to_owned())
}

/// What a node answers, once it answers with success.
async fn fetched(home: &Path, place: &str, token: &str) -> Vec<u8> {
    let (client, endpoint) = client(home);
    let url = format!("{endpoint}{place}");
    let until_there = async {
        loop {
            let request = client.get(&url).header("authorization", format!("Bearer {token}"));
            if let Ok(answer) = request.send().await
                && answer.status().is_success()
            {
                return answer.bytes().await.unwrap().to_vec();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, until_there).await.unwrap()
}

/// What a node says to a command: the status and the body; none where it says nothing.
pub(crate) async fn sent(
    home: &Path,
    place: &str,
    token: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let (client, endpoint) = client(home);
    let request = client
        .post(format!("{endpoint}{place}"))
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", key)
        .header("content-type", "application/json")
        .body(body.to_string());
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let body = answer.bytes().await.ok()?;
    Some((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// Brings a node a signed document, which it takes.
pub(crate) async fn brought(home: &Path, token: &str, document: &Path) {
    let (client, endpoint) = client(home);
    let request = client.post(format!("{endpoint}/documents"));
    let request = request.header("authorization", format!("Bearer {token}"));
    let answer = request.body(std::fs::read(document).unwrap()).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// Has a node do what is asked.
pub(crate) async fn done(home: &Path, place: &str, token: &str, key: &str, body: &Value) -> Value {
    let (status, answer) = sent(home, place, token, key, body).await.unwrap();
    assert!((200..300).contains(&status), "{place} {key}: {status} {answer}");
    answer
}

/// What a node answers once it says something in particular.
pub(crate) async fn once(
    home: &Path,
    place: &str,
    token: &str,
    said: impl Fn(&Value) -> bool,
) -> Value {
    let until_said = async {
        loop {
            let answer = answered(home, place, token).await;
            if said(&answer) {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, until_said).await.unwrap_or_else(|_| panic!("{place}"))
}
