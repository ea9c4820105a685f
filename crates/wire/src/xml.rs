//! The pieces of a well-formed document, one after the other, and nothing that is not well-formed.
//!
//! quick-xml cuts the bytes into events. What it leaves to its callers is judged here: characters,
//! names, namespaces, attributes, references, declarations, and that there is one root. A DOCTYPE is refused
//! outright, so that no entity can ever be declared.

mod namespaces;
mod syntax;

use std::borrow::Cow;
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::catalogue::Structure;
use crate::piece::{Attribute, Broken, DEPTH_MAX, Piece, Pieces, Tag, decoded, wrong_name};
use crate::xml::namespaces::Namespaces;
use crate::xml::syntax::{attributes, declaration, reference};
pub(crate) use crate::xml::syntax::{is_character, is_name};

/// How many bytes of attributes a start tag may carry.
const ATTRIBUTES_MAX: usize = 1024;

/// What is no well-formed XML.
fn malformed(at: usize, found: &str, expected: &'static str) -> Box<Broken> {
    Broken::form("xml", at, found, expected)
}

/// A document being read.
pub(crate) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Those of the last start tag.
    attributes: Vec<Attribute<'a>>,
    /// Where the open elements begin.
    open: Vec<usize>,
    /// What prefixes stand for in them.
    namespaces: Namespaces<'a>,
    /// An empty element was given out as a start and owes its end.
    end_owed: bool,
    /// Why the reading cannot go on.
    broken: Option<Box<Broken>>,
    /// Somewhere in the document stands what may only end a CDATA section.
    section_end: bool,
}

impl<'a> Source<'a> {
    /// Takes the bytes of a document, if they are characters XML allows.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Box<Broken>> {
        let text = decoded("xml", bytes)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let section_end = text.contains("]]>");
        Ok(Self {
            text,
            reader,
            attributes: Vec::new(),
            open: Vec::new(),
            namespaces: Namespaces::default(),
            end_owed: false,
            broken: None,
            section_end,
        })
    }

    /// The offset behind the last piece.
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len())
    }

    /// What may stand outside the root element beside comments: white space.
    fn outside(&self, at: usize, event: &Event<'_>) -> Result<(), Box<Broken>> {
        match event {
            Event::Comment(_) => Ok(()),
            Event::PI(pi) => self.instruction(at, pi.target()),
            Event::Text(text) if text.bytes().all(crate::format::is_space) => Ok(()),
            Event::DocType(_) => Err(Broken::dtd(at)),
            Event::Eof => Err(malformed(at, "", "a root element")),
            _ => Err(malformed(at, self.around(at), "nothing outside the root element")),
        }
    }

    fn next(&mut self) -> ControlFlow<(), Piece<'a>> {
        if std::mem::take(&mut self.end_owed) {
            self.leave();
            return ControlFlow::Continue(Piece::End);
        }
        let broken = loop {
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => match self.start(&tag, false) {
                    Ok(tag) => return ControlFlow::Continue(Piece::Start(tag)),
                    Err(broken) => break broken,
                },
                Ok(Event::Empty(tag)) => match self.start(&tag, true) {
                    Ok(tag) => return ControlFlow::Continue(Piece::Start(tag)),
                    Err(broken) => break broken,
                },
                Ok(Event::End(_)) => {
                    self.leave();
                    return ControlFlow::Continue(Piece::End);
                }
                Ok(Event::Text(text)) => {
                    let text = self.before(text.len(), 0);
                    if !self.section_end || !text.contains("]]>") {
                        return ControlFlow::Continue(Piece::Text(text));
                    }
                    break malformed(self.position() - text.len(), "]]>", "]]&gt;");
                }
                Ok(Event::CData(section)) => {
                    let text = self.before(section.len(), "]]>".len());
                    return ControlFlow::Continue(Piece::Text(text));
                }
                Ok(Event::GeneralRef(name)) => match reference(&name) {
                    Some(character) => return ControlFlow::Continue(Piece::Character(character)),
                    None => {
                        let at = self.position().saturating_sub(name.len() + "&;".len());
                        let expected = "a predefined entity or a character";
                        break malformed(at, &format!("&{};", &*name), expected);
                    }
                },
                Ok(Event::Comment(_)) => {}
                Ok(Event::PI(pi)) => match self.instruction(self.position(), pi.target()) {
                    Ok(()) => {}
                    Err(broken) => break broken,
                },
                Ok(Event::DocType(_)) => break Broken::dtd(self.position()),
                Ok(Event::Decl(decl)) => {
                    break malformed(self.position(), &decl, "no declaration but at the start");
                }
                Ok(Event::Eof) => break malformed(self.position(), "", "an end tag"),
                Err(error) => break self.error(&error),
            }
        };
        self.broken = Some(broken);
        ControlFlow::Break(())
    }

    #[inline]
    fn leave(&mut self) {
        self.open.pop();
        self.namespaces.leave(self.open.len());
    }

    /// The letters of the document that end some bytes before the position. An event borrows from
    /// itself; these outlive it.
    fn before(&self, length: usize, behind: usize) -> &'a str {
        let end = self.position().saturating_sub(behind);
        self.text.get(end.saturating_sub(length)..end).unwrap_or_default()
    }

    fn event(&mut self) -> Result<(usize, Event<'a>), Box<Broken>> {
        let at = self.position();
        self.reader.read_event().map(|event| (at, event)).map_err(|error| self.error(&error))
    }

    #[cold]
    fn error(&self, error: &quick_xml::Error) -> Box<Broken> {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(self.text.len());
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            return Broken::dtd(at);
        }
        malformed(at, &error.to_string(), "well-formed XML")
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<Tag<'a>, Box<Broken>> {
        let content = self.before(tag.len(), if empty { "/>".len() } else { ">".len() });
        let (name, raw) = content.split_at_checked(tag.name().as_ref().len()).unwrap_or_default();
        let around = if empty { "</>".len() } else { "<>".len() };
        let at = self.position().saturating_sub(tag.len() + around);
        self.open.push(at);
        self.end_owed = empty;
        if self.open.len() > DEPTH_MAX {
            return Err(Broken::too_deep(at, self.open.len()));
        }
        self.attributes.clear();
        if !raw.is_empty() {
            self.attributes = read_attributes(at, raw)?;
        }
        self.namespaces
            .enter(self.open.len(), name, &self.attributes)
            .map_err(|(found, expected)| malformed(at, &found, expected))?;
        Ok(Tag { name, at })
    }

    fn instruction(&self, at: usize, target: &str) -> Result<(), Box<Broken>> {
        if is_name(target) && !target.eq_ignore_ascii_case("xml") && !target.contains(':') {
            Ok(())
        } else {
            Err(malformed(at, self.around(at), "the name of a processing instruction"))
        }
    }

    /// The beginning of the line that starts at an offset, to show what was found.
    fn around(&self, at: usize) -> &'a str {
        self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}

