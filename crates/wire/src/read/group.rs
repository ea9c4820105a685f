//! The groups and values below the root element.

mod judge;

use std::borrow::Cow;
use std::ops::ControlFlow;

use kernel::{CodeLists, Content, Date, Element, Listed, Severity};

use crate::catalogue::{Catalogue, Item, Kind, Message, Structure, Value, catalogue};
use crate::fault::XmlError;
use crate::piece::{Piece, Pieces, Tag};
use crate::read::order::{self, Arrival, Progress};
use crate::read::report::{Draft, Report, Step};
use crate::read::scope::Scope;
use crate::xml::ends_of_lines;

/// How many names a finding offers in place of an unknown one.
const NAMES_MAX: usize = 8;

/// A message being read.
pub(super) struct Reader<'a, S> {
    source: S,
    catalogue: &'static Catalogue,
    message: &'static Message,
    codes: &'a dyn CodeLists,
    day: Date,
    report: Report,
    scope: Scope<'a>,
    /// Where in the message the reading is.
    steps: Vec<Step>,
    /// The elements of all open groups, those of the innermost last.
    arrivals: Vec<Arrival>,
    /// The byte behind which a broken document may have been misunderstood.
    trusted_until: usize,
    /// A namespace in the wrong place has been told; one declaration spoils all elements below it.
    namespace_told: bool,
    /// An unknown element has been told of a standard that passes over them.
    unknown_told: bool,
}

/// An element the catalogue does not have at its place.
struct Stray<'a> {
    name: &'a str,
    at: usize,
    /// How many known elements came before it.
    position: usize,
    /// What could have stood there.
    expected: String,
}

/// A group being read.
struct Group<'a> {
    structure: &'static Structure,
    progress: Progress,
    /// Where its elements begin among the arrivals.
    start: usize,
    strays: Vec<Stray<'a>>,
    /// The first of each name that came too often, and how many there were in the end.
    surplus: Vec<(Arrival, u32)>,
    text_told: bool,
}

