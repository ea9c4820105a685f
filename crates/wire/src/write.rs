//! Trees back to bytes: ordered by the catalogue, escaped, and read once more before they leave.

mod json;

use kernel::{CodeLists, Content, Date, Element, Finding, Listed, Path, Severity};
use quick_xml::escape::partial_escape;

use crate::catalogue::{Catalogue, Item, Kind, Message, Structure, catalogue};
use crate::code::MessageCode;
use crate::form::Form;
use crate::read::read;
use crate::xml::is_character;

/// Writes a message in XML.
///
/// Elements are put in the order of the catalogue and the white space of values is settled. What
/// the reader would refuse is refused; codes and rules are not looked at.
pub fn write(message: MessageCode, tree: &Element) -> Result<Vec<u8>, Vec<Finding>> {
    judged(message, tree).map(|(bytes, _)| bytes)
}

/// Writes a message in a form, as [`write`] does in XML.
///
/// In JSON an element that may be repeated is a list, however many there are; whole numbers are
/// numbers, and all else, amounts and masses too, are strings.
pub fn write_as(form: Form, message: MessageCode, tree: &Element) -> Result<Vec<u8>, Vec<Finding>> {
    let (bytes, settled) = judged(message, tree)?;
    match form {
        Form::Xml => Ok(bytes),
        Form::Json => Ok(json::write(message, &settled).into_bytes()),
    }
}

/// The message in XML, and the tree that is read from it.
fn judged(message: MessageCode, tree: &Element) -> Result<(Vec<u8>, Element), Vec<Finding>> {
    let wrong = |found: &str, expected: &str| {
        vec![Finding::error(Path::root(&tree.name), "structure", found, expected)]
    };
    let Some(known) = catalogue().message(message.as_str()) else {
        return Err(wrong(message.as_str(), "a message of the catalogue"));
    };
    if tree.name != known.name {
        return Err(wrong(&tree.name, &known.name));
    }
    let mut writer = Writer::new(known);
    writer.root(tree);
    if !writer.findings.is_empty() {
        return Err(writer.findings);
    }
    let bytes = writer.text.into_bytes();
    // One judge for what comes in and what goes out: what is written here is accepted here.
    let reading = read(&bytes, &NoCodes, Date::ZERO);
    let errors = reading.findings.into_iter().map(|located| located.finding);
    let errors: Vec<_> = errors.filter(|found| found.severity == Severity::Error).collect();
    match reading.tree {
        Some(settled) if errors.is_empty() => Ok((bytes, settled)),
        _ => Err(errors),
    }
}

/// Codes are the business of whoever made the tree.
struct NoCodes;

impl CodeLists for NoCodes {
    fn listed(&self, _list: &str, _code: &str, _day: Date) -> Listed {
        Listed::NoSuchList
    }
}

/// The prefix the root element is written with.
const PREFIX: &str = "ncts";

struct Writer {
    catalogue: &'static Catalogue,
    message: &'static Message,
    text: String,
    depth: usize,
    findings: Vec<Finding>,
}

impl Writer {
    fn new(message: &'static Message) -> Self {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        Self { catalogue: catalogue(), message, text, depth: 0, findings: Vec::new() }
    }

    fn root(&mut self, tree: &Element) {
        let standard = &self.message.standard;
        let name = match &standard.namespace {
            Some(_) => format!("{PREFIX}:{}", tree.name),
            None => tree.name.to_string(),
        };
        let namespace = standard.namespace.iter().map(|uri| format!(" xmlns:{PREFIX}=\"{uri}\""));
        let attribute = standard.attribute.iter().filter_map(|(attribute, values)| {
            values.first().map(|value| format!(" {attribute}=\"{value}\""))
        });
        let attributes: String = namespace.chain(attribute).collect();
        self.text.push_str(&format!("<{name}{attributes}>\n"));
        let root = self.catalogue.structure(self.message.root);
        self.children(root, tree, &Path::root(&tree.name));
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn children(&mut self, structure: &'static Structure, group: &Element, path: &Path) {
        let children = match &group.content {
            Content::Children(children) => children,
            Content::Text(text) => return self.refuse(path, text, "elements"),
        };
        for child in children {
            if !structure.items.iter().any(|item| item.name == child.name) {
                let known: Vec<_> = structure.items.iter().map(|item| item.name.as_ref()).collect();
                self.refuse(&path.then(&child.name, None), &child.name, &known.join(" | "));
            }
        }
        self.depth += 1;
        for item in &structure.items {
            let of_name = || children.iter().filter(|child| child.name == item.name);
            let several = of_name().nth(1).is_some();
            for (position, child) in of_name().enumerate() {
                let path = path.then(&item.name, several.then_some(position + 1));
                self.child(item, child, &path);
            }
            if of_name().next().is_none() {
                self.absent(item);
            }
        }
        self.depth -= 1;
    }

    fn child(&mut self, item: &'static Item, child: &Element, path: &Path) {
        match (&item.kind, &child.content) {
            (Kind::Group(id), _) => {
                self.line(&format!("<{}>", item.name));
                self.children(self.catalogue.structure(*id), child, path);
                self.line(&format!("</{}>", item.name));
            }
            (Kind::Value(_), Content::Text(text)) if !text.chars().all(is_character) => {
                self.refuse(path, &text.escape_debug().to_string(), "characters of XML 1.0");
            }
            (Kind::Value(value), Content::Text(text)) => {
                let text = value.format.settle(text.into());
                self.line(&format!("<{0}>{1}</{0}>", item.name, partial_escape(text.as_ref())));
            }
            (Kind::Value(value), Content::Children(_)) => {
                self.refuse(path, "elements", &value.format.notation);
            }
        }
    }

    /// A standard that has a word for nothing says it of every value that is not there.
    fn absent(&mut self, item: &Item) {
        if self.message.standard.empty_is_absent && matches!(item.kind, Kind::Value(_)) {
            self.line(&format!("<{0}><null/></{0}>", item.name));
        }
    }

    fn line(&mut self, text: &str) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn refuse(&mut self, path: &Path, found: &str, expected: &str) {
        self.findings.push(Finding::error(path.clone(), "structure", found, expected));
    }
}

#[cfg(test)]
mod tests;
