//! `passavant show ...`: what a running node has, as tables people read or as the JSON the API gives.

mod guarantee;
mod journal;
pub(crate) mod movement;
mod peers;
mod queue;
mod seen;
#[cfg(test)]
mod tests;
mod why;

use serde_json::Value;

pub(crate) use peers::lines as peer_lines;

use crate::args::{AtOptions, ShowCommand};
use crate::client::Answer;
use crate::outcome::Outcome;
use crate::reach;
use crate::said::refused;
use crate::speech::say;

/// Shows something.
pub(crate) fn run(command: &ShowCommand) -> anyhow::Result<Outcome> {
    match command {
        ShowCommand::Movement(one) => {
            let path = format!("/movements/{}", reach::piece(&one.number)?);
            shown(&one.at, &path, movement::lines)
        }
        ShowCommand::Guarantee(one) => {
            let path = format!("/guarantees/{}", reach::piece(&one.number)?);
            shown(&one.at, &path, guarantee::lines)
        }
        ShowCommand::Peers(at) => shown(at, "/node", peers::lines),
        ShowCommand::Journal(options) => journal::show(options),
        ShowCommand::Queue(options) => queue::show(options),
        ShowCommand::Why(options) => why::show(options),
    }
}

/// Asks a node and prints its answer: as it is, or in the lines people read.
fn shown(at: &AtOptions, path: &str, lines: fn(&Value) -> Vec<String>) -> anyhow::Result<Outcome> {
    let answer = reach::get(at, path)?;
    if !answer.status.is_success() {
        not_shown(at, &answer);
        return Ok(Outcome::Failed);
    }
    if at.json {
        as_it_is(&answer);
    } else {
        print(at, &serde_json::from_slice(&answer.body)?, lines)?;
    }
    Ok(Outcome::Good)
}

fn print(at: &AtOptions, view: &Value, lines: fn(&Value) -> Vec<String>) -> anyhow::Result<()> {
    if at.json {
        println!("{}", serde_json::to_string(view)?);
    } else {
        lines(view).iter().for_each(|line| println!("{line}"));
    }
    Ok(())
}

fn as_it_is(answer: &Answer) {
    println!("{}", String::from_utf8_lossy(&answer.body).trim_end());
}

/// Says what the node says instead.
fn not_shown(at: &AtOptions, answer: &Answer) {
    if at.json {
        as_it_is(answer);
        return;
    }
    eprintln!("{}", say("cli-not-shown"));
    refused(answer).iter().for_each(|line| eprintln!("{line}"));
}
