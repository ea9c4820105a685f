//! Why movements, or conversations about cover, are open: who must act, since when, by when, and
//! what happens otherwise, in the sentences of the node.

use serde_json::{Value, json};

use super::seen::{list, said, text};
use super::{not_shown, shown};
use crate::args::WhyOptions;
use crate::outcome::Outcome;
use crate::reach;
use crate::speech::say;
use crate::training;

/// How many dossiers are asked for at a time: as many as a node gives.
const PAGE: usize = 500;

/// Shows why one dossier is open, or every one that is.
pub(super) fn show(options: &WhyOptions) -> anyhow::Result<Outcome> {
    let (one, all, lines): (_, _, fn(&Value) -> Vec<String>) = if options.holds {
        ("/holds", "/why/holds", |answer| told("hold", answer))
    } else {
        ("/movements", "/why", |answer| told("movement", answer))
    };
    match &options.number {
        Some(number) => shown(&options.at, &format!("{one}/{}/why", reach::piece(number)?), lines),
        None => every(options, all, lines),
    }
}

/// Reads page after page; what is printed as JSON has the form of a page that is the last.
fn every(
    options: &WhyOptions,
    path: &str,
    lines: fn(&Value) -> Vec<String>,
) -> anyhow::Result<Outcome> {
    let (mut items, mut after, mut of_training) = (Vec::new(), String::new(), None);
    loop {
        let answer = reach::get(&options.at, &format!("{path}?limit={PAGE}{after}"))?;
        if of_training.is_none() {
            training::tell(answer.training);
            of_training = Some(answer.training);
        }
        if !answer.status.is_success() {
            not_shown(&options.at, &answer);
            return Ok(Outcome::Failed);
        }
        let page: Value = serde_json::from_slice(&answer.body)?;
        items.extend(list(&page, "/items").iter().cloned());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let all = json!({ "items": items });
    if options.at.json {
        println!("{}", training::json(&all, of_training == Some(true))?);
    } else {
        lines(&all).iter().for_each(|line| println!("{line}"));
    }
    Ok(Outcome::Good)
}

/// The lines people read of one dossier, or of several.
pub(super) fn told(kind: &str, answer: &Value) -> Vec<String> {
    let (one, several) = (std::slice::from_ref(answer), answer.get("items"));
    let items = several.map_or(one, |_| list(answer, "/items"));
    let lines: Vec<_> = items.iter().flat_map(|item| dossier(kind, item)).collect();
    if lines.is_empty() { vec![say("show-nothing-open")] } else { lines }
}

fn dossier(kind: &str, item: &Value) -> Vec<String> {
    let reasons: Vec<_> = list(item, "/open").iter().chain(list(item, "/contradictions")).collect();
    if reasons.is_empty() {
        return Vec::new();
    }
    let head = [text(item, "/name"), text(item, "/dossier"), said(kind, item, "/phase")];
    let head: Vec<_> = head.into_iter().filter(|part| !part.is_empty()).collect();
    let sentences = reasons.into_iter().map(|reason| format!("  {}", text(reason, "/sentence")));
    [head.join("  ")].into_iter().chain(sentences).collect()
}
