//! The pieces of a well-formed document, one after the other, and nothing that is not well-formed.
//!
//! quick-xml cuts the bytes into events. What it leaves to its callers is judged here: characters,
//! names, attributes, references, declarations, and that there is one root. A DOCTYPE is refused
//! outright, so that no entity can ever be declared.

mod syntax;

use std::borrow::Cow;
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::fault::XmlError;
pub(crate) use crate::xml::syntax::{Attribute, is_character, is_name};
use crate::xml::syntax::{attributes, declaration, reference};

/// The longest document that is read.
pub(crate) const SIZE_MAX: usize = 10 * 1024 * 1024;
/// How deep elements may stand in each other.
pub(crate) const DEPTH_MAX: usize = 32;
/// How many bytes of attributes a start tag may carry.
const ATTRIBUTES_MAX: usize = 1024;

/// Why a document cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The byte it was seen at.
    pub(crate) at: usize,
    pub(crate) rule: &'static str,
    pub(crate) found: String,
    pub(crate) expected: &'static str,
    pub(crate) error: XmlError,
}

impl Broken {
    fn xml(at: usize, found: &str, expected: &'static str) -> Box<Self> {
        let found = found.chars().take(64).collect();
        Box::new(Self { at, rule: "xml", found, expected, error: XmlError::Malformed })
    }

    fn character(at: usize, found: &str, expected: &'static str) -> Box<Self> {
        Box::new(Self { error: XmlError::Character, ..*Self::xml(at, found, expected) })
    }

    fn dtd(at: usize) -> Box<Self> {
        let (found, expected) = ("DOCTYPE".to_owned(), "no document type declaration");
        Box::new(Self { at, rule: "dtd", found, expected, error: XmlError::Malformed })
    }

    fn limit(at: usize, found: String, expected: &'static str) -> Box<Self> {
        Box::new(Self { at, rule: "limit", found, expected, error: XmlError::Other })
    }
}

/// A piece of the inside of an element.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Start(Tag<'a>),
    End,
    /// Text as it is written, without references; see [`ends_of_lines`].
    Text(&'a str),
    /// What a reference stands for.
    Character(char),
}

/// A start tag. An empty element comes as a start and an end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    /// The name as it is written, with its prefix.
    pub(crate) name: &'a str,
    /// The byte it begins at.
    pub(crate) at: usize,
}

impl<'a> Tag<'a> {
    /// The prefix, empty where there is none, and the local name.
    pub(crate) fn split(&self) -> (&'a str, &'a str) {
        match self.name.bytes().position(|byte| byte == b':') {
            Some(_) => self.name.split_once(':').unwrap_or(("", self.name)),
            None => ("", self.name),
        }
    }
}

