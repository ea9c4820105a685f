//! One pass over the bytes of a message: its tree, and everything that is wrong with it.
//!
//! One mistake gives one finding. An element that is not known is passed over whole; what is
//! missing is told where it should stand; out of order are the fewest elements whose moving would
//! mend the order; and a wrong name in the place of a required element is one mistake, not two.

mod group;
mod order;
mod report;
mod scope;

use std::ops::ControlFlow;

use kernel::{CodeLists, Date, Element, Severity};

use crate::catalogue::{Message, catalogue};
use crate::code::MessageCode;
use crate::fault::{Layer, XmlError};
use crate::form::Form;
use crate::format::collapsed;
use crate::piece::{Broken, Pieces, Tag};
use crate::read::group::Reader;
pub use crate::read::report::Located;
use crate::read::report::{Draft, Report, Step};
use crate::read::scope::Scope;
use crate::{json, xml};

/// What came out of reading a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which message it is, where its root element is known.
    pub message: Option<MessageCode>,
    /// What could be understood, without unknown and surplus elements; with errors among the
    /// findings it may be incomplete and hold wrong values, and only serves to name the message.
    pub tree: Option<Element>,
    /// Everything that is wrong, in the order of the document.
    pub findings: Vec<Located>,
}

impl Reading {
    /// The message and its tree, where nothing found stops it.
    pub fn accepted(&self) -> Option<(MessageCode, &Element)> {
        let stopped = self.findings.iter().any(|found| found.finding.severity == Severity::Error);
        self.message.zip(self.tree.as_ref()).filter(|_| !stopped)
    }

    /// The errors of a layer: those of `Layer::Structure` are answered with CC917C, the others with
    /// CC056C or CC057C.
    pub fn errors(&self, layer: Layer) -> impl Iterator<Item = &Located> {
        self.findings.iter().filter(move |found| {
            found.finding.severity == Severity::Error && Layer::of(&found.finding.rule) == layer
        })
    }
}

/// Reads a message, in the form its first letter shows, and checks its structure, its formats and
/// its codes as of a day.
///
/// The rules beyond these are another step: see [`check`](crate::check).
pub fn read(bytes: &[u8], codes: &dyn CodeLists, day: Date) -> Reading {
    read_as(Form::shown(bytes), bytes, codes, day)
}

/// Reads a message in a form that is known, as [`read`] does.
pub fn read_as(form: Form, bytes: &[u8], codes: &dyn CodeLists, day: Date) -> Reading {
    match form {
        Form::Xml => match xml::Source::open(bytes) {
            Ok(source) => whole(source, codes, day),
            Err(broken) => refused(&broken, bytes),
        },
        Form::Json => match json::Document::open(bytes) {
            Ok(document) => whole(json::Source::new(&document), codes, day),
            Err(broken) => refused(&broken, bytes),
        },
    }
}

fn whole<'a>(mut source: impl Pieces<'a>, codes: &'a dyn CodeLists, day: Date) -> Reading {
    let mut report = Report::default();
    let text = source.text();
    let tag = match source.root() {
        Ok(tag) => tag,
        Err(broken) => return refused(&broken, text.as_bytes()),
    };
    let Some(message) = catalogue().message(tag.split().1) else {
        let flow = report.add(unknown_root(&tag));
        // Broken bytes are the graver fault, and the only one that is told then.
        let name = source.check_name(tag);
        if flow.is_continue() && name.is_continue() && source.skip().is_continue() {
            source.close();
        }
        if let Some(broken) = source.broken() {
            return refused(&broken, text.as_bytes());
        }
        let findings = report.located(None, text);
        return Reading { message: None, tree: None, findings };
    };
    let mut scope = Scope::default();
    scope.enter(source.attributes());
    let flow = check_root(&mut report, message, &scope, &tag, &source);
    let mut root = Element::group(message.name.clone());
    let mut reader = Reader::new(source, message, codes, day, report, scope);
    if flow.is_continue() {
        let _stopped_early = reader.message(&mut root);
    }
    let findings = reader.into_report().located(Some(&root), text);
    Reading { message: Some(message.code), tree: Some(root), findings }
}

/// A document of which not even the root could be read.
fn refused(broken: &Broken, bytes: &[u8]) -> Reading {
    let mut report = Report::default();
    let _only_finding = report.add(draft(Vec::new(), broken));
    let text = String::from_utf8_lossy(bytes.get(..broken.at).unwrap_or_default());
    Reading { message: None, tree: None, findings: report.located(None, &text) }
}

fn draft(steps: Vec<Step>, broken: &Broken) -> Draft {
    Draft {
        steps,
        at: broken.at,
        rule: broken.rule.to_owned(),
        found: broken.found.clone(),
        expected: broken.expected.to_owned(),
        severity: Severity::Error,
        error: broken.error,
    }
}

fn unknown_root(tag: &Tag<'_>) -> Draft {
    let expected = MessageCode::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    Draft {
        steps: vec![step(tag.split().1)],
        at: tag.at,
        rule: "structure".to_owned(),
        found: tag.split().1.to_owned(),
        expected,
        severity: Severity::Error,
        error: XmlError::Misplaced,
    }
}

/// The namespace and the attributes of the root element.
fn check_root<'a, S: Pieces<'a>>(
    report: &mut Report,
    message: &Message,
    scope: &Scope<'a>,
    tag: &Tag<'a>,
    source: &S,
) -> ControlFlow<()> {
    if message.standard.skip_unknown {
        return ControlFlow::Continue(());
    }
    let wrong = |path: Option<&str>, found: &str, expected: String, error| Draft {
        steps: [tag.split().1].into_iter().chain(path).map(step).collect(),
        at: tag.at,
        rule: "structure".to_owned(),
        found: found.chars().take(64).collect(),
        expected,
        severity: Severity::Error,
        error,
    };
    let namespace = scope.namespace(tag.split().0);
    let right = message.standard.namespace.as_deref();
    let said = S::NAMESPACES || scope.says_something();
    if said && namespace != right {
        let expected = format!("namespace {}", right.unwrap_or("none"));
        report.add(wrong(None, namespace.unwrap_or_default(), expected, XmlError::Other))?;
    }
    for (name, value) in scope.meant(source.attributes()) {
        let path = format!("@{name}");
        let known = message.standard.attribute.as_ref().filter(|(known, _)| known == name);
        let Some((_, values)) = known else {
            let expected = "no such attribute".to_owned();
            report.add(wrong(Some(&path), name, expected, XmlError::Misplaced))?;
            continue;
        };
        let value = collapsed(value.into());
        if !values.contains(&value.clone().into_owned()) {
            let expected = format!("one of {}", values.join(" "));
            report.add(wrong(Some(&path), &value, expected, XmlError::Enumeration))?;
        }
    }
    ControlFlow::Continue(())
}

fn step(name: &str) -> Step {
    Step { name: name.into(), occurrence: 1 }
}

#[cfg(test)]
mod tests;
