//! A tree that has been read back, as JSON.

use kernel::{Content, Element};

use crate::catalogue::{Catalogue, Item, Kind, Message, Structure, catalogue};
use crate::code::MessageCode;

/// The prefix of the name of the message, as those who exchange JSON write it.
const PREFIX: &str = "n1";

/// Writes a tree whose elements are those of the message, in order.
pub(super) fn write(message: MessageCode, tree: &Element) -> String {
    let mut text = String::new();
    if let Some(known) = catalogue().message(message.as_str()) {
        root(catalogue(), known, tree, &mut text);
    }
    text
}

fn root(catalogue: &Catalogue, message: &Message, tree: &Element, text: &mut String) {
    text.push('{');
    match &message.standard.namespace {
        Some(_) => string(&format!("{PREFIX}:{}", message.name), text),
        None => string(&message.name, text),
    }
    text.push_str(":{");
    let attribute = message.standard.attribute.iter();
    for (name, value) in attribute.filter_map(|(name, values)| Some((name, values.first()?))) {
        string(&format!("@{name}"), text);
        text.push(':');
        string(value, text);
    }
    members(catalogue, catalogue.structure(message.root), tree, text);
    text.push_str("}}\n");
}

/// The members of an object whose brace stands already, with a comma before each but the first.
fn members(catalogue: &Catalogue, structure: &Structure, group: &Element, text: &mut String) {
    for item in &structure.items {
        let mut alike = group.children().iter().filter(|child| child.name == item.name);
        let Some(first) = alike.next() else { continue };
        if !text.ends_with('{') {
            text.push(',');
        }
        string(&item.name, text);
        text.push(':');
        if item.most == 1 {
            element(catalogue, item, first, text);
            continue;
        }
        text.push('[');
        element(catalogue, item, first, text);
        for other in alike {
            text.push(',');
            element(catalogue, item, other, text);
        }
        text.push(']');
    }
}

fn element(catalogue: &Catalogue, item: &Item, element: &Element, text: &mut String) {
    match (&item.kind, &element.content) {
        (Kind::Group(id), _) => {
            text.push('{');
            members(catalogue, catalogue.structure(*id), element, text);
            text.push('}');
        }
        (Kind::Value(value), Content::Text(letters)) if value.format.is_integer() => {
            text.push_str(letters);
        }
        (Kind::Value(_), Content::Text(letters)) => string(letters, text),
        (Kind::Value(_), Content::Children(_)) => string("", text),
    }
}

/// A string with its quotes. JSON has no text it could not carry.
fn string(letters: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(letters).to_string());
}
