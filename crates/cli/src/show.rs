//! `passavant show ...`: what a running node has, as tables people read or as the JSON the API gives.

mod evidence;
mod guarantee;
mod journal;
pub(crate) mod movement;
mod peers;
mod queue;
mod recovery;
pub(crate) mod seen;
#[cfg(test)]
mod tests;
mod why;

use serde_json::Value;

pub(crate) use peers::lines as peer_lines;
pub(crate) use recovery::lines as recovery_lines;

use crate::args::{AtOptions, ShowCommand};
use crate::client::Answer;
use crate::outcome::Outcome;
use crate::reach;
use crate::retention::erasure_lines;
use crate::said::refused;
use crate::speech::say;
use crate::training;

/// Shows something.
pub(crate) fn run(command: &ShowCommand) -> anyhow::Result<Outcome> {
    match command {
        ShowCommand::Movement(options) => {
            let path = format!("/movements/{}", reach::piece(&options.one.number)?);
            match &options.evidence {
                None => shown(&options.one.at, &path, movement::lines),
                Some(file) => evidence::write(options, &path, file),
            }
        }
        ShowCommand::Guarantee(one) => {
            let path = format!("/guarantees/{}", reach::piece(&one.number)?);
            shown(&one.at, &path, guarantee::lines)
        }
        ShowCommand::Peers(at) => shown(at, "/node", peers::lines),
        ShowCommand::Erasures(options) => {
            let path = match &options.number {
                Some(number) => format!("/erasures?of={}", reach::piece(number)?),
                None => "/erasures?limit=500".to_owned(),
            };
            shown(&options.at, &path, erasure_lines)
        }
        ShowCommand::Recovery(at) => shown(at, "/recovery", recovery::lines),
        ShowCommand::Journal(options) => journal::show(options),
        ShowCommand::Queue(options) => queue::show(options),
        ShowCommand::Why(options) => why::show(options),
    }
}

/// Asks a node and prints its answer: as it is, or in the lines people read.
fn shown(at: &AtOptions, path: &str, lines: fn(&Value) -> Vec<String>) -> anyhow::Result<Outcome> {
    printed(at, &reach::get(at, path)?, lines)
}

/// Prints what a node answered, or what it says instead.
pub(crate) fn printed(
    at: &AtOptions,
    answer: &Answer,
    lines: fn(&Value) -> Vec<String>,
) -> anyhow::Result<Outcome> {
    training::tell(answer.training);
    if !answer.status.is_success() {
        not_shown(at, answer);
        return Ok(Outcome::Failed);
    }
    if at.json {
        println!("{}", training::answered(answer));
    } else {
        let view = serde_json::from_slice(&answer.body)?;
        lines(&view).iter().for_each(|line| println!("{line}"));
    }
    Ok(Outcome::Good)
}

/// Says what the node says instead.
fn not_shown(at: &AtOptions, answer: &Answer) {
    if at.json {
        println!("{}", training::answered(answer));
        return;
    }
    eprintln!("{}", say("cli-not-shown"));
    refused(answer).iter().for_each(|line| eprintln!("{line}"));
}
