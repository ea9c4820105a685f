//! `passavant accept-gap`: an officer accepts that what peers hold that have not answered may be
//! missing, so that a node that recovers goes on. Two must.

use serde_json::json;

use crate::args::AtOptions;
use crate::outcome::Outcome;
use crate::reach;
use crate::show::{printed, recovery_lines};

/// Accepts the gap.
pub(crate) fn run(at: &AtOptions) -> anyhow::Result<Outcome> {
    let answer = reach::post(at, "/recovery/commands", &json!({"AcceptGap": {}}))?;
    printed(at, &answer, recovery_lines)
}
