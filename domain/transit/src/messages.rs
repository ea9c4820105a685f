//! Standard messages on one side, commands and events on the other. Trees only: bytes are `wire`'s.

mod answers;
mod declaration;
mod sad;

use kernel::{Element, Finding, Timestamp};

pub use answers::{MessageHeader, Rejection, answer, reject_arrival, reject_declaration};
pub use declaration::{arrival, declaration};
pub use sad::{Completion, Exit, Recorded, Release, Sad, read_sad, write_back};

/// Reads values of a message into types and keeps what went wrong.
struct Reading<'a> {
    message: &'a Element,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(message: &'a Element) -> Self {
        Self { message, findings: Vec::new() }
    }

    /// The value at a path, parsed; a finding where it is there and does not parse.
    fn optional<T, E: std::fmt::Display>(
        &mut self,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.message.text(path).filter(|text| !text.is_empty())?;
        parse(text).map_err(|wrong| self.wrong(path, text, &wrong.to_string())).ok()
    }

    /// The same, and a finding where it is not there.
    fn required<T, E: std::fmt::Display>(
        &mut self,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.message.text(path).is_none_or(str::is_empty) {
            self.wrong(path, "", "a value");
            return None;
        }
        self.optional(path, parse)
    }

    fn wrong(&mut self, path: &str, found: &str, expected: &str) {
        let pointer = format!("/{}/{path}", self.message.name);
        self.findings.push(Finding::error(pointer, "mapping", found, expected));
    }
}

/// The form of date and time in NCTS messages: seconds, no zone.
fn date_and_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads it back, as UTC.
fn parse_date_and_time(text: &str) -> Result<Timestamp, jiff::Error> {
    format!("{text}Z").parse()
}

/// The elements of these names, in the order of the names.
fn pick(from: &Element, names: &[&str]) -> Vec<Element> {
    names
        .iter()
        .flat_map(|name| from.children().iter().filter(move |child| child.name.as_ref() == *name))
        .cloned()
        .collect()
}
