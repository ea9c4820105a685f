//! The message catalogue, compiled: every structure a flat table, every name shared.

mod notation;

use std::sync::{Arc, LazyLock};

use crate::code::{MessageCode, SOURCES};
use crate::format::Format;

/// The catalogue this program was built with.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| notation::compile(SOURCES));
    &CATALOGUE
}

/// What is not understood of the files of a catalogue, each with its name.
pub fn not_understood(files: &[(&str, &str)]) -> Vec<String> {
    notation::compile(files).problems
}

/// All messages and the structures they are made of.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    structures: Vec<Structure>,
    messages: Vec<Message>,
    nothing: Structure,
    /// What could not be understood; a test says that there is nothing.
    pub(crate) problems: Vec<String>,
}

/// One message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) code: MessageCode,
    pub(crate) name: Arc<str>,
    pub(crate) standard: Arc<Standard>,
    pub(crate) root: StructureId,
}

/// What all messages of a standard have in common.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Standard {
    /// The namespace of the root element; its descendants are in none.
    pub(crate) namespace: Option<String>,
    /// An attribute of the root and its values, of which the first is written.
    pub(crate) attribute: Option<(String, Vec<String>)>,
    /// Elements may come in any order.
    pub(crate) any_order: bool,
    /// Elements the catalogue does not have are passed over, and namespaces and attributes with them.
    pub(crate) skip_unknown: bool,
    /// An empty element, or one that holds `<null/>`, says nothing.
    pub(crate) empty_is_absent: bool,
}

/// Where a structure stands in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StructureId(usize);

/// What a group holds, in order.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    pub(crate) items: Vec<Item>,
    /// The positions of the items that must be there.
    pub(crate) required: Vec<usize>,
}

/// One line of the catalogue: an element, how often it stands and what it holds.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: Arc<str>,
    pub(crate) least: u32,
    pub(crate) most: u32,
    pub(crate) kind: Kind,
    /// The conditions and rules the standard names here.
    pub(crate) rules: Vec<String>,
}

/// What an element holds.
#[derive(Debug)]
pub(crate) enum Kind {
    Group(StructureId),
    Value(Value),
}

/// The form of a value and the list it is taken from.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) format: Arc<Format>,
    pub(crate) list: Option<List>,
}

/// A code list, by its name in the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) name: String,
    /// An absent code is only worth a warning.
    pub(crate) lenient: bool,
}

impl Catalogue {
    /// The message whose root element has this name.
    pub(crate) fn message(&self, root: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.name.as_ref() == root)
    }

    /// A structure; the catalogue only hands out what it has.
    pub(crate) fn structure(&self, id: StructureId) -> &Structure {
        self.structures.get(id.0).unwrap_or(&self.nothing)
    }
}

impl Structure {
    /// The item of that name, looked for from a position on and then from the start.
    pub(crate) fn find(&self, name: &str, from: usize) -> Option<usize> {
        let (before, after) = self.items.split_at_checked(from)?;
        let of_name = |item: &Item| item.name.as_ref() == name;
        match after.iter().position(of_name) {
            Some(ahead) => Some(from + ahead),
            None => before.iter().position(of_name),
        }
    }

    /// The item at a position.
    pub(crate) fn item(&self, position: usize) -> Option<&Item> {
        self.items.get(position)
    }
}

impl Item {
    /// How often the element stands, as the catalogue writes it.
    pub(crate) fn multiplicity(&self) -> String {
        if self.least == self.most {
            self.most.to_string()
        } else {
            format!("{}..{}", self.least, self.most)
        }
    }

    /// The line of the catalogue, without its rules.
    pub(crate) fn notation(&self) -> String {
        let line = format!("{} {}", self.name, self.multiplicity());
        match &self.kind {
            Kind::Group(_) => line,
            Kind::Value(value) => format!("{line} {}", value.notation()),
        }
    }

    /// Whether the standard names the rule here.
    pub(crate) fn cites(&self, rule: &str) -> bool {
        self.rules.iter().any(|cited| cited == rule)
    }
}

impl Value {
    fn notation(&self) -> String {
        match &self.list {
            Some(list) => format!("{} {}", self.format.notation, list.name),
            None => self.format.notation.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
