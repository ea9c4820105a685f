//! `passavant accept-gap`: an officer accepts that what peers hold that have not answered may be
//! missing, so that a node that recovers goes on. Two must.

use reqwest::Method;
use serde_json::json;

use crate::args::AtOptions;
use crate::client::Asked;
use crate::outcome::Outcome;
use crate::show::{not_shown, recovery_lines};
use crate::{reach, training};

/// Accepts the gap.
pub(crate) fn run(at: &AtOptions) -> anyhow::Result<Outcome> {
    let client = reach::client(at.at.as_deref(), &at.trust, reach::READING)?;
    let token = reach::token(&at.token)?;
    let asked = Asked {
        method: Method::POST,
        path: "/recovery/commands",
        token: Some(&token),
        key: None,
        content_type: "application/json",
        accept: "application/json",
        body: serde_json::to_vec(&json!({"AcceptGap": {}}))?,
    };
    let answer = reach::waiting(client.ask(&asked))?;
    training::tell(answer.training);
    if !answer.status.is_success() {
        not_shown(at, &answer);
        return Ok(Outcome::Failed);
    }
    if at.json {
        println!("{}", training::answered(&answer));
    } else {
        let recovery = serde_json::from_slice(&answer.body)?;
        recovery_lines(&recovery).iter().for_each(|line| println!("{line}"));
    }
    Ok(Outcome::Good)
}
