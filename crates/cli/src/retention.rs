//! `passavant retention`: an officer orders that a dossier is erased, preserved, or preserved no longer.
//! Two must order what cannot be undone.

use kernel::DossierId;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::args::{RetentionCommand, RetentionOptions};
use crate::client::Answer;
use crate::outcome::Outcome;
use crate::reach;
use crate::show::printed;
use crate::show::seen::{list, text};
use crate::speech::{say, tell};

/// Gives an order.
pub(crate) fn run(command: &RetentionCommand) -> anyhow::Result<Outcome> {
    let (order, options) = match command {
        RetentionCommand::Erase(options) => ("Erase", options),
        RetentionCommand::Preserve(options) => ("Preserve", options),
        RetentionCommand::End(options) => ("EndPreservation", options),
    };
    let at = &options.one.at;
    let dossier = match dossier(options)? {
        Ok(dossier) => dossier,
        Err(answer) => return printed(at, &answer, lines),
    };
    let body = json!({order: {
        "dossier": dossier,
        "provision": options.provision,
        "reference": options.reference,
    }});
    let answer = reach::post(at, "/erasures/commands", &body)?;
    printed(at, &answer, lines)
}

/// The dossier that is meant: by its identifier, or by the number of a movement or a guarantee; or what
/// the node says in its place.
fn dossier(options: &RetentionOptions) -> anyhow::Result<Result<String, Answer>> {
    let number = reach::piece(&options.one.number)?;
    if DossierId::parse(number).is_ok() {
        return Ok(Ok(number.to_owned()));
    }
    let movement = reach::get(&options.one.at, &format!("/movements/{number}"))?;
    let found = match movement.status {
        StatusCode::NOT_FOUND => reach::get(&options.one.at, &format!("/guarantees/{number}"))?,
        _ => movement,
    };
    if !found.status.is_success() {
        return Ok(Err(found));
    }
    let view: Value = serde_json::from_slice(&found.body)?;
    Ok(Ok(text(&view, "/dossier")))
}

fn lines(decided: &Value) -> Vec<String> {
    let dossier = text(decided, "/order/dossier");
    let officers: Vec<_> = list(decided, "/officers").iter().filter_map(Value::as_str).collect();
    let done = decided.get("done").and_then(Value::as_bool).unwrap_or_default();
    let what = match (text(decided, "/ordered").as_str(), done) {
        ("erasure", true) => "retention-erased",
        ("preservation", _) => "retention-preserved",
        ("end-of-preservation", true) => "retention-preserved-no-more",
        _ => "retention-waits",
    };
    vec![tell(what, &[("dossier", &dossier), ("officers", &officers.join(", "))])]
}

/// The lines people read of `GET /erasures`.
pub(crate) fn erasure_lines(shown: &Value) -> Vec<String> {
    let items = list(shown, "/items");
    if items.is_empty() {
        return vec![say("show-erasures-none")];
    }
    items.iter().map(erasure).collect()
}

fn erasure(item: &Value) -> String {
    let (at, dossier) = (text(item, "/at"), text(item, "/dossier"));
    let ground = match item.get("ground") {
        Some(ground) if ground.get("agreement").is_some() => {
            let (id, days) = (text(ground, "/agreement/id"), text(ground, "/agreement/days"));
            tell("erased-agreement", &[("agreement", &id), ("days", &days)])
        }
        Some(ground) if ground.get("kept").is_some() => {
            tell("erased-kept", &[("days", &text(ground, "/kept/days"))])
        }
        ground => {
            let ground = ground.cloned().unwrap_or_default();
            let officers = list(&ground, "/decision/officers").iter().filter_map(Value::as_str);
            let officers = officers.collect::<Vec<_>>().join(", ");
            let provision = text(&ground, "/decision/provision");
            let reference = text(&ground, "/decision/reference");
            let said =
                [("officers", &*officers), ("provision", &provision), ("reference", &reference)];
            tell("erased-decision", &said)
        }
    };
    tell("show-erasures-line", &[("at", &at), ("dossier", &dossier), ("ground", &ground)])
}
