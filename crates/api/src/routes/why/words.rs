//! What keeps a dossier open, in words.

use std::collections::BTreeMap;

use kernel::{Date, NoCover, Refused, Timestamp, utc_day};
use language::{Language, text};
use node::Contradiction;
use serde::Serialize;
use serde_json::Value;

use crate::clock;

/// What the national system said, why the record does not have it, and what to do.
pub(super) fn contradicted(language: Language, contradiction: &Contradiction) -> String {
    let Contradiction { at, said, why, .. } = contradiction;
    let step = text(language, &format!("step-{}", contradiction.step()), &[]);
    let said = said.as_ref().map_or_else(|| step.clone(), |said| format!("{step} ({said})"));
    let mut why: Vec<_> =
        why.iter().map(|refused| language::refusal(language, refused).title).collect();
    if why.is_empty() {
        // Before reasons were kept beside them, codes were all that there is.
        let codes = contradiction.refused.split_once(": ").map_or("", |(_, codes)| codes);
        let differs = text(language, "why-contradicted-differs", &[]);
        why.push(if codes == "recorded" { differs } else { format!("{codes}.") });
    }
    let arguments = [("said", said.as_str()), ("why", &why.join(" "))];
    sentence(language, "why-contradicted", at, None, &arguments)
}

pub(super) fn concerned(
    language: Language,
    open: &transit::Open,
    (word, concern): (&str, &Value),
    resolver: &Value,
    reasons: &str,
) -> String {
    let key = format!("concern-{word}");
    // Another than he who was to act by a day that has passed does something else.
    let moved = *resolver != value(&open.resolver);
    let next = format!("{key}.{}", if moved { "late" } else { "next" });
    let arguments = arguments(concern);
    let arguments: Vec<_> =
        arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sentence(
        language,
        "why-concern",
        &open.since,
        open.by,
        &[
            ("concern", &capital(&text(language, &key, &arguments))),
            ("next", &format!("{reasons}{}", text(language, &next, &arguments))),
            ("resolver", &said(language, "resolver", resolver)),
            ("then", &text(language, &format!("then-{}", open.then.word()), &[])),
        ],
    )
}

/// Which guarantees were refused and why, where that is what a movement waits for.
pub(super) fn refused(
    language: Language,
    view: &transit::View,
    concern: &transit::Concern,
) -> String {
    let code_alone = match concern {
        transit::Concern::CoverRefused => false,
        transit::Concern::AccessCodeRefused => true,
        _ => return String::new(),
    };
    let declared = view.declaration.as_ref();
    let reference = |cover| {
        let mut covers = declared.into_iter().flat_map(transit::Declaration::covers);
        covers.find(|(number, _)| *number == cover)?.1.reference.as_ref()
    };
    let not_held = view.covers.iter().filter(|cover| {
        let alone = cover.reasons == [NoCover::AccessCode];
        !cover.reasons.is_empty() && alone == code_alone
    });
    let told = not_held.map(|cover| {
        let because = cover.reasons.iter().map(|reason| {
            let code = reason.code().to_owned();
            language::refusal(language, &Refused { code, arguments: BTreeMap::new() }).title
        });
        let because = because.collect::<Vec<_>>().join(" ");
        let number = cover.cover.to_string();
        let reference = reference(cover.cover).map_or(number, ToString::to_string);
        let arguments = [("guarantee", reference.as_str()), ("because", &because)];
        format!("{} ", text(language, "why-guarantee-refused", &arguments))
    });
    told.collect()
}

/// The sentence of this key, without a day by which, with one, or with one that has passed.
pub(super) fn sentence(
    language: Language,
    key: &str,
    since: &Timestamp,
    by: Option<Date>,
    arguments: &[(&str, &str)],
) -> String {
    let since = since.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let day = by.map(|by| by.to_string()).unwrap_or_default();
    let mut arguments = arguments.to_vec();
    arguments.extend([("since", since.as_str()), ("by", &day)]);
    let key = match by {
        None => key.to_owned(),
        Some(by) if late(by) => format!("{key}-late"),
        Some(_) => format!("{key}-by"),
    };
    capital(&text(language, &key, &arguments))
}

/// Whether a day has passed.
pub(super) fn late(by: Date) -> bool {
    by < utc_day(clock::now())
}

/// A value of the view as it is sent.
pub(super) fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// The word under which a value stands.
fn word(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// What stands in it; one value without a name goes by that of its kind.
fn arguments(value: &Value) -> Vec<(String, String)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let inside = fields.iter().next();
    match inside {
        Some((_, Value::Object(inside))) => {
            inside.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Some((word, value)) => vec![(word.clone(), plain(value))],
        None => Vec::new(),
    }
}

pub(super) fn said(language: Language, prefix: &str, value: &Value) -> String {
    let arguments = arguments(value);
    let arguments: Vec<_> =
        arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    text(language, &format!("{prefix}-{}", word(value)), &arguments)
}

/// A sentence begins with a capital letter.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    first.map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests;