/// A document being read.
pub(crate) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Those of the last start tag.
    attributes: Vec<Attribute<'a>>,
    /// Where the open elements begin.
    open: Vec<usize>,
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
        if bytes.len() > SIZE_MAX {
            return Err(Broken::limit(0, format!("{} bytes", bytes.len()), "at most 10 MiB"));
        }
        let text = decoded(bytes)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let section_end = text.contains("]]>");
        Ok(Self {
            text,
            reader,
            attributes: Vec::new(),
            open: Vec::new(),
            end_owed: false,
            broken: None,
            section_end,
        })
    }

    /// The text that offsets count in.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The attributes of the start tag given out last.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// The offset behind the last piece.
    pub(crate) fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len())
    }

    /// What comes before the root element, and its start tag.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>, Box<Broken>> {
        loop {
            let (at, event) = self.event()?;
            match event {
                Event::Start(tag) => return self.start(&tag, false),
                Event::Empty(tag) => return self.start(&tag, true),
                Event::Decl(decl) if at == 0 => declaration(&decl)
                    .map_err(|(found, expected)| Broken::xml(at, &found, expected))?,
                event => self.outside(at, &event)?,
            }
        }
    }

    /// What comes behind the root element.
    pub(crate) fn close(&mut self) {
        self.broken = loop {
            match self.event() {
                Ok((_, Event::Eof)) => break None,
                Ok((at, Event::Start(_) | Event::Empty(_))) => {
                    break Some(Broken::xml(at, self.around(at), "one root element"));
                }
                Ok((at, event)) => match self.outside(at, &event) {
                    Ok(()) => {}
                    Err(broken) => break Some(broken),
                },
                Err(broken) => break Some(broken),
            }
        };
    }

    /// What may stand outside the root element beside comments: white space.
    fn outside(&self, at: usize, event: &Event<'_>) -> Result<(), Box<Broken>> {
        match event {
            Event::Comment(_) => Ok(()),
            Event::PI(pi) => self.instruction(at, pi.target()),
            Event::Text(text) if text.bytes().all(crate::format::is_space) => Ok(()),
            Event::DocType(_) => Err(Broken::dtd(at)),
            Event::Eof => Err(Broken::xml(at, "", "a root element")),
            _ => Err(Broken::xml(at, self.around(at), "nothing outside the root element")),
        }
    }

    /// The next piece inside an element that holds elements. White space between them is dropped.
    #[inline]
    pub(crate) fn next_child(&mut self) -> ControlFlow<(), Piece<'a>> {
        self.reader.config_mut().trim_text_start = true;
        self.next()
    }

    /// The next piece inside an element that holds text.
    #[inline]
    pub(crate) fn next_text(&mut self) -> ControlFlow<(), Piece<'a>> {
        self.reader.config_mut().trim_text_start = false;
        self.next()
    }

    /// Why there is no next piece, once.
    pub(crate) fn broken(&mut self) -> Option<Box<Broken>> {
        self.broken.take()
    }

    /// The byte from which a document that breaks off may have been misunderstood: behind where the
    /// innermost open element begins, since its end tag may be the one that is missing. A document
    /// that is refused as such is not judged at all.
    pub(crate) fn doubtful(&self, broken: &Broken) -> usize {
        match self.open.last() {
            _ if broken.rule != "xml" => 0,
            Some(start) => start + 1,
            None => self.text.len(),
        }
    }

    fn next(&mut self) -> ControlFlow<(), Piece<'a>> {
        if std::mem::take(&mut self.end_owed) {
            self.open.pop();
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
                    self.open.pop();
                    return ControlFlow::Continue(Piece::End);
                }
                Ok(Event::Text(text)) => {
                    let text = self.before(text.len(), 0);
                    if !self.section_end || !text.contains("]]>") {
                        return ControlFlow::Continue(Piece::Text(text));
                    }
                    break Broken::xml(self.position() - text.len(), "]]>", "]]&gt;");
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
                        break Broken::xml(at, &format!("&{};", &*name), expected);
                    }
                },
                Ok(Event::Comment(_)) => {}
                Ok(Event::PI(pi)) => match self.instruction(self.position(), pi.target()) {
                    Ok(()) => {}
                    Err(broken) => break broken,
                },
                Ok(Event::DocType(_)) => break Broken::dtd(self.position()),
                Ok(Event::Decl(decl)) => {
                    break Broken::xml(self.position(), &decl, "no declaration but at the start");
                }
                Ok(Event::Eof) => break Broken::xml(self.position(), "", "an end tag"),
                Err(error) => break self.error(&error),
            }
        };
        self.broken = Some(broken);
        ControlFlow::Break(())
    }

    /// The letters of the document that end some bytes before the position. An event borrows from
    /// itself; these outlive it.
    fn before(&self, length: usize, behind: usize) -> &'a str {
        let end = self.position().saturating_sub(behind);
        self.text.get(end.saturating_sub(length)..end).unwrap_or_default()
    }

    /// Passes over the rest of an element whose start has been given out.
    pub(crate) fn skip(&mut self) -> ControlFlow<()> {
        let inside = self.open.len();
        loop {
            match self.next_child()? {
                Piece::Start(tag) => self.check_name(tag)?,
                Piece::End if self.open.len() < inside => return ControlFlow::Continue(()),
                Piece::End | Piece::Text(_) | Piece::Character(_) => {}
            }
        }
    }

    /// Judges the name of an element. Those the catalogue has need no judgement.
    pub(crate) fn check_name(&mut self, tag: Tag<'a>) -> ControlFlow<()> {
        if is_name(tag.name) {
            return ControlFlow::Continue(());
        }
        self.broken = Some(Broken::xml(tag.at, tag.name, "the name of an element"));
        ControlFlow::Break(())
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
        Broken::xml(at, &error.to_string(), "well-formed XML")
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<Tag<'a>, Box<Broken>> {
        let content = self.before(tag.len(), if empty { "/>".len() } else { ">".len() });
        let (name, raw) = content.split_at_checked(tag.name().as_ref().len()).unwrap_or_default();
        let around = if empty { "</>".len() } else { "<>".len() };
        let at = self.position().saturating_sub(tag.len() + around);
        self.open.push(at);
        self.end_owed = empty;
        if self.open.len() > DEPTH_MAX {
            return Err(Broken::limit(at, format!("depth {}", self.open.len()), "at most 32 deep"));
        }
        self.attributes.clear();
        if !raw.is_empty() {
            self.attributes = read_attributes(at, raw)?;
        }
        Ok(Tag { name, at })
    }

    fn instruction(&self, at: usize, target: &str) -> Result<(), Box<Broken>> {
        if is_name(target) && !target.eq_ignore_ascii_case("xml") {
            Ok(())
        } else {
            Err(Broken::xml(at, self.around(at), "the name of a processing instruction"))
        }
    }

    /// The beginning of the line that starts at an offset, to show what was found.
    fn around(&self, at: usize) -> &'a str {
        self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}

