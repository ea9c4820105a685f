//! Messages with almost everything in them, made from the catalogue.

use kernel::{Content, Element};

use crate::MessageCode;
use crate::catalogue::{Kind, Structure, Value, catalogue};
use crate::tests::Chance;

/// A valid message; the seed of the chance says which optional elements it has.
pub(crate) fn specimen(message: MessageCode, chance: &mut Chance) -> Element {
    let known = catalogue().message(message.as_str()).unwrap();
    let children = group(catalogue().structure(known.root), chance, 0);
    Element { name: known.name.clone(), content: Content::Children(children) }
}

fn group(structure: &Structure, chance: &mut Chance, depth: usize) -> Vec<Element> {
    let mut children = Vec::new();
    for item in &structure.items {
        // One in five optional elements is left out, and few are repeated, least of all deep ones.
        let spare = item.most - item.least;
        let more = match chance.below(5) {
            0 => 0,
            4 if depth < 2 => spare.min(2),
            _ => spare.min(1),
        };
        let more = if item.least > 0 && chance.below(4) > 0 { 0 } else { more };
        for number in 0..item.least + more {
            let content = match &item.kind {
                Kind::Group(id) => {
                    let inside = group(catalogue().structure(*id), chance, depth + 1);
                    // An optional group of which nothing is there is not there.
                    if inside.is_empty() && number >= item.least {
                        continue;
                    }
                    Content::Children(inside)
                }
                // The schema fixes this list to European countries (decision 0008).
                Kind::Value(value) if is_list(value, "CL070") => Content::Text("PT".to_owned()),
                Kind::Value(value) => Content::Text(value.format.example(chance)),
            };
            children.push(Element { name: item.name.clone(), content });
        }
    }
    children
}

fn is_list(value: &Value, name: &str) -> bool {
    value.list.as_ref().is_some_and(|list| list.name == name)
}
