//! `passavant submit FILE...`: posts native messages to a node as they are.
//!
//! The answer in kind goes to standard output, what it means to standard error. A message is known
//! by its sender and its identification, or by the key given: posting it again counts once, so
//! whoever did not hear the answer posts the same files again.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Method;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::args::SubmitOptions;
use crate::client::{Answer, Asked, Client};
use crate::outcome::Outcome;
use crate::reach;
use crate::said::{refused, warned};
use crate::speech::tell;
use crate::training;

const PLACE: &str = "/messages";

/// What became of all messages.
#[derive(Serialize)]
struct Report {
    /// Whether each was taken.
    ok: bool,
    files: Vec<Posted>,
}

/// What became of one message.
#[derive(Serialize)]
struct Posted {
    file: String,
    /// Whether it was taken, now or when it came before.
    ok: bool,
    /// The status of the answer; none where there was none.
    status: Option<u16>,
    /// The answer of the node, as it is.
    answer: Option<Box<RawValue>>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// Whether the node is there for training.
    #[serde(skip)]
    training: bool,
}

/// A way to a node, and who sends.
struct Sender<'a> {
    client: Client,
    token: String,
    key: Option<&'a str>,
    /// Whether it has been said that the node is there for training.
    told: Cell<bool>,
}

impl Sender<'_> {
    async fn post(&self, body: &[u8], accept: &'static str) -> anyhow::Result<Answer> {
        let asked = Asked {
            method: Method::POST,
            path: PLACE,
            token: Some(&self.token),
            key: self.key,
            content_type: content_type(body),
            accept,
            body: body.to_vec(),
        };
        self.client.ask(&asked).await
    }

    /// Says once that the node is there for training, where it is.
    fn told_of_training(&self, training: bool) -> bool {
        training::tell(training && !self.told.replace(training));
        training
    }

    /// Posts a message and says what it means; gives back whether it was taken. A message that was
    /// answered in kind is posted once more where findings are to be told in words: it counts once.
    async fn submit(&self, file: &Path, bar: &ProgressBar) -> anyhow::Result<bool> {
        let body = reach::bytes(file)?;
        let answer = self.post(&body, "*/*").await?;
        let name = reach::name(file);
        let taken = answer.status.is_success();
        self.told_of_training(answer.training);
        let mut lines = Vec::new();
        if taken {
            let dossier = dossier(&answer).unwrap_or_default();
            lines.push(tell("cli-submitted", &[("file", &name), ("dossier", &dossier)]));
            // An answer in kind says only that there are warnings; one in JSON says which.
            if answer.warned {
                lines.extend(warned(&self.post(&body, "application/json").await?));
            } else {
                lines.extend(warned(&answer));
            }
        } else {
            lines.push(tell("cli-not-taken", &[("file", &name)]));
            let in_kind = answer.content_type.starts_with("application/xml");
            let told =
                if in_kind { self.post(&body, "application/json").await? } else { answer.clone() };
            lines.extend(refused(&told));
        }
        bar.suspend(|| {
            lines.iter().for_each(|line| eprintln!("{line}"));
            // A problem has been told in words.
            if taken || answer.content_type.starts_with("application/xml") {
                println!("{}", String::from_utf8_lossy(&answer.body).trim_end());
            }
        });
        Ok(taken)
    }

    async fn submit_as_json(&self, file: &Path) -> Posted {
        let name = reach::name(file);
        let posted = async { self.post(&reach::bytes(file)?, "application/json").await };
        match posted.await {
            Ok(answer) => Posted {
                training: self.told_of_training(answer.training),
                file: name,
                ok: answer.status.is_success(),
                status: Some(answer.status.as_u16()),
                answer: serde_json::from_slice(&answer.body).ok(),
                fault: None,
            },
            Err(error) => {
                let fault = Some(format!("{error:#}"));
                let (ok, training) = (false, false);
                Posted { file: name, ok, status: None, answer: None, fault, training }
            }
        }
    }
}

/// Posts messages, in their order.
pub(crate) fn run(options: &SubmitOptions) -> anyhow::Result<Outcome> {
    if options.key.is_some() && options.files.len() > 1 {
        eprintln!("{}", tell("cli-conflict", &[("what", "--key, FILE FILE")]));
        return Ok(Outcome::Misused);
    }
    let patience = Duration::from_secs(options.wait);
    let sender = Sender {
        client: reach::client(options.to.as_deref(), &options.trust, patience)?,
        token: reach::token(&options.token)?,
        key: options.key.as_deref(),
        told: Cell::new(false),
    };
    let all = if options.json {
        reach::waiting(as_json(&sender, options))?
    } else {
        reach::waiting(in_words(&sender, options))?
    };
    Ok(if all { Outcome::Good } else { Outcome::Failed })
}

async fn in_words(sender: &Sender<'_>, options: &SubmitOptions) -> anyhow::Result<bool> {
    let bar = progress(options.files.len())?;
    let mut all = true;
    for file in &options.files {
        bar.set_message(reach::name(file));
        match sender.submit(file, &bar).await {
            Ok(taken) => all &= taken,
            Err(error) => {
                bar.finish_and_clear();
                let done = bar.position().to_string();
                let count = options.files.len().to_string();
                eprintln!("{}", tell("cli-submit-stopped", &[("done", &done), ("count", &count)]));
                return Err(error);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all)
}

async fn as_json(sender: &Sender<'_>, options: &SubmitOptions) -> anyhow::Result<bool> {
    let bar = progress(options.files.len())?;
    let mut files = Vec::new();
    for file in &options.files {
        let posted = sender.submit_as_json(file).await;
        // A node that does not answer one message is not asked to wait for the others.
        let stop = posted.fault.is_some();
        files.push(posted);
        if stop {
            break;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let ok = files.len() == options.files.len() && files.iter().all(|posted| posted.ok);
    let report = Report { ok, files };
    // Answers stay as the node wrote them, where nothing has to be added.
    if report.files.iter().any(|posted| posted.training) {
        println!("{}", training::json(&report, true)?);
    } else {
        println!("{}", serde_json::to_string(&report)?);
    }
    Ok(ok)
}

/// How far several messages are; nothing for a single one, or where nobody looks.
fn progress(count: usize) -> anyhow::Result<ProgressBar> {
    if count < 2 {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?;
    Ok(ProgressBar::new(u64::try_from(count)?).with_style(style))
}

/// XML, unless it begins as JSON does.
fn content_type(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        Some(b'{' | b'[') => "application/json",
        _ => "application/xml",
    }
}

/// The dossier an answer names: where it is, or what it says.
fn dossier(answer: &Answer) -> Option<String> {
    let place = answer.location.as_deref().and_then(|place| place.rsplit('/').next());
    place.map(ToOwned::to_owned).or_else(|| {
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        Some(body.get("dossier")?.as_str()?.to_owned())
    })
}
