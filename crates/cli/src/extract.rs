//! The certified extract of an evidence bundle: what happened, when, who says so and on what it rests, as
//! text for people who hold no computer's word for anything.
//!
//! It states, and the bundle proves. It is made from a bundle that holds, of nothing but what is in it.

use journal::Verdict;
use kernel::Made;
use node::evidence::{Evidence, Record};
use serde_json::Value;

use crate::show::seen::{phrase, second, text};
use crate::speech::{say, tell};
use crate::verify::lacking;

/// How wide a line of prose is, in characters.
const WIDTH: usize = 78;

/// The extract, in the language spoken.
pub(crate) fn text_of(found: &Evidence) -> String {
    let mut lines = vec![say("extract-title"), String::new()];
    if found.training {
        lines.extend([say("extract-training"), String::new()]);
    }
    lines.extend(prose(&tell("extract-of", &[("region", &found.region)])));
    lines.push(String::new());
    lines.extend(head(found));
    lines.extend([String::new(), say("extract-happened")]);
    for (number, record) in (1..).zip(&found.records) {
        lines.push(String::new());
        lines.push(format!("{number}. {}", happened(record)));
        lines.extend(indented(rows(&facts(record))));
    }
    lines.extend([String::new(), say("extract-absent")]);
    lines.extend(absent(found));
    for (title, text) in
        [("extract-rests", "extract-rests-on"), ("extract-check", "extract-check-how")]
    {
        lines.extend([String::new(), say(title)]);
        lines.extend(prose(&say(text)));
    }
    lines.extend([String::new(), say("extract-certified")]);
    lines.extend(prose(&say("extract-certified-by")));
    lines.push(String::new());
    let signed = ["show-administration", "show-officer", "extract-post"].map(say);
    let signed = signed.into_iter().chain(["extract-place-and-date", "extract-signature"].map(say));
    lines.extend(signed.map(|label| format!("  {}", blank(&label))));
    lines.push(String::new());
    lines.join("\n")
}

/// A line to be filled in by hand.
fn blank(label: &str) -> String {
    let dots = WIDTH.saturating_sub(label.chars().count() + 3);
    format!("{label} {}", ".".repeat(dots))
}

/// What the movement is, as its records make it, and which bundle this is.
fn head(found: &Evidence) -> Vec<String> {
    let view = found.view.as_deref();
    let view = view.and_then(|view| serde_json::to_value(view).ok()).unwrap_or_default();
    let route = ["/declaration/departure", "/declaration/destination"];
    let route: Vec<_> = route.iter().map(|pointer| text(&view, pointer)).collect();
    let route = if route.iter().any(String::is_empty) { String::new() } else { route.join(" - ") };
    let standing = view.pointer("/standing/phase").map(|word| phrase("movement", word));
    let digest = found.digest.map(|digest| digest.to_string()).unwrap_or_default();
    rows(&[
        (say("show-mrn"), text(&view, "/mrn")),
        (say("show-dossier"), text(&view, "/dossier")),
        (say("show-lrn"), text(&view, "/declaration/lrn")),
        (say("show-holder"), text(&view, "/declaration/holder")),
        (say("show-representative"), text(&view, "/declaration/representative")),
        (say("show-route"), route),
        (say("show-limit-date"), text(&view, "/limit_date")),
        (say("show-standing"), standing.unwrap_or_default()),
        (say("extract-digest"), digest),
    ])
}

/// What happened, in words.
pub(crate) fn happened(record: &Record) -> String {
    let word = kebab(&record.event);
    match (record.kind.as_str(), word.as_str()) {
        (_, "") => say("extract-unreadable"),
        ("hold", "hold-requested") => say("extract-hold-requested"),
        ("hold", "check-requested") => say("extract-check-requested"),
        ("hold", "hold-withdrawn") => say("extract-hold-withdrawn"),
        ("hold", "credit-requested") => say("extract-credit-requested"),
        ("hold", "released-uncovered") => say("extract-released-uncovered"),
        ("hold", "held") => say("extract-held"),
        ("hold", "not-held") => say("extract-not-held"),
        ("hold", "checked") => say("extract-checked"),
        ("hold", "credited") => say("extract-credited"),
        ("hold", "guarantee-suspended") => say("extract-guarantee-suspended"),
        ("hold", "suspension-lifted") => say("extract-suspension-lifted"),
        ("hold", "guarantee-validity-changed") => say("extract-guarantee-validity-changed"),
        (_, word) => phrase("step", &Value::String(word.to_owned())),
    }
}

/// `NotReleased` as `not-released`.
fn kebab(name: &str) -> String {
    let mut word = String::new();
    for (place, sign) in name.char_indices() {
        if sign.is_ascii_uppercase() && place > 0 {
            word.push('-');
        }
        word.push(sign.to_ascii_lowercase());
    }
    word
}