fn read_attributes(at: usize, raw: &str) -> Result<Vec<Attribute<'_>>, Box<Broken>> {
    if raw.len() > ATTRIBUTES_MAX {
        let found = format!("{} bytes of attributes", raw.len());
        return Err(Broken::limit(at, found, "at most 1024 bytes of attributes"));
    }
    attributes(raw).map_err(|(found, expected)| Broken::xml(at, &found, expected))
}

/// The characters of a document: UTF-8 without what XML 1.0 forbids. A byte order mark is dropped.
fn decoded(bytes: &[u8]) -> Result<&str, Box<Broken>> {
    let wide = matches!(bytes, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, ..] | [_, 0, ..]);
    if wide {
        return Err(Broken::xml(0, "UTF-16 or UTF-32", "UTF-8"));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        Broken::character(error.valid_up_to(), "bytes that are no UTF-8", "UTF-8")
    })?;
    // Without branches, so that the compiler looks at many bytes at once.
    let control = |byte: u8| {
        u8::from(byte < b' ')
            & u8::from(byte != b'\t')
            & u8::from(byte != b'\n')
            & u8::from(byte != b'\r')
    };
    let controls = bytes.iter().fold(0, |seen, byte| seen | control(*byte));
    // U+FFFE and U+FFFF are the only others a text may hold and XML not.
    if controls > 0 || !text.is_ascii() && text.contains(['\u{fffe}', '\u{ffff}']) {
        let wrong = text.char_indices().find(|(_, character)| !is_character(*character));
        let (at, character) = wrong.unwrap_or((0, '\0'));
        let found = format!("U+{:04X}", u32::from(character));
        return Err(Broken::character(at, &found, "a character of XML 1.0"));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // quick-xml would drop another one without counting it.
    if text.starts_with('\u{feff}') {
        return Err(Broken::xml(0, "U+FEFF", "one byte order mark at most"));
    }
    Ok(text)
}

/// XML 1.0, section 2.11: every end of line is one line feed.
pub(crate) fn ends_of_lines(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte == b'\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
