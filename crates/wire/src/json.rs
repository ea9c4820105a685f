//! The pieces of a message in JSON: one member names the message, members are elements, a list
//! repeats one, `@` marks an attribute, and values are strings or numbers.
//!
//! serde_json judges the grammar. What it leaves open is refused here: a name that comes twice, or
//! that is spelt with escapes to look like another; half a surrogate pair; characters that no
//! message can carry. The order of members means nothing, so that elements come in the order of the
//! catalogue.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::catalogue::Structure;
use crate::piece::{
    Attribute, Broken, DEPTH_MAX, Piece, Pieces, Tag, decoded, not_in_xml, wrong_name,
};
use crate::xml::is_character;

/// What marks a member as an attribute.
const ATTRIBUTE: char = '@';
/// How some write the element `type`, whose name is taken in their programming language.
const TYPE_VALUE: &str = "typeValue";
/// How many commas a document may have, and so how many values: each takes room of its own.
const COMMAS_MAX: usize = 1_000_000;

/// What is no well-formed JSON, or no message.
fn malformed(at: usize, found: &str, expected: &'static str) -> Box<Broken> {
    Broken::form("json", at, found, expected)
}

/// A document whose grammar is right.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    text: &'t str,
    /// The one member of the document.
    root: Member<'t>,
}

#[derive(Debug)]
struct Member<'t> {
    name: &'t str,
    node: Node<'t>,
}

/// A value and where it stands.
#[derive(Debug)]
struct Node<'t> {
    at: usize,
    /// The byte of its last letter.
    end: usize,
    content: Content<'t>,
}

#[derive(Debug)]
enum Content<'t> {
    /// A string, or a number as it is written.
    Text(Cow<'t, str>),
    /// `true`, `false` or `null`.
    Odd(&'t str),
    List(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

impl<'t> Document<'t> {
    /// Takes the bytes of a document, if they are well-formed, bounded and name one message.
    pub(crate) fn open(bytes: &'t [u8]) -> Result<Self, Box<Broken>> {
        let text = decoded("json", bytes)?;
        if text.bytes().filter(|byte| *byte == b',').count() > COMMAS_MAX {
            return Err(Broken::limit(0, "more values".to_owned(), "at most a million values"));
        }
        let raw: &RawValue = parsed(text, text)?;
        let node = Node::open(text, raw, 1)?;
        let one = "an object whose one member is the message";
        let Content::Object(mut members) = node.content else {
            return Err(malformed(node.at, raw.get(), one));
        };
        match (members.pop(), members.pop()) {
            (Some(root), None) => Ok(Self { text, root }),
            (Some(second), Some(_)) => Err(malformed(second.node.at, second.name, one)),
            (None, _) => Err(malformed(node.at, "{}", one)),
        }
    }
}

impl<'t> Node<'t> {
    fn open(text: &'t str, raw: &'t RawValue, depth: usize) -> Result<Self, Box<Broken>> {
        let written = raw.get();
        let at = offset(text, written);
        if depth > DEPTH_MAX && written.starts_with(['{', '[']) {
            return Err(Broken::too_deep(at, depth));
        }
        let content = match written.bytes().next() {
            Some(b'{') => Content::Object(members(text, written, depth)?),
            Some(b'[') => {
                let items: Vec<&RawValue> = parsed(text, written)?;
                let open = |item| Self::open(text, item, depth + 1);
                Content::List(items.into_iter().map(open).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Content::Text(string(text, written)?),
            Some(b't' | b'f' | b'n') => Content::Odd(written),
            _ => Content::Text(Cow::Borrowed(written)),
        };
        Ok(Self { at, end: (at + written.len()).saturating_sub(1), content })
    }

    /// What an attribute says.
    fn said(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Text(text) => Cow::Borrowed(text),
            Content::Odd(word) => Cow::Borrowed(word),
            Content::List(_) => Cow::Borrowed("[]"),
            Content::Object(_) => Cow::Borrowed("{}"),
        }
    }
}

/// The members of an object, each name once.
fn members<'t>(
    text: &'t str,
    written: &'t str,
    depth: usize,
) -> Result<Vec<Member<'t>>, Box<Broken>> {
    let entries: Entries<'t> = parsed(text, written)?;
    let mut names = BTreeSet::new();
    let mut members = Vec::with_capacity(entries.0.len());
    for (name, raw) in entries.0 {
        if !names.insert(name) {
            return Err(malformed(offset(text, name), name, "each name once"));
        }
        let at = offset(text, name);
        let tag = Tag { name: name.strip_prefix(ATTRIBUTE).unwrap_or(name), at };
        if let Some(broken) = wrong_name("json", tag) {
            return Err(broken);
        }
        members.push(Member { name, node: Node::open(text, raw, depth + 1)? });
    }
    Ok(members)
}

/// The letters of a string.
fn string<'t>(text: &'t str, written: &'t str) -> Result<Cow<'t, str>, Box<Broken>> {
    let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.contains('\\') => Ok(Cow::Borrowed(inside)),
        _ => {
            let letters: String = parsed(text, written)?;
            if letters.chars().all(is_character) {
                return Ok(Cow::Owned(letters));
            }
            // Where in the string it is written cannot be told from its letters.
            let at = offset(text, written);
            Err(Box::new(Broken { at, ..*not_in_xml("json", &letters, at) }))
        }
    }
}

/// Where a part of the text begins in it.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// Reads a part of the text, one level deep.
fn parsed<'t, T: Deserialize<'t>>(text: &'t str, part: &'t str) -> Result<T, Box<Broken>> {
    serde_json::from_str(part).map_err(|error| {
        let before = part.split_inclusive('\n').take(error.line().saturating_sub(1));
        let before: usize = before.map(str::len).sum();
        let at = (before + error.column().saturating_sub(1)).min(part.len());
        let said = error.to_string();
        let (found, _place) = said.rsplit_once(" at line ").unwrap_or((&said, ""));
        malformed(offset(text, part) + at, found, "well-formed JSON")
    })
}

/// The members of an object as they are written, in order, repeated ones too.
struct Entries<'t>(Vec<(&'t str, &'t RawValue)>);

impl<'t> Deserialize<'t> for Entries<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'t> Visitor<'t> for EntriesVisitor {
    type Value = Entries<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            entries.push((name, map.next_value()?));
        }
        Ok(Entries(entries))
    }
}