impl<'a, S: Pieces<'a>> Reader<'a, S> {
    pub(super) fn new(
        source: S,
        message: &'static Message,
        codes: &'a dyn CodeLists,
        day: Date,
        report: Report,
        scope: Scope<'a>,
    ) -> Self {
        Self {
            source,
            catalogue: catalogue(),
            message,
            codes,
            day,
            report,
            scope,
            steps: vec![Step { name: message.name.clone(), occurrence: 1 }],
            arrivals: Vec::new(),
            trusted_until: usize::MAX,
            namespace_told: false,
            unknown_told: false,
        }
    }

    pub(super) fn into_report(self) -> Report {
        self.report
    }

    /// Reads everything below the root element and what follows it.
    pub(super) fn message(&mut self, root: &mut Element) -> ControlFlow<()> {
        let Content::Children(children) = &mut root.content else {
            return ControlFlow::Continue(());
        };
        self.group(self.catalogue.structure(self.message.root), children)?;
        self.source.close();
        self.broken()
    }

    fn group(&mut self, structure: &'static Structure, out: &mut Vec<Element>) -> ControlFlow<()> {
        let mut group = Group {
            structure,
            progress: Progress::default(),
            start: self.arrivals.len(),
            strays: Vec::new(),
            surplus: Vec::new(),
            text_told: false,
        };
        self.source.opened(structure);
        let flow = self.children(&mut group, out);
        // The innermost group to break off says where.
        self.broken()?;
        let closed = self.close(&group, flow.is_continue());
        self.arrivals.truncate(group.start);
        flow?;
        closed
    }

    fn children(&mut self, group: &mut Group<'a>, out: &mut Vec<Element>) -> ControlFlow<()> {
        loop {
            match self.source.next_child()? {
                Piece::End => return ControlFlow::Continue(()),
                Piece::Start(tag) => {
                    let before = self.scope.enter(self.source.attributes());
                    self.child(group, tag, out)?;
                    self.scope.leave(before);
                }
                Piece::Text(text) | Piece::Odd(text) => self.text_told(group, text)?,
                Piece::Character(' ' | '\t' | '\n' | '\r') => {}
                Piece::Character(character) => {
                    self.text_told(group, character.encode_utf8(&mut [0; 4]))?;
                }
            }
        }
    }

    fn text_told(&mut self, group: &mut Group<'a>, text: &str) -> ControlFlow<()> {
        if self.message.standard.skip_unknown || std::mem::replace(&mut group.text_told, true) {
            return ControlFlow::Continue(());
        }
        let at = self.source.text_at(text);
        self.error(self.steps.clone(), at, text.trim(), "no text", XmlError::Misplaced)
    }

    fn child(
        &mut self,
        group: &mut Group<'a>,
        tag: Tag<'a>,
        out: &mut Vec<Element>,
    ) -> ControlFlow<()> {
        let structure = group.structure;
        let (prefix, local) = tag.split();
        let found = structure.find(local, group.progress.slot);
        let Some((slot, item)) = found.and_then(|slot| Some((slot, structure.item(slot)?))) else {
            return self.stray(group, tag);
        };
        if !prefix.is_empty() {
            self.source.check_name(tag)?;
        }
        let before = self.arrivals.get(group.start..).unwrap_or_default();
        let occurrence = group.progress.arrive(slot, structure.items.len(), before);
        if occurrence > item.most {
            match group.surplus.iter_mut().find(|((other, _), _)| *other == slot) {
                Some((_, count)) => *count = occurrence,
                None => group.surplus.push(((slot, tag.at), occurrence)),
            }
            return self.source.skip();
        }
        self.arrivals.push((slot, tag.at));
        if !self.message.standard.skip_unknown {
            if !prefix.is_empty() || self.scope.has_default() {
                self.namespace(item, tag, prefix, occurrence)?;
            }
            if !self.source.attributes().is_empty() {
                self.attributes(item, tag, occurrence)?;
            }
        }
        match &item.kind {
            Kind::Value(value) => self.value(item, value, tag.at, occurrence, out),
            Kind::Group(id) => {
                self.steps.push(Step { name: item.name.clone(), occurrence });
                let mut children = Vec::new();
                let flow = self.group(self.catalogue.structure(*id), &mut children);
                self.steps.pop();
                if !children.is_empty() || !self.message.standard.empty_is_absent {
                    let name = item.name.clone();
                    out.push(Element { name, content: Content::Children(children) });
                }
                flow
            }
        }
    }

    fn value(
        &mut self,
        item: &'static Item,
        value: &'static Value,
        at: usize,
        occurrence: u32,
        out: &mut Vec<Element>,
    ) -> ControlFlow<()> {
        let (text, plain) = self.text(item, value, occurrence)?;
        let text = value.format.settle(text);
        if self.message.standard.empty_is_absent && text.is_empty() {
            return ControlFlow::Continue(());
        }
        let flow = match value.format.check(&text) {
            // Elements inside have been told, and spoil the value.
            _ if !plain => ControlFlow::Continue(()),
            Ok(()) => self.code(item, value, at, occurrence, &text),
            Err(error) => {
                let steps = self.steps_to(item, occurrence);
                let expected = value.format.notation.clone();
                self.add(Draft {
                    rule: "format".to_owned(),
                    ..structural(steps, at, &text, expected, error)
                })
            }
        };
        let content = Content::Text(text.into_owned());
        out.push(Element { name: item.name.clone(), content });
        flow
    }

    /// The text of a value, and whether there was nothing but text.
    fn text(
        &mut self,
        item: &'static Item,
        value: &'static Value,
        occurrence: u32,
    ) -> ControlFlow<(), (Cow<'a, str>, bool)> {
        let mut text = Cow::Borrowed("");
        let mut plain = true;
        loop {
            match self.source.next_text()? {
                Piece::End => return ControlFlow::Continue((text, plain)),
                Piece::Text(piece) if text.is_empty() => text = ends_of_lines(piece),
                Piece::Text(piece) => text.to_mut().push_str(&ends_of_lines(piece)),
                Piece::Character(character) => text.to_mut().push(character),
                Piece::Odd("null") if self.message.standard.empty_is_absent => {}
                Piece::Odd(found) => {
                    plain = false;
                    let (steps, at) = (self.steps_to(item, occurrence), self.source.text_at(found));
                    let expected = value.format.notation.clone();
                    self.add(structural(steps, at, found, expected, XmlError::Type))?;
                }
                Piece::Start(tag) => {
                    self.source.check_name(tag)?;
                    let null = self.message.standard.empty_is_absent && tag.name == "null";
                    if self.message.standard.skip_unknown {
                        if !null {
                            self.passed_over(tag)?;
                        }
                    } else if std::mem::take(&mut plain) {
                        let mut steps = self.steps_to(item, occurrence);
                        steps.push(Step { name: tag.name.into(), occurrence: 1 });
                        let (found, expected) = (tag.name, value.format.notation.clone());
                        self.add(structural(steps, tag.at, found, expected, XmlError::Misplaced))?;
                    }
                    self.source.skip()?;
                }
            }
        }
    }

    fn code(
        &mut self,
        item: &'static Item,
        value: &'static Value,
        at: usize,
        occurrence: u32,
        text: &str,
    ) -> ControlFlow<()> {
        let Some(list) = &value.list else { return ControlFlow::Continue(()) };
        let severity = match self.codes.listed(&list.name, text, self.day) {
            Listed::Valid | Listed::NoSuchList => return ControlFlow::Continue(()),
            Listed::Absent if !list.lenient => Severity::Error,
            Listed::Absent | Listed::AbsentFromAssumed => Severity::Warning,
        };
        let expected = format!("a code of {}", list.name);
        let steps = self.steps_to(item, occurrence);
        let draft = structural(steps, at, text, expected, XmlError::Other);
        self.add(Draft { rule: list.name.clone(), severity, ..draft })
    }

    /// An element the group does not have: told when the group is closed, or passed over.
    fn stray(&mut self, group: &mut Group<'a>, tag: Tag<'a>) -> ControlFlow<()> {
        self.source.check_name(tag)?;
        if self.message.standard.skip_unknown {
            if !(self.message.standard.empty_is_absent && tag.name == "null") {
                self.passed_over(tag)?;
            }
            return self.source.skip();
        }
        group.strays.push(Stray {
            name: tag.name,
            at: tag.at,
            position: self.arrivals.len() - group.start,
            expected: next_names(group.structure, group.progress.slot),
        });
        self.report.one_more()?;
        self.source.skip()
    }

    fn passed_over(&mut self, tag: Tag<'_>) -> ControlFlow<()> {
        if std::mem::replace(&mut self.unknown_told, true) {
            return ControlFlow::Continue(());
        }
        let mut steps = self.steps.clone();
        steps.push(Step { name: tag.name.into(), occurrence: 1 });
        let expected = "an element of the catalogue; this and other unknown ones are passed over";
        let draft = structural(steps, tag.at, tag.name, expected.to_owned(), XmlError::Misplaced);
        self.add(Draft { severity: Severity::Warning, ..draft })
    }

    fn namespace(
        &mut self,
        item: &'static Item,
        tag: Tag<'a>,
        prefix: &str,
        occurrence: u32,
    ) -> ControlFlow<()> {
        if self.namespace_told || self.scope.namespace(prefix) == Some("") {
            return ControlFlow::Continue(());
        }
        self.namespace_told = true;
        let found = self.scope.namespace(prefix).unwrap_or(tag.name).to_owned();
        let steps = self.steps_to(item, occurrence);
        self.error(steps, tag.at, &found, "no namespace below the root", XmlError::Other)
    }

    fn attributes(
        &mut self,
        item: &'static Item,
        tag: Tag<'a>,
        occurrence: u32,
    ) -> ControlFlow<()> {
        let Some((name, _)) = self.scope.meant(self.source.attributes()).next() else {
            return ControlFlow::Continue(());
        };
        let mut steps = self.steps_to(item, occurrence);
        steps.push(super::step(&format!("@{name}")));
        self.error(steps, tag.at, name, "no attribute", XmlError::Misplaced)
    }

    /// Tells what is wrong with a group as a whole. One that broke off is not complete, so nothing
    /// is missing from it.
    fn close(&mut self, group: &Group<'a>, whole: bool) -> ControlFlow<()> {
        let arrivals = self.arrivals.get(group.start..).unwrap_or_default();
        let told = group.strays.is_empty() && group.surplus.is_empty();
        if told && !group.progress.disordered() && order::complete(group.structure, arrivals) {
            return ControlFlow::Continue(());
        }
        let mut arrivals = arrivals.to_vec();
        arrivals.retain(|(_, at)| *at < self.trusted_until);
        self.judge(group, &arrivals, whole)
    }

    /// Tells why the bytes cannot be read on, where that is so and not told yet.
    fn broken(&mut self) -> ControlFlow<()> {
        let Some(broken) = self.source.broken() else { return ControlFlow::Continue(()) };
        self.trusted_until = self.source.doubtful(&broken);
        self.report.forget(self.trusted_until);
        self.add(super::draft(self.steps.clone(), &broken))
    }

    fn add(&mut self, draft: Draft) -> ControlFlow<()> {
        self.report.add(draft)
    }

    fn error(
        &mut self,
        steps: Vec<Step>,
        at: usize,
        found: &str,
        expected: &str,
        error: XmlError,
    ) -> ControlFlow<()> {
        self.add(structural(steps, at, found, expected.to_owned(), error))
    }

    fn steps_to(&self, item: &Item, occurrence: u32) -> Vec<Step> {
        let mut steps = self.steps.clone();
        steps.push(Step { name: item.name.clone(), occurrence });
        steps
    }
}

fn structural(
    steps: Vec<Step>,
    at: usize,
    found: &str,
    expected: String,
    error: XmlError,
) -> Draft {
    let (rule, found) = ("structure".to_owned(), found.chars().take(64).collect());
    Draft { steps, at, rule, found, expected, severity: Severity::Error, error }
}

/// What could stand next: everything up to the next element that must.
fn next_names(structure: &Structure, slot: usize) -> String {
    let from = structure.items.iter().skip(slot);
    let mut names = Vec::new();
    for item in from.take(NAMES_MAX) {
        names.push(item.name.as_ref());
        if item.least > 0 && names.len() > 1 {
            break;
        }
    }
    names.join(" | ")
}