/// What an extract says of a record, line by line.
fn facts(record: &Record) -> Vec<(String, String)> {
    let said = &record.said;
    let mut facts = vec![
        (say("extract-written"), second(record.at)),
        (say("extract-took-place"), moment(&text(said, "/at"))),
        (say("extract-day"), text(said, "/date")),
        (say("show-mrn"), text(said, "/mrn")),
        (say("show-limit-date"), text(said, "/limit_date")),
        (say("extract-control"), text(said, "/code")),
        (say("extract-seals"), text(said, "/seals")),
        (say("extract-trader"), text(said, "/trader")),
        (say("show-amount"), amount(said)),
        (say("show-reasons"), crate::show::seen::texts(said, "/reasons", ", ")),
        (say("extract-writer"), writer(record)),
        (say("show-office"), record.office.as_ref().map(ToString::to_string).unwrap_or_default()),
    ];
    if let Some(decision) = &record.decision {
        let national = decision.national_reference.as_ref();
        facts.extend([
            (say("show-officer"), decision.officer.to_string()),
            (say("extract-post"), decision.post.to_string()),
            (say("extract-provision"), decision.provision.to_string()),
            (say("extract-national"), national.map(ToString::to_string).unwrap_or_default()),
            (say("extract-made"), made(decision.made)),
        ]);
    }
    let (entry, size) = (record.entry.to_string(), record.size.to_string());
    let log = record.log.to_string();
    let stands = [("entry", entry.as_str()), ("log", log.as_str())];
    let root = record.root.to_string();
    let checkpoint = [("size", size.as_str()), ("root", root.as_str())];
    facts.extend([
        (say("extract-record"), tell("extract-record-is", &stands)),
        (say("extract-leaf"), record.leaf.to_string()),
        (say("extract-checkpoint"), tell("extract-checkpoint-is", &checkpoint)),
        (say("extract-cosigned"), cosigned(record)),
        (say("extract-withheld"), withheld(record)),
        (say("extract-counts"), counts(&record.verdict)),
    ]);
    facts
}

fn writer(record: &Record) -> String {
    let administration = record.administration.as_ref().map(ToString::to_string);
    let administration = administration.unwrap_or_else(|| say("extract-not-listed"));
    format!("{administration} ({})", record.writer)
}

fn amount(said: &Value) -> String {
    let held = crate::show::seen::money(said, "/amount");
    if held.is_empty() { crate::show::seen::money(said, "/usage/amount") } else { held }
}

fn moment(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), second)
}

fn made(made: Made) -> String {
    match made {
        Made::ByOfficer => say("extract-by-officer"),
        Made::ByStandingOrder => say("extract-by-standing-order"),
        Made::ByNationalSystem => say("extract-by-national-system"),
    }
}

/// Who has cosigned, and whether those are as many as must.
fn cosigned(record: &Record) -> String {
    let cosigned = record.cosigned_by.iter();
    let by: Vec<_> = cosigned.map(|one| format!("{} ({})", one.node, second(one.at))).collect();
    let by = if by.is_empty() { say("extract-nobody") } else { by.join(", ") };
    let directory = record.directory.to_string();
    let Some(quorum) = record.quorum else {
        return tell("extract-quorum-unknown", &[("by", &by), ("directory", &directory)]);
    };
    let quorum = quorum.to_string();
    let said = [("by", by.as_str()), ("quorum", &quorum), ("directory", &directory)];
    if record.cosigned { tell("extract-quorum", &said) } else { tell("extract-no-quorum", &said) }
}

fn withheld(record: &Record) -> String {
    match record.withheld {
        0 => String::new(),
        count => tell("extract-groups", &[("count", &count.to_string())]),
    }
}

fn counts(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Admitted => String::new(),
        Verdict::Waiting => say("extract-waits"),
        Verdict::Unreadable => say("extract-cannot-be-read"),
        Verdict::Contested(_) | Verdict::NoAgreement => say("extract-contested"),
    }
}

/// What is not in the bundle although it is known to be there.
fn absent(found: &Evidence) -> Vec<String> {
    if found.missing.is_empty() {
        return prose(&say("extract-nothing-absent"));
    }
    found.missing.iter().flat_map(|missing| prose(&lacking(missing))).collect()
}

/// Lines of a name and a value each, without those that have no value. A value is one line: in what an
/// author signed without sense, a line of its own would read as another fact of the record.
fn rows(pairs: &[(String, String)]) -> Vec<String> {
    let mut table = crate::table::Table::bare();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let value = crate::show::seen::legible(value).replace(['\n', '\t'], " ");
        table.row([name.clone(), value]);
    }
    table.lines()
}

fn indented(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| format!("   {line}"))
}

/// A text as lines of a page.
fn prose(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let Some(line) = lines.last_mut() else { return lines };
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

#[cfg(test)]
mod tests;