/// The name of a member, which is spelt without escapes.
struct Name<'t>(&'t str);

impl<'t> Deserialize<'t> for Name<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'t> Visitor<'t> for NameVisitor {
    type Value = Name<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name without escapes")
    }

    fn visit_borrowed_str<E>(self, name: &'t str) -> Result<Self::Value, E> {
        Ok(Name(name))
    }
}

/// The element a member is.
fn meant(name: &str) -> &str {
    if name == TYPE_VALUE { "type" } else { name }
}

/// An element that has been started.
struct Open<'a> {
    /// Its elements, repeated ones one by one.
    elements: Vec<(&'a str, &'a Node<'a>)>,
    next: usize,
    /// Its value, until it is given out.
    value: Option<&'a Node<'a>>,
    end: usize,
}

/// A document being read. Whatever may be wrong with it as such has been told before.
pub(crate) struct Source<'a> {
    document: &'a Document<'a>,
    attributes: Vec<Attribute<'a>>,
    open: Vec<Open<'a>>,
    /// Where the value given out last begins.
    value_at: usize,
    /// Where the element left last ends.
    end: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        Self { document, attributes: Vec::new(), open: Vec::new(), value_at: 0, end: 0 }
    }

    fn start(&mut self, name: &'a str, node: &'a Node<'a>) -> Tag<'a> {
        let mut open = Open { elements: Vec::new(), next: 0, value: None, end: node.end };
        self.attributes.clear();
        match &node.content {
            Content::Object(members) => {
                for Member { name, node } in members {
                    match (name.strip_prefix(ATTRIBUTE), &node.content) {
                        (Some(name), _) => {
                            self.attributes.push(Attribute { name, value: node.said() });
                        }
                        (None, Content::List(items)) => {
                            open.elements.extend(items.iter().map(|item| (meant(name), item)));
                        }
                        (None, _) => open.elements.push((meant(name), node)),
                    }
                }
            }
            _ => open.value = Some(node),
        }
        self.open.push(open);
        Tag { name, at: node.at }
    }

    fn next(&mut self) -> ControlFlow<(), Piece<'a>> {
        // Whoever asks is inside an element; outside there is nothing more.
        let Some(open) = self.open.last_mut() else { return ControlFlow::Break(()) };
        if let Some(node) = open.value.take() {
            self.value_at = node.at;
            let text = match &node.content {
                Content::Text(text) => Piece::Text(text),
                Content::Odd(word) => Piece::Odd(word),
                Content::List(_) | Content::Object(_) => Piece::Odd("a list in a list"),
            };
            return ControlFlow::Continue(text);
        }
        if let Some((name, node)) = open.elements.get(open.next).copied() {
            open.next += 1;
            return ControlFlow::Continue(Piece::Start(self.start(name, node)));
        }
        self.end = open.end;
        self.open.pop();
        ControlFlow::Continue(Piece::End)
    }
}

impl<'a> Pieces<'a> for Source<'a> {
    const NAMESPACES: bool = false;

    fn text(&self) -> &'a str {
        self.document.text
    }

    fn root(&mut self) -> Result<Tag<'a>, Box<Broken>> {
        let root = &self.document.root;
        Ok(self.start(root.name, &root.node))
    }

    fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// An unknown element stays behind the known one it was written after.
    fn opened(&mut self, structure: &Structure) {
        let Some(open) = self.open.last_mut() else { return };
        let mut slot = 0;
        let mut sorted = true;
        let mut placed = Vec::with_capacity(open.elements.len());
        for (name, node) in &open.elements {
            let local = Tag { name, at: node.at }.split().1;
            let before = slot;
            slot = structure.find(local, slot).unwrap_or(slot);
            sorted &= before <= slot;
            placed.push((slot, (*name, *node)));
        }
        if !sorted {
            placed.sort_by_key(|(slot, _)| *slot);
            open.elements = placed.into_iter().map(|(_, element)| element).collect();
        }
    }

    fn next_child(&mut self) -> ControlFlow<(), Piece<'a>> {
        match self.next()? {
            Piece::Text(text) => match text.trim_start() {
                "" => self.next(),
                text => ControlFlow::Continue(Piece::Text(text)),
            },
            piece => ControlFlow::Continue(piece),
        }
    }

    fn next_text(&mut self) -> ControlFlow<(), Piece<'a>> {
        self.next()
    }

    fn skip(&mut self) -> ControlFlow<()> {
        self.open.pop();
        ControlFlow::Continue(())
    }

    fn check_name(&mut self, _tag: Tag<'a>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn close(&mut self) {}

    fn broken(&mut self) -> Option<Box<Broken>> {
        None
    }

    fn doubtful(&self, _broken: &Broken) -> usize {
        self.document.text.len()
    }

    fn text_at(&self, _text: &str) -> usize {
        self.value_at
    }

    fn group_end(&self) -> usize {
        self.end
    }
}

#[cfg(test)]
mod tests;
