//! `passavant show ...`: what a running node has, as tables people read or as the JSON the API gives.

mod guarantee;
mod journal;
mod movement;
mod peers;
mod queue;
mod seen;
#[cfg(test)]
mod tests;
mod why;

use serde_json::Value;

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
        ShowCommand::Why(options) => match &options.number {
            Some(number) => {
                let path = format!("/movements/{}/why", reach::piece(number)?);
                shown(&options.at, &path, why::lines)
            }
            None => shown(&options.at, "/why", why::lines),
        },
    }
}

/// Asks a node and prints its answer: as it is, or in the lines people read.
fn shown(at: &AtOptions, path: &str, lines: fn(&Value) -> Vec<String>) -> anyhow::Result<Outcome> {
    let answer = reach::get(at, path)?;
    let good = answer.status.is_success();
    if at.json {
        println!("{}", String::from_utf8_lossy(&answer.body).trim_end());
    } else if good {
        let view = serde_json::from_slice(&answer.body)?;
        lines(&view).iter().for_each(|line| println!("{line}"));
    } else {
        not_shown(&answer);
    }
    Ok(if good { Outcome::Good } else { Outcome::Failed })
}

fn not_shown(answer: &Answer) {
    eprintln!("{}", say("cli-not-shown"));
    refused(answer).iter().for_each(|line| eprintln!("{line}"));
}
