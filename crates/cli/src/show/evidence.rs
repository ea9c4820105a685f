//! A movement's evidence bundle, written to a file as the node gives it.

use std::path::Path;

use serde_json::json;

use super::not_shown;
use crate::args::ShowMovementOptions;
use crate::files;
use crate::outcome::{Outcome, print};
use crate::reach;
use crate::speech::tell;
use crate::training;

/// Asks a node for the bundle of the movement at a path, and keeps every byte of it.
pub(super) fn write(
    options: &ShowMovementOptions,
    path: &str,
    file: &Path,
) -> anyhow::Result<Outcome> {
    let at = &options.one.at;
    let redacted = options.redact.join(",");
    let query = if redacted.is_empty() { String::new() } else { format!("?redact={redacted}") };
    let answer = reach::get(at, &format!("{path}/evidence{query}"))?;
    training::tell(answer.training);
    if !answer.status.is_success() {
        not_shown(at, &answer);
        return Ok(Outcome::Failed);
    }
    files::write_secret(file, &answer.body)?;
    let (name, bytes) = (file.display().to_string(), answer.body.len());
    let object = json!({"evidence": name, "size_bytes": bytes});
    let said = tell("cli-evidence-written", &[("file", &name), ("bytes", &bytes.to_string())]);
    print(at.json, &training::marked(object, answer.training)?, &said);
    Ok(Outcome::Good)
}
