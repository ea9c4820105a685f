//! What all standard messages have in common: their head, their times, and how their values are
//! read into types.

use std::fmt::Display;

use crate::finding::Finding;
use crate::time::Timestamp;
use crate::tree::Element;

/// What stands at the head of every message.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageHeader {
    /// Who sends, such as `NTA.SN`.
    pub sender: String,
    /// To whom.
    pub recipient: String,
    /// When it was prepared: the time of the event, so that it is the same whenever it is asked for.
    pub prepared: Timestamp,
    /// Its identification, at most 35 characters.
    pub identification: String,
    /// The message it answers, if it answers one.
    pub correlation: Option<String>,
}

impl MessageHeader {
    /// An empty message of this kind with its head.
    pub fn message(&self, code: &str) -> Element {
        Element::group(code)
            .with("messageSender", &self.sender)
            .with("messageRecipient", &self.recipient)
            .with("preparationDateAndTime", date_and_time(self.prepared))
            .with("messageIdentification", &self.identification)
            .with("messageType", code)
            .with_some("correlationIdentifier", self.correlation.as_ref())
    }
}

/// The form of date and time in NCTS messages: seconds, no zone.
pub fn date_and_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads it back, as UTC.
pub fn parse_date_and_time(text: &str) -> Result<Timestamp, jiff::Error> {
    format!("{text}Z").parse()
}

/// Reads values of a message into types and keeps what went wrong.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The message that is read.
    pub message: &'a Element,
    /// What went wrong so far.
    pub findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    /// Nothing has been read yet.
    pub fn new(message: &'a Element) -> Self {
        Self { message, findings: Vec::new() }
    }

    /// The value at a path, parsed; a finding where it is there and does not parse.
    pub fn optional<T, E: Display>(
        &mut self,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.message.text(path).filter(|text| !text.is_empty())?;
        parse(text).map_err(|wrong| self.wrong(path, text, &wrong.to_string())).ok()
    }

    /// The same, and a finding where it is not there.
    pub fn required<T, E: Display>(
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

    /// Something else is wrong at a path.
    pub fn wrong(&mut self, path: &str, found: &str, expected: &str) {
        let pointer = format!("/{}/{path}", self.message.name);
        self.findings.push(Finding::error(pointer, "mapping", found, expected));
    }
}