impl<'a> Pieces<'a> for Source<'a> {
    const NAMESPACES: bool = true;

    fn text(&self) -> &'a str {
        self.text
    }

    fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    fn root(&mut self) -> Result<Tag<'a>, Box<Broken>> {
        loop {
            let (at, event) = self.event()?;
            match event {
                Event::Start(tag) => return self.start(&tag, false),
                Event::Empty(tag) => return self.start(&tag, true),
                Event::Decl(decl) if at == 0 => declaration(&decl)
                    .map_err(|(found, expected)| malformed(at, &found, expected))?,
                event => self.outside(at, &event)?,
            }
        }
    }

    fn close(&mut self) {
        self.broken = loop {
            match self.event() {
                Ok((_, Event::Eof)) => break None,
                Ok((at, Event::Start(_) | Event::Empty(_))) => {
                    break Some(malformed(at, self.around(at), "one root element"));
                }
                Ok((at, event)) => match self.outside(at, &event) {
                    Ok(()) => {}
                    Err(broken) => break Some(broken),
                },
                Err(broken) => break Some(broken),
            }
        };
    }

    fn opened(&mut self, _structure: &Structure) {}

    #[inline]
    fn next_child(&mut self) -> ControlFlow<(), Piece<'a>> {
        self.reader.config_mut().trim_text_start = true;
        self.next()
    }

    #[inline]
    fn next_text(&mut self) -> ControlFlow<(), Piece<'a>> {
        self.reader.config_mut().trim_text_start = false;
        self.next()
    }

    fn skip(&mut self) -> ControlFlow<()> {
        let inside = self.open.len();
        loop {
            match self.next_child()? {
                Piece::Start(tag) => self.check_name(tag)?,
                Piece::End if self.open.len() < inside => return ControlFlow::Continue(()),
                Piece::End | Piece::Text(_) | Piece::Character(_) | Piece::Odd(_) => {}
            }
        }
    }

    fn check_name(&mut self, tag: Tag<'a>) -> ControlFlow<()> {
        let Some(broken) = wrong_name("xml", tag) else { return ControlFlow::Continue(()) };
        self.broken = Some(broken);
        ControlFlow::Break(())
    }

    fn broken(&mut self) -> Option<Box<Broken>> {
        self.broken.take()
    }

    /// The byte from which a document that breaks off may have been misunderstood: behind where the
    /// innermost open element begins, since its end tag may be the one that is missing. A document
    /// that is refused as such is not judged at all.
    fn doubtful(&self, broken: &Broken) -> usize {
        match self.open.last() {
            _ if broken.rule != "xml" => 0,
            Some(start) => start + 1,
            None => self.text.len(),
        }
    }

    fn text_at(&self, text: &str) -> usize {
        self.position().saturating_sub(text.len())
    }

    fn group_end(&self) -> usize {
        let passed = self.text.get(..self.position()).unwrap_or_default();
        passed.rfind('<').unwrap_or(passed.len())
    }
}

fn read_attributes(at: usize, raw: &str) -> Result<Vec<Attribute<'_>>, Box<Broken>> {
    if raw.len() > ATTRIBUTES_MAX {
        let found = format!("{} bytes of attributes", raw.len());
        return Err(Broken::limit(at, found, "at most 1024 bytes of attributes"));
    }
    attributes(raw).map_err(|(found, expected)| malformed(at, &found, expected))
}

/// XML 1.0, section 2.11: every end of line is one line feed.
pub(crate) fn ends_of_lines(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte == b'\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
