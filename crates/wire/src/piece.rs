//! A document as pieces, one after the other, whatever form it is written in.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::catalogue::Structure;
use crate::fault::XmlError;

/// The longest document that is read.
pub(crate) const SIZE_MAX: usize = 10 * 1024 * 1024;
/// How deep elements may stand in each other.
pub(crate) const DEPTH_MAX: usize = 32;
/// How many bytes the name of an element may have.
const NAME_MAX: usize = 256;

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
    /// What is not well-formed; the rule is the name of the form.
    pub(crate) fn form(
        rule: &'static str,
        at: usize,
        found: &str,
        expected: &'static str,
    ) -> Box<Self> {
        let found = found.chars().take(64).collect();
        Box::new(Self { at, rule, found, expected, error: XmlError::Malformed })
    }

    /// A character that may not stand in a message.
    pub(crate) fn character(
        rule: &'static str,
        at: usize,
        found: &str,
        expected: &'static str,
    ) -> Box<Self> {
        Box::new(Self { error: XmlError::Character, ..*Self::form(rule, at, found, expected) })
    }

    pub(crate) fn dtd(at: usize) -> Box<Self> {
        Self::form("dtd", at, "DOCTYPE", "no document type declaration")
    }

    pub(crate) fn limit(at: usize, found: String, expected: &'static str) -> Box<Self> {
        Box::new(Self { at, rule: "limit", found, expected, error: XmlError::Other })
    }

    /// Elements that stand too deep in each other.
    pub(crate) fn too_deep(at: usize, depth: usize) -> Box<Self> {
        Self::limit(at, format!("depth {depth}"), "at most 32 deep")
    }
}

/// A piece of the inside of an element.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Start(Tag<'a>),
    End,
    /// Text as it is written, without references.
    Text(&'a str),
    /// What a reference stands for.
    Character(char),
    /// What is neither text nor elements, and only some forms can say: `null`, `true`.
    Odd(&'a str),
}

/// The start of an element. An empty element comes as a start and an end.
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

/// An attribute, its value with references resolved and white space as spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Cow<'a, str>,
}

/// A document that is being read.
pub(crate) trait Pieces<'a> {
    /// Whether the form says what prefixes stand for; else the right thing is taken for meant.
    const NAMESPACES: bool;

    /// The text that offsets count in.
    fn text(&self) -> &'a str;

    /// What comes before the root element, and its start.
    fn root(&mut self) -> Result<Tag<'a>, Box<Broken>>;

    /// The attributes of the start given out last.
    fn attributes(&self) -> &[Attribute<'a>];

    /// The element that was started last is a group of this structure; a form whose elements have
    /// no order of their own takes the order of the structure.
    fn opened(&mut self, structure: &Structure);

    /// The next piece inside an element that holds elements. White space between them is dropped.
    fn next_child(&mut self) -> ControlFlow<(), Piece<'a>>;

    /// The next piece inside an element that holds text.
    fn next_text(&mut self) -> ControlFlow<(), Piece<'a>>;

    /// Passes over the rest of an element whose start has been given out.
    fn skip(&mut self) -> ControlFlow<()>;

    /// Judges the name of an element. Those the catalogue has need no judgement.
    fn check_name(&mut self, tag: Tag<'a>) -> ControlFlow<()>;

    /// What comes behind the root element.
    fn close(&mut self);

    /// Why there is no next piece, once.
    fn broken(&mut self) -> Option<Box<Broken>>;

    /// The byte from which a document that breaks off may have been misunderstood.
    fn doubtful(&self, broken: &Broken) -> usize;

    /// The byte at which the text given out last begins.
    fn text_at(&self, text: &str) -> usize;

    /// The byte at which the end of the group that was left last begins.
    fn group_end(&self) -> usize;
}

/// What is wrong with the name of an element, if anything is.
pub(crate) fn wrong_name(rule: &'static str, tag: Tag<'_>) -> Option<Box<Broken>> {
    if tag.name.len() > NAME_MAX {
        let found = format!("a name of {} bytes", tag.name.len());
        return Some(Broken::limit(tag.at, found, "names of at most 256 bytes"));
    }
    let right = crate::xml::is_name(tag.name);
    (!right).then(|| Broken::form(rule, tag.at, tag.name, "the name of an element"))
}

/// The characters of a document: UTF-8 without what XML 1.0 forbids, whatever the form, since what
/// is read must be writable. A byte order mark is dropped.
pub(crate) fn decoded<'a>(rule: &'static str, bytes: &'a [u8]) -> Result<&'a str, Box<Broken>> {
    if bytes.len() > SIZE_MAX {
        return Err(Broken::limit(0, format!("{} bytes", bytes.len()), "at most 10 MiB"));
    }
    let wide = matches!(bytes, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, ..] | [_, 0, ..]);
    if wide {
        return Err(Broken::form(rule, 0, "UTF-16 or UTF-32", "UTF-8"));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        Broken::character(rule, error.valid_up_to(), "bytes that are no UTF-8", "UTF-8")
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
        return Err(not_in_xml(rule, text, 0));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // quick-xml would drop another one without counting it.
    if text.starts_with('\u{feff}') {
        return Err(Broken::form(rule, 0, "U+FEFF", "one byte order mark at most"));
    }
    Ok(text)
}

/// The first character of a text that XML 1.0 does not have.
pub(crate) fn not_in_xml(rule: &'static str, text: &str, at: usize) -> Box<Broken> {
    let mut characters = text.char_indices();
    let wrong = characters.find(|(_, character)| !crate::xml::is_character(*character));
    let (ahead, character) = wrong.unwrap_or((0, '\0'));
    let found = format!("U+{:04X}", u32::from(character));
    Broken::character(rule, at + ahead, &found, "a character of XML 1.0")
}
