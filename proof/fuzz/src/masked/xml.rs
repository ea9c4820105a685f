//! A document that is well-formed, with secrets put wherever an element that holds a code has content.
//!
//! What is taken for well-formed here is judged without the reader of messages and without what masks:
//! one root, tags that close each other, values between quotes. What stands in data is not looked at.

use super::{SECRET, holds_code};

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// The document with secrets; nothing where it is not well-formed, or has that secret already.
pub(super) fn with_secrets(text: &str) -> Option<String> {
    if text.contains(SECRET) {
        return None;
    }
    let mut places = places(text)?;
    places.sort_unstable();
    let mut document = text.to_owned();
    for place in places.into_iter().rev() {
        document.insert_str(place, SECRET);
    }
    Some(document)
}

/// Where in a document an element that holds a code has content: before each tag in it, each comment
/// and the like, and in sections of data.
fn places(text: &str) -> Option<Vec<usize>> {
    let mut document = Document { text, rest: text, open: Vec::new(), places: Vec::new() };
    document.rest = text.trim_start_matches('\u{feff}');
    let mut ended = false;
    loop {
        let at = document.rest.find('<').unwrap_or(document.rest.len());
        let (data, rest) = document.rest.split_at(at);
        document.rest = rest;
        let outside = document.open.is_empty();
        if outside && !data.trim_matches(SPACES).is_empty() {
            return None;
        }
        document.note();
        if rest.is_empty() {
            return (outside && ended).then_some(document.places);
        }
        if document.passes_over()? {
            continue;
        }
        if outside && ended {
            return None;
        }
        document.tag()?;
        ended = document.open.is_empty();
    }
}

struct Document<'a> {
    text: &'a str,
    rest: &'a str,
    /// The names of the elements that have begun.
    open: Vec<&'a str>,
    places: Vec<usize>,
}

impl<'a> Document<'a> {
    fn note(&mut self) {
        if self.open.iter().any(|name| holds_code(name)) {
            self.places.push(self.text.len() - self.rest.len());
        }
    }

    /// Passes over what is no tag; whether there was any.
    fn passes_over(&mut self) -> Option<bool> {
        if let Some(inside) = self.rest.strip_prefix("<!--") {
            let (comment, after) = inside.split_once("-->")?;
            self.rest = after;
            return (!comment.contains("--") && !comment.ends_with('-')).then_some(true);
        }
        if let Some(inside) = self.rest.strip_prefix("<![CDATA[") {
            self.rest = inside;
            self.note();
            self.rest = inside.split_once("]]>")?.1;
            return (!self.open.is_empty()).then_some(true);
        }
        if let Some(inside) = self.rest.strip_prefix("<?") {
            self.rest = inside.split_once("?>")?.1;
            return Some(true);
        }
        Some(false)
    }

    /// A tag, by which an element begins or ends.
    fn tag(&mut self) -> Option<()> {
        if let Some(inside) = self.rest.strip_prefix("</") {
            let (name, after) = inside.split_once('>')?;
            self.rest = after;
            return (self.open.pop()? == name.trim_end_matches(SPACES)).then_some(());
        }
        let (name, mut rest) = name(self.rest.strip_prefix('<')?)?;
        loop {
            let after = rest.trim_start_matches(SPACES);
            if let Some(after) = after.strip_prefix("/>") {
                self.rest = after;
                return Some(());
            }
            if let Some(after) = after.strip_prefix('>') {
                self.rest = after;
                self.open.push(name);
                return Some(());
            }
            if after.len() == rest.len() {
                return None;
            }
            let (_, value) = self::name(after)?;
            let value = value.trim_start_matches(SPACES).strip_prefix('=')?;
            let value = value.trim_start_matches(SPACES);
            let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
            let (value, after) = value.strip_prefix(quote)?.split_once(quote)?;
            if value.contains('<') {
                return None;
            }
            rest = after;
        }
    }
}

/// The name a text begins with, and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let named =
        |sign: char| sign.is_ascii_alphanumeric() || ":_-.".contains(sign) || !sign.is_ascii();
    let (name, rest) = text.split_at(text.find(|sign| !named(sign)).unwrap_or(text.len()));
    let first = name.chars().next()?;
    (!first.is_ascii_digit() && !"-.".contains(first)).then_some((name, rest))
}
