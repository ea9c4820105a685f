//! Trees fitted to a message: what it has no room for is left out.

use kernel::{Element, Finding};

use crate::catalogue::{Catalogue, Item, Kind, Structure, Value, catalogue};
use crate::code::MessageCode;
use crate::write::write;
use crate::xml::is_character;

/// A tree without whatever a message has no room for: elements it does not know, values that are not
/// of its formats, groups that lack what it demands of them, and surplus repetitions.
///
/// Nothing that a message demands is left out, not one of several either: a list of goods that lacks
/// one is no list of those goods. Where such an element does not fit, neither does the group that
/// holds it, and in the end there is no message.
pub fn fit(message: MessageCode, tree: &Element) -> Option<Element> {
    let catalogue = catalogue();
    let known = catalogue.message(message.as_str()).filter(|known| known.name == tree.name)?;
    group(catalogue, catalogue.structure(known.root), tree)
}

/// Writes what there is room for of a tree.
pub fn write_fitted(message: MessageCode, tree: &Element) -> Result<Vec<u8>, Vec<Finding>> {
    // What does not fit at all is written as it is, so that the findings say why.
    match fit(message, tree) {
        Some(fitted) => write(message, &fitted),
        None => write(message, tree),
    }
}

fn group(catalogue: &Catalogue, structure: &Structure, from: &Element) -> Option<Element> {
    let mut fitted = Element::group(from.name.clone());
    for item in &structure.items {
        let of_name = from.children().iter().filter(|child| child.name == item.name);
        let mut count = 0;
        for child in of_name {
            let child = one(catalogue, item, child).filter(|_| count < item.most);
            match child {
                Some(child) => {
                    fitted = fitted.and(child);
                    count += 1;
                }
                None if item.least == 0 => {}
                None => return None,
            }
        }
        if count < item.least {
            return None;
        }
    }
    Some(fitted)
}

fn one(catalogue: &Catalogue, item: &Item, from: &Element) -> Option<Element> {
    match &item.kind {
        Kind::Group(id) => {
            let fitted = group(catalogue, catalogue.structure(*id), from)?;
            // A group of which nothing is left says nothing.
            let empty = fitted.children().is_empty();
            (!empty || item.least > 0).then_some(fitted)
        }
        Kind::Value(value) => {
            settled(value, from.value()?).map(|text| Element::leaf(from.name.clone(), text))
        }
    }
}

fn settled(value: &Value, text: &str) -> Option<String> {
    let text = value.format.settle(text.into());
    let fits = text.chars().all(is_character) && value.format.check(&text).is_ok();
    fits.then(|| text.into_owned())
}

#[cfg(test)]
mod tests;
