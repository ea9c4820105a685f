//! A message as a neutral tree: names, texts and order, whatever the bytes it came in.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Text(String),
    /// Elements, in the order they came.
    Children(Vec<Element>),
}

/// One element of a message. In JSON it is `["name", "text"]` or `["name", [elements]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The element's name in its standard.
    pub name: Arc<str>,
    /// What it holds.
    pub content: Content,
}

impl Element {
    /// An element that holds elements.
    pub fn group(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), content: Content::Children(Vec::new()) }
    }

    /// An element that holds a value.
    pub fn leaf(name: impl Into<Arc<str>>, text: impl fmt::Display) -> Self {
        Self { name: name.into(), content: Content::Text(text.to_string()) }
    }

    /// Adds a value at the end.
    #[must_use]
    pub fn with(self, name: impl Into<Arc<str>>, text: impl fmt::Display) -> Self {
        self.and(Self::leaf(name, text))
    }

    /// Adds a value at the end, if there is one.
    #[must_use]
    pub fn with_some(self, name: &str, text: Option<impl fmt::Display>) -> Self {
        match text {
            Some(text) => self.with(name, text),
            None => self,
        }
    }

    /// Adds an element at the end. A value that receives elements becomes a group.
    #[must_use]
    pub fn and(mut self, child: Self) -> Self {
        match &mut self.content {
            Content::Children(children) => children.push(child),
            Content::Text(_) => self.content = Content::Children(vec![child]),
        }
        self
    }

    /// Adds elements at the end.
    #[must_use]
    pub fn and_all(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::and)
    }

    /// The elements inside, in order; none for a value.
    pub fn children(&self) -> &[Self] {
        match &self.content {
            Content::Children(children) => children,
            Content::Text(_) => &[],
        }
    }

    /// The value, where it holds one.
    pub fn value(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Children(_) => None,
        }
    }

    /// The first element at a path such as `Consignment/HouseConsignment`.
    pub fn first(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |at, name| {
            at.children().iter().find(|child| child.name.as_ref() == name)
        })
    }

    /// The first value at a path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.first(path)?.value()
    }

    /// Every element at a path, in order.
    pub fn all<'a>(&'a self, path: &str) -> Vec<&'a Self> {
        path.split('/').fold(vec![self], |at, name| {
            at.into_iter()
                .flat_map(Self::children)
                .filter(|child| child.name.as_ref() == name)
                .collect()
        })
    }

    /// Every element at a path, each with the pointer that leads to it.
    pub fn pointed<'a>(&'a self, path: &str) -> Vec<(Path, &'a Self)> {
        let start = vec![(Path::root(&self.name), self)];
        path.split('/').fold(start, |at, name| {
            at.into_iter().flat_map(|(pointer, element)| element.step(&pointer, name)).collect()
        })
    }

    fn step<'a>(&'a self, pointer: &Path, name: &str) -> Vec<(Path, &'a Self)> {
        let of_name = self.children().iter().filter(|child| child.name.as_ref() == name);
        let several = of_name.clone().count() > 1;
        of_name
            .enumerate()
            .map(|(position, child)| (pointer.then(name, several.then_some(position + 1)), child))
            .collect()
    }

    /// The same tree without the elements a path leads to.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        self.prune(path);
        self
    }

    fn prune(&mut self, path: &str) {
        let Content::Children(children) = &mut self.content else { return };
        match path.split_once('/') {
            None => children.retain(|child| child.name.as_ref() != path),
            Some((name, rest)) => children
                .iter_mut()
                .filter(|child| child.name.as_ref() == name)
                .for_each(|child| child.prune(rest)),
        }
    }
}

/// A pointer into a message: `/CC015C/Guarantee[2]/guaranteeType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// The message itself.
    pub fn root(name: &str) -> Self {
        Self(format!("/{name}"))
    }

    /// One step down; the position is named where several elements share the name.
    #[must_use]
    pub fn then(&self, name: &str, position: Option<usize>) -> Self {
        match position {
            Some(position) => Self(format!("{}/{name}[{position}]", self.0)),
            None => Self(format!("{}/{name}", self.0)),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(self.name.as_ref())?;
        match &self.content {
            Content::Text(text) => pair.serialize_element(text)?,
            Content::Children(children) => pair.serialize_element(children)?,
        }
        pair.end()
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(2, PairVisitor)
    }
}

struct PairVisitor;

impl<'de> Visitor<'de> for PairVisitor {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pair of a name and a text or a list of elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Element, A::Error> {
        let name: String =
            seq.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
        let content = seq.next_element()?.ok_or_else(|| de::Error::invalid_length(1, &self))?;
        Ok(Element { name: name.into(), content })
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of elements")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
        let mut children = Vec::new();
        while let Some(child) = seq.next_element()? {
            children.push(child);
        }
        Ok(Content::Children(children))
    }
}
