//! How a command of whoever uses a node reaches it: where it is, by what it is known, who asks.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Method;
use serde_json::Value;

use crate::args::{AtOptions, TrustOptions};
use crate::client::{Answer, Asked, Client, Trust};
use crate::files;
use crate::member::{PUBLIC, Public};
use crate::speech::{say, spoken, tell};

/// How long somebody who only reads waits for a node that is away.
pub(crate) const READING: Duration = Duration::from_secs(10);
/// What stands for standard input in the place of a file.
const STANDARD_INPUT: &str = "-";

/// A client of the node that options name; a place given beside a folder is used in the place of
/// the one the folder says, as a reverse proxy stands elsewhere than its node.
pub(crate) fn client(
    url: Option<&str>,
    trust: &TrustOptions,
    patience: Duration,
) -> anyhow::Result<Client> {
    let (place, trust) = match trust {
        TrustOptions { node: Some(dir), .. } => {
            let public: Public = files::read_json(&dir.join(PUBLIC))?;
            let stated = public.hub(0)?;
            (Some(stated.endpoint), Trust::Key(stated.tls_key))
        }
        TrustOptions { ca: Some(file), .. } => {
            let pem = std::fs::read(file).with_context(|| file.display().to_string())?;
            (None, Trust::Certificates(pem))
        }
        TrustOptions { pin: Some(pin), .. } => (None, Trust::Key(*pin)),
        TrustOptions { .. } => bail!(say("cli-reach-unknown")),
    };
    let url = url.map(ToOwned::to_owned).or(place).with_context(|| say("cli-reach-nowhere"))?;
    if !url.starts_with("https://") {
        bail!(tell("cli-reach-plain", &[("url", &url)]));
    }
    Client::afar(&url, &trust, spoken().code(), patience)
}

/// The secret in a file of its own.
pub(crate) fn token(file: &Path) -> anyhow::Result<String> {
    let token = files::read(file)?.trim().to_owned();
    let visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible {
        bail!(tell("cli-reach-no-token", &[("file", &file.display().to_string())]));
    }
    Ok(token)
}

/// Asks a node for one thing and waits for its answer.
pub(crate) fn get(at: &AtOptions, path: &str) -> anyhow::Result<Answer> {
    asked(at, Method::GET, path, Vec::new())
}

/// Brings a node a command that needs no key, and waits for its answer.
pub(crate) fn post(at: &AtOptions, path: &str, body: &Value) -> anyhow::Result<Answer> {
    asked(at, Method::POST, path, serde_json::to_vec(body)?)
}

fn asked(at: &AtOptions, method: Method, path: &str, body: Vec<u8>) -> anyhow::Result<Answer> {
    let client = client(at.at.as_deref(), &at.trust, READING)?;
    let token = token(&at.token)?;
    let asked = Asked {
        method,
        path,
        token: Some(&token),
        key: None,
        content_type: "application/json",
        accept: "application/json",
        body,
    };
    waiting(client.ask(&asked))
}

/// Waits for something on this thread.
pub(crate) fn waiting<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// The bytes of a file, or of standard input.
pub(crate) fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file != Path::new(STANDARD_INPUT) {
        return std::fs::read(file).with_context(|| file.display().to_string());
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).with_context(|| say("cli-stdin"))?;
    Ok(bytes)
}

/// What a file is called when something is said of it.
pub(crate) fn name(file: &Path) -> String {
    if file == Path::new(STANDARD_INPUT) { say("cli-stdin") } else { file.display().to_string() }
}

/// A piece of a path that a number stands in.
pub(crate) fn piece(number: &str) -> anyhow::Result<&str> {
    let whole = !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    if whole && number != "." && number != ".." {
        Ok(number)
    } else {
        bail!(tell("cli-no-number", &[("number", number)]))
    }
}
