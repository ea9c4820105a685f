//! `passavant accept-gap`: an officer accepts that what peers hold that have not answered may be
//! missing, so that a node that recovers goes on. Two must.

use reqwest::Method;
use serde_json::json;

use crate::args::AtOptions;
use crate::client::Asked;
use crate::outcome::Outcome;
use crate::reach;
use crate::show::{printed, recovery_lines};

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
    printed(at, &answer, recovery_lines)
}
