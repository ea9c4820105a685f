//! The same in JSON: the value of every member whose name says that it holds a code.

use serde::de::IgnoredAny;

use super::holds_code;

/// What stands in place of such a value.
const MASK: &str = "\"****\"";

/// The text with every such value replaced; nothing where it is no JSON, so that names and values cannot
/// be told apart in it.
pub(super) fn masked(text: &str) -> Option<String> {
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<IgnoredAny>(content).ok()?;
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begins) = rest.find('"') {
        let (before, from) = rest.split_at(begins);
        let (string, after) = from.split_at(string_length(from));
        kept.push_str(before);
        kept.push_str(string);
        rest = after;
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(value) = value.filter(|_| may_hold_code(string)) {
            kept.push_str(after.get(..after.len() - value.len()).unwrap_or_default());
            kept.push_str(MASK);
            rest = value.get(value_length(value)..).unwrap_or_default();
        }
    }
    kept.push_str(rest);
    Some(kept)
}

/// Whether a name says that its value holds a code, or cannot be read: half a pair of UTF-16 is JSON
/// and no text.
fn may_hold_code(string: &str) -> bool {
    let name: Result<String, _> = serde_json::from_str(string);
    name.map_or(true, |name| holds_code(name.as_bytes()))
}

/// How long the string is that begins here, with its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            '"' if !escaped => return at + 1,
            _ => escaped = sign == '\\' && !escaped,
        }
    }
    text.len()
}

/// How long the value is that begins here: a string, a number or a word, or all in a pair of brackets.
fn value_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(sign) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match sign {
            '"' => at += text.get(at..).map_or(1, string_length),
            '{' | '[' => (depth, at) = (depth + 1, at + 1),
            '}' | ']' if depth > 0 => (depth, at) = (depth - 1, at + 1),
            ',' | '}' | ']' if depth == 0 => return at,
            _ => {
                at += sign.len_utf8();
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
