//! Reading what the API shows, and saying its words.

use kernel::Timestamp;
use serde_json::Value;

use crate::speech::{say, spoken};

/// A text somebody wrote, as it may be put before people: what a terminal would carry out, and what
/// turns the direction of writing, shows as a sign that cannot be read. Lines stay lines.
pub(crate) fn legible(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' | '\t' => letter,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        letter if letter.is_control() => char::REPLACEMENT_CHARACTER,
        letter => letter,
    };
    text.chars().map(shown).collect()
}

/// What stands at a pointer, as people read it; empty where nothing does.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => legible(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

/// The elements of a list; none where there is no list.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A list of texts in a row.
pub(crate) fn texts(value: &Value, pointer: &str, between: &str) -> String {
    let texts = list(value, pointer).iter().filter_map(Value::as_str);
    let texts: Vec<_> = texts.map(legible).collect();
    texts.join(between)
}

/// An amount with its currency.
pub(crate) fn money(value: &Value, pointer: &str) -> String {
    let part = |name: &str| text(value, &format!("{pointer}/{name}"));
    format!("{} {}", part("amount"), part("currency")).trim().to_owned()
}

/// An instant to the second, in UTC.
pub(super) fn instant(value: &Value, pointer: &str) -> String {
    let text = text(value, pointer);
    text.parse().map_or(text, |at: Timestamp| second(at))
}

/// An instant to the second, in UTC.
pub(crate) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A word of the API as a phrase: `released`, or `{"exit-missing": {"left": "CI"}}`. One that this
/// program does not know, because the node is newer, is said as it is.
pub(crate) fn phrase(prefix: &str, value: &Value) -> String {
    phrase_of(&[prefix], value)
}

/// The same for a word that is said under the first of several prefixes that has a text for it.
fn phrase_of(prefixes: &[&str], value: &Value) -> String {
    let (word, inside) = match value {
        Value::String(word) => (word.as_str(), None),
        Value::Object(object) => match object.iter().next() {
            Some((word, inside)) => (word.as_str(), Some(inside)),
            None => return String::new(),
        },
        _ => return String::new(),
    };
    let arguments: Vec<(&str, &str)> = match inside {
        Some(Value::Object(fields)) => {
            let known = fields.iter();
            known.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
        }
        Some(Value::String(only)) => vec![(word, only.as_str())],
        _ => Vec::new(),
    };
    let mut said = prefixes.iter().filter_map(|prefix| {
        let key = format!("{prefix}-{word}");
        let said = language::text(spoken(), &key, &arguments);
        (said != format!("<{key}>")).then_some(said)
    });
    said.next().unwrap_or_else(|| word.to_owned())
}

/// The phrase for what stands at a pointer; empty where nothing does.
pub(super) fn said(prefix: &str, value: &Value, pointer: &str) -> String {
    value.pointer(pointer).map(|word| phrase(prefix, word)).unwrap_or_default()
}

/// The phrase for what stands at a pointer, under the first prefix that has a text for it.
pub(super) fn either(prefixes: &[&str], value: &Value, pointer: &str) -> String {
    value.pointer(pointer).map(|word| phrase_of(prefixes, word)).unwrap_or_default()
}

/// The reasons why a guarantee does not cover, each by its code and in words.
pub(super) fn reasons(value: &Value, pointer: &str) -> String {
    let said = |code: &Value| {
        let code = code.as_str()?;
        let words = language::text(spoken(), code, &[]);
        let known = words != format!("<{code}>");
        Some(if known { format!("{code} {words}") } else { code.to_owned() })
    };
    list(value, pointer).iter().filter_map(said).collect::<Vec<_>>().join(" ")
}

/// Lines of a name and a value each, without those that have no value.
pub(super) fn named<const N: usize>(pairs: [(String, String); N]) -> Vec<String> {
    let mut table = crate::table::Table::bare();
    for (name, value) in pairs {
        if !value.is_empty() {
            table.row([name, value]);
        }
    }
    table.lines()
}

/// A part with a head above it; nothing where the part is empty.
pub(super) fn part(head: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return Vec::new();
    }
    let head = [String::new(), say(head)];
    head.into_iter().chain(lines.into_iter().map(|line| format!("  {line}"))).collect()
}
